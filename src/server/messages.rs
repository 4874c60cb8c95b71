//! Asking within a conversation: the answer as JSON, or piece by piece as events.

use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    extract::State,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_stream::wrappers::UnboundedReceiverStream;

use super::{
    ask::attended,
    exchange::Exchange,
    guard::InWorkspace,
    input::{self, Named, Sent, WantsEvents},
    openapi::Operation,
    problem::ApiError,
    route::{Access, Pace, Routes},
    state::Shared,
    widget,
};
use crate::{
    chat::{self, Persona},
    document::{Node, tree},
    store::ConversationId,
    view::{AnswerView, CitationView},
};

/// How often a silent stream says that it lives.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub(super) fn routes(routes: Routes) -> Routes {
    let path = "/api/v1/workspaces/{w}/conversations/{c}/messages";
    let operation = Operation::new("Ask in a conversation")
        .details("With `Accept: text/event-stream`: events evidence, delta, then answer or problem")
        .takes::<NewText>(r#"{"text": "What evidence do I need for A.5.23?"}"#)
        .gives::<AnswerView>(200)
        .gives_events()
        .fails(&[422]);
    routes.pace(Pace::Answer).post(path, Access::Asker, post).says(operation)
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewMessage")]
struct NewText {
    text: String,
    /// Whom the answer is for.
    #[serde(default)]
    persona: Persona,
}

#[derive(Debug, Serialize)]
struct Evidence {
    citations: Vec<CitationView>,
}

#[derive(Debug, Serialize)]
struct Delta {
    blocks: Vec<Node>,
}

async fn post(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<ConversationId>,
    WantsEvents(events): WantsEvents,
    Sent(body): Sent<NewText>,
) -> Result<Response, ApiError> {
    let text = input::question(body.text)?;
    widget::count_question(&state, &place.caller).await?;
    let exchange = Exchange::begin(state, place, id, (text, body.persona)).await?;
    if events {
        return Ok(stream(exchange));
    }
    Ok(Json(answer(exchange, &mut |_| ()).await?).into_response())
}

async fn answer(exchange: Exchange, emit: &mut (dyn FnMut(chat::Event<'_>) + Send)) -> Result<AnswerView, ApiError> {
    let (state, caller) = (exchange.state.clone(), exchange.caller.clone());
    attended(&state, Some(&caller), exchange.finish(emit)).await
}

/// Events `evidence` and `delta`, then `answer` or `problem`. When the client goes away, the work is dropped.
fn stream(exchange: Exchange) -> Response {
    let (events, received) = unbounded_channel::<Result<Event, Infallible>>();
    tokio::spawn(async move {
        let work = async {
            match answer(exchange, &mut |step| tell(&events, step)).await {
                Ok(view) => send(&events, "answer", &view),
                Err(error) => send(&events, "problem", &error.problem()),
            }
        };
        tokio::select! {
            () = events.closed() => {}
            () = work => {}
        }
    });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    Sse::new(UnboundedReceiverStream::new(received)).keep_alive(keep_alive).into_response()
}

fn tell(events: &UnboundedSender<Result<Event, Infallible>>, step: chat::Event<'_>) {
    match step {
        chat::Event::Evidence(citations) => {
            let citations: Vec<CitationView> = citations.iter().cloned().map(CitationView::from).collect();
            send(events, "evidence", &Evidence { citations });
        }
        chat::Event::Piece(piece) => send(events, "delta", &Delta { blocks: tree(piece, true) }),
    }
}

fn send(events: &UnboundedSender<Result<Event, Infallible>>, name: &str, data: &impl Serialize) {
    if let Ok(event) = Event::default().event(name).json_data(data) {
        // A receiver that is gone is noticed where the work is done.
        let _ = events.send(Ok(event));
    }
}
