//! Content that somebody sends: Markdown, JSON, or a table. What cannot be taken whole is not taken at all.

use std::sync::Arc;

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::content::Content;
use crate::{
    document,
    export::Format,
    iso::{RiskRegister, Rows, Statement},
    server::{problem::ApiError, state::Shared},
};

const PAPERS: &str = "send Markdown with `Content-Type: text/markdown`, or `{\"markdown\": …}` as application/json";
const DATA: &str = "send JSON (application/json), CSV (text/csv) or Excel \
                    (application/vnd.openxmlformats-officedocument.spreadsheetml.sheet)";

/// A document as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paper {
    /// As reading it as JSON gives it; what counts is the heading.
    #[serde(default, rename = "title")]
    _title: String,
    markdown: String,
}

/// Tables of an upload.
struct Sheets {
    rows: Vec<Rows>,
    /// One table, so that what stands in others was not sent.
    is_one: bool,
}

/// The content that a body brings; `before` is the version that it follows.
pub(super) async fn taken(
    state: &Shared,
    headers: &HeaderMap,
    body: Bytes,
    before: &Content,
) -> Result<Content, ApiError> {
    let kind = media_type(headers);
    if let Content::Paper(_) = before {
        return match kind.as_str() {
            "text/markdown" | "text/plain" => text(&body).map(Content::Paper),
            "application/json" => json::<Paper>(&body, "document").map(|paper| Content::Paper(paper.markdown)),
            _ => Err(ApiError::MediaType(PAPERS)),
        };
    }
    let sheets = match kind.as_str() {
        "application/json" => {
            return Ok(match before {
                Content::Register(_) => Content::Register(json(&body, "risk register")?),
                _ => Content::Statement(json(&body, "Statement of Applicability")?),
            });
        }
        "text/csv" => Sheets { rows: vec![document::csv_rows(&body)?], is_one: true },
        _ if kind == Format::Xlsx.media_type() => {
            let _place = state.upload_permit().await?;
            let read = state.app.reader.read("upload.xlsx", Arc::new(body.into())).await?;
            Sheets { rows: document::tables_of(&read), is_one: false }
        }
        _ => return Err(ApiError::MediaType(DATA)),
    };
    match before {
        Content::Register(before) => register(&sheets, before).map(Content::Register),
        Content::Statement(before) => statement(&sheets, before).map(Content::Statement),
        Content::Paper(_) => Err(ApiError::MediaType(PAPERS)),
    }
}

/// A register from tables. Whose it is, its criteria, and for a single table assets and plan, come from the version before.
fn register(sheets: &Sheets, before: &RiskRegister) -> Result<Box<RiskRegister>, ApiError> {
    let mut found = RiskRegister::from_tables(&sheets.rows, &before.criteria).map_err(ApiError::Rows)?;
    if found.company.is_empty() {
        found.company.clone_from(&before.company);
    }
    found.assessed_on = found.assessed_on.or(before.assessed_on);
    if sheets.is_one {
        found.assets.clone_from(&before.assets);
        found.treatments.clone_from(&before.treatments);
    }
    Ok(Box::new(found))
}

/// A statement from tables; without a table of facts those of the version before stay.
fn statement(sheets: &Sheets, before: &Statement) -> Result<Box<Statement>, ApiError> {
    let found = Statement::from_tables(&sheets.rows).map_err(ApiError::Rows)?;
    if sheets.is_one {
        return Ok(Box::new(Statement { rows: found.rows, ..before.clone() }));
    }
    Ok(Box::new(found))
}

fn media_type(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Markdown with line ends of one kind and a last one.
fn text(body: &[u8]) -> Result<String, ApiError> {
    let text = std::str::from_utf8(body).map_err(|_| ApiError::Unreadable("the body is not UTF-8 text".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    Ok(text.trim_end().to_owned() + "\n")
}

fn json<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => ApiError::Unfit(format!("the JSON is no {what}: {error}")),
        _ => ApiError::Unreadable(format!("the body is not JSON: {error}")),
    })
}
