//! Words for the full-text index: lower case, accents folded, English stems, and numbers such as `5.23` in one piece.

use std::{cell::RefCell, ops::Range};

use tantivy::{
    Index,
    tokenizer::{AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, Stemmer, TextAnalyzer},
};

use super::words::Words;

/// The name under which fields ask for it.
pub(super) const WORDS: &str = "words";

thread_local! {
    // An analyzer changes while it reads, and its stemmer is not for free.
    static ANALYZER: RefCell<TextAnalyzer> = RefCell::new(words());
}

/// Registers the tokenizer with an index.
pub(super) fn register(index: &Index) {
    index.tokenizers().register(WORDS, words());
}

/// The analyzer itself.
fn words() -> TextAnalyzer {
    TextAnalyzer::builder(Words::default())
        .filter(RemoveLongFilter::limit(60))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::English))
        .build()
}

/// The terms of a text, as they stand in the index.
pub(super) fn terms(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    each(text, |_, term| found.push(term.to_owned()));
    found
}

/// Hands over each term of a text with the bytes where its word stands.
pub(super) fn each(text: &str, mut take: impl FnMut(Range<usize>, &str)) {
    ANALYZER.with_borrow_mut(|analyzer| {
        let mut stream = analyzer.token_stream(text);
        while stream.advance() {
            let token = stream.token();
            take(token.offset_from..token.offset_to, &token.text);
        }
    });
}
