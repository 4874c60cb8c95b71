//! Numbers and frequencies: what a sentence counts must be counted alike in what it cites.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use super::Doubt;
use crate::iso::mentions;

/// The standard's own number is no quantity.
static STANDARD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:iso\s*(?:/\s*iec)?\s*)?2700[12]\b(?::\s?20\d\d)?").ok());
/// A figure, or a word; what is neither divides.
static TOKEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\d+(?:[.,:]\d+)*|%|[\p{Alphabetic}]+(?:['\u{2019}]\p{Alphabetic}+)?|[-–—]").ok());

/// A number with the unit behind it, if it has one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Quantity {
    value: String,
    unit: Option<&'static str>,
}

/// The quantities of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Quantities(HashSet<Quantity>);

impl Quantities {
    /// Reads a text; ids and the standard's name are left out.
    pub(super) fn of(text: &str) -> Self {
        let masked = without_ids(text).to_lowercase();
        let masked =
            STANDARD.as_ref().map_or_else(|| masked.clone(), |name| name.replace_all(&masked, " ").into_owned());
        let Some(pattern) = TOKEN.as_ref() else { return Self::default() };
        let tokens: Vec<&str> = pattern.find_iter(&masked).map(|found| found.as_str()).collect();
        let mut found = HashSet::new();
        let mut span: Option<String> = None;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let rest = tokens.get(at + 1..).unwrap_or_default();
            if let Some(mut value) = value_of(token) {
                let mut rest = rest;
                // "seventy-two"
                if let (Some(sum), Some(after)) = (compound(token, rest), rest.get(2..)) {
                    (value, rest) = (sum, after);
                    at += 2;
                }
                let unit = unit_after(rest);
                // "30 to 60 days" means days both times.
                if let Some(first) = span.take().filter(|_| unit.is_some()) {
                    found.insert(quantity(&first, unit));
                }
                let joined = rest.first().is_some_and(|next| ["to", "-", "–", "—", "or", "and"].contains(next));
                if unit.is_none() && joined && rest.get(1).is_some_and(|next| value_of(next).is_some()) {
                    span = Some(value.clone());
                    at += 1;
                }
                found.insert(quantity(&value, unit));
            } else if let Some((value, unit)) = frequency(token) {
                found.insert(quantity(value, Some(unit)));
            } else if matches!(*token, "every" | "each" | "per" | "a" | "an")
                && let Some(unit) = rest.first().and_then(|next| unit_of(next))
            {
                found.insert(quantity("1", Some(unit)));
            }
            at += 1;
        }
        Self(found)
    }

    pub(super) fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// Each quantity is in the evidence, with its unit. A bare number may also come from the question ("for 30 people").
    pub(super) fn check(&self, evidence: &Self, question: &Self) -> Result<(), Doubt> {
        let bare = |value: &str, in_text: &Self| in_text.0.iter().any(|quantity| quantity.value == value);
        let known = |quantity: &Quantity| match quantity.unit {
            Some(_) => evidence.0.contains(quantity),
            None => bare(&quantity.value, evidence) || question.0.contains(quantity),
        };
        let mut missing: Vec<&Quantity> = self.0.iter().filter(|quantity| !known(quantity)).collect();
        missing.sort_by(|a, b| a.value.cmp(&b.value));
        match missing.first() {
            Some(missing) => {
                let unit = missing.unit.map(|unit| format!(" {unit}")).unwrap_or_default();
                Err(Doubt::NumberNotInEvidence(format!("{}{unit}", missing.value)))
            }
            None => Ok(()),
        }
    }
}

/// Whether a word is a number written out.
pub(super) fn is_number_word(word: &str) -> bool {
    number_word(word).is_some()
}

/// Twelve months are a year and three a quarter.
fn quantity(value: &str, unit: Option<&'static str>) -> Quantity {
    let (value, unit) = match (value, unit) {
        ("12", Some("month")) => ("1", Some("year")),
        ("3", Some("month")) => ("1", Some("quarter")),
        ("24", Some("month")) => ("2", Some("year")),
        ("7", Some("day")) => ("1", Some("week")),
        other => other,
    };
    Quantity { value: value.to_owned(), unit }
}

fn value_of(token: &str) -> Option<String> {
    if token.starts_with(|c: char| c.is_ascii_digit()) {
        let grouped =
            token.split(',').skip(1).all(|group| group.len() == 3 && group.chars().all(|c| c.is_ascii_digit()));
        return Some(if grouped { token.replace(',', "") } else { token.to_owned() });
    }
    number_word(token).map(ToOwned::to_owned)
}

/// A word for a ten, a dash, and a word for a digit.
fn compound(token: &str, rest: &[&str]) -> Option<String> {
    let ten: u32 = number_word(token)?.parse().ok().filter(|ten| ten % 10 == 0 && (20..100).contains(ten))?;
    let digit: u32 = match rest {
        ["-", "one", ..] => 1,
        ["-", word, ..] => number_word(word)?.parse().ok().filter(|digit| *digit < 10)?,
        _ => return None,
    };
    Some((ten + digit).to_string())
}

fn number_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "two" => "2",
        "three" => "3",
        "four" => "4",
        "five" => "5",
        "six" => "6",
        "seven" => "7",
        "eight" => "8",
        "nine" => "9",
        "ten" => "10",
        "eleven" => "11",
        "twelve" => "12",
        "fifteen" => "15",
        "twenty" => "20",
        "thirty" => "30",
        "forty" => "40",
        "fifty" => "50",
        "sixty" => "60",
        "seventy" => "70",
        "eighty" => "80",
        "ninety" => "90",
        "hundred" => "100",
        _ => return None,
    })
}

/// The unit behind a number, past a dash and a word such as `working`.
fn unit_after(rest: &[&str]) -> Option<&'static str> {
    let between =
        |token: &&&str| matches!(**token, "-" | "working" | "business" | "calendar" | "consecutive" | "times");
    let mut rest = rest.iter().skip_while(between);
    match *rest.next()? {
        // "twice a year", "two times per month"
        "a" | "per" | "every" | "each" => None,
        word => unit_of(word),
    }
}

fn unit_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "s" | "sec" | "second" | "seconds" => "second",
        "min" | "minute" | "minutes" => "minute",
        "h" | "hr" | "hrs" | "hour" | "hours" => "hour",
        "d" | "day" | "days" => "day",
        "week" | "weeks" => "week",
        "month" | "months" => "month",
        "quarter" | "quarters" => "quarter",
        "year" | "years" => "year",
        "%" | "percent" => "percent",
        _ => return None,
    })
}

fn frequency(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "hourly" => ("1", "hour"),
        "daily" | "nightly" => ("1", "day"),
        "weekly" => ("1", "week"),
        "monthly" => ("1", "month"),
        "quarterly" => ("1", "quarter"),
        "annual" | "annually" | "yearly" => ("1", "year"),
        "biannual" | "biannually" | "semiannual" | "semiannually" => ("6", "month"),
        "biennial" | "biennially" => ("2", "year"),
        _ => return None,
    })
}

fn without_ids(text: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    for mention in mentions(text) {
        rest.push_str(text.get(at..mention.range.start).unwrap_or_default());
        rest.push(' ');
        at = mention.range.end;
    }
    rest.push_str(text.get(at..).unwrap_or_default());
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(sentence: &str, evidence: &str) -> Option<Doubt> {
        Quantities::of(sentence).check(&Quantities::of(evidence), &Quantities::default()).err()
    }

    #[test]
    fn the_same_quantity_in_other_words_is_known() {
        for (sentence, evidence) in [
            ("Review it annually.", "reviewed every 12 months"),
            ("Review it once a year.", "an annual review"),
            ("Report within seventy-two hours.", "within 72h"),
            ("Export within 30 days.", "takes 30 to 60 working days"),
            ("Two pages are enough for ISO/IEC 27001:2022.", "2 pages"),
            ("Every three months.", "quarterly"),
            ("About 10,000 records.", "10000 rows"),
            ("See A.5.23 and clause 6.1.3.", "nothing"),
            ("A 6-month period.", "six months"),
        ] {
            assert_eq!(missing(sentence, evidence), None, "{sentence}");
        }
    }

    #[test]
    fn another_number_or_unit_is_found() {
        for (sentence, evidence, wanted) in [
            ("Review it every 6 months.", "every 12 months", "6 month"),
            ("Within 72 days.", "within 72 hours", "72 day"),
            ("Review it quarterly.", "reviewed regularly", "1 quarter"),
            ("95% of staff.", "all staff", "95 percent"),
            ("There are four steps.", "the steps", "4"),
            ("Use TLS 1.3.", "use TLS 1.2", "1.3"),
        ] {
            assert_eq!(missing(sentence, evidence), Some(Doubt::NumberNotInEvidence(wanted.to_owned())), "{sentence}");
        }
    }
}
