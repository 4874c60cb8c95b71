//! Claims: what documents of policy sets are said to cover, by their own makers, as a table. Nothing is said of what they
//! do not cover, so only the share of claims that is found can be measured.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::Deserialize;

use super::set::Row;
use crate::{
    evaluate::{DatasetError, dataset},
    iso::Catalogue,
};

/// A line of the table. Columns that are not named here are for people.
#[derive(Deserialize)]
struct Claim {
    document: String,
    control_id: String,
    covered: String,
    source_set: String,
    trust: String,
}

/// One case for each policy set: all its documents, and every requirement that a maker whom one can trust claims for one of
/// them. `exists` tells whether a document is there: a set may come without some of its files.
pub(super) fn rows(path: &Path, exists: impl Fn(&str) -> bool) -> Result<Vec<(usize, Row)>, DatasetError> {
    let text = dataset::read(path)?;
    let mut sets: BTreeMap<String, (usize, BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for (at, claim) in csv::Reader::from_reader(text.as_bytes()).deserialize::<Claim>().enumerate() {
        let claim = claim.map_err(|error| {
            let line = error.position().and_then(|position| usize::try_from(position.line()).ok()).unwrap_or(at + 2);
            let problem = format!("the columns document, control_id, covered, source_set, trust are expected: {error}");
            DatasetError::Line { path: path.to_owned(), line, problem }
        })?;
        let is_trusted = claim.trust.starts_with("high") || claim.trust.starts_with("medium");
        let id = Catalogue::get().canonical(&claim.control_id).filter(|_| claim.covered == "yes" && is_trusted);
        let Some(id) = id.filter(|_| exists(&claim.document)) else { continue };
        let (_, documents, claimed) =
            sets.entry(claim.source_set).or_insert_with(|| (at + 2, BTreeSet::new(), BTreeSet::new()));
        documents.insert(claim.document);
        claimed.insert(id.to_string());
    }
    let row = |(set, (line, documents, claimed)): (String, (usize, BTreeSet<String>, BTreeSet<String>))| {
        let row = Row {
            case: set.clone(),
            set,
            documents: documents.into_iter().collect(),
            expected_gap: Vec::new(),
            expected_covered: claimed.into_iter().collect(),
            not_judged: Vec::new(),
        };
        (line, row)
    };
    Ok(sets.into_iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_claims_of_documents_that_are_there_count() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("claims.csv");
        let text = "document,control_id,covered,source_set,claim,trust\n\
                    a.md,A.5.1,yes,acme,\"says, so\",high: own table\n\
                    a.md,A.5.2,yes,acme,x,low: crosswalk\n\
                    b.md,A.8.13,yes,acme,x,medium\n\
                    gone.md,A.8.14,yes,acme,x,high\n\
                    a.md,A.9.99,yes,acme,x,high\n\
                    a.md,A.5.3,no,acme,x,high\n";
        std::fs::write(&file, text).unwrap();
        let rows = rows(&file, |name| name != "gone.md").unwrap();
        let [(line, row)] = rows.as_slice() else { panic!("one set") };
        assert_eq!((*line, row.documents.as_slice()), (2, &["a.md".to_owned(), "b.md".to_owned()][..]));
        assert_eq!(row.expected_covered, ["A.5.1", "A.8.13"]);
        std::fs::write(&file, "document,covered\na.md,yes\n").unwrap();
        let problem = super::rows(&file, |_| true).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(problem.contains("control_id"), "{problem}");
    }
}
