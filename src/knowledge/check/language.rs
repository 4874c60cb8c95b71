//! The language: no words that say nothing, a length that can be read, sentences that a non-native reader follows.

use std::collections::BTreeMap;

use super::super::{Page, SectionKind};
use crate::document::BlockKind;

/// Words that say nothing.
const FILLER: [&str; 16] = [
    "robust",
    "comprehensive",
    "leverage",
    "holistic",
    "seamless",
    "best-in-class",
    "best in class",
    "cutting-edge",
    "world-class",
    "state-of-the-art",
    "synergy",
    "utilize",
    "in today's",
    "it is important to note",
    "ensure that appropriate",
    "plays a crucial role",
];
/// Words of a page on a requirement.
const REQUIREMENT_WORDS: std::ops::RangeInclusive<usize> = 1200..=3600;
const GUIDE_WORDS: std::ops::RangeInclusive<usize> = 300..=5000;
/// The Flesch–Kincaid grade of a page's sentences (Kincaid et al., 1975): years of school in the United States.
const GRADE: std::ops::RangeInclusive<f64> = 4.0..=11.0;

pub(super) fn check(page: &Page, say: &mut impl FnMut(String)) {
    let mut count = 0;
    let mut grade = Grade::default();
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for section in &page.sections {
        for block in &section.blocks {
            let text = page.slice(&block.range);
            count += words(text).count();
            if matches!(block.kind, BlockKind::Paragraph | BlockKind::Item(_))
                && section.kind != Some(SectionKind::PolicyClauses)
            {
                grade.add(text);
            }
            filler(text).for_each(|word| say(format!("`{}`: the word `{word}` says nothing", section.heading)));
            if text.len() > 60
                && let Some(before) = seen.insert(text, &section.heading)
            {
                say(format!("the same text stands in `{before}` and in `{}`", section.heading));
            }
        }
    }
    for check in &page.front.checks {
        let texts = std::iter::once(&check.text).chain(&check.phrases);
        texts.flat_map(|text| filler(text)).for_each(|word| say(format!("check {}: `{word}` says nothing", check.id)));
    }
    let bounds = if page.requirement.is_some() { REQUIREMENT_WORDS } else { GUIDE_WORDS };
    if !bounds.contains(&count) {
        say(format!("{count} words; {} to {} are allowed", bounds.start(), bounds.end()));
    }
    let grade = grade.value();
    if !GRADE.contains(&grade) {
        say(format!("reading grade {grade:.1}; {} to {} are allowed: shorten sentences", GRADE.start(), GRADE.end()));
    }
}

pub(super) fn filler(text: &str) -> impl Iterator<Item = &'static str> {
    let lower = text.to_lowercase();
    FILLER.into_iter().filter(move |filler| lower.contains(filler))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric))
}

/// What the reading grade is counted from.
#[derive(Debug, Default)]
struct Grade {
    sentences: usize,
    words: usize,
    syllables: usize,
}

impl Grade {
    fn add(&mut self, text: &str) {
        let mut open = false;
        for word in words(text) {
            // Ids, file names and numbers are read as names, not by syllables.
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
            self.words += 1;
            self.syllables += if plain.chars().all(|c| c.is_alphabetic() || c == '-') { syllables(plain) } else { 1 };
            open = !word.trim_end_matches(['*', '"', ')', '_']).ends_with(['.', '!', '?', ':', ';']);
            self.sentences += usize::from(!open);
        }
        self.sentences += usize::from(open);
    }

    #[expect(clippy::cast_precision_loss, reason = "a page has few words")]
    fn value(&self) -> f64 {
        let (sentences, words) = (self.sentences.max(1) as f64, self.words.max(1) as f64);
        0.39 * words / sentences + 11.8 * self.syllables as f64 / words - 15.59
    }
}

/// Groups of vowels, a silent e at the end not counted; at least one.
fn syllables(word: &str) -> usize {
    let lower = word.to_lowercase();
    let is_vowel = |c: char| "aeiouyäöü".contains(c);
    let mut groups = 0;
    let mut before = false;
    for c in lower.chars() {
        groups += usize::from(is_vowel(c) && !before);
        before = is_vowel(c);
    }
    let silent = lower.ends_with('e') && !lower.ends_with("le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_vowel_groups() {
        for (word, wanted) in [("plan", 1), ("backup", 2), ("evidence", 3), ("restore", 2), ("table", 2), ("the", 1)] {
            assert_eq!(syllables(word), wanted, "{word}");
        }
    }

    #[test]
    fn long_words_and_sentences_raise_the_grade() {
        let grade = |text| {
            let mut grade = Grade::default();
            grade.add(text);
            grade.value()
        };
        let plain = grade("You keep a copy. You try it. It works.");
        let heavy =
            grade("Organizational documentation necessitates authoritative administrative consideration periodically.");
        assert!(plain < 3.0 && heavy > 15.0, "{plain} {heavy}");
    }
}
