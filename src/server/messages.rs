//! Asking within a conversation, editing a question, answering anew, stopping: the answer as JSON, or piece by piece as
//! events that can be taken up again where they were cut off.

use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::stream::{self, StreamExt, unfold};
use serde::Deserialize;

use super::{
    conversations::answer_view,
    exchange::{Aim, Exchange},
    guard::InWorkspace,
    input::{self, After, Asked, Named, Sent, WantsEvents},
    making::{Reader, Said},
    once::Once,
    openapi::Operation,
    problem::ApiError,
    route::{Access, Pace, Routes},
    state::Shared,
    widget,
};
use crate::{
    chat::Persona,
    store::{ConversationId, MessageId},
    view::AnswerView,
};

/// How often a silent stream says that it lives.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(15);

const ALL: &str = "/api/v1/workspaces/{w}/conversations/{c}/messages";
const ONE: &str = "/api/v1/workspaces/{w}/conversations/{c}/messages/{m}";
const EVENTS: &str = "With `Accept: text/event-stream`: events begin (the ids of question and answer), evidence, delta, \
                      then answer or problem";

/// The id of the one event that a stored answer is told in.
const STORED: &str = "stored";

pub(super) fn routes(routes: Routes) -> Routes {
    let answers = |summary| Operation::new(summary).details(EVENTS).gives::<AnswerView>(200).gives_events();
    routes
        .pace(Pace::Answer)
        .post(ALL, Access::Asker, post)
        .once()
        .says(
            answers("Ask in a conversation")
                .takes::<NewText>(r#"{"text": "What evidence do I need for A.5.23?"}"#)
                .fails(&[409, 422]),
        )
        .patch(ONE, Access::Member, edit)
        .says(
            answers("Edit a question; what followed it goes once the new answer is stored")
                .takes::<NewText>(r#"{"text": "What evidence do we need for A.5.24?"}"#)
                .fails(&[409, 422]),
        )
        .post("/api/v1/workspaces/{w}/conversations/{c}/messages/{m}/regenerate", Access::Member, regenerate)
        .says(
            answers("Answer anew, in place of the answer that is there")
                .may_take::<Anew>(r#"{"persona": "auditor"}"#)
                .fails(&[409, 422]),
        )
        .pace(Pace::Quick)
        .post("/api/v1/workspaces/{w}/conversations/{c}/messages/{m}/stop", Access::Asker, stop)
        .says(
            Operation::new("Stop an answer that is being made")
                .details("What was shown is kept, labelled as stopped; an answer that has ended stays as it is")
                .gives::<AnswerView>(200),
        )
        .get("/api/v1/workspaces/{w}/conversations/{c}/messages/{m}/events", Access::Member, events)
        .says(
            Operation::new("Take up the events of an answer")
                .details("Behind the event that `Last-Event-ID` or `after` names; 204 when that was the last one")
                .query::<After>()
                .gives_events()
                .gives_nothing(204),
        )
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

#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "AnswerAnew")]
struct Anew {
    /// Whom the answer is for.
    persona: Persona,
}

async fn post(
    State(state): State<Shared>,
    (place, Named(id), WantsEvents(events), once): (InWorkspace, Named<ConversationId>, WantsEvents, Once),
    Sent(body): Sent<NewText>,
) -> Result<Response, ApiError> {
    let text = input::question(body.text)?;
    if events && once.is_some() {
        let why = "an Idempotency-Key is for answers as JSON: take a stream up again with its events";
        return Err(ApiError::Unfit(why.to_owned()));
    }
    widget::count_question(&state, &place.caller).await?;
    let exchange = Exchange::begin(state, place, id, (Aim::Ask(text), body.persona, once)).await?;
    reply(exchange, events).await
}

async fn edit(
    State(state): State<Shared>,
    (place, Named(id), Named(message)): (InWorkspace, Named<ConversationId>, Named<MessageId>),
    WantsEvents(events): WantsEvents,
    Sent(body): Sent<NewText>,
) -> Result<Response, ApiError> {
    let aim = Aim::Edit(message, input::question(body.text)?);
    let exchange = Exchange::begin(state, place, id, (aim, body.persona, Once::default())).await?;
    reply(exchange, events).await
}

/// The body may be left out.
async fn regenerate(
    State(state): State<Shared>,
    (place, Named(id), Named(message)): (InWorkspace, Named<ConversationId>, Named<MessageId>),
    WantsEvents(events): WantsEvents,
    body: Bytes,
) -> Result<Response, ApiError> {
    let anew: Anew = input::json_or_nothing(&body)?;
    let exchange = Exchange::begin(state, place, id, (Aim::Again(message), anew.persona, Once::default())).await?;
    reply(exchange, events).await
}

/// The answer, whole or as events. Who waits for JSON reads along too: when nobody does, a model is stopped.
async fn reply(exchange: Exchange, events: bool) -> Result<Response, ApiError> {
    let (reader, end) = exchange.start();
    if events {
        return Ok(told(reader));
    }
    let answer = match end.await {
        Ok(Ok(answer)) => Ok(Json(answer).into_response()),
        Ok(Err((error, problem))) => Ok(error.told(problem)),
        Err(_) => Err(ApiError::Internal("an answer ended without a word".to_owned())),
    };
    drop(reader);
    answer
}

/// Stops an answer, waits until what was shown of it is stored, and gives that.
async fn stop(
    State(state): State<Shared>,
    place: InWorkspace,
    (Named(conversation), Named(id)): (Named<ConversationId>, Named<MessageId>),
) -> Result<Json<AnswerView>, ApiError> {
    if let Some(making) = state.live.find((place.id(), &conversation), &id) {
        making.stop.cancel();
        making.ended().await;
    }
    let message = state.app.store.message((place.id(), &conversation), &id).await?;
    answer_view(&message).map(Json).ok_or(ApiError::NotFound)
}

async fn events(
    State(state): State<Shared>,
    place: InWorkspace,
    (Named(conversation), Named(id)): (Named<ConversationId>, Named<MessageId>),
    (Asked(after), last): (Asked<After>, input::LastEvent),
) -> Result<Response, ApiError> {
    let seen = after.after.or(last.0);
    if let Some(making) = state.live.find((place.id(), &conversation), &id) {
        // What was deleted or replaced meanwhile is told to nobody.
        state.app.store.message((place.id(), &conversation), making.rests_on()).await?;
        if seen.as_deref().is_some_and(|seen| making.is_last(seen)) {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        let locked_out = async move { place.caller.locked_out(&state).await };
        let events = all(making.read(seen.as_deref())).take_until(Box::pin(locked_out));
        return Ok(Sse::new(events).keep_alive(keep_alive()).into_response());
    }
    let message = state.app.store.message((place.id(), &conversation), &id).await?;
    let answer = answer_view(&message).ok_or(ApiError::NotFound)?;
    if seen.as_deref() == Some(STORED) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let data = serde_json::to_string(&answer).map_err(|error| ApiError::Internal(error.to_string()))?;
    let only = event(Said { id: STORED.to_owned(), name: "answer", data });
    Ok(Sse::new(stream::iter([Ok::<_, Infallible>(only)])).into_response())
}

/// The events of an answer. When the client goes away, the stream is dropped, and the reader with it.
fn told(reader: Reader) -> Response {
    Sse::new(all(reader)).keep_alive(keep_alive()).into_response()
}

fn all(reader: Reader) -> impl stream::Stream<Item = Result<Event, Infallible>> + Send {
    unfold(reader, |mut reader| async move { reader.next().await.map(|said| (Ok(event(said)), reader)) })
}

fn event(said: Said) -> Event {
    Event::default().id(said.id).event(said.name).data(said.data)
}

fn keep_alive() -> KeepAlive {
    KeepAlive::new().interval(KEEP_ALIVE)
}
