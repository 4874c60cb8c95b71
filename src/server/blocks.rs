//! Markdown as the tree that pages are made of, so that a page shows a document or its draft without reading markup itself.

use axum::Json;
use serde::Serialize;

use super::{
    input::Text,
    openapi::Operation,
    problem::ApiError,
    route::{Access, Pace, Routes},
};
use crate::document::{Node, tree};

pub(super) fn routes(routes: Routes) -> Routes {
    let operation = Operation::new("Make blocks to show of Markdown")
        .details("HTML, links and pictures become plain text; clauses and controls that are named become references")
        .takes_kind("text/plain", "# Access Control Policy")
        .gives::<Shown>(200);
    routes.pace(Pace::Talk).post("/api/v1/blocks", Access::Member, show).says(operation)
}

/// A text to show.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ShownMarkdown")]
struct Shown {
    blocks: Vec<Node>,
}

/// A long text takes a while, and others must not wait for it.
async fn show(Text(body): Text) -> Result<Json<Shown>, ApiError> {
    let made = tokio::task::spawn_blocking(move || tree(&body, false)).await;
    made.map(|blocks| Json(Shown { blocks })).map_err(|error| ApiError::Internal(error.to_string()))
}
