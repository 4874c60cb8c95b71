//! A Markdown text becomes a sheet: its first heading is the title, the table below it the title block.

use super::{
    Plain,
    sheet::{self, Block, Column, Heading, Sheet, Span, Table, float, words},
};
use crate::document::{Inline, Node, tree};

/// The sheet of a Markdown text. `title` is used when the text does not begin with a heading of its own.
pub(super) fn sheet(title: &str, markdown: &str, company: &str) -> Sheet {
    let mut sheet = Sheet { title: Plain::line(title), company: Plain::line(company), ..Sheet::default() };
    sheet.turns = true;
    let mut headings = 0;
    for (at, node) in tree(markdown, false).into_iter().enumerate() {
        match node {
            Node::Heading { level: 1, inlines } if at == 0 => sheet.title = Plain::line(&words(&spans(inlines))),
            Node::Table { header, rows } if at == 1 && header.len() == 2 => {
                sheet.facts = std::iter::once(header).chain(rows).map(fact).collect();
            }
            node => {
                headings += 1;
                sheet.blocks.push(block(node, headings));
            }
        }
    }
    let sections = sheet.blocks.iter().filter(|block| matches!(block, Block::Heading(heading) if heading.level == 1));
    if sections.count() >= SECTIONS && sheet.blocks.len() >= LONG {
        sheet.blocks.insert(0, Block::Contents);
    }
    sheet
}

/// A document with so many sections, and so many blocks, begins with its contents.
const SECTIONS: usize = 5;
const LONG: usize = 40;

/// A row of the title block.
fn fact(row: Vec<Vec<Inline>>) -> (Plain, Vec<Span>) {
    let mut cells = row.into_iter().map(spans);
    (Plain::line(&words(&cells.next().unwrap_or_default())), cells.next().unwrap_or_default())
}

fn block(node: Node, number: usize) -> Block {
    match node {
        Node::Paragraph { inlines } => Block::Paragraph(spans(inlines)),
        Node::Heading { level, inlines } => {
            let text = Plain::line(&words(&spans(inlines)));
            let on_new_page = level <= 2 && text.starts_with("Annex: decisions");
            let level = level.saturating_sub(1).clamp(1, 4);
            Block::Heading(Heading { level, text, anchor: format!("h-{number}"), verdict: None, on_new_page })
        }
        Node::List { ordered, start, items } => Block::List(
            ordered.then_some(start),
            items.into_iter().map(|item| item.into_iter().map(|node| block(node, number)).collect()).collect(),
        ),
        Node::Table { header, rows } => {
            let table = table(header, rows);
            let says = |title: &str| table.columns.iter().any(|column| &*column.title == title);
            let is_map = says("Impact 1");
            if is_map || says("Level") || says("After treatment") { Block::Levels(table) } else { Block::Table(table) }
        }
        Node::Code { text } => Block::Code(text.trim_end().into()),
        Node::Quote { blocks } => {
            Block::Frame(Plain::default(), blocks.into_iter().map(|node| block(node, number)).collect())
        }
        Node::Rule => Block::Rule,
    }
}

fn table(header: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>>) -> Table {
    let titles: Vec<Plain> = header.into_iter().map(|cell| Plain::line(&words(&spans(cell)))).collect();
    let count = titles.len();
    let rows: Vec<Vec<Vec<Span>>> = rows
        .into_iter()
        .map(|row| {
            let mut cells: Vec<Vec<Span>> = row.into_iter().map(spans).collect();
            cells.resize(count, Vec::new());
            cells
        })
        .collect();
    let widths = widths(&titles, &rows);
    let columns = titles.into_iter().zip(widths).map(|(title, width)| Column { title, width, is_number: false });
    Table { columns: columns.collect(), rows }
}

/// How many characters a line across the page holds in the size of tables, and across a turned one.
const LINE: f32 = 107.0;
const WIDE_LINE: f32 = 162.0;

/// The widths of the columns of a table whose author gave none: each has room for its longest word, and the rest is shared
/// by how much they hold.
fn widths(titles: &[Plain], rows: &[Vec<Vec<Span>>]) -> Vec<u16> {
    let (mut least, mut wants): (Vec<f32>, Vec<f32>) = (Vec::new(), Vec::new());
    for (at, title) in titles.iter().enumerate() {
        let texts: Vec<String> =
            rows.iter().filter_map(|row| row.get(at)).map(|cell| words(cell)).chain([title.to_string()]).collect();
        let lengths: Vec<usize> = texts.iter().map(|text| text.chars().count()).collect();
        let most = float(lengths.iter().copied().max().unwrap_or(1));
        let mean = float(lengths.iter().sum()) / float(lengths.len().max(1));
        let word = texts.iter().flat_map(|text| text.split_whitespace()).map(word_length).max();
        let word = float(word.unwrap_or(1)) * 1.15 + 4.0;
        least.push(word);
        // The mean of both keeps one column of sentences from starving the others.
        wants.push(((most * mean).sqrt() - word).max(0.5));
    }
    let (needed, wanted): (f32, f32) = (least.iter().sum(), wants.iter().sum());
    let line = if titles.len() >= sheet::WIDE { WIDE_LINE } else { LINE };
    let rest = (line - needed).max(0.0);
    let total = needed.max(line);
    least.iter().zip(&wants).map(|(least, want)| hundredths((least + rest * want / wanted) / total)).collect()
}

/// The room that a word needs: one with low lines can break there, and a very long one has to.
fn word_length(word: &str) -> usize {
    word.chars().count().min(if word.contains('_') { 18 } else { 26 })
}

fn hundredths(share: f32) -> u16 {
    (1..=100).rev().find(|hundredth| f32::from(*hundredth) <= share * 100.0).unwrap_or(1)
}

/// Inlines of a tree as spans. A strong `[decide: …]` is something that a person still has to decide.
pub(super) fn spans(inlines: Vec<Inline>) -> Vec<Span> {
    inlines
        .into_iter()
        .map(|inline| match inline {
            Inline::Text { text } | Inline::Ref { text, .. } => Span::text(text),
            Inline::Strong { inlines } => {
                let inner = spans(inlines);
                if words(&inner).starts_with("[decide") { Span::Mark(inner) } else { Span::Strong(inner) }
            }
            Inline::Emphasis { inlines } => Span::Emphasis(spans(inlines)),
            Inline::Code { text } => Span::Code(text.into()),
            Inline::Break => Span::Break,
            Inline::Cite { n } => Span::text(format!("[{n}]")),
        })
        .collect()
}

/// The blocks of a Markdown text that stands inside another sheet: its headings become bold lines.
pub(super) fn inner_blocks(markdown: &str) -> Vec<Block> {
    let flat = |node| match block(node, 0) {
        Block::Heading(heading) => Block::Paragraph(vec![Span::strong(heading.text)]),
        block => block,
    };
    tree(markdown, false).into_iter().map(flat).collect()
}
