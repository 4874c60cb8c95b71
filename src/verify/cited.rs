//! Citation numbers in a sentence: `[1]`, `[1][2]`, `[1, 2]`, and how they are written in the end.

use std::sync::LazyLock;

use regex::Regex;

/// Numbers in brackets, one or several.
static CITATION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\[\s*(\d{1,4}(?:\s*[,;&–-]\s*\d{1,4})*)\s*\]").ok());
/// The longest span that `[2-5]` may name.
const MAX_SPAN: usize = 20;

/// The passage numbers that a sentence cites, in order, each once.
pub fn cited_numbers(sentence: &str) -> Vec<usize> {
    let Some(pattern) = CITATION.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    for groups in pattern.captures_iter(sentence) {
        for n in groups.get(1).map_or_else(Vec::new, |inside| expand(inside.as_str())) {
            if !found.contains(&n) {
                found.push(n);
            }
        }
    }
    found
}

/// The sentence with its citations written `[1][2]`, whatever brackets the model used, and without invisible characters.
pub fn normalise(sentence: &str) -> String {
    let visible = |c: &char| {
        !matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{e0000}'..='\u{e01ef}'
        )
    };
    let printable = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text: String = sentence.chars().filter(|c| visible(c) && printable(c)).collect();
    let text = text.replace('【', "[").replace('】', "]");
    let Some(pattern) = CITATION.as_ref() else { return text };
    let rewritten = pattern.replace_all(&text, |groups: &regex::Captures<'_>| {
        let numbers = groups.get(1).map_or_else(Vec::new, |inside| expand(inside.as_str()));
        numbers.iter().map(|n| format!("[{n}]")).collect::<Vec<_>>().concat()
    });
    rewritten.into_owned()
}

/// The sentence without its citations.
pub(super) fn without_citations(sentence: &str) -> String {
    CITATION.as_ref().map_or_else(|| sentence.to_owned(), |pattern| pattern.replace_all(sentence, " ").into_owned())
}

/// `1, 3-5` → 1, 3, 4, 5. A span that is upside down or too long names its ends only.
fn expand(inside: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for part in inside.split([',', ';', '&']) {
        let ends: Vec<usize> = part.split(['-', '–']).filter_map(|end| end.trim().parse().ok()).collect();
        match ends.as_slice() {
            &[first, last] if first < last && last - first <= MAX_SPAN => found.extend(first..=last),
            ends => found.extend_from_slice(ends),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_cite_is_read_and_written_alike() {
        for (sentence, numbers, written) in [
            ("Done. [1]", &[1][..], "Done. [1]"),
            ("Done [2][1][2].", &[2, 1], "Done [2][1][2]."),
            ("Done [1, 3–5].", &[1, 3, 4, 5], "Done [1][3][4][5]."),
            ("Done 【7】", &[], "Done [7]"),
            ("See [A.5.23] or [x].", &[], "See [A.5.23] or [x]."),
            ("Bad [1-9999].", &[1, 9999], "Bad [1][9999]."),
        ] {
            assert_eq!(cited_numbers(sentence), numbers, "{sentence}");
            assert_eq!(normalise(sentence), written);
        }
        assert_eq!(normalise("a\u{202e}b\u{200b}c\u{7}\n"), "abc\n");
        assert_eq!(without_citations("Done [1]."), "Done  .");
    }
}
