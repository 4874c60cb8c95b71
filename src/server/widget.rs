//! The chat widget for other sites' pages: its loader, the frame that the loader opens, and what its keys may use up.
//!
//! The loader runs in a foreign page, so it holds nothing of anybody's; the chat itself runs in a frame of our own origin,
//! which only the pages of the key's origins may show. The frame's address names the key's id, which is no secret; the key
//! comes to the frame as a message from a page whose origin was checked, so it stands in no address and in no log.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{Html, IntoResponse, Response},
};

use super::{
    assets,
    caller::Caller,
    layers::Abroad,
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};
use crate::store::{Conversation, KeyId, Receipt, WorkspaceId};

const DAY: u64 = 24 * 60 * 60;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/widget.js", Access::Open, loader)
        .says(Operation::new("The script that puts the chat into a page").gives_kind(200, "text/javascript"))
        .get("/widget/frame/{key}", Access::Open, frame)
        .says(Operation::new("The page that the widget's frame shows").gives_kind(200, "text/html"))
}

async fn loader(headers: HeaderMap) -> Result<Response, ApiError> {
    let mut response = assets::asset(Path("widget.js".to_owned()), headers).await?;
    response.extensions_mut().insert(Abroad::Loaded);
    Ok(response)
}

/// The frame's page. Ids and origins hold letters, digits and a few signs, so they stand in it as they are.
async fn frame(State(state): State<Shared>, Path(key): Path<String>) -> Result<Response, ApiError> {
    let key = state.app.store.widget(&KeyId::parse(&key)?).await?;
    let workspace = key.workspace_id.ok_or(ApiError::NotFound)?;
    let origins = key.origins.to_string();
    let page = assets::text("widget.html")?.replace("{workspace}", workspace.as_str()).replace("{origins}", &origins);
    let mut response = Html(page).into_response();
    if !key.origins.is_empty() {
        response.extensions_mut().insert(Abroad::Framed(origins));
    }
    Ok(response)
}

/// Counts a question if a widget asks it; other callers have no quota.
pub(super) async fn count_question(state: &Shared, caller: &Caller) -> Result<(), ApiError> {
    match caller.widget() {
        Some(key) if !state.app.store.take_widget_question(key).await? => Err(used_up()),
        _ => Ok(()),
    }
}

/// Begins a conversation, a widget's as its own.
pub(super) async fn begin(
    state: &Shared,
    caller: &Caller,
    workspace: &WorkspaceId,
    (title, receipt): (&str, Option<Receipt<'_, Conversation>>),
) -> Result<Conversation, ApiError> {
    let store = &state.app.store;
    match caller.widget() {
        Some(key) => store.create_widget_conversation(workspace, title, key, receipt).await?.ok_or_else(used_up),
        None => Ok(store.create_conversation_once(workspace, title, receipt).await?),
    }
}

/// The quota comes back when the next day of UTC begins.
fn used_up() -> ApiError {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    ApiError::UsedUp(DAY - now % DAY)
}
