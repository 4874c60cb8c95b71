//! Papers: the documents of the library. Policies made of clauses, templates of registers and records, and risk knowledge.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Clause, PageError, Source, clause::clauses};
use crate::{
    document::front_matter,
    iso::{Fact, RequirementId},
};

/// What a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaperKind {
    /// A policy, drafted from its clauses.
    Policy,
    /// A register, record, plan, checklist, playbook or other document to fill in.
    Template,
    /// Threats, vulnerabilities, assets, scales or scenarios.
    Risks,
}

/// The form of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Rows that grow.
    Register,
    /// Text that is approved.
    Document,
    /// Points to tick.
    Checklist,
    /// What is to happen when.
    Plan,
    /// What has happened, dated.
    Record,
    /// Steps for one kind of incident.
    Playbook,
}

/// When a policy may be a chapter of another one: in a small company, or where the facts leave little of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoldsInto {
    /// The policy that takes it up.
    pub kind: String,
    /// A company of up to so many people may do it.
    #[serde(default)]
    pub people: Option<u32>,
    /// A company of any size may, when its profile denies each of these facts.
    #[serde(default)]
    pub unless: Vec<Fact>,
}

/// The front matter, as `knowledge/README.md` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperFront {
    /// The file's name without its ending.
    pub id: String,
    /// What it is.
    pub kind: PaperKind,
    /// Its title.
    pub title: String,
    /// When it was last reviewed, `YYYY-MM-DD`.
    pub reviewed: String,
    /// Public sources.
    pub sources: Vec<Source>,
    /// The requirements that it serves.
    pub about: Vec<RequirementId>,
    /// The form, of a template.
    #[serde(default)]
    pub form: Option<Form>,
    /// The role that keeps it.
    #[serde(default)]
    pub owner: Option<String>,
    /// The role that approves it, of a policy.
    #[serde(default)]
    pub approver: Option<String>,
    /// What it decides or is for, in a sentence.
    #[serde(default)]
    pub purpose: Option<String>,
    /// Which company needs it, in a sentence.
    #[serde(default)]
    pub needed: Option<String>,
    /// The facts of which one makes it needed.
    #[serde(default)]
    pub needed_when: Vec<Fact>,
    /// The policy that may take it up as a chapter, and when.
    #[serde(default)]
    pub folds_into: Option<FoldsInto>,
    /// Ways in which people ask for it.
    #[serde(default)]
    pub asked_for: Vec<String>,
}

/// A document of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Where it comes from, for citations: `knowledge/policies/backup.md`.
    pub source: String,
    /// The file's text, which offsets refer to.
    pub text: String,
    /// Its front matter.
    pub front: PaperFront,
    /// Its body.
    pub clauses: Vec<Clause>,
}

impl Paper {
    /// Takes a paper apart.
    pub fn parse(source: &str, text: String) -> Result<Self, PageError> {
        let (yaml, _) = front_matter(&text).ok_or(PageError::NoFrontMatter)?;
        let front: PaperFront = serde_saphyr::from_str(yaml).map_err(|error| {
            let error = error.to_string();
            PageError::FrontMatter(error.lines().take(3).collect::<Vec<_>>().join(" "))
        })?;
        let clauses = clauses(&text).map_err(PageError::Clause)?;
        Ok(Self { source: source.to_owned(), text, front, clauses })
    }

    /// The text below a heading, without white space at either end.
    pub fn body(&self, clause: &Clause) -> &str {
        self.text.get(clause.body.clone()).unwrap_or("").trim()
    }

    /// What of the paper can be searched: what it is for and the ways to ask for it; a scenario with what happens in it.
    pub fn passages(&self) -> Vec<(Vec<String>, Range<usize>)> {
        let end = front_matter(&self.text).map_or(0, |(_, body)| body);
        let front = self.text.get(..end).unwrap_or("");
        let said = std::iter::once(&self.front.title).chain(&self.front.purpose).chain(&self.front.asked_for);
        let place = |text: &String| front.find(text.as_str()).map(|at| (Vec::new(), at..at + text.len()));
        let mut found: Vec<_> = said.filter_map(place).collect();
        if self.front.kind == PaperKind::Risks {
            found.extend(self.clauses.iter().filter(|clause| clause.level == 2).filter_map(|clause| {
                let body = self.body(clause);
                let text = body.lines().next().filter(|line| !line.starts_with('|'))?;
                let start = clause.body.start + self.text.get(clause.body.clone())?.find(text)?;
                Some((vec![clause.title.clone()], start..start + text.len()))
            }));
        }
        found
    }

    /// The scenarios, of risk knowledge.
    pub fn scenarios(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().filter(|clause| !clause.marks.threats.is_empty())
    }
}
