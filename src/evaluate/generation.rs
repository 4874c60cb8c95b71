//! Generation suites: the assistant is asked for a document, and the text is held against what such a document must speak
//! of, and against the catalogue: ids that exist, right titles, no ids of the 2013 edition.

mod case;
mod claims;
mod points;

use std::{collections::BTreeMap, time::Instant};

pub use case::GenerationCase;
pub(super) use case::{cases, profiles};

use super::{
    Case, EvaluateError, Run, Suite,
    asking::Asking,
    measure::{count, mean},
    percentile,
};
use crate::{
    chat::{Answer, Assistant, Question, Verdict},
    iso::{Meaning, mentions},
    verify::wrong_titles,
};
pub(super) use claims::citation_coverage;
use points::{Places, Point};

/// What was found in one text.
struct Measured {
    places: Places,
    points: Vec<Point>,
    /// The share of the required points that it speaks of.
    coverage: f64,
    /// Those that it does not.
    missing: Vec<String>,
    words: usize,
    /// Ids that no edition has, and those of the 2013 edition, unless the request brought them up.
    unknown_ids: usize,
    old_ids: usize,
    wrong_titles: usize,
    /// None where nothing is claimed, as in a refusal.
    citation_coverage: Option<f64>,
    /// Wanted references that it has, and all that are wanted.
    cited: (usize, usize),
    refused: bool,
    milliseconds: f64,
    problems: Vec<String>,
}

/// Asks for every document of a set.
pub async fn generation(suite: &Suite, assistant: &Assistant) -> Result<Run, EvaluateError> {
    let mut run = Run::begin(suite)?;
    let start = Instant::now();
    let mut asking = Asking::of(assistant);
    let mut measured = Vec::new();
    for (case, profile) in cases(&suite.path)? {
        let question = Question { text: case.request.clone(), profile, ..Question::default() };
        let (answer, milliseconds) = asking.ask(&question).await?;
        let found = Measured { milliseconds, ..measure(&case, &answer) };
        run.cases.push(shown(&case, &answer, &found));
        measured.push(found);
    }
    run.metrics = figures(&measured);
    asking.report(&mut run);
    run.seconds = start.elapsed().as_secs_f64();
    run.judge(suite)?;
    Ok(run)
}

fn measure(case: &GenerationCase, answer: &Answer) -> Measured {
    let text = answer.answer.as_str();
    let places = Places::of(text);
    let points: Vec<Point> = case.points.iter().map(|point| Point::of(point)).collect();
    let held = case.points.iter().zip(&points);
    let missing: Vec<String> = held.filter(|(_, point)| !places.hold(point)).map(|(said, _)| said.clone()).collect();
    let refs: Vec<String> = answer.refs.iter().map(ToString::to_string).collect();
    let cited = case.must_cite.iter().filter(|id| refs.contains(id)).count();
    let (unknown, old) = foreign_ids(text);
    let (asked_unknown, asked_old) = foreign_ids(&case.request);
    let refused = answer.verdict == Verdict::Refused;
    let brought = |ids: Vec<String>, asked: &[String]| ids.into_iter().filter(|id| !asked.contains(id)).count();
    let mut found = Measured {
        coverage: places.share_of(&points),
        places,
        points,
        missing,
        words: text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count(),
        unknown_ids: brought(unknown, &asked_unknown),
        old_ids: brought(old, &asked_old),
        wrong_titles: wrong_titles(text, &answer.citations).len(),
        citation_coverage: citation_coverage(text, answer.mode).filter(|_| !refused),
        cited: (cited, case.must_cite.len()),
        refused,
        milliseconds: 0.0,
        problems: Vec::new(),
    };
    found.problems = problems(case, text, &found);
    found
}

/// Ids that no edition has, and ids of the 2013 edition.
fn foreign_ids(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut unknown, mut old) = (Vec::new(), Vec::new());
    for mention in mentions(text) {
        match mention.meaning {
            Meaning::Unknown(id) => unknown.push(id),
            Meaning::Edition2013(id) => old.push(id),
            Meaning::Requirement(_) | Meaning::Either { .. } => {}
        }
    }
    (unknown, old)
}

/// Why a text is wrong, in words that other texts share.
fn problems(case: &GenerationCase, text: &str, found: &Measured) -> Vec<String> {
    if found.refused {
        return vec!["refused what it should write".to_owned()];
    }
    let text = text.to_lowercase();
    let says = |wanted: &String| wanted.split('|').any(|one| text.contains(&one.trim().to_lowercase()));
    let known = [
        (!found.missing.is_empty(), "a required point is missing"),
        (found.cited.0 < found.cited.1, "a requirement is missing from its references"),
        (case.must_not_contain.iter().any(says), "it says what only a wrong text says"),
        (found.words < case.min_words, "it is shorter than it must be"),
        (found.unknown_ids > 0, "an id that does not exist"),
        (found.old_ids > 0, "an id of the 2013 edition"),
        (found.wrong_titles > 0, "an id with another title than its own"),
    ];
    known.into_iter().filter(|(wrong, _)| *wrong).map(|(_, problem)| problem.to_owned()).collect()
}

fn shown(case: &GenerationCase, answer: &Answer, found: &Measured) -> Case {
    let mut expected = vec![format!("speak of: {}", case.points.join("; "))];
    if !case.must_cite.is_empty() {
        expected.push(format!("cite {}", case.must_cite.join(", ")));
    }
    if !case.must_not_contain.is_empty() {
        expected.push(format!("not say {}", case.must_not_contain.join(", ")));
    }
    if case.min_words > 0 {
        expected.push(format!("at least {} words", case.min_words));
    }
    let missing = if found.missing.is_empty() { "nothing".to_owned() } else { found.missing.join("; ") };
    let mut metrics = BTreeMap::from([
        ("passed".to_owned(), f64::from(u8::from(found.problems.is_empty()))),
        ("coverage".to_owned(), found.coverage),
        ("unknown_ids".to_owned(), count(found.unknown_ids)),
        ("wrong_titles".to_owned(), count(found.wrong_titles)),
        ("edition_2013_ids".to_owned(), count(found.old_ids)),
    ]);
    metrics.extend(found.citation_coverage.map(|share| ("citation_coverage".to_owned(), share)));
    Case {
        id: case.id.clone(),
        group: "document".to_owned(),
        question: case.request.clone(),
        expected: expected.join("\n"),
        got: format!("{}\n\n({:?}, {} words; missing: {missing})", answer.answer, answer.verdict, found.words),
        evidence: answer.citations.iter().take(6).map(|c| format!("[{}] {}: {}", c.n, c.source, c.quote)).collect(),
        passed: Some(found.problems.is_empty()),
        metrics,
        problems: found.problems.clone(),
    }
}

/// The mean share of a document's points that the text of another document covers: how little the points ask.
fn covered_by_others(measured: &[Measured]) -> f64 {
    let others = |at: usize| measured.iter().enumerate().filter(move |(other, _)| *other != at).map(|(_, one)| one);
    mean(measured.iter().enumerate().flat_map(|(at, one)| others(at).map(|other| other.places.share_of(&one.points))))
}

fn figures(measured: &[Measured]) -> BTreeMap<String, f64> {
    let mut found = BTreeMap::new();
    let mut put = |name: &str, value: f64| found.insert(name.to_owned(), value);
    let sum = |of: fn(&Measured) -> usize| count(measured.iter().map(of).sum());
    let share = |of: fn(&Measured) -> bool| mean(measured.iter().map(|one| f64::from(u8::from(of(one)))));
    put("documents", count(measured.len()));
    put("passed", share(|one| one.problems.is_empty()));
    put("refused", share(|one| one.refused));
    put("coverage", mean(measured.iter().map(|one| one.coverage)));
    put("points.missing", sum(|one| one.missing.len()));
    if measured.len() > 1 {
        put("points.covered_by_others", covered_by_others(measured));
    }
    let wanted = sum(|one| one.cited.1);
    put("must_cite.recall", if wanted > 0.0 { sum(|one| one.cited.0) / wanted } else { 1.0 });
    put("unknown_ids", sum(|one| one.unknown_ids));
    put("wrong_titles", sum(|one| one.wrong_titles));
    put("edition_2013_ids", sum(|one| one.old_ids));
    put("citation_coverage", mean(measured.iter().filter_map(|one| one.citation_coverage)));
    let numbers = |of: fn(&Measured) -> f64| measured.iter().map(of).collect::<Vec<f64>>();
    put("words", percentile(&numbers(|one| count(one.words)), 50));
    let times = numbers(|one| one.milliseconds);
    put("p50_ms", percentile(&times, 50));
    put("p95_ms", percentile(&times, 95));
    found
}
