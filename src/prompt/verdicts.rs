//! The prompt that has a model read the passages of a gap analysis: one requirement, its checks, what the program found.

use minijinja::context;

use super::{Evidence, Prompt, PromptError, as_data, nonce, passages, render};

/// A requirement whose checks are judged together.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// Its id and title.
    pub requirement: &'a str,
    /// Its checks.
    pub points: &'a [Point<'a>],
    /// The passages of all of them.
    pub evidence: &'a [Evidence<'a>],
}

/// A check, and which passages it is held against.
#[derive(Debug, Clone)]
pub struct Point<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it asks.
    pub text: &'a str,
    /// Whether only a dated result shows it.
    pub is_record: bool,
    /// The numbers of its passages.
    pub passages: &'a [usize],
}

/// The prompt that has the checks of one requirement judged. `problem` says what was wrong with the reply before it.
///
/// The fences carry a code that is the hash of everything between them, as in the prompt that has answers graded.
pub fn verdicts(judged: &Judged<'_>, problem: Option<&str>) -> Result<Prompt, PromptError> {
    let points: Vec<_> = judged
        .points
        .iter()
        .map(|point| {
            let numbers: Vec<String> = point.passages.iter().map(ToString::to_string).collect();
            context! { id => point.id, text => point.text, record => point.is_record, passages => numbers.join(", ") }
        })
        .collect();
    let values = context! {
        nonce => nonce([judged.requirement, problem.unwrap_or_default()], judged.evidence),
        requirement => judged.requirement,
        points,
        passages => passages(judged.evidence),
        problem => problem.map(as_data),
    };
    render("verdicts.prompt.md", &values)
}
