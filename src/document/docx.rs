//! Word: headings by style, lists by their numbering, tables, footnotes at the end; hidden text, comments and deleted
//! text are left out.

mod numbering;
mod paragraph;
mod styles;

use numbering::Numbering;
use paragraph::{Fields, Paragraph, Reading};
use styles::Styles;

use super::{
    Extracted, Kind, TextError,
    package::Package,
    writer::{Mark, Writer},
    xml::{Element, Parts},
};

/// Tables inside tables, text boxes inside text boxes.
const MAX_NESTING: usize = 8;

/// The text of a Word document.
pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, TextError> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part()?.unwrap_or_else(|| "word/document.xml".to_owned());
    let related = package.relations(&main)?;
    let mut part = |kind: &str, usual: &str| {
        let named = related.iter().find(|relation| relation.kind.ends_with(kind));
        package.text(named.map_or(usual, |relation| relation.target.as_str()))
    };
    let mut styles = Styles::read(part("/styles", "word/styles.xml")?.as_deref().unwrap_or(""))?;
    let numbering = Numbering::read(part("/numbering", "word/numbering.xml")?.as_deref().unwrap_or(""))?;
    let footnotes = part("/footnotes", "word/footnotes.xml")?;
    let endnotes = part("/endnotes", "word/endnotes.xml")?;
    let Some(text) = package.text(&main)? else {
        return Err(TextError::Damaged("it has no document part".to_owned()));
    };
    let shift = usize::from(styles.survey(&text)?);
    let mut document = Document { styles, numbering, writer: Writer::default(), fields: Fields::default(), shift };
    document.body(&text)?;
    for notes in [footnotes, endnotes].into_iter().flatten() {
        document.notes(&notes)?;
    }
    Ok(document.writer.finish(Kind::Word))
}

struct Document {
    styles: Styles,
    numbering: Numbering,
    writer: Writer,
    fields: Fields,
    /// Levels that headings move down because the document has a title above them.
    shift: usize,
}

impl Document {
    fn body(&mut self, text: &str) -> Result<(), TextError> {
        let mut parts = Parts::of(text);
        // Below the document (0) and its body (1) are the blocks.
        while let Some(block) = parts.next_of(|_, depth| depth == 2)? {
            self.block(&block, 0);
        }
        Ok(())
    }

    fn block(&mut self, block: &Element, depth: usize) {
        if depth > MAX_NESTING {
            self.writer.warn("parts that are nested very deep were left out");
            return;
        }
        match block.name.as_str() {
            "p" => self.paragraph(block, depth),
            "tbl" => self.table(block, depth),
            "sdt" if is_contents(block) => {}
            "AlternateContent" => {
                let choice = block.child("Choice").or_else(|| block.child("Fallback"));
                choice.into_iter().flat_map(Element::elements).for_each(|inner| self.block(inner, depth + 1));
            }
            "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag" => {
                block.elements().for_each(|inner| self.block(inner, depth + 1));
            }
            _ => {}
        }
    }

    fn paragraph(&mut self, block: &Element, depth: usize) {
        let style = self.styles.of_paragraph(block);
        let read = self.read(block, style.hidden);
        if style.contents {
            return;
        }
        let label = style.numbered.as_ref().filter(|_| !read.text.trim().is_empty());
        let label = label.and_then(|(list, level)| self.numbering.next(list, *level));
        self.write(&read, style.heading, style.title, label);
        for shape in &read.boxes {
            for inner in shape {
                self.block(inner, depth + 1);
            }
        }
    }

    fn read<'a>(&mut self, block: &'a Element, hidden: bool) -> Paragraph<'a> {
        let reading = Reading { styles: &self.styles, hidden };
        let read = reading.paragraph(block, &mut self.fields);
        if read.hidden {
            self.writer.warn("hidden text was left out");
        }
        if read.deleted {
            self.writer.warn("the document has tracked changes: deleted text was left out, inserted text was kept");
        }
        read
    }

    fn write(&mut self, read: &Paragraph<'_>, heading: Option<usize>, title: bool, label: Option<numbering::Label>) {
        let text = read.text.trim();
        let numbered = |label: Option<numbering::Label>| match label {
            Some(label) if !label.bullet && !label.text.is_empty() => format!("{} {text}", label.text),
            _ => text.to_owned(),
        };
        if title {
            return self.writer.heading(1, text);
        }
        if let Some(level) = heading {
            return self.writer.heading(level + self.shift, &numbered(label));
        }
        let Some(label) = label else {
            // Where no style says so, a short bold line is what its author used for a heading.
            return if read.is_bold_line() && !self.styles.has_headings {
                self.writer.heading(2, text);
            } else {
                self.writer.paragraph(text);
            };
        };
        if label.bullet {
            self.writer.item(label.level, Mark::Bullet, text);
        } else if read.is_bold_line() && !self.styles.has_headings {
            self.writer.heading(2 + label.level, &numbered(Some(label)));
        } else if label.is_plain {
            self.writer.item(label.level, Mark::Number(label.number), text);
        } else {
            self.writer.paragraph(&numbered(Some(label)));
        }
    }

    fn table(&mut self, table: &Element, depth: usize) {
        let rows: Vec<Vec<&Element>> = rows(table).into_iter().map(cells).collect();
        let single = rows.iter().all(|row| row.len() < 2) || rows.len() == 1 && is_layout(&rows);
        if single {
            // A frame around text is no table.
            rows.iter().flatten().flat_map(|cell| cell.elements()).for_each(|inner| self.block(inner, depth + 1));
            return;
        }
        let mut texts: Vec<Vec<String>> = Vec::new();
        for row in &rows {
            let above = texts.last().map_or([].as_slice(), Vec::as_slice);
            texts.push(self.row(row, above));
        }
        self.writer.table(&texts);
    }

    /// The texts of a row. What is merged with the row above says the same in this one.
    fn row(&mut self, row: &[&Element], above: &[String]) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for cell in row {
            let merged = cell.at(&["tcPr", "vMerge"]).filter(|merge| merge.attribute("val") != Some("restart"));
            let held = merged.and_then(|_| above.get(texts.len())).cloned();
            texts.push(self.cell(cell, 0));
            if let Some((text, held)) = texts.last_mut().zip(held) {
                *text = held;
            }
            let span = cell.at(&["tcPr", "gridSpan"]).and_then(|span| span.attribute("val")?.parse::<usize>().ok());
            texts.extend((1..span.unwrap_or(1).min(64)).map(|_| String::new()));
        }
        texts
    }

    /// The text of a cell on one line.
    fn cell(&mut self, cell: &Element, depth: usize) -> String {
        let mut texts: Vec<String> = Vec::new();
        for inner in cell.elements() {
            let text = match inner.name.as_str() {
                "p" => {
                    let style = self.styles.of_paragraph(inner);
                    let text = self.read(inner, style.hidden).text;
                    let label = style.numbered.as_ref().filter(|_| !text.trim().is_empty());
                    match label.and_then(|(list, level)| self.numbering.next(list, *level)) {
                        Some(label) if label.bullet => format!("• {text}"),
                        Some(label) if !label.text.is_empty() => format!("{} {text}", label.text),
                        _ => text,
                    }
                }
                "tbl" | "tr" | "tc" | "sdt" | "sdtContent" | "ins" | "customXml" if depth < MAX_NESTING => {
                    self.cell(inner, depth + 1)
                }
                _ => continue,
            };
            texts.push(text.trim().to_owned());
        }
        texts.retain(|text| !text.is_empty());
        texts.join(" ")
    }

    /// Footnotes or endnotes; those below 1 are lines that separate.
    fn notes(&mut self, text: &str) -> Result<(), TextError> {
        let mut parts = Parts::of(text);
        let mut number = 0;
        while let Some(note) = parts.next_of(|name, _| matches!(name, "footnote" | "endnote"))? {
            let text = self.cell(&note, 0);
            if note.attribute("type").is_some() || text.is_empty() {
                continue;
            }
            number += 1;
            if number == 1 {
                self.writer.heading(1 + self.shift, "Notes");
            }
            self.writer.item(0, Mark::Number(number), &text);
        }
        Ok(())
    }
}

fn rows(table: &Element) -> Vec<&Element> {
    below(table, "tr")
}

fn cells(row: &Element) -> Vec<&Element> {
    below(row, "tc")
}

/// Elements of a name, directly inside or inside what only wraps them.
fn below<'a>(element: &'a Element, name: &str) -> Vec<&'a Element> {
    let mut found = Vec::new();
    for inner in element.elements() {
        match inner.name.as_str() {
            same if same == name => found.push(inner),
            "sdt" | "sdtContent" | "ins" | "customXml" => found.extend(below(inner, name)),
            _ => {}
        }
    }
    found
}

/// A single row of cells with several paragraphs each sets pages, not values.
fn is_layout(rows: &[Vec<&Element>]) -> bool {
    let paragraphs = |cell: &&Element| cell.elements().filter(|inner| inner.name == "p").count();
    rows.iter().flatten().any(|cell| paragraphs(cell) > 3)
}

/// Whether a content control is a table of contents.
fn is_contents(block: &Element) -> bool {
    let gallery = block.at(&["sdtPr", "docPartObj", "docPartGallery"]);
    gallery.and_then(|gallery| gallery.attribute("val")) == Some("Table of Contents")
}
