//! Tags and texts, in the order in which they come, as blocks.

use crate::document::{
    Extracted, Kind,
    writer::{Mark, Writer},
};

/// Open elements that are remembered; deeper ones are read as if they were not there.
const MAX_OPEN: usize = 512;
/// Elements that never have a content.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements whose content is no text of the page.
const LEFT_OUT: [&str; 16] = [
    "head", "script", "style", "template", "noscript", "svg", "math", "nav", "iframe", "object", "select", "button",
    "textarea", "canvas", "video", "audio",
];
/// Elements that begin and end a block.
const BLOCKS: [&str; 27] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "html",
    "legend",
    "main",
    "p",
    "section",
    "summary",
    "tbody",
    "thead",
];

/// A start tag while it is read.
#[derive(Debug, Default)]
pub(super) struct Tag {
    name: String,
    attribute: String,
    hides: bool,
    start: Option<u64>,
}

/// What a page says so far.
#[derive(Debug, Default)]
pub(super) struct Page {
    writer: Writer,
    /// Open elements, and whether each hides what is in it.
    open: Vec<(String, bool)>,
    /// How many of them hide.
    hiding: usize,
    text: String,
    /// Lists that are open: the next number of each, or none for bullets.
    lists: Vec<Option<u64>>,
    /// The next block is the first of an item.
    item: Option<(usize, Mark)>,
    table: Table,
}

/// The table that is read; one inside a cell is part of that cell's text.
#[derive(Debug, Default)]
struct Table {
    depth: usize,
    rows: Vec<Vec<String>>,
}

impl Tag {
    pub(super) fn named(name: &[u8]) -> Self {
        Self { name: String::from_utf8_lossy(name).to_ascii_lowercase(), ..Self::default() }
    }

    pub(super) fn attribute(&mut self, name: &[u8]) {
        self.attribute = String::from_utf8_lossy(name).to_ascii_lowercase();
        self.hides |= self.attribute == "hidden";
    }

    pub(super) fn value(&mut self, value: &[u8]) {
        let value = String::from_utf8_lossy(value).to_ascii_lowercase();
        match self.attribute.as_str() {
            "style" => {
                let style: String = value.split_whitespace().collect();
                let tiny = style.split(';').any(|rule| matches!(rule, "font-size:0" | "font-size:0px" | "opacity:0"));
                self.hides |= style.contains("display:none") || style.contains("visibility:hidden") || tiny;
            }
            "start" => self.start = value.trim().parse().ok(),
            _ => {}
        }
    }
}

impl Page {
    pub(super) fn warn(&mut self, warning: &str) {
        self.writer.warn(warning);
    }

    pub(super) fn open(&mut self, tag: &Tag, self_closing: bool) {
        let name = tag.name.as_str();
        self.implied_ends(name);
        if self.hiding == 0 {
            self.begin(tag);
        }
        if VOID.contains(&name) || self_closing && LEFT_OUT.contains(&name) {
            return;
        }
        let hides = tag.hides || LEFT_OUT.contains(&name);
        if tag.hides && self.hiding == 0 {
            self.writer.warn("hidden text was left out");
        }
        if self.open.len() < MAX_OPEN {
            self.hiding += usize::from(hides);
            self.open.push((name.to_owned(), hides));
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|(open, _)| open == name) else {
            if name == "br" || name == "p" {
                self.flush();
            }
            return;
        };
        // An end inside a cell must not end what is around the table.
        let wall = self.open.iter().rposition(|(open, _)| matches!(open.as_str(), "td" | "th" | "caption"));
        if wall.is_some_and(|wall| at < wall)
            && !matches!(name, "table" | "tr" | "tbody" | "thead" | "td" | "th" | "body" | "html")
        {
            return;
        }
        for (ended, hides) in self.open.split_off(at).into_iter().rev() {
            if self.hiding == 0 {
                self.end(&ended);
            }
            self.hiding -= usize::from(hides);
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.hiding > 0 {
            return;
        }
        let pre = self.open.iter().any(|(open, _)| open == "pre") && self.table.depth == 0;
        if pre {
            self.text.push_str(text);
            return;
        }
        for (at, word) in text.split(char::is_whitespace).enumerate() {
            if at > 0 && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
    }

    pub(super) fn finish(mut self, kind: Kind) -> Extracted {
        self.close("html");
        while let Some((open, _)) = self.open.pop() {
            self.end(&open);
        }
        self.flush();
        self.writer.finish(kind)
    }

    /// Ends that authors may leave out.
    fn implied_ends(&mut self, name: &str) {
        let last = |page: &Self| page.open.last().map(|(open, _)| open.clone()).unwrap_or_default();
        let block = BLOCKS.contains(&name) || matches!(name, "ul" | "ol" | "table" | "pre" | "h1" | "h2" | "h3" | "h4");
        if block && last(self) == "p" {
            self.close("p");
        }
        let same: &[&str] = match name {
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "td" | "th" => &["td", "th"],
            "tr" => &["td", "th", "tr"],
            "tbody" => &["td", "th", "tr", "thead", "tbody"],
            _ => return,
        };
        while same.contains(&last(self).as_str()) || last(self) == "p" {
            let open = last(self);
            self.close(&open);
        }
    }

    fn begin(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "br" => self.text.push('\n'),
            "ul" | "ol" => {
                self.flush();
                self.lists.push((tag.name == "ol").then(|| tag.start.unwrap_or(1)));
            }
            "li" => {
                self.flush();
                let depth = self.lists.len().saturating_sub(1);
                let mark = match self.lists.last_mut() {
                    Some(Some(next)) => {
                        let mark = Mark::Number(*next);
                        *next = next.saturating_add(1);
                        mark
                    }
                    _ => Mark::Bullet,
                };
                self.item = Some((depth, mark));
                if self.table.depth > 0 {
                    self.text.push_str(" • ");
                }
            }
            "table" => {
                self.flush();
                self.table.depth += 1;
            }
            "tr" if self.table.depth == 1 => {
                self.text.clear();
                self.table.rows.push(Vec::new());
            }
            "td" | "th" if self.table.depth == 1 => self.text.clear(),
            name if is_block(name) => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.table.depth == 0 => {
                let level = name.trim_start_matches('h').parse().unwrap_or(1);
                let title = std::mem::take(&mut self.text);
                self.writer.heading(level, &title.replace('\n', " "));
            }
            "pre" if self.table.depth == 0 => {
                let text = std::mem::take(&mut self.text);
                self.writer.code(&text);
            }
            "ul" | "ol" => {
                self.flush();
                self.item = None;
                self.lists.pop();
            }
            "td" | "th" if self.table.depth == 1 => {
                let text = std::mem::take(&mut self.text);
                if let Some(row) = self.table.rows.last_mut() {
                    row.push(text);
                }
            }
            "table" => {
                self.table.depth = self.table.depth.saturating_sub(1);
                if self.table.depth == 0 {
                    self.flush();
                    let rows = std::mem::take(&mut self.table.rows);
                    self.writer.table(&rows);
                }
            }
            name if is_block(name) => self.flush(),
            _ => {}
        }
    }

    /// Writes the text that stands as a block. In a table it stays, for it is a cell's.
    fn flush(&mut self) {
        if self.table.depth > 0 {
            if !self.text.ends_with(' ') {
                self.text.push(' ');
            }
            return;
        }
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return;
        }
        match (self.item.take(), self.lists.is_empty()) {
            (Some((depth, mark)), _) => self.writer.item(depth, mark, &text),
            // A further paragraph of an item is a paragraph of its own.
            (None, _) => self.writer.paragraph(&text),
        }
    }
}

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || matches!(name, "li" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
