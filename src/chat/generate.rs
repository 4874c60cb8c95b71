//! The generated answer: the model writes from numbered passages, and only what the verifier believes is let through.
//!
//! Text arrives in pieces of any size, is cut into sentences as soon as they are whole, and each is judged on its own. A
//! heading waits until something below it stands. When too much falls, the whole answer falls: the caller has the composed
//! one.

mod desk;
mod leaving;
mod split;
mod thoughts;

use std::pin::pin;

use futures::StreamExt;
use thiserror::Error;

use super::Citation;
use crate::{
    llm::{Llm, LlmError, Part, Usage},
    prompt::{self, Evidence, PromptError},
    store::StoreError,
    verify::Verifier,
};
use desk::{Desk, Verdict};
pub use leaving::Permit;
pub(super) use leaving::Sending;
use split::Splitter;
pub(crate) use split::sentences;
use thoughts::Thoughts;

/// Tokens that an answer may have; in a small context it is a third of that.
const MAX_TOKENS: u32 = 1_500;
/// Tokens of what a prompt holds beside question and evidence, with room for how differently models count.
const INSTRUCTIONS: u32 = 700;
/// Characters that a token stands for at least, in the languages of our sources.
const CHARACTERS_PER_TOKEN: u32 = 3;
/// Bytes that an answer may have, should the endpoint not keep to the tokens.
const MAX_ANSWER: usize = 64 * 1024;
/// Characters of evidence that a prompt holds where nobody knows how much the model takes.
const EVIDENCE: usize = 16_000;
/// The same after the model said that it was too much.
const LESS_EVIDENCE: usize = 5_000;
/// The most and the fewest, however large or small the model.
const BOUNDS: (usize, usize) = (1_000, 48_000);

/// What the model wrote, as far as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    /// An answer.
    Answer {
        /// The pieces laid end to end.
        markdown: String,
        /// The passages that it cites, in the order in which it first does.
        used: Vec<usize>,
        /// Sentences that were left out because they could not be believed.
        dropped: usize,
        /// Its tokens, where the endpoint says them.
        usage: Option<Usage>,
    },
    /// The model says that the passages do not answer the question.
    NotInSources,
}

/// Why the composed answer has to stand in.
#[derive(Debug, Error)]
pub(super) enum GenerateError {
    /// The model gave no whole answer.
    #[error(transparent)]
    Llm(#[from] LlmError),
    /// The prompt's file is wrong.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// What would be sent cannot be noted, so nothing is sent.
    #[error("nothing was sent to the language model, because it could not be noted ({0})")]
    Unnoted(StoreError),
    /// Nothing, or too little, of what the model wrote is in the passages.
    #[error("the language model wrote {dropped} sentences that the sources do not hold, and {kept} that they do")]
    TooDoubtful {
        /// Sentences left out.
        dropped: usize,
        /// Sentences that stood.
        kept: usize,
    },
}

/// Streams the model's answer sentence by sentence through the verifier. `emit` is called with each piece of Markdown that
/// stands; the pieces laid end to end are the answer, also when an error follows.
pub(super) async fn generate(
    llm: &Llm,
    question: &str,
    citations: &[Citation],
    emit: &mut (dyn FnMut(&str) + Send),
) -> Result<Written, GenerateError> {
    let verifier = Verifier::new(citations, question);
    let room = Room::of(llm.context().await, question);
    match write((llm, room.answer), question, &within(citations, room.evidence), &verifier, emit).await {
        // The endpoint says so before the first word: the best passages alone may fit.
        Err(GenerateError::Llm(LlmError::TooLong)) => {
            let less = room.evidence.min(LESS_EVIDENCE * 2) / 2;
            write((llm, room.answer), question, &within(citations, less), &verifier, emit).await
        }
        done => done,
    }
}

/// How long prompt and answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    /// Characters of evidence.
    evidence: usize,
    /// Tokens of the answer.
    answer: u32,
}

impl Room {
    /// What fits into a context of so many tokens beside the question.
    fn of(context: Option<u32>, question: &str) -> Self {
        let Some(context) = context else { return Self { evidence: EVIDENCE, answer: MAX_TOKENS } };
        let answer = MAX_TOKENS.min(context / 3);
        let question = u32::try_from(question.chars().count()).unwrap_or(u32::MAX) / CHARACTERS_PER_TOKEN;
        let left = context.saturating_sub(answer).saturating_sub(INSTRUCTIONS).saturating_sub(question);
        let characters = usize::try_from(left.saturating_mul(CHARACTERS_PER_TOKEN)).unwrap_or(usize::MAX);
        Self { evidence: characters.clamp(BOUNDS.0, BOUNDS.1), answer }
    }
}

async fn write(
    (llm, max_tokens): (&Llm, u32),
    question: &str,
    evidence: &[Evidence<'_>],
    verifier: &Verifier,
    emit: &mut (dyn FnMut(&str) + Send),
) -> Result<Written, GenerateError> {
    let mut stream = pin!(llm.stream(prompt::answer(question, evidence)?, max_tokens));
    let mut thoughts = Thoughts::default();
    let mut splitter = Splitter::default();
    let mut desk = Desk::new(verifier, emit);
    let (mut length, mut usage) = (0, None);
    while let Some(part) = stream.next().await {
        let text = match part? {
            Part::Text(text) => text,
            Part::Usage(tokens) => {
                usage = Some(tokens);
                continue;
            }
        };
        let spoken = thoughts.without(&text);
        length += spoken.len();
        if length > MAX_ANSWER {
            return Err(LlmError::Cut.into());
        }
        splitter.push(&spoken);
        while let Some(unit) = splitter.next(false) {
            if let Some(early) = desk.take(&unit) {
                return verdict(early, &desk, usage);
            }
        }
    }
    splitter.push(&thoughts.rest());
    while let Some(unit) = splitter.next(true) {
        if let Some(early) = desk.take(&unit) {
            return verdict(early, &desk, usage);
        }
    }
    verdict(desk.verdict(), &desk, usage)
}

fn verdict(verdict: Verdict, desk: &Desk<'_>, usage: Option<Usage>) -> Result<Written, GenerateError> {
    match verdict {
        Verdict::Stands => Ok(desk.written(usage)),
        Verdict::NotInSources => Ok(Written::NotInSources),
        Verdict::Falls => {
            let (kept, dropped) = desk.counts();
            Err(GenerateError::TooDoubtful { dropped, kept })
        }
    }
}

/// The passages that fit, in order and whole, but at least the first, cut if it must be.
fn within(citations: &[Citation], room: usize) -> Vec<Evidence<'_>> {
    let mut left = room;
    let mut evidence = Vec::new();
    for citation in citations {
        let size = citation.quote.chars().count();
        if size > left && !evidence.is_empty() {
            continue;
        }
        let end = citation.quote.char_indices().nth(left).map_or(citation.quote.len(), |(end, _)| end);
        left = left.saturating_sub(size);
        evidence.push(Evidence {
            n: citation.n,
            title: &citation.title,
            heading: citation.heading.last().map_or("", String::as_str),
            text: citation.quote.get(..end).unwrap_or_default(),
        });
    }
    evidence
}

#[cfg(test)]
mod tests;
