//! Tables that a user names: read row by row, checked, and what is wrong with them told.

use std::path::Path;

use serde::Serialize;

use super::{Outcome, input};
use crate::{
    config::Settings,
    document,
    iso::{RowProblem, Rows},
    verify::{RowFinding, Severity, has_errors},
};

/// Problems that an error names one by one.
const NAMED: usize = 8;

/// What a file holds.
pub(super) enum Held {
    /// The data themselves.
    Json(String),
    /// Tables of any other format.
    Tables(Vec<Rows>),
}

/// Reads a file: JSON as it is, CSV with its row numbers, every other format through the jail.
pub(super) fn read(file: &Path, settings: &Settings) -> anyhow::Result<Held> {
    let bytes = input::read(file)?;
    let begins = bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF));
    if begins == Some(b'{') {
        return Ok(Held::Json(
            String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("{} is not UTF-8 text", file.display()))?,
        ));
    }
    let is_csv =
        file.extension().is_some_and(|ending| ["csv", "tsv", "txt"].iter().any(|one| ending.eq_ignore_ascii_case(one)));
    let is_stdin = ["-", "/dev/stdin"].iter().any(|name| file.as_os_str() == *name);
    let is_text = !bytes.contains(&0)
        && !bytes.starts_with(b"PK")
        && !bytes.starts_with(b"%PDF")
        && begins != Some(b'|')
        && begins != Some(b'#');
    if is_csv || (is_stdin && is_text) {
        let rows = document::csv_rows(&bytes).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
        return Ok(Held::Tables(vec![rows]));
    }
    let reader = crate::app::reader(settings)?;
    let name = if is_stdin { String::new() } else { file.to_string_lossy().into_owned() };
    let read = reader.read_now(&name, &bytes).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
    Ok(Held::Tables(document::tables_of(&read)))
}

/// The error for a file whose rows cannot be taken.
pub(super) fn refused(file: &Path, problems: &[RowProblem]) -> anyhow::Error {
    let more = problems.len().saturating_sub(NAMED);
    let named: Vec<String> = problems.iter().take(NAMED).map(ToString::to_string).collect();
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    anyhow::anyhow!("{} was not taken: {}{more}", file.display(), named.join("; "))
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    findings: &'a [RowFinding],
    errors: usize,
    warnings: usize,
}

/// Prints findings; exit status 1 when one of them is an error.
pub(super) fn report(findings: &[RowFinding], what: &str, json: bool) -> anyhow::Result<Outcome> {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if json {
        input::print_json(&Report { findings, errors, warnings })?;
    } else {
        for finding in findings {
            let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
            let place = finding.row.map(|row| format!("row {row}: ")).unwrap_or_default();
            let id = if finding.id.is_empty() { what } else { finding.id.as_str() };
            input::line(&format!("{place}{severity}[{}] {id} {}", finding.rule, finding.message))?;
            input::line(&format!("    {}", finding.fix))?;
        }
        input::line(&format!("{errors} errors, {warnings} warnings"))?;
    }
    Ok(if has_errors(findings) { Outcome::Failed } else { Outcome::Done })
}
