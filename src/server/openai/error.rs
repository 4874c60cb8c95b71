//! Errors as OpenAI's clients read them, made from our own.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::server::problem::{ApiError, Problem};

/// An error, and what of the request it is about.
#[derive(Debug)]
pub(super) struct Refused {
    error: ApiError,
    aspect: Aspect,
}

/// What of the request an error is about, and its name for programs.
#[derive(Debug, Clone, Default)]
struct Aspect {
    param: Option<String>,
    code: Option<&'static str>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiError")]
pub(in crate::server) struct Body {
    error: Words,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiErrorDetail")]
struct Words {
    message: String,
    #[serde(rename = "type")]
    kind: &'static str,
    param: Option<String>,
    code: Option<&'static str>,
}

impl Refused {
    /// A field that cannot be used as it is.
    pub(super) fn field(param: impl Into<String>, message: impl Into<String>) -> Self {
        let aspect = Aspect { param: Some(param.into()), code: Some("invalid_value") };
        Self { error: ApiError::Unreadable(message.into()), aspect }
    }

    /// A model that does not exist, or that the caller may not know.
    pub(super) fn no_model() -> Self {
        let aspect = Aspect { param: Some("model".to_owned()), code: Some("model_not_found") };
        Self { error: ApiError::NoModel, aspect }
    }
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        // OpenAI has one status for a body that cannot be read and for one that cannot be used.
        let error = match error {
            ApiError::Unfit(detail) => ApiError::Unreadable(detail),
            other => other,
        };
        Self { error, aspect: Aspect::default() }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = self.error.into_response();
        response.extensions_mut().insert(self.aspect);
        response
    }
}

impl Body {
    fn new(problem: &Problem, aspect: Aspect) -> Self {
        let (kind, code) = match problem.status {
            401 => ("invalid_request_error", Some("invalid_api_key")),
            403 => ("permission_error", Some("insufficient_permissions")),
            404 => ("invalid_request_error", Some("not_found")),
            413 => ("invalid_request_error", Some("request_too_large")),
            429 | 503 => ("server_error", Some("overloaded")),
            500.. => ("server_error", None),
            _ => ("invalid_request_error", None),
        };
        let error = Words { message: problem.detail.clone(), kind, param: aspect.param, code: aspect.code.or(code) };
        Self { error }
    }

    /// The same within a stream that has begun.
    pub(super) fn of(error: &ApiError) -> Self {
        Self::new(&error.problem(), Aspect::default())
    }
}

/// Whether a path belongs to this protocol.
pub(in crate::server) fn is_its_path(path: &str) -> bool {
    path.starts_with("/v1/")
}

/// A response of one of these paths: an error, whoever made it, gets the protocol's words; its headers stay.
pub(in crate::server) fn shaped(mut response: Response) -> Response {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let aspect = response.extensions_mut().remove::<Aspect>().unwrap_or_default();
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut shaped = (status, Json(Body::new(&problem, aspect))).into_response();
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            shaped.headers_mut().insert(name, value.clone());
        }
    }
    shaped.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    shaped
}
