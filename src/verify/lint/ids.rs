//! Ids that no edition has, ids of 2013, and clauses that pass for controls.

use std::ops::Range;

use super::{
    Fault, Rule,
    numbering::{
        Spelling, Word, belongs_to_another, entry, has_title_words, may_be_foreign, names_the_standard,
        speaks_of_other_annex,
    },
    pattern::Pattern,
    reading::{Reading, Sentence, Shape},
    standing::{Reach, is_denied, is_history},
};
use crate::iso::{Catalogue, Entry, Meaning, Mention, RequirementId, mentions};

/// A whole domain of 2013, such as A.9.
static DOMAIN: Pattern = Pattern::new(r"\b(?:annex\s+)?a\.?\x20?(?P<number>9|1[0-8])\b");
/// A clause of the text itself, with its heading.
static HEADED: Pattern = Pattern::new("^\\w+\\s+\\d+(?:\\.\\d+)*\\s*[:\u{2013}\u{2014}-]");
/// Before a number that is somebody's own.
static OWN_PLACE: Pattern = Pattern::new(
    r"\b(?:appendix|section|chapter|room|building|version|figure|table|form|step|page|release|model|part)\s*$",
);
/// How far each theme of Annex A goes.
const LAST: [(u8, u8); 4] = [(5, 37), (6, 8), (7, 14), (8, 34)];

/// What is wrong with the ids of a sentence.
pub(super) fn faults(sentence: &Sentence<'_>, reading: &Reading) -> Vec<Fault> {
    if speaks_of_other_annex(sentence.text) {
        return Vec::new();
    }
    let all = mentions(sentence.text);
    let mut found: Vec<Fault> = all.iter().filter_map(|mention| fault(sentence, reading, mention, &all)).collect();
    found.extend(domains(sentence, reading));
    found
}

fn fault(sentence: &Sentence<'_>, reading: &Reading, mention: &Mention, all: &[Mention]) -> Option<Fault> {
    let spelling = Spelling::of(sentence.text, mention);
    let before = sentence.text.get(..mention.range.start).unwrap_or_default();
    if spelling.word == Word::Section || OWN_PLACE.is_match(before) || is_denied(sentence, &mention.range, Reach::Near)
    {
        return None;
    }
    let of_another = reading.own_clauses || may_be_foreign(sentence.text);
    let foreign = !spelling.lettered && of_another && !names_the_standard(sentence.text);
    if foreign || (!reading.about_iso && !spelling.lettered) {
        return None;
    }
    let at = mention.range.start;
    match &mention.meaning {
        Meaning::Requirement(id @ RequirementId::Control(_)) if spelling.word == Word::Clause => {
            Some(called_clause(*id, at))
        }
        Meaning::Edition2013(old) => of_2013(sentence, old, (spelling, at), all),
        Meaning::Unknown(written) => unknown(sentence, written, spelling, &mention.range),
        Meaning::Requirement(_) | Meaning::Either { .. } => None,
    }
}

fn called_clause(id: RequirementId, at: usize) -> Fault {
    let message = format!("{id} is a control of Annex A, no clause");
    let other = entry(&id.to_string().replace("A.", ""));
    let clause =
        other.map(|other| format!(", or `clause {}` if {} is meant", other.id, other.title)).unwrap_or_default();
    Fault::new(Rule::ClauseControlConfusion, at, message, format!("Write `control {id}`{clause}."))
}

fn called_control(clause: &Entry, at: usize) -> Fault {
    let message = format!("{} ({}) is a clause, no control of Annex A", clause.id, clause.title);
    Fault::new(Rule::ClauseControlConfusion, at, message, format!("Write `clause {}`.", clause.id))
}

fn of_2013(sentence: &Sentence<'_>, old: &str, (spelling, at): (Spelling, usize), all: &[Mention]) -> Option<Fault> {
    let number = old.trim_start_matches("A.");
    if let Some(clause) = entry(number)
        && !spelling.is_bare()
        && ((spelling.word == Word::Control && !spelling.lettered) || has_title_words(sentence.text, clause))
    {
        return Some(called_control(clause, at));
    }
    // A bare 12.6.1 is a place in somebody's document, unless the standard stands beside it.
    if spelling.is_bare() && (!sentence.text.contains("27001") || at == 0) {
        return None;
    }
    let successors = Catalogue::get().successors(old);
    let beside = |mention: &Mention| matches!(&mention.meaning, Meaning::Requirement(id) if successors.contains(id));
    if is_history(sentence) || all.iter().any(beside) {
        return None;
    }
    let names: Vec<String> = successors
        .iter()
        .filter_map(|id| Catalogue::get().entry(*id))
        .map(|entry| format!("{} {}", entry.id, entry.title))
        .collect();
    let title = Catalogue::get().edition_2013(old).map(|old| format!(" ({})", old.title)).unwrap_or_default();
    let message = format!("{old}{title} is an id of the 2013 edition");
    Some(Fault::new(Rule::Edition2013, at, message, format!("In 2022 its subject is in {}.", names.join(", "))))
}

fn unknown(sentence: &Sentence<'_>, written: &str, spelling: Spelling, range: &Range<usize>) -> Option<Fault> {
    let at = range.start;
    let number = written.trim_start_matches("A.");
    let mut parts = number.split('.').filter_map(|part| part.parse::<u16>().ok());
    let (first, second) = (parts.next()?, parts.next());
    if spelling.word == Word::Clause && !written.starts_with("A.") {
        return unknown_clause(sentence, written, first, range);
    }
    if let Some(clause) = entry(number) {
        let titled = has_title_words(sentence.text, clause);
        let own_numbering = at == 0 && sentence.shape != Shape::Row;
        let is_meant =
            matches!(spelling.word, Word::Control | Word::Annex) || titled || (spelling.lettered && !own_numbering);
        return is_meant.then(|| called_control(clause, at));
    }
    let last = LAST.iter().find(|(theme, _)| u16::from(*theme) == first);
    let fix = match last {
        Some((theme, last)) => {
            format!("A.{theme} runs from A.{theme}.1 to A.{theme}.{last}; look the control up by its title.")
        }
        None if (9..=18).contains(&first) => {
            "Look the control up by its title: controls are A.5.1 to A.8.34.".to_owned()
        }
        None => return None,
    };
    // An appendix of a document has an A.8.1.9 as well, but no A.8.99.
    second.filter(|_| spelling.lettered || spelling.word != Word::None)?;
    let message = format!("{written} does not exist in ISO/IEC 27001:2022");
    Some(Fault::new(Rule::UnknownId, at, message, fix))
}

/// A law or a contract has clauses far beyond, and a text may have its own.
fn unknown_clause(sentence: &Sentence<'_>, written: &str, first: u16, range: &Range<usize>) -> Option<Fault> {
    let heads = range.start == 0 && (sentence.shape == Shape::Heading || HEADED.is_match(sentence.text));
    let after = sentence.text.get(range.end..).unwrap_or_default();
    let of_another = belongs_to_another(after);
    let near = first <= 18 && (first >= 4 || names_the_standard(sentence.text));
    let message = format!("there is no clause {written}: clauses run from 4 to 10");
    (near && !heads && !of_another).then(|| Fault::new(Rule::UnknownId, range.start, message, nearest_clause(first)))
}

fn nearest_clause(first: u16) -> String {
    let below = |entry: &&Entry| entry.id.to_string().split('.').next() == Some(first.to_string().as_str());
    let own: Vec<String> = Catalogue::get()
        .entries()
        .iter()
        .filter(|entry| !entry.id.is_control())
        .filter(below)
        .map(|entry| entry.id.to_string())
        .collect();
    if own.is_empty() {
        return "Look the clause up by its title.".to_owned();
    }
    format!("There are {}.", own.join(", "))
}

fn domains(sentence: &Sentence<'_>, reading: &Reading) -> Vec<Fault> {
    if !reading.about_iso || is_history(sentence) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for groups in DOMAIN.captures_all(sentence.text) {
        let (Some(whole), Some(number)) = (groups.get(0), groups.name("number")) else { continue };
        let after = sentence.text.get(whole.end()..).unwrap_or_default();
        let goes_on = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let before = sentence.text.get(..whole.start()).unwrap_or_default();
        let dotted = whole.as_str().contains('.');
        if goes_on
            || !dotted
            || OWN_PLACE.is_match(before)
            || before.ends_with(['.', '-', '_', '/'])
            || is_denied(sentence, &whole.range(), Reach::Near)
        {
            continue;
        }
        let old = format!("A.{}", number.as_str());
        let mut ids: Vec<String> = Catalogue::get().successors(&old).iter().map(ToString::to_string).collect();
        ids.truncate(12);
        let message = format!("{old} is a domain of the 2013 edition; Annex A now has A.5 to A.8");
        found.push(Fault::new(
            Rule::Edition2013,
            whole.start(),
            message,
            format!("Its controls are now in {}.", ids.join(", ")),
        ));
    }
    found
}
