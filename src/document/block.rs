//! Blocks: the smallest pieces that are quoted, each with its heading path and its place in the text.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::Format;

/// Characters of a heading in a path.
const MAX_HEADING: usize = 200;
/// Blocks of one text; a text with more is a list of data, and its rest belongs to the last block's section.
const MAX_BLOCKS: usize = 50_000;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of the given level, 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// One item of a list that is not nested in another; its number when the list is ordered.
    Item(Option<u64>),
    /// A whole table.
    Table,
    /// Code, a quotation, or anything else that stands as it is.
    Other,
}

/// A quotable piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes in the text, without white space at either end.
    pub range: Range<usize>,
    /// The headings above it, outermost first; a heading's own text is included in its own path.
    pub heading: Vec<String>,
}

/// The blocks of a text, in order.
pub fn blocks(text: &str, format: Format) -> Vec<Block> {
    match format {
        Format::Markdown => {
            let start = front_matter(text).map_or(0, |(_, body)| body);
            markdown(text, start)
        }
        Format::Plain => plain(text),
    }
}

/// The YAML between two `---` lines at the very start, and the byte where the body starts.
pub fn front_matter(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix("---\n")?;
    let end =
        rest.find("\n---\n").map(|at| (at, 5)).or_else(|| rest.strip_suffix("\n---").map(|yaml| (yaml.len(), 4)))?;
    Some((rest.get(..end.0)?, "---\n".len() + end.0 + end.1))
}

pub(super) fn markdown_options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

fn markdown(text: &str, start: usize) -> Vec<Block> {
    let body = text.get(start..).unwrap_or("");
    let mut reader =
        Reader { text, start, found: Vec::new(), path: Vec::new(), open: None, title: None, next_number: None };
    for (event, range) in Parser::new_ext(body, markdown_options()).into_offset_iter() {
        reader.take(&event, range);
        if reader.found.len() >= MAX_BLOCKS {
            break;
        }
    }
    reader.found
}

struct Reader<'a> {
    text: &'a str,
    start: usize,
    found: Vec<Block>,
    path: Vec<(u8, String)>,
    /// The block being read and how many tags are open inside it.
    open: Option<(BlockKind, usize)>,
    title: Option<String>,
    /// The next number of the outermost list, when it is an ordered one.
    next_number: Option<u64>,
}

impl Reader<'_> {
    fn take(&mut self, event: &Event<'_>, range: Range<usize>) {
        match (event, &mut self.open) {
            (Event::Start(_), Some((_, depth))) => *depth += 1,
            (Event::End(end), Some((kind, depth))) => {
                if *depth == 0 {
                    let kind = *kind;
                    self.open = None;
                    self.close(kind, *end, range);
                } else {
                    *depth -= 1;
                }
            }
            (Event::Text(text) | Event::Code(text), Some(_)) => {
                if let Some(title) = &mut self.title {
                    title.push_str(text);
                }
            }
            (Event::Start(tag), None) => self.begin(tag),
            (Event::End(TagEnd::List(_)), None) => self.next_number = None,
            (Event::Html(_), None) => self.push(BlockKind::Other, range),
            _ => {}
        }
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        let kind = match tag {
            Tag::Heading { level, .. } => {
                self.title = Some(String::new());
                BlockKind::Heading(number(*level))
            }
            Tag::Paragraph => BlockKind::Paragraph,
            Tag::List(first) => {
                self.next_number = *first;
                return;
            }
            Tag::Item => {
                let number = self.next_number;
                self.next_number = number.map(|number| number.saturating_add(1));
                BlockKind::Item(number)
            }
            Tag::Table(_) => BlockKind::Table,
            _ => BlockKind::Other,
        };
        self.open = Some((kind, 0));
    }

    fn close(&mut self, kind: BlockKind, _end: TagEnd, range: Range<usize>) {
        if let (BlockKind::Heading(level), Some(title)) = (kind, self.title.take()) {
            self.path.retain(|(above, _)| *above < level);
            self.path.push((level, shortened(&title)));
        }
        self.push(kind, range);
    }

    fn push(&mut self, kind: BlockKind, range: Range<usize>) {
        let range = trimmed(self.text, range.start + self.start..range.end + self.start);
        if !range.is_empty() {
            let heading = self.path.iter().map(|(_, title)| title.clone()).collect();
            self.found.push(Block { kind, range, heading });
        }
    }
}

/// A heading as paths carry it: white space folded, cut where no real heading goes on.
fn shortened(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_HEADING).collect()
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Paragraphs between blank lines; a short numbered line such as `3.2 Access reviews` is a heading.
fn plain(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut path: Vec<(u8, String)> = Vec::new();
    for range in paragraphs(text).into_iter().take(MAX_BLOCKS) {
        let piece = text.get(range.clone()).unwrap_or("");
        let kind = match heading_level(piece) {
            Some(level) => {
                path.retain(|(above, _)| *above < level);
                path.push((level, shortened(piece)));
                BlockKind::Heading(level)
            }
            None => BlockKind::Paragraph,
        };
        found.push(Block { kind, range, heading: path.iter().map(|(_, title)| title.clone()).collect() });
    }
    found
}

fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let alone = heading_level(line.trim()).is_some();
        if line.trim().is_empty() || alone {
            found.push(trimmed(text, start..at));
            if alone {
                found.push(trimmed(text, at..next));
            }
            start = next;
        }
        at = next;
    }
    found.push(trimmed(text, start..at));
    found.retain(|range| !range.is_empty());
    found
}

/// The depth of a numbered heading line (`3` is 1, `3.2` is 2), or none for any other line.
fn heading_level(line: &str) -> Option<u8> {
    let (number, title) = line.split_once(char::is_whitespace)?;
    let number = number.trim_end_matches('.');
    let parts: Vec<&str> = number.split('.').collect();
    let numbered =
        parts.iter().all(|part| !part.is_empty() && part.len() < 3 && part.chars().all(|c| c.is_ascii_digit()));
    let title = title.trim();
    let short = title.len() < 80 && !title.ends_with(['.', ';', ',', ':']) && title.starts_with(char::is_uppercase);
    (numbered && short && !line.contains('\n')).then(|| u8::try_from(parts.len().min(6)).unwrap_or(6))
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = text.get(range.clone()).unwrap_or("");
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}
