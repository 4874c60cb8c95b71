//! Clauses: the parts of a document of the library, each below a heading that says in braces whom it is for.
//!
//! `### New accounts {#accounts-new checks=A.5.16-1,A.5.18-1 size=20 when=production}`: the name of the clause, the checks that
//! it satisfies, the sizes of company that see it, and the facts of which one must be true. Without a mark it is for all.

use std::ops::Range;

use crate::{
    document::{BlockKind, Format, blocks},
    iso::Fact,
};

/// The sizes of company for which a document is written, in people.
pub const SIZES: [u16; 3] = [20, 100, 500];

/// What stands in the braces of a heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The clause's name, alike for its variants; a scenario's id.
    pub id: Option<String>,
    /// The checks that it satisfies.
    pub checks: Vec<String>,
    /// The sizes that see it; empty means all.
    pub sizes: Vec<u16>,
    /// Kinds of place of which the company must have one; empty means any.
    pub places: Vec<Fact>,
    /// Facts of which one must be true; empty means always.
    pub facts: Vec<Fact>,
    /// Threats of a scenario.
    pub threats: Vec<String>,
    /// Vulnerabilities of a scenario.
    pub vulnerabilities: Vec<String>,
    /// Assets of a scenario.
    pub assets: Vec<String>,
    /// What a scenario harms: `C`, `I`, `A`.
    pub harm: Vec<String>,
    /// The circumstance, in words joined by dashes, that few companies are in and that no profile tells.
    pub seldom: Option<String>,
}

/// A heading of level 2 or 3 and what stands below it, up to the next heading of these levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// 2 or 3.
    pub level: u8,
    /// The heading without its marks.
    pub title: String,
    /// The marks.
    pub marks: Marks,
    /// The bytes of the text below it.
    pub body: Range<usize>,
}

impl Marks {
    fn read(text: &str) -> Result<Self, String> {
        let mut marks = Self::default();
        for word in text.split_whitespace() {
            if let Some(id) = word.strip_prefix('#') {
                marks.id = Some(id.to_owned());
                continue;
            }
            let (name, values) = word.split_once('=').ok_or_else(|| format!("`{word}` is no mark"))?;
            let values = values.split(',').filter(|value| !value.is_empty());
            match name {
                "checks" => marks.checks = values.map(str::to_owned).collect(),
                "size" => marks.sizes = values.map(size).collect::<Result<_, _>>()?,
                "place" => marks.places = values.map(fact).collect::<Result<_, _>>()?,
                "when" => marks.facts = values.map(fact).collect::<Result<_, _>>()?,
                "threats" => marks.threats = values.map(str::to_owned).collect(),
                "vulnerabilities" => marks.vulnerabilities = values.map(str::to_owned).collect(),
                "assets" => marks.assets = values.map(str::to_owned).collect(),
                "harm" => marks.harm = values.map(str::to_owned).collect(),
                "seldom" => marks.seldom = values.map(|value| value.replace('-', " ")).next(),
                _ => return Err(format!("`{name}` is no mark")),
            }
        }
        Ok(marks)
    }

    /// Whether a company of this size sees it.
    pub fn is_for(&self, size: u16) -> bool {
        self.sizes.is_empty() || self.sizes.contains(&size)
    }
}

fn size(text: &str) -> Result<u16, String> {
    text.parse()
        .ok()
        .filter(|size| SIZES.contains(size))
        .ok_or_else(|| format!("`{text}` is none of the sizes {SIZES:?}"))
}

fn fact(text: &str) -> Result<Fact, String> {
    serde_json::from_value(text.into()).map_err(|_| format!("`{text}` is no fact that a profile knows"))
}

/// The clauses of a Markdown text in order; the error names the heading.
pub(super) fn clauses(text: &str) -> Result<Vec<Clause>, String> {
    let mut found: Vec<Clause> = Vec::new();
    for block in blocks(text, Format::Markdown) {
        let BlockKind::Heading(level @ (2 | 3)) = block.kind else { continue };
        let line = text.get(block.range.clone()).unwrap_or("").trim_start_matches('#').trim();
        let (title, marks) = match line.strip_suffix('}').and_then(|line| line.rsplit_once('{')) {
            Some((title, marks)) => (title, Marks::read(marks).map_err(|error| format!("`{line}`: {error}"))?),
            None => (line, Marks::default()),
        };
        if let Some(before) = found.last_mut() {
            before.body.end = block.range.start;
        }
        let body = block.range.end..text.len();
        found.push(Clause { level, title: title.trim().to_owned(), marks, body });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_whom_its_clause_is_for() {
        let text = "## Accounts\n\n### New {#new checks=A.5.16-1,A.5.18-1 size=20 place=office when=production}\n\nThe IT lead.\n\n### Old\n\nGone.\n";
        let found = clauses(text).unwrap();
        assert_eq!(found.iter().map(|clause| clause.title.as_str()).collect::<Vec<_>>(), ["Accounts", "New", "Old"]);
        let new = &found[1];
        assert_eq!((new.marks.id.as_deref(), new.marks.sizes.as_slice()), (Some("new"), [20].as_slice()));
        assert_eq!(
            (new.marks.checks.len(), &new.marks.places, &new.marks.facts),
            (2, &vec![Fact::Office], &vec![Fact::Production])
        );
        assert_eq!(text[new.body.clone()].trim(), "The IT lead.");
        assert!(!new.marks.is_for(100) && found[2].marks.is_for(100));
    }

    #[test]
    fn a_mark_that_nobody_knows_is_an_error_with_its_heading() {
        for (heading, part) in [("size=30", "30"), ("place=moon", "moon"), ("colour=red", "colour"), ("loose", "loose")]
        {
            let error = clauses(&format!("### A title {{{heading}}}\n\nText.\n")).unwrap_err();
            assert!(error.contains(part) && error.contains("A title"), "{error}");
        }
    }
}
