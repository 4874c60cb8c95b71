//! What a rewording may not hold at all, and which words count as the same.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{Slip, sentence::MARK};
use crate::verify::words::stem;

/// Words of which one may stand for the other.
const ALIKE: [&[&str]; 46] = [
    &["tell", "inform", "notify", "advise"],
    &["note", "record", "document"],
    &["check", "verify"],
    &["remove", "withdraw", "revoke"],
    &["disable", "deactivate"],
    &["delete", "erase"],
    &["give", "grant"],
    &["keep", "retain"],
    &["approve", "authorise", "authorize"],
    &["ask", "request"],
    &["change", "alter", "amend", "modify"],
    &["start", "begin", "commence"],
    &["end", "expire", "lapse"],
    &["describe", "explain"],
    &["buy", "purchase"],
    &["help", "assist", "support"],
    &["employee", "colleague", "personnel"],
    &["supplier", "vendor"],
    &["find", "discover", "detect"],
    &["happen", "occur"],
    &["show", "display"],
    &["refuse", "reject", "deny", "decline"],
    &["limit", "restrict"],
    &["choose", "select", "pick"],
    &["send", "transmit"],
    &["get", "obtain", "receive"],
    &["stay", "remain"],
    &["person", "people", "someone", "somebody", "individual"],
    &["use", "utilise", "utilize"],
    &["state", "specify"],
    &["decide", "determine"],
    &["fix", "repair", "mend"],
    &["allow", "permit"],
    &["harm", "damage"],
    &["company", "organisation", "organization", "business", "firm"],
    &["quick", "fast", "swift"],
    &["big", "large"],
    &["small", "little"],
    &["outside", "external"],
    &["inside", "internal"],
    &["wrong", "incorrect"],
    &["old", "former", "previous"],
    &["reason", "justification"],
    &["answer", "reply", "response"],
    &["include", "contain"],
    &["meet", "satisfy", "fulfil"],
];
/// Words that may come and go: they carry a sentence and say little.
const LIGHT: [&str; 16] = [
    "follow",
    "take",
    "go",
    "come",
    "put",
    "let",
    "make",
    "sure",
    "ensure",
    "way",
    "thing",
    "matter",
    "simply",
    "therefore",
    "still",
    "already",
];
/// The addressees of a rule that binds all.
const EVERYONE: [&str; 10] =
    ["everyone", "everybody", "anyone", "anybody", "staff", "you", "we", "us", "yourself", "ourselves"];

/// Markup, addresses, and numbers outside of marks.
static FOREIGN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[<>\[\]{}|`#*_~\\^\n\r\t]|\d|://|\bwww\.|\S@\S|\.(?:com|org|net|io|eu|de)\b").ok());
/// A text that speaks of itself, of a machine, or to one.
static CHATTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) \b(?: ai | a\.i\. | chatgpt | openai | claude | gemini | llama | copilot | llms? | gpt\S* | chatbots?
          | (?:language|ai|machine)\s(?:model|learning)s? | prompts? | re-?word\w* | rephras\w* | rewritten | paraphras\w*
          | here\s(?:is|are) | here's | certainly | of\scourse | as\srequested | i | i'm | i've | my | instructions?
          | ignore | disregard | system\sprompt | output | json ) \b",
    )
    .ok()
});
/// How the standard drafts its requirements.
static STANDARD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\bthe organi[sz]ation shall\b|\btop management shall\b|\bdocumented information\b|\bISO\b|\bIEC\b|\bNIST\b|\bannex a\b")
        .ok()
});
/// A word with a capital.
static CAPITAL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\p{Lu}[\p{L}'’-]*").ok());

static GROUPS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let pairs = ALIKE.iter().filter_map(|group| Some((*group.first()?, *group)));
    pairs.flat_map(|(first, group)| group.iter().map(move |word| (stem(word), first))).collect()
});

static LIGHT_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| LIGHT.iter().map(|word| canonical(word)).collect());

/// The stem of a word, the same for words that may stand for each other.
pub(super) fn canonical(word: &str) -> String {
    let stem = stem(word);
    GROUPS.get(&stem).map_or(stem, |first| (*first).to_owned())
}

/// Whether a stem says little.
pub(super) fn is_light(stem: &str) -> bool {
    LIGHT_STEMS.contains(stem)
}

/// Whether a word means all whom a rule binds.
pub(super) fn is_everyone(word: &str) -> bool {
    EVERYONE.contains(&word)
}

/// The text by itself: length, edges, and what it may not hold unless the source does.
pub(super) fn check(before: &str, after: &str) -> Result<(), Slip> {
    let bare = |text: &str| MARK.as_ref().map(|mark| mark.replace_all(text, " ").into_owned()).unwrap_or_default();
    let (old, new) = (bare(before), bare(after));
    if after.trim() != after || new.chars().any(|c| c.is_control() || is_hidden(c)) {
        return Err(Slip::Structure);
    }
    let (was, is) = (old.chars().count(), new.chars().count());
    if is * 2 + 20 < was || is * 10 > was * 16 + 200 {
        return Err(Slip::Length);
    }
    if FOREIGN.as_ref().is_none_or(|foreign| foreign.is_match(&new)) {
        let is_number = new.contains(|c: char| c.is_numeric());
        return Err(if is_number { Slip::Number } else { Slip::Name });
    }
    comes(&CHATTER, &old, &new, Slip::Chatter)?;
    comes(&STANDARD, &old, &new, Slip::Standard)?;
    let known = old.to_lowercase();
    if names_in(after).any(|name| !known.contains(&name)) {
        return Err(Slip::Name);
    }
    let begins = begins_small(before).zip(begins_small(after));
    if end_of(before) != end_of(after) || begins.is_some_and(|(was, is)| was != is) {
        return Err(Slip::Structure);
    }
    Ok(())
}

/// Nothing of this kind is new.
fn comes(pattern: &LazyLock<Option<Regex>>, old: &str, new: &str, slip: Slip) -> Result<(), Slip> {
    let Some(pattern) = pattern.as_ref() else { return Err(slip) };
    let old = old.to_lowercase();
    let is_new = pattern.find_iter(new).any(|found| {
        let word = found.as_str().to_lowercase();
        !pattern.find_iter(&old).any(|known| known.as_str() == word)
    });
    if is_new { Err(slip) } else { Ok(()) }
}

/// Words with a capital that do not begin a sentence, and abbreviations, in lower case.
fn names_in(text: &str) -> impl Iterator<Item = String> {
    let found = CAPITAL.as_ref().into_iter().flat_map(|capital| capital.find_iter(text));
    found.filter_map(|found| {
        let before = text.get(..found.start())?.trim_end_matches([' ', '(', ')', '“', '”']);
        let begins = before.is_empty() || before.ends_with(['.', '!', '?', ':']);
        let is_short_form = found.as_str().chars().filter(|c| c.is_uppercase()).count() > 1;
        (!begins || is_short_form).then(|| found.as_str().to_lowercase())
    })
}

/// The sign that a text ends with.
fn end_of(text: &str) -> Option<char> {
    text.chars().last().filter(|c| ".:;!?,".contains(*c))
}

/// Whether a text begins with a small letter, as list items do that go on with a sentence.
fn begins_small(text: &str) -> Option<bool> {
    let first = text.chars().next()?;
    first.is_alphabetic().then(|| first.is_lowercase())
}

/// Characters that nobody sees.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e01ef}')
}
