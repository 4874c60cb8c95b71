//! Prompts are files: `prompts/NAME.prompt.md`, embedded in the binary, filled in here.
//!
//! A file has two parts, what the model is told and what it is asked, divided by the line `---user---`; one that a person
//! picks in a chat client is all said by that person. Questions and
//! evidence are data: before they enter a prompt they lose whatever could pass for the prompt's own marks.

mod data;
mod offered;
mod reword;
mod standalone;
mod verdicts;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use thiserror::Error;

use data::as_cited_data;
pub(crate) use data::as_data;
pub use offered::{Argument, OFFERED, Offered, offered};
pub use reword::reword;
pub use standalone::{Asked, standalone};
pub use verdicts::{Judged, Point, verdicts};

/// The line between the two parts of a prompt's file.
const DIVIDER: &str = "\n---user---\n";
/// What the model says instead of an answer when the evidence has none.
pub const NOT_IN_SOURCES: &str = "NOT_IN_SOURCES";

#[derive(RustEmbed)]
#[folder = "prompts"]
#[include = "*.prompt.md"]
struct Embedded;

/// What a model is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// What it is told.
    pub system: String,
    /// What it is asked.
    pub user: String,
}

/// One numbered passage.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The number that a sentence cites.
    pub n: usize,
    /// The source's title.
    pub title: &'a str,
    /// The innermost heading above the passage.
    pub heading: &'a str,
    /// The passage.
    pub text: &'a str,
}

/// A prompt could not be made: its file is wrong.
#[derive(Debug, Error)]
pub enum PromptError {
    /// There is no such file.
    #[error("the prompt {0} is not in this build: build annexa again")]
    Missing(&'static str),
    /// The file does not fit what is filled in.
    #[error("the prompt {name} cannot be filled in: {reason}")]
    Template {
        /// The file's name.
        name: &'static str,
        /// What the template engine says.
        reason: String,
    },
}

/// The prompt that has a question answered from numbered passages.
pub fn answer(question: &str, evidence: &[Evidence<'_>]) -> Result<Prompt, PromptError> {
    let values = context! { question => as_data(question), passages => passages(evidence), refusal => NOT_IN_SOURCES };
    render("answer.prompt.md", &values)
}

/// An answer that is to be graded.
#[derive(Debug, Clone, Copy)]
pub struct Graded<'a> {
    /// What was asked.
    pub question: &'a str,
    /// The answer, with citation numbers.
    pub answer: &'a str,
    /// The passages that it quotes.
    pub evidence: &'a [Evidence<'a>],
}

/// The prompt that has an answer graded. `problem` says what was wrong with the reply before it, if there was one.
///
/// Its fences carry a code that no text between them can know, because it is the hash of all of them. The same request
/// has the same code, so that a kept reply is found again.
pub fn judge(graded: &Graded<'_>, problem: Option<&str>) -> Result<Prompt, PromptError> {
    let question = as_data(graded.question);
    let answer = as_cited_data(graded.answer);
    let values = context! {
        nonce => nonce([graded.question, graded.answer, problem.unwrap_or_default()], graded.evidence),
        question,
        answer,
        passages => passages(graded.evidence),
        problem => problem.map(as_data),
    };
    render("judge.prompt.md", &values)
}

fn passages(evidence: &[Evidence<'_>]) -> Vec<Value> {
    let passage = |passage: &Evidence<'_>| {
        let (title, heading, text) = (as_data(passage.title), as_data(passage.heading), as_data(passage.text));
        context! { n => passage.n, title, heading, text }
    };
    evidence.iter().map(passage).collect()
}

/// A code that none of these texts can know.
fn nonce<'a>(texts: impl IntoIterator<Item = &'a str>, evidence: &[Evidence<'a>]) -> String {
    let mut hash = Sha256::new();
    let passages = evidence.iter().flat_map(|passage| [passage.title, passage.heading, passage.text]);
    for text in texts.into_iter().chain(passages) {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    }
    format!("{:x}", hash.finalize()).chars().take(16).collect()
}

fn render(name: &'static str, values: &Value) -> Result<Prompt, PromptError> {
    let source = source(name)?;
    let (system, user) = source.split_once(DIVIDER).ok_or_else(|| {
        let reason = "the line ---user--- is missing".to_owned();
        PromptError::Template { name, reason }
    })?;
    Ok(Prompt { system: fill(name, system, values)?, user: fill(name, user, values)? })
}

/// The text of a prompt's file.
fn source(name: &'static str) -> Result<String, PromptError> {
    let file = Embedded::get(name).ok_or(PromptError::Missing(name))?;
    String::from_utf8(file.data.into_owned()).map_err(|error| PromptError::Template { name, reason: error.to_string() })
}

fn fill(name: &'static str, source: &str, values: &Value) -> Result<String, PromptError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment
        .render_str(source, values)
        .map(|text| text.trim().to_owned())
        .map_err(|error| PromptError::Template { name, reason: error.to_string() })
}

#[cfg(test)]
mod tests;
