//! What a company's document says of itself: its version and its date, where they stand at its beginning.

use std::sync::LazyLock;

use regex::Regex;

/// Characters at the beginning of a document in which it says so.
const BEGINNING: usize = 1_500;

static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:version|revision|rev\.?|ausgabe|versión)\s*(?:no\.?|number|nr\.?)?\s*[:|=]?\**\s*\|?\s*v?(\d{1,3}(?:\.\d{1,3}){0,2})\b|\bv(\d{1,2}\.\d{1,3})\b").ok()
});
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:effective|approved|released?|issued?|valid\ from|in\ force|date|dated|updated|reviewed|stand|gültig\ ab|freigegeben|fecha)\b
        [^\n]{0,40}?(\b20\d\d-\d\d-\d\d\b|\b\d{1,2}\.?\ [A-Za-zäéí]{3,10}\.?\ 20\d\d\b|\b\d{1,2}\.\d{1,2}\.20\d\d\b|\b[A-Z][a-z]{2,8}\ \d{1,2},\ 20\d\d\b)",
    )
    .ok()
});

/// "v3, 2026-02-01", or what of it the document states; empty when it states nothing.
pub(super) fn edition(text: &str) -> String {
    let beginning: String = text.chars().take(BEGINNING).collect();
    let version = VERSION.as_ref().and_then(|version| version.captures(&beginning));
    let version =
        version.and_then(|found| found.get(1).or_else(|| found.get(2))).map(|version| format!("v{}", version.as_str()));
    let date = DATE.as_ref().and_then(|date| date.captures(&beginning));
    let date = date.and_then(|found| found.get(1)).map(|date| date.as_str().to_owned());
    version.into_iter().chain(date).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_states_its_edition_at_its_beginning() {
        for (text, expected) in [
            ("# Access Control Policy\n\nVersion: 3.1\nApproved on 2026-02-01 by the CTO", "v3.1, 2026-02-01"),
            ("| Version | 2 |\n| Date | 4 March 2026 |", "v2, 4 March 2026"),
            ("Backup procedure v1.2", "v1.2"),
            ("Our rules. TLS 1.2 is used, reviewed every 12 months.", ""),
        ] {
            assert_eq!(edition(text), expected, "{text}");
        }
        assert_eq!(edition(&format!("{}Version 4", "x ".repeat(2_000))), "");
    }
}
