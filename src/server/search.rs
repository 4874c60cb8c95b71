//! Search over HTTP: the passages behind answers.

use axum::{Json, extract::State};
use serde::Deserialize;

use super::{
    caller::Caller,
    input::{self, Asked},
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};
use crate::{
    retrieve::{Mode, Search},
    store::WorkspaceId,
    view::SearchView,
};

const LIMITS: std::ops::RangeInclusive<usize> = 1..=100;

pub(super) fn routes(routes: Routes) -> Routes {
    let operation = Operation::new("Search passages").query::<Wanted>().gives::<SearchView>(200).fails(&[404, 422]);
    routes.get("/api/v1/search", Access::Member, search).says(operation)
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    q: String,
    #[serde(default = "ten")]
    limit: usize,
    #[serde(default)]
    mode: Mode,
    workspace: Option<String>,
}

fn ten() -> usize {
    10
}

async fn search(
    State(state): State<Shared>,
    caller: Caller,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<SearchView>, ApiError> {
    if !LIMITS.contains(&wanted.limit) {
        return Err(ApiError::Unreadable("limit is a number from 1 to 100".to_owned()));
    }
    let query = input::question(wanted.q)?;
    let mut workspaces = vec![WorkspaceId::knowledge()];
    workspaces.extend(caller.choose(&state, wanted.workspace.as_deref()).await?);
    let mut search = Search::new(&query, workspaces, wanted.limit);
    search.mode = wanted.mode;
    Ok(Json(state.app.assistant.retriever().search(&search).await?.into()))
}
