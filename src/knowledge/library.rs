//! All pages together: embedded in the binary, or read from a folder that takes their place.

use std::{collections::HashMap, fs, path::Path};

use rust_embed::RustEmbed;
use thiserror::Error;

use super::{Example, Page, PageError, PageKind, Paper, Shelf};
use crate::iso::{Catalogue, Check, RequirementId};

#[derive(RustEmbed)]
#[folder = "knowledge"]
#[include = "controls/*.md"]
#[include = "clauses/*.md"]
#[include = "guides/*.md"]
#[include = "questions/*.md"]
#[include = "policies/*"]
#[include = "templates/*.md"]
#[include = "risks/*.md"]
#[include = "statements/*.jsonl"]
struct Embedded;

/// The folders that hold pages, papers and examples.
const FOLDERS: [&str; 8] =
    ["clauses", "controls", "guides", "policies", "questions", "risks", "statements", "templates"];
/// The folders that hold papers.
const PAPERS: [&str; 3] = ["knowledge/policies/", "knowledge/risks/", "knowledge/templates/"];
/// The folder that holds examples.
const EXAMPLES: &str = "knowledge/statements/";
/// The tables beside the papers: decisions and terms.
const TABLES: [&str; 2] = ["knowledge/policies/parameters.csv", "knowledge/policies/terms.csv"];

/// Every page of the knowledge base, and entries for requirements without one.
#[derive(Debug, Clone)]
pub struct Library {
    pages: Vec<Page>,
    by_requirement: HashMap<RequirementId, usize>,
    by_source: HashMap<String, usize>,
    shelf: Shelf,
    examples: Vec<Example>,
}

/// Why the knowledge base could not be read.
#[derive(Debug, Error)]
pub enum LibraryError {
    /// A folder or file cannot be read.
    #[error("cannot read the knowledge base at {path}: {reason}")]
    Unreadable {
        /// The path.
        path: String,
        /// The system's reason.
        reason: std::io::Error,
    },
    /// A file is not a page.
    #[error("{source_name}: {error}")]
    Page {
        /// The file.
        source_name: String,
        /// What is wrong.
        error: PageError,
    },
    /// A table does not fit.
    #[error("knowledge/policies/{0}: {1}")]
    Table(String, String),
    /// A line of examples is none.
    #[error("{source_name}, line {line}: {reason}")]
    Example {
        /// The file.
        source_name: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A file is not UTF-8 text.
    #[error("{0}: not valid UTF-8 text")]
    NotText(String),
}

impl Library {
    /// The pages in the binary, or those of `folder` when one is given.
    pub fn load(folder: Option<&Path>) -> Result<Self, LibraryError> {
        let files = match folder {
            Some(folder) => folder_files(folder)?,
            None => embedded_files()?,
        };
        let (mut pages, mut papers, mut tables) = (Vec::new(), Vec::new(), [String::new(), String::new()]);
        let mut examples = Vec::new();
        for (source, text) in files {
            let broken = |error| LibraryError::Page { source_name: source.clone(), error };
            if let Some(at) = TABLES.iter().position(|table| *table == source) {
                if let Some(table) = tables.get_mut(at) {
                    *table = text;
                }
            } else if source.starts_with(EXAMPLES) {
                examples.extend(Example::parse(&source, &text)?);
            } else if PAPERS.iter().any(|folder| source.starts_with(folder)) {
                papers.push(Paper::parse(&source, text).map_err(broken)?);
            } else {
                pages.push(Page::parse(&source, text).map_err(broken)?);
            }
        }
        let [decisions, terms] = &tables;
        Ok(Self { shelf: Shelf::of(papers, decisions, terms)?, examples, ..Self::of(pages) })
    }

    /// A library of these pages; leaves of the catalogue that none of them is about get an entry.
    pub fn of(mut pages: Vec<Page>) -> Self {
        for entry in Catalogue::get().entries().iter().filter(|entry| entry.is_leaf) {
            if !pages.iter().any(|page| page.requirement == Some(entry.id)) {
                pages.push(Page::from_catalogue(entry));
            }
        }
        pages.sort_by(|a, b| {
            (a.requirement.is_none(), a.requirement, &a.front.id).cmp(&(
                b.requirement.is_none(),
                b.requirement,
                &b.front.id,
            ))
        });
        let by_requirement = pages.iter().enumerate().filter_map(|(at, page)| Some((page.requirement?, at))).collect();
        let by_source = pages.iter().enumerate().map(|(at, page)| (page.source.clone(), at)).collect();
        Self { pages, by_requirement, by_source, shelf: Shelf::default(), examples: Vec::new() }
    }

    /// The documents of the library.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// How companies say what the checks ask for, and what only looks like it.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// All pages: clauses, controls, then guides.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The page or entry of a requirement; a clause with sub-clauses has none of its own.
    pub fn page(&self, id: RequirementId) -> Option<&Page> {
        self.by_requirement.get(&id.canonical()).and_then(|&at| self.pages.get(at))
    }

    /// The guide of this name.
    pub fn guide(&self, name: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.front.kind == PageKind::Guide && page.front.id == name)
    }

    /// A check by its id.
    pub fn check(&self, id: &str) -> Option<&Check> {
        let (page, _) = id.rsplit_once('-')?;
        let page = self.page(RequirementId::from_canonical(page)?)?;
        page.front.checks.iter().find(|check| check.id == id)
    }

    /// Whether a page or a paper comes from this source.
    pub fn holds(&self, source: &str) -> bool {
        self.by_source.contains_key(source) || self.shelf.by_source(source).is_some()
    }

    /// The text that a citation's source names.
    pub fn text_of(&self, source: &str) -> Option<&str> {
        let paper = || self.shelf.by_source(source).map(|paper| paper.text.as_str());
        self.by_source(source).map(|page| page.text.as_str()).or_else(paper)
    }

    /// The page that a citation's source names.
    pub fn by_source(&self, source: &str) -> Option<&Page> {
        self.by_source.get(source).and_then(|&at| self.pages.get(at))
    }
}

fn embedded_files() -> Result<Vec<(String, String)>, LibraryError> {
    let mut names: Vec<String> = Embedded::iter().map(std::borrow::Cow::into_owned).collect();
    names.sort();
    names
        .into_iter()
        .filter_map(|name| Embedded::get(&name).map(|file| (name, file.data.into_owned())))
        .map(|(name, bytes)| text_of(&name, bytes))
        .collect()
}

fn folder_files(folder: &Path) -> Result<Vec<(String, String)>, LibraryError> {
    let unreadable = |path: &Path, reason| LibraryError::Unreadable { path: path.display().to_string(), reason };
    let mut files = Vec::new();
    for name in FOLDERS {
        let path = folder.join(name);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(reason) if reason.kind() == std::io::ErrorKind::NotFound && folder.is_dir() => continue,
            Err(reason) => return Err(unreadable(&path, reason)),
        };
        for entry in entries {
            let path = entry.map_err(|reason| unreadable(&path, reason))?.path();
            if path.extension().is_some_and(|ending| ["md", "csv", "jsonl"].iter().any(|known| ending == *known)) {
                let bytes = fs::read(&path).map_err(|reason| unreadable(&path, reason))?;
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                files.push(text_of(&format!("{name}/{file}"), bytes)?);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn text_of(name: &str, bytes: Vec<u8>) -> Result<(String, String), LibraryError> {
    let source = format!("knowledge/{name}");
    let text = String::from_utf8(bytes).map_err(|_| LibraryError::NotText(source.clone()))?;
    Ok((source, text.replace("\r\n", "\n")))
}
