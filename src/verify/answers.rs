//! What somebody says in an interview, held against documents: each sentence is supported by a passage, contradicted by one,
//! or nothing is found.
//!
//! A sentence counts as supported only when a passage has most of its words, all of its numbers and the same yes or no. To
//! find nothing says nothing about the answer; it says that the documents do not carry it.

use serde::{Deserialize, Serialize};

use super::{
    force, is_heading,
    numbers::Quantities,
    passage::Passage,
    words::{content, plain},
};
use crate::document::{Block, BlockKind, Format, Offsets, blocks};

/// The share of a sentence's words that a passage has to have.
const HELD: f32 = 0.6;
/// Words of a topic without which a sentence says too little by itself, so that its question's words count with it.
const FEW: usize = 4;
/// Words that a passage has to share with a sentence, whatever their share is.
const LEAST: usize = 2;

/// A document that an answer is held against.
#[derive(Debug, Clone, Copy)]
pub struct EvidenceText<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its extracted text.
    pub text: &'a str,
    /// How the text is read.
    pub format: Format,
    /// The character at which each page begins; empty when it has none.
    pub pages: &'a [usize],
}

/// What documents say of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Backing {
    /// A passage says otherwise.
    Contradicted,
    /// No passage speaks of it.
    NothingFound,
    /// A passage says it.
    Supported,
}

/// A sentence of an answer with the passage that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Backed {
    /// The sentence.
    pub sentence: String,
    /// What documents say of it.
    pub backing: Backing,
    /// The passage; none when nothing was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passage: Option<BackingPassage>,
}

/// A passage, word for word, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct BackingPassage {
    /// The document.
    pub document: String,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// The page, where the document has pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// Its words.
    pub quote: String,
}

impl Backing {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contradicted => "contradicted",
            Self::NothingFound => "nothing found",
            Self::Supported => "supported",
        }
    }
}

/// The sentences of documents, read once.
#[derive(Debug, Default)]
pub struct EvidenceBase {
    said: Vec<Said>,
}

/// A sentence of a document.
#[derive(Debug)]
struct Said {
    passage: BackingPassage,
    read: Passage,
    stems: Vec<String>,
}

/// How a sentence of a document stands to one of an answer.
struct Compared<'a> {
    said: &'a Said,
    share: f32,
    is_against: bool,
    carries: bool,
}

impl EvidenceBase {
    /// Reads documents.
    pub fn of(documents: &[EvidenceText<'_>]) -> Self {
        let mut said = Vec::new();
        for document in documents {
            let mut offsets = Offsets::new(document.text);
            for block in blocks(document.text, document.format) {
                let at = offsets.chars_before(block.range.start);
                let page = document.pages.iter().take_while(|start| **start <= at).count();
                said.extend(sentences_of(document, &block, (page > 0).then_some(page)));
            }
        }
        Self { said }
    }

    /// Holds an answer to a question against the documents, sentence by sentence.
    pub fn weigh(&self, question: &str, answer: &str) -> Vec<Backed> {
        split(answer)
            .into_iter()
            .filter(|sentence| !content(sentence).is_empty())
            .map(|sentence| self.one(question, sentence))
            .collect()
    }

    fn one(&self, question: &str, sentence: &str) -> Backed {
        let own = content(&plain(sentence));
        let asked = if own.len() < FEW { content(question) } else { Vec::new() };
        let quantities = Quantities::of(sentence);
        let compared = self.said.iter().filter_map(|said| compare(said, (&own, &asked), (sentence, &quantities)));
        let compared: Vec<Compared<'_>> = compared.collect();
        let best = |test: fn(&Compared<'_>) -> bool| {
            let fitting = compared.iter().filter(|one| test(one));
            fitting.max_by(|a, b| a.share.total_cmp(&b.share))
        };
        let (with, against) = (best(|one| one.carries), best(|one| one.is_against));
        let (backing, found) = match (with, against) {
            // A passage that says just this counts more than one that speaks of the like.
            (Some(with), Some(against)) if against.share > with.share => (Backing::Contradicted, Some(against)),
            (Some(with), _) => (Backing::Supported, Some(with)),
            (None, Some(against)) => (Backing::Contradicted, Some(against)),
            (None, None) => (Backing::NothingFound, None),
        };
        let passage = found.map(|one| one.said.passage.clone());
        Backed { sentence: sentence.to_owned(), backing, passage }
    }
}

/// The worst of it: one contradiction spoils an answer, and one sentence without evidence leaves it open.
pub fn worst(found: &[Backed]) -> Backing {
    found.iter().map(|one| one.backing).min().unwrap_or(Backing::NothingFound)
}

fn compare<'a>(
    said: &'a Said,
    (own, asked): (&[String], &[String]),
    (sentence, quantities): (&str, &Quantities),
) -> Option<Compared<'a>> {
    let held = own.iter().filter(|stem| said.stems.contains(stem)).count();
    let about = asked.iter().filter(|stem| said.stems.contains(stem)).count();
    let share = super::share(own, |stem| said.stems.contains(stem));
    let is_clear = own.len() >= FEW || about >= LEAST || held == own.len();
    let is_about = held + about >= LEAST && is_clear;
    if !is_about {
        return None;
    }
    let is_denied = share >= HELD && force::check(&plain(sentence), &said.read).is_err();
    let is_counted_otherwise = (share >= HELD || own.len() < FEW) && quantities.conflicts(&said.read.quantities);
    let is_against = is_denied || is_counted_otherwise;
    let has_numbers = quantities.check(&said.read.quantities, &Quantities::default()).is_ok();
    Some(Compared { said, share, is_against, carries: share >= HELD && has_numbers && !is_against })
}

/// The sentences of a block, each as it stands.
fn sentences_of(document: &EvidenceText<'_>, block: &Block, page: Option<usize>) -> Vec<Said> {
    if matches!(block.kind, BlockKind::Heading(_)) {
        return Vec::new();
    }
    let text = document.text.get(block.range.clone()).unwrap_or_default();
    let parts = if block.kind == BlockKind::Table { text.lines().collect() } else { split(text) };
    let read = |part: &str| {
        let quote = part.trim();
        let stems = content(&plain(quote));
        if stems.len() < LEAST || is_heading(quote) {
            return None;
        }
        let passage = BackingPassage {
            document: document.name.to_owned(),
            heading: block.heading.clone(),
            page,
            quote: quote.to_owned(),
        };
        Some(Said { passage, read: Passage::of_text(&plain(quote)), stems })
    };
    parts.into_iter().filter_map(read).collect()
}

/// A text cut behind the ends of its sentences and its lines.
fn split(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let ends = c == '\n' || (matches!(c, '.' | '!' | '?') && next.is_none_or(char::is_whitespace));
        if ends {
            let end = at + c.len_utf8();
            found.push(text.get(from..end).unwrap_or_default().trim());
            from = end;
        }
    }
    found.push(text.get(from..).unwrap_or_default().trim());
    found.retain(|part| !part.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "# Access policy\n\n## Reviews\n\nSystem owners review the access rights of their systems every quarter. \
        Shared accounts are not allowed.\n\n| Record | Place |\n|---|---|\n| Access review of 3 May 2026, 12 rights removed | ticket ACC-7 |\n";

    fn weighed(question: &str, answer: &str) -> Vec<(Backing, String)> {
        let base =
            EvidenceBase::of(&[EvidenceText { name: "a.md", text: POLICY, format: Format::Markdown, pages: &[] }]);
        let found = base.weigh(question, answer);
        for one in found.iter().filter_map(|one| one.passage.as_ref()) {
            assert!(POLICY.contains(&one.quote), "word for word: {}", one.quote);
        }
        found.into_iter().map(|one| (one.backing, one.passage.map(|one| one.quote).unwrap_or_default())).collect()
    }

    #[test]
    fn an_answer_is_worth_what_documents_carry() {
        use Backing::{Contradicted, NothingFound, Supported};
        let asked = "How often are access rights reviewed, and by whom?";
        for (answer, wanted) in [
            ("The system owners review access rights of their systems each quarter.", Supported),
            ("System owners review the access rights of their systems once a year.", Contradicted),
            ("Yearly.", Contradicted),
            ("Shared accounts are allowed for the access of systems.", Contradicted),
            ("Shared accounts are allowed.", Contradicted),
            ("We train every new colleague in secure development within a week.", NothingFound),
            ("In the access review of May 2026 we removed 12 rights.", Supported),
            ("In the access review of May 2026 we removed 40 rights.", NothingFound),
        ] {
            let found = weighed(asked, answer);
            assert_eq!(found.iter().map(|(backing, _)| *backing).collect::<Vec<_>>(), [wanted], "{answer}: {found:?}");
        }
        let both = weighed(
            asked,
            "System owners review the access rights of their systems every quarter. We use Okta for sign-in everywhere.",
        );
        assert_eq!(both.iter().map(|(backing, _)| *backing).collect::<Vec<_>>(), [Supported, NothingFound]);
        assert_eq!(weighed(asked, " \n"), []);
    }
}
