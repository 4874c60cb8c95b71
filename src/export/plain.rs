//! Text that no longer carries anything that could steer a reader's program: every word of an export passes through here.

use std::{fmt, ops::Deref};

/// Text without control characters, without marks that turn the reading direction round, and without what XML forbids.
/// Line ends stay; a tab is a space.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Plain(String);

impl Plain {
    /// Cleans a text.
    pub(super) fn of(text: &str) -> Self {
        let mut clean = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\t' | '\u{a0}' => clean.push(' '),
                // A lone carriage return is an old line end; before a line feed it says nothing.
                '\r' => {}
                c if steers(c) => {}
                c => clean.push(c),
            }
        }
        Self(clean)
    }

    /// The same in one line.
    pub(super) fn line(text: &str) -> Self {
        let clean = Self::of(text);
        Self(clean.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// Whether a character acts instead of being read: controls, direction marks, and code points that are no characters.
fn steers(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{61C}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

impl Deref for Plain {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Plain {
    fn from(text: &str) -> Self {
        Self::of(text)
    }
}

impl From<&String> for Plain {
    fn from(text: &String) -> Self {
        Self::of(text)
    }
}

impl From<String> for Plain {
    fn from(text: String) -> Self {
        Self::of(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::Plain;

    #[test]
    fn direction_marks_and_controls_are_dropped_and_letters_stay() {
        let nasty = "a\u{202E}b\u{7}c\td\r\ne\u{2066}f\u{FEFF}g \u{5d0}\u{5d1} ż ß 👩\u{200D}💻";
        assert_eq!(&*Plain::of(nasty), "abc d\nefg \u{5d0}\u{5d1} ż ß 👩\u{200D}💻");
        assert_eq!(&*Plain::line(" a\n\n b  c "), "a b c");
    }
}
