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
    openapi::Operation,
    route::{Access, Pace, Routes},
    state::Shared,
    widget,
};
use error::Refused;
pub(super) use error::{Body as ErrorBody, is_its_path, shaped};
use request::Request;
use shapes::{Completion, Head};

const EXAMPLE: &str =
    r#"{"model": "annexa", "messages": [{"role": "user", "content": "What evidence do I need for A.5.23?"}]}"#;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/v1/models", Access::Member, models::list)
        .says(Operation::new("List the models: places to ask in").gives::<models::List>(200))
        .get("/v1/models/{*model}", Access::Member, models::show)
        .says(Operation::new("Read a model").gives::<models::Model>(200))
        .pace(Pace::Talk)
        .post("/v1/chat/completions", Access::Asker, complete)
        .says(
            Operation::new("Complete a chat")
                .details("The last user message is the question; with `stream` in chunks, ended by [DONE]")
                .takes::<Request>(EXAMPLE)
                .gives::<Completion>(200)
                .gives_events()
                .fails(&[404]),
        )
}

async fn complete(
    State(state): State<Shared>,
    caller: Caller,
    Sent(request): Sent<Request>,
) -> Result<Response, Refused> {
    let asked = request.read()?;
    let (workspace, persona) = models::place(&state, &caller, &asked.model).await?;
    widget::count_question(&state, &caller).await?;
    let head = Head::new(asked.model);
    let size = asked.question.len() + asked.earlier;
    let turn = Turn::begin(&state, asked.question, workspace, (asked.before, persona)).await?.of(Some(&caller));
    if let Some(stream) = asked.stream {
        return Ok(chunks::stream(state, caller, turn, (head, stream.include_usage.then_some(size))));
    }
    let answer = attended(&state, Some(&caller), turn.answer(&mut |_| ())).await?;
    Ok(Json(Completion::new(head, answer, size)).into_response())
}
