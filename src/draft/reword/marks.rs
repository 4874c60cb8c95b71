//! What a model may not touch in a clause: names, numbers with what bounds them, dates, ids, links, marked decisions. Each is
//! taken out and stands as `{1}`, `{2}` … in what is sent; so it also never leaves this machine.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::{iso::mentions, verify::MarkKind};

/// A mark, as it comes back.
static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{(\d{1,4})\}").ok());
/// What bounds a number from before.
const BOUND: &str = r"(?:\b(?: (?:at|no|not)\s(?:least|most|more\sthan|less\sthan|later\sthan|longer\sthan|fewer\sthan)
    | within | every | up\sto | over | under | above | below | more\sthan | less\sthan | fewer\sthan | after | before | for
    | (?:the\s)?(?:last|next|first) )\s)*";
/// A stretch of time, by its name.
const PERIOD: &str = r"(?:minute|hour|day|night|week|fortnight|month|quarter|year)s?\b";
/// A number, date or frequency with the words that bound it.
static VALUE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let months = "january|february|march|april|may|june|july|august|september|october|november|december";
    let numbers = "a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half\\san?|other|second|third";
    Regex::new(&format!(
        r"(?xi)
        \b\d{{1,2}}\.?\s(?:{months})\b(?:\s\d{{4}})?
        | {BOUND}[€$£]?\d(?:[\d.,:/–-]*\d)?
        | {BOUND}\b(?:{numbers})(?:\s|-)(?:(?:working|business|calendar)\s)?{PERIOD}
        | \b(?:once|twice|thrice|each|every|per|same|next|following|last)\s(?:an?\s|each\s|every\s|per\s)?(?:(?:working|business|calendar|other)\s)?{PERIOD}
        | \b(?:hourly|daily|nightly|weekly|fortnightly|monthly|quarterly|half-yearly|yearly|annual(?:ly)?)\b"
    ))
    .ok()
});
/// The unit behind a number, and what bounds it from behind.
static UNIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)^
        (?: % | \s?[x×]\b )?
        (?: [\s-](?:(?:working|business|calendar|consecutive|idle|full|wrong)\s)?
            (?:seconds?|minutes?|hours?|days?|weeks?|fortnights?|months?|quarters?|years?|percent|per\scent|characters?|people|persons?|times|tries|bits?|[kmgt]b)\b )?
        (?: \s(?:a|per|each|every)\s(?:hour|day|week|month|quarter|year)\b )?
        (?: \s(?:at\s(?:most|least)|or\s(?:more|less|fewer|longer|later|earlier)|ahead|beforehand|in\sadvance|earlier|later)\b )*",
    )
    .ok()
});
/// Bold words, code, links, addresses, quotations, abbreviations, words with digits, signs of Markdown and of marks.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?x) \*\*[^*\n]+\*\* | `[^`\n]*` | !?\[[^\]\n]*\](?:\([^)\n]*\))? | [a-z]+://\S+ | \bwww\.\S+ | \S+@\S+\.\w+
        | “[^”\n]*” | "[^"\n]*" | \b[A-Z][A-Z0-9]+(?:[./&-][A-Z0-9]+)*s?\b | \b\w*\d\w*\b | \\. | [\[\]{}<>|`\#*_~\\^]"#,
    )
    .ok()
});

/// Words that a clause holds, as far as they are known by name.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Roles and people.
    pub(super) who: Vec<String>,
    /// What decisions, the profile and titles of documents are called.
    pub(super) other: Vec<String>,
}

/// What was taken out of a clause.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<(String, MarkKind)>);

impl Marks {
    /// The text with marks in place of what must not change.
    pub(super) fn protect(&mut self, text: &str, names: &Names) -> String {
        let mut spans = spans(text, names);
        spans.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let (mut marked, mut at) = (String::with_capacity(text.len()), 0);
        for (range, kind) in merged(spans) {
            let (Some(before), Some(held)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
            self.0.push((held.to_owned(), kind));
            marked.push_str(before);
            marked.push_str(&format!("{{{}}}", self.0.len()));
            at = range.end;
        }
        marked.push_str(text.get(at..).unwrap_or_default());
        marked
    }

    /// The text with everything in its place again.
    pub(super) fn restore(&self, marked: &str) -> String {
        let Some(pattern) = MARK.as_ref() else { return marked.to_owned() };
        let held = |found: &regex::Captures<'_>| {
            let number = found.get(1).and_then(|number| number.as_str().parse::<usize>().ok());
            let held = number.and_then(|number| self.0.get(number.checked_sub(1)?));
            held.map_or_else(|| found.get(0).map_or("", |whole| whole.as_str()).to_owned(), |(held, _)| held.clone())
        };
        pattern.replace_all(marked, held).into_owned()
    }

    /// What a mark stands for.
    pub(super) fn kind(&self, number: usize) -> MarkKind {
        number.checked_sub(1).and_then(|at| self.0.get(at)).map_or(MarkKind::Name, |(_, kind)| *kind)
    }
}

/// Everything that must not change, in any order.
fn spans(text: &str, names: &Names) -> Vec<(Range<usize>, MarkKind)> {
    let mut found: Vec<(Range<usize>, MarkKind)> = Vec::new();
    for (list, kind) in [(&names.who, MarkKind::Who), (&names.other, MarkKind::Name)] {
        found.extend(list.iter().flat_map(|name| places(text, name)).map(|range| (range, kind)));
    }
    found.extend(
        NAME.as_ref().into_iter().flat_map(|name| name.find_iter(text)).map(|one| (one.range(), MarkKind::Name)),
    );
    for number in VALUE.as_ref().into_iter().flat_map(|value| value.find_iter(text)) {
        let rest = text.get(number.end()..).unwrap_or_default();
        let unit = UNIT.as_ref().and_then(|unit| unit.find(rest)).map_or(0, |unit| unit.end());
        found.push((number.start()..number.end() + unit, MarkKind::Value));
    }
    found.extend(mentions(text).into_iter().map(|mention| (mention.range, MarkKind::Name)));
    found
}

/// Where a name stands as a whole word, with an s behind it or not, whatever the case of its first letter.
fn places(text: &str, name: &str) -> Vec<Range<usize>> {
    let mut chars = name.chars();
    let Some(first) = chars.next() else { return Vec::new() };
    let rest = chars.as_str();
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        let same = c == first || c.to_lowercase().eq(first.to_lowercase());
        if !same || !is_edge(text.get(..at).and_then(|before| before.chars().next_back())) {
            continue;
        }
        let begins = at + c.len_utf8();
        let Some(behind) = text.get(begins..).and_then(|behind| behind.strip_prefix(rest)) else { continue };
        let end = begins + rest.len();
        if is_edge(behind.chars().next()) {
            found.push(at..end);
        } else if behind.strip_prefix('s').is_some_and(|behind| is_edge(behind.chars().next())) {
            found.push(at..end + 1);
        }
    }
    found
}

/// Spans that overlap are one, and a value if one of them is.
fn merged(sorted: Vec<(Range<usize>, MarkKind)>) -> Vec<(Range<usize>, MarkKind)> {
    let mut all: Vec<(Range<usize>, MarkKind)> = Vec::new();
    for (range, kind) in sorted.into_iter().filter(|(range, _)| !range.is_empty()) {
        match all.last_mut() {
            Some((last, known)) if range.start < last.end => {
                if range.end > last.end || *known != MarkKind::Who {
                    *known = if kind == MarkKind::Value || *known == MarkKind::Value {
                        MarkKind::Value
                    } else {
                        MarkKind::Name
                    };
                }
                last.end = last.end.max(range.end);
            }
            _ => all.push((range, kind)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names() -> Names {
        Names {
            who: ["IT lead", "system owner", "Dana Weiss"].map(str::to_owned).to_vec(),
            other: ["access matrix", "Nordlicht GmbH", "the register in Confluence"].map(str::to_owned).to_vec(),
        }
    }

    fn marked(text: &str) -> (String, Vec<(String, MarkKind)>) {
        let mut marks = Marks::default();
        let text = marks.protect(text, &names());
        (text, marks.0)
    }

    #[test]
    fn what_must_not_change_is_taken_out_with_what_bounds_it() {
        for (text, wanted, held) in [
            ("The IT lead must act within 24 hours.", "The {1} must act {2}.", vec!["IT lead", "within 24 hours"]),
            ("System owners check it every 3 months.", "{1} check it {2}.", vec!["System owners", "every 3 months"]),
            ("Keep logs for at least 12 months here.", "Keep logs {1} here.", vec!["for at least 12 months"]),
            ("Passwords have 14 characters or more.", "Passwords have {1}.", vec!["14 characters or more"]),
            ("**[decide: who, for example 2]** signs.", "{1} signs.", vec!["**[decide: who, for example 2]**"]),
            ("See https://a.example/x and A.5.23.", "See {1} and {2}.", vec!["https://a.example/x", "A.5.23"]),
            ("On 3 March 2026 the access matrix ends.", "On {1} the {2} ends.", vec!["3 March 2026", "access matrix"]),
            ("Each night and every working day.", "{1} and {2}.", vec!["Each night", "every working day"]),
            ("Test it within a day, then annually.", "Test it {1}, then {2}.", vec!["within a day", "annually"]),
            ("Use TLS 1.3 and MFA.", "Use {1} {2} and {3}.", vec!["TLS", "1.3", "MFA"]),
            ("Write {1} down.", "Write {1}{2}{3} down.", vec!["{", "1", "}"]),
        ] {
            let (text, marks) = marked(text);
            assert_eq!(text, wanted);
            assert_eq!(marks.iter().map(|(held, _)| held.as_str()).collect::<Vec<_>>(), held);
        }
        let kinds: Vec<MarkKind> =
            marked("The IT lead reads the access matrix every 3 months.").1.into_iter().map(|one| one.1).collect();
        assert_eq!(kinds, [MarkKind::Who, MarkKind::Name, MarkKind::Value]);
    }

    proptest! {
        #[test]
        fn what_was_taken_out_comes_back_in_its_place(
            text in r"(?:[A-Za-zäß€{}\[\]*|`. ]|\{1\}|IT lead|access matrix|within 3 days|A\.5\.23|\n){0,60}"
        ) {
            let mut marks = Marks::default();
            let marked = marks.protect(&text, &names());
            prop_assert_eq!(marks.restore(&marked), text);
        }

        #[test]
        fn no_text_makes_it_fail(text in any::<String>()) {
            let mut marks = Marks::default();
            let marked = marks.protect(&text, &names());
            prop_assert_eq!(marks.restore(&marked), text);
        }
    }
}
