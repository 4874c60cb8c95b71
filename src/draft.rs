//! Documents drafted from the library for one company: its size, its places and its decisions choose the clauses and fill them.
//!
//! Nothing is invented. A value that only the company can know is a marked decision, a clause whose condition the profile does
//! not answer says so, and a table at the end lists every default that somebody should confirm.

mod audit;
mod blocks;
mod counsel;
mod known;
mod policy;
mod project;
mod reword;
mod risks;
mod single;
mod statement;
mod template;
mod values;

pub use audit::{
    AnswersError, AuditGrounds, Finding, Interview, InterviewAnswer, InterviewQuestion, InterviewResult, InterviewRole,
    RoleError, audit_programme, checklist, corrective_action, interview, interview_answers, interview_paper,
    management_review,
};
pub use counsel::{Counsel, Count, Counts, Home, Keep, counsel, counts};
pub use known::completed;
pub use policy::{Advice, advice, policy};
pub use project::project_plan;
pub use reword::{ClauseWording, Editor, Wording, WordingMode, reworded};
pub use risks::{RiskDraft, criteria, heat_map, risk_paper, risks};
pub use single::clause_for;
pub use statement::{Grounds, statement, statement_paper};
pub use template::template;
pub use values::decisions;

/// A drafted document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Draft {
    /// Its title.
    pub title: String,
    /// The document as Markdown.
    pub markdown: String,
    /// The rule checks that its clauses satisfy.
    pub checks: Vec<String>,
    /// The decisions that it rests on, by name.
    pub decisions: Vec<String>,
    /// Words of its clauses, without the frame and the annexes.
    pub words: usize,
    /// Which of its clauses a language model worded; none when none was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<Wording>,
}

#[cfg(test)]
mod tests;
