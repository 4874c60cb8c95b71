//! The faces, and words shaped in them: which glyphs, how wide.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
    sync::Arc,
};

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};

use crate::export::{FontFile, FontFiles, HouseStyle};

/// A face of the family. The default is upright and regular.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Face {
    /// Whether it is bold.
    pub(super) is_bold: bool,
    /// Whether it is italic.
    pub(super) is_italic: bool,
    /// Whether the program's own face stands in for that of the house.
    pub(super) stands_in: bool,
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
pub(super) struct Fonts<'f> {
    own: Family<'f>,
    house: Option<Family<'f>>,
    words: HashMap<(Face, String), Rc<Word>>,
    unprinted: BTreeSet<char>,
    link_ink: [u8; 3],
}

/// Faces that belong together; a house may have the regular one alone.
struct Family<'f> {
    regular: Loaded<'f>,
    bold: Option<Loaded<'f>>,
    italic: Option<Loaded<'f>>,
    bold_italic: Option<Loaded<'f>>,
}

struct Loaded<'f> {
    shaper: rustybuzz::Face<'f>,
    font: Font,
}

impl<'f> Loaded<'f> {
    fn built_in(bytes: &'static [u8]) -> Option<Self> {
        Some(Self { shaper: rustybuzz::Face::from_slice(bytes, 0)?, font: Font::new(bytes.into(), 0)? })
    }

    fn given(file: &'f FontFile) -> Option<Self> {
        let font = Font::new(Arc::clone(&file.bytes).into(), 0)?;
        Some(Self { shaper: rustybuzz::Face::from_slice(&file.bytes, 0)?, font })
    }
}

impl<'f> Family<'f> {
    fn built_in() -> Option<Self> {
        Some(Self {
            regular: Loaded::built_in(notosans::REGULAR_TTF)?,
            bold: Some(Loaded::built_in(notosans::BOLD_TTF)?),
            italic: Some(Loaded::built_in(notosans::ITALIC_TTF)?),
            bold_italic: Some(Loaded::built_in(notosans::BOLD_ITALIC_TTF)?),
        })
    }

    fn given(files: &'f FontFiles) -> Option<Self> {
        let load = |file: &'f Option<FontFile>| match file {
            Some(file) => Loaded::given(file).map(Some),
            None => Some(None),
        };
        Some(Self {
            regular: Loaded::given(&files.regular)?,
            bold: load(&files.bold)?,
            italic: load(&files.italic)?,
            bold_italic: load(&files.bold_italic)?,
        })
    }

    /// The nearest face that is there, and whether it is bold when it should be.
    fn nearest(&self, face: Face) -> (&Loaded<'f>, bool) {
        let (bold, italic, both) = (&self.bold, &self.italic, &self.bold_italic);
        let found = match (face.is_bold, face.is_italic) {
            (false, false) => (None, true),
            (false, true) => (italic.as_ref(), true),
            (true, false) => (bold.as_ref(), bold.is_some()),
            (true, true) => (both.as_ref().or(bold.as_ref()), both.is_some() || bold.is_some()),
        };
        (found.0.unwrap_or(&self.regular), found.1)
    }
}

impl<'f> Fonts<'f> {
    /// Reads the faces that a style asks for, and those of the program.
    pub(super) fn load(style: &'f HouseStyle) -> Option<Self> {
        let house = match &style.font_files {
            Some(files) => Some(Family::given(files)?),
            None => None,
        };
        let (words, unprinted) = (HashMap::new(), BTreeSet::new());
        Some(Self { own: Family::built_in()?, house, words, unprinted, link_ink: style.accent() })
    }

    /// The characters met so far that no face has.
    pub(super) fn unprinted(&self) -> &BTreeSet<char> {
        &self.unprinted
    }

    /// The colour of links.
    pub(super) fn link_ink(&self) -> [u8; 3] {
        self.link_ink
    }

    fn nearest(&self, face: Face) -> (&Loaded<'f>, bool) {
        self.house.as_ref().filter(|_| !face.stands_in).unwrap_or(&self.own).nearest(face)
    }

    fn loaded(&self, face: Face) -> &Loaded<'f> {
        self.nearest(face).0
    }

    /// The face in which a word is set: the program's own for a word that has a character which the house's face lacks.
    pub(super) fn face_of(&self, face: Face, text: &str) -> Face {
        let shaper = &self.loaded(face).shaper;
        let lacks = |c: char| shaper.glyph_index(c).is_none() && !is_unseen(c);
        Face { stands_in: self.house.is_some() && text.chars().any(lacks), ..face }
    }

    /// The face as the file embeds it.
    pub(super) fn font(&self, face: Face) -> Font {
        self.loaded(face).font.clone()
    }

    /// Whether a face has to be drawn thicker, since the house gave no bold one.
    pub(super) fn is_too_thin(&self, face: Face) -> bool {
        !self.nearest(face).1
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
    use crate::export::{FontFile, FontFiles, HouseStyle};

    #[test]
    fn a_house_has_its_own_face_and_the_program_stands_in_for_what_it_lacks() {
        let file = FontFile::of(notosans::BOLD_TTF).unwrap();
        let files = FontFiles { regular: file, bold: None, italic: None, bold_italic: None };
        let style = HouseStyle { font_files: Some(files), ..HouseStyle::default() };
        let mut fonts = Fonts::load(&style).unwrap();
        let plain = HouseStyle::default();
        let mut built_in = Fonts::load(&plain).unwrap();
        let regular = Face::default();
        assert!(!fonts.face_of(regular, "Abc").stands_in);
        assert!(fonts.face_of(regular, "a安b").stands_in, "nobody has it, so the program says so");
        assert!(
            fonts.word(regular, "Abc").width > built_in.word(regular, "Abc").width,
            "the house's face is the bold one"
        );
        assert!(
            fonts.is_too_thin(Face { is_bold: true, ..regular })
                && !built_in.is_too_thin(Face { is_bold: true, ..regular })
        );
    }

    #[test]
    fn a_word_keeps_its_own_text_under_the_shapes_that_stand_in_for_it() {
        let style = HouseStyle::default();
        let mut fonts = Fonts::load(&style).unwrap();
        for text in ["ok", "a安b", "שלום", "✓done", "\u{1F510}", "e\u{301}"] {
            let word = fonts.word(Face::default(), text);
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
