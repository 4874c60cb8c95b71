//! The passages of a page's front matter that can be searched: its checks, the ways in which it fails, and other ways to ask
//! what its headings ask.

use std::ops::Range;

use super::Page;

/// The heading of the checks.
pub const CHECKS: &str = "Checks";
/// The heading of the failings.
pub const FAILINGS: &str = "How it fails";

/// A passage of the front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontPassage {
    /// What it stands below: [`CHECKS`] and the check's id, [`FAILINGS`], or the heading that asks the same.
    pub heading: Vec<String>,
    /// Its bytes in the page's text.
    pub range: Range<usize>,
}

impl Page {
    /// Every check with its phrases, every failing, every other way to ask, as they stand in the text.
    pub fn front_passages(&self) -> Vec<FrontPassage> {
        let end = crate::document::front_matter(&self.text).map_or(0, |(_, body)| body);
        let Some(front) = self.text.get(..end) else { return Vec::new() };
        let mut at = 0;
        let mut found = Vec::new();
        for check in &self.front.checks {
            // What is escaped in YAML does not stand in the text as it is, and cannot be quoted.
            let Some(text) = place(front, at, &check.text) else { continue };
            let last = check.phrases.iter().filter_map(|phrase| place(front, text.end, phrase)).next_back();
            at = last.map_or(text.end, |last| last.end);
            found.push(FrontPassage { heading: vec![CHECKS.to_owned(), check.id.clone()], range: text.start..at });
        }
        for failing in &self.front.failings {
            if let Some(range) = place(front, at, failing) {
                at = range.end;
                found.push(FrontPassage { heading: vec![FAILINGS.to_owned()], range });
            }
        }
        for (heading, ways) in &self.front.asked {
            let places = ways.iter().filter_map(|way| place(front, 0, way));
            found.extend(places.map(|range| FrontPassage { heading: vec![heading.clone()], range }));
        }
        found
    }
}

fn place(text: &str, from: usize, part: &str) -> Option<Range<usize>> {
    let start = from + text.get(from..)?.find(part)?;
    Some(start..start + part.len())
}
