//! One page: its front matter as types, its body as sections.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use super::Section;
use crate::{
    document::{Format, blocks, front_matter},
    iso::{Catalogue, Check, Entry, RequirementId},
};

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// A control of Annex A.
    Control,
    /// A clause without sub-clauses.
    Clause,
    /// Anything else.
    Guide,
    /// A requirement known only from the catalogue: its page is not written yet.
    #[serde(skip)]
    Entry,
}

/// The front matter, as `knowledge/README.md` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Front {
    /// Requirement id or, for guides, the file's name.
    pub id: String,
    /// What the page is about.
    pub kind: PageKind,
    /// The catalogue's title, or the guide's own.
    pub title: String,
    /// When it was last reviewed, `YYYY-MM-DD`.
    pub reviewed: String,
    /// Public sources.
    pub sources: Vec<Source>,
    /// Policy kinds that treat the requirement.
    #[serde(default)]
    pub policies: Vec<String>,
    /// Related requirements and guides, with the reason.
    #[serde(default)]
    pub related: Vec<Related>,
    /// The requirements that a guide explains.
    #[serde(default)]
    pub about: Vec<RequirementId>,
    /// Other ways in which people ask what a heading asks, by the heading.
    #[serde(default)]
    pub asked: BTreeMap<String, Vec<String>>,
    /// The checks of a requirement.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// The ways in which a control fails in practice, each as a finding would say it in a sentence.
    #[serde(default)]
    pub failings: Vec<String>,
}

/// A public source of a page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PublicSource")]
pub struct Source {
    /// What it is.
    pub name: String,
    /// What it was used for.
    #[serde(default, rename = "use")]
    pub used_for: Option<String>,
    /// Where it is.
    #[serde(default)]
    pub url: Option<String>,
}

/// A link to another page and why one would follow it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// Requirement id or guide name.
    pub id: String,
    /// The reason.
    pub why: String,
}

/// A page of the knowledge base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it comes from, for citations: `knowledge/controls/A.5.23.md`.
    pub source: String,
    /// The file's text, which offsets refer to.
    pub text: String,
    /// The requirement, unless it is a guide.
    pub requirement: Option<RequirementId>,
    /// Its front matter.
    pub front: Front,
    /// Its body.
    pub sections: Vec<Section>,
}

/// Why a file is not a page.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PageError {
    /// No front matter.
    #[error("there is no front matter between two lines of `---`")]
    NoFrontMatter,
    /// The front matter does not fit.
    #[error("front matter: {0}")]
    FrontMatter(String),
    /// A heading's marks do not fit.
    #[error("heading {0}")]
    Clause(String),
    /// The id is not in the catalogue.
    #[error("`{0}` is not an id of ISO/IEC 27001:2022 in its canonical form")]
    UnknownId(String),
}

impl Page {
    /// Takes a page apart.
    pub fn parse(source: &str, text: String) -> Result<Self, PageError> {
        let (yaml, _) = front_matter(&text).ok_or(PageError::NoFrontMatter)?;
        let front: Front = serde_saphyr::from_str(yaml).map_err(|error| {
            let error = error.to_string();
            PageError::FrontMatter(error.lines().take(3).collect::<Vec<_>>().join(" "))
        })?;
        let requirement = match front.kind {
            PageKind::Guide => None,
            _ => Some(Catalogue::get().canonical(&front.id).ok_or_else(|| PageError::UnknownId(front.id.clone()))?),
        };
        let sections = Section::group(blocks(&text, Format::Markdown));
        Ok(Self { source: source.to_owned(), text, requirement, front, sections })
    }

    /// The stand-in for a requirement whose page is not written: what the catalogue knows.
    pub fn from_catalogue(entry: &Entry) -> Self {
        let id = entry.id.to_string();
        let folder = if entry.id.is_control() { "controls" } else { "clauses" };
        let text = format!("## Catalogue entry\n\n{}\n", describe(entry));
        Self {
            source: format!("knowledge/catalogue/{folder}.csv#{id}"),
            requirement: Some(entry.id),
            sections: Section::group(blocks(&text, Format::Markdown)),
            text,
            front: Front {
                id,
                kind: PageKind::Entry,
                title: entry.title.clone(),
                reviewed: String::new(),
                sources: Vec::new(),
                policies: Vec::new(),
                related: Vec::new(),
                about: Vec::new(),
                asked: BTreeMap::new(),
                checks: Vec::new(),
                failings: Vec::new(),
            },
        }
    }

    /// How the page is called in headings and citations: `A.5.23 Information security for use of cloud services`.
    pub fn label(&self) -> String {
        match self.front.kind {
            PageKind::Guide => self.front.title.clone(),
            _ => format!("{} {}", self.front.id, self.front.title),
        }
    }

    /// Whether the page was written by an author.
    pub fn is_written(&self) -> bool {
        self.front.kind != PageKind::Entry
    }

    /// A fixed section, if the page has it.
    pub fn section(&self, kind: super::SectionKind) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind == Some(kind))
    }

    /// The text of a range of bytes.
    pub fn slice(&self, range: &std::ops::Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or("")
    }
}

/// What the catalogue knows of a requirement, as sentences.
fn describe(entry: &Entry) -> String {
    let mut said = match entry.theme {
        Some(theme) => format!(
            "{} {} is a control of the {theme:?} theme in Annex A of ISO/IEC 27001:2022.",
            entry.id, entry.title
        ),
        None => format!("Clause {} of ISO/IEC 27001:2022 is titled {}.", entry.id, entry.title),
    };
    if let Some(attributes) = &entry.attributes {
        said += &format!(
            " ISO/IEC 27002 describes it as {}, about {}.",
            attributes.control_type.join(" and ").to_lowercase(),
            attributes.operational_capabilities.join(", ").to_lowercase()
        );
    }
    if entry.new_in_2022 {
        said += " It is new in the 2022 edition.";
    } else if !entry.origin_2013.is_empty() {
        said += &format!(" In the 2013 edition its subject was in {}.", entry.origin_2013.join(", "));
    }
    if entry.amended_2024 {
        said += " Amendment 1:2024 added climate change to what it has to consider.";
    }
    if entry.documented_information {
        said += " It asks for documented information.";
    }
    said
}
