//! PDF: from glyphs at places to lines, from lines to headings, paragraphs, lists and tables, page by page.
//!
//! The glyphs come from an interpreter of pages, so fonts, colours, clips and optional content are those that a reader
//! would see; what he would not see is no text of the document.

mod blocks;
mod columns;
mod furniture;
mod glyphs;
mod grid;
mod layout;
mod lines;

use std::sync::Arc;

use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt,
    hayro_syntax::{DecryptionError, LoadPdfError, Pdf},
    interpret_page,
    kurbo::{Affine, Rect},
};

use glyphs::{Canvas, Glyph, Strokes};
use layout::PageLayout;

use super::{Extracted, Kind, TextError, writer::Writer};

/// Pages of one document.
const MAX_PAGES: usize = 5_000;
/// Glyphs of one document.
const MAX_GLYPHS: usize = 8_000_000;
/// Letters below which a page counts as one without text.
const FEW: usize = 16;

/// The text of a PDF.
pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, TextError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => TextError::Encrypted,
        LoadPdfError::Decryption(error) => TextError::Damaged(format!("its encryption: {error:?}")),
        LoadPdfError::Invalid => TextError::Damaged("it is no PDF that can be read".to_owned()),
    })?;
    let pages = pdf.pages();
    if pages.len() > MAX_PAGES {
        return Err(TextError::Limit(format!("{} pages", pages.len())));
    }
    let (mut layouts, mut notes) = (Vec::new(), Notes::default());
    let (mut left, mut strokes) = (MAX_GLYPHS, Strokes::default());
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings {
        warning_sink: Arc::new(|_| {}),
        // Comments and form fields lie on a page and are not part of it.
        render_content: RenderContent::PAGE,
        ..InterpreterSettings::default()
    };
    for page in pages.iter() {
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let upright = page.initial_transform(true).to_kurbo();
        let look = |transform: Affine| {
            let mut context = Context::new(transform, bounds, &cache, pdf.xref(), settings.clone());
            let mut canvas = Canvas::new(bounds, left);
            interpret_page(page, &mut context, &mut canvas);
            canvas.finish()
        };
        let mut seen = look(upright);
        // A page that went into the scanner head first is read as a person would hold it.
        if seen.turned > seen.glyphs.len() {
            seen = look(Affine::new([-1.0, 0.0, 0.0, -1.0, bounds.width(), bounds.height()]) * upright);
        }
        if seen.overflow {
            return Err(TextError::Limit(format!("more than {MAX_GLYPHS} characters")));
        }
        left = left.saturating_sub(seen.glyphs.len());
        strokes.settle(&mut seen.glyphs);
        notes.look(&seen);
        layouts.push(PageLayout::of(seen.glyphs, &seen.rules, seen.size));
    }
    notes.verdict(layouts.len())?;
    furniture::remove(&mut layouts);
    let mut writer = Writer::default();
    notes.tell(&mut writer, layouts.len());
    blocks::write(&mut writer, layouts);
    Ok(writer.finish(Kind::Pdf))
}

/// What the pages have that their text does not say.
#[derive(Debug, Default)]
struct Notes {
    letters: usize,
    empty: usize,
    pictured: usize,
    hidden: bool,
    scanned: bool,
    unknown: usize,
}

impl Notes {
    fn look(&mut self, seen: &glyphs::Seen) {
        let letters = seen.glyphs.iter().filter(|glyph| is_letter(glyph)).count();
        self.letters += letters;
        self.empty += usize::from(letters < FEW);
        self.pictured += usize::from(seen.pictured);
        self.hidden |= seen.hidden > 0;
        self.scanned |= seen.recognised;
        self.unknown += seen.unknown;
    }

    /// Pages that are pictures are refused as what they are.
    fn verdict(&self, pages: usize) -> Result<(), TextError> {
        if pages > 0 && self.letters < FEW * pages && self.pictured * 2 >= pages && self.empty * 2 >= pages {
            return Err(TextError::Scanned { pages });
        }
        if self.letters == 0 && self.unknown > 0 {
            let reason = "its fonts do not say which letters they draw";
            return Err(TextError::Damaged(reason.to_owned()));
        }
        Ok(())
    }

    fn tell(&self, writer: &mut Writer, pages: usize) {
        if self.empty > 0 {
            writer.warn(format!("{} of {pages} pages hold no text", self.empty));
        }
        if self.hidden {
            writer.warn("hidden text was left out");
        }
        if self.scanned {
            writer.warn("some pages are scans; their text was recognised by another program and may be wrong");
        }
        if self.unknown * 50 > self.letters {
            writer.warn(format!("{} characters could not be read: their fonts do not name them", self.unknown));
        }
    }
}

fn is_letter(glyph: &Glyph) -> bool {
    glyph.text.chars().any(char::is_alphanumeric)
}
