//! The prompt that has the sentences of one clause of a policy said in the voice of the house.

use minijinja::context;

use super::{Prompt, PromptError, as_data, nonce, render};

/// The prompt for the parts of a clause, with marks where values stand. `problem` says what was wrong with the reply before.
/// Its fences carry a code that none of the texts can know.
pub fn reword(voice: &str, parts: &[&str], problem: Option<&str>) -> Result<Prompt, PromptError> {
    let texts = parts.iter().copied().chain([voice, problem.unwrap_or_default()]);
    let values = context! {
        nonce => nonce(texts, &[]),
        voice => as_data(voice),
        parts => parts.iter().map(|part| as_data(part)).collect::<Vec<_>>(),
        problem => problem.map(as_data),
    };
    render("reword.prompt.md", &values)
}
