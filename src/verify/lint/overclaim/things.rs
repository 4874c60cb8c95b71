//! What no clause and no control asks for, however often it is said.

use std::ops::Range;

use super::{super::pattern::Pattern, Thing};

/// An interval, a time limit or a time to keep something.
static INTERVAL: Pattern = Pattern::new(
    r"\b(?:bi-?|semi-?|half-?)?(?:annual|yearly|year-round|monthly|quarterly|weekly|daily|hourly)(?:ly)?\b | \b(?:once|twice)\s+(?:a|per|every|each|in\s+a)\s+(?:calendar\s+)?(?:year|quarter|month|week|day)
    | \b(?:every|each|per)\s+(?:single\s+)?(?:year|quarter|month|week|day|january|half-year)\b
    | \b(?:every|within|for|after|of|at\s+least|minimum\s+of|in|a|first)?\s*(?:at\s+least\s+|a\s+minimum\s+of\s+|a\s+period\s+of\s+)?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|thirty|sixty|ninety)[\s-]+(?:\(\d+\)\s+)?(?:calendar\s+|working\s+|business\s+)?(?:hour|day|week|month|quarter|year|minute)s?\b
    | \b24/7\b | \baround\s+the\s+clock\b",
);
/// A number as a measure.
static NUMBER: Pattern = Pattern::new(
    r"\b(?:\d+|eight|ten|twelve|fourteen|sixteen)\s+(?:characters|failed|attempts|login|lines|levels)\b | \baes[\s-]?\d* | \b\d\s?[x×]\s?\d\b | \b3-2-1\b
    | \b(?:three|four|five|six|two|\d)\s+(?:\w+\s+)?(?:levels|lines\s+of\s+defen[cs]e|regions|people|failed)\b | \bthe\s+levels\b | \brsa[\s-]?\d+ | \btls\s?1\.\d",
);
static SIGNATURE: Pattern = Pattern::new(
    r"\b(?:signed(?:\s+off)?|signatures?|sign(?:s|ing)?(?:\s+off)?|sign-off|countersigned|notari[sz]ed|handwritten)\b",
);
/// A practice, a tool or a test.
static PRACTICE: Pattern = Pattern::new(
    r"\bpen(?:etration)?[\s-]?test\w* | \bpentests?\b | \bred\s+team\w* | \bvulnerability\s+scan\w* | \b(?:multi|two|2)-?\s?factor\b | \b(?:mfa|2fa)\b | \bsiem\b | \bsecurity\s+operations?\s+cent(?:re|er)
    | \bfull[\s-]disk\b | \btabletop\b | \bcctv\b | \bcameras?\b | \bvideo\s+surveillance | \bcode\s+reviews?\s+by | \bautomated\b | \b(?:the\s+use\s+of\s+|use\s+of\s+|using\s+)(?:a\s+)?(?:grc|password\s+manager|vpn|sso)\b | \bgrc\s+(?:tool|software|platform)
    | \ball\s+data\s+(?:to\s+be\s+|must\s+be\s+)?encrypted | \bpersonal\s+devices | \busb\b | \boff-?site\b | \bstored\s+in\s+the\s+(?:eu|us|uk|country) | \bpublish(?:ed|ing)?\b | \bbiometric",
);
/// A job, a body, a person from outside.
static ROLE: Pattern = Pattern::new(
    r"\bcisos?\b | \bchief\s+(?:information\s+)?(?:security|privacy)\s+officer | \b(?:dedicated|full-time|appointed|appointment\s+of\s+an?)\s+(?:information\s+)?security\s+(?:manager|officer) | \ban?\s+(?:information\s+)?security\s+(?:manager|officer)\b | \bdpo\b | \bdata\s+protection\s+officer | \b(?:steering|security)\s+committee | \blead\s+auditors?\b
    | \bexternal\s+(?:support|consult\w*|audit\w*) | \bconsultants?\b",
);
/// A form, a method, or more than the scope.
static FORM: Pattern = Pattern::new(
    r"\b(?:isms|quality|security)\s+manual\b | \bversion\s+numbers?\b | \bdocumented\s+procedures?\s+for\s+(?:corrective|preventive|internal|document) | \basset-based | \bper\s+asset | \basset,\s+threat\s+and\s+vulnerabilit | \brisk\s+matri(?:x|ces)\b | \bheat\s?map
    | \b(?:entire|whole)\s+(?:organi[sz]ation|company|business)\b | \bpreventive\s+actions?\b",
);
static OUTSIDE: Pattern = Pattern::new(
    r"\b(?:compliance\s+with|comply\s+with)\s+(?:the\s+)?(?:gdpr|nis\s?2|hipaa) | \bcarbon\b | \bclimate\s+polic | \bemissions\b | \b(?:suppliers?|vendors?|auditors?|staff|employees)\b[^.;,]{0,20}\b(?:be|are|is)\s+(?:iso\s*\S*\s+)?certified | \bbe\s+iso\s*27001\s+certified",
);

const AT_PLANNED: &str = "Write `at planned intervals` or `after significant changes` where the clause says so, and call the interval your own rule.";
const AS_DECIDED: &str = "Call it your own rule, or a good practice, with the risk that it treats.";
const APPROVED: &str = "Write `approved`: the standard asks for approval, in any form that can be shown.";
const NO_ROLE: &str =
    "Write that responsibilities and authorities are assigned (clause 5.3); the title is your choice.";
const NO_FORM: &str = "Name what the clause asks for; form and method are your choice.";
const NOT_THIS: &str = "Name the law, contract or scheme that asks for it; this standard does not.";

/// The first of them in this part of a sentence.
pub(super) fn first(text: &str, within: Range<usize>) -> Option<Thing> {
    let own = text.get(within.clone())?;
    let kinds = [
        (&INTERVAL, AT_PLANNED),
        (&NUMBER, AS_DECIDED),
        (&SIGNATURE, APPROVED),
        (&PRACTICE, AS_DECIDED),
        (&ROLE, NO_ROLE),
        (&FORM, NO_FORM),
        (&OUTSIDE, NOT_THIS),
    ];
    let found = kinds.into_iter().filter_map(|(pattern, fix)| Some((pattern.find(own)?.range(), fix)));
    let (range, fix) = found.min_by_key(|(range, _)| range.start)?;
    Some(Thing { range: within.start + range.start..within.start + range.end, fix })
}
