//! One question, one answer, no conversation; and how work that takes a while is attended.

use std::panic::AssertUnwindSafe;

use axum::{Json, extract::State};
use futures::FutureExt;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    caller::Caller,
    input::{self, Sent},
    layers::panic_text,
    openapi::Operation,
    problem::ApiError,
    profile,
    route::{Access, Pace, Routes},
    state::Shared,
};
use crate::{
    chat::{Answer, Event, Persona, Question, Topic},
    store::WorkspaceId,
    view::AnswerView,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let operation = Operation::new("Ask one question")
        .details("The answer is composed of sources, or it refuses; nothing is stored")
        .takes::<OneQuestion>(r#"{"question": "What evidence do I need for A.5.23?"}"#)
        .gives::<AnswerView>(200)
        .fails(&[404, 422]);
    routes.pace(Pace::Answer).post("/api/v1/ask", Access::Member, ask).says(operation)
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneQuestion {
    question: String,
    workspace: Option<String>,
    /// Whom the answer is for.
    #[serde(default)]
    persona: Persona,
}

async fn ask(
    State(state): State<Shared>,
    caller: Caller,
    Sent(body): Sent<OneQuestion>,
) -> Result<Json<AnswerView>, ApiError> {
    let text = input::question(body.question)?;
    let workspace = caller.choose(&state, body.workspace.as_deref()).await?;
    answer(&state, text, (workspace, Some(&caller)), body.persona).await.map(Json)
}

/// Answers a question, with the profile of the workspace if it has one.
pub(super) async fn answer(
    state: &Shared,
    text: String,
    (workspace, caller): (Option<WorkspaceId>, Option<&Caller>),
    persona: Persona,
) -> Result<AnswerView, ApiError> {
    let turn = Turn::begin(state, text, workspace, (None, persona)).await?.of(caller);
    Ok(AnswerView::new(turn.answer(&mut |_| ()).await?, None))
}

/// A question that has its turn and belongs to no stored conversation.
pub(super) struct Turn {
    state: Shared,
    question: Question,
    _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// Waits for the turn; `before` is what the conversation was about, where the caller keeps one, `persona` whom the
    /// answer is for.
    pub(super) async fn begin(
        state: &Shared,
        text: String,
        workspace: Option<WorkspaceId>,
        (before, persona): (Option<Topic>, Persona),
    ) -> Result<Self, ApiError> {
        let permit = state.answer_permit().await?;
        let profile = match &workspace {
            Some(workspace) => profile::of(state, workspace).await?,
            None => None,
        };
        let question = Question { text, workspace, profile, before, persona, ..Question::default() };
        Ok(Self { state: state.clone(), question, _permit: permit })
    }

    /// The same on behalf of a caller, whose calls of the model share their turns.
    pub(super) fn of(mut self, caller: Option<&Caller>) -> Self {
        self.question.person = caller.map(Caller::person);
        self
    }

    /// The answer; what happens meanwhile goes to `emit`.
    pub(super) async fn answer(self, emit: &mut (dyn FnMut(Event<'_>) + Send)) -> Result<Answer, ApiError> {
        let answer = self.state.app.assistant.answer(&self.question, emit).await?;
        self.state.metrics.answer(answer.verdict, answer.mode);
        Ok(answer)
    }
}

/// What the work gives, unless the server stops or the caller is locked out before. A panic is an error like others.
pub(super) async fn attended<T>(
    state: &Shared,
    caller: Option<&Caller>,
    work: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    let locked_out = async {
        match caller {
            Some(caller) => caller.locked_out(state).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = state.stop.cancelled() => {
            Err(ApiError::Unavailable("the server is stopping: ask again when it is back".to_owned()))
        }
        () = locked_out => Err(ApiError::NoCredential),
        end = AssertUnwindSafe(work).catch_unwind() => match end {
            Ok(end) => end,
            Err(panic) => Err(ApiError::Internal(format!("panic: {}", panic_text(&*panic)))),
        },
    }
}
