//! `annexa text`: a file's extracted text, which is what every offset refers to.

use std::{
    io::{self, Write},
    path::Path,
};

use serde::Serialize;

use super::{Outcome, input};
use crate::{app, config::Settings, document::plain_text};

#[derive(Debug, Serialize)]
struct Report<'a> {
    format: &'static str,
    /// The character at which each page starts.
    pages: &'a [usize],
    words: usize,
    warnings: &'a [String],
    text: &'a str,
}

pub(super) fn run(settings: &Settings, file: &Path, json: bool) -> anyhow::Result<Outcome> {
    // Standard input has no name, so its bytes say what it is.
    let name = if file.as_os_str() == "-" { "standard input".to_owned() } else { file.display().to_string() };
    let bytes = input::read(file)?;
    let read = app::reader(settings)?.read_now(&name, &bytes);
    let extracted = read.map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
    if json {
        input::print_json(&Report {
            format: extracted.kind.name(),
            pages: &extracted.pages,
            words: plain_text(&extracted.text).split_whitespace().count(),
            warnings: &extracted.warnings,
            text: &extracted.text,
        })?;
        return Ok(Outcome::Done);
    }
    for warning in &extracted.warnings {
        let _ = writeln!(io::stderr(), "annexa: {warning}");
    }
    // Exactly the text, for whoever counts characters in it.
    io::stdout().lock().write_all(extracted.text.as_bytes())?;
    Ok(Outcome::Done)
}
