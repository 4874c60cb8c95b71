//! Exclusions that the company's own documents contradict.

use std::sync::LazyLock;

use regex::Regex;

use super::{Inconsistency, Isms, Side, sentence};
use crate::{iso::Choice, verify::Severity};

/// Quotes that one finding shows.
const QUOTED: usize = 2;

/// Names of documents that say what to look at, in any company, and nothing of this one.
const ASKS: [&str; 4] = ["checklist", "do-not-need", "evidence-guide", "questionnaire"];

/// What a document says when a control has something to do after all.
struct Sign {
    controls: &'static [&'static str],
    words: &'static str,
    of: &'static str,
}

const SIGNS: [Sign; 6] = [
    Sign {
        controls: &["A.7.1", "A.7.2", "A.7.3", "A.7.4", "A.7.5", "A.7.6", "A.7.8", "A.7.11", "A.7.12"],
        words: r"\b(?:our|the|each|every) (?:main |own |head |local )?(?:office|offices|server room|comms room|data cent(?:re|er)|plant|warehouse|premises|building|archive room)\b",
        of: "rooms of your own",
    },
    Sign {
        controls: &["A.8.30"],
        words: r"\b(?:agency|agencies|freelancers?|contractors?|outsourced developers?|external developers?)\b.{0,60}\b(?:develop|build|code|program|software)|\boutsourced development\b",
        of: "others who write software",
    },
    Sign {
        controls: &["A.8.25", "A.8.28", "A.8.4"],
        words: r"\b(?:our|the|own) (?:developers|engineers)\b|\b(?:source code|pull requests?|code reviews?|repositor(?:y|ies))\b",
        of: "software of your own",
    },
    Sign {
        controls: &["A.5.23"],
        words: r"\b(?:aws|azure|google cloud|microsoft 365|google workspace|saas|cloud (?:service|provider|account)s?)\b",
        of: "cloud services",
    },
    Sign {
        controls: &["A.6.7"],
        words: r"\b(?:work(?:s|ing)? (?:from home|remotely)|home office|remote work(?:ing|ers)?|teleworking)\b",
        of: "remote work",
    },
    Sign {
        controls: &["A.7.10"],
        words: r"\b(?:usb (?:sticks?|drives?)|memory sticks?|removable media|backup tapes?|external (?:disks?|drives?))\b",
        of: "storage media",
    },
];

static PATTERNS: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| SIGNS.iter().map(|sign| Regex::new(&format!("(?i){}", sign.words)).ok()).collect());
/// A sentence that denies or forbids shows nothing, and neither does one about somebody else's place.
static DENIES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:no|not|never|nobody|none|without|must not|forbidden|neither|provider'?s|customer'?s|excluded|not applicable|if|where)\b").ok()
});

pub(super) fn check(isms: &Isms<'_>, found: &mut Vec<Inconsistency>) {
    let Some(statement) = isms.statement else { return };
    for (sign, pattern) in SIGNS.iter().zip(PATTERNS.iter()) {
        let Some(pattern) = pattern else { continue };
        let excluded: Vec<_> = statement
            .rows
            .iter()
            .filter(|row| row.decision == Choice::Excluded && sign.controls.contains(&row.control.as_str()))
            .collect();
        let Some(first) = excluded.first() else { continue };
        let mut sides: Vec<Side> = Vec::new();
        for document in isms.documents.iter().filter(|document| !ASKS.iter().any(|word| document.name.contains(word))) {
            let said = pattern.find_iter(&document.text).map(|found| sentence(&document.text, found.start()));
            let plain = said.into_iter().find(|said| !DENIES.as_ref().is_some_and(|denies| denies.is_match(said)));
            sides.extend(plain.map(|said| Side::new(document.name.clone(), said)));
            if sides.len() == QUOTED {
                break;
            }
        }
        if sides.is_empty() {
            continue;
        }
        let ids = excluded.iter().map(|row| row.control.as_str()).collect::<Vec<_>>().join(", ");
        sides.insert(0, Side::new(format!("Statement of Applicability, {}", first.control), first.exclusion.clone()));
        found.push(Inconsistency {
            severity: Severity::Warning,
            rule: "exclusion-contradicted",
            message: format!("{ids} left out, and documents speak of {}", sign.of),
            fix: "Read the passages: include the control, or mend the document.".to_owned(),
            sides,
        });
    }
}
