//! Stage 1: the documented information without which an audit of the management system does not begin.

use crate::iso::{Catalogue, GapItem, GapVerdict, MissingDocument, Nature, Readiness};

use super::rollup::is_required;

/// The clauses that ask for documented information, and what people call it.
const DOCUMENTS: [(&str, &str); 17] = [
    ("4.3", "the scope of the ISMS"),
    ("5.2", "the information security policy"),
    ("6.1.2", "the risk assessment process"),
    ("6.1.3", "the risk treatment process, with the Statement of Applicability and the treatment plan"),
    ("6.2", "information security objectives"),
    ("7.2", "evidence of competence"),
    ("7.5.1", "the documented information that the company itself finds necessary"),
    ("7.5.3", "control of documented information of external origin"),
    ("8.1", "records that processes ran as planned"),
    ("8.2", "results of risk assessments"),
    ("8.3", "results of risk treatment"),
    ("9.1", "results of monitoring and measurement"),
    ("9.2.2", "the audit programme and audit results"),
    ("9.3.3", "results of management reviews"),
    ("10.2", "nonconformities, actions taken and their results"),
    ("A.5.1", "topic-specific policies, where the control is applicable"),
    ("A.5.9", "the inventory of information and other assets, where the control is applicable"),
];

/// What is missing for Stage 1. Whatever the rest looks like, one missing piece blocks it.
pub(super) fn stage_1(items: &[GapItem]) -> Readiness {
    let of_clause = |id: &str| Catalogue::get().canonical(id).is_some_and(|id| !id.is_control());
    let mut asked = 0;
    let missing = DOCUMENTS.iter().filter(|(id, _)| of_clause(id)).filter_map(|(id, name)| {
        let item = items.iter().find(|item| item.id == *id)?;
        let required =
            item.checks.iter().filter(|check| is_required(check.obligation) && check.nature != Nature::Practice);
        let mut verdicts = required.map(|check| check.verdict).peekable();
        verdicts.peek()?;
        asked += 1;
        let is_absent = verdicts.all(|verdict| verdict == GapVerdict::Missing);
        is_absent.then(|| MissingDocument {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            verdict: GapVerdict::Missing,
        })
    });
    let missing: Vec<MissingDocument> = missing.collect();
    Readiness { ready: missing.is_empty(), asked, missing }
}
