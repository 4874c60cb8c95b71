//! Claims that a question makes about the standard: "which clause demands that backups are kept for ten years?" What is asked is
//! whether it does so at all. A page that says so answers; where the claim is a number or an interval, the standard has none.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::generate::sentences;

/// The guide and the heading that say that the standard fixes no numbers.
pub(super) const NO_NUMBERS: (&str, &str) =
    ("common-misconceptions", "Does ISO 27001 fix numbers, lengths or intervals?");

/// What stands before the page's own no.
pub(super) const NOT_AS_SUCH: &str = "ISO/IEC 27001:2022 does not require this as such:";

/// "Which clause says that …", "where does the standard demand …", "ISO 27001 requires …"; the claim is what follows.
static CLAIMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
          \b(?:which|what|in\ (?:which|what)|under\ (?:which|what)) \ (?:clause|control|section|requirement|part|paragraph)s? \b [^.?!]{0,40}?
            \b(?:says?|said|states?|requires?|demands?|obliges?|prescribes?|forces?|insists?|mandates?|wants?|tells?)\b\ (?:us\ |you\ |companies\ )?(?:that\ |to\ |on\ )?(?P<one>[^?!]{4,200})
        | \bwhere\b[^.?!]{0,20}\b(?:iso|standard|norm|27001)\b[^.?!]{0,16}\b(?:says?|states?|requires?|demands?|prescribes?|insists?|mandates?)\b\ (?:that\ |on\ )?(?P<two>[^?!]{4,200})
        | \bwhy\b[^.?!]{0,10}\bdoes\b[^.?!]{0,16}\b(?:iso|standard|norm|27001)\b[^.?!]{0,16}\b(?:say|state|require|demand|prescribe|insist|mandate)\b\ (?:that\ |on\ )?(?P<three>[^?!]{4,200})
        | \b(?:iso(?:/iec)?\ 27001(?::2022)?|the\ standard)\ (?:clearly\ |explicitly\ )?(?:requires?|demands?|prescribes?|insists\ on|mandates?|says\ that|obliges\ us\ to)\ (?P<four>[^.?!]{4,200})
        | \bin\ welche[mr]\ (?:abschnitt|klausel|kapitel)\b[^.?!]{0,20}\b(?:schreibt|verlangt|fordert)\b\ [^.?!]{0,20}?\b(?:norm|iso\ 27001)\ (?P<five>[^?!]{4,200})",
    )
    .ok()
});

/// Claims that are numbers, intervals, head counts, or hold for all.
static NUMBERS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?i)\b(\d+|two|three|five|six|seven|ten|twelve|ninety)[ -]?(days?|weeks?|months?|quarters?|years?|hours?|minutes?|characters?|people|persons?|times|copies|percent|%)\b",
        r"(?i)\b(every|each|once an?|per) (day|week|month|quarter|year|\d+)\b|\b(daily|weekly|monthly|quarterly|yearly|annual|annually|jährlich\w*|monatlich\w*)\b",
        r"(?i)\bfull[ -]time\b|\bsignature of\b|\bsigned by\b|\b\d-\d-\d\b",
    ])
    .unwrap_or_default()
});

/// The claim that a question makes, as words that follow "does ISO 27001 require".
pub(super) fn claim(text: &str) -> Option<String> {
    let claims = CLAIMS.as_ref()?;
    sentences(text).iter().find_map(|sentence| {
        let asks = ["does ", "do ", "is ", "are ", "can ", "must ", "what does", "how "];
        let lower = sentence.trim_start().to_lowercase();
        if asks.iter().any(|start| lower.starts_with(start)) {
            return None;
        }
        let found = claims.captures(sentence)?;
        let claim = ["one", "two", "three", "four", "five"].iter().find_map(|name| found.name(name))?;
        Some(claim.as_str().trim_end_matches(['.', '?', ' ']).to_owned())
    })
}

/// The question that the claim should have been.
pub(super) fn asked(claim: &str) -> String {
    format!("Does ISO 27001 require {claim}?")
}

/// Whether a claim is of a kind that the standard never makes.
pub(super) fn is_a_number(claim: &str) -> bool {
    NUMBERS.is_match(claim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_about_the_standard_is_heard() {
        assert_eq!(NUMBERS.len(), 3);
        for (text, expected) in [
            (
                "Which clause says that passwords must be changed every 90 days?",
                "passwords must be changed every 90 days",
            ),
            (
                "ISO 27001 requires a penetration test every year. In which clause is that written?",
                "a penetration test every year",
            ),
            ("Where does ISO 27001 say that logs are kept for six months?", "logs are kept for six months"),
            ("Why does the standard insist on a weekly scan?", "a weekly scan"),
        ] {
            let claim = claim(text).unwrap_or_default();
            assert_eq!(claim, expected, "{text}");
            assert!(is_a_number(&claim), "{claim}");
        }
        for text in [
            "Does ISO 27001 require passwords of a certain length?",
            "What does the standard say about passwords?",
            "Which control covers the clean desk?",
            "How often must we review access?",
        ] {
            assert_eq!(claim(text), None, "{text}");
        }
        assert!(!is_a_number(&claim("Which clause requires a scope?").unwrap()));
    }
}
