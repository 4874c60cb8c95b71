//! Byte offsets of a text as character offsets, which is what users and JSON count in.

/// Translates byte offsets of one text; asking in rising order costs one walk over the text.
#[derive(Debug)]
pub struct Offsets<'a> {
    text: &'a str,
    byte: usize,
    chars: usize,
}

impl<'a> Offsets<'a> {
    /// Starts at the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, byte: 0, chars: 0 }
    }

    /// The number of characters (Unicode scalar values) before a byte offset.
    pub fn chars_before(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.chars) = (0, 0);
        }
        let between = self.text.get(self.byte..byte).unwrap_or("");
        self.chars += between.chars().count();
        self.byte += between.len();
        self.chars
    }

    /// The byte offset of a character offset; the text's length when it is past the end.
    pub fn byte_of(text: &str, chars: usize) -> usize {
        text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
    }
}
