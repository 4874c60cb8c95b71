//! The faces, and words shaped in them: which glyphs, how wide.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};

/// A face of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Face {
    /// Upright.
    Regular,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Bold and italic.
    BoldItalic,
}

/// A word in a face: its glyphs, and its width for a size of 1.
#[derive(Debug)]
pub(super) struct Word {
    /// The text that a reader can select.
    pub(super) text: String,
    /// Its glyphs.
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// Its width in ems.
    pub(super) width: f32,
}

/// The faces and the words shaped so far.
pub(super) struct Fonts {
    faces: [Loaded; 4],
    words: HashMap<(Face, String), Rc<Word>>,
    unprinted: BTreeSet<char>,
}

struct Loaded {
    shaper: rustybuzz::Face<'static>,
    font: Font,
}

impl Fonts {
    /// Reads the faces.
    pub(super) fn load() -> Option<Self> {
        let load = |bytes: &'static [u8]| {
            Some(Loaded { shaper: rustybuzz::Face::from_slice(bytes, 0)?, font: Font::new(bytes.into(), 0)? })
        };
        let faces = [
            load(notosans::REGULAR_TTF)?,
            load(notosans::BOLD_TTF)?,
            load(notosans::ITALIC_TTF)?,
            load(notosans::BOLD_ITALIC_TTF)?,
        ];
        Some(Self { faces, words: HashMap::new(), unprinted: BTreeSet::new() })
    }

    /// The characters met so far that no face has.
    pub(super) fn unprinted(&self) -> &BTreeSet<char> {
        &self.unprinted
    }

    fn loaded(&self, face: Face) -> &Loaded {
        let [regular, bold, italic, bold_italic] = &self.faces;
        match face {
            Face::Regular => regular,
            Face::Bold => bold,
            Face::Italic => italic,
            Face::BoldItalic => bold_italic,
        }
    }

    /// The face as the file embeds it.
    pub(super) fn font(&self, face: Face) -> Font {
        self.loaded(face).font.clone()
    }

    /// A word, shaped once.
    pub(super) fn word(&mut self, face: Face, text: &str) -> Rc<Word> {
        let key = (face, text.to_owned());
        if let Some(word) = self.words.get(&key) {
            return Rc::clone(word);
        }
        let word = Rc::new(self.shape(face, text));
        self.words.insert(key, Rc::clone(&word));
        word
    }

    fn shape(&mut self, face: Face, text: &str) -> Word {
        let Shown { letters: shown, places, unprinted } = Shown::of(&self.loaded(face).shaper, text);
        self.unprinted.extend(unprinted);
        let shaper = &self.loaded(face).shaper;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&shown);
        // The faces hold no script that runs from right to left; one direction keeps glyphs and text in step.
        buffer.set_direction(Direction::LeftToRight);
        buffer.guess_segment_properties();
        let shaped = rustybuzz::shape(shaper, &[], buffer);
        let em = f32::from(u16::try_from(shaper.units_per_em()).unwrap_or(1000).max(1));
        let in_ems = |units: i32| f32::from(i16::try_from(units).unwrap_or(0)) / em;
        let mut glyphs = Vec::new();
        let (mut end, mut width) = (text.len(), 0.0);
        let mut last = text.len();
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()).rev() {
            let cluster = usize::try_from(info.cluster).unwrap_or(0);
            let start = places.get(cluster).copied().unwrap_or(0);
            if start != last {
                end = last;
                last = start;
            }
            let advance = in_ems(position.x_advance);
            width += advance;
            let (dx, dy) = (in_ems(position.x_offset), in_ems(position.y_offset));
            glyphs.push(KrillaGlyph::new(GlyphId::new(info.glyph_id), advance, dx, dy, 0.0, start..end, None));
        }
        glyphs.reverse();
        Word { text: text.to_owned(), glyphs, width }
    }
}

/// A text with a letter of the face for each of its own.
struct Shown {
    letters: String,
    /// For each byte of it, the byte of the text that it stands for.
    places: Vec<usize>,
    unprinted: Vec<char>,
}

impl Shown {
    fn of(face: &rustybuzz::Face<'_>, text: &str) -> Self {
        let mut found = Self { letters: String::new(), places: Vec::new(), unprinted: Vec::new() };
        for (at, c) in text.char_indices() {
            let letter = known(face, c).unwrap_or_else(|| {
                found.unprinted.push(c);
                STAND_INS.into_iter().find(|one| face.glyph_index(*one).is_some()).unwrap_or('?')
            });
            found.letters.push(letter);
            found.places.resize(found.letters.len(), at);
        }
        found
    }
}

/// What is shown for a character that no face has; the text below it stays what it is.
const STAND_INS: [char; 2] = ['\u{FFFD}', '?'];

/// The character, or its nearest one where the face has none; nothing when there is no near one either.
fn known(face: &rustybuzz::Face<'_>, c: char) -> Option<char> {
    if face.glyph_index(c).is_some() || is_unseen(c) {
        return Some(c);
    }
    let near = match c {
        '→' | '⇒' | '➔' | '›' => '›',
        '←' => '‹',
        '✓' | '✔' | '☑' => '√',
        '✗' | '✘' | '☒' => '×',
        '☐' | '□' | '▪' | '●' | '◦' => '•',
        '\u{2011}' | '−' => '-',
        '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{3000}' => ' ',
        _ => return None,
    };
    face.glyph_index(near).map(|_| near)
}

/// Whether a character has no shape of its own: joiners, soft hyphens and what chooses a variant. The shaper hides them.
fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{AD}' | '\u{34F}' | '\u{200B}'..='\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::{Face, Fonts};

    #[test]
    fn a_word_keeps_its_own_text_under_the_shapes_that_stand_in_for_it() {
        let mut fonts = Fonts::load().unwrap();
        for text in ["ok", "a安b", "שלום", "✓done", "\u{1F510}", "e\u{301}"] {
            let word = fonts.word(Face::Regular, text);
            assert_eq!(word.text, text);
            assert!(word.width > 0.0);
            let mut reached = 0;
            for glyph in &word.glyphs {
                assert!(glyph.text_range.start <= reached, "{text}: a part of the text is under no shape");
                assert!(text.get(glyph.text_range.clone()).is_some(), "{text}: {:?}", glyph.text_range);
                reached = reached.max(glyph.text_range.end);
            }
            assert_eq!(reached, text.len(), "{text}");
        }
        for c in ['安', 'ש', '\u{1F510}'] {
            assert!(fonts.unprinted().contains(&c), "{c} is not told");
        }
        assert!(!fonts.unprinted().contains(&'✓') && !fonts.unprinted().contains(&'a'));
    }
}
