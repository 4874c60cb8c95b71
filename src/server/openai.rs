//! OpenAI's protocol, so that chat clients and libraries made for it can ask Annexa: `model` names the workspace.
//!
//! Nothing is stored, and nothing that a client says counts as a fact: its last question is asked like any other, what was
//! said before only tells what a follow-up is about.

mod chunks;
mod error;
mod models;
mod request;
mod shapes;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};

use super::{
    ask::{Turn, attended},
    caller::Caller,
    input::Sent,
    route::{Access, Pace, Routes},
    state::Shared,
};
use error::Refused;
pub(super) use error::{is_its_path, shaped};
use request::Request;
use shapes::{Completion, Head};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/v1/models", Access::Member, models::list)
        .get("/v1/models/{*model}", Access::Member, models::show)
        .pace(Pace::Talk)
        .post("/v1/chat/completions", Access::Asker, complete)
}

async fn complete(
    State(state): State<Shared>,
    caller: Caller,
    Sent(request): Sent<Request>,
) -> Result<Response, Refused> {
    let asked = request.read()?;
    let workspace = models::workspace(&state, &caller, &asked.model).await?;
    let head = Head::new(asked.model);
    let size = asked.question.len() + asked.earlier;
    let turn = Turn::begin(&state, asked.question, workspace, asked.before).await?;
    if let Some(stream) = asked.stream {
        return Ok(chunks::stream(state, caller, turn, (head, stream.include_usage.then_some(size))));
    }
    let answer = attended(&state, Some(&caller), turn.answer(&mut |_| ())).await?;
    Ok(Json(Completion::new(head, answer, size)).into_response())
}
