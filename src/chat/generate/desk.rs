//! The desk where units are judged: what stands is given out, what falls is counted, headings wait for what they head.

use super::{
    Written,
    split::{Kind, Unit},
};
use crate::{
    llm::Usage,
    prompt::NOT_IN_SOURCES,
    verify::{Verifier, cited_numbers, is_heading, normalise},
};

/// After so many falls without anything standing the rest is not waited for.
const HOPELESS: usize = 6;
/// A lead-in ranks below every heading.
const LEAD_IN: usize = 7;

/// How the answer as a whole fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Stands,
    Falls,
    NotInSources,
}

/// Judges units in order.
pub(super) struct Desk<'a> {
    verifier: &'a Verifier,
    emit: &'a mut (dyn FnMut(&str) + Send),
    markdown: String,
    used: Vec<usize>,
    kept: usize,
    dropped: usize,
    refused: bool,
    /// Headings and lead-ins below which nothing stands yet, each with its rank.
    waiting: Vec<(usize, String)>,
    /// Something fell since the last of them came.
    fell: bool,
    /// The list marker of a sentence that fell, for the next one of the same item.
    marker: String,
    /// Line breaks owed because the sentence that had them fell.
    owed: usize,
}

impl<'a> Desk<'a> {
    pub(super) fn new(verifier: &'a Verifier, emit: &'a mut (dyn FnMut(&str) + Send)) -> Self {
        Self {
            verifier,
            emit,
            markdown: String::new(),
            used: Vec::new(),
            kept: 0,
            dropped: 0,
            refused: false,
            waiting: Vec::new(),
            fell: false,
            marker: String::new(),
            owed: 0,
        }
    }

    /// Judges the next unit. Returns a verdict when the rest need not be read.
    pub(super) fn take(&mut self, unit: &Unit) -> Option<Verdict> {
        let text = normalise(&unit.text);
        let body = text.trim();
        if body.trim_matches(['-', '*', '_', ' ']).is_empty() {
            self.owe(&text);
            return None;
        }
        if refuses(body) {
            self.refused = true;
            return (self.kept == 0).then_some(Verdict::NotInSources);
        }
        match unit.kind {
            Kind::Code => self.drop(&text, 1),
            Kind::Table => self.table(&text),
            Kind::Prose if cited_numbers(body).is_empty() && is_heading(body) => self.heading(&text),
            Kind::Prose => match self.verifier.check(body) {
                Ok(()) => self.keep(&text, 1),
                Err(_) => self.drop(&text, 1),
            },
        }
        (self.kept == 0 && self.dropped >= HOPELESS).then_some(Verdict::Falls)
    }

    /// The verdict at the end: more than a third fell, or nothing stands.
    pub(super) fn verdict(&self) -> Verdict {
        if self.kept == 0 && self.refused {
            Verdict::NotInSources
        } else if self.kept == 0 || self.dropped * 3 > self.kept + self.dropped {
            Verdict::Falls
        } else {
            Verdict::Stands
        }
    }

    /// Sentences that stand, and those that fell.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.kept, self.dropped)
    }

    /// Everything that was given out, and what it took.
    pub(super) fn written(&self, usage: Option<Usage>) -> Written {
        Written::Answer { markdown: self.markdown.clone(), used: self.used.clone(), dropped: self.dropped, usage }
    }

    fn heading(&mut self, text: &str) {
        let hashes = text.trim_start().chars().take_while(|&c| c == '#').count();
        let rank = if hashes == 0 { LEAD_IN } else { hashes };
        self.waiting.retain(|(waiting, _)| *waiting < rank);
        self.fell = false;
        if self.verifier.check_heading(text.trim()).is_ok() {
            self.waiting.push((rank, text.to_owned()));
        } else {
            self.owe(text);
        }
    }

    /// A table stands only if each of its rows does.
    fn table(&mut self, text: &str) {
        let is_rule = |row: &&str| row.contains('-') && row.trim().chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
        let rows: Vec<&str> = text.lines().filter(|row| !row.trim().is_empty() && !is_rule(row)).collect();
        let claims = rows.len().saturating_sub(1);
        let head = rows.first().is_some_and(|head| self.verifier.check_heading(head).is_ok());
        if claims > 0 && head && rows.iter().skip(1).all(|row| self.verifier.check(row).is_ok()) {
            self.keep(text, claims);
        } else {
            self.drop(text, claims.max(1));
        }
    }

    fn keep(&mut self, text: &str, claims: usize) {
        let marker = std::mem::take(&mut self.marker);
        let text = format!("{marker}{text}");
        let listed = text.trim_start().starts_with(['-', '*', '+', '•', '|']) || starts_with_number(&text);
        let (fell, waiting) = (self.fell, std::mem::take(&mut self.waiting));
        for (rank, heading) in waiting {
            // What a lead-in announced has fallen; this is something else.
            if rank < LEAD_IN || listed || !fell {
                self.put(&heading);
            }
        }
        self.fell = false;
        self.kept += claims;
        for n in cited_numbers(&text) {
            if !self.used.contains(&n) {
                self.used.push(n);
            }
        }
        self.put(&text);
    }

    fn drop(&mut self, text: &str, claims: usize) {
        self.dropped += claims;
        self.fell = true;
        if text.trim_end_matches(' ').ends_with('\n') {
            self.marker.clear();
        } else if self.marker.is_empty() {
            marker_of(text).clone_into(&mut self.marker);
        }
        self.owe(text);
    }

    fn owe(&mut self, text: &str) {
        self.owed = self.owed.max(breaks_behind(text));
    }

    /// Gives out a piece, behind the line breaks that are owed.
    fn put(&mut self, text: &str) {
        let there = if self.markdown.is_empty() { usize::MAX } else { breaks_behind(&self.markdown) };
        let piece = format!("{}{text}", "\n".repeat(self.owed.saturating_sub(there)));
        self.owed = 0;
        (self.emit)(&piece);
        self.markdown.push_str(&piece);
    }
}

/// The model says that the passages have no answer, in whatever dress.
fn refuses(body: &str) -> bool {
    let bare = body.trim_matches(|c: char| !c.is_alphanumeric());
    let bare = bare.replace(['\\', ' '], "_").to_uppercase().replace("__", "_");
    bare.starts_with(NOT_IN_SOURCES)
}

fn breaks_behind(text: &str) -> usize {
    let end = text.trim_end().len();
    text.get(end..).unwrap_or_default().matches('\n').count()
}

/// Indent and list marker.
fn marker_of(text: &str) -> &str {
    let rest = text.trim_start();
    let bare = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = bare.len() < rest.len();
    let marked = if numbered { bare.strip_prefix(['.', ')']) } else { rest.strip_prefix(['-', '*', '+', '•']) };
    match marked.and_then(|marked| marked.strip_prefix(' ')) {
        Some(item) => text.get(..text.len() - item.len()).unwrap_or_default(),
        None => "",
    }
}

fn starts_with_number(text: &str) -> bool {
    marker_of(text).contains(|c: char| c.is_ascii_digit())
}
