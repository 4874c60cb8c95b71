//! Comparison: what closed and what opened since an earlier analysis.

use std::collections::HashMap;

use crate::iso::{DocumentChange, GapChange, GapComparison, GapReport, GapVerdict};

/// What changed from an earlier report to this one, check by check. Checks that only one of them has say nothing.
pub fn compared(now: &GapReport, earlier: &GapReport) -> GapComparison {
    let before: HashMap<&str, GapVerdict> =
        earlier.items.iter().flat_map(|item| &item.checks).map(|check| (check.id.as_str(), check.verdict)).collect();
    let mut found = GapComparison {
        earlier: earlier.created.clone(),
        documents: Some(DocumentChange::between(&earlier.documents, &now.documents)),
        closed: Vec::new(),
        opened: Vec::new(),
    };
    for check in now.items.iter().flat_map(|item| &item.checks) {
        let Some(was) = before.get(check.id.as_str()).copied() else { continue };
        let (Some(was_worth), Some(is_worth)) = (worth(was), worth(check.verdict)) else { continue };
        let change = GapChange { check: check.id.clone(), text: check.text.clone(), before: was, now: check.verdict };
        match is_worth.cmp(&was_worth) {
            std::cmp::Ordering::Greater => found.closed.push(change),
            std::cmp::Ordering::Less => found.opened.push(change),
            std::cmp::Ordering::Equal => {}
        }
    }
    found
}

/// How good a verdict is; what was not assessed is neither better nor worse.
fn worth(verdict: GapVerdict) -> Option<u8> {
    match verdict {
        GapVerdict::Missing => Some(0),
        GapVerdict::Conflicting | GapVerdict::Partial => Some(1),
        GapVerdict::Met => Some(2),
        GapVerdict::NotAssessed | GapVerdict::NotApplicable => None,
    }
}
