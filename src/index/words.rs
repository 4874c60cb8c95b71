//! Cuts a text into words. A regular expression says the same in one line, but tantivy's tokenizer for those compiles its
//! automaton again for every text, which takes longer than a search.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Finds dotted numbers with their letter (`A.5.23`), and words of letters and digits with what follows an apostrophe.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    token: Token,
}

/// The words of one text.
pub(super) struct WordStream<'a> {
    text: &'a str,
    at: usize,
    token: &'a mut Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { text, at: 0, token: &mut self.token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((start, end)) = next_word(self.text, self.at) else { return false };
        self.at = end;
        self.token.offset_from = start;
        self.token.offset_to = end;
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text.clear();
        self.token.text.push_str(self.text.get(start..end).unwrap_or(""));
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The bytes of the first word at or behind a place.
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let start = from + rest.find(char::is_alphanumeric)?;
    let rest = text.get(start..)?;
    let length = dotted(rest.as_bytes()).unwrap_or_else(|| word(rest));
    Some((start, start + length))
}

/// The length of a number with at least one dot in it, perhaps behind a letter and a dot.
fn dotted(text: &[u8]) -> Option<usize> {
    let digits = |at: usize| text.iter().skip(at).take_while(|byte| byte.is_ascii_digit()).count();
    let is_dot = |at: usize| text.get(at) == Some(&b'.');
    let mut end = if text.first()?.is_ascii_alphabetic() && is_dot(1) { 2 } else { 0 };
    let whole = digits(end);
    if whole == 0 {
        return None;
    }
    end += whole;
    let mut parts = 0;
    while is_dot(end) && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
        parts += 1;
    }
    (parts > 0).then_some(end)
}

/// The length of a run of letters and digits, with an apostrophe and letters behind it.
fn word(text: &str) -> usize {
    let run = |text: &str, fits: fn(char) -> bool| text.find(|c| !fits(c)).unwrap_or(text.len());
    let end = run(text, char::is_alphanumeric);
    let rest = text.get(end..).unwrap_or("");
    let Some(apostrophe) = rest.chars().next().filter(|c| matches!(c, '\'' | '’')) else { return end };
    let letters = run(rest.get(apostrophe.len_utf8()..).unwrap_or(""), char::is_alphabetic);
    if letters == 0 { end } else { end + apostrophe.len_utf8() + letters }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some((start, end)) = next_word(text, at) {
            found.push(text[start..end].to_owned());
            at = end;
        }
        found
    }

    #[test]
    fn ids_stay_whole_and_words_keep_what_follows_an_apostrophe() {
        assert_eq!(
            words("A.5.23, 9.2.1; don't 'quote' Käufer’s a.b 3.x 12"),
            ["A.5.23", "9.2.1", "don't", "quote", "Käufer’s", "a", "b", "3", "x", "12"]
        );
    }

    proptest! {
        #[test]
        fn it_says_what_the_pattern_says(text in "[A-Ca-cä0-3.,'’ -]{0,40}") {
            let pattern = Regex::new(r"(?:[A-Za-z]\.)?\d+(?:\.\d+)+|[\p{L}\p{N}]+(?:['’][\p{L}]+)?").unwrap();
            let expected: Vec<String> = pattern.find_iter(&text).map(|found| found.as_str().to_owned()).collect();
            prop_assert_eq!(words(&text), expected);
        }

        #[test]
        fn no_text_is_too_strange(text in any::<String>()) {
            words(&text);
        }
    }
}
