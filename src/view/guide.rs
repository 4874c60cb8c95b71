//! A guide of the knowledge base as JSON.

use serde::Serialize;

use super::control::{ControlLine, SectionView, requirement_line, sections};
use crate::knowledge::{Library, PageKind, Source};

/// A line of the list of guides.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct GuideLine {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// A whole guide.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Guide")]
pub struct GuideView {
    /// The line of the list.
    #[serde(flatten)]
    pub line: GuideLine,
    /// The page's file.
    pub source: String,
    /// When it was last reviewed.
    pub reviewed: String,
    /// Public sources of the page.
    pub sources: Vec<Source>,
    /// The requirements that it explains.
    pub about: Vec<ControlLine>,
    /// Its sections.
    pub sections: Vec<SectionView>,
}

/// All guides, by name.
pub fn guide_lines(library: &Library) -> Vec<GuideLine> {
    let guides = library.pages().iter().filter(|page| page.front.kind == PageKind::Guide);
    guides.map(|page| GuideLine { id: page.front.id.clone(), title: page.front.title.clone() }).collect()
}

/// The whole guide of this name as Markdown.
pub fn guide_markdown(library: &Library, name: &str) -> Option<String> {
    let view = guide_view(library, name)?;
    let sections = view.sections.iter().map(|section| format!("\n\n## {}\n\n{}", section.heading, section.markdown));
    Some(format!("# {}{}", view.line.title, sections.collect::<String>()))
}

/// The guide of this name.
pub fn guide_view(library: &Library, name: &str) -> Option<GuideView> {
    let page = library.guide(name)?;
    Some(GuideView {
        line: GuideLine { id: page.front.id.clone(), title: page.front.title.clone() },
        source: page.source.clone(),
        reviewed: page.front.reviewed.clone(),
        sources: page.front.sources.clone(),
        about: page.front.about.iter().filter_map(|id| requirement_line(library, *id)).collect(),
        sections: sections(page),
    })
}
