//! The 2013 edition as if it were in force, and its transition as if it were open.

use super::{
    Fault, Rule,
    pattern::Pattern,
    reading::Sentence,
    standing::{Reach, is_denied, is_history},
};

static NAMED: Pattern = Pattern::new(r"\b2700[12]\s?(?::|-|\()\s?2013\b");
/// A past tense beside a year before the transition ended.
static PAST: Pattern = Pattern::new(r"\b(?:was|were|had|came)\b");
static YEAR: Pattern = Pattern::new(r"(?:^|[^:\d-])(?:200\d|201\d|202[0-4])\b");
static BOTH: Pattern = Pattern::new(r"2700[12]\s?(?::|-)\s?2022|\b2022\s+edition|\bto\s+2022\b");
static TRANSITION: Pattern = Pattern::new(
    r"\b(?:until|by|before|deadline|ends?\s+(?:on|in)|end\s+of)\s+(?:the\s+end\s+of\s+)?(?:(?:31(?:st)?\s+)?october(?:\s+31(?:st)?,?)?|31\.10\.|10/)\s?2025\b
    | \b2013\s+(?:edition|version|certificates?)\b [^.]{0,60} \b(?:remains?|are\s+still|is\s+still|stays?)\s+valid
    | \bremains?\s+valid\s+(?:during|until)\b [^.]{0,30} \b(?:transition|2025)",
);
static MOVING: Pattern =
    Pattern::new(r"\btransition | \bmov(?:e|ing)\b | \bupgrad | \bmigrat | \b2013\b | \b2022\b | \bcertificat");
static OVER: Pattern = Pattern::new(r"\b(?:ended|expired|closed|was|were|had|no\s+longer|passed|withdrawn)\b");

/// What a sentence says of the edition.
pub(super) fn faults(sentence: &Sentence<'_>) -> Vec<Fault> {
    let text = sentence.text;
    let mut found = Vec::new();
    if let Some(range) = TRANSITION.find(text).map(|found| found.range())
        && MOVING.is_match(text)
        && !OVER.is_match(text)
        && !is_denied(sentence, &range, Reach::Far)
    {
        let message =
            "the transition to the 2022 edition ended on 31 October 2025; certificates to the 2013 edition are void"
                .to_owned();
        found.push(Fault::new(
            Rule::Edition2013,
            range.start,
            message,
            "Say that it ended, and ask the certification body about a new certification.",
        ));
        return found;
    }
    let past = PAST.is_match(text) && YEAR.is_match(text);
    let settled = is_history(sentence) || past || BOTH.is_match(text);
    if let Some(range) =
        NAMED.find(text).map(|found| found.range()).filter(|range| !settled && !is_denied(sentence, range, Reach::Far))
    {
        let message = format!(
            "{} is withdrawn: the edition in force is that of 2022",
            text.get(range.clone()).unwrap_or_default()
        );
        found.push(Fault::new(
            Rule::Edition2013,
            range.start,
            message,
            "Write ISO/IEC 27001:2022, and check the ids beside it.",
        ));
    }
    found
}
