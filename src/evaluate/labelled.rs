//! Labelled policy sets: documents that were written for evaluation, and what a strict reader says of each check.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{DatasetError, dataset};
use crate::{
    assess::{Given, Text},
    document::extract,
    iso::{Catalogue, GapVerdict, RequirementId},
};

/// The file of the labels.
pub(super) const LABELS: &str = "labels.jsonl";

/// What a reader says of a check.
#[derive(Debug, Clone, Deserialize)]
pub struct CheckLabel {
    /// `A.5.15-2`.
    pub check: String,
    /// The verdict.
    pub expected: GapVerdict,
    /// The document that decides it.
    #[serde(default)]
    pub document: Option<String>,
    /// The passage that decides it, verbatim.
    #[serde(default)]
    pub quote: Option<String>,
}

/// What a reader says of a requirement as a whole.
#[derive(Debug, Clone, Deserialize)]
struct ControlRow {
    id: String,
    expected: String,
}

/// Two statements that a reader finds contradicting.
#[derive(Debug, Clone, Deserialize)]
pub struct ContradictionLabel {
    /// What they are about.
    pub topic: String,
    /// The statements.
    pub statements: Vec<Passage>,
}

/// A passage of a document.
#[derive(Debug, Clone, Deserialize)]
pub struct Passage {
    /// The document's name.
    pub document: String,
    /// The passage, verbatim.
    pub quote: String,
}

/// A folder `documents/` and `labels.jsonl`, with `controls.csv` and `contradictions.jsonl` where they are known.
#[derive(Debug, Clone)]
pub struct LabelledSet {
    /// The folder's name.
    pub name: String,
    /// Its documents, by name.
    pub documents: Vec<Given>,
    /// Its labels of checks.
    pub labels: Vec<CheckLabel>,
    /// Whether each requirement is covered; those that could be argued are left out.
    pub requirements: Vec<(RequirementId, bool)>,
    /// Its contradictions.
    pub contradictions: Vec<ContradictionLabel>,
}

impl LabelledSet {
    /// The set of a folder, or those of its folders when it holds no labels itself.
    pub fn all(folder: &Path) -> Result<Vec<Self>, DatasetError> {
        if folder.join(LABELS).is_file() {
            return Ok(vec![Self::read(folder)?]);
        }
        let unreadable = |reason| DatasetError::Unreadable { path: folder.to_owned(), reason };
        let entries = fs::read_dir(folder).map_err(unreadable)?;
        let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        folders.retain(|path| path.is_dir());
        folders.sort();
        folders.iter().map(|one| Self::read(one)).collect()
    }

    /// Reads a folder.
    pub fn read(folder: &Path) -> Result<Self, DatasetError> {
        let labels: Vec<(usize, CheckLabel)> = dataset::json_lines(&folder.join(LABELS))?;
        let contradicted = folder.join("contradictions.jsonl");
        let contradictions: Vec<(usize, ContradictionLabel)> =
            if contradicted.is_file() { dataset::json_lines(&contradicted)? } else { Vec::new() };
        let controls = folder.join("controls.csv");
        Ok(Self {
            name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            documents: documents(&folder.join("documents"))?,
            labels: labels.into_iter().map(|(_, label)| label).collect(),
            requirements: if controls.is_file() { requirements(&controls)? } else { Vec::new() },
            contradictions: contradictions.into_iter().map(|(_, one)| one).collect(),
        })
    }
}

fn documents(folder: &Path) -> Result<Vec<Given>, DatasetError> {
    let unreadable = |reason| DatasetError::Unreadable { path: folder.to_owned(), reason };
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).map_err(|reason| DatasetError::Unreadable { path: path.clone(), reason })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.push(given(&name, &bytes));
    }
    Ok(found)
}

/// A document of a set, as the analysis takes it.
pub(super) fn given(name: &str, bytes: &[u8]) -> Given {
    let text = extract(name, bytes).map_err(|error| error.to_string());
    let text = text.map(|extracted| Text {
        text: extracted.text,
        format: extracted.format,
        pages: Vec::new(),
        warnings: Vec::new(),
    });
    Given { name: name.to_owned(), sha256: format!("{:x}", Sha256::digest(bytes)), text }
}

fn requirements(path: &Path) -> Result<Vec<(RequirementId, bool)>, DatasetError> {
    let text = dataset::read(path)?;
    let mut found = Vec::new();
    for (at, row) in csv::Reader::from_reader(text.as_bytes()).deserialize::<ControlRow>().enumerate() {
        let wrong = |problem: String| DatasetError::Line { path: path.to_owned(), line: at + 2, problem };
        let row = row.map_err(|error| wrong(format!("the columns id and expected are expected: {error}")))?;
        let id = Catalogue::get().canonical(&row.id).ok_or_else(|| wrong(format!("`{}` is no requirement", row.id)))?;
        match row.expected.as_str() {
            "covered" => found.push((id, true)),
            "gap" => found.push((id, false)),
            "unclear" => {}
            other => return Err(wrong(format!("`{other}` is none of covered, gap, unclear"))),
        }
    }
    Ok(found)
}
