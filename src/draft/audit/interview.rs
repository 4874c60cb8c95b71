//! Mock interviews: what an auditor asks people of one role, what a good answer shows, and what they would want to see. Answers
//! that somebody gives are held against documents; nothing is passed that no document carries.

mod answers;
mod paper;

use std::str::FromStr;

use serde::Serialize;
use thiserror::Error;

use super::{AuditGrounds, checklist::evidence_lines, labelled, section};
use crate::{
    iso::{Choice, Nature, Size},
    knowledge::{Page, SectionKind},
    verify::{Backed, Backing, EvidenceBase, worst},
};
pub use answers::{AnswersError, interview_answers};
pub use paper::interview_paper;

/// Lines on what to show, for one question.
const SHOWN: usize = 4;

/// Whom the auditor talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InterviewRole {
    /// Who directs and pays.
    TopManagement,
    /// Who runs the management system.
    IsmsManager,
    /// Who runs systems and networks.
    ItAdmin,
    /// Who writes software.
    Developer,
    /// Who hires and lets go.
    Hr,
    /// Anybody.
    Employee,
}

/// A role that nobody is interviewed in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no role of an interview: top-management, isms-manager, it-admin, developer, hr or employee")]
pub struct RoleError(String);

/// An interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Interview {
    /// Whose it is.
    pub company: String,
    /// Who is asked.
    pub role: InterviewRole,
    /// The questions in the order of the standard.
    pub questions: Vec<InterviewQuestion>,
    /// How many answers documents support, contradict or do not speak of; none without answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<InterviewResult>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InterviewQuestion {
    /// Its name, under which an answer is given: `A.5.18-q1`.
    pub id: String,
    /// The clause or control.
    pub requirement: String,
    /// The clause or control with its title.
    pub label: String,
    /// The question.
    pub question: String,
    /// What a good answer shows.
    pub good_answer: String,
    /// What would make the auditor go on digging.
    pub warning_sign: String,
    /// What is asked next.
    pub follow_up: String,
    /// What the auditor would ask to see.
    pub to_show: Vec<String>,
    /// The answer that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<InterviewAnswer>,
}

/// An answer and what documents say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InterviewAnswer {
    /// What was said.
    pub text: String,
    /// The worst of its sentences.
    pub backing: Backing,
    /// Each sentence with the passage that decides.
    pub sentences: Vec<Backed>,
}

/// Answers by what documents say of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct InterviewResult {
    /// Answers of which every sentence is supported.
    pub supported: usize,
    /// Answers with a sentence that a document contradicts.
    pub contradicted: usize,
    /// Answers with a sentence of which nothing was found.
    pub nothing_found: usize,
    /// Questions without an answer.
    pub not_answered: usize,
}

impl InterviewRole {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::TopManagement, Self::IsmsManager, Self::ItAdmin, Self::Developer, Self::Hr, Self::Employee];

    /// The word for it in commands.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TopManagement => "top-management",
            Self::IsmsManager => "isms-manager",
            Self::ItAdmin => "it-admin",
            Self::Developer => "developer",
            Self::Hr => "hr",
            Self::Employee => "employee",
        }
    }

    /// How a heading says it.
    const fn title(self) -> &'static str {
        match self {
            Self::TopManagement => "top management",
            Self::IsmsManager => "the ISMS manager",
            Self::ItAdmin => "IT administration",
            Self::Developer => "a developer",
            Self::Hr => "human resources",
            Self::Employee => "employee",
        }
    }

    /// Words of a page's headings that mean people of this role.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::TopManagement => &["top management", "ceo", "managing director", "coo", "cfo", "founder"],
            Self::IsmsManager => &[
                "security lead",
                "isms owner",
                "isms manager",
                "risk owner",
                "internal auditor",
                "document owner",
                "control owner",
                "action owner",
                "incident lead",
                "privacy lead",
            ],
            Self::ItAdmin => &[
                "it lead",
                "platform lead",
                "platform engineer",
                "engineer on call",
                "service desk",
                "system owner",
                "network",
                "administrator",
                "reviewer of logs",
            ],
            Self::Developer => &["developer", "cto", "an engineer", "tester", "product owner", "development"],
            Self::Hr => &["hr lead", "hr ", "head of hr", "people lead", "recruit"],
            Self::Employee => &[
                "employee",
                "salesperson",
                "support agent",
                "team member",
                "team lead",
                "line manager",
                "receptionist",
                "department head",
                "head of department",
                "accountant",
                "process owner",
            ],
        }
    }

    /// What auditors never leave out with people of this role.
    const fn core(self) -> &'static [&'static str] {
        match self {
            Self::TopManagement => &["5.1", "5.2", "5.3", "6.1.3", "6.2", "9.3.1", "9.3.2"],
            Self::IsmsManager => &["4.3", "6.1.2", "6.1.3", "7.5.3", "9.1", "9.2.1", "10.2"],
            Self::ItAdmin => &["A.5.18", "A.8.2", "A.8.8", "A.8.9", "A.8.13", "A.8.15", "A.8.32"],
            Self::Developer => &["A.8.4", "A.8.25", "A.8.28", "A.8.29", "A.8.31", "A.8.32", "A.8.33"],
            Self::Hr => &["7.2", "A.5.11", "A.6.1", "A.6.2", "A.6.3", "A.6.4", "A.6.5"],
            Self::Employee => &["7.3", "A.5.10", "A.5.12", "A.5.17", "A.6.3", "A.6.7", "A.6.8"],
        }
    }

    fn is_meant_by(self, heading: &str) -> bool {
        let heading = format!("{} ", heading.to_lowercase());
        self.words().iter().any(|word| {
            heading.match_indices(word).any(|(at, _)| {
                let before = heading.get(..at).and_then(|before| before.chars().next_back());
                before.is_none_or(|before| !before.is_alphanumeric())
            })
        })
    }
}

impl FromStr for InterviewRole {
    type Err = RoleError;

    fn from_str(text: &str) -> Result<Self, RoleError> {
        let found = Self::ALL.into_iter().find(|role| role.name() == text.trim().to_lowercase());
        found.ok_or_else(|| RoleError(text.chars().take(40).collect()))
    }
}

/// The interview of a role: at most as many questions as an auditor has time for in a company of this size, spread over all
/// that concerns the role. What the statement leaves out is not asked.
pub fn interview(grounds: &AuditGrounds<'_>, role: InterviewRole) -> Interview {
    let most = match grounds.profile.size() {
        Size::Small => 10,
        Size::Medium => 14,
        Size::Large => 18,
    };
    let is_left_out =
        |id: &str| grounds.statement.rows.iter().any(|row| row.control == id && row.decision == Choice::Excluded);
    let pages = grounds.library.pages().iter().filter_map(|page| Some((page, page.requirement?.to_string())));
    let asked: Vec<Vec<InterviewQuestion>> = pages
        .filter(|(_, id)| !is_left_out(id))
        .map(|(page, id)| questions(page, &id, (role, grounds)))
        .filter(|questions| !questions.is_empty())
        .collect();
    Interview { company: grounds.profile.name.clone(), role, questions: spread(asked, role.core(), most), result: None }
}

/// Of each page of the core the first question; then of the others at even distances; then second ones where there is room.
fn spread(mut asked: Vec<Vec<InterviewQuestion>>, core: &[&str], most: usize) -> Vec<InterviewQuestion> {
    let mut taken: Vec<(usize, InterviewQuestion)> = Vec::new();
    for (at, questions) in asked.iter_mut().enumerate() {
        if questions.first().is_some_and(|question| core.contains(&question.requirement.as_str())) {
            taken.push((at, questions.remove(0)));
        }
    }
    while taken.len() < most && asked.iter().any(|questions| !questions.is_empty()) {
        let open: Vec<usize> =
            (0..asked.len()).filter(|at| asked.get(*at).is_some_and(|one| !one.is_empty())).collect();
        let room = (most - taken.len()).min(open.len());
        for step in 0..room {
            let Some(at) = open.get(step * open.len() / room).copied() else { continue };
            if let Some(questions) = asked.get_mut(at) {
                taken.push((at, questions.remove(0)));
            }
        }
    }
    taken.sort_by(|(a, one), (b, other)| (a, &one.id).cmp(&(b, &other.id)));
    taken.into_iter().map(|(_, question)| question).collect()
}

/// The questions that a page puts to a role.
fn questions(page: &Page, id: &str, (role, grounds): (InterviewRole, &AuditGrounds<'_>)) -> Vec<InterviewQuestion> {
    let to_show = to_show(page, grounds);
    let (mut found, mut meant, mut number) = (Vec::new(), false, 0);
    for line in section(page, SectionKind::AuditorQuestions).lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            meant = role.is_meant_by(heading);
            continue;
        }
        let parts = labelled(line);
        let Some(question) = parts.get("Question") else { continue };
        number += 1;
        if !meant {
            continue;
        }
        let part = |label: &str| parts.get(label).map(|text| (*text).to_owned()).unwrap_or_default();
        found.push(InterviewQuestion {
            id: format!("{id}-q{number}"),
            requirement: id.to_owned(),
            label: page.label(),
            question: (*question).to_owned(),
            good_answer: part("Good answer"),
            warning_sign: part("Red flag"),
            follow_up: part("Follow-up"),
            to_show: to_show.clone(),
            answer: None,
        });
    }
    found
}

/// What a page's records and practice ask to see.
fn to_show(page: &Page, grounds: &AuditGrounds<'_>) -> Vec<String> {
    let checks = &page.front.checks;
    let records = checks.iter().filter(|check| check.nature == Nature::Record).map(|check| check.text.clone());
    let watched =
        checks.iter().filter(|check| check.nature == Nature::Practice).filter_map(|check| check.observe.clone());
    let drawn = evidence_lines(page, &grounds.profile.tools, 2);
    drawn.into_iter().chain(records.take(1)).chain(watched.take(1)).take(SHOWN).collect()
}

impl Interview {
    /// Puts answers beside their questions and holds each against documents. Gives the ids that are no question of this interview.
    pub fn answer(&mut self, answers: Vec<(String, String)>, evidence: &EvidenceBase) -> Vec<String> {
        let mut unknown = Vec::new();
        for (id, text) in answers {
            match self.questions.iter_mut().find(|question| question.id.eq_ignore_ascii_case(&id)) {
                None => unknown.push(id),
                Some(question) => {
                    let sentences = evidence.weigh(&question.question, &text);
                    question.answer = Some(InterviewAnswer { text, backing: worst(&sentences), sentences });
                }
            }
        }
        let mut result = InterviewResult::default();
        for question in &self.questions {
            *match question.answer.as_ref().map(|answer| answer.backing) {
                Some(Backing::Supported) => &mut result.supported,
                Some(Backing::Contradicted) => &mut result.contradicted,
                Some(Backing::NothingFound) => &mut result.nothing_found,
                None => &mut result.not_answered,
            } += 1;
        }
        self.result = Some(result);
        unknown
    }
}

#[cfg(test)]
mod tests;
