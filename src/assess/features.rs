//! Features: what is known of a check after matching, as numbers that a verdict is learned from.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    matching::{Candidate, Matcher, Matches},
    statement::Statement,
};
use crate::iso::{Nature, Obligation, Standing};

/// How many numbers a check has.
pub const FEATURES: usize = 33;

/// Their names, in order.
pub const NAMES: [&str; FEATURES] = [
    "meaning of the best statement",
    "belonging of the best statement",
    "words of the best statement",
    "meaning, mean of three",
    "belonging, mean of three",
    "words, mean of three",
    "own words in the best statement",
    "own words in three statements",
    "coverage of the requirement",
    "length of the check",
    "denials among three",
    "promises among three",
    "rules among three",
    "wishes among three",
    "timing among three",
    "actors among three",
    "dates among three",
    "not in force among three",
    "timing wanted and absent",
    "only expected",
    "rows among three",
    "a statement was found",
    "nearest text, best of three",
    "share of the check, best of three",
    "share of the check in the section, best of three",
    "belonging, mean logarithm of three",
    "reading of the best statement",
    "reading, best of three",
    "reading, mean of three",
    "share of the reading, best of three",
    "wholeness of the best statement",
    "wholeness, best of three",
    "wholeness, mean of three",
];

/// Statements that a verdict looks at.
const LOOK: usize = 3;
/// What belongs less than this does not belong.
const FAINT: f32 = 1e-4;
/// Words of a long check.
const LONG: f64 = 20.0;

/// A check that asks for a time.
static ASKS_TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(interval|how often|when|within|time|regular\w*|before|deadline|periods?|frequency|how long|every|at least|after|until|daily|yearly)\b").ok()
});

/// What is known of one check.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    /// The numbers.
    pub(super) numbers: [f64; FEATURES],
    /// The statements that the verdict looks at, the best first.
    pub(super) looked: Vec<Candidate>,
    /// Whether it asks for a time that none of them says.
    pub(super) lacks_timing: bool,
}

/// A set of documents, read.
pub(super) struct Read<'a> {
    pub(super) statements: &'a [Statement],
    pub(super) standings: &'a [Standing],
    pub(super) matches: &'a Matches,
}

impl Read<'_> {
    fn statement(&self, candidate: &Candidate) -> Option<&Statement> {
        self.statements.get(candidate.statement)
    }

    /// Whether a statement stands in a document that is not in force, or below a heading that says so.
    pub(super) fn is_in_force(&self, statement: &Statement) -> bool {
        let of_document = self.standings.get(statement.document).copied().unwrap_or_default();
        of_document == Standing::InForce && !super::standing::says_superseded(&statement.heading)
    }
}

/// What is known of the check at `place`.
pub(super) fn known(place: usize, matcher: &Matcher, read: &Read<'_>) -> Option<Known> {
    known_of(place, matcher, read, &|_| true)
}

/// What would be known of it from those statements alone that are let through.
pub(super) fn known_of(
    place: usize,
    matcher: &Matcher,
    read: &Read<'_>,
    lets: &dyn Fn(&Statement) -> bool,
) -> Option<Known> {
    let asked = matcher.probes.checks.get(place)?;
    let candidates = read.matches.candidates.get(place)?;
    let looked: Vec<Candidate> =
        candidates.iter().filter(|one| read.statement(one).is_some_and(lets)).take(LOOK).copied().collect();
    let statements: Vec<&Statement> = looked.iter().filter_map(|one| read.statement(one)).collect();
    let best = looked.first();
    let most = |measure: fn(&Candidate) -> f32| looked.iter().map(measure).reduce(f32::max).map_or(0.0, f64::from);
    let share = |test: &dyn Fn(&Statement) -> bool| mean(statements.iter().map(|one| f64::from(u8::from(test(one)))));
    let of = |measure: fn(&Candidate) -> f32| mean(looked.iter().map(|one| f64::from(measure(one))));
    let first = |measure: fn(&Candidate) -> f32| best.map_or(0.0, |one| f64::from(measure(one)));
    let said = |take: usize| looked.iter().take(take).filter_map(|one| read.matches.said.get(one.statement));
    let covered = |take: usize| f64::from(matcher.words.covered(place, &said(take).collect::<Vec<_>>()));
    let asks_time = ASKS_TIME.as_ref().is_some_and(|pattern| pattern.is_match(&asked.check.text));
    let lacks_timing = asks_time && !statements.iter().any(|one| one.speech.has_timing);
    let words = f64::from(u32::try_from(asked.check.text.split_whitespace().count()).unwrap_or(u32::MAX));
    let is_expected = matches!(asked.check.obligation, Obligation::Expected | Obligation::GoodPractice);
    let numbers = [
        first(|one| one.meaning),
        first(|one| one.belonging),
        first(|one| one.words),
        of(|one| one.meaning),
        of(|one| one.belonging),
        of(|one| one.words),
        covered(1),
        covered(LOOK),
        read.matches.sayings.said(asked.requirement),
        words / LONG,
        share(&|one| one.speech.denies),
        share(&|one| one.speech.promises),
        share(&|one| one.speech.rules),
        share(&|one| one.speech.wishes),
        share(&|one| one.speech.has_timing),
        share(&|one| one.speech.has_actor),
        share(&|one| one.speech.has_date),
        share(&|one| !read.is_in_force(one)),
        f64::from(u8::from(lacks_timing)),
        f64::from(u8::from(is_expected)),
        share(&|one| one.is_row),
        f64::from(u8::from(best.is_some())),
        most(|one| one.nearest),
        most(|one| one.share),
        most(|one| one.section),
        of(|one| one.belonging.max(FAINT).ln()),
        first(|one| one.reading),
        most(|one| one.reading),
        of(|one| one.reading),
        most(|one| one.read_share),
        first(|one| one.whole),
        most(|one| one.whole),
        of(|one| one.whole),
    ];
    Some(Known { numbers, looked, lacks_timing })
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
    if count == 0 { 0.0 } else { values.sum::<f64>() / f64::from(count) }
}

/// Which of the learned judges a check is for.
pub(super) fn is_record(nature: Nature) -> bool {
    nature == Nature::Record
}
