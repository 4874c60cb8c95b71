//! The blocks of a sheet as the body of a Word file.

use super::{
    TEXT_WIDTH, WIDE_WIDTH, frame,
    run::{Look, Role, bookmark, escape, run, runs},
    table,
};
use crate::export::{
    sheet::{Block, Heading, Sheet, Span},
    tone::{self, hex},
};

/// A body and the numbered lists in it.
#[derive(Default)]
pub(super) struct Body {
    /// The part's XML.
    pub(super) xml: String,
    /// The first number of each numbered list, in order.
    pub(super) lists: Vec<u64>,
    bookmarks: usize,
}

/// Where blocks stand.
#[derive(Clone, Copy)]
struct Place {
    /// How deep in lists.
    depth: u32,
    /// The style of paragraphs.
    style: &'static str,
    /// The room they have.
    width: u32,
}

/// The body of a sheet.
pub(super) fn write(sheet: &Sheet) -> Body {
    let mut body = Body::default();
    body.xml.push_str(&format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"{}\" xmlns:r=\"{}\"><w:body>",
        super::parts::WORD,
        super::parts::OFFICE
    ));
    if let Some((logo, _)) = super::logo(sheet) {
        body.paragraph("Kind", "<w:spacing w:after=\"360\"/>", &super::parts::picture(logo));
    }
    if !sheet.kind.is_empty() {
        body.paragraph("Kind", "", &run(&sheet.kind, Look::default()));
    }
    body.paragraph("Title", "", &run(&sheet.title, Look::default()));
    if !sheet.facts.is_empty() {
        body.xml.push_str(&table::facts(&sheet.facts));
        body.paragraph("AfterTable", "", "");
    }
    let parts = sheet.parts();
    let count = parts.len();
    for (at, (is_wide, blocks)) in parts.into_iter().enumerate() {
        let width = if is_wide { WIDE_WIDTH } else { TEXT_WIDTH };
        body.blocks(blocks, sheet, Place { depth: 0, style: "BodyText", width });
        let section = frame::section(is_wide, at == 0);
        if at + 1 < count {
            body.paragraph("AfterTable", &section, "");
        } else {
            body.xml.push_str(&section);
        }
    }
    if count == 0 {
        body.xml.push_str(&frame::section(false, true));
    }
    body.xml.push_str("</w:body></w:document>");
    body
}

impl Body {
    fn paragraph(&mut self, style: &str, properties: &str, runs: &str) {
        self.xml.push_str(&paragraph(style, properties, runs));
    }

    fn blocks(&mut self, blocks: &[Block], sheet: &Sheet, place: Place) {
        for block in blocks {
            self.block(block, sheet, place);
        }
    }

    fn block(&mut self, block: &Block, sheet: &Sheet, place: Place) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(spans) => {
                // A verdict opens a check: it stands apart from the one before and stays with what follows.
                let opens = matches!(spans.first(), Some(Span::Verdict(_)));
                let room = if opens { "<w:keepNext/><w:spacing w:before=\"180\" w:after=\"80\"/>" } else { "" };
                self.paragraph(place.style, &format!("{room}{}", indent(place.depth)), &runs(spans, Look::default()));
            }
            Block::List(first, items) => self.list(*first, items, sheet, place),
            Block::Table(one) => {
                self.xml.push_str(&table::table(one, place.width, false));
                self.paragraph("AfterTable", "", "");
            }
            Block::Levels(one) => {
                self.xml.push_str(&table::table(one, place.width, true));
                self.paragraph("AfterTable", "", "");
            }
            Block::Quote(text, source) => {
                self.paragraph("Quote", "<w:keepNext/>", &run(text, Look::default()));
                self.paragraph("QuoteSource", "", &run(source, Look::default()));
            }
            Block::Frame(title, inner) => self.frame(title, inner, sheet, place),
            Block::Chart(chart) => {
                self.xml.push_str(&table::chart(chart));
                self.paragraph("AfterTable", "", "");
            }
            Block::Code(text) => self.paragraph("Code", "", &run(text, Look::default().with(Role::Code))),
            Block::Contents => self.contents(sheet),
            Block::Rule => self.paragraph("Rule", "", ""),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        self.bookmarks += 1;
        let id = self.bookmarks;
        let mut text = run(&heading.text, Look::default());
        if let Some(verdict) = heading.verdict {
            text.push_str(&run(" ", Look::default()));
            text.push_str(&runs(&[Span::Verdict(verdict)], Look::default()));
        }
        // The page's edge already sets it apart.
        let before = if heading.on_new_page {
            "<w:keepNext/><w:pageBreakBefore/><w:pBdr><w:top w:val=\"nil\"/></w:pBdr><w:spacing w:before=\"0\"/>"
        } else {
            "<w:keepNext/>"
        };
        let marked = format!(
            "<w:bookmarkStart w:id=\"{id}\" w:name=\"{}\"/>{text}<w:bookmarkEnd w:id=\"{id}\"/>",
            bookmark(&heading.anchor)
        );
        self.paragraph(&format!("Heading{}", heading.level), before, &marked);
    }

    fn list(&mut self, first: Option<u64>, items: &[Vec<Block>], sheet: &Sheet, place: Place) {
        // Number 1 is the bullets; each numbered list has a number of its own, so that each begins anew.
        let number = match first {
            None => 1,
            Some(first) => {
                self.lists.push(first);
                self.lists.len() + 1
            }
        };
        let level = place.depth.min(8);
        let inner = Place { depth: place.depth + 1, ..place };
        for item in items {
            let marked = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{number}\"/></w:numPr>");
            match item.as_slice() {
                [Block::Paragraph(spans), rest @ ..] => {
                    self.paragraph("ListParagraph", &marked, &runs(spans, Look::default()));
                    self.blocks(rest, sheet, Place { style: "ListParagraph", ..inner });
                }
                all => {
                    self.paragraph("ListParagraph", &marked, "");
                    self.blocks(all, sheet, Place { style: "ListParagraph", ..inner });
                }
            }
        }
    }

    fn frame(&mut self, title: &str, inner: &[Block], sheet: &Sheet, place: Place) {
        let width = place.width.saturating_sub(300);
        self.xml.push_str(&format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/>{}<w:tblLayout w:type=\"fixed\"/>\
             <w:tblCellMar><w:top w:w=\"100\" w:type=\"dxa\"/><w:left w:w=\"150\" w:type=\"dxa\"/>\
             <w:bottom w:w=\"40\" w:type=\"dxa\"/><w:right w:w=\"150\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
             <w:tblGrid><w:gridCol w:w=\"{}\"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>\
             <w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{}\"/></w:tcPr>",
            place.width,
            table::borders(false),
            place.width,
            place.width,
            hex(tone::SUNKEN)
        ));
        if !title.is_empty() {
            self.paragraph("FrameText", "<w:keepNext/>", &run(title, Look::BOLD));
        }
        self.blocks(inner, sheet, Place { depth: 0, style: "FrameText", width });
        // A cell has to end with a paragraph; after a list or text it has.
        if !matches!(inner.last(), Some(Block::Paragraph(_) | Block::List(..))) {
            self.paragraph("AfterTable", "", "");
        }
        self.xml.push_str("</w:tc></w:tr></w:tbl>");
        self.paragraph("AfterTable", "", "");
    }

    fn contents(&mut self, sheet: &Sheet) {
        for block in &sheet.blocks {
            if let Block::Heading(heading) = block
                && heading.level == 1
            {
                let link = Span::Link(heading.anchor.clone(), heading.text.clone());
                self.paragraph("Contents", "", &runs(&[link], Look::default()));
            }
        }
    }
}

/// A paragraph of a style.
pub(super) fn paragraph(style: &str, properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{}\"/>{properties}</w:pPr>{runs}</w:p>", escape(style))
}

fn indent(depth: u32) -> String {
    if depth == 0 { String::new() } else { format!("<w:ind w:left=\"{}\"/>", depth * 360) }
}
