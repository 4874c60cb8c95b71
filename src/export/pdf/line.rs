//! Spans become lines: words are measured, lines are filled, neighbours of one style are joined into one run of text.

use std::rc::Rc;

use krilla::text::KrillaGlyph;

use super::font::{Face, Fonts, Word};
use crate::export::{
    sheet::Span,
    tone::{self},
};

/// How text looks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Style {
    /// Its face.
    pub(super) face: Face,
    /// Its size in points.
    pub(super) size: f32,
    /// Its colour.
    pub(super) ink: [u8; 3],
    /// What is behind it.
    pub(super) back: Option<[u8; 3]>,
    /// The frame round it, for verdicts.
    pub(super) frame: Option<[u8; 3]>,
    /// Where it links to.
    pub(super) link: Option<Rc<str>>,
}

impl Style {
    /// Plain text of a size.
    pub(super) fn of(size: f32) -> Self {
        Self { face: Face::default(), size, ink: tone::TEXT, back: None, frame: None, link: None }
    }

    /// The same in bold.
    pub(super) fn bold(self) -> Self {
        Self { face: Face { is_bold: true, ..self.face }, ..self }
    }

    /// The same in italics.
    pub(super) fn italic(self) -> Self {
        Self { face: Face { is_italic: true, ..self.face }, ..self }
    }

    /// The same in another colour.
    pub(super) fn ink(self, ink: [u8; 3]) -> Self {
        Self { ink, ..self }
    }
}

/// A piece of a line in one style.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Its left edge, from the line's.
    pub(super) x: f32,
    /// Its width.
    pub(super) width: f32,
    /// Its text.
    pub(super) text: String,
    /// Its glyphs.
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// Its look.
    pub(super) style: Style,
}

/// A line.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Its runs.
    pub(super) runs: Vec<Run>,
    /// How far it reaches.
    pub(super) width: f32,
}

/// A piece that never breaks, unless it is wider than a line.
struct Atom {
    word: Rc<Word>,
    style: Style,
    /// Whether a space stands before it, so that a line may break there.
    spaced: bool,
    /// Whether a line begins with it.
    breaks: bool,
}

/// The room on both sides of a verdict.
const PAD: f32 = 3.5;

impl Atom {
    fn width(&self) -> f32 {
        let pad = if self.style.frame.is_some() { 2.0 * PAD } else { 0.0 };
        self.word.width * self.style.size + pad
    }
}

/// The lines of spans in a width.
pub(super) fn lines(spans: &[Span], style: &Style, width: f32, fonts: &mut Fonts<'_>) -> Vec<Line> {
    let mut reader = Reader { atoms: Vec::new(), spaced: false, breaks: false };
    reader.spans(spans, style, fonts);
    let mut filler = Filler { lines: Vec::new(), line: Line::default(), width, space: 0.0 };
    let mut at = 0;
    while at < reader.atoms.len() {
        let rest = reader.atoms.get(at..).unwrap_or_default();
        let length = 1 + rest.iter().skip(1).take_while(|atom| !atom.spaced && !atom.breaks).count();
        filler.chunk(rest.get(..length).unwrap_or_default(), fonts);
        at += length;
    }
    filler.end();
    filler.lines
}

struct Reader {
    atoms: Vec<Atom>,
    spaced: bool,
    breaks: bool,
}

impl Reader {
    fn spans(&mut self, spans: &[Span], style: &Style, fonts: &mut Fonts<'_>) {
        for span in spans {
            match span {
                Span::Text(text) => self.text(text, style, fonts),
                Span::Strong(inner) => self.spans(inner, &style.clone().bold(), fonts),
                Span::Emphasis(inner) => self.spans(inner, &style.clone().italic(), fonts),
                Span::Mark(inner) => {
                    self.spans(inner, &Style { back: Some(tone::MARK), ..style.clone().bold() }, fonts);
                }
                Span::Soft(inner) => {
                    let soft = Style { size: style.size * 0.89, ..style.clone().ink(tone::SOFT) };
                    self.spans(inner, &soft, fonts);
                }
                Span::Code(text) => {
                    let code = Style { back: Some(tone::SUNKEN), size: style.size * 0.94, ..style.clone() };
                    // A name that is too long may break after a low line.
                    text.split_inclusive('_').for_each(|piece| self.text(piece, &code, fonts));
                }
                Span::Break => self.breaks = true,
                Span::Link(to, text) => {
                    let link = Style { link: Some(to.as_str().into()), ..style.clone().ink(fonts.link_ink()) };
                    self.text(text, &link, fonts);
                }
                Span::Verdict(verdict) => {
                    let tone = tone::of(*verdict);
                    let look = style.clone().bold().ink(tone.ink);
                    let badge = Style {
                        back: Some(tone.tint),
                        frame: Some(tone.ink),
                        size: style.size.min(9.5) * 0.87,
                        ..look
                    };
                    self.push(verdict.name(), &badge, fonts);
                }
            }
        }
    }

    fn text(&mut self, text: &str, style: &Style, fonts: &mut Fonts<'_>) {
        for (at, line) in text.split('\n').enumerate() {
            self.breaks |= at > 0;
            let mut words = line.split(' ');
            if let Some(first) = words.next().filter(|first| !first.is_empty()) {
                self.push(first, style, fonts);
            }
            for word in words {
                self.spaced = true;
                if !word.is_empty() {
                    self.push(word, style, fonts);
                }
            }
        }
    }

    fn push(&mut self, text: &str, style: &Style, fonts: &mut Fonts<'_>) {
        let style = Style { face: fonts.face_of(style.face, text), ..style.clone() };
        let word = fonts.word(style.face, text);
        self.atoms.push(Atom { word, style, spaced: self.spaced, breaks: self.breaks });
        (self.spaced, self.breaks) = (false, false);
    }
}

struct Filler {
    lines: Vec<Line>,
    line: Line,
    width: f32,
    space: f32,
}

impl Filler {
    /// Adds atoms that stay together.
    fn chunk(&mut self, atoms: &[Atom], fonts: &mut Fonts<'_>) {
        let Some(first) = atoms.first() else { return };
        if first.breaks {
            self.end();
        }
        let total: f32 = atoms.iter().map(Atom::width).sum();
        self.space = fonts.word(first.style.face, " ").width * first.style.size;
        let is_first = self.line.runs.is_empty();
        let gap = if is_first || !first.spaced { 0.0 } else { self.space };
        if !is_first && self.line.width + gap + total > self.width {
            self.end();
        }
        for (at, atom) in atoms.iter().enumerate() {
            if at > 0 && self.line.width + atom.width() > self.width {
                self.end();
            }
            let spaced = at == 0 && first.spaced && !self.line.runs.is_empty();
            if self.line.width + atom.width() > self.width && atom.width() > self.width * 0.6 {
                self.letters(atom, spaced, fonts);
            } else {
                self.add(&atom.word, &atom.style, spaced, fonts);
            }
        }
    }

    /// Adds a word that is wider than the line, letter by letter.
    fn letters(&mut self, atom: &Atom, mut spaced: bool, fonts: &mut Fonts<'_>) {
        let mut piece = String::new();
        let size = atom.style.size;
        let mut used = 0.0;
        for c in atom.word.text.chars() {
            let wide = fonts.word(atom.style.face, c.encode_utf8(&mut [0; 4])).width * size;
            if self.line.width + used + wide > self.width - 2.0 && !(piece.is_empty() && self.line.runs.is_empty()) {
                if !piece.is_empty() {
                    let word = fonts.word(atom.style.face, &piece);
                    self.add(&word, &atom.style, spaced, fonts);
                }
                self.end();
                (piece, used, spaced) = (String::new(), 0.0, false);
            }
            piece.push(c);
            used += wide;
        }
        if !piece.is_empty() {
            let word = fonts.word(atom.style.face, &piece);
            self.add(&word, &atom.style, spaced, fonts);
        }
    }

    /// Adds a word; to the run before it when that looks the same.
    fn add(&mut self, word: &Rc<Word>, style: &Style, spaced: bool, fonts: &mut Fonts<'_>) {
        if style.frame.is_none()
            && let Some(last) = self.line.runs.last_mut()
            && last.style == *style
        {
            if spaced {
                let space = fonts.word(style.face, " ");
                last.append(&space);
            }
            last.append(word);
            self.line.width = last.x + last.width;
            return;
        }
        let pad = if style.frame.is_some() { PAD } else { 0.0 };
        let space = if spaced { self.space + pad * 0.5 } else { 0.0 };
        let x = self.line.width + space + pad;
        let mut run = Run { x, width: 0.0, text: String::new(), glyphs: Vec::new(), style: style.clone() };
        run.append(word);
        self.line.width = x + run.width + pad + if pad > 0.0 { 1.5 } else { 0.0 };
        self.line.runs.push(run);
    }

    fn end(&mut self) {
        if !self.line.runs.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }
}

impl Run {
    fn append(&mut self, word: &Word) {
        let offset = self.text.len();
        self.text.push_str(&word.text);
        self.glyphs.extend(word.glyphs.iter().map(|glyph| KrillaGlyph {
            text_range: glyph.text_range.start + offset..glyph.text_range.end + offset,
            ..glyph.clone()
        }));
        self.width += word.width * self.style.size;
    }
}
