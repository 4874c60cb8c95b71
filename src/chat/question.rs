//! Reads a question: its ids, its intent, and whether it goes on with what was asked before.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    Intent, Persona,
    follow_up::{Link, link},
    small_words::is_stopword,
};
use crate::{
    iso::{Catalogue, Meaning, RequirementId, mentions},
    retrieve::{Gloss, named},
};

/// Characters that a question may have.
pub const MAX_QUESTION: usize = 4_000;

/// What an earlier question was about; the conversation hands it on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The requirements that its answer was about, most important first.
    pub requirements: Vec<RequirementId>,
    /// The question itself.
    pub question: String,
}

/// Why a question is not read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuestionError {
    /// There is nothing in it.
    #[error("the question is empty: ask, for example, `What evidence do I need for control A.5.23?`")]
    Empty,
    /// It is too long.
    #[error(
        "the question has {0} characters; {MAX_QUESTION} are allowed: shorten it, or upload the text as a document"
    )]
    TooLong(usize),
}

/// A question, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub text: String,
    pub intent: Intent,
    /// Requirements named, or carried over from the topic before; clauses as their leaves.
    pub pins: Vec<RequirementId>,
    /// Ids that no edition has.
    pub unknown: Vec<String>,
    /// Ids of the 2013 edition.
    pub old: Vec<String>,
    /// A bare number that was read as clause and as control.
    pub either: Vec<String>,
    /// What to search for: the question, with the earlier question when it goes on from that.
    pub query: String,
    /// What the terms of that stand for.
    pub gloss: Gloss,
    /// The topic was carried over.
    pub carried: bool,
    /// Whom the answer is for.
    pub persona: Persona,
    /// It moves on from the topic before to one beside it.
    pub moves: bool,
}

impl Reading {
    pub(super) fn of(text: &str, before: Option<&Topic>) -> Result<Self, QuestionError> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || !text.contains(char::is_alphanumeric) {
            return Err(QuestionError::Empty);
        }
        if length > MAX_QUESTION {
            return Err(QuestionError::TooLong(length));
        }
        let mut reading = Self {
            text: text.to_owned(),
            intent: Intent::of(text),
            pins: named(text),
            unknown: Vec::new(),
            old: Vec::new(),
            either: Vec::new(),
            query: text.to_owned(),
            gloss: Gloss::default(),
            carried: false,
            persona: Persona::default(),
            moves: false,
        };
        for mention in mentions(text) {
            match mention.meaning {
                Meaning::Unknown(id) => reading.unknown.push(id),
                Meaning::Edition2013(id) => reading.old.push(id),
                Meaning::Either { clause, .. } => reading.either.push(clause.to_string()),
                Meaning::Requirement(_) => {}
            }
        }
        if let Some(before) = before {
            match () {
                () if reading.compares() => {
                    let first = before.requirements.first().filter(|id| !reading.pins.contains(id));
                    reading.pins.extend(first);
                }
                () if !reading.pins.is_empty() || !reading.unknown.is_empty() => {}
                () => match link(text, reading.intent) {
                    Link::Alone => {}
                    Link::Same => reading.carry(before),
                    Link::Near => {
                        reading.moves = true;
                        reading.query = format!("{} {text}", before.question);
                    }
                },
            }
        }
        if reading.pins.is_empty() && reading.unknown.is_empty() {
            reading.pins.extend(titled(text));
        }
        reading.gloss = Gloss::of(&reading.query);
        Ok(reading)
    }

    /// The query in the language of the pages.
    pub(super) fn plain(&self) -> &str {
        if self.gloss.is_foreign { &self.gloss.english } else { &self.query }
    }

    /// The query without the words of its intent: what "evidence for an auditor" is asked about.
    pub(super) fn about(&self) -> String {
        let query = self.plain();
        let words = |word: &&str| {
            let lower = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            !self.intent.words().split(' ').any(|own| own == lower)
        };
        let rest: Vec<&str> = query.split_whitespace().filter(words).collect();
        if topic_words(&rest.join(" ")).is_empty() { query.to_owned() } else { rest.join(" ") }
    }

    /// The words of the question itself that say what it is about, in the language of the pages.
    pub(super) fn own_words(&self) -> Vec<String> {
        topic_words(if self.gloss.is_foreign { &self.gloss.english } else { &self.text })
    }

    /// A comparison with what was asked before: "how does that differ from A.5.29?"
    fn compares(&self) -> bool {
        self.intent == Intent::Compare
            && self.pins.len() == 1
            && self.text.split_whitespace().any(|word| ["that", "it", "this"].contains(&word))
    }

    fn carry(&mut self, before: &Topic) {
        self.carried = true;
        self.pins.clone_from(&before.requirements);
        self.query = format!("{} {}", before.question, self.text);
        if before.requirements.is_empty() && Intent::stated(&self.text).is_none() {
            self.intent = Intent::of(&before.question);
        }
    }

    /// The earlier requirements that exist in the catalogue, as a heading names them.
    pub(super) fn subject(&self) -> Option<String> {
        let id = self.pins.first()?;
        Catalogue::get().entry(*id).map(|entry| format!("{} {}", entry.id, entry.title))
    }
}

/// The requirement whose title stands in the question, word for word: a title of three words or more, or one of two when the
/// question is about hardly anything else.
fn titled(text: &str) -> Option<RequirementId> {
    let spaced = |text: &str| {
        let words: Vec<String> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        format!(" {} ", words.join(" "))
    };
    let asked = spaced(text);
    let entries = Catalogue::get().entries().iter().filter(|entry| entry.is_leaf);
    let found = entries.map(|entry| (entry.id, spaced(&entry.title))).filter(|(_, title)| asked.contains(title));
    let (id, title) = found.max_by_key(|(_, title)| title.len())?;
    let left = topic_words(&asked.replace(&title, " ")).len();
    let long = title.split_whitespace().count();
    (long > 2 || (long == 2 && left <= 1)).then_some(id)
}

/// The words of a text that say what it is about: no stop words, no words of intent, no numbers.
pub(super) fn topic_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| word.len() > 1 && !word.starts_with(|c: char| c.is_ascii_digit()))
        .filter(|word| !is_stopword(word) && !Intent::is_sign(word))
        .map(ToOwned::to_owned)
        .collect();
    words.dedup();
    words
}

/// The topic words; for a question out of everyday words alone ("What is ISO 27001?"), those that are no stop words.
pub(super) fn subject_words(text: &str) -> Vec<String> {
    let words = topic_words(text);
    if !words.is_empty() {
        return words;
    }
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1 && !is_stopword(word));
    words.map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic() -> Topic {
        Topic {
            requirements: vec!["A.5.23".parse().unwrap()],
            question: "What evidence do I need for control A.5.23?".to_owned(),
        }
    }

    #[test]
    fn a_follow_up_keeps_the_topic_and_a_new_question_does_not() {
        for text in [
            "and who checks that?",
            "What will the auditor ask?",
            "How do we implement it?",
            "Can we exclude this?",
            "und wer prüft das?",
            "Brauchen wir dafür einen Nachweis?",
        ] {
            let reading = Reading::of(text, Some(&topic())).unwrap();
            assert!(reading.carried, "{text}");
            assert_eq!(reading.pins[0].to_string(), "A.5.23");
        }
        for text in [
            "What is IT asset management?",
            "Is there a control for physical security?",
            "And what about A.8.13?",
            "How does the certification process work?",
            "What is a risk owner?",
            "Wie planen wir interne Audits?",
        ] {
            assert!(!Reading::of(text, Some(&topic())).unwrap().carried, "{text}");
        }
        assert!(!Reading::of("and who checks that?", None).unwrap().carried);
    }

    #[test]
    fn empty_and_endless_questions_are_refused() {
        assert_eq!(Reading::of("  ?! ", None), Err(QuestionError::Empty));
        assert_eq!(Reading::of(&"x".repeat(100_000), None), Err(QuestionError::TooLong(100_000)));
    }

    #[test]
    fn ids_are_sorted_by_what_they_are() {
        let reading = Reading::of("Is A.9.99 like A.9.2.5 or clause 9.2, and what is 5.1?", None).unwrap();
        assert_eq!(reading.unknown, ["A.9.99"]);
        assert_eq!(reading.old, ["A.9.2.5"]);
        assert_eq!(reading.either, ["5.1"]);
        let pins: Vec<String> = reading.pins.iter().map(ToString::to_string).collect();
        assert_eq!(pins, ["A.5.18", "9.2.1", "9.2.2", "A.5.1", "5.1"]);
    }
}
