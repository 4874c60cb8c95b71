//! What each document of a set is good for: how much it shows, and of which requirements.

use std::cmp::Reverse;

use crate::iso::{AnalysedDocument, GapCheck, GapItem, GapVerdict};

/// Requirements that are named of a document.
const MAIN: usize = 8;

/// The documents with what the items' checks take from each.
pub(super) fn documents(documents: &[AnalysedDocument], items: &[GapItem]) -> Vec<AnalysedDocument> {
    let mut documents = documents.to_vec();
    for document in &mut documents {
        let name = &document.name;
        let rests = |check: &&GapCheck| check.evidence.iter().any(|one| one.document == *name);
        document.supports = items.iter().flat_map(|item| &item.checks).filter(rests).count();
        let mut main: Vec<(usize, &GapItem)> = Vec::new();
        for item in items {
            let shown = |verdict| item.checks.iter().filter(rests).filter(|check| check.verdict == verdict).count();
            let (met, partial) = (shown(GapVerdict::Met), shown(GapVerdict::Partial));
            document.shows.met += met;
            document.shows.partial += partial;
            if met + partial > 0 {
                main.push((met + partial, item));
            }
        }
        // Of two with as many checks the one that comes first in the standard stays first.
        main.sort_by_key(|(shown, _)| Reverse(*shown));
        document.speaks_to = main.into_iter().take(MAIN).map(|(_, item)| item.id.clone()).collect();
    }
    documents
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iso::{Evidence, Nature, Obligation, Standing};

    fn check(document: &str, verdict: GapVerdict) -> GapCheck {
        let evidence = Evidence {
            document: document.to_owned(),
            heading: Vec::new(),
            page: None,
            quote: String::new(),
            start: 0,
            end: 0,
        };
        GapCheck {
            id: String::new(),
            text: String::new(),
            obligation: Obligation::Clause,
            nature: Nature::Rule,
            verdict,
            confidence: 0.5,
            reason: String::new(),
            evidence: vec![evidence],
            gap: String::new(),
            recommendation: String::new(),
            clause: None,
        }
    }

    fn item(number: usize, checks: Vec<GapCheck>) -> GapItem {
        let (id, title) = (format!("A.5.{number}"), String::new());
        GapItem { id, title, verdict: GapVerdict::Partial, confidence: 0.5, coverage: 0.5, checks }
    }

    #[test]
    fn a_document_shows_what_rests_on_it_and_speaks_to_where_most_does() {
        use GapVerdict::{Met, Missing, NotApplicable, Partial};
        let mut items: Vec<GapItem> = (1..=10).map(|n| item(n, vec![check("a.md", Partial)])).collect();
        items.push(item(11, vec![check("a.md", Met), check("a.md", Partial), check("b.md", Met)]));
        items.push(item(12, vec![check("a.md", Missing), check("a.md", NotApplicable)]));
        let document = AnalysedDocument {
            name: "a.md".to_owned(),
            sha256: String::new(),
            pages: None,
            words: 1,
            standing: Standing::InForce,
            problem: String::new(),
            supports: 0,
            shows: crate::iso::Shown::default(),
            speaks_to: Vec::new(),
            instructions: Vec::new(),
        };
        let found = documents(&[document], &items).swap_remove(0);
        assert_eq!((found.shows.met, found.shows.partial, found.supports), (1, 11, 14));
        assert_eq!(found.speaks_to, ["A.5.11", "A.5.1", "A.5.2", "A.5.3", "A.5.4", "A.5.5", "A.5.6", "A.5.7"]);
    }
}
