//! A text as a typed tree that a page can build without ever interpreting markup.
//!
//! Raw HTML, links and images of the text become plain text here, so nothing that a document or a model wrote can point a
//! reader's browser anywhere. The only links are requirement ids and citation numbers, which the program puts in.

use std::{iter::Peekable, sync::LazyLock};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use regex::Regex;
use serde::Serialize;

use super::block::markdown_options;
use crate::iso::{Meaning, mentions};

static CITE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[(\d{1,3})\]").ok());

/// How deep lists and quotations may nest before the rest is shown flat.
const MAX_DEPTH: usize = 12;

/// A block to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Node {
    /// A paragraph.
    Paragraph {
        /// Its text.
        inlines: Vec<Inline>,
    },
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its text.
        inlines: Vec<Inline>,
    },
    /// A list.
    List {
        /// Numbered or not.
        ordered: bool,
        /// The first number.
        start: u64,
        /// The items.
        items: Vec<Vec<Node>>,
    },
    /// A table.
    Table {
        /// The header's cells.
        header: Vec<Vec<Inline>>,
        /// The rows' cells.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// Preformatted text.
    Code {
        /// The text.
        text: String,
    },
    /// A quotation.
    Quote {
        /// What is quoted.
        blocks: Vec<Node>,
    },
    /// A line across.
    Rule,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Inline {
    /// Plain text.
    Text {
        /// The text.
        text: String,
    },
    /// Bold.
    Strong {
        /// What is bold.
        inlines: Vec<Inline>,
    },
    /// Italic.
    Emphasis {
        /// What is italic.
        inlines: Vec<Inline>,
    },
    /// Code.
    Code {
        /// The text.
        text: String,
    },
    /// A line break.
    Break,
    /// A citation number.
    Cite {
        /// Which citation.
        n: usize,
    },
    /// A requirement of the catalogue.
    Ref {
        /// Its canonical id.
        id: String,
        /// As it was written.
        text: String,
    },
}

/// The tree of a Markdown text. With `citations`, `[1]` becomes a citation number.
pub fn tree(markdown: &str, citations: bool) -> Vec<Node> {
    let mut events = Parser::new_ext(markdown, markdown_options()).peekable();
    let mut nodes = Vec::new();
    while events.peek().is_some() {
        nodes.extend(nodes_until(&mut events, None, Options { citations, depth: 0 }));
    }
    nodes
}

/// The words of a Markdown text without its marks.
pub fn plain_text(markdown: &str) -> String {
    let mut words = String::new();
    for event in Parser::new_ext(markdown, markdown_options()) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                words.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak | Event::End(_) if !words.ends_with(' ') => words.push(' '),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Clone, Copy)]
struct Options {
    citations: bool,
    depth: usize,
}

fn nodes_until<'a>(
    events: &mut Peekable<impl Iterator<Item = Event<'a>>>,
    end: Option<TagEnd>,
    options: Options,
) -> Vec<Node> {
    let mut nodes = Vec::new();
    while let Some(event) = events.peek() {
        match event {
            Event::End(tag) if Some(*tag) == end => {
                events.next();
                break;
            }
            Event::Start(tag) if is_block(tag) => {
                let tag = tag.clone();
                events.next();
                nodes.extend(block_node(events, &tag, options));
            }
            Event::Rule => {
                events.next();
                nodes.push(Node::Rule);
            }
            Event::End(_) => {
                events.next();
            }
            // Text directly in an item of a tight list.
            _ => {
                let inlines = inlines_until(events, None, options);
                if !inlines.is_empty() {
                    nodes.push(Node::Paragraph { inlines });
                }
            }
        }
    }
    nodes
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::List(_)
            | Tag::Item
            | Tag::Table(_)
    )
}

fn block_node<'a>(
    events: &mut Peekable<impl Iterator<Item = Event<'a>>>,
    tag: &Tag<'a>,
    options: Options,
) -> Option<Node> {
    let inner = Options { depth: options.depth + 1, ..options };
    let end = tag.to_end();
    if inner.depth > MAX_DEPTH {
        return Some(Node::Code { text: text_until(events, end) });
    }
    Some(match tag {
        Tag::Paragraph => Node::Paragraph { inlines: inlines_until(events, Some(end), inner) },
        Tag::Heading { level, .. } => {
            Node::Heading { level: *level as u8, inlines: inlines_until(events, Some(end), inner) }
        }
        Tag::BlockQuote(_) => Node::Quote { blocks: nodes_until(events, Some(end), inner) },
        Tag::List(first) => {
            Node::List { ordered: first.is_some(), start: first.unwrap_or(1), items: items_until(events, end, inner) }
        }
        Tag::Table(_) => table(events, inner),
        Tag::CodeBlock(_) => Node::Code { text: text_until(events, end) },
        Tag::HtmlBlock => Node::Paragraph { inlines: vec![Inline::Text { text: text_until(events, end) }] },
        _ => return None,
    })
}

fn items_until<'a>(
    events: &mut Peekable<impl Iterator<Item = Event<'a>>>,
    end: TagEnd,
    options: Options,
) -> Vec<Vec<Node>> {
    let mut items = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::End(tag) if tag == end => break,
            Event::Start(Tag::Item) => items.push(nodes_until(events, Some(TagEnd::Item), options)),
            _ => {}
        }
    }
    items
}

fn table<'a>(events: &mut Peekable<impl Iterator<Item = Event<'a>>>, options: Options) -> Node {
    let (mut header, mut rows, mut row) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::TableCell) => row.push(inlines_until(events, Some(TagEnd::TableCell), options)),
            Event::End(TagEnd::TableHead) => header = std::mem::take(&mut row),
            Event::End(TagEnd::TableRow) => rows.push(std::mem::take(&mut row)),
            Event::End(TagEnd::Table) => break,
            _ => {}
        }
    }
    Node::Table { header, rows }
}

fn inlines_until<'a>(
    events: &mut Peekable<impl Iterator<Item = Event<'a>>>,
    end: Option<TagEnd>,
    options: Options,
) -> Vec<Inline> {
    let mut inlines = Vec::new();
    let mut text = String::new();
    while let Some(event) = events.peek() {
        match event {
            Event::End(tag) if Some(*tag) == end => {
                events.next();
                break;
            }
            Event::End(TagEnd::Item) if end.is_none() => break,
            Event::Start(tag) if end.is_none() && is_block(tag) => break,
            _ => {}
        }
        let Some(event) = events.next() else { break };
        match event {
            Event::Text(piece) | Event::Html(piece) | Event::InlineHtml(piece) => text.push_str(&piece),
            Event::SoftBreak => text.push(' '),
            Event::TaskListMarker(done) => text.push_str(if done { "[x] " } else { "[ ] " }),
            other => {
                flush(&mut text, &mut inlines, options);
                inlines.extend(inline(events, other, options));
            }
        }
    }
    flush(&mut text, &mut inlines, options);
    inlines
}

fn inline<'a>(
    events: &mut Peekable<impl Iterator<Item = Event<'a>>>,
    event: Event<'a>,
    options: Options,
) -> Vec<Inline> {
    let inner = Options { depth: options.depth + 1, ..options };
    match event {
        Event::Code(text) => vec![Inline::Code { text: text.into_string() }],
        Event::HardBreak => vec![Inline::Break],
        Event::Start(tag) if inner.depth > MAX_DEPTH => vec![Inline::Text { text: text_until(events, tag.to_end()) }],
        Event::Start(Tag::Strong) => {
            vec![Inline::Strong { inlines: inlines_until(events, Some(TagEnd::Strong), inner) }]
        }
        Event::Start(Tag::Emphasis) => {
            vec![Inline::Emphasis { inlines: inlines_until(events, Some(TagEnd::Emphasis), inner) }]
        }
        // A link's or an image's words stay; where it pointed does not.
        Event::Start(tag) => inlines_until(events, Some(tag.to_end()), inner),
        _ => Vec::new(),
    }
}

fn text_until<'a>(events: &mut impl Iterator<Item = Event<'a>>, end: TagEnd) -> String {
    let (mut text, mut depth) = (String::new(), 0_usize);
    for event in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(tag) if depth == 0 && tag == end => break,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(piece) | Event::Code(piece) | Event::Html(piece) | Event::InlineHtml(piece) => {
                text.push_str(&piece);
            }
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            _ => {}
        }
    }
    text
}

/// Turns collected text into inlines: citation numbers and requirement ids become their own kind.
fn flush(text: &mut String, inlines: &mut Vec<Inline>, options: Options) {
    let text = std::mem::take(text);
    let mut marks: Vec<(std::ops::Range<usize>, Inline)> = Vec::new();
    if options.citations
        && let Some(pattern) = CITE.as_ref()
    {
        marks.extend(pattern.captures_iter(&text).filter_map(|groups| {
            let n = groups.get(1)?.as_str().parse().ok()?;
            Some((groups.get(0)?.range(), Inline::Cite { n }))
        }));
    }
    for mention in mentions(&text) {
        if let Meaning::Requirement(id) = mention.meaning
            && let Some(written) = text.get(mention.range.clone())
            && (id.is_control() || written.to_lowercase().contains("clause"))
            && !marks.iter().any(|(range, _)| range.contains(&mention.range.start))
        {
            let shown = Inline::Ref { id: id.canonical().to_string(), text: written.to_owned() };
            marks.push((mention.range, shown));
        }
    }
    marks.sort_by_key(|(range, _)| range.start);
    let mut at = 0;
    for (range, mark) in marks {
        push_text(inlines, text.get(at..range.start));
        inlines.push(mark);
        at = range.end;
    }
    push_text(inlines, text.get(at..));
}

fn push_text(inlines: &mut Vec<Inline>, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        inlines.push(Inline::Text { text: text.to_owned() });
    }
}
