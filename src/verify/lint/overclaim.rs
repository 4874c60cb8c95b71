//! More than the standard asks for, in the standard's name.
//!
//! Three things must meet in one sentence: the standard (or a clause or control) as the one who asks, a word that binds, and
//! something that no edition asks for: an interval, a number, a signature, a product, a job title. Who binds itself, or names
//! a law, a contract or the certification scheme, claims nothing about the standard.

mod promises;
mod things;

use std::ops::Range;

use super::{
    Fault, Rule,
    numbering::{belongs_to_another, names_the_standard},
    pattern::Pattern,
    reading::{Reading, Sentence},
    standing::{Reach, is_denied, is_negated},
};

/// The standard, or part of it, as the one who asks.
static STANDARD: Pattern = Pattern::new(
    r"\biso(?:\s?/\s?iec)?[\s-]?2700[12](?:[\s:-]{1,2}20\d\d)?(?:\s+(?:annex\s+a|clause|control|standard))?(?:\s+a?[\d.]+\d)? | \bthe\s+(?:iso\s+)?standard\b
    | \b(?:sub)?clauses?\s+\d{1,2}(?:\.\d){0,2}(?:\s?[a-g]\))? | \bannex\s+a(?:\s+(?:controls?\s+)?[5-8]\.\d{1,2})? | \ba\.[5-8]\.\d{1,2}\b | \b(?:the\s+)?(?:2024\s+)?amendment(?:\s+1)?(?::2024)?\b",
);
/// Verbs that bind, with the standard before them.
static ASKS: Pattern = Pattern::new(
    r"\b(?:requires?|mandates?|demands?|obliges?|obligates?|prescribes?|stipulates?|calls?\s+for|needs|necessitates?|insists?|wants?|forbids?|prohibits?|compels?|dictates?|imposes?
      |makes?\b[^.;]{0,40}\bmandatory|(?:says|states|specifies|provides)\s+that\b[^.;]{0,80}\b(?:must|shall)|requirements?\s+(?:that|to|for|is|of)|must|shall|says)\b",
);
/// The standard behind what it is said to ask.
static ASKED_BY: Pattern = Pattern::new(
    r"\b(?:(?:is|are|be|being|as)\s+)?(?:strictly\s+|expressly\s+|explicitly\s+)?(?:required|mandatory|mandated|prescribed|compulsory|obligatory|demanded|stipulated|a\s+(?:\w+\s+){0,2}(?:requirement|must|duty)|requirements?)\s+
      (?:by|under|of|in|according\s+to|per|for|to\s+meet)\s+(?:the\s+requirements?\s+of\s+)?$
    | \ban?\s+$",
);
/// Somebody else binds in the same breath.
static OTHERS_ASK: Pattern = Pattern::new(
    r"\b(?:customers?|clients?|contracts?|gdpr|law|nis\s?2|regulat\w+|pci|polic(?:y|ies)|we|insurers?)\s+(?:\w+\s+)?(?:requires?|demands?|mandates?|obliges?|asks?)\b",
);
static OWN: Pattern = Pattern::new(r"\b(?:we|our|us|this\s+(?:policy|document|procedure|plan))\b");
static PURPOSE: Pattern = Pattern::new(r"^\s*(?:compliance|certification|conformity)?\s*(?:[.,;!|]|$)");
/// Before the standard: what follows is said to be its wish.
static FRAME: Pattern = Pattern::new(
    r"(?:\b(?:to|in\s+order\s+to)\s+(?:comply\s+with|meet|satisfy|fulfil+|conform\s+to|be|get|become|achieve|obtain|align\s+with)
      | \b(?:under|per|according\s+to|pursuant\s+to|in\s+accordance\s+with|in\s+line\s+with|as\s+(?:required|demanded|mandated|stipulated|prescribed)\s+(?:by|in|under)|required\s+(?:by|under|for)|as\s+part\s+of|requirements?\s+(?:of|in|under)|for|as|since|because)
      )\s+(?:the\s+|an?\s+)?(?:requirements?\s+of\s+)?(?:the\s+)?$",
);
/// A frame so strong that no other word has to bind.
static STRONG: Pattern = Pattern::new(
    r"\b(?:according\s+to|pursuant\s+to|as\s+(?:required|demanded|mandated|stipulated|prescribed)|required\s+(?:by|under)|requirement\s+(?:of|in|under))\b",
);
static BINDS: Pattern = Pattern::new(
    r"\b(?:must|shall|ha(?:s|ve)\s+to|needs?\s+to|required|mandatory|obligatory|compulsory|requirement|requires?|demands?|mandates?|insists?|obliged)\b",
);
/// Who says so is somebody else, or does not bind.
static SOFT: Pattern = Pattern::new(
    r"\b(?:usually|typically|often|most|mostly|commonly|expected|expects?|good\s+practice|best\s+practice\s+is|recommend\w*|can|may|could|should|might|e\.g\.|for\s+example|for\s+instance|planned\s+intervals|if\s+you\s+choose|own\s+rule|your\s+rule|we\s+have\s+(?:set|chosen|decided)|our\s+own|so\s+we|suggest\w*|enough|suffices?|auditors?\s+(?:want|look|ask|like)|scheme|surveillance|certification\s+bod\w+)\b",
);
/// Where a sentence turns to what somebody does about it.
static TURN: Pattern = Pattern::new(
    r"; | [,:–—-]\s+(?:so|and|but|which|therefore|hence|thus|while|where)?\s*(?:we|our|the\s+company|most|many|in\s+practice|you|a\s+yearly|yearly|that\s+is)\b | \s[–—]\s | ,?\s(?:and|while|whereas)\s(?:the\s)?(?:gdpr|nis\s?2|customers?|contracts?|law|pci|dora|hipaa|soc)\b | \bbut\b | \bso\s+(?:we|that)\b | \bwhich\s+(?:we|is\s+why)\b",
);

/// What a sentence claims too much.
pub(super) fn faults(sentence: &Sentence<'_>, reading: &Reading) -> Vec<Fault> {
    let mut found = promises::faults(sentence);
    if found.is_empty() {
        found.extend(asked(sentence, reading));
    }
    found
}

/// The first thing that the standard is said to ask for and does not.
fn asked(sentence: &Sentence<'_>, reading: &Reading) -> Option<Fault> {
    let text = &without_parentheses(sentence.text);
    let subjects = STANDARD.find_all(text);
    if reading.own_standard && subjects.iter().all(|subject| subject.as_str().eq_ignore_ascii_case("the standard")) {
        return None;
    }
    for subject in subjects {
        if subject.as_str().eq_ignore_ascii_case("the standard") && !reading.about_iso {
            continue;
        }
        let after = text.get(subject.end()..).unwrap_or_default();
        let clause = subject.as_str().to_lowercase().contains("clause") && !subject.as_str().contains("27001");
        if clause && (belongs_to_another(after) || (reading.own_clauses && !names_the_standard(text))) {
            continue;
        }
        let claim = asked_after(text, &subject.range())
            .or_else(|| asked_before(text, &subject.range()))
            .or_else(|| framed(text, &subject.range()));
        let Some((thing, range)) = claim else { continue };
        if is_denied(sentence, &range, Reach::Far) {
            continue;
        }
        let said = text.get(thing.range.clone()).unwrap_or_default().trim();
        let message = format!("ISO/IEC 27001 does not ask for \u{201c}{said}\u{201d}");
        let fault = Fault::new(Rule::Overclaim, range.start, message, thing.fix);
        // Who speaks of himself may mean a rule of his own.
        let own = OWN.is_match(text) && asked_after(text, &subject.range()).is_none();
        return Some(if own { fault.warning() } else { fault });
    }
    None
}

/// The text with blanks for what stands in parentheses: a reference or an aside there asks for nothing.
fn without_parentheses(text: &str) -> String {
    let mut depth = 0_usize;
    let blank = |c: char| " ".repeat(c.len_utf8());
    let kept = |c: char| {
        depth = match c {
            '(' => depth + 1,
            ')' => depth.saturating_sub(1),
            _ => depth,
        };
        if depth > 0 || c == ')' { blank(c) } else { c.to_string() }
    };
    if text.matches('(').count() == text.matches(')').count() {
        text.chars().map(kept).collect()
    } else {
        text.to_owned()
    }
}

/// Something that is not asked for, and where it stands.
#[derive(Debug, Clone)]
struct Thing {
    range: Range<usize>,
    fix: &'static str,
}

/// `the standard requires … yearly`.
fn asked_after(text: &str, subject: &Range<usize>) -> Option<(Thing, Range<usize>)> {
    let rest = text.get(subject.end..)?;
    let turn = TURN.find(rest).map_or(rest.len(), |turn| turn.start());
    let own = rest.get(..turn)?;
    let verb = ASKS.find(own).filter(|verb| verb.start() < 70)?;
    let between = own.get(..verb.start())?;
    // "A.8.13 and our contracts require …" has another subject as well; "in A.5.1 the owner must" has only another.
    let weak = matches!(verb.as_str().to_lowercase().as_str(), "must" | "shall" | "says");
    if between.split_whitespace().count() > if weak { 1 } else { 8 } || Pattern::is_match(&OTHER_SUBJECT, between) {
        return None;
    }
    // "Makes … mandatory" has the thing inside.
    let first = verb.as_str().find(' ').map_or(verb.end(), |at| verb.start() + at);
    let thing = things::first(text, subject.end + first..subject.end + turn)?;
    let range = subject.start..thing.range.end;
    let before = text.get(subject.end + first..thing.range.start)?;
    (!SOFT.is_match(before) && !SOFT.is_match(between)).then_some((thing, range))
}

/// Between the standard and a verb: somebody else asks.
static OTHER_SUBJECT: Pattern = Pattern::new(
    r"\b(?:we|our|company|policy|contracts?|customers?|gdpr|law|nis2|pci|auditors?|certificat\w+|who|that\s+you|you)\b | [:|] | [.?!]\s | \)\s*[.,]?\s*\w+\s+\w+\s+\w+",
);

/// `yearly audits are mandatory under clause 9.2`, `must be repeated yearly under A.6.1`.
fn asked_before(text: &str, subject: &Range<usize>) -> Option<(Thing, Range<usize>)> {
    let before = text.get(..subject.start)?;
    let link = ASKED_BY
        .find(before)
        .map(|link| (link.range(), true))
        .or_else(|| FRAME.find(before).map(|link| (link.range(), false)));
    let (link, binding) = link?;
    let after = text.get(subject.end..)?;
    let article = matches!(text.get(link.clone())?.trim().to_lowercase().as_str(), "a" | "an");
    // `is an ISO 27001 requirement`.
    if article && !after.trim_start().to_lowercase().starts_with("requirement") {
        return None;
    }
    let own = before.get(..link.start)?;
    let from = own.rfind([';', ':']).map_or(0, |at| at + 1);
    let own = own.get(from..)?;
    // "… must be collected monthly for the ISO 27001 audit" is a plan.
    let plans = text.get(link.clone())?.trim().to_lowercase().starts_with("for") && !PURPOSE.is_match(after);
    if plans
        || OTHERS_ASK.is_match(own)
        || SOFT.is_match(own)
        || (!binding && !BINDS.is_match(own))
        || is_negated(text, subject, Reach::Near)
    {
        return None;
    }
    let thing = things::first(text, from..link.start)?;
    Some((thing, from..subject.end))
}

/// `to comply with ISO 27001, logs must be kept for one year`.
fn framed(text: &str, subject: &Range<usize>) -> Option<(Thing, Range<usize>)> {
    let before = text.get(..subject.start)?;
    let frame = FRAME.find(before)?;
    let leads = before.get(..frame.start())?.trim_end();
    if !leads.is_empty() && !leads.ends_with([',', ':', '-', '\u{2014}', '\u{2013}']) && !leads.ends_with("and") {
        return None;
    }
    let rest = text.get(subject.end..)?;
    let turn = TURN.find(rest.get(1..)?).map_or(rest.len(), |turn| turn.start() + 1);
    let own = rest.get(..turn)?;
    let strong = STRONG.is_match(frame.as_str());
    let binds = BINDS.find(own);
    if !strong && binds.is_none() {
        return None;
    }
    let thing = things::first(text, subject.end..subject.end + turn)?;
    let before = text.get(subject.end..thing.range.start)?;
    let range = frame.start()..thing.range.end;
    (!SOFT.is_match(before)).then_some((thing, range))
}
