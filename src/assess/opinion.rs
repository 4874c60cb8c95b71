//! A second opinion: a language model reads the same passages as the judge and says what they show of each check.
//!
//! It is believed in little: what it claims needs a quote that stands in the passage that it names, and `weigh` says what a
//! claim may change. The checks of one requirement are one request. Without a usable reply the judge's verdicts stand.

mod reply;
mod weigh;

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use futures::{StreamExt, stream};
use thiserror::Error;

use super::{decided::Decided, features::Read, report::Set, statement::Statement};
use crate::{
    iso::{Catalogue, Nature, RequirementId},
    llm::{Llm, LlmError},
    prompt::{self, Evidence, Judged, Point, PromptError},
};
use reply::Said;

/// Requests that are under way at the same time.
const AT_ONCE: usize = 4;
/// Tokens that a reply may have; some models think aloud first.
const MAX_TOKENS: u32 = 3_000;
/// Characters of a passage that the model is shown.
const PASSAGE: usize = 1_500;
/// The nearness in meaning below which a passage is no candidate at all.
const NEAR: f32 = 0.3;
/// Failures in a row after which the rest is not asked.
const GIVE_UP: usize = 3;

/// Why a requirement has no opinion.
#[derive(Debug, Clone, Error)]
enum OpinionError {
    #[error(transparent)]
    Llm(#[from] LlmError),
    #[error("{0}")]
    Prompt(String),
    #[error("its reply is not the JSON that is asked for: {0}")]
    Reply(String),
    #[error("it was not asked any more")]
    GivenUp,
}

/// One requirement's checks, and the passages that they are held against.
struct Request {
    title: String,
    /// The place of each check, and the numbers of its passages.
    checks: Vec<(usize, Vec<usize>)>,
    /// The statement of each passage; numbers begin at 1.
    passages: Vec<usize>,
}

/// What the second opinion came to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Verdicts of the model that were used.
    pub(super) used: usize,
    /// What the reader of the report has to know of it.
    pub(super) warnings: Vec<String>,
}

/// Asks the model and lets what it says weigh on the decisions. `progress` is told how many requirements are done.
pub(super) async fn consult(
    llm: &Llm,
    decided: &mut [Decided<'_>],
    (read, set): (&Read<'_>, &Set),
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Outcome {
    let requests = requests(decided);
    let seen: &[Decided<'_>] = decided;
    let (done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    progress(0, requests.len());
    let asked = stream::iter(&requests).map(async |request| {
        let given_up = failed.load(Ordering::Relaxed) >= GIVE_UP;
        let said = if given_up { Err(OpinionError::GivenUp) } else { ask(llm, request, seen, (read, set)).await };
        match &said {
            Ok(_) => failed.store(0, Ordering::Relaxed),
            Err(error) if is_lasting(error) => failed.store(GIVE_UP, Ordering::Relaxed),
            Err(_) => failed.store(failed.load(Ordering::Relaxed) + 1, Ordering::Relaxed),
        }
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, requests.len());
        (request, said)
    });
    let said: Vec<(&Request, Result<Vec<Said>, OpinionError>)> = asked.buffered(AT_ONCE).collect().await;
    let (mut outcome, mut invented, mut silent) = (Outcome::default(), 0, Vec::new());
    for (request, said) in said {
        let said = match said {
            Ok(said) => said,
            Err(error) => {
                silent.push(error);
                continue;
            }
        };
        for (place, numbers) in &request.checks {
            let Some(one) = decided.get_mut(*place) else { continue };
            let Some(said) = said.iter().find(|said| said.check == one.check.id) else { continue };
            match reply::opinion(said, (numbers, &request.passages), read.statements) {
                Some(opinion) => {
                    weigh::weigh(one, &opinion, read);
                    outcome.used += 1;
                }
                None => invented += 1,
            }
        }
    }
    outcome.warnings = warnings(invented, &silent, requests.len());
    outcome
}

/// Whether the next request would fail the same way.
fn is_lasting(error: &OpinionError) -> bool {
    match error {
        OpinionError::Llm(error) => !matches!(
            error,
            LlmError::Slow { .. }
                | LlmError::Busy
                | LlmError::TooLong
                | LlmError::BrokenOff
                | LlmError::Cut
                | LlmError::Filtered
                | LlmError::Upstream(_)
        ),
        OpinionError::Prompt(_) | OpinionError::GivenUp => true,
        OpinionError::Reply(_) => false,
    }
}

fn warnings(invented: usize, silent: &[OpinionError], of: usize) -> Vec<String> {
    let first = silent.iter().find(|error| !matches!(error, OpinionError::GivenUp)).map(|error| {
        format!(
            "The language model gave no verdicts on {} of {of} requirements ({error}). There the program's own verdicts \
             stand alone.",
            silent.len()
        )
    });
    let second = (invented > 0).then(|| {
        format!(
            "{invented} verdicts of the language model were set aside: what they quote does not stand in the passages. \
             The program's own verdicts stand there."
        )
    });
    first.into_iter().chain(second).collect()
}

/// One request for each requirement that has a check with a candidate; what only practice shows is not asked.
fn requests(decided: &[Decided<'_>]) -> Vec<Request> {
    let mut found: BTreeMap<RequirementId, Request> = BTreeMap::new();
    for (place, one) in decided.iter().enumerate() {
        let near: Vec<usize> =
            one.looked.iter().filter(|one| one.meaning >= NEAR).map(|candidate| candidate.statement).collect();
        if near.is_empty() || one.check.nature == Nature::Practice {
            continue;
        }
        let request = found.entry(one.requirement).or_insert_with(|| {
            let title = Catalogue::get().entry(one.requirement).map_or("", |entry| entry.title.as_str());
            let title = format!("{} {title}", one.requirement);
            Request { title, checks: Vec::new(), passages: Vec::new() }
        });
        let number = |statement: usize| {
            let known = request.passages.iter().position(|one| *one == statement);
            known.unwrap_or_else(|| {
                request.passages.push(statement);
                request.passages.len() - 1
            }) + 1
        };
        let numbers: Vec<usize> = near.into_iter().map(number).collect();
        request.checks.push((place, numbers));
    }
    found.into_values().collect()
}

/// The model's reply on one requirement; a reply of the wrong shape is asked for once more.
async fn ask(
    llm: &Llm,
    request: &Request,
    decided: &[Decided<'_>],
    (read, set): (&Read<'_>, &Set),
) -> Result<Vec<Said>, OpinionError> {
    let texts: Vec<(String, String, String)> =
        request.passages.iter().filter_map(|place| Some(shown(read.statements.get(*place)?, set))).collect();
    let evidence: Vec<Evidence<'_>> = texts
        .iter()
        .enumerate()
        .map(|(n, (title, heading, text))| Evidence { n: n + 1, title, heading, text })
        .collect();
    let points: Vec<Point<'_>> = request
        .checks
        .iter()
        .filter_map(|(place, passages)| {
            let check = decided.get(*place)?.check;
            Some(Point { id: &check.id, text: &check.text, is_record: check.nature == Nature::Record, passages })
        })
        .collect();
    let judged = Judged { requirement: &request.title, points: &points, evidence: &evidence };
    let shape = reply::shape();
    let prompt = |problem: Option<&str>| {
        prompt::verdicts(&judged, problem).map_err(|error: PromptError| OpinionError::Prompt(error.to_string()))
    };
    let first = llm.shaped(prompt(None)?, MAX_TOKENS, &shape).await?;
    match reply::read(&first) {
        Ok(said) => Ok(said),
        Err(problem) => {
            let second = llm.shaped(prompt(Some(&problem))?, MAX_TOKENS, &shape).await?;
            reply::read(&second).map_err(OpinionError::Reply)
        }
    }
}

/// A statement as the model sees it: its document, its heading, its beginning.
fn shown(statement: &Statement, set: &Set) -> (String, String, String) {
    let evidence = set.evidence(statement);
    let heading = evidence.heading.last().cloned().unwrap_or_default();
    (evidence.document, heading, evidence.quote.chars().take(PASSAGE).collect())
}

#[cfg(test)]
mod tests;
