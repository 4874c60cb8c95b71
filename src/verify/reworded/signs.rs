//! The words that decide what a rule asks: must, may, not, only, before, unless. They have to agree, sentence by sentence.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Slip,
    sentence::{Sentence, Token, stem_of},
    wording::is_everyone,
};
use crate::verify::force::{OPPOSITES, is_negation};

/// Words of which each sentence has as many as its source: alternatives, exceptions, limits, order in time, conditions.
const COUNTED: [&[&str]; 15] = [
    &["or"],
    &["except", "unless", "excluding"],
    &["only", "solely", "exclusively"],
    &[
        "refuse",
        "refused",
        "refuses",
        "reject",
        "rejected",
        "forbid",
        "forbidden",
        "prohibited",
        "block",
        "blocked",
        "deny",
        "denied",
    ],
    &[
        "accept", "accepted", "allow", "allows", "grant", "granted", "approve", "approves", "approved", "enable",
        "enabled",
    ],
    &["before", "beforehand", "prior"],
    &["after", "afterwards"],
    &["if", "when", "whenever", "where", "wherever", "once", "provided"],
    &["until", "till"],
    &["while", "during"],
    &["immediately", "instantly"],
    &["always"],
    &["never"],
    &["alone", "together", "jointly"],
    &["without"],
];
/// Words of which a sentence has one if its source has one.
const PRESENT: [&[&str]; 3] = [
    &["all", "each", "every", "any", "whole", "entire"],
    &["some", "most", "many", "several", "few", "certain"],
    &["same", "another", "different", "other", "second"],
];
/// Words that soften or sharpen; none may come or go.
const QUALIFYING: [&str; 44] = [
    "normally",
    "usually",
    "generally",
    "typically",
    "possible",
    "feasible",
    "practicable",
    "practical",
    "appropriate",
    "reasonable",
    "reasonably",
    "try",
    "tries",
    "aim",
    "aims",
    "attempt",
    "ideally",
    "preferably",
    "strive",
    "endeavour",
    "endeavor",
    "regularly",
    "periodically",
    "occasionally",
    "sometimes",
    "often",
    "mostly",
    "mainly",
    "roughly",
    "approximately",
    "nearly",
    "almost",
    "partly",
    "eventually",
    "soon",
    "timely",
    "promptly",
    "adequate",
    "sufficient",
    "suitable",
    "strictly",
    "fully",
    "optional",
    "optionally",
];
/// Words before a verb that are none.
const BESIDE: [&str; 12] =
    ["be", "been", "also", "then", "first", "always", "never", "not", "have", "itself", "themselves", "therefore"];

/// How a duty binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Force {
    Obliges,
    MustNot,
    Permits,
    /// "May not" can be read as a guess, so it does not stand for "must not".
    MayNot,
    Advises,
    Waives,
}

/// Who is bound, how, and to do what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Duty {
    force: Force,
    who: BTreeSet<String>,
    what: Option<String>,
}

/// Both say the same duties, denials and conditions.
pub(super) fn check(old: &Sentence, new: &Sentence) -> Result<(), Slip> {
    if duties(old) != duties(new) {
        return Err(Slip::Duty);
    }
    let denials = |sentence: &Sentence| sentence.words().filter(|word| is_negation(word)).count();
    if denials(old) != denials(new) {
        return Err(Slip::Denial);
    }
    let count = |sentence: &Sentence, class: &[&str]| sentence.words().filter(|word| class.contains(word)).count();
    let has = |sentence: &Sentence, class: &[&str]| count(sentence, class) > 0;
    let qualifying = |sentence: &Sentence| -> BTreeMap<String, usize> {
        let mut found = BTreeMap::new();
        for word in sentence.words().filter(|word| QUALIFYING.contains(word)) {
            *found.entry(word.to_owned()).or_default() += 1;
        }
        found
    };
    let agree = COUNTED.iter().all(|class| count(old, class) == count(new, class))
        && PRESENT.iter().all(|class| has(old, class) == has(new, class))
        && qualifying(old) == qualifying(new)
        && !is_turned(old, new);
    if agree { Ok(()) } else { Err(Slip::Condition) }
}

/// A word became its opposite.
fn is_turned(old: &Sentence, new: &Sentence) -> bool {
    let has = |sentence: &Sentence, word: &str| sentence.words().any(|own| own == word);
    let turned = |x: &str, y: &str| has(old, x) && !has(new, x) && has(new, y) && !has(old, y);
    OPPOSITES.iter().any(|(x, y)| turned(x, y) || turned(y, x))
}

/// The duties of a sentence, in an order of their own.
fn duties(sentence: &Sentence) -> Vec<Duty> {
    let tokens = &sentence.tokens;
    let mut duties: Vec<Duty> = (0..tokens.len())
        .filter_map(|at| {
            let force = force_at(tokens, at)?;
            let (who, by) = (bound(tokens, at), agent(tokens, at));
            Some(Duty { force, who: by.unwrap_or(who), what: action(tokens, at) })
        })
        .collect();
    duties.sort();
    duties
}

fn word_at(tokens: &[Token], at: usize) -> Option<&str> {
    match tokens.get(at)? {
        Token::Word(word) => Some(word),
        _ => None,
    }
}

/// How the word at this place binds, if it does.
fn force_at(tokens: &[Token], at: usize) -> Option<Force> {
    let word = word_at(tokens, at)?;
    let force = match word {
        "must" | "shall" | "mandatory" | "compulsory" | "obligatory" | "obliged" | "required" => Force::Obliges,
        "may" | "can" | "could" | "might" | "permitted" => Force::Permits,
        "should" | "ought" | "recommended" | "encouraged" | "expected" | "advised" | "supposed" => Force::Advises,
        "mustn't" | "shan't" | "prohibited" => return Some(Force::MustNot),
        "cannot" | "can't" => return Some(Force::MayNot),
        _ => return None,
    };
    let begins = tokens.get(..at)?.iter().rposition(|token| *token == Token::Pause).map_or(0, |pause| pause + 1);
    let denies = |place: usize| word_at(tokens, place).is_some_and(|word| word != "without" && is_denial(word));
    let before = (begins.max(at.saturating_sub(6))..at).any(denies);
    let behind = (at + 1..at + 3).any(|place| matches!(word_at(tokens, place), Some("not" | "never")));
    Some(match force {
        Force::Obliges if behind => Force::MustNot,
        // "Nobody must" may mean that somebody need not, so it is never the same as "must not".
        Force::Obliges if before => Force::Waives,
        Force::Permits if before || behind => Force::MayNot,
        _ => force,
    })
}

fn is_denial(word: &str) -> bool {
    is_negation(word) || word == "nobody"
}

/// Who stands before the word: all between the pause before it and it.
fn bound(tokens: &[Token], at: usize) -> BTreeSet<String> {
    let before = tokens.get(..at).unwrap_or_default();
    let begins = before.iter().rposition(|token| *token == Token::Pause).map_or(0, |pause| pause + 1);
    before.get(begins..).unwrap_or_default().iter().filter_map(party).collect()
}

/// Who it is done by, where the sentence says it behind the verb.
fn agent(tokens: &[Token], at: usize) -> Option<BTreeSet<String>> {
    let rest = tokens.get(at + 1..)?;
    let by = rest.iter().position(|token| matches!(token, Token::Word(word) if word == "by"))?;
    let named = rest.get(by + 1..)?.iter().find(|token| !matches!(token, Token::Word(word) if word == "the"))?;
    match named {
        Token::Mark(_) => party(named).map(|one| BTreeSet::from([one])),
        Token::Word(word) if is_everyone(word) => party(named).map(|one| BTreeSet::from([one])),
        _ => None,
    }
}

fn party(token: &Token) -> Option<String> {
    match token {
        Token::Mark(mark) => Some(format!("{{{mark}}}")),
        Token::Word(word) if is_everyone(word) => Some("everyone".to_owned()),
        Token::Word(word) => stem_of(word),
        Token::Pause => None,
    }
}

/// What is to be done: the first word of meaning behind.
fn action(tokens: &[Token], at: usize) -> Option<String> {
    let mut rest = tokens.get(at + 1..).unwrap_or_default().iter().filter_map(|token| match token {
        Token::Word(word) if !BESIDE.contains(&word.as_str()) && !word.ends_with("ly") => Some(word),
        _ => None,
    });
    rest.find_map(|word| stem_of(word))
}
