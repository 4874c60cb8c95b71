//! What the styles of a Word document mean: which are headings, at what level, which number, which hide.

use std::collections::HashMap;

use crate::document::{
    TextError,
    xml::{Element, Parts},
};

/// How many styles may stand on each other.
const MAX_CHAIN: usize = 20;

/// The styles by id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    usual: Option<String>,
    /// Whether any paragraph of the document is a heading by its style.
    pub(super) has_headings: bool,
}

#[derive(Debug, Default, Clone)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<usize>,
    list: Option<String>,
    list_level: Option<usize>,
    hidden: Option<bool>,
    bold: Option<bool>,
}

/// What holds for one paragraph.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    /// The level of a heading, from 1.
    pub(super) heading: Option<usize>,
    /// It is the document's title.
    pub(super) title: bool,
    /// It is a line of a table of contents.
    pub(super) contents: bool,
    /// Its list and the level in it, from 0.
    pub(super) numbered: Option<(String, usize)>,
    /// All of it is hidden.
    pub(super) hidden: bool,
}

impl Styles {
    pub(super) fn read(text: &str) -> Result<Self, TextError> {
        let mut styles = Self::default();
        let mut parts = Parts::of(text);
        while let Some(element) = parts.next("style")? {
            let Some(id) = element.attribute("styleId") else { continue };
            if element.attribute("default") == Some("1") && element.attribute("type") == Some("paragraph") {
                styles.usual = Some(id.to_owned());
            }
            styles.by_id.insert(id.to_owned(), Style::of(&element));
        }
        Ok(styles)
    }

    /// Looks through a document for headings, and tells whether it has a title above them.
    pub(super) fn survey(&mut self, text: &str) -> Result<bool, TextError> {
        let mut parts = Parts::of(text);
        let mut title = false;
        while let Some(settings) = parts.next("pPr")? {
            let meaning = self.meaning(Some(&settings));
            title |= meaning.title;
            self.has_headings |= meaning.heading.is_some();
        }
        Ok(title)
    }

    /// Whether a style is the one of titles.
    fn is_title(&self, id: &str) -> bool {
        self.by_id.get(id).map_or(id, |style| style.name.as_str()).eq_ignore_ascii_case("title")
    }

    /// What the style and the settings of a paragraph make of it.
    pub(super) fn of_paragraph(&self, paragraph: &Element) -> Meaning {
        self.meaning(paragraph.child("pPr"))
    }

    fn meaning(&self, settings: Option<&Element>) -> Meaning {
        let id = settings.and_then(|settings| settings.setting("pStyle")).or(self.usual.as_deref()).unwrap_or("");
        let name = self.by_id.get(id).map_or(id, |style| style.name.as_str()).to_lowercase();
        let own = settings.and_then(outline);
        let by_name = name.strip_prefix("heading").and_then(|level| level.trim().parse::<usize>().ok());
        let level = own.or_else(|| by_name.map(|level| level.saturating_sub(1)));
        let level = level.or_else(|| self.inherited(id, |style| style.outline)).filter(|level| *level < 9);
        let list = settings.and_then(|settings| settings.child("numPr"));
        let list_id = list.and_then(|list| list.setting("numId").map(str::to_owned));
        let list_id = list_id.or_else(|| self.inherited(id, |style| style.list.clone())).filter(|id| id != "0");
        let list_level = list.and_then(|list| list.setting("ilvl")?.parse().ok());
        let list_level = list_level.or_else(|| self.inherited(id, |style| style.list_level));
        Meaning {
            heading: level.map(|level| level + 1),
            title: self.is_title(id),
            contents: is_contents(&name),
            numbered: list_id.map(|id| (id, list_level.unwrap_or(0))),
            hidden: self.hides(id),
        }
    }

    /// Whether a style hides its text.
    pub(super) fn hides(&self, id: &str) -> bool {
        self.inherited(id, |style| style.hidden).unwrap_or(false)
    }

    /// Whether a style makes its text bold.
    pub(super) fn is_bold(&self, id: &str) -> bool {
        self.inherited(id, |style| style.bold).unwrap_or(false)
    }

    /// What the style, or the nearest one that it is based on, says.
    fn inherited<T>(&self, id: &str, said: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut id = id;
        for _ in 0..MAX_CHAIN {
            let style = self.by_id.get(id)?;
            if let Some(value) = said(style) {
                return Some(value);
            }
            id = style.based_on.as_deref()?;
        }
        None
    }
}

impl Style {
    fn of(element: &Element) -> Self {
        let paragraph = element.child("pPr");
        let list = paragraph.and_then(|settings| settings.child("numPr"));
        let run = element.child("rPr");
        Self {
            name: element.setting("name").unwrap_or("").to_owned(),
            based_on: element.setting("basedOn").map(str::to_owned),
            outline: paragraph.and_then(outline),
            list: list.and_then(|list| list.setting("numId")).map(str::to_owned),
            list_level: list.and_then(|list| list.setting("ilvl")?.parse().ok()),
            hidden: run.and_then(|run| run.is_on("vanish")),
            bold: run.and_then(|run| run.is_on("b")),
        }
    }
}

fn outline(settings: &Element) -> Option<usize> {
    settings.setting("outlineLvl")?.parse().ok()
}

/// `toc 1` … and the heading above them.
fn is_contents(name: &str) -> bool {
    name == "toc heading" || name.strip_prefix("toc ").is_some_and(|level| level.parse::<u8>().is_ok())
}
