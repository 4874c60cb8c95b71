//! What pages repeat and no one reads: headers, footers, page numbers, and tables of contents.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{layout::PageLayout, lines::Line};

/// Part of a page's height, at its top and at its foot, where headers and footers stand.
const ZONE: f64 = 0.13;
/// Lines at each end of a page that are looked at: an address below a rule has five or six.
const ENDS: usize = 8;
/// Lines at each end that may be nothing but numbers; further in, rows of a table begin.
const NUMBERS: usize = 4;

static PAGE_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^[-–—|\s\[(]*(?:(?:page|seite|página|pagina|pág|pag|p|s)\.?\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|von|de|di|sur|/|\|)\s*\d{1,4})?[-–—|\s\])]*$",
    )
    .ok()
});
static LEADERS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:\.\s?){4,}|…{2,}|_{6,}\s*\d+$").ok());
static CONTENTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:table of )?contents(?: page)?:?$|^inhalt(?:sverzeichnis)?$|^índice(?: de contenidos?)?$|^table des matières$|^sommaire$|^indice$|^contenidos?$")
        .ok()
});

/// Takes headers, footers, page numbers and tables of contents out of the pages.
pub(super) fn remove(pages: &mut [PageLayout]) {
    let repeated = repeated(pages);
    for page in pages.iter_mut() {
        let height = page.size.1;
        let count = page.lines.len();
        let mut at = 0;
        page.lines.retain(|line| {
            // Headers are counted from the top and footers from the foot: a short page has a middle all the same.
            let from_end = if line.y < height / 2.0 { at } else { count - 1 - at };
            at += 1;
            let end = from_end < NUMBERS || (from_end < ENDS && has_words(line));
            !(end && in_zone(line, height) && (repeated.contains(&key(line, height)) || is_number(line)))
        });
    }
    contents(pages);
}

/// Lines that stand at the ends of many pages.
fn repeated(pages: &[PageLayout]) -> HashSet<(bool, String)> {
    let mut seen: HashMap<(bool, String), usize> = HashMap::new();
    for page in pages {
        let height = page.size.1;
        let ends = page.lines.iter().take(ENDS).chain(page.lines.iter().skip(ENDS).rev().take(ENDS));
        let keys: HashSet<(bool, String)> =
            ends.filter(|line| in_zone(line, height)).map(|line| key(line, height)).collect();
        for key in keys {
            *seen.entry(key).or_default() += 1;
        }
    }
    // Odd and even pages may differ, and first pages have none.
    let many = match pages.len() {
        0..=3 => 2,
        count => (count * 3 / 10).max(2),
    };
    seen.into_iter().filter(|(_, count)| *count >= many).map(|(key, _)| key).collect()
}

/// Whether a line says anything beside numbers; a line of dots says nothing that could be missed.
fn has_words(line: &Line) -> bool {
    let text = line.text();
    text.chars().any(char::is_alphabetic) || !text.chars().any(char::is_numeric)
}

fn in_zone(line: &Line, height: f64) -> bool {
    line.y < height * ZONE || line.y > height * (1.0 - ZONE)
}

/// The letters of a line, for page numbers may stand anywhere, even over a word; at the head or at the foot, and in
/// which size.
fn key(line: &Line, height: f64) -> (bool, String) {
    let letters: String = line.text().to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    (line.y < height / 2.0, format!("{:.0} {letters}", line.size()))
}

fn is_number(line: &Line) -> bool {
    PAGE_NUMBER.as_ref().is_some_and(|pattern| pattern.is_match(line.text().trim()))
}

/// Takes out tables of contents: lines with leaders, and runs of lines that end with rising page numbers.
fn contents(pages: &mut [PageLayout]) {
    for page in pages {
        let listed = listed(&page.lines);
        let mut at = 0;
        page.lines.retain(|_| {
            at += 1;
            !listed.get(at - 1).copied().unwrap_or(false)
        });
        page.tables.retain(|table| {
            let numbered = table.rows.iter().filter(|row| row.last().is_some_and(|cell| leads(cell))).count();
            numbered * 2 <= table.rows.len()
        });
    }
}

fn leads(text: &str) -> bool {
    LEADERS.as_ref().is_some_and(|pattern| pattern.is_match(text))
        && text.trim_end().ends_with(|c: char| c.is_ascii_digit())
}

/// Which lines belong to a table of contents.
fn listed(lines: &[Line]) -> Vec<bool> {
    let numbers: Vec<Option<u32>> = lines.iter().map(page_number).collect();
    let mut listed: Vec<bool> = lines.iter().map(|line| leads(&line.text())).collect();
    let mut start = 0;
    while start < lines.len() {
        let run = run(numbers.get(start..).unwrap_or_default());
        if run >= 4 {
            listed.iter_mut().skip(start).take(run).for_each(|line| *line = true);
        }
        start += run.max(1);
    }
    // The line above it that says what it is, and wrapped titles inside it.
    for at in 0..lines.len() {
        let near = |from: usize, to: usize| (from..to).any(|other| listed.get(other) == Some(&true));
        let heading = lines
            .get(at)
            .is_some_and(|line| CONTENTS.as_ref().is_some_and(|pattern| pattern.is_match(line.text().trim())));
        if heading && near(at + 1, at + 4) {
            listed.iter_mut().skip(at).take(1).for_each(|line| *line = true);
        }
    }
    listed
}

/// How many lines from here on end with page numbers that never fall; a line without one is a wrapped title.
fn run(numbers: &[Option<u32>]) -> usize {
    let (mut last, mut length, mut counted, mut missing) = (0, 0, 0, 0);
    for (at, number) in numbers.iter().enumerate() {
        match number {
            Some(number) if *number >= last && *number < last + 60 => {
                (last, length, missing) = (*number, at + 1, 0);
                counted += 1;
            }
            None if missing < 1 && counted > 0 => missing += 1,
            _ => break,
        }
    }
    if counted >= 4 && counted * 3 >= length * 2 { length } else { 0 }
}

/// The number at the right end of a line, set apart from a title before it.
fn page_number(line: &Line) -> Option<u32> {
    let (last, before) = line.segments.split_last()?;
    let title = before.iter().any(|segment| segment.text.chars().filter(|c| c.is_alphabetic()).count() > 2);
    if title && last.text.len() <= 4 { last.text.parse().ok() } else { None }
}
