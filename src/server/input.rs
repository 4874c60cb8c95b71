//! Parsing at the door: bodies, ids in paths and queries become types, or a problem in plain words.

use std::str::FromStr;

use axum::{
    Json,
    body::Bytes,
    extract::{
        FromRequest, FromRequestParts, Query, RawPathParams, Request,
        rejection::{BytesRejection, JsonRejection},
    },
    http::{StatusCode, header, request::Parts},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{problem::ApiError, state::Shared};
use crate::{
    chat::{MAX_QUESTION, QuestionError},
    store::{ArtefactId, ConversationId, Cursor, DocumentId, GapAnalysisId, JobId, KeyId, MessageId, Page, StoreError},
};

/// A JSON body.
pub(super) struct Sent<T>(pub(super) T);

/// A UTF-8 text body.
pub(super) struct Text(pub(super) String);

/// A query string.
pub(super) struct Asked<T>(pub(super) T);

/// An id in the path; one of another shape names nothing.
pub(super) struct Named<T>(pub(super) T);

/// What of a list is wanted.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Paging {
    /// The most rows to give, from 1 to 200
    limit: Option<u32>,
    /// Where to go on: the `next` of the page before
    cursor: Option<String>,
}

/// Where to take a stream up again.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct After {
    /// The id of the last event that was read; `Last-Event-ID` says the same
    pub(super) after: Option<String>,
}

/// The event that a client says was the last one it read.
pub(super) struct LastEvent(pub(super) Option<String>);

/// Whether the caller asks for a stream of events.
pub(super) struct WantsEvents(pub(super) bool);

/// Ids that stand in paths.
pub(super) trait InPath: FromStr {
    /// The parameter's name.
    const PARAMETER: &str;
}

impl InPath for DocumentId {
    const PARAMETER: &str = "d";
}

impl InPath for ConversationId {
    const PARAMETER: &str = "c";
}

impl InPath for MessageId {
    const PARAMETER: &str = "m";
}

impl InPath for GapAnalysisId {
    const PARAMETER: &str = "g";
}

impl InPath for ArtefactId {
    const PARAMETER: &str = "a";
}

impl InPath for KeyId {
    const PARAMETER: &str = "key";
}

impl InPath for JobId {
    const PARAMETER: &str = "j";
}

impl Paging {
    pub(super) fn page(self) -> Result<Page, ApiError> {
        page(self.limit, self.cursor.as_deref())
    }
}

/// The page of a list that a query asks for.
pub(super) fn page(limit: Option<u32>, cursor: Option<&str>) -> Result<Page, ApiError> {
    let unreadable = |error: StoreError| ApiError::Unreadable(error.to_string());
    let cursor = cursor.map(str::parse::<Cursor>).transpose().map_err(unreadable)?;
    Page::new(limit, cursor).map_err(unreadable)
}

/// A JSON body that may be left out.
pub(super) fn json_or_nothing<T: DeserializeOwned + Default>(body: &[u8]) -> Result<T, ApiError> {
    if body.is_empty() {
        return Ok(T::default());
    }
    serde_json::from_slice(body).map_err(|error| ApiError::Unreadable(format!("the JSON cannot be used: {error}")))
}

/// A question that can be read, checked before anything of it is stored.
pub(super) fn question(text: String) -> Result<String, ApiError> {
    let length = text.trim().chars().count();
    if length > MAX_QUESTION {
        return Err(QuestionError::TooLong(length).into());
    }
    if !text.contains(char::is_alphanumeric) {
        return Err(QuestionError::Empty.into());
    }
    if text.contains('\0') {
        return Err(ApiError::Unfit("the question holds a zero character: remove it".to_owned()));
    }
    Ok(text)
}

impl<T: DeserializeOwned> FromRequest<Shared> for Sent<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, ApiError> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => {
                Err(ApiError::Unreadable(format!("the JSON does not have the expected fields: {}", cause(&error))))
            }
            Err(JsonRejection::JsonSyntaxError(error)) => {
                Err(ApiError::Unreadable(format!("the body is not JSON: {}", cause(&error))))
            }
            Err(JsonRejection::MissingJsonContentType(_)) => {
                Err(ApiError::MediaType("send JSON with `Content-Type: application/json`"))
            }
            Err(JsonRejection::BytesRejection(error)) => Err(unread(&error)),
            Err(_) => Err(ApiError::Unreadable("the body cannot be read".to_owned())),
        }
    }
}

impl FromRequest<Shared> for Text {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, state).await.map_err(|error| unread(&error))?;
        let text = String::from_utf8(bytes.into());
        text.map(Self).map_err(|_| ApiError::Unreadable("the body is not UTF-8 text".to_owned()))
    }
}

impl<T: DeserializeOwned> FromRequestParts<Shared> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, ApiError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(error) => Err(ApiError::Unreadable(format!("the query cannot be read: {}", cause(&error)))),
        }
    }
}

impl<T: InPath> FromRequestParts<Shared> for Named<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, ApiError> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::NotFound)?;
        let value = params.iter().find(|(name, _)| *name == T::PARAMETER).map(|(_, value)| value);
        value.and_then(|value| value.parse().ok()).map(Self).ok_or(ApiError::NotFound)
    }
}

impl FromRequestParts<Shared> for LastEvent {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, ApiError> {
        Ok(Self(parts.headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned)))
    }
}

impl FromRequestParts<Shared> for WantsEvents {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, ApiError> {
        let accepts = parts.headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        Ok(Self(accepts.into_iter().any(|value| value.to_ascii_lowercase().contains("text/event-stream"))))
    }
}

fn unread(error: &BytesRejection) -> ApiError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large(),
        _ => ApiError::Unreadable("the body did not arrive whole".to_owned()),
    }
}

/// The innermost cause, which names field and place.
fn cause(error: &dyn std::error::Error) -> String {
    let mut inner = error;
    while let Some(next) = inner.source() {
        inner = next;
    }
    inner.to_string()
}
