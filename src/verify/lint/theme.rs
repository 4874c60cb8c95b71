//! Controls in a theme that is not theirs.

use super::{
    Fault, Rule,
    pattern::Pattern,
    reading::{Sentence, Shape},
    standing::{Reach, is_denied},
};
use crate::iso::{Catalogue, Entry, Meaning, Mention, Theme, mentions};

static THEME: Pattern = Pattern::new(
    r"\b(?P<theme>organi[sz]ational|people|physical|technological)\s+(?:security\s+)?(?P<noun>controls?|themes?|category|measures?)\b",
);
/// Between an id and the theme it is said to be in.
static IS_IN: Pattern = Pattern::new(
    r"^[\s,()|]*(?:\([^()]{0,80}\)\s*|\x22[^\x22]{0,80}\x22\s*)?(?:(?-i:[A-Z])[\w,\s-]{2,60}?\s+)?
      (?:\(|,\s*|is\s+|as\s+|are\s+|remains\s+|counts?\s+as\s+)?(?:now\s+|really\s+)?
      (?:(?:belongs?|falls?|is|are|sits?)\s+(?:found\s+|listed\s+|placed\s+)?(?:to|under|in|into|among|within|one\s+of|part\s+of)\s+)?(?:found\s+under\s+)?
      (?:one\s+of\s+)?(?:a|an|the)?\s*$",
);
/// Between a theme and the ids that it is said to hold.
static HOLDS: Pattern = Pattern::new(
    r"^\s*(?::|,|\()?\s*(?:such\s+as|like|including|includes?|e\.g\.|for\s+example|are|is|covers?|contains?|comprises?|holds?)?\s*(?:controls?\s+)?$",
);
static JOINS: Pattern = Pattern::new(r"^\s*(?:,|and|&|/|to|or|,\s*and|–|-|through|\([^()]*\)|\s)*\s*$");
static LISTED: Pattern =
    Pattern::new(r"\b(?:organi[sz]ational|people|physical|technological)\s*(?:,|and|or|&|/|,\s*and)\s*$");
static COUNT: Pattern = Pattern::new(
    r"\b(?P<number>\d{1,3}|five|six|seven|eight|nine|ten|twelve|fourteen)\s+(?P<theme>organi[sz]ational|people|physical|technological)(?:\s+controls?\b|\s*\(|,|\s+and\b|\.|$)
    | \b(?P<late>organi[sz]ational|people|physical|technological)\s+(?:theme|category|controls)\s+(?:consists?\s+of|has|have|contains?|holds?|comprises?|counts?)\s+(?P<amount>\d{1,3})\s+controls\b
    | \b(?P<brief>organi[sz]ational|people|physical|technological)\s+(?:controls\s+)?\((?P<inside>\d{1,3})(?:\s+controls)?\)",
);
static ABOUT: Pattern = Pattern::new(
    r"\bannex\s+a\b | 27001 | \bthe\s+standard\b | \bedition\b | \bthemes?\b | \bstart\s+at\b | \b(?:37|34|93)\b",
);

/// What a sentence says of themes.
pub(super) fn faults(sentence: &Sentence<'_>) -> Vec<Fault> {
    let mut found = placed(sentence);
    found.extend(counted(sentence));
    found
}

fn placed(sentence: &Sentence<'_>) -> Vec<Fault> {
    let text = sentence.text;
    let all = mentions(text);
    let mut found = Vec::new();
    for groups in THEME.captures_all(text) {
        let (Some(whole), Some(theme)) =
            (groups.get(0), groups.name("theme").and_then(|theme| theme.as_str().parse::<Theme>().ok()))
        else {
            continue;
        };
        // "Organizational and people controls (A.5.1, A.6.3)" names two.
        let listed = text.get(..whole.start()).is_some_and(|before| LISTED.is_match(before));
        let before = all.iter().rev().find(|mention| mention.range.end <= whole.start());
        let before = before.filter(|mention| {
            sentence.shape != Shape::Row
                && text.get(mention.range.end..whole.start()).is_some_and(|between| IS_IN.is_match(between))
        });
        let behind = if listed { Vec::new() } else { following(text, whole.end(), &all) };
        for mention in before.into_iter().chain(behind) {
            let Meaning::Requirement(id) = mention.meaning else { continue };
            let Some(entry) = Catalogue::get().entry(id) else { continue };
            let own = entry.theme.filter(|own| *own != theme);
            let range = mention.range.start.min(whole.start())..mention.range.end.max(whole.end());
            if let Some(own) = own.filter(|_| !is_denied(sentence, &range, Reach::Near)) {
                found.push(fault(entry, own, theme, mention.range.start));
            }
        }
    }
    found
}

/// The ids right behind a theme, as far as they are a list.
fn following<'m>(text: &str, from: usize, all: &'m [Mention]) -> Vec<&'m Mention> {
    let mut found: Vec<&Mention> = Vec::new();
    // The word "control" may be part of how the id is written.
    for mention in all.iter().filter(|mention| mention.range.end > from) {
        let joined = match found.last() {
            None => text.get(from..mention.range.start.max(from)).is_some_and(|between| HOLDS.is_match(between)),
            Some(last) => text.get(last.range.end..mention.range.start).is_some_and(|between| JOINS.is_match(between)),
        };
        if !joined {
            break;
        }
        found.push(mention);
    }
    found
}

fn fault(entry: &Entry, own: Theme, theme: Theme, at: usize) -> Fault {
    let message = format!("{} {} is no {} control", entry.id, entry.title, name(theme));
    Fault::new(
        Rule::WrongTheme,
        at,
        message,
        format!("It is {} {} control.", if own == Theme::Organizational { "an" } else { "a" }, name(own)),
    )
}

fn counted(sentence: &Sentence<'_>) -> Vec<Fault> {
    let text = sentence.text;
    let mut found = Vec::new();
    let all = COUNT.captures_all(text);
    let mut themes: Vec<String> =
        all.iter().filter_map(|groups| groups.name("theme")).map(|theme| theme.as_str().to_lowercase()).collect();
    themes.sort_unstable();
    themes.dedup();
    let about = ABOUT.is_match(text) || themes.len() > 1;
    for groups in all {
        let part = |names: [&str; 3]| names.into_iter().find_map(|name| groups.name(name));
        let theme = part(["theme", "late", "brief"]).and_then(|theme| theme.as_str().parse::<Theme>().ok());
        let number = part(["number", "amount", "inside"]).and_then(|number| amount(number.as_str()));
        let (Some(whole), Some(theme), Some(number)) = (groups.get(0), theme, number) else { continue };
        let right = Catalogue::get().controls().filter(|entry| entry.theme == Some(theme)).count();
        // "A.6 People controls" is a heading.
        if text.get(..whole.start()).is_some_and(|before| before.ends_with(['.', '-', '/'])) {
            continue;
        }
        // Twenty people are no controls.
        let are_staff =
            theme == Theme::People && themes.len() < 2 && !whole.as_str().to_lowercase().contains("control");
        // A company may have twelve physical controls of its own.
        let of_annex = about || [8, 14, 34, 37].contains(&number);
        if number == right || !of_annex || are_staff || is_denied(sentence, &whole.range(), Reach::Near) {
            continue;
        }
        let message = format!("Annex A has {right} {} controls, not {number}", name(theme));
        found.push(Fault::new(
            Rule::WrongTheme,
            whole.start(),
            message,
            "There are 37 organizational, 8 people, 14 physical and 34 technological controls.",
        ));
    }
    found
}

fn amount(text: &str) -> Option<usize> {
    let words = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen",
    ];
    text.parse().ok().or_else(|| words.iter().position(|word| word.eq_ignore_ascii_case(text)))
}

const fn name(theme: Theme) -> &'static str {
    match theme {
        Theme::Organizational => "organizational",
        Theme::People => "people",
        Theme::Physical => "physical",
        Theme::Technological => "technological",
    }
}
