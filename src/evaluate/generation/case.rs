//! A request for a document with what the document must hold. Whatever is wrong with a set is told with its line.

use std::{
    collections::BTreeSet,
    path::{Component, Path, PathBuf},
};

use serde::Deserialize;

use super::points::alternatives;
use crate::{
    evaluate::{
        DatasetError,
        dataset::{ids, json_lines, read},
    },
    index::term_hashes,
    iso::{Profile, RequirementId},
};

/// A request for a document, and what a good one holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenerationCase {
    /// Its id in the set.
    pub id: String,
    /// What is asked for.
    pub request: String,
    /// What the text must speak of; `a|b` is either. All words of one must stand in one block or section.
    pub points: Vec<String>,
    /// Canonical ids that the text must rest on.
    #[serde(default)]
    pub must_cite: Vec<String>,
    /// Words that only a wrong text has.
    #[serde(default)]
    pub must_not_contain: Vec<String>,
    /// The least number of words.
    #[serde(default)]
    pub min_words: usize,
    /// The company that asks: a profile below the folder of the set.
    #[serde(default)]
    pub profile: Option<PathBuf>,
}

/// Reads a set, with the profiles that it names.
pub(in crate::evaluate) fn cases(path: &Path) -> Result<Vec<(GenerationCase, Option<Profile>)>, DatasetError> {
    let mut found = Vec::new();
    for (line, case) in lines(path)? {
        let profile = case.profile.as_deref().map(|below| profile(path, below));
        let profile = profile.transpose().map_err(|problem| wrong(path, line, problem))?;
        found.push((case, profile));
    }
    Ok(found)
}

/// The files of the profiles that a set names, each once: they are part of what a run rests on.
pub(in crate::evaluate) fn profiles(path: &Path) -> Result<BTreeSet<PathBuf>, DatasetError> {
    let named = lines(path)?.into_iter().filter_map(|(_, case)| case.profile);
    Ok(named.map(|below| beside(path, &below)).collect())
}

fn lines(path: &Path) -> Result<Vec<(usize, GenerationCase)>, DatasetError> {
    let cases: Vec<(usize, GenerationCase)> = json_lines(path)?;
    ids(path, cases.iter().map(|(line, case)| (*line, case.id.as_str())))?;
    for (line, case) in &cases {
        if let Some(problem) = problem(case) {
            return Err(wrong(path, *line, problem));
        }
    }
    Ok(cases)
}

fn wrong(path: &Path, line: usize, problem: String) -> DatasetError {
    DatasetError::Line { path: path.to_owned(), line, problem }
}

fn problem(case: &GenerationCase) -> Option<String> {
    if case.points.is_empty() {
        return Some("it names no `points` that the text must hold".to_owned());
    }
    let empty = |point: &&String| alternatives(point).any(|one| term_hashes(one).is_empty());
    if let Some(point) = case.points.iter().find(empty) {
        return Some(format!("the point `{point}` has an alternative without words"));
    }
    let always = |words: &&String| words.split('|').any(|one| one.trim().is_empty());
    if let Some(words) = case.must_not_contain.iter().find(always) {
        return Some(format!("`{words}` of `must_not_contain` stands in every text"));
    }
    if let Some(id) = case.must_cite.iter().find(|id| RequirementId::from_canonical(id).is_none()) {
        return Some(format!("`{id}` is no id of ISO/IEC 27001:2022 as in `A.5.23` or `9.2.1`"));
    }
    let below = |profile: &PathBuf| profile.components().all(|part| matches!(part, Component::Normal(_)));
    let profile = case.profile.as_ref().filter(|profile| !below(profile))?;
    Some(format!("the profile `{}` does not lie below the folder of the set", profile.display()))
}

fn profile(path: &Path, below: &Path) -> Result<Profile, String> {
    let file = beside(path, below);
    let text = read(&file).map_err(|error| format!("its profile: {error}"))?;
    Profile::from_yaml(&text).map_err(|error| format!("its profile `{}`: {error}", below.display()))
}

fn beside(path: &Path, below: &Path) -> PathBuf {
    path.parent().unwrap_or_else(|| Path::new("")).join(below)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const GOOD: &str = "{\"id\":\"a\",\"request\":\"?\",\"points\":[\"scope|boundary\"],\"must_cite\":[\"4.3\"],\
                        \"min_words\":5,\"profile\":\"small.yaml\"}";

    fn set(text: &str) -> Result<Vec<(GenerationCase, Option<Profile>)>, DatasetError> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("set.jsonl"), text).unwrap();
        fs::write(folder.path().join("small.yaml"), "name: X\nsector: Y\npeople: 20\n").unwrap();
        fs::write(folder.path().join("bad.yaml"), "name: X\nsector: Y\npeople: many\n").unwrap();
        cases(&folder.path().join("set.jsonl"))
    }

    #[test]
    fn a_case_brings_its_profile() {
        let found = set(GOOD).unwrap();
        assert_eq!(found[0].1.as_ref().map(|profile| profile.people), Some(20));
        let two = format!("{GOOD}\n{}", GOOD.replace("\"a\"", "\"b\""));
        assert_eq!(set(&two).unwrap().len(), 2);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (broken, said) in [
            (GOOD.replace("\"points\":[\"scope|boundary\"],", ""), "line 2: not the JSON object"),
            (GOOD.replace("\"scope|boundary\"", ""), "line 2: it names no `points`"),
            (GOOD.replace("boundary", " "), "line 2: the point `scope| ` has an alternative without words"),
            (GOOD.replace("\"min", "\"must_not_contain\":[\"a|\"],\"min"), "line 2: `a|` of `must_not_contain`"),
            (GOOD.replace("4.3", "A.4.3"), "line 2: `A.4.3` is no id"),
            (GOOD.replace("min_words", "least_words"), "line 2: not the JSON object"),
            (GOOD.replace("small.yaml", "../small.yaml"), "line 2: the profile `../small.yaml` does not lie below"),
            (GOOD.replace("small.yaml", "/etc/passwd"), "line 2: the profile `/etc/passwd` does not lie below"),
            (GOOD.replace("small.yaml", "none.yaml"), "line 2: its profile: there is no test set at"),
            (GOOD.replace("small.yaml", "bad.yaml"), "line 2: its profile `bad.yaml`:"),
            (GOOD.to_owned(), "line 2: the id `a` stands here a second time"),
        ] {
            let broken = if broken == GOOD { broken } else { broken.replace("\"a\"", "\"b\"") };
            let error = set(&format!("{GOOD}\n{broken}\n")).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        assert!(set("\n").unwrap_err().to_string().contains("holds nothing"));
    }
}
