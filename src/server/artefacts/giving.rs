//! Artefacts as files. Data formats give the content as it is, so that it can be sent back; documents carry the version and
//! the approval that the store knows.

use crate::{
    draft::{self, RiskDraft},
    export::{self, ExportError, Format, HouseStyle},
    iso::{Profile, RiskRegister, Statement},
    knowledge::Library,
    server::problem::ApiError,
    store::{ArtefactState, ArtefactVersion},
    view::rfc3339,
};

use super::content::Content;

const SOA: &str = "Statement of Applicability";
const RISKS: &str = "Risk assessment and treatment plan";
/// Lines of a document in which its title block stands.
const TOP: usize = 14;

/// A version in a format.
pub(super) fn file(
    (version, content): (&ArtefactVersion, &Content),
    format: Format,
    library: &Library,
    (profile, style): (Option<Profile>, &HouseStyle),
) -> Result<Vec<u8>, ApiError> {
    let anyone = |company: &str| Profile { name: company.to_owned(), ..Profile::unnamed(100) };
    match (content, format) {
        (Content::Paper(markdown), Format::Json) => {
            let json = serde_json::json!({ "title": version.title, "markdown": markdown });
            Ok((format!("{json:#}\n")).into_bytes())
        }
        (Content::Paper(markdown), Format::Markdown) => Ok(markdown.clone().into_bytes()),
        (Content::Paper(markdown), _) => {
            let company = profile.map(|profile| profile.name).unwrap_or_default();
            made(export::markdown(&version.title, &stamped(markdown, version), (&*company, style), format))
        }
        (_, Format::Json) => content.text().map(String::into_bytes),
        (Content::Statement(statement), Format::Csv | Format::Xlsx) => {
            made(export::tables(SOA, &statement.company, &statement.tables(), format))
        }
        (Content::Statement(statement), _) => {
            let profile = profile.unwrap_or_else(|| anyone(&statement.company));
            let text = draft::statement_paper(&approved(statement, version), &profile);
            made(export::markdown(SOA, &text, (&*profile.name, style), format))
        }
        (Content::Register(register), Format::Svg) => Ok(draft::heat_map(register).into_bytes()),
        (Content::Register(register), Format::Csv | Format::Xlsx) => {
            made(export::tables("Risk register", &register.company, &register.tables(), format))
        }
        (Content::Register(register), _) => {
            // What the profile leaves open is asked of the profile of today.
            let open = profile.as_ref().map(|profile| draft::risks(library, profile).open).unwrap_or_default();
            let profile = profile.unwrap_or_else(|| anyone(&register.company));
            let draft = RiskDraft { register: RiskRegister::clone(register), open };
            let text = stamped(&draft::risk_paper(&draft, library, &profile), version);
            made(export::markdown(RISKS, &text, (&*profile.name, style), format))
        }
    }
}

fn made(result: Result<Vec<u8>, ExportError>) -> Result<Vec<u8>, ApiError> {
    result.map_err(|error| match error {
        ExportError::Writer { .. } => ApiError::Internal(error.to_string()),
        _ => ApiError::Unreadable(error.to_string()),
    })
}

/// The statement with the number and the approval of its version, unless somebody wrote their own.
fn approved(statement: &Statement, version: &ArtefactVersion) -> Statement {
    let mut statement = statement.clone();
    if statement.version.is_empty() || statement.version == "0.1" {
        statement.version = numbered(version);
    }
    if let (Some(by), Some(day), None) = (&version.approved_by, day(version), &statement.approved_by) {
        statement.approved_by = Some(by.clone());
        statement.approved_on = day.parse().ok();
    }
    statement
}

/// The document with its version and the day of its approval where a draft leaves room for them.
fn stamped(markdown: &str, version: &ArtefactVersion) -> String {
    let mut text = String::with_capacity(markdown.len());
    for (at, line) in markdown.lines().enumerate() {
        let is_top = at < TOP;
        if is_top && line.starts_with("| Version | 0.1, draft |") {
            text.push_str(&format!("| Version | {} |", numbered(version)));
        } else if let (true, true, Some(by), Some(day)) =
            (is_top, line.starts_with("| Approved on | **[decide"), &version.approved_by, day(version))
        {
            text.push_str(&format!("| Approved on | {day} by {} |", escaped(by)));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

fn numbered(version: &ArtefactVersion) -> String {
    let state = match version.state {
        ArtefactState::Draft => "draft",
        ArtefactState::InReview => "in review",
        ArtefactState::Approved => "approved",
        ArtefactState::Superseded => "superseded",
        ArtefactState::Withdrawn => "withdrawn",
    };
    format!("{}, {state}", version.version)
}

fn day(version: &ArtefactVersion) -> Option<String> {
    version.approved_at.map(|at| rfc3339(at).chars().take(10).collect())
}

/// A name as text in a cell.
fn escaped(name: &str) -> String {
    name.chars().fold(String::new(), |mut text, c| {
        if c.is_ascii_punctuation() {
            text.push('\\');
        }
        text.push(c);
        text
    })
}
