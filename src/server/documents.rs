//! A workspace's documents: what is there, its text, and removing it.

use std::collections::HashSet;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{
    files,
    guard::InWorkspace,
    input::{Asked, Named, Paging},
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};
use crate::{
    store::{Document, DocumentId},
    view::rfc3339,
};

/// Changes that are looked through for documents that are still to be indexed.
const LAG: u32 = 1_000;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/workspaces/{w}/documents", Access::Member, list)
        .tagged()
        .says(Operation::new("List documents").query::<Paging>().gives::<List>(200).gives_nothing(304))
        .get("/api/v1/workspaces/{w}/documents/{d}", Access::Member, show)
        .tagged()
        .says(Operation::new("What is known of a document").gives::<DocumentView>(200).gives_nothing(304))
        .delete("/api/v1/workspaces/{w}/documents/{d}", Access::Member, delete)
        .says(Operation::new("Delete a document").gives_nothing(204))
        .get("/api/v1/workspaces/{w}/documents/{d}/text", Access::Member, text)
        .tagged()
        .says(Operation::new("The text to which offsets refer").gives_kind(200, "text/plain").gives_nothing(304))
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Document")]
struct DocumentView {
    id: DocumentId,
    name: String,
    title: String,
    format: String,
    sha256: String,
    words: i64,
    created_at: String,
    state: &'static str,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "DocumentList")]
struct List {
    documents: Vec<DocumentView>,
    next: Option<String>,
}

impl DocumentView {
    fn new(document: Document, lagging: &HashSet<DocumentId>) -> Self {
        Self {
            state: if lagging.contains(&document.id) { "indexing" } else { "ready" },
            id: document.id,
            name: document.name,
            title: document.title,
            format: document.format,
            sha256: document.sha256,
            words: document.words,
            created_at: rfc3339(document.created_at),
        }
    }
}

async fn list(
    State(state): State<Shared>,
    place: InWorkspace,
    Asked(paging): Asked<Paging>,
) -> Result<Json<List>, ApiError> {
    let found = state.app.store.list_documents(place.id(), &paging.page()?).await?;
    let lagging = lagging(&state).await?;
    let next = found.next.map(|next| next.to_string());
    let documents = found.items.into_iter().map(|document| DocumentView::new(document, &lagging)).collect();
    Ok(Json(List { documents, next }))
}

async fn show(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<DocumentId>,
) -> Result<Json<DocumentView>, ApiError> {
    let document = state.app.store.document(place.id(), &id).await?;
    Ok(Json(DocumentView::new(document, &lagging(&state).await?)))
}

async fn text(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<DocumentId>,
) -> Result<Response, ApiError> {
    let text = state.app.store.document_text(place.id(), &id).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

async fn delete(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<DocumentId>,
) -> Result<StatusCode, ApiError> {
    let store = &state.app.store;
    let document = store.document(place.id(), &id).await?;
    store.delete_document(place.id(), &id).await?;
    state.changed.notify_one();
    files::sweep(&state, [document.sha256]).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Documents that full text does not know yet.
async fn lagging(state: &Shared) -> Result<HashSet<DocumentId>, ApiError> {
    let rows = state.app.store.outbox_after(state.app.indexer.text().watermark(), LAG).await?;
    Ok(rows.into_iter().map(|row| row.document).collect())
}
