//! What a conversation is about: the subject of the last answer, those before it, what was offered for choice, and what the
//! company said of itself.

use serde::{Deserialize, Serialize};

use super::{Action, Answer, Choice, Intent, Verdict, question::Reading, sized};
use crate::{
    index::TextIndex,
    iso::{Catalogue, RequirementId},
};

/// Requirements that one turn is about.
const MOST: usize = 2;
/// Turns that are remembered.
const EARLIER: usize = 12;
/// Characters of what a company told of itself.
const TOLD: usize = 600;

/// What an earlier question was about; the conversation hands it on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The requirements that its answer was about, most important first.
    pub requirements: Vec<RequirementId>,
    /// The question itself, as it stands alone; empty when nothing was answered yet.
    pub question: String,
    /// What its answer named first, where that was about too much to be one subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leading: Option<RequirementId>,
    /// What it wanted to know.
    #[serde(default)]
    pub intent: Option<Intent>,
    /// What was asked before that, the latest first.
    #[serde(default)]
    pub earlier: Vec<Subject>,
    /// The readings that the last answer offered.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// What the last answer offered to make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Box<Action>>,
    /// The sentences in which the company said how large it is and where it works.
    #[serde(default)]
    pub told: String,
}

/// A question of a conversation, and what its answer was about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The requirements.
    pub requirements: Vec<RequirementId>,
    /// The question.
    pub question: String,
}

impl Subject {
    /// The titles of its requirements.
    pub(super) fn titles(&self) -> String {
        titles(&self.requirements)
    }
}

impl Topic {
    /// The topic after one more question and its answer. A refusal leaves the subject as it was.
    pub(super) fn after(before: Option<&Self>, question: &str, answer: &Answer) -> Self {
        let told = told(before.map_or("", |before| &before.told), question);
        if answer.verdict == Verdict::Refused {
            return Self { told, ..before.cloned().unwrap_or_default() };
        }
        let mut requirements: Vec<_> = answer.citations.iter().filter_map(|citation| citation.requirement).collect();
        requirements.dedup();
        let first = answer.refs.first();
        let is_one = answer.refs.len() <= MOST
            || answer.refs.iter().skip(1).all(|id| first.is_some_and(|first| first.is_beside(*id)));
        if requirements.is_empty() && is_one {
            // A document of the library serves the requirements that it is given for, a guide those of one clause.
            requirements.clone_from(&answer.refs);
        }
        requirements.truncate(MOST);
        let leading = first.copied().filter(|_| requirements.is_empty());
        let mut earlier = Vec::new();
        if let Some(before) = before.filter(|before| !before.question.is_empty()) {
            earlier.push(Subject { requirements: before.requirements.clone(), question: before.question.clone() });
            earlier.extend(before.earlier.iter().cloned());
            earlier.truncate(EARLIER);
        }
        let intent = Reading::of(question, before).ok().map(|reading| reading.intent);
        let question = standalone(before, question, &requirements);
        let action = answer.actions.first().cloned().map(Box::new);
        Self { requirements, question, leading, intent, earlier, choices: answer.choices.clone(), action, told }
    }

    /// The topic as it was when a subject was spoken of: the turn whose question and titles share most of its words. Words
    /// that name none stand for the last subject before this one.
    pub(super) fn recalled(&self, subject: &str) -> Option<Self> {
        let words = TextIndex::stems(&super::question::topic_words(subject).join(" "));
        let own = Subject { requirements: self.requirements.clone(), question: self.question.clone() };
        let turns = || std::iter::once(&own).chain(&self.earlier);
        let shared = |turn: &Subject| {
            let stems = TextIndex::stems(&format!("{} {}", turn.question, titles(&turn.requirements)));
            words.iter().filter(|word| stems.contains(word)).count()
        };
        // The earliest of equals opened the subject.
        let found = if words.is_empty() { Some(&own) } else { turns().max_by_key(|turn| shared(turn)) };
        let found = found.filter(|turn| words.is_empty() || shared(turn) * 2 > words.len())?;
        Some(Self {
            requirements: found.requirements.clone(),
            question: found.question.clone(),
            leading: None,
            choices: Vec::new(),
            ..self.clone()
        })
    }

    /// The titles of its requirements.
    pub(super) fn titles(&self) -> String {
        titles(&self.requirements)
    }
}

/// "And evidence?" says nothing by itself, so it is remembered with what it was asked of.
fn standalone(before: Option<&Topic>, question: &str, requirements: &[RequirementId]) -> String {
    let goes_on = before.is_some_and(|before| before.requirements == requirements);
    match before {
        Some(before) if goes_on && super::question::topic_words(question).is_empty() => before.question.clone(),
        _ => question.to_owned(),
    }
}

fn titles(requirements: &[RequirementId]) -> String {
    let titles = requirements.iter().filter_map(|id| Some(Catalogue::get().entry(*id)?.title.as_str()));
    titles.collect::<Vec<_>>().join(" ")
}

/// What was told before, and what this question tells; the latest first, since it is the latest that holds.
fn told(before: &str, question: &str) -> String {
    let tells = super::generate::sentences(question).into_iter().filter(|sentence| sized::tells(sentence));
    let mut told: String = tells.collect::<Vec<_>>().join(" ");
    if !told.is_empty() && !before.is_empty() {
        told.push(' ');
    }
    told.push_str(before);
    told.chars().take(TOLD).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::AnswerMode;

    fn answer(verdict: Verdict, refs: &[&str]) -> Answer {
        Answer {
            answer: String::new(),
            verdict,
            mode: AnswerMode::Composed,
            citations: Vec::new(),
            refs: refs.iter().map(|id| id.parse().unwrap()).collect(),
            warnings: Vec::new(),
            suggestions: Vec::new(),
            choices: Vec::new(),
            actions: Vec::new(),
            usage: None,
            model: None,
            egress: None,
        }
    }

    #[test]
    fn a_conversation_remembers_its_subjects_and_what_was_told() {
        let answered = |refs: &[&str]| answer(Verdict::Answered, refs);
        let first =
            Topic::after(None, "We are 30 people, all remote. How do we vet suppliers?", &answered(&["A.5.19"]));
        let second = Topic::after(Some(&first), "What does A.5.7 ask for?", &answered(&["A.5.7"]));
        let third = Topic::after(Some(&second), "What will the weather be?", &answer(Verdict::Refused, &[]));
        assert_eq!(third.requirements, second.requirements, "a refusal changes no subject");
        assert!(third.told.contains("30 people"));
        assert_eq!(third.recalled("the suppliers").unwrap().requirements, first.requirements);
        assert_eq!(third.recalled("my question").unwrap().requirements, second.requirements);
        assert!(third.recalled("physical security").is_none());
    }
}
