//! `OpenDocument` text: headings, paragraphs, lists and tables; tracked deletions and contents are left out.

use super::{
    Extracted, Kind, TextError,
    package::Package,
    writer::{Mark, Writer},
    xml::{Element, Node, Parts},
};

/// Lists in lists, sections in sections.
const MAX_NESTING: usize = 16;

/// The text of an `OpenDocument` text.
pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, TextError> {
    let mut package = Package::open(bytes)?;
    if package.text("META-INF/manifest.xml")?.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(TextError::Encrypted);
    }
    let Some(text) = package.text("content.xml")? else {
        return Err(TextError::Damaged("it has no content".to_owned()));
    };
    let mut document = Document { writer: Writer::default(), notes: Vec::new() };
    let mut parts = Parts::of(&text);
    // Below the document (0), its body (1) and its text (2) are the blocks.
    while let Some(block) = parts.next_of(|_, depth| depth == 3)? {
        document.block(&block, 0);
    }
    Ok(document.finish())
}

struct Document {
    writer: Writer,
    notes: Vec<String>,
}

impl Document {
    fn block(&mut self, block: &Element, depth: usize) {
        if depth > MAX_NESTING {
            return;
        }
        match block.name.as_str() {
            "h" => {
                let level = block.attribute("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1);
                let text = self.line(block);
                self.writer.heading(level, &text);
            }
            "p" => {
                let text = self.line(block);
                self.writer.paragraph(&text);
            }
            "list" => self.list(block, 0),
            "table" => self.table(block),
            "section" | "frame" | "text-box" | "index-body" => {
                block.elements().for_each(|inner| self.block(inner, depth + 1));
            }
            "tracked-changes" => self.writer.warn("the document has tracked changes: deleted text was left out"),
            _ => {}
        }
    }

    fn list(&mut self, list: &Element, depth: usize) {
        for item in list.elements().filter(|inner| matches!(inner.name.as_str(), "list-item" | "list-header")) {
            for inner in item.elements() {
                match inner.name.as_str() {
                    // Office suites make numbered headings out of lists.
                    "h" => self.block(inner, depth),
                    "p" => {
                        let text = self.line(inner);
                        self.writer.item(depth, Mark::Bullet, &text);
                    }
                    "list" if depth < MAX_NESTING => self.list(inner, depth + 1),
                    _ => {}
                }
            }
        }
    }

    fn table(&mut self, table: &Element) {
        let mut rows = Vec::new();
        let groups = ["table-header-rows", "table-rows", "table-row-group"];
        for inner in table.elements() {
            match inner.name.as_str() {
                "table-row" => rows.push(self.row(inner)),
                name if groups.contains(&name) => {
                    rows.extend(inner.elements().filter(|row| row.name == "table-row").map(|row| self.row(row)));
                }
                _ => {}
            }
        }
        self.writer.table(&rows);
    }

    fn row(&mut self, row: &Element) -> Vec<String> {
        let cells = row.elements().filter(|cell| matches!(cell.name.as_str(), "table-cell" | "covered-table-cell"));
        let text = |cell: &Element| {
            let mut texts = Vec::new();
            self.gather(cell, &mut texts, 0);
            texts.join(" ")
        };
        cells.map(text).collect()
    }

    fn gather(&mut self, element: &Element, texts: &mut Vec<String>, depth: usize) {
        for inner in element.elements() {
            match inner.name.as_str() {
                "p" | "h" => texts.push(self.line(inner)),
                _ if depth < MAX_NESTING => self.gather(inner, texts, depth + 1),
                _ => {}
            }
        }
    }

    /// The text of a paragraph.
    fn line(&mut self, element: &Element) -> String {
        let mut text = String::new();
        self.inline(element, &mut text, 0);
        text
    }

    fn inline(&mut self, element: &Element, text: &mut String, depth: usize) {
        if depth > MAX_NESTING * 2 {
            return;
        }
        for node in &element.children {
            let inner = match node {
                Node::Text(piece) => {
                    // Line breaks of the file are white space here; real ones are elements.
                    text.push_str(&piece.replace(['\n', '\r'], " "));
                    continue;
                }
                Node::Element(inner) => inner,
            };
            match inner.name.as_str() {
                "s" | "tab" => text.push(' '),
                "line-break" => text.push('\n'),
                "note" => {
                    let mut texts = Vec::new();
                    inner.child("note-body").into_iter().for_each(|body| self.gather(body, &mut texts, 0));
                    self.notes.push(texts.join(" "));
                }
                "annotation" | "annotation-end" | "hidden-text" | "hidden-paragraph" | "page-number" => {}
                _ => self.inline(inner, text, depth + 1),
            }
        }
    }

    fn finish(mut self) -> Extracted {
        if !self.notes.is_empty() {
            self.writer.heading(2, "Notes");
        }
        for (number, note) in (1..).zip(&self.notes) {
            self.writer.item(0, Mark::Number(number), note);
        }
        self.writer.finish(Kind::OpenDocument)
    }
}
