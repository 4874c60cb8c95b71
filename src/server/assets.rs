//! The page's files, embedded in the binary.

use std::fmt::Write;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::problem::ApiError;

#[derive(RustEmbed)]
#[folder = "src/server/assets"]
struct Assets;

/// A style sheet, script or picture. They are asked for again each time and told apart by their hash.
pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let kind = kind(&name).ok_or(ApiError::NoRoute)?;
    let file = Assets::get(&name).ok_or(ApiError::NoRoute)?;
    let tag = tag(&file);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let fields = [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, "no-cache"), (header::CONTENT_TYPE, kind)];
    if known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, fields).into_response());
    }
    Ok((fields, file.data).into_response())
}

/// A whole page; pages are never kept by browsers.
pub(super) fn page(name: &str) -> Result<Response, ApiError> {
    let file = Assets::get(name).ok_or_else(|| ApiError::Internal(format!("{name} is not embedded")))?;
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], file.data).into_response())
}

/// A page with places to fill.
pub(super) fn text(name: &str) -> Result<String, ApiError> {
    let file = Assets::get(name).ok_or_else(|| ApiError::Internal(format!("{name} is not embedded")))?;
    String::from_utf8(file.data.into_owned()).map_err(|error| ApiError::Internal(format!("{name}: {error}")))
}

/// The types that are served; pages have addresses of their own.
fn kind(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}

fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let hex = hash.iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    format!("\"{hex}\"")
}
