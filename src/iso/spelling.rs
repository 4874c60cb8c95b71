//! Finds requirement ids in running text, in the ways people write them, and says what each can mean.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{Catalogue, ClauseId, ControlId, RequirementId};

/// A number after an optional word that says what it is. A single number counts only after `clause`.
static ID: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        (?: (?P<annex> \bannex(?:ure)? \s* a \b [\s.:,-]* (?:controls?\s+)? (?:a[.\s]*)? | \bcontrols?\s+(?:no\.?\s*)?(?:a[.\s]*)?
              | \bma(?:ß|ss)nahme\s+(?:a[.\s]*)? | \banhang\s+a[\s.]* | \banexo\s+a[\s.]* )
          | (?P<clause> \b(?:sub-?)?clauses?\s+ | \bklausel\s+ | \bcl[aá]usula\s+ )
          | (?P<section> \bsections?\s+ | \bkapitel\s+ | §\s* )
          | (?P<letter> \ba\.?[\t\x20]?  ) )?
        (?P<number> \d{1,3} (?: \.\d{1,3} ){0,3} )
        (?: [\s]? \(? (?P<item>[a-g]) \)? (?P<after> [^\w.'’-] | \.(?:\s|$) | $ ) )?",
    )
    .ok()
});

/// A control with other separators than full stops: `A 5 23`, `A-5-23`, `A5_23`.
static SPACED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b[Aa][ ._-]?([5-8])[ _-](\d{1,2})\b").ok());

/// Words after which a number is a version, an amount or a date, never an id.
const NOT_AN_ID_AFTER: [&str; 25] = [
    "version",
    "v",
    "v.",
    "ver",
    "tls",
    "ssl",
    "dss",
    "csf",
    "cvss",
    "usb",
    "bluetooth",
    "python",
    "windows",
    "android",
    "ios",
    "top",
    "rev",
    "release",
    "edition",
    "$",
    "€",
    "eur",
    "usd",
    "article",
    "art.",
];

/// An id in a text, and what it can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Byte range of the whole spelling, prefix included.
    pub range: Range<usize>,
    /// What it means.
    pub meaning: Meaning,
}

/// What a spelling can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// One requirement of the 2022 edition.
    Requirement(RequirementId),
    /// A bare number that is both a clause and a control, such as `5.1`.
    Either {
        /// The reading as a clause.
        clause: ClauseId,
        /// The reading as a control.
        control: ControlId,
    },
    /// A control or control objective of the 2013 edition, such as `A.9.2.5`.
    Edition2013(String),
    /// Written as an id, but no edition has it, such as `A.9.99`.
    Unknown(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marked {
    Control,
    Clause,
    Section,
    Nothing,
}

/// All ids in a text, in order of appearance. Versions, amounts and dates are left alone.
pub fn mentions(text: &str) -> Vec<Mention> {
    let mut found = dotted(text);
    for groups in SPACED.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        let (Some(whole), Some(theme), Some(number)) = (groups.get(0), groups.get(1), groups.get(2)) else { continue };
        let id = theme.as_str().parse().ok().zip(number.as_str().parse().ok());
        let id = id.and_then(|(theme, number)| ControlId::new(theme, number)).map(RequirementId::Control);
        let apart = |mention: &Mention| mention.range.end <= whole.start() || mention.range.start >= whole.end();
        if let Some(id) = id.filter(|id| Catalogue::get().contains(*id) && found.iter().all(apart)) {
            found.push(Mention { range: whole.range(), meaning: Meaning::Requirement(id) });
        }
    }
    found.sort_by_key(|mention| mention.range.start);
    found
}

fn dotted(text: &str) -> Vec<Mention> {
    let Some(pattern) = ID.as_ref() else { return Vec::new() };
    let mut found: Vec<Mention> = Vec::new();
    let mut last: Option<(usize, Marked)> = None;
    let mut at = 0;
    while let Some(groups) = pattern.captures_at(text, at) {
        let (Some(whole), Some(number)) = (groups.get(0), groups.name("number")) else { break };
        let item = groups.name("item").filter(|item| !is_article(text, item.start(), item.end()));
        let end = item.map_or(number.end(), |item| closing(text, item.end()));
        at = end.max(whole.start() + 1);
        let own = if groups.name("annex").is_some() || groups.name("letter").is_some() {
            Marked::Control
        } else if groups.name("clause").is_some() {
            Marked::Clause
        } else if groups.name("section").is_some() {
            Marked::Section
        } else {
            Marked::Nothing
        };
        let marked = inherited(text, whole.start(), own, last);
        let body_end = item.map_or(number.end(), |item| item.end());
        if !stands_alone(text, whole.start(), body_end, marked) {
            last = None;
            continue;
        }
        let letter = item.and_then(|item| item.as_str().chars().next());
        if let Some(meaning) = meaning(number.as_str(), marked, letter) {
            let end = if keeps_item(&meaning) { end } else { number.end() };
            found.push(Mention { range: whole.start()..end, meaning });
            last = Some((end, marked));
            at = end;
        } else {
            last = None;
        }
    }
    found
}

/// `controls 5.23, 5.24 and 8.8`: a number that only follows another takes over what that one was.
fn inherited(text: &str, start: usize, own: Marked, last: Option<(usize, Marked)>) -> Marked {
    let (Marked::Nothing, Some((end, before))) = (own, last) else { return own };
    let between = text.get(end..start).unwrap_or("").trim().to_lowercase();
    let joins = ["", ",", "and", ", and", "or", ", or", "&", "/", "to", "-", "–", "und", "y", "vs", "vs.", "versus"];
    if joins.contains(&between.as_str()) && !between.is_empty() { before } else { own }
}

/// Rules out numbers inside longer words or numbers, versions, amounts and percentages.
fn stands_alone(text: &str, start: usize, end: usize, marked: Marked) -> bool {
    let before = text.get(..start).unwrap_or("");
    let after = text.get(end..).unwrap_or("");
    let glued_before =
        before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '/' | '-'));
    let glued_after = after.chars().next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '%' | '_'))
        || after.strip_prefix('.').and_then(|rest| rest.chars().next()).is_some_and(|c| c.is_ascii_digit());
    if (glued_before && marked != Marked::Control) || before.ends_with(char::is_alphanumeric) || glued_after {
        return false;
    }
    if marked != Marked::Nothing {
        return true;
    }
    let word = before.split_whitespace().next_back().unwrap_or("").to_lowercase();
    let unit = after.trim_start().to_lowercase();
    !NOT_AN_ID_AFTER.contains(&word.as_str())
        && !["percent", "per cent", "gb", "mb", "hours", "days", "years", "million", "out of", "stars"]
            .iter()
            .any(|name| unit.starts_with(name))
}

fn meaning(number: &str, marked: Marked, item: Option<char>) -> Option<Meaning> {
    let parts: Vec<u16> = number.split('.').map_while(|part| part.parse().ok()).collect();
    let catalogue = Catalogue::get();
    let clause = small(&parts).and_then(|parts| ClauseId::new(&parts));
    let clause = clause.filter(|id| catalogue.contains(RequirementId::Clause(*id)));
    let control = match parts.as_slice() {
        [theme, number] => u8::try_from(*theme).ok().zip(u8::try_from(*number).ok()),
        _ => None,
    };
    let control = control
        .and_then(|(theme, number)| ControlId::new(theme, number))
        .filter(|id| catalogue.contains(RequirementId::Control(*id)));
    let old = format!("A.{number}");
    let is_old = parts.len() > 1 && !catalogue.successors(&old).is_empty();
    let clause = clause.map(|id| item.map_or(id, |item| id.with_item(item)));
    match (marked, clause, control) {
        (Marked::Control, _, Some(control)) => Some(Meaning::Requirement(RequirementId::Control(control))),
        (Marked::Control, _, None) if parts.len() < 2 => None,
        (Marked::Control, _, None) if is_old => Some(Meaning::Edition2013(old)),
        (Marked::Control, _, None) => Some(Meaning::Unknown(old)),
        (Marked::Clause, Some(clause), _) => Some(Meaning::Requirement(RequirementId::Clause(clause))),
        // "clause 5.23" is loose talk for the control; "clause 12" is nothing.
        (Marked::Clause, None, Some(control)) => Some(Meaning::Requirement(RequirementId::Control(control))),
        (Marked::Clause, None, None) => Some(Meaning::Unknown(number.to_owned())),
        // "section 3.4 of our policy" is a place in somebody's document.
        (Marked::Section, Some(clause), _) => Some(Meaning::Requirement(RequirementId::Clause(clause))),
        (Marked::Section, None, Some(control)) => Some(Meaning::Requirement(RequirementId::Control(control))),
        (Marked::Section, None, None) => None,
        (Marked::Nothing, ..) if parts.len() < 2 => None,
        (Marked::Nothing, Some(clause), Some(control)) if clause.item().is_none() => {
            Some(Meaning::Either { clause, control })
        }
        (Marked::Nothing, Some(clause), _) => Some(Meaning::Requirement(RequirementId::Clause(clause))),
        (Marked::Nothing, None, Some(control)) => Some(Meaning::Requirement(RequirementId::Control(control))),
        (Marked::Nothing, None, None) if parts.len() == 3 && is_old => Some(Meaning::Edition2013(old)),
        (Marked::Nothing, None, None) => None,
    }
}

fn small(parts: &[u16]) -> Option<Vec<u8>> {
    parts.iter().map(|&part| u8::try_from(part).ok()).collect()
}

/// `clause 6.1.3 a risk owner`: a lone "a" is an article, `6.1.3 a)` and `6.1.3a` are list items.
fn is_article(text: &str, start: usize, end: usize) -> bool {
    let spaced = text.get(..start).is_some_and(|before| before.ends_with(char::is_whitespace));
    let closed = text.get(end..).is_some_and(|after| after.starts_with(')'));
    spaced && !closed && text.get(start..end).is_some_and(|letter| letter.eq_ignore_ascii_case("a"))
}

fn keeps_item(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Requirement(RequirementId::Clause(clause)) if clause.item().is_some())
}

fn closing(text: &str, at: usize) -> usize {
    if text.get(at..).is_some_and(|rest| rest.starts_with(')')) { at + 1 } else { at }
}
