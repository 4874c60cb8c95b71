//! Words of a sentence: without Markdown, without small words, cut to stems.

use std::sync::LazyLock;

use regex::Regex;

/// A list number or bullet, a quote mark or a heading's hashes at the start of a line.
static MARKER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[\t ]*(?:>[\t ]*)*(?:#{1,6}[\t ]+|[-*+•][\t ]+|\d{1,3}[.)][\t ]+)?").ok());

/// Words that carry no topic. Words that bind and words that negate are judged elsewhere.
const STOPWORDS: &[&str] = &[
    "a",
    "about",
    "above",
    "again",
    "all",
    "also",
    "always",
    "am",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "after",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "can",
    "cannot",
    "could",
    "did",
    "do",
    "does",
    "doing",
    "don't",
    "during",
    "e",
    "each",
    "every",
    "example",
    "expected",
    "few",
    "for",
    "from",
    "further",
    "g",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "ie",
    "eg",
    "if",
    "in",
    "including",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "just",
    "like",
    "may",
    "means",
    "might",
    "more",
    "most",
    "must",
    "need",
    "needed",
    "needs",
    "never",
    "no",
    "nor",
    "not",
    "of",
    "off",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "our",
    "ours",
    "out",
    "over",
    "own",
    "practice",
    "good",
    "recommended",
    "required",
    "require",
    "requires",
    "same",
    "shall",
    "she",
    "should",
    "so",
    "some",
    "such",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "through",
    "thus",
    "to",
    "too",
    "under",
    "until",
    "up",
    "us",
    "using",
    "very",
    "via",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whom",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "yes",
    "you",
    "your",
    "yours",
    "optional",
    "mandatory",
    "etc",
    "well",
];

/// Stems that name parts of an answer rather than a matter.
const STRUCTURE: &[&str] = &[
    "answer",
    "summari",
    "summary",
    "overview",
    "follow",
    "point",
    "step",
    "key",
    "main",
    "note",
    "list",
    "item",
    "detail",
    "action",
    "question",
    "requirement",
    "requir",
    "expect",
    "evidenc",
    "control",
    "what",
    "introduct",
    "conclus",
    "background",
    "topic",
    "title",
    "name",
    "descript",
    "sourc",
];

/// The text without Markdown's marks.
pub(super) fn plain(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| without_marker(line).replace(['*', '`', '_', '|'], " ")).collect();
    lines.join("\n").split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// A line without its list number, bullet, quote mark or hashes.
pub(super) fn without_marker(line: &str) -> &str {
    let end = MARKER.as_ref().and_then(|marker| marker.find(line)).map_or(0, |found| found.end());
    line.get(end..).unwrap_or(line)
}

/// All words in lower case; `don't` is one word, `six-month` two.
pub(super) fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('\u{2019}', "'");
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.trim_matches('\''));
    words.filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// The stems of the words that carry the topic, each once; numbers and ids are left out.
pub(super) fn content(text: &str) -> Vec<String> {
    let mut stems: Vec<String> = words(text)
        .iter()
        .filter(|word| word.chars().count() > 1 && !word.starts_with(|c: char| c.is_ascii_digit()))
        .filter(|word| !is_small(word))
        .map(|word| stem(word))
        .collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// Whether a word carries no topic: a small word, or a number.
pub(super) fn is_small(word: &str) -> bool {
    STOPWORDS.contains(&word) || super::numbers::is_number_word(word)
}

/// Whether a stem names a part of an answer.
pub(super) fn names_structure(stem: &str) -> bool {
    STRUCTURE.contains(&stem)
}

/// Cuts English endings so that `approves`, `approved`, `approving` and `approval` meet.
pub(super) fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let mut stem = match word {
        _ if word.ends_with("ies") && word.len() > 4 => format!("{}y", word.trim_end_matches("ies")),
        _ if word.ends_with("sses") || word.ends_with("xes") || word.ends_with("ches") || word.ends_with("shes") => {
            word.trim_end_matches("es").to_owned()
        }
        _ if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") => {
            word.trim_end_matches('s').to_owned()
        }
        _ => word.to_owned(),
    };
    for (ending, least) in
        [("ly", 4), ("ing", 3), ("ed", 3), ("ment", 4), ("ation", 4), ("ion", 4), ("al", 5), ("er", 4), ("or", 4)]
    {
        let Some(rest) = stem.strip_suffix(ending) else { continue };
        if rest.chars().count() >= least && rest.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
            stem = rest.to_owned();
        }
    }
    let doubled = stem.chars().rev().take(2).collect::<Vec<_>>();
    if stem.len() > 3 && matches!(doubled.as_slice(), [a, b] if a == b && !"aeioulsz".contains(*a)) {
        stem.pop();
    }
    let stem = stem.strip_suffix('e').filter(|rest| rest.len() > 2).unwrap_or(&stem).to_owned();
    match stem.strip_suffix('y').filter(|rest| rest.len() > 2) {
        Some(rest) => format!("{rest}i"),
        None => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet_and_words_stay_apart() {
        for family in [
            &["approve", "approves", "approved", "approving", "approval"][..],
            &["policy", "policies"],
            &["assess", "assesses", "assessment", "assessed"],
            &["log", "logs", "logged", "logging"],
            &["configure", "configuration", "configured"],
            &["access", "accesses"],
            &["review", "reviewer", "reviews"],
        ] {
            let stems: Vec<String> = family.iter().map(|word| stem(word)).collect();
            assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{family:?} {stems:?}");
        }
        assert_ne!(stem("risk"), stem("rise"));
        assert_ne!(stem("process"), stem("procure"));
    }

    #[test]
    fn markdown_and_small_words_go() {
        assert_eq!(plain("- **Owner:** the `CTO` | x |"), "Owner: the CTO x");
        assert_eq!(plain("## 3. Steps"), "3. Steps");
        assert_eq!(content("1. The reviews of 2 policies must not be in A.5.23"), ["polici", "review"]);
    }
}
