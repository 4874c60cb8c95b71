//! The companies of a set, their policies as text, and what texts have in common.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use regex::Regex;
use sha2::{Digest, Sha256};

use crate::{
    assess::{Given, Text},
    document::{Format as TextFormat, Reader},
    draft::{self, Draft},
    evaluate::{DatasetError, EvaluateError},
    export::{self, Format},
    iso::{Nature, Profile},
    knowledge::{Library, PaperKind},
};

/// Words of a row that two texts may have in common.
const ROW: usize = 5;
/// The folder of policies in other words.
const REWORDED: &str = "reworded";

/// What no approved document may hold: a hole, or a placeholder that is not marked as a decision.
static HOLES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\{\{[^}]*\}?\}?|\b(?:TODO|TBD|TBC|FIXME|XXX)\b|(?i)lorem ipsum|<[a-z ]{3,30}>|_{4,}").ok()
});

/// A policy of a company as it was read back.
#[derive(Debug)]
pub(super) struct Drafted {
    pub(super) kind: String,
    pub(super) title: String,
    /// Words of its clauses.
    pub(super) words: usize,
    /// The checks of rules that its clauses say they satisfy.
    pub(super) checks: Vec<String>,
    pub(super) given: Given,
}

impl Drafted {
    pub(super) fn of(kind: &str, draft: &Draft, profile: &Profile, reader: &Reader) -> Result<Self, EvaluateError> {
        let wrong = |reason: &dyn std::fmt::Display| DatasetError::Unreadable {
            path: PathBuf::from(format!("{kind}.docx")),
            reason: std::io::Error::other(reason.to_string()),
        };
        let approved = approved(&draft.markdown);
        let bytes =
            export::markdown(&draft.title, &approved, &profile.name, Format::Docx).map_err(|error| wrong(&error))?;
        let name = format!("{kind}.docx");
        let read = reader.read_now(&name, &bytes).map_err(|error| wrong(&error))?;
        let text = Text { text: read.text, format: read.format, pages: read.pages, warnings: read.warnings };
        let sha256 = format!("{:x}", Sha256::digest(&bytes));
        Ok(Self {
            kind: kind.to_owned(),
            title: draft.title.clone(),
            words: draft.words,
            checks: draft.checks.clone(),
            given: Given { name, sha256, text: Ok(text) },
        })
    }

    /// Its text.
    pub(super) fn text(&self) -> &str {
        self.given.text.as_ref().map_or("", |text| text.text.as_str())
    }
}

/// Where the annex begins that repeats the words of the checks: a judge that read it would agree with itself.
const COVERS: &str = "\n## Annex: what this policy covers";

/// The same document after its approval, without the annex that repeats what the judge asks.
fn approved(markdown: &str) -> String {
    let rules = markdown.split(COVERS).next().unwrap_or(markdown);
    rules.replacen("0.1, draft", "1.0", 1).replacen("**[decide: date of approval]**", "2026-11-02", 1)
}

/// A policy in other words, with the checks of the drafted one.
pub(super) struct Reworded {
    pub(super) drafted: Drafted,
    /// Rows of words that it has in common with the checks and their phrases.
    pub(super) shared: f64,
}

impl Reworded {
    pub(super) fn of(kind: &str, text: String, profile: &Profile, library: &Library) -> Option<Self> {
        let paper = library.shelf().paper(PaperKind::Policy, kind)?;
        let draft = draft::policy(paper, library, profile);
        let own = grams(&text);
        let said = draft.checks.iter().filter_map(|id| library.check(id)).filter(|check| check.nature == Nature::Rule);
        let theirs: HashSet<String> = said
            .flat_map(|check| std::iter::once(&check.text).chain(&check.phrases))
            .flat_map(|phrase| grams(phrase))
            .collect();
        let shared = f64::from(u32::try_from(own.intersection(&theirs).count()).unwrap_or(u32::MAX));
        let words = text.split_whitespace().count();
        let sha256 = format!("{:x}", Sha256::digest(text.as_bytes()));
        let text = Text { text, format: TextFormat::Markdown, pages: Vec::new(), warnings: Vec::new() };
        let given = Given { name: format!("{kind}.md"), sha256, text: Ok(text) };
        let drafted = Drafted { kind: kind.to_owned(), title: draft.title, words, checks: draft.checks, given };
        Some(Self { drafted, shared })
    }
}

/// The companies of a set, by name.
pub(super) fn companies(set: &Path) -> Result<Vec<(String, Profile)>, EvaluateError> {
    let mut found = Vec::new();
    for folder in folders(set)? {
        let path = folder.join("profile.yaml");
        if !path.is_file() {
            continue;
        }
        let read =
            fs::read_to_string(&path).map_err(|reason| DatasetError::Unreadable { path: path.clone(), reason })?;
        let profile = Profile::from_yaml(&read).map_err(|error| DatasetError::Line {
            path: path.clone(),
            line: 1,
            problem: error.to_string(),
        })?;
        found.push((name(&folder), profile));
    }
    Ok(found)
}

/// The policies in other words: company, kind, text.
pub(super) fn reworded(set: &Path) -> Result<Vec<(String, String, String)>, EvaluateError> {
    let mut found = Vec::new();
    let root = set.join(REWORDED);
    if !root.is_dir() {
        return Ok(found);
    }
    for folder in folders(&root)? {
        for path in entries(&folder)?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "md")) {
            let text =
                fs::read_to_string(&path).map_err(|reason| DatasetError::Unreadable { path: path.clone(), reason })?;
            let kind = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            found.push((name(&folder), kind, text));
        }
    }
    Ok(found)
}

/// Every file of a set, for its hash.
pub(in crate::evaluate) fn files(set: &Path) -> Result<Vec<PathBuf>, DatasetError> {
    let (mut found, mut open) = (Vec::new(), vec![set.to_owned()]);
    while let Some(folder) = open.pop() {
        for path in entries(&folder)? {
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, DatasetError> {
    let read = fs::read_dir(folder).map_err(|reason| DatasetError::Unreadable { path: folder.to_owned(), reason })?;
    let mut found: Vec<PathBuf> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.sort();
    Ok(found)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, DatasetError> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn name(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What no approved document may hold.
pub(super) fn holes(text: &str) -> Vec<String> {
    HOLES.as_ref().map(|holes| holes.find_iter(text).map(|hole| hole.as_str().to_owned()).collect()).unwrap_or_default()
}

/// The rows of words of a text.
pub(super) fn grams(text: &str) -> HashSet<String> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.windows(ROW).map(|row| row.join(" ")).collect()
}

/// The share of the rows of both that both have.
pub(super) fn shared(one: &HashSet<String>, other: &HashSet<String>) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    count(one.intersection(other).count()) / count(one.union(other).count()).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_comes_back_out_of_its_word_file() {
        let library = Library::load(None).unwrap();
        let profile = Profile::from_yaml("{name: N, sector: S, people: 120}").unwrap();
        let paper = library.shelf().paper(PaperKind::Policy, "backup").unwrap();
        let draft = draft::policy(paper, &library, &profile);
        let read = Drafted::of("backup", &draft, &profile, &Reader::in_process()).unwrap();
        assert!(read.text().contains("Version") && !read.text().contains("0.1, draft"), "it is approved");
        assert!(shared(&grams(read.text()), &grams(&draft.markdown)) > 0.5);
        assert!(holes(read.text()).is_empty(), "{:?}", holes(read.text()));
        assert_eq!(holes("by {{ x }} TBD ____"), ["{{ x }}", "TBD", "____"]);
        // A policy that copies a phrase of a check is found out.
        let phrase = library.check("A.8.13-1").unwrap().phrases.first().unwrap().clone();
        let copied = Reworded::of("backup", phrase, &profile, &library).unwrap();
        assert!(copied.shared > 0.0 || !draft.checks.contains(&"A.8.13-1".to_owned()));
    }
}
