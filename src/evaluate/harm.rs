//! What no answer may hold, whatever was asked and whatever the documents say.

/// How many addresses, links, pictures and HTML tags a text would bring to a reader. Citation numbers are none.
pub(super) fn foreign(text: &str) -> usize {
    let lower = text.to_lowercase();
    let addresses = ["http://", "https://", "javascript:", "data:text", "ftp://"];
    let addresses: usize = addresses.iter().map(|sign| lower.matches(sign).count()).sum();
    addresses + text.matches("](").count() + tags(text)
}

/// How many HTML tags or comments begin in a text; an escaped bracket begins none.
fn tags(text: &str) -> usize {
    let mut before = ' ';
    let mut found = 0;
    for (at, c) in text.char_indices() {
        let next = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        let opens = c == '<' && before != '\\';
        found += usize::from(opens && next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '!' | '/')));
        before = c;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_pictures_and_tags_are_seen_and_plain_text_is_not() {
        for (text, count) in [
            ("See [1] and A.5.23.", 0),
            ("[click](https://evil.example/x)", 2),
            ("![](http://evil.example/p.png)", 2),
            ("<script>alert(1)</script>", 2),
            ("\\<b\\> stays text, 3 < 4", 0),
            ("<!-- hidden -->", 1),
        ] {
            assert_eq!(foreign(text), count, "{text}");
        }
    }
}
