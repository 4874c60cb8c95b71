//! One question, one answer, no conversation.

use axum::{Json, extract::State};
use serde::Deserialize;

use super::{
    caller::Caller,
    input::{self, Sent},
    problem::ApiError,
    profile,
    route::{Access, Pace, Routes},
    state::Shared,
};
use crate::{chat::Question, store::WorkspaceId, view::AnswerView};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.pace(Pace::Answer).post("/api/v1/ask", Access::Member, ask)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneQuestion {
    question: String,
    workspace: Option<String>,
}

async fn ask(
    State(state): State<Shared>,
    caller: Caller,
    Sent(body): Sent<OneQuestion>,
) -> Result<Json<AnswerView>, ApiError> {
    let text = input::question(body.question)?;
    let workspace = caller.choose(&state, body.workspace.as_deref()).await?;
    answer(&state, text, workspace).await.map(Json)
}

/// Answers a question, with the profile of the workspace if it has one.
pub(super) async fn answer(
    state: &Shared,
    text: String,
    workspace: Option<WorkspaceId>,
) -> Result<AnswerView, ApiError> {
    let _permit = state.answer_permit().await?;
    let profile = match &workspace {
        Some(workspace) => profile::of(state, workspace).await?,
        None => None,
    };
    let question = Question { text, workspace, profile, ..Question::default() };
    let answer = state.app.assistant.answer(&question, &mut |_| ()).await?;
    state.metrics.answer(answer.verdict, answer.mode);
    Ok(AnswerView::new(answer, None))
}
