//! Models of this protocol are places to ask in: the key's own, or a workspace by name or id.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;

use super::error::Refused;
use crate::{
    server::{caller::Caller, problem::ApiError, state::Shared},
    store::{Workspace, WorkspaceId},
};

/// The model that is always there.
const OWN: &str = "annexa";

/// A model to show.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiModel")]
pub(super) struct Model {
    id: String,
    object: &'static str,
    created: i64,
    owned_by: &'static str,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiModelList")]
pub(super) struct List {
    object: &'static str,
    data: Vec<Model>,
}

impl Model {
    fn own() -> Self {
        Self { id: OWN.to_owned(), object: "model", created: 0, owned_by: "annexa" }
    }

    fn of(workspace: &Workspace, id: String) -> Self {
        Self { id, object: "model", created: workspace.created_at / 1000, owned_by: "annexa" }
    }
}

pub(super) async fn list(State(state): State<Shared>, caller: Caller) -> Result<Json<List>, Refused> {
    let mut workspaces = state.app.store.workspaces().await.map_err(ApiError::from)?;
    workspaces.retain(|workspace| caller.may_enter(&workspace.id));
    let mut data = vec![Model::own()];
    data.extend(workspaces.iter().map(|workspace| Model::of(workspace, format!("{OWN}/{}", workspace.name))));
    Ok(Json(List { object: "list", data }))
}

pub(super) async fn show(
    State(state): State<Shared>,
    caller: Caller,
    Path(model): Path<String>,
) -> Result<Json<Model>, Refused> {
    let Some(named) = named(&model)? else { return Ok(Json(Model::own())) };
    let workspace = find(&state, &caller, named).await?;
    Ok(Json(Model::of(&workspace, model.clone())))
}

/// Where a question to this model is asked; `annexa` is the key's own workspace, or the knowledge base alone.
pub(super) async fn workspace(state: &Shared, caller: &Caller, model: &str) -> Result<Option<WorkspaceId>, Refused> {
    match named(model)? {
        None => Ok(caller.workspace().cloned()),
        Some(named) => Ok(Some(find(state, caller, named).await?.id)),
    }
}

/// The workspace that a model names, if it names one. Names may hold slashes.
fn named(model: &str) -> Result<Option<&str>, Refused> {
    match model.strip_prefix(OWN) {
        Some("") => Ok(None),
        Some(rest) => rest.strip_prefix('/').filter(|name| !name.is_empty()).map(Some).ok_or_else(Refused::no_model),
        None => Err(Refused::no_model()),
    }
}

async fn find(state: &Shared, caller: &Caller, named: &str) -> Result<Workspace, Refused> {
    match caller.find(state, named).await {
        Ok(workspace) => Ok(workspace),
        Err(ApiError::NotFound) => Err(Refused::no_model()),
        Err(error) => Err(error.into()),
    }
}
