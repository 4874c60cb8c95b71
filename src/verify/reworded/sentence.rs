//! Sentences of a rule as lists of words, marks and pauses, and which sentence says the same as which.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::wording::{canonical, is_everyone, is_light};
use crate::verify::words::is_small;

/// A mark.
pub(super) static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{(\d{1,4})\}").ok());
/// The end of a sentence, and what the next one begins with.
static END: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[.!?][)”]?\s+([\p{Lu}{(“])").ok());
/// A mark, a word, or a sign that divides.
static TOKEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\{(?P<mark>\d{1,4})\}|(?P<word>\p{L}+(?:['’]\p{L}+)?)|(?P<pause>[,;:()–—])").ok());
/// Words that are one in meaning, and the word for them.
const PHRASES: [(&str, &str); 22] = [
    ("at once", "immediately"),
    ("without delay", "immediately"),
    ("straight away", "immediately"),
    ("right away", "immediately"),
    ("no one", "nobody"),
    ("in advance", "beforehand"),
    ("prior to", "before"),
    ("in case", "if"),
    ("apart from", "except"),
    ("other than", "except"),
    ("as soon as", "once"),
    ("at all times", "always"),
    ("has to", "must"),
    ("have to", "must"),
    ("needs to", "must"),
    ("need to", "must"),
    ("is required to", "must"),
    ("are required to", "must"),
    ("is obliged to", "must"),
    ("are obliged to", "must"),
    ("is allowed to", "may"),
    ("are allowed to", "may"),
];
/// Sentences of one paragraph that are compared.
const MOST: usize = 24;

/// A word in lower case, a mark, or a sign that divides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Mark(usize),
    Pause,
}

/// A sentence.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) text: String,
    pub(super) tokens: Vec<Token>,
}

impl Sentence {
    /// The sentences of a paragraph.
    pub(super) fn all(text: &str) -> Vec<Self> {
        let mut starts = vec![0];
        let mut from = 0;
        while let Some(found) = END.as_ref().and_then(|end| end.captures_at(text, from)) {
            let Some(next) = found.get(1) else { break };
            starts.push(next.start());
            from = next.start();
        }
        starts.push(text.len());
        let parts = starts.windows(2).filter_map(|pair| text.get(*pair.first()?..*pair.last()?));
        parts.map(str::trim).filter(|part| !part.is_empty()).map(Self::of).collect()
    }

    fn of(text: &str) -> Self {
        let mut plain = format!(" {} ", text.to_lowercase().replace('’', "'"));
        for sign in [".", ",", ";", ":", "(", ")", "!", "?"] {
            plain = plain.replace(sign, &format!(" {sign} "));
        }
        for (phrase, word) in PHRASES {
            plain = plain.replace(&format!(" {phrase} "), &format!(" {word} "));
        }
        let found = TOKEN.as_ref().map(|token| token.captures_iter(&plain).collect::<Vec<_>>()).unwrap_or_default();
        let token = |found: &regex::Captures<'_>| {
            if let Some(mark) = found.name("mark") {
                return Token::Mark(mark.as_str().parse().unwrap_or(usize::MAX));
            }
            found.name("word").map_or(Token::Pause, |word| Token::Word(word.as_str().to_owned()))
        };
        Self { text: text.to_owned(), tokens: found.iter().map(token).collect() }
    }

    /// Two sentences read as one.
    fn joined(parts: &[Self]) -> Self {
        let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
        let mut tokens = Vec::new();
        for part in parts {
            if !tokens.is_empty() {
                tokens.push(Token::Pause);
            }
            tokens.extend(part.tokens.iter().cloned());
        }
        Self { text: texts.join(" "), tokens }
    }

    pub(super) fn marks(&self) -> impl Iterator<Item = usize> + '_ {
        self.tokens.iter().filter_map(|token| match token {
            Token::Mark(mark) => Some(*mark),
            _ => None,
        })
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            _ => None,
        })
    }

    /// What it speaks of, each once.
    pub(super) fn stems(&self) -> BTreeSet<String> {
        self.words().filter_map(stem_of).collect()
    }

    /// What stands beside what: words of meaning and marks, in pairs without an order.
    pub(super) fn neighbours(&self) -> BTreeSet<(String, String)> {
        let item = |token: &Token| match token {
            Token::Word(word) => stem_of(word).filter(|stem| !is_light(stem)),
            Token::Mark(mark) => Some(format!("{{{mark}}}")),
            Token::Pause => None,
        };
        let items: Vec<String> = self.tokens.iter().filter_map(item).collect();
        let pair = |pair: &[String]| match pair {
            [a, b] if a < b => Some((a.clone(), b.clone())),
            [a, b] => Some((b.clone(), a.clone())),
            _ => None,
        };
        items.windows(2).filter_map(pair).collect()
    }

    /// What both speak of, marks included.
    fn shared(&self, other: &Self) -> usize {
        let marks: BTreeSet<usize> = self.marks().collect();
        let stems = self.stems();
        other.marks().filter(|mark| marks.contains(mark)).count() * 2
            + other.stems().iter().filter(|stem| stems.contains(*stem)).count()
    }
}

/// Words that only point back.
const POINTING: [&str; 4] = ["themselves", "itself", "himself", "herself"];

/// The stem of a word that carries meaning of its own.
pub(super) fn stem_of(word: &str) -> Option<String> {
    let counts = word.chars().count() > 1 && !is_small(word) && !is_everyone(word) && !POINTING.contains(&word);
    counts.then(|| canonical(word))
}

/// Which sentence says which again: one for one, two in one, or one in two, in order, as alike as possible.
pub(super) fn paired(old: &[Sentence], new: &[Sentence]) -> Option<Vec<(Sentence, Sentence)>> {
    if old.len() > MOST || new.len() > MOST {
        return None;
    }
    // The best way to each pair of places: how alike, and the step that led there.
    let wide = new.len() + 1;
    let mut best: Vec<Option<(usize, (usize, usize))>> = vec![None; (old.len() + 1) * wide];
    *best.first_mut()? = Some((0, (0, 0)));
    for i in 0..=old.len() {
        for j in 0..=new.len() {
            let Some((so_far, _)) = best.get(i * wide + j).copied().flatten() else { continue };
            for step in [(1, 1), (2, 1), (1, 2)] {
                let (Some(left), Some(right)) = (old.get(i..i + step.0), new.get(j..j + step.1)) else { continue };
                let shared = Sentence::joined(left).shared(&Sentence::joined(right));
                // Where it makes no difference, one sentence stays one sentence.
                let score = so_far + shared * 2 + usize::from(step == (1, 1));
                let there = best.get_mut((i + step.0) * wide + j + step.1)?;
                if there.is_none_or(|(known, _)| score > known) {
                    *there = Some((score, step));
                }
            }
        }
    }
    let (mut i, mut j, mut pairs) = (old.len(), new.len(), Vec::new());
    while (i, j) != (0, 0) {
        let (_, step) = best.get(i * wide + j).copied().flatten()?;
        pairs.push((Sentence::joined(old.get(i - step.0..i)?), Sentence::joined(new.get(j - step.1..j)?)));
        (i, j) = (i - step.0, j - step.1);
    }
    pairs.reverse();
    Some(pairs)
}
