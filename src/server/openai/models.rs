//! Models of this protocol are places to ask in: the key's own, or a workspace by name or id.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;

use super::error::Refused;
use crate::{
    chat::Persona,
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

/// Where a question to this model is asked, and for whom; `annexa` is the key's own workspace, or the knowledge base alone.
/// A last part that is a persona (`annexa/auditor`, `annexa/Larkfield/auditor`) says for whom, unless a workspace bears it.
pub(super) async fn place(
    state: &Shared,
    caller: &Caller,
    model: &str,
) -> Result<(Option<WorkspaceId>, Persona), Refused> {
    let Some(whole) = named(model)? else { return Ok((caller.workspace().cloned(), Persona::default())) };
    let (name, last) = whole.rsplit_once('/').map_or((None, whole), |(name, last)| (Some(name), last));
    match (find(state, caller, whole).await, last.parse::<Persona>(), name) {
        (Ok(workspace), ..) => Ok((Some(workspace.id), Persona::default())),
        (Err(_), Ok(persona), None) => Ok((caller.workspace().cloned(), persona)),
        (Err(_), Ok(persona), Some(name)) => Ok((Some(find(state, caller, name).await?.id), persona)),
        (Err(refused), Err(_), _) => Err(refused),
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
