//! Entity tags: who has read a thing before is told in a few bytes that it is still the same.

use std::fmt::Write;

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use super::problem::ApiError;

/// The largest body that is tagged; texts of documents are smaller.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// The response with the hash of its body as its tag, or the word that the caller's copy is right. Only whole answers.
pub(super) async fn tagged(known: Option<&HeaderValue>, response: Response) -> Response {
    if response.status() != StatusCode::OK || response.headers().contains_key(header::ETAG) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = match to_bytes(body, MAX_BODY).await {
        Ok(body) => body,
        Err(error) => return ApiError::Internal(error.to_string()).into_response(),
    };
    let tag = tag(&body);
    let Ok(value) = HeaderValue::from_str(&tag) else { return Response::from_parts(parts, Body::from(body)) };
    parts.headers.insert(header::ETAG, value);
    if known.is_some_and(|known| names(known, &tag)) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(body))
}

/// What the caller says that it has.
pub(super) fn known(headers: &HeaderMap) -> Option<HeaderValue> {
    headers.get(header::IF_NONE_MATCH).cloned()
}

/// The tag of these bytes.
pub(super) fn tag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let hex = digest.iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    format!("\"{hex}\"")
}

/// Whether `If-None-Match` or `If-Match` names the tag; a proxy may have made it a weak one.
pub(super) fn names(known: &HeaderValue, tag: &str) -> bool {
    let known = known.to_str().unwrap_or_default();
    known.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_in_any_list_and_only_by_itself() {
        let tag = tag(b"x");
        let names = |text: &str| names(&HeaderValue::from_str(text).unwrap(), &tag);
        assert!(names(&tag) && names(&format!("\"a\", W/{tag}")) && names("*"));
        assert!(!names("\"a\"") && !names("") && !names(tag.trim_matches('"')));
        assert_ne!(super::tag(b"y"), tag);
    }
}
