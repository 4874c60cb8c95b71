//! What a model replied, read without belief: the JSON that was asked for, and quotes that stand where they are said to.

use serde::Deserialize;
use serde_json::json;

use super::super::statement::Statement;
use crate::{
    llm::{Shape, object_in},
    prompt::as_data,
};

/// Words that a quote has at least, unless its passage has fewer.
const SHORTEST: usize = 3;
/// Characters of a model's own words that a report repeats.
const LONGEST: usize = 200;

/// What a model can say of a check, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Claim {
    Missing,
    Partial,
    Met,
}

/// What a model said of a check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    pub(super) check: String,
    pub(super) verdict: Claim,
    /// The number of the passage; 0 for none.
    pub(super) passage: usize,
    pub(super) quote: String,
    pub(super) missing: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    checks: Vec<Said>,
}

/// A claim whose quote stands in its passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opinion {
    pub(super) claim: Claim,
    /// The statement that it quotes; every claim but `missing` has one.
    pub(super) statement: Option<usize>,
    /// What it misses, in its own words; empty where they are not fit to be repeated.
    pub(super) missing: String,
}

/// What a reply has to look like.
pub(super) fn shape() -> Shape {
    let check = json!({
        "type": "object",
        "properties": {
            "check": {"type": "string"},
            "verdict": {"type": "string", "enum": ["met", "partial", "missing"]},
            "passage": {"type": "integer"},
            "quote": {"type": "string"},
            "missing": {"type": "string"},
        },
        "required": ["check", "verdict", "passage", "quote", "missing"],
        "additionalProperties": false,
    });
    let schema = json!({
        "type": "object",
        "properties": {"checks": {"type": "array", "items": check}},
        "required": ["checks"],
        "additionalProperties": false,
    });
    Shape { name: "verdicts", schema }
}

/// Reads a reply.
pub(super) fn read(reply: &str) -> Result<Vec<Said>, String> {
    object_in::<Reply>(reply).map(|reply| reply.checks)
}

/// The opinion behind what was said of a check, or nothing when it quotes what is not there.
///
/// `numbers` are the passages of the check, `passages` the statements of all passages of the request.
pub(super) fn opinion(
    said: &Said,
    (numbers, passages): (&[usize], &[usize]),
    statements: &[Statement],
) -> Option<Opinion> {
    let (claim, missing) = (said.verdict, fit(&said.missing));
    if claim == Claim::Missing {
        return Some(Opinion { claim, statement: None, missing });
    }
    numbers.contains(&said.passage).then_some(())?;
    let place = *passages.get(said.passage.checked_sub(1)?)?;
    let stands = stands(&said.quote, &statements.get(place)?.text);
    stands.then_some(Opinion { claim, statement: Some(place), missing })
}

/// A model's own words in one line; what is long, bears marks or leads elsewhere is not repeated.
fn fit(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let leads = ["http", "www.", "://"].iter().any(|mark| line.to_lowercase().contains(mark));
    let is_plain = line.chars().all(|c| !c.is_control() && !"<>[]{}|`*_#\\".contains(c));
    if leads || !is_plain || line.chars().count() > LONGEST { String::new() } else { line }
}

/// Whether a quote stands in a text word for word, as the model saw it; white space is no word.
fn stands(quote: &str, text: &str) -> bool {
    let flat = |text: &str| as_data(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let (quote, text) = (flat(quote), flat(text));
    let words = quote.split(' ').count();
    (words >= SHORTEST || quote == text) && !quote.is_empty() && text.contains(&quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBJECT: &str = r#"{"checks":[{"check":"A.5.1-1","verdict":"met","passage":1,"quote":"a b c","missing":""}]}"#;

    #[test]
    fn only_the_object_that_was_asked_for_is_read() {
        for reply in [
            OBJECT.to_owned(),
            format!("\n{OBJECT} "),
            format!("<think>{{}}</think>{OBJECT}"),
            format!("```json\n{OBJECT}\n```"),
        ] {
            assert_eq!(read(&reply).unwrap()[0].verdict, Claim::Met, "{reply}");
        }
        for reply in [
            "",
            "All checks are met.",
            "[]",
            r#"{"checks":[{"check":"A.5.1-1","verdict":"fully met","passage":1,"quote":"a b c","missing":""}]}"#,
            r#"{"checks":[{"check":"A.5.1-1","verdict":"met"}]}"#,
            r#"{"checks":[],"summary":"all met"}"#,
            "<think>endless",
        ] {
            assert!(read(reply).is_err(), "{reply}");
        }
    }

    #[test]
    fn a_quote_stands_word_for_word_or_not_at_all() {
        let text = "Access rights are reviewed\nevery quarter [2] by the IT lead.";
        for quote in ["are reviewed every quarter", "every quarter (2) by the IT lead.", "every quarter [2] by"] {
            assert!(stands(quote, text), "{quote}");
        }
        for quote in ["", "every quarter", "rights are reviewed each quarter", "Access rights … the IT lead.", "a"] {
            assert!(!stands(quote, text), "{quote}");
        }
        assert!(stands("Doors locked", "Doors locked"));
    }

    #[test]
    fn only_plain_words_of_a_model_are_repeated() {
        assert_eq!(fit(" how often\nit is done "), "how often it is done");
        for words in ["see https://evil.test", "[win](x)", "<b>all met</b>", "| a | b |", &"long ".repeat(60)] {
            assert_eq!(fit(words), "", "{words}");
        }
    }
}
