//! A document as every writer sees it: a title and blocks. Producers build it once, writers give it a format.

use super::Plain;
use crate::iso::GapVerdict;

/// A document.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sheet {
    /// Its title.
    pub(super) title: Plain,
    /// Whose document it is; empty when nobody said.
    pub(super) company: Plain,
    /// A line above the title that says what kind of document it is; may be empty.
    pub(super) kind: Plain,
    /// What the title block says.
    pub(super) facts: Vec<(Plain, Vec<Span>)>,
    /// The rest.
    pub(super) blocks: Vec<Block>,
}

/// A block.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// A heading.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A list; `Some` is the first number of a numbered one.
    List(Option<u64>, Vec<Vec<Block>>),
    /// A table.
    Table(Table),
    /// A passage of a document, word for word, and where it stands.
    Quote(Plain, Plain),
    /// Blocks in a frame under a title: text to take over, or something to heed.
    Frame(Plain, Vec<Block>),
    /// A picture.
    Chart(Chart),
    /// Text whose line ends matter.
    Code(Plain),
    /// The headings of the first level, with links to them.
    Contents,
    /// A line across.
    Rule,
}

/// A heading below the title.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Heading {
    /// 1 to 4.
    pub(super) level: u8,
    /// Its text.
    pub(super) text: Plain,
    /// The name that links use; unique in the sheet, letters, digits and dashes.
    pub(super) anchor: String,
    /// What an item's heading says of it.
    pub(super) verdict: Option<GapVerdict>,
    /// Whether print starts a page here.
    pub(super) on_new_page: bool,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    /// Its columns.
    pub(super) columns: Vec<Column>,
    /// Its rows, each with as many cells as there are columns.
    pub(super) rows: Vec<Vec<Vec<Span>>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Column {
    /// Its header.
    pub(super) title: Plain,
    /// Its share of the width, in hundredths.
    pub(super) width: u16,
    /// Whether it holds numbers.
    pub(super) is_number: bool,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Span {
    /// Text.
    Text(Plain),
    /// Bold.
    Strong(Vec<Span>),
    /// Italic.
    Emphasis(Vec<Span>),
    /// Code.
    Code(Plain),
    /// Something that a person still has to decide.
    Mark(Vec<Span>),
    /// Something beside the matter.
    Soft(Vec<Span>),
    /// A line break.
    Break,
    /// A link to a heading of this sheet.
    Link(String, Plain),
    /// A verdict.
    Verdict(GapVerdict),
}

/// Stacked bars: one bar a theme, one part a verdict, as long as it counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chart {
    /// What it shows.
    pub(super) title: Plain,
    /// The bars, each with its counts; verdicts that count nothing are left out.
    pub(super) bars: Vec<(Plain, Vec<(GapVerdict, usize)>)>,
}

impl Chart {
    /// How long the longest bar is.
    pub(super) fn longest(&self) -> usize {
        let length = |(_, parts): &(Plain, Vec<(GapVerdict, usize)>)| parts.iter().map(|(_, count)| count).sum();
        self.bars.iter().map(length).max().unwrap_or(0).max(1)
    }

    /// The verdicts that it shows, in the order of the legend.
    pub(super) fn verdicts(&self) -> Vec<GapVerdict> {
        let shown =
            |verdict: &GapVerdict| self.bars.iter().any(|(_, parts)| parts.iter().any(|(one, _)| one == verdict));
        VERDICTS.into_iter().filter(shown).collect()
    }

    /// A bar in words: `12 met, 3 partial`.
    pub(super) fn words(parts: &[(GapVerdict, usize)]) -> String {
        let one = |(verdict, count): &(GapVerdict, usize)| format!("{count} {}", verdict.name());
        parts.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

/// All verdicts, in the order in which they are shown.
pub(super) const VERDICTS: [GapVerdict; 6] = [
    GapVerdict::Met,
    GapVerdict::Partial,
    GapVerdict::Missing,
    GapVerdict::Conflicting,
    GapVerdict::NotAssessed,
    GapVerdict::NotApplicable,
];

impl Column {
    /// A column of text.
    pub(super) fn text(title: &str, width: u16) -> Self {
        Self { title: title.into(), width, is_number: false }
    }

    /// A column of numbers.
    pub(super) fn number(title: &str, width: u16) -> Self {
        Self { is_number: true, ..Self::text(title, width) }
    }
}

impl Span {
    /// Text.
    pub(super) fn text(text: impl Into<Plain>) -> Self {
        Self::Text(text.into())
    }

    /// Bold text.
    pub(super) fn strong(text: impl Into<Plain>) -> Self {
        Self::Strong(vec![Self::text(text)])
    }

    /// Text beside the matter.
    pub(super) fn soft(text: impl Into<Plain>) -> Self {
        Self::Soft(vec![Self::text(text)])
    }
}

impl Block {
    /// A paragraph of plain text.
    pub(super) fn text(text: impl Into<Plain>) -> Self {
        Self::Paragraph(vec![Span::text(text)])
    }

    /// A heading.
    pub(super) fn heading(level: u8, text: impl Into<Plain>, anchor: &str) -> Self {
        Self::Heading(Heading { level, text: text.into(), anchor: anchor.to_owned(), ..Heading::default() })
    }
}

/// The words of spans without their marks.
pub(super) fn words(spans: &[Span]) -> String {
    spans.iter().fold(String::new(), |mut text, span| {
        match span {
            Span::Text(one) | Span::Code(one) | Span::Link(_, one) => text.push_str(one),
            Span::Strong(inner) | Span::Emphasis(inner) | Span::Mark(inner) | Span::Soft(inner) => {
                text.push_str(&words(inner));
            }
            Span::Break => text.push(' '),
            Span::Verdict(verdict) => text.push_str(verdict.name()),
        }
        text
    })
}

/// A count to reckon with; counts here are far below where that loses anything.
pub(super) fn float(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
