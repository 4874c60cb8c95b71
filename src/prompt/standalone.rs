//! The prompt that has a follow-up written out, so that it can be understood without the conversation.

use minijinja::context;

use super::{Prompt, PromptError, as_data, nonce, render};

/// A question that was asked before.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The question.
    pub question: &'a str,
    /// The titles of what its answer was about; empty where it was about nothing in particular.
    pub about: &'a str,
}

/// The prompt for a question and those before it, the earliest first. Its fences carry a code that none of them can know.
pub fn standalone(question: &str, before: &[Asked<'_>]) -> Result<Prompt, PromptError> {
    let turns: Vec<_> = before
        .iter()
        .map(|turn| context! { question => as_data(turn.question), about => as_data(turn.about) })
        .collect();
    let texts = before.iter().map(|turn| turn.question).chain([question]);
    render("standalone.prompt.md", &context! { nonce => nonce(texts, &[]), turns, question => as_data(question) })
}
