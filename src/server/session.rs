//! What the page needs to know about who is signed in and how far this server is.

use axum::{Json, extract::State};
use serde::Serialize;

use super::{
    caller::Caller,
    openapi::Operation,
    route::{Access, Routes},
    state::Shared,
};
use crate::{
    app::App,
    store::{Scope, WorkspaceId},
};

pub(super) fn routes(routes: Routes) -> Routes {
    let operation = Operation::new("Who asks, and how far the server is").gives::<SessionView>(200);
    routes.get("/api/v1/session", Access::Member, session).says(operation)
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Session")]
struct SessionView {
    scope: Scope,
    workspace: Option<WorkspaceId>,
    mode: &'static str,
    /// The model that writes, if one does
    model: Option<String>,
    /// Nothing leaves this machine, whatever else is configured
    no_egress: bool,
    semantic: Semantic,
    version: &'static str,
}

/// How far semantic search is.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct Semantic {
    pub(super) state: SemanticState,
    pub(super) done: usize,
    pub(super) total: usize,
    pub(super) why: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum SemanticState {
    Ready,
    Computing,
    Off,
}

impl Semantic {
    /// `trouble` says why vectors cannot be computed, when that was tried and failed.
    pub(super) fn of(app: &App, trouble: Option<String>) -> Self {
        let progress = app.indexer.progress();
        let why = app.semantic_off.clone().or(trouble);
        let state = match &why {
            Some(_) => SemanticState::Off,
            None if progress.done < progress.total => SemanticState::Computing,
            None => SemanticState::Ready,
        };
        Self { state, done: progress.done, total: progress.total, why }
    }
}

async fn session(State(state): State<Shared>, caller: Caller) -> Json<SessionView> {
    let llm = state.app.assistant.llm();
    Json(SessionView {
        scope: caller.scope(),
        workspace: caller.workspace().cloned(),
        mode: if llm.is_some() { "generated" } else { "composed" },
        model: llm.map(|llm| llm.name().to_owned()),
        no_egress: state.app.settings.no_egress,
        semantic: Semantic::of(&state.app, state.trouble()),
        version: env!("CARGO_PKG_VERSION"),
    })
}
