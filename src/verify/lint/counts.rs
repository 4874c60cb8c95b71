//! How many controls, themes and domains there are said to be.

use std::ops::Range;

use super::{
    Fault, Rule,
    pattern::Pattern,
    reading::Sentence,
    standing::{Reach, is_denied, is_history},
};

static ABOUT: Pattern = Pattern::new(
    r"\bannex\s+a\b | 27001 | 27002 | \bthe\s+standard | \b(?:2022|new|current)\s+edition | \bsoa\b | statement\s+of\s+applicability | \bcontrols\b",
);
/// The sentence counts what a company has.
static OWN: Pattern = Pattern::new(
    r"\b(?:our\s+own|we\s+(?:have|added|use|run|chose|implement)|of\s+our|to\s+the\s+soa|applicable|apply|excluded|implemented|of\s+them|sampled|remaining)\b",
);
static CONTROLS_114: Pattern = Pattern::new(r"\b114\s+(?:\w+\s+){0,4}controls?\b | \bcontrols?\s*(?:\(|:|=)\s*114\b");
static DOMAINS: Pattern = Pattern::new(
    r"\b(?:14|fourteen)\s+(?:\w+\s+){0,3}?(?:domains?|categories|sections?|groups?|areas|chapters|control\s+sets|families)\b | \b14\s+hold\s+controls | \b18\s+sections\b",
);
static OBJECTIVES_35: Pattern = Pattern::new(r"\b(?:35|thirty-five)\s+(?:\w+\s+)?control\s+objectives\b");
static OBJECTIVES: Pattern = Pattern::new(
    r"\bcontrol\s+objectives?\b [^.;]{0,60} (?:\bannex\s+a\b | \b27001\b | \bsoa\b | statement\s+of\s+applicability)
    | (?:\bannex\s+a\b | \b27001\b | \bsoa\b | statement\s+of\s+applicability) [^.;]{0,60} \bcontrol\s+objectives?\b",
);
static TOTAL: Pattern = Pattern::new(
    r"(?:\bannex\s+a\b | 27001(?::2022)? | 27002(?::2022)? | \bthe\s+standard | \b2022\s+edition | \bcurrent\s+edition) (?:\W\s?\w+|[^.;,]){0,40}?
      \b(?:has|have|contains?|lists?|compris\w+|includes?|consists?\s+of|defines?|offers?|holds?|names?|counts?|with)\s+(?:a\s+total\s+of\s+|now\s+)?(?P<number>\d{2,3})\s+(?:\w+\s+){0,3}?controls\b
    | \b(?:all|the)\s+(?P<all>\d{2,3})\s+(?:\w+\s+)?(?:annex\s+a\s+controls|controls\s+(?:of|in|from)\s+(?:annex\s+a|the\s+standard|iso))",
);
static THEMES: Pattern = Pattern::new(
    r"\b(?P<number>two|three|five|six|seven|eight|nine|ten|twelve|[235-9]|1[0-35-9])\s+(?:\w+\s+){0,2}?(?:themes|control\s+categories|control\s+themes)\b",
);
static NEW: Pattern = Pattern::new(
    r"\b(?P<number>two|three|four|five|six|seven|eight|nine|ten|twelve|thirteen|fourteen|fifteen|[2-9]|10|1[2-9]|2\d)\s+(?:\w+\s+)?new\s+(?:annex\s+a\s+|security\s+)?controls\b",
);
static EDITION: Pattern = Pattern::new(r"\b2022\b | \bedition\b | \bannex\s+a\b | 27001 | 27002 | \bthe\s+standard\b");

const COUNT: &str = "Write 93 controls in four themes: 37 organizational, 8 people, 14 physical, 34 technological.";
const FOUR: &str = "Write four themes: organizational, people, physical, technological.";
const ELEVEN: &str =
    "Write 11 new controls: A.5.7, A.5.23, A.5.30, A.7.4, A.8.9, A.8.10, A.8.11, A.8.12, A.8.16, A.8.23, A.8.28.";
/// All controls, now and in 2013, those of a theme, and the new ones.
const KNOWN: [&str; 6] = ["93", "114", "37", "34", "14", "11"];

/// Numbers that are not those of the 2022 edition.
pub(super) fn faults(sentence: &Sentence<'_>) -> Vec<Fault> {
    if !ABOUT.is_match(sentence.text) || is_history(sentence) {
        return Vec::new();
    }
    let found = of_2013(sentence.text).into_iter().chain(of_none(sentence.text));
    let stands = |(range, _): &(Range<usize>, Fault)| !is_denied(sentence, range, Reach::Far);
    found.filter(stands).map(|(_, fault)| fault).collect()
}

/// Numbers and words that were right for the edition of 2013.
fn of_2013(text: &str) -> Vec<(Range<usize>, Fault)> {
    let domains = |range: &Range<usize>| is_about(text, range);
    let objectives = "Leave the objectives out: Annex A lists controls in four themes.";
    let forms = [
        (CONTROLS_114.find(text), "114 controls are those of the 2013 edition; there are 93", COUNT),
        (
            DOMAINS.find(text).filter(|found| domains(&found.range())),
            "the domains are those of the 2013 edition; there are four themes",
            COUNT,
        ),
        (OBJECTIVES_35.find(text), "the 2022 edition has no control objectives", objectives),
        (
            OBJECTIVES.find(text).filter(|_| !OBJECTIVES_35.is_match(text)),
            "\u{201c}control objectives\u{201d} of Annex A are wording of the 2013 edition",
            "Write `controls`; objectives are now your own (clause 6.2) or the purpose of a control.",
        ),
    ];
    let found = forms.into_iter().filter_map(|(found, message, fix)| Some((found?.range(), message, fix)));
    found.map(|(range, message, fix)| fault(Rule::Edition2013, range, message.to_owned(), fix)).collect()
}

/// Numbers that no edition has.
fn of_none(text: &str) -> Vec<(Range<usize>, Fault)> {
    let number = |pattern: &Pattern| {
        let groups = pattern.captures(text)?;
        let number = groups.name("number").or_else(|| groups.name("all"))?;
        Some((groups.get(0)?.range(), number.as_str().to_lowercase()))
    };
    let own = OWN.is_match(text);
    let total = number(&TOTAL).filter(|(_, count)| !own && !KNOWN.contains(&count.as_str()));
    let new = number(&NEW).filter(|_| !own && EDITION.is_match(text));
    let forms = [
        (total, "Annex A has 93 controls", COUNT),
        (number(&THEMES), "Annex A has four themes", FOUR),
        (new, "the 2022 edition added 11 controls", ELEVEN),
    ];
    let found =
        forms.into_iter().filter_map(|(found, right, fix)| found.map(|(range, count)| (range, count, right, fix)));
    found
        .map(|(range, count, right, fix)| fault(Rule::WrongTheme, range, format!("{right}, not {count}"), fix))
        .collect()
}

fn fault(rule: Rule, range: Range<usize>, message: String, fix: &str) -> (Range<usize>, Fault) {
    let fault = Fault::new(rule, range.start, message, fix);
    (range, fault)
}

/// Fourteen domains of a network are none of Annex A.
fn is_about(text: &str, range: &Range<usize>) -> bool {
    let from = text.get(..range.start).and_then(|before| before.rfind(';')).map_or(0, |at| at + 1);
    let to = text.get(range.end..).and_then(|after| after.find(';')).map_or(text.len(), |at| range.end + at);
    text.get(from..to).is_some_and(|part| ABOUT.is_match(part))
}
