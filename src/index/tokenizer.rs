//! Words for the full-text index: lower case, accents folded, English stems, and numbers such as `5.23` in one piece.

use std::cell::RefCell;

use tantivy::{
    Index,
    tokenizer::{AsciiFoldingFilter, Language, LowerCaser, RegexTokenizer, RemoveLongFilter, Stemmer, TextAnalyzer},
};

/// The name under which fields ask for it.
pub(super) const WORDS: &str = "words";

/// A dotted number (with its letter, as in `A.5.23`), or a word of letters and digits.
const PATTERN: &str = r"(?:[A-Za-z]\.)?\d+(?:\.\d+)+|[\p{L}\p{N}]+(?:['’][\p{L}]+)?";

thread_local! {
    // An analyzer changes while it reads, and compiling its pattern takes longer than a search.
    static ANALYZER: RefCell<Option<TextAnalyzer>> = RefCell::new(words());
}

/// Registers the tokenizer with an index.
pub(super) fn register(index: &Index) {
    if let Some(words) = words() {
        index.tokenizers().register(WORDS, words);
    }
}

/// The analyzer itself. None only if the pattern did not compile, which a test rules out.
pub(super) fn words() -> Option<TextAnalyzer> {
    Some(
        TextAnalyzer::builder(RegexTokenizer::new(PATTERN).ok()?)
            .filter(RemoveLongFilter::limit(60))
            .filter(LowerCaser)
            .filter(AsciiFoldingFilter)
            .filter(Stemmer::new(Language::English))
            .build(),
    )
}

/// The terms of a text, as they stand in the index.
pub(super) fn terms(text: &str) -> Vec<String> {
    ANALYZER.with_borrow_mut(|analyzer| {
        let Some(analyzer) = analyzer else { return Vec::new() };
        let mut stream = analyzer.token_stream(text);
        let mut found = Vec::new();
        while stream.advance() {
            found.push(stream.token().text.clone());
        }
        found
    })
}
