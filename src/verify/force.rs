//! How binding a statement is and whether it denies: a sentence must agree in both with what it rests on.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use super::{
    Doubt,
    passage::{Passage, Statement},
    words::words,
};

/// Required, denied: "not mandatory", "need not", "does not require".
static WAIVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?:not|never|n't|no\slonger|nowhere)\s+(?:\w+\s+)?(?:require|mandatory|obligatory|compulsory|a\srequirement)
          | \bneed\snot\b | \bno\s(?:obligation|requirement)\b | \b(?:not|n't)\s+(?:have|need)\s+to\b | \bnobody's\sdemand",
    )
    .ok()
});
/// Binding words.
static BINDING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:must|shall|required|requires?|mandatory|obligatory|compulsory|ha(?:s|ve)\sto|is\sto\sbe)\b").ok()
});
static EXPECTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(?:should|expect(?:s|ed)?)\b").ok());
static GOOD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:good\spractice|best\spractice|recommend(?:s|ed)?|optional(?:ly)?|voluntar(?:y|ily)|nice\sto\shave)\b",
    )
    .ok()
});
/// The label that a block of the knowledge base starts with.
static LABEL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\W*(required|mandatory|expected|good practice|optional)\s*(?::|$)").ok());

/// Pairs of which one is the opposite of the other.
pub(super) const OPPOSITES: &[(&str, &str)] = &[
    ("before", "after"),
    ("include", "exclude"),
    ("includes", "excludes"),
    ("included", "excluded"),
    ("internal", "external"),
    ("enable", "disable"),
    ("enabled", "disabled"),
    ("allow", "forbid"),
    ("allowed", "forbidden"),
    ("allowed", "prohibited"),
    ("minimum", "maximum"),
    ("least", "most"),
    ("more", "less"),
    ("always", "never"),
    ("with", "without"),
    ("accept", "reject"),
    ("accepted", "rejected"),
    ("increase", "decrease"),
];
/// From this likeness on, two statements say the same or the opposite.
const ALIKE: f32 = 0.6;
/// How much better the best match must be than one that agrees.
const CLEARLY: f32 = 0.15;
/// The share of a sentence's words that a statement must hold to decide how binding it is.
const ABOUT: f32 = 0.5;

/// Who asks for something, as far as the words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Force {
    /// Must, shall, required.
    Required,
    /// Should, expected.
    Expected,
    /// Good practice, optional, or expressly not required.
    Optional,
}

/// The force that the words have, if any.
pub(super) fn force_of(text: &str) -> Option<Force> {
    let lower = text.to_lowercase().replace('\u{2019}', "'").replace("n't", " n't");
    let has = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(&lower));
    if has(&WAIVED) {
        Some(Force::Optional)
    } else if has(&BINDING) {
        Some(Force::Required)
    } else if has(&GOOD) {
        Some(Force::Optional)
    } else if has(&EXPECTED) {
        Some(Force::Expected)
    } else {
        None
    }
}

/// The force that a block's or heading's label gives.
pub(super) fn label_of(text: &str) -> Option<Force> {
    let lower = text.to_lowercase();
    let label = LABEL.as_ref()?.captures(&lower)?.get(1)?;
    Some(match label.as_str() {
        "required" | "mandatory" => Force::Required,
        "expected" => Force::Expected,
        _ => Force::Optional,
    })
}

/// Whether the words command, which a heading may not.
pub(super) fn commands(text: &str) -> bool {
    words(text).iter().any(|word| matches!(word.as_str(), "must" | "shall" | "never" | "always"))
}

/// Whether the statement denies: two negations cancel each other.
pub(super) fn is_negated(text: &str) -> bool {
    words(text).iter().filter(|word| is_negation(word)).count() % 2 == 1
}

pub(super) fn is_negation(word: &str) -> bool {
    matches!(
        word,
        "not"
            | "no"
            | "never"
            | "cannot"
            | "without"
            | "none"
            | "nor"
            | "neither"
            | "nothing"
            | "nobody"
            | "nowhere"
            | "nicht"
            | "kein"
            | "keine"
    ) || word.ends_with("n't")
}

/// The sentence denies what the passages affirm, turns a word into its opposite, or binds more or less than they do.
pub(super) fn check(text: &str, cited: &Passage) -> Result<(), Doubt> {
    let sentence = Statement::read(text, label_of(text), true);
    let parts = text.split_inclusive([';', ':', '.', '!', '?']);
    let flipped = parts.map(|part| Statement::read(part, None, true)).any(|part| contradicts(&part, cited));
    if flipped || rebinds(&sentence, cited) { Err(Doubt::Contradiction) } else { Ok(()) }
}

fn contradicts(sentence: &Statement, cited: &Passage) -> bool {
    let statements = || cited.blocks.iter().flat_map(|block| &block.statements).filter(|other| other.stems.len() > 1);
    let agrees = |statement: &&Statement| statement.negated == sentence.negated && !opposed(sentence, statement);
    let best = |statements: &mut dyn Iterator<Item = &Statement>| {
        statements.map(|statement| likeness(&sentence.stems, &statement.stems)).fold(0.0, f32::max)
    };
    let against = best(&mut statements().filter(|statement| !agrees(statement)));
    let with = best(&mut statements().filter(agrees));
    against >= ALIKE && against > with + CLEARLY
}

/// One has a word, the other its opposite, and neither has both.
fn opposed(a: &Statement, b: &Statement) -> bool {
    let has = |statement: &Statement, word: &str| statement.words.contains(word);
    let turned = |x: &str, y: &str| has(a, x) && !has(a, y) && has(b, y) && !has(b, x);
    OPPOSITES.iter().any(|(x, y)| turned(x, y) || turned(y, x))
}

fn rebinds(sentence: &Statement, cited: &Passage) -> bool {
    let Some(force) = sentence.force.filter(|force| *force != Force::Expected) else { return false };
    let about: Vec<(f32, Option<Force>)> = cited
        .blocks
        .iter()
        .flat_map(|block| &block.statements)
        .filter(|statement| statement.whole)
        .map(|statement| (contained(&sentence.stems, &statement.stems), statement.force))
        .collect();
    let best = about.iter().map(|(share, _)| *share).fold(0.0, f32::max);
    if best < ABOUT {
        return false;
    }
    let mut forces = about.iter().filter(|(share, _)| *share >= best - 0.1).map(|(_, force)| *force);
    match force {
        Force::Required => forces.all(|force| matches!(force, Some(Force::Expected | Force::Optional))),
        Force::Optional => forces.all(|force| force == Some(Force::Required)),
        Force::Expected => false,
    }
}

/// How much two sets share of what they have together.
fn likeness(a: &HashSet<String>, b: &HashSet<String>) -> f32 {
    ratio(a.intersection(b).count(), a.union(b).count())
}

/// How much of the first the second holds.
fn contained(a: &HashSet<String>, b: &HashSet<String>) -> f32 {
    ratio(a.intersection(b).count(), a.len())
}

fn ratio(part: usize, whole: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a sentence has few words")]
    let ratio = if whole == 0 { 0.0 } else { part as f32 / whole as f32 };
    ratio
}
