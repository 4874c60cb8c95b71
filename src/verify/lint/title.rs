//! Titles that stand beside another id than their own.
//!
//! A paraphrase is no title. What counts is the whole title of another requirement right beside an id, and in quotation
//! marks anything that passes for a title and is not the id's own.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    super::words::{stem, words},
    Fault, Rule,
    numbering::{Spelling, Word, speaks_of_other_annex},
    pattern::Pattern,
    reading::{Sentence, Shape},
    standing::{Reach, is_denied},
};
use crate::iso::{Catalogue, ClauseId, Entry, Meaning, Mention, RequirementId, mentions};

/// What stands between an id and its title.
static BETWEEN: Pattern = Pattern::new(
    "^(?: (?P<cell>\\s*\\|\\s*) | (?P<open>\\s*[:\u{2013}\u{2014}-]?\\s*[\\x22\u{201c}\u{201e}]) | (?P<paren>\\s*\\() | (?P<strong>\\s*[:\u{2013}\u{2014}]\\s*|\\s+-\\s+)
      | (?P<called>,?\\s+(?:is\\s+)?(?:called|titled|named|entitled)\\s+[\\x22\u{201c}]?) | (?P<space>\\s+) )",
);
/// Between ids that are named together.
static LISTED: Pattern = Pattern::new("^\\s*(?:,|/|&|and|or|to|through|[\u{2013}-]|,\\s*and)\\s*$");
static RANGED: Pattern = Pattern::new("^\\s*(?:to|through|[\u{2013}-])\\s*$");
const MAX_TITLE: usize = 14;

/// Each title as stems, with the entries that bear it.
static TITLES: LazyLock<HashMap<Vec<String>, Vec<&'static Entry>>> = LazyLock::new(|| {
    let mut found: HashMap<Vec<String>, Vec<&'static Entry>> = HashMap::new();
    for entry in Catalogue::get().entries() {
        found.entry(stems(&entry.title)).or_default().push(entry);
    }
    found
});

/// How closely what follows is tied to the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    Cell,
    Quoted,
    Parenthesis,
    Strong,
    Space,
}

/// The titles in a sentence that are not those of the ids beside them.
pub(super) fn faults(sentence: &Sentence<'_>) -> Vec<Fault> {
    if speaks_of_other_annex(sentence.text) {
        return Vec::new();
    }
    let all = mentions(sentence.text);
    let mut found = Vec::new();
    for (at, mention) in all.iter().enumerate() {
        let spelling = Spelling::of(sentence.text, mention);
        let Meaning::Requirement(id) = mention.meaning else { continue };
        let Some(entry) = Catalogue::get().entry(id) else { continue };
        // A bare 9.2 heads a section of anybody's document.
        if spelling.is_bare() || spelling.word == Word::Section || is_denied(sentence, &mention.range, Reach::Near) {
            continue;
        }
        let group = group(sentence.text, &all, at);
        let fault = behind(sentence, mention, entry, &group).or_else(|| before(sentence, mention, entry, &group));
        found.extend(fault);
    }
    found
}

/// The ids that are named together with this one: a title may be that of any of them.
fn group(text: &str, all: &[Mention], at: usize) -> Vec<RequirementId> {
    let mut ids = Vec::new();
    let id = |mention: &Mention| match mention.meaning {
        Meaning::Requirement(id) => Some(id.canonical()),
        _ => None,
    };
    let mut next: Option<&Mention> = None;
    for mention in all.iter().take(at + 1).rev() {
        let between = next.and_then(|next| text.get(mention.range.end..next.range.start));
        if between.is_some_and(|between| !LISTED.is_match(between)) {
            break;
        }
        if between.is_some_and(|between| RANGED.is_match(between))
            && let (Some(first), Some(last)) = (id(mention), next.and_then(id))
        {
            ids.extend(
                Catalogue::get().entries().iter().map(|entry| entry.id).filter(|id| (first..=last).contains(id)),
            );
        }
        ids.extend(id(mention));
        next = Some(mention);
    }
    ids
}

fn behind(sentence: &Sentence<'_>, mention: &Mention, entry: &Entry, group: &[RequirementId]) -> Option<Fault> {
    let after = sentence.text.get(mention.range.end..)?;
    let groups = BETWEEN.captures(after)?;
    let has = |name: &str| groups.name(name).is_some();
    let tie = if has("cell") {
        Tie::Cell
    } else if has("open") || has("called") {
        Tie::Quoted
    } else if has("paren") {
        Tie::Parenthesis
    } else if has("strong") {
        Tie::Strong
    } else {
        Tie::Space
    };
    let between = groups.get(0)?;
    let is_marked = between.as_str().contains(['"', '\u{201c}', '\u{201e}']);
    let written = after.get(between.end()..)?;
    let capital = written.starts_with(char::is_uppercase);
    let end = match tie {
        Tie::Cell => written.find('|').unwrap_or(written.len()),
        Tie::Quoted => written.find(['"', '\u{201d}', '\u{201c}']).unwrap_or(written.len()),
        Tie::Parenthesis => written.find(')').unwrap_or(written.len()),
        _ => written.find(['|', '(', ';']).unwrap_or(written.len()),
    };
    let written = written.get(..end)?.trim();
    if tie == Tie::Space && !capital {
        return None;
    }
    let (others, length, whole) = match longest(written) {
        Some((_, others, _)) if others.iter().any(|other| is_own(entry, other, group)) => return None,
        Some((length, others, rest)) => {
            let whole = rest.is_empty();
            // One word is a title only where nothing follows it.
            let counts =
                if length == 1 { whole && tie != Tie::Space } else { whole || matches!(tie, Tie::Strong | Tie::Space) };
            if !counts {
                return None;
            }
            (others, length, whole)
        }
        None if tie == Tie::Quoted && is_marked => return not_the_title(written, entry, mention),
        None => return near(written, entry, tie, mention),
    };
    let own = words(&entry.title);
    // "Access control policy" names a document, not A.5.15.
    if !whole
        && length < 3
        && tie == Tie::Space
        && sentence.shape == Shape::Prose
        && own.iter().any(|word| words(written).contains(word))
    {
        return None;
    }
    named(others, entry).map(|other| fault(entry, other, mention.range.start))
}

/// Of the requirements with one title that of the same number.
fn named(others: &[&'static Entry], entry: &Entry) -> Option<&'static Entry> {
    others.iter().find(|other| has_same_number(entry, other)).or(others.first()).copied()
}

/// A title right before an id in parentheses.
fn before(sentence: &Sentence<'_>, mention: &Mention, entry: &Entry, group: &[RequirementId]) -> Option<Fault> {
    let text = sentence.text;
    let alone = text.get(mention.range.end..)?.starts_with(')');
    let head = text.get(..mention.range.start)?.trim_end().strip_suffix('(').filter(|_| alone)?;
    let head = head.trim_end_matches([' ', '"', '\u{201d}']);
    let words_before: Vec<&str> = head.split(' ').collect();
    for length in (1..=words_before.len().min(MAX_TITLE)).rev() {
        let written = words_before.get(words_before.len() - length..)?;
        let preceding = words_before.len().checked_sub(length + 1).and_then(|at| words_before.get(at));
        let title = written.join(" ");
        let Some(others) = TITLES.get(&stems(&title)) else { continue };
        if others.iter().any(|other| is_own(entry, other, group)) {
            return None;
        }
        let starts = title.trim_start_matches(['"', '\u{201c}']).starts_with(char::is_uppercase);
        // "Physical Access Control" is no title because its end is one.
        let is_part = preceding.is_some_and(|word| {
            let joins = matches!(*word, "&" | "and" | "of" | "for" | "to" | "in");
            joins || (word.starts_with(char::is_uppercase) && !word.ends_with([':', '.', '|', ',']))
        });
        if !starts || is_part || (length == 1 && !others.iter().any(|other| other.id.is_control())) {
            return None;
        }
        return named(others, entry).map(|other| fault(entry, other, mention.range.start));
    }
    None
}

/// The longest title at the start of a text: its words, who bears it, and what follows.
fn longest(text: &str) -> Option<(usize, &'static [&'static Entry], &str)> {
    let mut ends = Vec::new();
    let mut inside = false;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let word = c.is_alphanumeric() || (inside && c == '\'');
        if inside && !word {
            ends.push(at);
        }
        inside = word;
    }
    ends.iter().enumerate().take(MAX_TITLE).rev().find_map(|(count, end)| {
        let others = TITLES.get(&stems(text.get(..*end)?))?;
        let rest = text.get(*end..)?.trim_matches(|c: char| !c.is_alphanumeric());
        Some((count + 1, others.as_slice(), rest))
    })
}

/// Whether a title is that of the id, of one named with it, or of a clause above or below it.
fn is_own(entry: &Entry, other: &Entry, group: &[RequirementId]) -> bool {
    let below = |a: RequirementId, b: RequirementId| match (a, b) {
        (RequirementId::Clause(a), RequirementId::Clause(b)) => {
            std::iter::successors(Some(a), |clause| ClauseId::parent(*clause)).any(|above| above == b)
        }
        _ => a == b,
    };
    let related = |id: RequirementId| below(id, other.id) || below(other.id, id);
    entry.title == other.title || group.iter().any(|id| related(*id)) || related(entry.id)
}

/// A quotation behind an id passes for its title.
fn not_the_title(written: &str, entry: &Entry, mention: &Mention) -> Option<Fault> {
    let (given, own) = (stems(written), stems(&entry.title));
    let title_like = (2..=8).contains(&given.len())
        && written.starts_with(char::is_uppercase)
        && !written.ends_with(['.', '?', '!', ',']);
    let shares = given.iter().any(|stem| own.contains(stem)) && !given.iter().all(|stem| own.contains(stem));
    (title_like && shares).then(|| near_fault(entry, written, mention.range.start))
}

/// One word of the title is another, and that one is out of some other title: what is abbreviated, glossed or in another
/// language is none of ours.
fn near(written: &str, entry: &Entry, tie: Tie, mention: &Mention) -> Option<Fault> {
    let (given, own) = (stems(written), stems(&entry.title));
    let tied = matches!(tie, Tie::Cell | Tie::Parenthesis) && written.starts_with(char::is_uppercase);
    if !tied || given.len() != own.len() || own.len() < 2 {
        return None;
    }
    let mut others = given.iter().zip(&own).filter(|(given, own)| given != own).map(|(given, _)| given);
    let (other, more) = (others.next()?, others.next());
    let known = TITLES.keys().any(|title| title.contains(other));
    (more.is_none() && known).then(|| near_fault(entry, written, mention.range.start))
}

fn near_fault(entry: &Entry, written: &str, at: usize) -> Fault {
    let message = format!("\u{201c}{written}\u{201d} is not the title of {}", entry.id);
    Fault::new(Rule::WrongTitle, at, message, format!("Its title is \u{201c}{}\u{201d}.", entry.title)).warning()
}

fn fault(entry: &Entry, other: &Entry, at: usize) -> Fault {
    let fix = format!(
        "{} is \u{201c}{}\u{201d}; \u{201c}{}\u{201d} is {}.",
        entry.id.spoken(),
        entry.title,
        other.title,
        other.id.spoken()
    );
    if has_same_number(entry, other) {
        let message = format!("{} bears the title of {}", entry.id.spoken(), other.id.spoken());
        return Fault::new(Rule::ClauseControlConfusion, at, message, fix);
    }
    let message = format!("{} is not called \u{201c}{}\u{201d}", entry.id, other.title);
    Fault::new(Rule::WrongTitle, at, message, fix)
}

/// A clause and a control of one number.
fn has_same_number(entry: &Entry, other: &Entry) -> bool {
    let number = |entry: &Entry| entry.id.to_string().trim_start_matches("A.").to_owned();
    entry.id.is_control() != other.id.is_control() && number(entry) == number(other)
}

/// Words of a title, cut so that number and spelling do not matter.
fn stems(title: &str) -> Vec<String> {
    let title = title.replace('&', " and ").to_lowercase().replace('-', " ");
    let title = title.replace("organis", "organiz").replace("isation", "ization");
    words(&title).iter().map(|word| stem(word)).collect()
}
