//! The numbers that Word computes for lists and headings and does not write down.

use std::collections::HashMap;

use crate::document::{
    TextError,
    xml::{Element, Parts},
};

/// Levels of a list.
const LEVELS: usize = 9;

/// All lists, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Shape of a list by its abstract id.
    shapes: HashMap<String, Vec<Level>>,
    /// Abstract id and changed starts by list id.
    lists: HashMap<String, (String, HashMap<usize, u64>)>,
    counters: HashMap<String, [Option<u64>; LEVELS]>,
}

#[derive(Debug, Clone, Default)]
struct Level {
    start: u64,
    format: String,
    text: String,
}

/// What stands before a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) level: usize,
    /// It is a bullet, whatever its picture.
    pub(super) bullet: bool,
    pub(super) number: u64,
    /// As Word shows it: `4.2`, `(a)`.
    pub(super) text: String,
    /// A single Arabic number, as Markdown's lists have it.
    pub(super) is_plain: bool,
}

impl Numbering {
    pub(super) fn read(text: &str) -> Result<Self, TextError> {
        let mut found = Self::default();
        let mut parts = Parts::of(text);
        while let Some(element) = parts.next_of(|name, _| matches!(name, "abstractNum" | "num"))? {
            if element.name == "abstractNum" {
                let id = element.attribute("abstractNumId").unwrap_or_default().to_owned();
                found.shapes.insert(id, levels(&element));
            } else {
                let id = element.attribute("numId").unwrap_or_default().to_owned();
                let shape = element.setting("abstractNumId").unwrap_or_default().to_owned();
                let changed = element.elements().filter(|inner| inner.name == "lvlOverride").filter_map(|inner| {
                    Some((inner.attribute("ilvl")?.parse().ok()?, inner.setting("startOverride")?.parse().ok()?))
                });
                found.lists.insert(id, (shape, changed.collect()));
            }
        }
        Ok(found)
    }

    /// Counts on and gives the label of the next paragraph of a list; none when the level shows nothing.
    pub(super) fn next(&mut self, list: &str, level: usize) -> Option<Label> {
        let level = level.min(LEVELS - 1);
        let (shape, changed) = self.lists.get(list)?;
        let levels = self.shapes.get(shape)?;
        let own = levels.get(level)?;
        if own.format == "bullet" {
            return Some(Label { level, bullet: true, number: 0, text: String::new(), is_plain: false });
        }
        // Lists of one shape count together, unless a list starts anew.
        let key = if changed.is_empty() { shape.clone() } else { format!("{shape}/{list}") };
        let counters = self.counters.entry(key).or_insert([None; LEVELS]);
        let start = changed.get(&level).copied().unwrap_or(own.start);
        let number = counters.get(level).copied().flatten().map_or(start, |number| number.saturating_add(1));
        for (at, counter) in counters.iter_mut().enumerate() {
            match at.cmp(&level) {
                std::cmp::Ordering::Less if counter.is_none() => *counter = levels.get(at).map(|level| level.start),
                std::cmp::Ordering::Equal => *counter = Some(number),
                std::cmp::Ordering::Greater => *counter = None,
                std::cmp::Ordering::Less => {}
            }
        }
        if own.format == "none" {
            return None;
        }
        let text = shown(&own.text, levels, counters);
        let is_plain = own.text.matches('%').count() == 1 && own.format == "decimal" && own.text.len() <= 4;
        Some(Label { level, bullet: false, number, text, is_plain })
    }
}

fn levels(element: &Element) -> Vec<Level> {
    let mut levels = vec![Level::default(); LEVELS];
    for inner in element.elements().filter(|inner| inner.name == "lvl") {
        let at = inner.attribute("ilvl").and_then(|level| level.parse::<usize>().ok()).unwrap_or(LEVELS);
        if let Some(level) = levels.get_mut(at) {
            *level = Level {
                start: inner.setting("start").and_then(|start| start.parse().ok()).unwrap_or(1),
                format: inner.setting("numFmt").unwrap_or("decimal").to_owned(),
                text: inner.setting("lvlText").unwrap_or("").to_owned(),
            };
        }
    }
    levels
}

/// `%1.%2` with the numbers put in.
fn shown(pattern: &str, levels: &[Level], counters: &[Option<u64>; LEVELS]) -> String {
    let mut text = String::new();
    let mut marks = pattern.chars().peekable();
    while let Some(c) = marks.next() {
        let level = marks.peek().and_then(|digit| digit.to_digit(10)).filter(|_| c == '%');
        let Some(level) = level else {
            text.push(c);
            continue;
        };
        marks.next();
        let at = usize::try_from(level).unwrap_or(1).saturating_sub(1);
        let number = counters.get(at).copied().flatten().unwrap_or(1);
        text.push_str(&numeral(number, levels.get(at).map_or("", |level| level.format.as_str())));
    }
    text
}

fn numeral(number: u64, format: &str) -> String {
    match format {
        "lowerLetter" => letters(number),
        "upperLetter" => letters(number).to_uppercase(),
        "lowerRoman" => roman(number),
        "upperRoman" => roman(number).to_uppercase(),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    }
}

/// a, b … z, aa, bb …
fn letters(number: u64) -> String {
    let place = number.saturating_sub(1);
    let letter = u8::try_from(place % 26).map_or('a', |at| char::from(b'a' + at));
    letter.to_string().repeat(usize::try_from(place / 26 + 1).unwrap_or(1).min(8))
}

fn roman(number: u64) -> String {
    const SIGNS: [(u64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let (mut rest, mut text) = (number.min(3999), String::new());
    for (value, sign) in SIGNS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}
