//! Conversations of a workspace: listed and searched, named, read, taken home as a file, deleted.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    guard::InWorkspace,
    input::{self, Asked, Named, Sent},
    once::{self, Once},
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
    widget,
};
use crate::{
    chat::Answer,
    export::{self, Format},
    store::{Conversation, ConversationHit, ConversationId, Message, MessageId, Role, Snippet},
    view::{AnswerView, Turn, conversation_markdown, rfc3339},
};

/// The longest title that is taken, in characters.
const MAX_TITLE: usize = 200;
/// The longest text that is searched for, in characters.
const MAX_WORDS: usize = 200;

const ALL: &str = "/api/v1/workspaces/{w}/conversations";
const ONE: &str = "/api/v1/workspaces/{w}/conversations/{c}";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(ALL, Access::Member, list)
        .tagged()
        .says(
            Operation::new("List conversations")
                .details("The latest first; with `q`, those whose title or messages hold these words")
                .query::<Wanted>()
                .gives::<List>(200)
                .gives_nothing(304),
        )
        .post(ALL, Access::Asker, create)
        .once()
        .says(
            Operation::new("Begin a conversation")
                .may_take::<New>(r#"{"title": "Cloud services"}"#)
                .gives::<Created>(201)
                .fails(&[422]),
        )
        .get(ONE, Access::Member, show)
        .tagged()
        .says(
            Operation::new("Read a conversation")
                .details("With `format` (md, docx, json, html, pdf) as a file, each answer with its sources")
                .query::<Taken>()
                .gives::<Whole>(200)
                .gives_kind(200, "*/*")
                .gives_nothing(304),
        )
        .patch(ONE, Access::Member, rename)
        .says(
            Operation::new("Give a conversation another title")
                .takes::<Title>(r#"{"title": "Cloud services"}"#)
                .gives::<Created>(200)
                .fails(&[422]),
        )
        .delete(ONE, Access::Member, delete)
        .says(Operation::new("Delete a conversation").gives_nothing(204))
}

#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "NewConversation")]
struct New {
    title: String,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ConversationTitle")]
struct Title {
    title: String,
}

#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Wanted {
    /// Words to search for in titles and messages, in any case
    q: String,
    /// The most conversations to give, from 1 to 200
    limit: Option<u32>,
    /// Where to go on: the `next` of the page before
    cursor: Option<String>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Taken {
    /// md, docx, json, html or pdf
    format: Option<String>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ConversationLine")]
struct Line {
    id: ConversationId,
    title: String,
    updated_at: String,
    /// Where a message holds the words that were searched for
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<SnippetView>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Snippet")]
struct SnippetView {
    before: String,
    found: String,
    after: String,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ConversationList")]
struct List {
    conversations: Vec<Line>,
    next: Option<String>,
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

async fn list(
    State(state): State<Shared>,
    place: InWorkspace,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<List>, ApiError> {
    if wanted.q.chars().count() > MAX_WORDS {
        return Err(ApiError::Unreadable(format!("q has at most {MAX_WORDS} characters: search for fewer words")));
    }
    if wanted.q.contains('\0') {
        return Err(ApiError::Unreadable("q holds a zero character: remove it".to_owned()));
    }
    let page = input::page(wanted.limit, wanted.cursor.as_deref())?;
    let found = state.app.store.find_conversations(place.id(), &wanted.q, &page).await?;
    let next = found.next.map(|next| next.to_string());
    Ok(Json(List { conversations: found.items.into_iter().map(Line::from).collect(), next }))
}

/// The body may be left out; the first question then gives the title.
async fn create(
    State(state): State<Shared>,
    place: InWorkspace,
    once: Once,
    body: Bytes,
) -> Result<(StatusCode, Json<Created>), ApiError> {
    let new: New = input::json_or_nothing(&body)?;
    if new.title.chars().count() > MAX_TITLE {
        return Err(ApiError::Unfit(format!("a title has at most {MAX_TITLE} characters")));
    }
    let says = |made: &Conversation| once::json(201, &Created::from(made.clone()));
    let made = widget::begin(&state, &place.caller, place.id(), (&new.title, once.receipt(&says))).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

async fn show(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<ConversationId>,
    Asked(taken): Asked<Taken>,
) -> Result<Response, ApiError> {
    let format = taken.format.as_deref().map(format).transpose()?;
    let conversation = state.app.store.conversation(place.id(), &id).await?;
    let messages = state.app.store.messages(place.id(), &id).await?;
    match format {
        Some(format) => file(&place, conversation, messages, format).await,
        None => Ok(Json(Whole::new(conversation, messages)).into_response()),
    }
}

fn format(name: &str) -> Result<Format, ApiError> {
    let known = name.parse().ok().filter(|format| *format != Format::Xlsx);
    known.ok_or_else(|| ApiError::Unreadable("a conversation is had as md, docx, json, html or pdf".to_owned()))
}

/// A conversation as a file to keep.
async fn file(
    place: &InWorkspace,
    conversation: Conversation,
    messages: Vec<Message>,
    format: Format,
) -> Result<Response, ApiError> {
    let day = rfc3339(conversation.updated_at);
    let day = day.split('T').next().unwrap_or_default().to_owned();
    let name = format!("attachment; filename=\"conversation-{day}.{}\"", format.extension());
    let bytes = if format == Format::Json {
        let mut json = serde_json::to_vec_pretty(&Whole::new(conversation, messages))
            .map_err(|error| ApiError::Internal(error.to_string()))?;
        json.push(b'\n');
        json
    } else {
        let title = if conversation.title.is_empty() { "Conversation".to_owned() } else { conversation.title };
        let text = conversation_markdown(&title, &day, turns(messages));
        let company = place.workspace.name.clone();
        // Laying out a long conversation keeps a core busy for a while.
        let made = tokio::task::spawn_blocking(move || export::markdown(&title, &text, &company, format)).await;
        made.map_err(|error| ApiError::Internal(error.to_string()))?
            .map_err(|error| ApiError::Internal(error.to_string()))?
    };
    let fields: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, format.media_type()), (header::CONTENT_DISPOSITION, &name)];
    Ok((fields, bytes).into_response())
}

fn turns(messages: Vec<Message>) -> Vec<Turn> {
    let turn = |message: Message| match message.role {
        Role::User => Turn::Question(message.text),
        Role::Assistant => {
            let stopped = is_stopped(&message);
            match message.answer.and_then(stored_answer) {
                Some(answer) => Turn::Answer { answer: Box::new(answer), stopped },
                None => Turn::Text(message.text),
            }
        }
    };
    messages.into_iter().map(turn).collect()
}

async fn rename(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<ConversationId>,
    Sent(body): Sent<Title>,
) -> Result<Json<Created>, ApiError> {
    Ok(Json(state.app.store.rename_conversation(place.id(), &id, &body.title).await?.into()))
}

async fn delete(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<ConversationId>,
) -> Result<StatusCode, ApiError> {
    state.app.store.delete_conversation(place.id(), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Whole {
    fn new(conversation: Conversation, messages: Vec<Message>) -> Self {
        let messages = messages.into_iter().map(MessageView::from).collect();
        Self { id: conversation.id, title: conversation.title, messages }
    }
}

impl From<ConversationHit> for Line {
    fn from(ConversationHit { conversation, snippet }: ConversationHit) -> Self {
        let snippet = snippet.map(|Snippet { before, found, after }| SnippetView { before, found, after });
        let updated_at = rfc3339(conversation.updated_at);
        Self { id: conversation.id, title: conversation.title, updated_at, snippet }
    }
}

impl From<Conversation> for Created {
    fn from(conversation: Conversation) -> Self {
        Self { id: conversation.id, title: conversation.title }
    }
}

impl From<Message> for MessageView {
    fn from(message: Message) -> Self {
        let answer = answer_view(&message);
        let created_at = rfc3339(message.created_at);
        Self { id: message.id, role: message.role, text: message.text, created_at, answer }
    }
}

/// The answer that a message holds, if it holds one.
pub(super) fn answer_view(message: &Message) -> Option<AnswerView> {
    let answer = stored_answer(message.answer.clone()?)?;
    Some(AnswerView::new(answer, Some(message.id.to_string())).stopped(is_stopped(message)))
}

/// Whether somebody stopped the answer before it was whole.
fn is_stopped(message: &Message) -> bool {
    message.answer.as_ref().and_then(|answer| answer.get("stopped")).and_then(Value::as_bool).unwrap_or(false)
}

/// An answer as it was stored with its message. One that another version wrote in another shape is shown as its text.
pub(super) fn stored_answer(json: Value) -> Option<Answer> {
    serde_json::from_value(json).inspect_err(|error| tracing::warn!(%error, "a stored answer cannot be read")).ok()
}
