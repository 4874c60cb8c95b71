//! The faces, and words shaped in them: which glyphs, how wide.

use std::{collections::HashMap, rc::Rc};

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
        Some(Self { faces, words: HashMap::new() })
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

    fn shape(&self, face: Face, text: &str) -> Word {
        let shaper = &self.loaded(face).shaper;
        let shown: String = text.chars().map(|c| known(shaper, c)).collect();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&shown);
        // The faces hold no script that runs from right to left; one direction keeps glyphs and text in step.
        buffer.set_direction(Direction::LeftToRight);
        buffer.guess_segment_properties();
        let shaped = rustybuzz::shape(shaper, &[], buffer);
        let em = f32::from(u16::try_from(shaper.units_per_em()).unwrap_or(1000).max(1));
        let in_ems = |units: i32| f32::from(i16::try_from(units).unwrap_or(0)) / em;
        let mut glyphs = Vec::new();
        let (mut end, mut width) = (shown.len(), 0.0);
        let mut last = shown.len();
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()).rev() {
            let start = usize::try_from(info.cluster).unwrap_or(0);
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
        Word { text: shown, glyphs, width }
    }
}

/// The character, or its nearest one where the face has none. Joiners without a glyph vanish into a soft hyphen's width.
fn known(face: &rustybuzz::Face<'_>, c: char) -> char {
    if face.glyph_index(c).is_some() {
        return c;
    }
    match c {
        '→' | '⇒' | '➔' | '›' => '›',
        '←' => '‹',
        '✓' | '✔' | '☑' => '×',
        '☐' | '□' | '▪' | '●' | '◦' => '•',
        '\u{2011}' | '−' => '-',
        '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{3000}' => ' ',
        other => other,
    }
}
