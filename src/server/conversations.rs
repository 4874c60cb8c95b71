//! Conversations of a workspace.

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    guard::InWorkspace,
    input::Named,
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
    widget,
};
use crate::{
    chat::Answer,
    store::{ConversationId, Message, MessageId, Role},
    view::{AnswerView, rfc3339},
};

/// The longest title that is taken, in characters.
const MAX_TITLE: usize = 200;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/workspaces/{w}/conversations", Access::Member, list)
        .says(Operation::new("List conversations").gives::<List>(200))
        .post("/api/v1/workspaces/{w}/conversations", Access::Asker, create)
        .says(
            Operation::new("Begin a conversation")
                .may_take::<New>(r#"{"title": "Cloud services"}"#)
                .gives::<Created>(201)
                .fails(&[422]),
        )
        .get("/api/v1/workspaces/{w}/conversations/{c}", Access::Member, show)
        .says(Operation::new("Read a conversation").gives::<Whole>(200))
        .delete("/api/v1/workspaces/{w}/conversations/{c}", Access::Member, delete)
        .says(Operation::new("Delete a conversation").gives_nothing(204))
}

#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "NewConversation")]
struct New {
    title: String,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ConversationLine")]
struct Line {
    id: ConversationId,
    title: String,
    updated_at: String,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ConversationList")]
struct List {
    conversations: Vec<Line>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "CreatedConversation")]
struct Created {
    id: ConversationId,
    title: String,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Conversation")]
struct Whole {
    id: ConversationId,
    title: String,
    messages: Vec<MessageView>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Message")]
struct MessageView {
    id: MessageId,
    role: Role,
    text: String,
    created_at: String,
    answer: Option<AnswerView>,
}

async fn list(State(state): State<Shared>, place: InWorkspace) -> Result<Json<List>, ApiError> {
    let conversations = state.app.store.conversations(place.id()).await?.into_iter().map(|conversation| Line {
        id: conversation.id,
        title: conversation.title,
        updated_at: rfc3339(conversation.updated_at),
    });
    Ok(Json(List { conversations: conversations.collect() }))
}

/// The body may be left out; the first question then gives the title.
async fn create(
    State(state): State<Shared>,
    place: InWorkspace,
    body: Bytes,
) -> Result<(StatusCode, Json<Created>), ApiError> {
    let new: New = if body.is_empty() {
        New::default()
    } else {
        serde_json::from_slice(&body)
            .map_err(|error| ApiError::Unreadable(format!("the JSON cannot be used: {error}")))?
    };
    if new.title.chars().count() > MAX_TITLE {
        return Err(ApiError::Unfit(format!("a title has at most {MAX_TITLE} characters")));
    }
    let conversation = widget::begin(&state, &place.caller, place.id(), &new.title).await?;
    Ok((StatusCode::CREATED, Json(Created { id: conversation.id, title: conversation.title })))
}

async fn show(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<ConversationId>,
) -> Result<Json<Whole>, ApiError> {
    let conversation = state.app.store.conversation(place.id(), &id).await?;
    let messages = state.app.store.messages(place.id(), &id).await?;
    let messages = messages.into_iter().map(MessageView::from).collect();
    Ok(Json(Whole { id: conversation.id, title: conversation.title, messages }))
}

async fn delete(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<ConversationId>,
) -> Result<StatusCode, ApiError> {
    state.app.store.delete_conversation(place.id(), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<Message> for MessageView {
    fn from(message: Message) -> Self {
        let answer = message.answer.and_then(stored_answer);
        let answer = answer.map(|answer| AnswerView::new(answer, Some(message.id.to_string())));
        let created_at = rfc3339(message.created_at);
        Self { id: message.id, role: message.role, text: message.text, created_at, answer }
    }
}

/// An answer as it was stored with its message. One that another version wrote in another shape is shown as its text.
pub(super) fn stored_answer(json: Value) -> Option<Answer> {
    serde_json::from_value(json).inspect_err(|error| tracing::warn!(%error, "a stored answer cannot be read")).ok()
}
