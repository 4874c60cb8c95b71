//! Standing: what a document says of its own force. A draft promises, a superseded text is history.

use std::sync::LazyLock;

use regex::Regex;

use crate::iso::Standing;

/// Characters of a document's beginning in which it says what it is.
const BEGINNING: usize = 1_500;

static DRAFT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(status\W{0,6}(draft|in review|for review|proposed|not released|unapproved)|draft (v|version|for|only|document|not)|(version|v|rev\w*)\W{0,4}0\.\d|not (yet )?(approved|released|in force|issued)|in review,? not|for (comment|review) only|pending approval|awaiting approval|unapproved)\b|^\W*draft\b").ok()
});
static SUPERSEDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(superseded|has been (replaced|withdrawn)|(is|was) replaced by|withdrawn|obsolete|archived (version|document|copy)|no longer (valid|in force|applies|applicable)|status\W{0,6}(superseded|obsolete|withdrawn|archived|retired))\b").ok()
});
/// What a file's name or a heading says, where words are few.
static NAMED_DRAFT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(^|[^a-z])draft([^a-z]|$)|[_ -]wip[_ .-]").ok());
static NAMED_OLD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(^|[^a-z])(superseded|obsolete|withdrawn|archived?|old version|previous version)([^a-z]|$)").ok()
});

/// What a document says of itself: in its name, and at its beginning.
pub(super) fn standing(name: &str, text: &str) -> Standing {
    let beginning: String = text.chars().take(BEGINNING).collect();
    let found = |pattern: &LazyLock<Option<Regex>>, text: &str| pattern.as_ref().is_some_and(|one| one.is_match(text));
    match () {
        () if found(&NAMED_OLD, name) => Standing::Superseded,
        () if found(&NAMED_DRAFT, name) || found(&DRAFT, &beginning) => Standing::Draft,
        // A version table may well say that this version replaced another; only the document itself can be superseded.
        () if beginning.lines().take(12).any(|line| !line.contains('|') && found(&SUPERSEDED, line)) => {
            Standing::Superseded
        }
        () if beginning.lines().any(|line| line.to_lowercase().contains("status") && found(&SUPERSEDED, line)) => {
            Standing::Superseded
        }
        () => Standing::InForce,
    }
}

/// Whether a heading says that what is below it no longer holds.
pub(super) fn says_superseded(heading: &[String]) -> bool {
    heading.iter().any(|one| NAMED_OLD.as_ref().is_some_and(|pattern| pattern.is_match(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_what_it_calls_itself() {
        for (name, text, expected) in [
            (
                "access.md",
                "# Access Control Policy\n\nVersion 2.1, approved by the CEO on 3 March 2026",
                Standing::InForce,
            ),
            ("bcp-DRAFT-v0.3.md", "# Continuity plan", Standing::Draft),
            ("ops.md", "# Operations\n\n| Status | Draft |\n", Standing::Draft),
            ("ops.md", "# Operations\n\nVersion: 0.4 (not approved)", Standing::Draft),
            ("old_superseded.md", "# Media", Standing::Superseded),
            ("a.md", "# Media\n\nThis document has been withdrawn; use SOP-9.", Standing::Superseded),
            ("a.md", "# Policy\n\nDrafts of contracts are kept for a year.", Standing::InForce),
            ("a.md", "# Policy\n\n| 2.0 | supersedes 1.9 |", Standing::InForce),
        ] {
            assert_eq!(standing(name, text), expected, "{name}: {text}");
        }
        assert!(says_superseded(&["Appendix B (superseded)".to_owned()]));
        assert!(!says_superseded(&["Data retention and archiving".to_owned()]));
    }
}
