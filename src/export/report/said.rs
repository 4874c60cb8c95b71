//! The words in which a report says verdicts, obligations, natures, dates and places.

use crate::{
    export::Plain,
    iso::{Evidence, GapCheck, GapItem, GapVerdict, MONTHS, Nature, Obligation, Standing},
};

/// Who asks for a check.
pub(in crate::export) const fn obligation(obligation: Obligation) -> &'static str {
    match obligation {
        Obligation::Clause => "required by the clause",
        Obligation::IfApplicable => "required if the control is applicable",
        Obligation::OwnRule => "required by your own rule",
        Obligation::LawOrContract => "required by law or contract",
        Obligation::Scheme => "a rule for the certification body",
        Obligation::Expected => "auditors expect it",
        Obligation::GoodPractice => "good practice",
    }
}

/// All obligations, the most binding first.
pub(super) const OBLIGATIONS: [Obligation; 7] = [
    Obligation::Clause,
    Obligation::IfApplicable,
    Obligation::LawOrContract,
    Obligation::OwnRule,
    Obligation::Scheme,
    Obligation::Expected,
    Obligation::GoodPractice,
];

/// What can show a check.
pub(in crate::export) const fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Rule => "a document must say it",
        Nature::Record => "a dated record must show it",
        Nature::Practice => "seen in practice: interview or observation",
    }
}

/// Whether a document says that it is in force.
pub(in crate::export) const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "in force",
        Standing::Draft => "draft",
        Standing::Superseded => "superseded",
        Standing::Unreadable => "no text",
        Standing::Duplicate => "same as another",
    }
}

/// Whether a verdict leaves something to do.
pub(super) const fn is_gap(verdict: GapVerdict) -> bool {
    matches!(verdict, GapVerdict::Partial | GapVerdict::Missing | GapVerdict::Conflicting)
}

/// Whether a check can become a nonconformity.
pub(super) const fn is_required(check: &GapCheck) -> bool {
    matches!(
        check.obligation,
        Obligation::Clause | Obligation::IfApplicable | Obligation::OwnRule | Obligation::LawOrContract
    )
}

/// The anchor of an item: `A.5.23` becomes `a-5-23`, `9.2.1` becomes `c-9-2-1`.
pub(super) fn anchor(id: &str) -> String {
    let id: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    if id.starts_with('a') { id } else { format!("c-{id}") }
}

/// The requirement that a check is of: `A.5.23-1` is of `A.5.23`.
pub(super) fn item_of(check: &str) -> &str {
    check.rsplit_once('-').map_or(check, |(item, _)| item)
}

/// An item as headings name it.
pub(super) fn name(item: &GapItem) -> String {
    format!("{} {}", item.id, item.title)
}

/// Where a passage stands: document, headings, page.
pub(in crate::export) fn place(evidence: &Evidence) -> String {
    let headings = evidence.heading.iter().filter(|heading| !heading.trim().is_empty());
    let path: Vec<&str> = std::iter::once(evidence.document.as_str()).chain(headings.map(String::as_str)).collect();
    let page = evidence.page.map(|page| format!(", page {page}")).unwrap_or_default();
    format!("{}{page}", path.join(" › "))
}

/// The most characters of a passage in a table; the workbook and the data hold all of it.
const PASSAGE: usize = 360;

/// A passage between quotation marks, in one line. A long one ends after a word, and says that it goes on.
pub(super) fn quoted(evidence: &Evidence) -> Plain {
    // Marks of emphasis are for programs; the data keep them.
    let text = Plain::line(&evidence.quote.replace("**", "").replace("__", ""));
    if text.chars().count() <= PASSAGE {
        return Plain::line(&format!("“{}”", &*text));
    }
    let start: String = text.chars().take(PASSAGE).collect();
    let whole = start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words);
    Plain::line(&format!("“{whole} […]”"))
}

/// What is missing of a check, without the words that the check itself has just said; nothing when nothing else is left.
pub(super) fn short_gap(check: &GapCheck) -> String {
    let gap = Plain::line(&check.gap);
    let asked = Plain::line(&check.text).trim_end_matches('.').to_lowercase();
    let is_repeated = !asked.is_empty() && gap.to_lowercase().contains(&asked);
    match gap.split_once(':') {
        // `No document says` has no end without the check, and the verdict says as much.
        Some((lead, _)) if is_repeated && lead.starts_with("No ") => String::new(),
        Some((lead, _)) if is_repeated => sentence(lead),
        _ => sentence(&gap),
    }
}

/// What to do about a check. With `is_referred`, a link to the clause stands beside it and its name is not said again.
pub(super) fn advice(check: &GapCheck, is_referred: bool) -> String {
    let advice = Plain::line(&check.recommendation);
    match advice.split_once(" The clause “") {
        Some((lead, _)) if is_referred => sentence(lead),
        _ => sentence(&advice),
    }
}

/// `1 document`, `2 documents`.
pub(super) fn count(number: usize, one: &str) -> String {
    match (number, one.strip_suffix('y')) {
        (1, _) => format!("1 {one}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        _ => format!("{number} {one}s"),
    }
}

/// Things in a row: `a, b and c`.
pub(super) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// An RFC 3339 time as people write a date; what is no such time stays as it is.
pub(in crate::export) fn date(time: &str) -> String {
    let read = || {
        let (day, clock) = time.split_once('T')?;
        let mut parts = day.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?.parse::<usize>().ok()?, parts.next()?);
        let month = MONTHS.get(month.checked_sub(1)?)?;
        let day: u8 = day.parse().ok()?;
        Some(format!("{day} {month} {year}, {} UTC", clock.get(..5)?))
    };
    read().unwrap_or_else(|| time.to_owned())
}

/// A text with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A sentence with a full stop; nothing for nothing.
pub(in crate::export) fn sentence(text: &str) -> String {
    let text = text.trim();
    match text.chars().last() {
        None => String::new(),
        Some('.' | '!' | '?' | ':' | '…' | '”' | '"') => text.to_owned(),
        Some(_) => format!("{text}."),
    }
}
