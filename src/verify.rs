//! The verifier: whether a sentence may stand, judged against the passages that it cites and nothing else.
//!
//! It is pure and suspicious: ids must exist, bear their titles and occur in what is cited; numbers and frequencies too; the
//! words must largely be the passage's own; "expected" never becomes "must", and "not" never disappears. It can drop a true
//! sentence; it is made so that a false one hardly passes. Only the words are compared, so an answer in another language
//! than its evidence finds no support.

mod answers;
mod cited;
mod claims;
mod consistency;
mod force;
mod holdings;
mod ids;
mod links;
mod lint;
mod numbers;
mod passage;
mod reworded;
mod tables;
mod titles;
mod words;

use thiserror::Error;

pub use answers::{Backed, Backing, BackingPassage, EvidenceBase, EvidenceText, worst};
pub use cited::{cited_numbers, normalise};
pub use consistency::{Inconsistency, Isms, IsmsDocument, Side, consistency};
pub use holdings::{Holdings, HoldingsError, isms_documents};
pub use lint::{Finding, Linted, Rule, Severity, lint, weigh};
pub use reworded::{MarkKind, Slip, reworded};
pub use tables::{Ground, RowFinding, Weakness, check_register, check_statement, has_errors, judge_exclusion};

use crate::{chat::Citation, iso::RequirementId};
use cited::without_citations;
use ids::Ids;
use numbers::{Quantities, names_size};
use passage::Passage;
use words::{content, plain};

/// The share of a claim's own words that its passages must hold together.
const HELD: f32 = 0.6;
/// The same for a claim with words that only the question has: so a model says yes to whatever is asked.
const HELD_IF_ASKED: f32 = 0.75;
/// The share that one paragraph or list item of them must hold.
const HELD_TOGETHER: f32 = 0.35;
/// Words that a heading may have.
const MAX_HEADING: usize = 16;

/// Why a sentence cannot be believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Doubt {
    /// It claims something and cites nothing.
    #[error("no passage is cited")]
    NoCitation,
    /// It cites a number that no passage has.
    #[error("there is no passage [{0}]")]
    UnknownCitation(usize),
    /// It names an id that this edition does not have.
    #[error("{0} does not exist in the 2022 edition")]
    UnknownId(String),
    /// It gives a requirement another title than its own.
    #[error("{id} is not called \u{201c}{written}\u{201d}")]
    WrongTitle {
        /// The requirement.
        id: RequirementId,
        /// The title it was given.
        written: String,
    },
    /// It names a requirement that the cited passages do not speak of.
    #[error("the cited passages do not name {0}")]
    IdNotInEvidence(RequirementId),
    /// It has a number or frequency that the cited passages do not have.
    #[error("the cited passages do not say {0}")]
    NumberNotInEvidence(String),
    /// It holds an address, a link, a picture or HTML.
    #[error("it holds a link or markup of its own")]
    ForeignLink,
    /// It promises what nobody can promise.
    #[error("it promises too much: \u{201c}{0}\u{201d}")]
    Overclaim(String),
    /// The cited passages do not speak of this.
    #[error("the cited passages do not say this")]
    Unsupported,
    /// The cited passages say the opposite, or bind less or more.
    #[error("the cited passages say otherwise")]
    Contradiction,
}

/// Judges sentences against one set of numbered passages.
#[derive(Debug)]
pub struct Verifier {
    passages: Vec<Passage>,
    question: Passage,
    /// All passages together, for headings.
    all: Passage,
}

impl Verifier {
    /// Reads the passages and the question. From the question an answer may repeat the size of the company, and a heading
    /// its ids: what the question supposes is no evidence.
    pub fn new(citations: &[Citation], question: &str) -> Self {
        let passages: Vec<Passage> = citations.iter().map(Passage::of_citation).collect();
        let question = Passage::of_text(question);
        let mut all = Passage::joined(&passages);
        all.ids.extend(&question.ids);
        Self { passages, question, all }
    }

    /// Judges one sentence, list item, table row or heading of Markdown.
    pub fn check(&self, sentence: &str) -> Result<(), Doubt> {
        let bare = without_citations(sentence);
        let text = plain(&bare);
        links::check(sentence, &self.all)?;
        claims::check(&text)?;
        let ids = Ids::of(&text);
        ids.check_existence(&self.all)?;
        titles::check(&bare, &self.all)?;
        let numbers = cited_numbers(sentence);
        let mut cited = Vec::new();
        for n in &numbers {
            cited.push(self.passages.iter().find(|passage| passage.n == *n).ok_or(Doubt::UnknownCitation(*n))?);
        }
        if cited.is_empty() {
            return if is_heading(&bare) { self.check_heading(sentence) } else { Err(Doubt::NoCitation) };
        }
        let cited = Passage::joined(cited);
        ids.check_presence(&cited)?;
        Quantities::of(&text).check(&cited.quantities, &self.question.quantities)?;
        force::check(&text, &cited)?;
        self.check_support(&text, &cited)
    }

    /// Judges what only names what follows: a heading, a lead-in, the head of a table. It needs no citation, and in turn
    /// it may claim nothing.
    pub fn check_heading(&self, heading: &str) -> Result<(), Doubt> {
        let bare = without_citations(heading);
        let text = plain(&bare);
        links::check(heading, &self.all)?;
        claims::check(&text)?;
        let ids = Ids::of(&text);
        ids.check_existence(&self.all)?;
        titles::check(&bare, &self.all)?;
        ids.check_presence(&self.all)?;
        Quantities::of(&text).check(&self.all.quantities, &self.question.quantities)?;
        if text.split_whitespace().count() > MAX_HEADING || force::commands(&text) {
            return Err(Doubt::NoCitation);
        }
        let own: Vec<String> = content(&text).into_iter().filter(|stem| !words::names_structure(stem)).collect();
        if own.is_empty() || share(&own, |stem| self.all.stems.contains(stem)) >= HELD {
            return Ok(());
        }
        Err(Doubt::Unsupported)
    }

    /// Enough of the claim's words are the passages' own, and enough of them stand close together.
    fn check_support(&self, text: &str, cited: &Passage) -> Result<(), Doubt> {
        let sized = Quantities::of(text).repeat_size(&self.question.quantities);
        let counts = |stem: &String| cited.stems.contains(stem) || !(sized && names_size(stem));
        let own: Vec<String> = content(text).into_iter().filter(counts).collect();
        let together = cited.blocks.iter().map(|block| share(&own, |stem| block.stems.contains(stem)));
        let together = together.fold(0.0, f32::max);
        let held = share(&own, |stem| cited.stems.contains(stem));
        let asked = own.iter().any(|stem| self.question.stems.contains(stem) && !cited.stems.contains(stem));
        let least = if asked { HELD_IF_ASKED } else { HELD };
        if own.is_empty() || held < least || together < HELD_TOGETHER { Err(Doubt::Unsupported) } else { Ok(()) }
    }
}

/// The requirements of a whole text that stand beside another title than their own, with what stands there. What one of the
/// passages has in quotation marks may be repeated.
pub fn wrong_titles(text: &str, citations: &[Citation]) -> Vec<(RequirementId, String)> {
    let passages: Vec<Passage> = citations.iter().map(Passage::of_citation).collect();
    let all = Passage::joined(&passages);
    text.lines().flat_map(|line| titles::wrong(&without_citations(line), &all)).collect()
}

/// A heading, a line that ends with a colon, or a line all in bold: it names what follows.
pub(crate) fn is_heading(bare: &str) -> bool {
    let line = bare.trim();
    let unlisted = words::without_marker(line).trim();
    let bold = unlisted.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    let bold = bold.is_some_and(|inside| !inside.contains("**") && !inside.trim_end().ends_with(['.', '!']));
    !line.contains('\n') && (line.starts_with('#') || plain(unlisted).ends_with(':') || bold)
}

fn share(stems: &[String], held: impl Fn(&String) -> bool) -> f32 {
    let count = stems.iter().filter(|stem| held(stem)).count();
    #[expect(clippy::cast_precision_loss, reason = "a sentence has few words")]
    let share = if stems.is_empty() { 0.0 } else { count as f32 / stems.len() as f32 };
    share
}

#[cfg(test)]
mod tests;
