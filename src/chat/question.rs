//! Reads a question: its ids, its intent, and whether it goes on with what was asked before.

use thiserror::Error;

use super::{
    Intent, Persona, Topic,
    follow_up::{Link, is_ellipsis, link, wish},
    generate::sentences,
    lead::{Lead, lead},
    naming, sized,
    small_words::is_stopword,
};
use crate::{
    index::TextIndex,
    iso::{Catalogue, Meaning, RequirementId, mentions},
    retrieve::Gloss,
};

/// Characters that a question may have.
pub const MAX_QUESTION: usize = 4_000;
/// Words of a greeting: "Hi!", "OK.", "Thank you very much."
const GREETING: usize = 4;

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
    /// How it hangs together with the topic before, where only a search can tell.
    pub link: Link,
    /// What the conversation was about, where the question may go on from it.
    pub before: Option<Topic>,
    /// What the company told of itself earlier.
    pub told: String,
    /// All readings are wanted, so that none is offered.
    pub wants_all: bool,
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
        // Who asks is told apart from what is asked.
        let (text, tells) = told_apart(text);
        let text = text.as_str();
        let Some(before) = before else { return Ok(Self { told: tells, ..Self::alone(text) }.settled()) };
        let asked = !before.question.is_empty();
        let reading = match if asked { lead(text, before) } else { Lead::New(text.to_owned()) } {
            Lead::Pick(question) => Self { carried: true, ..Self::alone(&question) },
            Lead::All => Self { wants_all: true, ..Self::alone(&before.question) },
            Lead::Instead(question) => Self::alone(&question).wishing(before),
            Lead::Back(topic, rest) => Self::alone(&rest).going_on(topic),
            Lead::New(rest) => Self::alone(&rest),
            Lead::None => Self::alone(text).going_on(before.clone()),
        };
        Ok(Self { told: format!("{tells} {}", before.told).trim().to_owned(), ..reading }.settled())
    }

    /// The question by itself.
    fn alone(text: &str) -> Self {
        let mut reading = Self {
            text: text.to_owned(),
            intent: Intent::of(text),
            pins: naming::pinned(text),
            unknown: Vec::new(),
            old: Vec::new(),
            either: Vec::new(),
            query: text.to_owned(),
            gloss: Gloss::default(),
            carried: false,
            persona: Persona::default(),
            link: Link::Alone,
            before: None,
            told: String::new(),
            wants_all: false,
        };
        for mention in mentions(text) {
            match mention.meaning {
                Meaning::Unknown(id) => reading.unknown.push(id),
                Meaning::Edition2013(id) => reading.old.push(id),
                Meaning::Either { clause, .. } => reading.either.push(clause.to_string()),
                Meaning::Requirement(_) => {}
            }
        }
        reading
    }

    /// The question in a conversation, when its beginning says nothing of that.
    fn going_on(mut self, before: Topic) -> Self {
        if self.compares() {
            self.pins.extend(before.requirements.iter().find(|id| !self.pins.contains(id)).copied());
        } else if !self.pins.is_empty() || !self.unknown.is_empty() {
            if is_ellipsis(&self.text) {
                self = self.wishing(&before);
            }
        } else {
            match link(&self.text, self.intent) {
                Link::Alone => {}
                Link::Same => self.carry(&before),
                Link::Near => {
                    self.link = Link::Near;
                    self.query = format!("{} {}", before.question, self.text);
                    if is_ellipsis(&self.text) {
                        self = self.wishing(&before);
                    }
                }
                leans_or_perhaps => self.link = leans_or_perhaps,
            }
        }
        self.before = Some(before);
        self
    }

    /// What the last question wanted, unless this one says what it wants; and a bare number on the side of the last one's.
    fn wishing(mut self, before: &Topic) -> Self {
        if Intent::stated(&self.text).is_none() {
            self.intent = before.intent.unwrap_or_else(|| Intent::of(&before.question));
        }
        if let Some(last) = before.requirements.first().filter(|_| !self.either.is_empty()) {
            self.pins.retain(|id| id.is_control() == last.is_control());
            self.either.clear();
        }
        self
    }

    /// What the whole question names, once it is known what it goes on from.
    fn settled(mut self) -> Self {
        if self.pins.is_empty() && self.unknown.is_empty() {
            self.pins.extend(naming::titled(&self.text));
        }
        if !self.wants_all {
            self.leave_out_the_other_side();
        }
        self.gloss = Gloss::of(&self.query);
        self
    }

    /// A bare number is one of both when the question has words of one title and none of the other's.
    fn leave_out_the_other_side(&mut self) {
        let [_] = self.either.as_slice() else { return };
        let words = TextIndex::stems(&topic_words(&self.text).join(" "));
        let says = |id: &RequirementId| {
            let title = Catalogue::get().entry(*id).map_or_else(Vec::new, |entry| TextIndex::stems(&entry.title));
            words.iter().any(|word| title.contains(word))
        };
        let mut rest = self.text.clone();
        // "Clause 9.2 or 5.1": that word is of the other number.
        for mention in mentions(&self.text).iter().rev() {
            rest.replace_range(mention.range.clone(), " ");
        }
        let lower = rest.to_lowercase();
        let side = |control: bool| {
            let named = if control { lower.contains("control") } else { lower.contains("clause") };
            named || self.pins.iter().filter(|id| id.is_control() == control).any(says)
        };
        let meant = match (side(true), side(false)) {
            (true, false) => true,
            (false, true) => false,
            _ => return,
        };
        self.pins.retain(|id| id.is_control() == meant);
        self.either.clear();
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
        let lower = self.text.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric());
        self.intent == Intent::Compare
            && self.pins.len() == 1
            && words.any(|word| ["that", "it", "this", "das", "dies", "eso", "esto"].contains(&word))
    }

    /// Takes over the subject of the topic before.
    pub(super) fn carry(&mut self, before: &Topic) {
        self.carried = true;
        self.link = Link::Same;
        self.pins.clone_from(&before.requirements);
        self.query = format!("{} {}", before.question, self.text);
        let wish = wish(&self.text);
        if let Some(intent) = wish {
            self.intent = intent;
        } else if Intent::stated(&self.text).is_none() && (before.requirements.is_empty() || is_ellipsis(&self.text)) {
            self.intent = before.intent.unwrap_or_else(|| Intent::of(&before.question));
        }
    }

    /// The earlier requirements that exist in the catalogue, as a heading names them.
    pub(super) fn subject(&self) -> Option<String> {
        let id = self.pins.first()?;
        Catalogue::get().entry(*id).map(|entry| format!("{} {}", entry.id, entry.title))
    }
}

/// What is asked, and beside it the sentences that only greet or say who asks: "We are 30 people, all remote."
fn told_apart(text: &str) -> (String, String) {
    let all = sentences(text);
    let tells = |sentence: &&String| !sentence.contains('?') && sized::tells(sentence) && mentions(sentence).is_empty();
    let greets = |sentence: &&String| {
        !sentence.contains('?')
            && sentence.split_whitespace().count() <= GREETING
            && topic_words(sentence).is_empty()
            && mentions(sentence).is_empty()
    };
    let rest: Vec<&str> = all.iter().filter(|one| !tells(one) && !greets(one)).map(String::as_str).collect();
    if rest.len() == all.len() || !rest.iter().any(|sentence| sentence.contains('?')) {
        return (text.to_owned(), String::new());
    }
    let told: Vec<&str> = all.iter().filter(tells).map(|sentence| sentence.trim()).collect();
    (rest.join(" "), told.join(" "))
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
            ..Topic::default()
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
            assert!(reading.carried || reading.link == Link::Leans, "{text}");
            assert!(!reading.carried || reading.pins[0].to_string() == "A.5.23");
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
    fn an_ellipsis_keeps_what_was_wanted() {
        for (text, intent, pins) in [
            ("And A.8.13?", Intent::Evidence, "A.8.13"),
            ("What is A.8.13?", Intent::Explain, "A.8.13"),
            ("And 5.3?", Intent::Evidence, "A.5.3"),
            ("In plain words?", Intent::Explain, "A.5.23"),
            ("Why?", Intent::Risks, "A.5.23"),
            ("No, I meant A.8.9", Intent::Evidence, "A.8.9"),
            ("No, the clause", Intent::Evidence, "A.5.23"),
        ] {
            let reading = Reading::of(text, Some(&topic())).unwrap();
            assert_eq!(reading.pins.iter().map(ToString::to_string).collect::<Vec<_>>(), [pins], "{text}");
            if !text.starts_with("No, the") {
                assert_eq!(reading.intent, intent, "{text}");
            }
        }
    }

    #[test]
    fn a_bare_number_is_one_of_both_when_the_question_says_which() {
        let pins = |text: &str| {
            let pins = Reading::of(text, None).unwrap().pins;
            pins.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(pins("What does 7.4 say?"), ["A.7.4", "7.4"]);
        assert_eq!(pins("What does 7.4 say about communication?"), ["7.4"]);
        assert_eq!(pins("What does 7.4 say about monitoring the premises?"), ["A.7.4"]);
    }

    #[test]
    fn who_asks_is_told_apart_from_what_is_asked() {
        let text = "Hi! We are a 30-person SaaS company, no office. How do we do backups?";
        let reading = Reading::of(text, None).unwrap();
        assert_eq!(
            (reading.text.as_str(), reading.told.as_str()),
            ("How do we do backups?", "We are a 30-person SaaS company, no office.")
        );
        for whole in [
            "We are 30 people.",
            "We have 12 people in A.5.9. What is missing?",
            "Can we, with 30 people, leave it out?",
        ] {
            assert_eq!(Reading::of(whole, None).unwrap().text, whole);
        }
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
