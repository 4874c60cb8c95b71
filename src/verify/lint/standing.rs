//! Whether a sentence stands by what it says: a denial, a question, a myth told as one, and history claim nothing.

use std::ops::Range;

use super::{super::force::is_negation, super::words::words, pattern::Pattern, reading::Sentence};

static MYTH: Pattern = Pattern::new(
    r"\bmyths?\b | \bmisconception | \bmisunderst | \bmisread | \b(?:is|are|be|was)\s+(?:simply\s+)?(?:false|untrue|wrong|incorrect)\b
    | \bwhich\s+is\s+(?:wrong|false|not) | \bcontrary\s+to\b | \bwrongly\b | \bconfus(?:e|ed|es|ing|able)\b | \bmistaken\b | \bmistake\s+to\b | \b(?:common|frequent|typical)\s+mistake
    | \b(?:many|often|some|people|commonly|widely|frequently)\b[^.]{0,30}\b(?:believ|claim|think|assum|repeat|exchang)
    | \b(?:claims?|claiming|pretends?|stating|saying|belief|believing|suggests?)\s+(?:that|it)\b | \bred\s+flags?\b | \bweak\b | \btypical\s+(?:error|slip|fault)
    | \bdo(?:n't|\s+not)\s+(?:claim|write|say|state|confuse|call) | \bnot\s+(?:exist|called|titled) | \bno\s+longer\b | \binstead\s+of\b | \brather\s+than\b",
);
/// A heading or a table's first row that says so of all below it.
static MYTH_ABOVE: Pattern = Pattern::new(
    r"\bmyths?\b | \bmisconception | \bmisunderst | \bmistakes?\b | \bwrong\b | \bfalse\b | \bbelieved\b | \bpitfall | \bconfus | \bclaims?\b
    | \bred\s+flags?\b | \bbad\s+(?:example|reason) | \bweak\b | \bnonconformit",
);
static HISTORY: Pattern = Pattern::new(
    r"\bformer(?:ly)?\b | \bprevious(?:ly)?\b | \bold(?:er)?\s+(?:edition|version|standard|id|number|control|template|text)s?\b | \bearlier\b | \bpredecessor
    | \breplac(?:ed|es|ing) | \bsupersed | \bwithdrawn\b | \bexpired?\b | \bended\b | \bclosed\b | \bstopped\b | \bmerged?\b | \bshrank\b | \breduced\b | \bwent\s+from\b
    | \btook\s+over\b | \btaken\s+over\b | \bmigrat | \bbelongs?\s+to\s+the\s+2013 | \bin\s+(?:the\s+)?2013\b | \bof\s+(?:the\s+)?2013\b | \bof\s+(?:the\s+)?(?:year\s+)?2005\b
    | \b2013\s+(?:edition|version|origin|id|number|reference|control|text|certificate|holder|audit)s?\b | \bedition\s+of\s+2013 | \bdates\s+from\b | \bsince\s+2013 | \b(?:before|until)\s+2022
    | \b2013\s*(?:->|→|\bto\b|/|\bvs\.?|\band\b)\s*(?:the\s+)?(?:2022|current) | \bcompared\s+(?:to|with)\b | \bno\s+longer\b | \bwas\s+(?:renamed|renumbered|moved|changed)\b | \bused\s+to\b | \boutdated\b | \bcrosswalk | \bnow\s+(?:part|in|is|a\.)",
);
/// Ends the part of a sentence that a negation reaches.
const BOUNDS: [&str; 6] = [";", ":", " but ", " however ", " yet ", " \u{2013} "];

/// Whether what stands at this place is denied, asked, or told as a myth.
pub(super) fn is_denied(sentence: &Sentence<'_>, claim: &Range<usize>, reach: Reach) -> bool {
    let text = sentence.text;
    let asks = text.trim_end().trim_end_matches(['"', '|', ' ', ')']).ends_with('?');
    asks || MYTH.is_match(text)
        || MYTH_ABOVE.is_match(sentence.heading)
        || MYTH_ABOVE.is_match(sentence.header)
        || is_negated(text, claim, reach)
}

/// How far before a claim a negation may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Right before a name, as in `there is no A.5.38`.
    Near,
    /// In the same part of the sentence, as in `no clause of the standard requires`.
    Far,
}

/// Whether a negation reaches the claim.
pub(super) fn is_negated(text: &str, claim: &Range<usize>, reach: Reach) -> bool {
    let before = text.get(..claim.start).unwrap_or_default().to_lowercase();
    let from = BOUNDS.iter().filter_map(|bound| before.rfind(bound).map(|at| at + bound.len())).max().unwrap_or(0);
    let own = text.get(claim.clone()).unwrap_or_default();
    let before = before.get(from..).unwrap_or_default();
    let mut all = words(before);
    let most = if reach == Reach::Near { 3 } else { 10 };
    all.drain(..all.len().saturating_sub(most));
    all.extend(words(own));
    // "ISO certifies nobody" denies behind its verb.
    let after = words(text.get(claim.end..).unwrap_or_default());
    all.extend(after.into_iter().take(1).filter(|word| matches!(word.as_str(), "nobody" | "no" | "none" | "nothing")));
    all.iter().enumerate().any(|(at, word)| {
        let negates =
            is_negation(word) || word.ends_with("n't") || matches!(word.as_str(), "hardly" | "rarely" | "free");
        negates
            && all.get(at + 1).is_none_or(|next| !matches!(next.as_str(), "only" | "just" | "later" | "more" | "less"))
    })
}

/// Whether the sentence tells how it was, or where something came from.
pub(super) fn is_history(sentence: &Sentence<'_>) -> bool {
    HISTORY.is_match(sentence.text)
        || sentence.header.contains("2013")
        || sentence.heading.contains("2013")
        || HISTORY.is_match(sentence.heading)
}
