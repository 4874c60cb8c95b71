//! Promises that nobody can keep: certification guaranteed, full compliance, no risk left.

use std::sync::LazyLock;

use regex::Regex;

use super::{Doubt, force::is_negation, words::words};

/// Each promise in lower case.
static PROMISES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        \bguarantee\w*\b [^.]{0,60} \b(?:certif|complian|conform|pass|success|secur)\w*
      | \b(?:certif\w*|complian\w*|conformity|security)\b [^.]{0,40} \b(?:guaranteed|assured|certain|automatic)\b
      | \b(?:fully|completely|totally|entirely|perfectly|100\s?%|100\spercent)\s+
        (?:iso\S*\s+(?:27001\S*\s+)?)?(?:27001[- ])?(?:compliant|conformant|certified|secure|secured|protected|safe)\b
      | \b(?:you|we|they|your\s(?:company|organi[sz]ation|business|isms|team))\s*(?:'re|\sare|\sis|\swill\sbe|\sbecomes?|\sis\snow)
        (?:\s(?:now|already|therefore|then|automatically|thereby|hence|thus))*
        \s+(?:iso\S*\s+(?:27001\S*\s+)?)?(?:27001[- ]?)?(?:compliant|certified|conformant|in\s(?:full\s)?compliance)\b
      | \bwill\s+(?:\w+ly\s+)?pass\b [^.]{0,40} \b(?:audit|certification|assessment)
      | \b(?:ensure|assure|achieve|provide|prove)s?\s+(?:full|complete|total|perfect)\s+(?:compliance|conformity|security|protection)
      | \bautomatically\s+(?:\w+\s+)?(?:certified|compliant|conformant)
      | \b(?:eliminate|remove|prevent)s?\s+(?:all|every|any)\s+(?:risk|threat|attack|incident|breach)\w*
      | \b(?:no|zero)\s+risks?\s+(?:left|remains?)\b
      | \bgarantier\w*\b [^.]{0,60} \bzertifi\w* | \bvollständig\s+(?:konform|compliant|sicher)\b",
    )
    .ok()
});
/// Before a promise these make a condition of it.
const CONDITIONS: [&str; 12] =
    ["if", "when", "whether", "once", "until", "unless", "before", "after", "while", "claim", "claims", "say"];

/// A promise that is neither denied nor a condition.
pub(super) fn check(text: &str) -> Result<(), Doubt> {
    let lower = text.to_lowercase().replace('\u{2019}', "'").split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(promises) = PROMISES.as_ref() else { return Err(Doubt::Overclaim(String::new())) };
    for found in promises.find_iter(&lower) {
        let sentence = lower.get(..found.start()).unwrap_or_default();
        let before = words(sentence.rsplit(['.', '!', '?', ';']).next().unwrap_or_default());
        let denied = before.iter().chain(&words(found.as_str())).any(|word| is_negation(word));
        let conditional = before.iter().rev().take(3).any(|word| CONDITIONS.contains(&word.as_str()));
        if !denied && !conditional {
            return Err(Doubt::Overclaim(found.as_str().to_owned()));
        }
    }
    Ok(())
}
