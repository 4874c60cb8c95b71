//! A document as every writer sees it: a title and blocks. Producers build it once, writers give it a format.

use super::{HouseStyle, Plain};
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
    /// Whether print turns the pages of sections with wide tables.
    pub(super) turns: bool,
    /// How it looks.
    pub(super) style: HouseStyle,
}

/// From so many columns on a table is wide.
pub(super) const WIDE: usize = 6;
/// A section of so few blocks between two turned ones is turned with them.
const BETWEEN: usize = 5;

impl Sheet {
    /// The blocks by how their pages lie, `true` across, in order. A section begins with a heading of the first level.
    pub(super) fn parts(&self) -> Vec<(bool, &[Block])> {
        let begins = |block: &Block| matches!(block, Block::Heading(heading) if heading.level == 1);
        let is_wide =
            |block: &Block| matches!(block, Block::Table(table) | Block::Levels(table) if table.columns.len() >= WIDE);
        let mut sections: Vec<(bool, usize)> = Vec::new();
        for block in &self.blocks {
            if sections.is_empty() || begins(block) {
                sections.push((false, 0));
            }
            if let Some((wide, count)) = sections.last_mut() {
                *wide |= self.turns && is_wide(block);
                *count += 1;
            }
        }
        let between: Vec<usize> = (1..sections.len().saturating_sub(1))
            .filter(|at| {
                let wide = |at: usize| sections.get(at).is_some_and(|(wide, _)| *wide);
                wide(at - 1) && wide(at + 1) && sections.get(*at).is_some_and(|(_, count)| *count <= BETWEEN)
            })
            .collect();
        for at in between {
            if let Some((wide, _)) = sections.get_mut(at) {
                *wide = true;
            }
        }
        let (mut parts, mut rest): (Vec<(bool, usize)>, &[Block]) = (Vec::new(), &self.blocks);
        for (wide, count) in sections {
            match parts.last_mut() {
                Some((last, sum)) if *last == wide => *sum += count,
                _ => parts.push((wide, count)),
            }
        }
        let take = |(wide, count): (bool, usize)| {
            let (part, after) = rest.split_at(count.min(rest.len()));
            rest = after;
            (wide, part)
        };
        parts.into_iter().map(take).collect()
    }

    /// The same with numbers before its headings, if its style wants them and its author gave none.
    pub(super) fn numbered(mut self) -> Self {
        let has_number = |block: &Block| matches!(block, Block::Heading(heading) if heading.level == 1 && heading.text.starts_with(|c: char| c.is_ascii_digit()));
        if !self.style.heading_numbers || self.blocks.iter().any(has_number) {
            return self;
        }
        let mut counts = [0_usize; 4];
        for block in &mut self.blocks {
            let Block::Heading(heading) = block else { continue };
            let depth = usize::from(heading.level.clamp(1, 4));
            for (at, count) in counts.iter_mut().enumerate() {
                match at + 1 {
                    level if level == depth => *count += 1,
                    level if level > depth => *count = 0,
                    _ => {}
                }
            }
            let number: Vec<String> = counts.iter().take(depth).map(usize::to_string).collect();
            heading.text = Plain::line(&format!("{} {}", number.join("."), &*heading.text));
        }
        self
    }

    /// What stands at the head of every page but the first.
    pub(super) fn heading_line(&self) -> Plain {
        self.style.header.as_deref().map_or_else(|| self.company.clone(), Plain::line)
    }

    /// What stands at the foot of every page: the company's own words, then the kind of document, or its title with version and classification.
    pub(super) fn footing(&self) -> Plain {
        match &self.style.footer {
            Some(own) => Plain::line(&format!("{own} · {}", &*self.own_footing())),
            None => self.own_footing(),
        }
    }

    fn own_footing(&self) -> Plain {
        if !self.kind.is_empty() {
            return self.kind.clone();
        }
        let fact = |name: &str| {
            let (_, value) = self.facts.iter().find(|(known, _)| &**known == name)?;
            Some(words(value))
        };
        let version = fact("Version").map(|version| format!("version {version}"));
        let parts: Vec<String> =
            [Some(self.title.to_string()), version, fact("Classification")].into_iter().flatten().collect();
        Plain::line(&parts.join(" · "))
    }
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
    /// A table whose levels of risk are coloured.
    Levels(Table),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: usize) -> Block {
        let columns = (0..columns).map(|_| Column::text("C", 10)).collect();
        Block::Table(Table { columns, rows: Vec::new() })
    }

    fn lies(blocks: Vec<Block>, turns: bool) -> Vec<(bool, usize)> {
        let sheet = Sheet { blocks, turns, ..Sheet::default() };
        let parts = sheet.parts();
        assert_eq!(parts.iter().map(|(_, part)| part.len()).sum::<usize>(), sheet.blocks.len(), "no block is lost");
        parts.into_iter().map(|(wide, part)| (wide, part.len())).collect()
    }

    #[test]
    fn sections_with_wide_tables_are_turned_and_short_ones_between_them_too() {
        let heading = || Block::heading(1, "H", "h");
        let blocks = || vec![Block::text("t"), heading(), table(8), heading(), Block::text("t"), heading(), table(6)];
        assert_eq!(lies(blocks(), true), [(false, 1), (true, 6)]);
        assert_eq!(lies(blocks(), false), [(false, 7)], "a report keeps its pages upright");
        let long =
            vec![heading(), table(6), heading(), table(3), table(3), table(3), table(3), table(3), heading(), table(6)];
        assert_eq!(lies(long, true), [(true, 2), (false, 6), (true, 2)]);
        assert_eq!(lies(Vec::new(), true), []);
    }

    #[test]
    fn the_foot_of_a_page_says_version_and_classification() {
        let fact = |name: &str, value: &str| (Plain::line(name), vec![Span::text(value)]);
        let facts = vec![fact("Version", "0.1, draft"), fact("Classification", "Confidential")];
        let mut sheet = Sheet { title: "Scope".into(), facts, ..Sheet::default() };
        assert_eq!(&*sheet.footing(), "Scope · version 0.1, draft · Confidential");
        sheet.kind = "ISO/IEC 27001:2022".into();
        assert_eq!(&*sheet.footing(), "ISO/IEC 27001:2022");
    }
}
