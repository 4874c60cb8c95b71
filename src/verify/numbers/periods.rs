//! Periods: units of time, and how often something happens, in one form for all ways to say it.

use super::{Quantity, spelled::Number};

/// What may stand between a number and its unit.
const FILLERS: [&str; 11] =
    ["-", "working", "business", "calendar", "consecutive", "full", "whole", "single", "more", "further", "additional"];
/// Before a period these make "one of it".
const EACH: [&str; 6] = ["a", "an", "per", "every", "each", "/"];

/// The unit behind a number, past a dash and a word such as `working`, and the words that takes.
pub(super) fn unit_after(words: &[&str]) -> Option<(&'static str, usize)> {
    let skipped = words.iter().take_while(|word| FILLERS.contains(*word)).count();
    Some((unit_of(words.get(skipped)?)?, skipped + 1))
}

/// How often, behind a number: "two times per year", "2x/year", "twice yearly".
pub(super) fn rate(number: &Number, words: &[&str]) -> Option<(Quantity, usize)> {
    let mut used = usize::from(words.first() == Some(&"-"));
    let says_times = matches!(words.get(used), Some(&("times" | "time" | "x" | "×")));
    used += usize::from(says_times);
    let (unit, more) = period(words.get(used..)?, number.times || says_times)?;
    Some((per(&number.value, unit), used + more))
}

/// How often, without a number: "annually", "every other week", "per year", "half a year", "several times a day".
pub(super) fn frequency(words: &[&str]) -> Option<(Quantity, usize)> {
    let first = *words.first()?;
    let rest = words.get(1..).unwrap_or_default();
    if let Some((value, unit)) = adverb(first) {
        return Some((quantity(value, Some(unit)), 1));
    }
    let dash = usize::from(rest.first() == Some(&"-"));
    let behind = rest.get(dash..).unwrap_or_default();
    match first {
        "times" => period(rest, true).map(|(unit, used)| (several(unit), used + 1)),
        "bi" => match adverb(behind.first()?)? {
            (_, unit @ ("year" | "day")) => Some((per("2", unit), dash + 2)),
            (_, unit) => Some((quantity("2", Some(unit)), dash + 2)),
        },
        "half" | "semi" => {
            let article = usize::from(matches!(behind.first(), Some(&("a" | "an"))));
            let word = behind.get(article)?;
            let unit = unit_of(word).or_else(|| adverb(word).map(|(_, unit)| unit))?;
            Some((per("2", unit), dash + article + 2))
        }
        "every" | "each" => {
            let nth = behind.first().and_then(|word| ordinal(word)).zip(behind.get(1).and_then(|word| unit_of(word)));
            let nth = nth.map(|(nth, unit)| (quantity(nth, Some(unit)), dash + 3));
            nth.or_else(|| one_of(words))
        }
        _ => one_of(words),
    }
}

/// A number of units, with one form for equal lengths: twelve months are a year, three a quarter, seven days a week.
pub(super) fn quantity(value: &str, unit: Option<&'static str>) -> Quantity {
    let Some((n, named)) = value.parse::<u64>().ok().filter(|n| (1..10_000).contains(n)).zip(unit) else {
        return Quantity { value: value.to_owned(), unit };
    };
    let (n, named) = match named {
        "fortnight" => (n * 14, "day"),
        "decade" => (n * 120, "month"),
        "quarter" => (n * 3, "month"),
        other => (n, other),
    };
    let (n, named) = match named {
        "month" if n.is_multiple_of(12) => (n / 12, "year"),
        "month" if n == 3 => (1, "quarter"),
        "day" if n.is_multiple_of(7) => (n / 7, "week"),
        other => (n, other),
    };
    Quantity { value: n.to_string(), unit: Some(named) }
}

fn one_of(words: &[&str]) -> Option<(Quantity, usize)> {
    period(words, false).map(|(unit, used)| (quantity("1", Some(unit)), used))
}

/// A period that something happens in: "a year", "per calendar month", "/ day"; behind "times" also "in a year".
fn period(words: &[&str], behind_times: bool) -> Option<(&'static str, usize)> {
    let dash = usize::from(behind_times && words.first() == Some(&"-"));
    let within = matches!(words.get(dash), Some(&("in" | "within" | "during" | "over")));
    let used = dash + usize::from(behind_times && within);
    let first = *words.get(used)?;
    if EACH.contains(&first) || (behind_times && first == "one") {
        // "a second person", "a d": only a number or "per" makes a unit of these.
        let (unit, more) = unit_after(words.get(used + 1..)?)?;
        let word = *words.get(used + more)?;
        let clear = matches!(first, "per" | "/") || (word.len() > 2 && word != "second");
        return clear.then_some((unit, used + 1 + more));
    }
    let (value, unit) = adverb(first).filter(|_| behind_times)?;
    (value == "1").then_some((unit, used + 1))
}

/// So many times a period; where that divides, the time between: twice a year is every six months.
fn per(times: &str, unit: &'static str) -> Quantity {
    let parts = match unit {
        "year" => Some((12, "month")),
        "quarter" => Some((3, "month")),
        "week" => Some((7, "day")),
        "day" => Some((24, "hour")),
        "hour" => Some((60, "minute")),
        _ => None,
    };
    match (times.parse::<u64>().ok(), parts) {
        (Some(1), _) => quantity("1", Some(unit)),
        (Some(n), Some((parts, smaller))) if n > 0 && parts % n == 0 => {
            quantity(&(parts / n).to_string(), Some(smaller))
        }
        _ => Quantity { value: format!("{times} times a"), unit: Some(unit) },
    }
}

fn several(unit: &'static str) -> Quantity {
    Quantity { value: "several times a".to_owned(), unit: Some(unit) }
}

fn ordinal(word: &str) -> Option<&'static str> {
    Some(match word {
        "other" | "second" => "2",
        "third" => "3",
        "fourth" => "4",
        "fifth" => "5",
        "sixth" => "6",
        _ => return None,
    })
}

fn unit_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "s" | "sec" | "second" | "seconds" => "second",
        "min" | "minute" | "minutes" => "minute",
        "h" | "hr" | "hrs" | "hour" | "hours" => "hour",
        "d" | "day" | "days" | "night" | "nights" => "day",
        "week" | "weeks" => "week",
        "fortnight" | "fortnights" => "fortnight",
        "month" | "months" => "month",
        "quarter" | "quarters" => "quarter",
        "year" | "years" | "annum" => "year",
        "decade" | "decades" => "decade",
        "%" | "percent" => "percent",
        _ => return None,
    })
}

fn adverb(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "hourly" => ("1", "hour"),
        "daily" | "nightly" => ("1", "day"),
        "weekly" => ("1", "week"),
        "fortnightly" | "biweekly" => ("2", "week"),
        "monthly" => ("1", "month"),
        "bimonthly" => ("2", "month"),
        "quarterly" => ("1", "quarter"),
        "annual" | "annually" | "yearly" => ("1", "year"),
        "biannual" | "biannually" | "semiannual" | "semiannually" | "halfyearly" => ("6", "month"),
        "biennial" | "biennially" => ("2", "year"),
        "triennial" | "triennially" => ("3", "year"),
        _ => return None,
    })
}
