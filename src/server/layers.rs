//! What happens to every response: security headers, counting, and errors that are always problem documents.

use std::any::Any;

use axum::{
    body::HttpBody,
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{connection::Connection, openai, problem::ApiError, state::Shared};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                      base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'none'";

/// The policy of the widget's frame; who may show it stands in the key that it was opened with.
const FRAME_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                            base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors ";

/// What pages of other origins may do with a response; one without this word, nothing.
#[derive(Debug, Clone)]
pub(super) enum Abroad {
    /// Load it as their script.
    Loaded,
    /// Show it in a frame, if they are of these origins.
    Framed(String),
}

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// On a response: an error in JSON that another protocol has worded stays as it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnWords;

/// Counts the request, tells its connection that it is being worked on, and dresses the response.
pub(super) async fn outermost(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let connection = request.extensions().get::<ConnectInfo<Connection>>().map(|info| info.0.clone());
    let has_body = !request.body().is_end_stream();
    let at_work = connection.as_ref().map(Connection::at_work);
    let is_openai = openai::is_its_path(request.uri().path());
    let mut response = bare_to_problem(next.run(request).await);
    if is_openai {
        response = openai::shaped(response);
    }
    drop(at_work);
    let abroad = response.extensions_mut().remove::<Abroad>();
    dress(response.headers_mut(), abroad);
    if has_body && !response.status().is_success() {
        // The body may not have been read to its end, and then the connection has no use for another request.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    state.metrics.request(&method, &route, response.status().as_u16());
    response
}

fn dress(headers: &mut HeaderMap, abroad: Option<Abroad>) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    match abroad {
        None => {}
        Some(Abroad::Loaded) => {
            let name = HeaderName::from_static("cross-origin-resource-policy");
            headers.insert(name, HeaderValue::from_static("cross-origin"));
        }
        Some(Abroad::Framed(origins)) => {
            // A list that is no header leaves the refusal that stands there already.
            if let Ok(policy) = HeaderValue::from_str(&format!("{FRAME_POLICY}{origins}")) {
                headers.insert(header::CONTENT_SECURITY_POLICY, policy);
                // The older header knows one origin at most.
                headers.remove(header::X_FRAME_OPTIONS);
            }
        }
    }
    // Only assets bring their own rule: they carry nothing of anybody's.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// An error that a layer or the framework made without our words gets them; its `Allow` header stays.
fn bare_to_problem(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let own = response.extensions().get::<OwnWords>().is_some();
    let told = kind.is_some_and(|kind| kind == "application/problem+json" || (own && kind == "application/json"));
    if told || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut response = ApiError::of_status(status).into_response();
    if let Some(allow) = allow {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// A handler that panicked: the caller gets a request id, the log what was said.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over by value")]
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    ApiError::Internal(format!("panic: {}", panic_text(&*panic))).into_response()
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no words".to_owned())
}
