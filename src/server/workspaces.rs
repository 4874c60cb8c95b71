//! Workspaces over HTTP. There is always at least one.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};

use super::{
    caller::Caller,
    files,
    guard::InWorkspace,
    input::{Asked, Paging, Sent},
    once::{self, Once},
    openapi::Operation,
    problem::ApiError,
    profile,
    route::{Access, Routes},
    state::Shared,
};
use crate::{
    store::{Paged, Workspace, WorkspaceId},
    view::rfc3339,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/workspaces", Access::Member, list)
        .says(Operation::new("List workspaces").query::<Paging>().gives::<List>(200))
        .post("/api/v1/workspaces", Access::Admin, create)
        .once()
        .says(
            Operation::new("Make a workspace")
                .takes::<Name>(r#"{"name": "Nordlicht GmbH"}"#)
                .gives::<WorkspaceView>(201)
                .fails(&[409, 422]),
        )
        .get("/api/v1/workspaces/{w}", Access::Member, show)
        .says(Operation::new("Read a workspace").gives::<WorkspaceView>(200))
        .patch("/api/v1/workspaces/{w}", Access::Admin, rename)
        .says(
            Operation::new("Rename a workspace")
                .takes::<Name>(r#"{"name": "Nordlicht GmbH"}"#)
                .gives::<WorkspaceView>(200)
                .fails(&[409, 422]),
        )
        .delete("/api/v1/workspaces/{w}", Access::Admin, delete)
        .says(Operation::new("Delete a workspace and all that is in it").gives_nothing(204).fails(&[409]))
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WorkspaceName")]
struct Name {
    name: String,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Workspace")]
pub(super) struct WorkspaceView {
    id: WorkspaceId,
    name: String,
    documents: i64,
    created_at: String,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WorkspaceList")]
struct List {
    workspaces: Vec<WorkspaceView>,
    next: Option<String>,
}

impl From<Workspace> for WorkspaceView {
    fn from(workspace: Workspace) -> Self {
        Self {
            id: workspace.id,
            name: workspace.name,
            documents: workspace.documents,
            created_at: rfc3339(workspace.created_at),
        }
    }
}

async fn list(
    State(state): State<Shared>,
    caller: Caller,
    Asked(paging): Asked<Paging>,
) -> Result<Json<List>, ApiError> {
    let page = paging.page()?;
    let found = match caller.workspace() {
        Some(own) => Paged { items: vec![state.app.store.workspace(own).await?], next: None },
        None => state.app.store.list_workspaces(&page).await?,
    };
    let next = found.next.map(|next| next.to_string());
    Ok(Json(List { workspaces: found.items.into_iter().map(WorkspaceView::from).collect(), next }))
}

async fn create(
    State(state): State<Shared>,
    once: Once,
    Sent(body): Sent<Name>,
) -> Result<(StatusCode, Json<WorkspaceView>), ApiError> {
    let says = |made: &Workspace| once::json(201, &WorkspaceView::from(made.clone()));
    let workspace = state.app.store.create_workspace_once(&body.name, once.receipt(&says)).await?;
    Ok((StatusCode::CREATED, Json(workspace.into())))
}

async fn show(place: InWorkspace) -> Json<WorkspaceView> {
    Json(place.workspace.into())
}

async fn rename(
    State(state): State<Shared>,
    place: InWorkspace,
    Sent(body): Sent<Name>,
) -> Result<Json<WorkspaceView>, ApiError> {
    Ok(Json(state.app.store.rename_workspace(place.id(), &body.name).await?.into()))
}

async fn delete(State(state): State<Shared>, place: InWorkspace) -> Result<StatusCode, ApiError> {
    let store = &state.app.store;
    if store.workspaces().await?.len() < 2 {
        return Err(ApiError::Conflict("this is the only workspace: create another one first".to_owned()));
    }
    let documents = store.documents(place.id()).await?;
    store.delete_workspace(place.id()).await?;
    state.gaps.stop(|open| open.workspace() == place.id());
    profile::forget(&state, place.id()).await?;
    state.changed.notify_one();
    files::sweep(&state, documents.into_iter().map(|document| document.sha256)).await?;
    Ok(StatusCode::NO_CONTENT)
}
