//! A requirement's whole page as JSON: catalogue facts, the author's sections, checks, crosswalks, related pages.

use serde::Serialize;

use crate::{
    document::{Node, tree},
    iso::{Attributes, Catalogue, Check, Entry, RequirementId, Theme},
    knowledge::{Crosswalk, Library, Page, Source, crosswalks},
};

/// A line of the list of requirements.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ControlLine {
    /// Its id.
    pub id: RequirementId,
    /// Its title.
    pub title: String,
    /// `control` or `clause`.
    pub kind: &'static str,
    /// The theme, for controls.
    pub theme: Option<Theme>,
    /// Whether a page is written.
    pub page: bool,
}

/// A requirement's page.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Control")]
pub struct ControlView {
    /// The line of the list.
    #[serde(flatten)]
    pub line: ControlLine,
    /// Attribute values of ISO/IEC 27002:2022.
    pub attributes: Option<Attributes>,
    /// New in the 2022 edition.
    pub new_in_2022: bool,
    /// The 2013 controls it came from.
    pub origin_2013: Vec<String>,
    /// Changed by Amendment 1:2024.
    pub amended_2024: bool,
    /// The page's file.
    pub source: Option<String>,
    /// When it was last reviewed.
    pub reviewed: Option<String>,
    /// Public sources of the page.
    pub sources: Vec<Source>,
    /// Related requirements and guides.
    pub related: Vec<RelatedView>,
    /// The checks that gap analysis assesses.
    pub checks: Vec<Check>,
    /// Items of other frameworks.
    pub crosswalks: Vec<Crosswalk>,
    /// The page's sections.
    pub sections: Vec<SectionView>,
    /// The sub-clauses, for a clause that has some.
    pub children: Vec<ControlLine>,
}

/// A related page.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Related")]
pub struct RelatedView {
    /// Requirement id or guide name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why one would follow the link.
    pub why: String,
}

/// A section of a page.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Section")]
pub struct SectionView {
    /// Its heading.
    pub heading: String,
    /// Its text as Markdown.
    pub markdown: String,
    /// Its text as a tree.
    pub blocks: Vec<Node>,
}

/// All requirements, in the order of the standard.
pub fn control_lines(library: &Library) -> Vec<ControlLine> {
    Catalogue::get().entries().iter().map(|entry| line(entry, library)).collect()
}

/// The page of a requirement. None when the catalogue does not have it.
pub fn control_view(library: &Library, id: RequirementId) -> Option<ControlView> {
    let entry = Catalogue::get().entry(id)?;
    let page = library.page(id).filter(|page| page.is_written());
    let children = Catalogue::get().leaves(id).into_iter().filter(|leaf| *leaf != entry.id);
    let children = children.filter_map(|leaf| Catalogue::get().entry(leaf)).map(|leaf| line(leaf, library)).collect();
    Some(ControlView {
        line: line(entry, library),
        attributes: entry.attributes.clone(),
        new_in_2022: entry.new_in_2022,
        origin_2013: entry.origin_2013.clone(),
        amended_2024: entry.amended_2024,
        source: page.map(|page| page.source.clone()),
        reviewed: page.map(|page| page.front.reviewed.clone()),
        sources: page.map(|page| page.front.sources.clone()).unwrap_or_default(),
        related: page.map(|page| related(page, library)).unwrap_or_default(),
        checks: page.map(|page| page.front.checks.clone()).unwrap_or_default(),
        crosswalks: crosswalks(entry.id),
        sections: page.map(sections).unwrap_or_default(),
        children,
    })
}

/// The line of one requirement, if it exists.
pub(super) fn requirement_line(library: &Library, id: RequirementId) -> Option<ControlLine> {
    Catalogue::get().entry(id).map(|entry| line(entry, library))
}

fn line(entry: &Entry, library: &Library) -> ControlLine {
    ControlLine {
        id: entry.id,
        title: entry.title.clone(),
        kind: if entry.id.is_control() { "control" } else { "clause" },
        theme: entry.theme,
        page: library.page(entry.id).is_some_and(Page::is_written),
    }
}

fn related(page: &Page, library: &Library) -> Vec<RelatedView> {
    let title = |id: &str| {
        let requirement = Catalogue::get().canonical(id).and_then(|id| Catalogue::get().entry(id));
        requirement
            .map(|entry| entry.title.clone())
            .or_else(|| library.guide(id).map(|guide| guide.front.title.clone()))
            .unwrap_or_default()
    };
    page.front
        .related
        .iter()
        .map(|related| RelatedView { id: related.id.clone(), title: title(&related.id), why: related.why.clone() })
        .collect()
}

/// A page's sections as Markdown and as trees.
pub(super) fn sections(page: &Page) -> Vec<SectionView> {
    page.sections
        .iter()
        .filter_map(|section| {
            let markdown = page.slice(&section.range()?).to_owned();
            Some(SectionView { heading: section.heading.clone(), blocks: tree(&markdown, false), markdown })
        })
        .collect()
}
