//! Errors as `application/problem+json`: plain words for what a caller can mend, a request id for what it cannot.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    chat::{ChatError, QuestionError},
    document::TextError,
    embed::EmbedError,
    index::IndexError,
    ingest::IngestError,
    iso::{IdError, RowProblem},
    retrieve::RetrieveError,
    store::StoreError,
    verify::HoldingsError,
};

/// Rows that the words of a problem name, and that its list has.
const NAMED_ROWS: usize = 8;
const MAX_ROWS: usize = 500;

/// Why a request was not served.
#[derive(Debug)]
pub(super) enum ApiError {
    /// The object does not exist, or the caller may not know that it does.
    NotFound,
    /// No such requirement; ids are public facts, so the reason is told.
    NoRequirement(String),
    /// No such model, or the caller may not know that there is.
    NoModel,
    /// No such route.
    NoRoute,
    /// The route has other methods.
    Method,
    /// No valid credential.
    NoCredential,
    /// The credential does not reach so far.
    Forbidden(&'static str),
    /// The host name is not ours.
    Misdirected,
    /// The body or the query cannot be read.
    Unreadable(String),
    /// The body has another type than the route reads.
    MediaType(&'static str),
    /// It can be read but not be used.
    Unfit(String),
    /// Rows of a table cannot be taken, and so none was.
    Rows(Vec<RowProblem>),
    /// It is too large.
    TooLarge(String),
    /// It contradicts what is there.
    Conflict(String),
    /// What the caller read is not what is there any more.
    Stale(&'static str),
    /// The request did not arrive in time.
    TooSlow,
    /// Too much is going on; later it will work.
    Busy(String),
    /// The widget has asked its questions for today; seconds until tomorrow.
    UsedUp(u64),
    /// A part is missing or cannot be written to.
    Unavailable(String),
    /// The disk is full.
    Full(String),
    /// A fault of ours; the reason goes to the log.
    Internal(String),
}

/// The document that tells an error.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub(super) struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    pub(super) status: u16,
    pub(super) detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// What is wrong with which row of a table that was sent
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<RowProblem>>,
}

impl Problem {
    /// What happened in one line, for faces without a place for more.
    pub(super) fn line(&self) -> String {
        let id = self.request_id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
        format!("{}{id}", self.detail)
    }
}

impl ApiError {
    fn parts(&self) -> (StatusCode, &'static str, String) {
        match self {
            Self::NotFound => {
                (StatusCode::NOT_FOUND, "Not found", "it does not exist, or this key cannot see it".to_owned())
            }
            Self::NoRequirement(detail) => (StatusCode::NOT_FOUND, "No such requirement", detail.clone()),
            Self::NoModel => (
                StatusCode::NOT_FOUND,
                "No such model",
                "there is no such model: `annexa`, or `annexa/` and the name or id of a workspace; GET /v1/models lists \
                 them"
                    .to_owned(),
            ),
            Self::NoRoute => (StatusCode::NOT_FOUND, "No such address", "the API has no such address".to_owned()),
            Self::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                "Wrong method",
                "this address exists, but not for this method: see the header Allow".to_owned(),
            ),
            Self::NoCredential => (
                StatusCode::UNAUTHORIZED,
                "Not signed in",
                "send `Authorization: Bearer KEY`, or sign in with the browser".to_owned(),
            ),
            Self::Forbidden(detail) => (StatusCode::FORBIDDEN, "Not allowed", (*detail).to_owned()),
            Self::Misdirected => (
                StatusCode::MISDIRECTED_REQUEST,
                "Unknown host name",
                "this server does not answer to that name: start it with --host NAME".to_owned(),
            ),
            Self::Unreadable(detail) => (StatusCode::BAD_REQUEST, "Cannot be read", detail.clone()),
            Self::MediaType(detail) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Wrong content type", (*detail).to_owned()),
            Self::Unfit(detail) => (StatusCode::UNPROCESSABLE_ENTITY, "Cannot be used", detail.clone()),
            Self::Rows(rows) => (StatusCode::UNPROCESSABLE_ENTITY, "Cannot be used", some_rows(rows)),
            Self::TooLarge(detail) => (StatusCode::PAYLOAD_TOO_LARGE, "Too large", detail.clone()),
            Self::Conflict(detail) => (StatusCode::CONFLICT, "Conflict", detail.clone()),
            Self::Stale(detail) => (StatusCode::PRECONDITION_FAILED, "Changed meanwhile", (*detail).to_owned()),
            Self::TooSlow => {
                (StatusCode::REQUEST_TIMEOUT, "Too slow", "the request did not arrive in time: try again".to_owned())
            }
            Self::Busy(detail) => (StatusCode::SERVICE_UNAVAILABLE, "Busy", detail.clone()),
            Self::UsedUp(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "No more questions today",
                "this chat has answered as many questions as it may in a day: it opens again at midnight UTC"
                    .to_owned(),
            ),
            Self::Unavailable(detail) => (StatusCode::SERVICE_UNAVAILABLE, "Not available", detail.clone()),
            Self::Full(detail) => (StatusCode::INSUFFICIENT_STORAGE, "No space left", detail.clone()),
            Self::Internal(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Internal error",
                "something failed inside: the server's log has the reason under this request id".to_owned(),
            ),
        }
    }

    /// The error that a bare status stands for.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NoRoute,
            StatusCode::METHOD_NOT_ALLOWED => Self::Method,
            StatusCode::UNAUTHORIZED => Self::NoCredential,
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::MediaType("the body has a content type that is not read here"),
            status if status.is_client_error() => Self::Unreadable("the request cannot be read".to_owned()),
            status => Self::Internal(format!("a bare {status}")),
        }
    }

    pub(super) fn too_large() -> Self {
        Self::TooLarge("the body is larger than is read here".to_owned())
    }

    /// What the caller is told, without logging anything.
    pub(super) fn problem_detail(&self) -> String {
        self.parts().2
    }

    /// The document; a fault of ours is logged here, once, under the id that the caller sees.
    pub(super) fn problem(&self) -> Problem {
        let (status, title, detail) = self.parts();
        let request_id = status.is_server_error().then(|| Uuid::now_v7().simple().to_string());
        match (self, &request_id) {
            (Self::Internal(reason), Some(id)) => tracing::error!(request_id = %id, reason, "a request failed"),
            (_, Some(id)) => tracing::warn!(request_id = %id, detail, "a request was not served"),
            (_, None) => {}
        }
        let rows = match self {
            Self::Rows(rows) => Some(rows.iter().take(MAX_ROWS).cloned().collect()),
            _ => None,
        };
        Problem { kind: "about:blank", title, status: status.as_u16(), detail, request_id, rows }
    }
}

impl ApiError {
    /// The response for a document that was made of this error before.
    pub(super) fn told(self, problem: Problem) -> Response {
        let (status, ..) = self.parts();
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if matches!(self, Self::NoCredential) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        match self {
            Self::Busy(_) => drop(headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"))),
            Self::UsedUp(seconds) => drop(headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds))),
            _ => {}
        }
        if let Some(id) = problem.request_id.as_deref().and_then(|id| HeaderValue::from_str(id).ok()) {
            headers.insert(HeaderName::from_static("x-request-id"), id);
        }
        // A face that tells errors in another shape finds the words here.
        response.extensions_mut().insert(problem);
        response
    }
}

/// The first rows in words.
fn some_rows(rows: &[RowProblem]) -> String {
    let named: Vec<String> = rows.iter().take(NAMED_ROWS).map(ToString::to_string).collect();
    let more = rows.len().saturating_sub(NAMED_ROWS);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    format!("nothing was taken: {}{more}", named.join("; "))
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = self.problem();
        self.told(problem)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict { .. } | StoreError::Changed | StoreError::Refused { .. } => {
                Self::Conflict(error.to_string())
            }
            StoreError::Invalid { .. } => Self::Unfit(error.to_string()),
            StoreError::Full => Self::Full(error.to_string()),
            StoreError::ReadOnly => Self::Unavailable(error.to_string()),
            StoreError::Busy => Self::Busy(error.to_string()),
            StoreError::NewerSchema | StoreError::Corrupt | StoreError::OldSqlite { .. } => {
                Self::Internal(error.to_string())
            }
            StoreError::Io(ref cause) => Self::Internal(format!("{error}: {cause}")),
            StoreError::Sql(ref cause) => Self::Internal(format!("{error}: {cause}")),
        }
    }
}

impl From<HoldingsError> for ApiError {
    fn from(error: HoldingsError) -> Self {
        match error {
            HoldingsError::Store(error) => error.into(),
            HoldingsError::Unreadable { .. } => Self::Internal(error.to_string()),
        }
    }
}

impl From<IndexError> for ApiError {
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::Busy => Self::Busy(error.to_string()),
            IndexError::Damaged(_) | IndexError::Io(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<EmbedError> for ApiError {
    fn from(error: EmbedError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<TextError> for ApiError {
    fn from(error: TextError) -> Self {
        match error {
            TextError::TooLarge { .. } => Self::TooLarge(error.to_string()),
            TextError::Unsafe(_) | TextError::NoReader(_) => Self::Internal(error.to_string()),
            _ => Self::Unfit(error.to_string()),
        }
    }
}

impl From<IngestError> for ApiError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Text { error, .. } => error.into(),
            IngestError::Store(error) => error.into(),
            IngestError::Index(error) => error.into(),
            IngestError::Embed(error) => error.into(),
        }
    }
}

impl From<RetrieveError> for ApiError {
    fn from(error: RetrieveError) -> Self {
        match error {
            RetrieveError::Store(error) => error.into(),
            RetrieveError::Index(error) => error.into(),
            RetrieveError::NoVectors => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<ChatError> for ApiError {
    fn from(error: ChatError) -> Self {
        match error {
            ChatError::Question(error) => error.into(),
            ChatError::Retrieve(error) => error.into(),
        }
    }
}

impl From<QuestionError> for ApiError {
    fn from(error: QuestionError) -> Self {
        Self::Unfit(error.to_string())
    }
}

impl From<IdError> for ApiError {
    fn from(error: IdError) -> Self {
        Self::NoRequirement(error.to_string())
    }
}
