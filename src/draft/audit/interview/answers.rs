//! Answers in a file: YAML with the id of each question, or the interview itself in Markdown with the answers written into it.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;
use thiserror::Error;

/// What stands where an answer is to be written.
pub(super) const BLANK: &str = "(write here)";
/// What leads to an answer in Markdown.
pub(super) const LEAD: &str = "**Answer:**";

/// The id of a question, as a heading of the interview carries it.
static ID: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^#{2,4}\s.*?`?\b((?:A\.)?\d+(?:\.\d+)*-q\d+)\b").ok());

/// Why no answers can be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AnswersError {
    /// It is neither of both forms.
    #[error(
        "no answers were found: write `A.5.18-q1: the answer` a line in YAML, or fill in the interview in Markdown behind \
         **Answer:**"
    )]
    None,
}

/// The answers of a file, each with the id of its question.
pub fn interview_answers(text: &str) -> Result<Vec<(String, String)>, AnswersError> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let found = match serde_saphyr::from_str::<BTreeMap<String, String>>(&text) {
        Ok(map) => map.into_iter().collect(),
        Err(_) => of_markdown(&text),
    };
    let said = |text: &str| !text.trim().is_empty() && text.trim() != BLANK;
    let found: Vec<(String, String)> = found.into_iter().filter(|(_, text)| said(text)).collect();
    if found.is_empty() { Err(AnswersError::None) } else { Ok(found) }
}

fn of_markdown(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let (mut id, mut inside) = (None, false);
    for line in text.lines() {
        if line.starts_with('#') {
            id = ID.as_ref().and_then(|id| id.captures(line)).and_then(|found| Some(found.get(1)?.as_str().to_owned()));
            inside = false;
        }
        let Some(id) = &id else { continue };
        if let Some(begins) = line.trim_start().strip_prefix(LEAD) {
            found.push((id.clone(), begins.trim().to_owned()));
            inside = true;
        } else if let Some((_, answer)) = found.last_mut().filter(|_| inside && !line.starts_with('#')) {
            answer.push('\n');
            answer.push_str(line);
        }
    }
    found.into_iter().map(|(id, text)| (id, text.trim().to_owned())).collect()
}
