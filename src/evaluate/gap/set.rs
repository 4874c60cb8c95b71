//! Reading gap cases: one JSON object a line, documents by path, expectations by id. Whatever is wrong is told with its line.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::{Component, Path, PathBuf},
};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Verdict, claims};
use crate::{
    evaluate::{DatasetError, Suite, dataset},
    iso::{Catalogue, RequirementId},
};

/// A line of the file. Keys that are not named here are for people.
#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) case: String,
    pub(super) set: String,
    pub(super) documents: Vec<String>,
    #[serde(default)]
    pub(super) expected_gap: Vec<String>,
    #[serde(default)]
    pub(super) expected_covered: Vec<String>,
    #[serde(default)]
    pub(super) not_judged: Vec<String>,
}

/// A line of the map.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replacement {
    original: String,
    stripped: String,
}

/// Some documents of a policy set, and what is known of them.
#[derive(Debug)]
pub(super) struct GapCase {
    /// Its id in the file.
    pub(super) id: String,
    /// The policy set that it is of.
    pub(super) set: String,
    /// Its documents, as they are read: after the map.
    pub(super) documents: BTreeSet<String>,
    /// What is expected of each requirement; one that is not in it is not judged.
    pub(super) expected: BTreeMap<RequirementId, Verdict>,
}

/// All cases and the bytes of their documents.
#[derive(Debug)]
pub(super) struct GapSet {
    /// The cases, in the order of the file.
    pub(super) cases: Vec<GapCase>,
    /// The bytes of each document by its name.
    pub(super) documents: BTreeMap<String, Vec<u8>>,
}

impl GapSet {
    /// Reads the cases of a suite, its map, and every document that a case names.
    pub(super) fn read(suite: &Suite) -> Result<Self, DatasetError> {
        let path = &suite.path;
        let replaced = suite.documents_map.as_ref().map(|map| replacements(&suite.place(map))).transpose()?;
        let replaced = replaced.unwrap_or_default();
        // A table holds claims: nothing in it is known to be a gap.
        let has_claims = path.extension().is_some_and(|ending| ending == "csv");
        let rows: Vec<(usize, Row)> = if has_claims {
            claims::rows(path, |name| find(replaced.get(name).map_or(name, String::as_str), suite).is_ok())?
        } else {
            dataset::json_lines(path)?
        };
        dataset::ids(path, rows.iter().map(|(line, row)| (*line, row.case.as_str())))?;
        let mut set = Self { cases: Vec::new(), documents: BTreeMap::new() };
        let mut firsts: BTreeMap<String, usize> = BTreeMap::new();
        for (line, row) in rows {
            let wrong = |problem: String| DatasetError::Line { path: path.clone(), line, problem };
            let expected = expectations(&row).map_err(wrong)?;
            let name = |name: &String| replaced.get(name).unwrap_or(name).clone();
            let documents: BTreeSet<String> = row.documents.iter().map(name).collect();
            if documents.is_empty() {
                return Err(wrong("the case has no documents".to_owned()));
            }
            for name in &documents {
                if !set.documents.contains_key(name) {
                    let found = find(name, suite).map_err(wrong)?;
                    let bytes =
                        fs::read(&found).map_err(|reason| DatasetError::Unreadable { path: found.clone(), reason })?;
                    set.documents.insert(name.clone(), bytes);
                }
            }
            firsts.entry(row.set.clone()).or_insert(line);
            set.cases.push(GapCase { id: row.case, set: row.set, documents, expected });
        }
        for (name, line) in firsts.into_iter().filter(|_| !has_claims) {
            for (verdict, key) in [(Verdict::Gap, "expected_gap"), (Verdict::Covered, "expected_covered")] {
                let cases = set.cases.iter().filter(|case| case.set == name);
                if !cases.flat_map(|case| case.expected.values()).any(|expected| *expected == verdict) {
                    let problem = format!("`{key}` is empty in all cases of the set `{name}` that begins here");
                    return Err(DatasetError::Line { path: path.clone(), line, problem });
                }
            }
        }
        Ok(set)
    }

    /// Every requirement that some case expects something of, in the order of the standard.
    pub(super) fn requirements(&self) -> BTreeSet<RequirementId> {
        self.cases.iter().flat_map(|case| case.expected.keys().copied()).collect()
    }

    /// The names of the policy sets.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        self.cases.iter().map(|case| case.set.as_str()).collect()
    }

    /// A hash over the cases' own hash and all documents: figures over other documents are not comparable.
    pub(super) fn hash(&self, cases: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(cases);
        for (name, bytes) in &self.documents {
            hash.update(name);
            hash.update(bytes.len().to_le_bytes());
            hash.update(bytes);
        }
        format!("{:x}", hash.finalize())
    }
}

/// What a case expects of each requirement, each said once.
fn expectations(row: &Row) -> Result<BTreeMap<RequirementId, Verdict>, String> {
    let mut said = BTreeMap::new();
    let lists = [
        (&row.expected_gap, Some(Verdict::Gap)),
        (&row.expected_covered, Some(Verdict::Covered)),
        (&row.not_judged, None),
    ];
    for (ids, verdict) in lists {
        for id in ids {
            let known = Catalogue::get()
                .canonical(id)
                .ok_or_else(|| format!("`{id}` is no id of ISO/IEC 27001:2022 as in `A.5.23` or `9.2.1`"))?;
            if said.insert(known, verdict).is_some() {
                return Err(format!("`{id}` stands here a second time"));
            }
        }
    }
    let expected: BTreeMap<_, _> = said.into_iter().filter_map(|(id, verdict)| Some((id, verdict?))).collect();
    if expected.is_empty() {
        return Err("`expected_gap` and `expected_covered` are both empty: nothing would be judged".to_owned());
    }
    Ok(expected)
}

/// Where a document is: below the folder of the cases, else below that of the test sets that do not ship.
fn find(name: &str, suite: &Suite) -> Result<PathBuf, String> {
    if !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) || name.is_empty() {
        return Err(format!("`{name}` is no path below a folder of documents"));
    }
    let folders = [suite.path.parent(), suite.datasets.as_deref()];
    let places: Vec<PathBuf> = folders.into_iter().flatten().map(|folder| folder.join(name)).collect();
    places.into_iter().find(|place| place.exists()).ok_or_else(|| {
        format!("there is no document `{name}` beside this file or below the folder that --datasets names")
    })
}

/// Reads which document stands for which.
fn replacements(path: &Path) -> Result<HashMap<String, String>, DatasetError> {
    let text = dataset::read(path)?;
    let mut found = HashMap::new();
    for (at, row) in csv::Reader::from_reader(text.as_bytes()).deserialize::<Replacement>().enumerate() {
        let wrong = |line: usize, problem: String| DatasetError::Line { path: path.to_owned(), line, problem };
        let row = row.map_err(|error| {
            let line = error.position().and_then(|position| usize::try_from(position.line()).ok());
            wrong(line.unwrap_or(at + 2), format!("the columns original and stripped are expected: {error}"))
        })?;
        if found.insert(row.original.clone(), row.stripped).is_some() {
            return Err(wrong(at + 2, format!("`{}` stands here a second time", row.original)));
        }
    }
    Ok(found)
}
