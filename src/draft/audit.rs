//! Audit material: the internal audit programme, checklists, the management review and corrective actions, made from the pages
//! of the requirements and from what the company's own data say.

mod action;
mod areas;
mod checklist;
mod interview;
mod programme;
mod review;

pub use action::{Finding, corrective_action};
pub use checklist::checklist;
pub use interview::{
    AnswersError, Interview, InterviewAnswer, InterviewQuestion, InterviewResult, InterviewRole, RoleError, interview,
    interview_answers, interview_paper,
};
pub use programme::audit_programme;
pub use review::management_review;

use std::collections::BTreeMap;

use crate::{
    draft::template,
    iso::{GapReport, Profile, RiskRegister, Statement},
    knowledge::{Library, Page, PaperKind, SectionKind},
};

/// What audit material is made from.
#[derive(Debug, Clone, Copy)]
pub struct AuditGrounds<'a> {
    /// The pages.
    pub library: &'a Library,
    /// The company.
    pub profile: &'a Profile,
    /// Its risks.
    pub register: &'a RiskRegister,
    /// Its Statement of Applicability.
    pub statement: &'a Statement,
    /// What its documents show, if they were analysed.
    pub gap: Option<&'a GapReport>,
}

/// A template of the library, filled with the company's decisions.
fn filled(library: &Library, profile: &Profile, id: &str) -> String {
    let paper = library.shelf().paper(PaperKind::Template, id);
    paper.map(|paper| template(paper, library.shelf(), profile, false).markdown).unwrap_or_default()
}

/// What stands below a heading of a Markdown text, up to the next of the same or a higher level.
fn below<'a>(markdown: &'a str, heading: &str) -> &'a str {
    let mut start = None;
    let (mut at, mut level) = (0, 0);
    for line in markdown.split_inclusive('\n') {
        let marks = line.chars().take_while(|c| *c == '#').count();
        if let Some(start) = start {
            if marks > 0 && marks <= level {
                return markdown.get(start..at).unwrap_or_default().trim();
            }
        } else if marks > 0 && line.trim_start_matches('#').trim() == heading {
            (start, level) = (Some(at + line.len()), marks);
        }
        at += line.len();
    }
    start.and_then(|start| markdown.get(start..)).unwrap_or_default().trim()
}

/// The text of a section of a page.
fn section(page: &Page, kind: SectionKind) -> &str {
    let range = page.section(kind).and_then(crate::knowledge::Section::range);
    range.map(|range| page.slice(&range)).unwrap_or_default()
}

/// A bullet of labelled parts, `**Question:** … **Good answer:** …`, as parts by label.
fn labelled(line: &str) -> BTreeMap<&str, &str> {
    let mut found = BTreeMap::new();
    let mut rest = line.trim().trim_start_matches("- ");
    while let Some((_, after)) = rest.split_once("**") {
        let Some((label, text)) = after.split_once(":**") else { break };
        let end = text.find("**").unwrap_or(text.len());
        found.insert(label.trim(), text.get(..end).unwrap_or_default().trim());
        rest = text.get(end..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests;
