//! A sheet as a PDF: real text, an outline, links to headings, tables whose header rows repeat, page numbers.
//!
//! A small layout of its own does it: blocks become strips, slices that never break; strips fill pages; pages are drawn.
//! The faces are Noto Sans and travel in the program, so every machine gives the same file. They hold Latin, Greek and
//! Cyrillic letters; the file says which others it could not show.

mod bar;
mod draw;
mod font;
mod layout;
mod line;
mod notice;
mod outline;
mod pages;
mod strip;
mod table;

use super::{ExportError, Format, sheet::Sheet};

/// The file of a sheet.
pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    let mut fonts =
        font::Fonts::load().ok_or_else(|| ExportError::writer(Format::Pdf, &"the built-in faces cannot be read"))?;
    let mut strips = layout::sheet(sheet, &mut fonts);
    if let Some(notice) = notice::of(fonts.unprinted()) {
        let mut told = sheet.clone();
        told.blocks.insert(0, notice);
        strips = layout::sheet(&told, &mut fonts);
    }
    let pages = pages::fill(strips);
    draw::document(sheet, &pages, &mut fonts).map_err(|reason| ExportError::writer(Format::Pdf, &reason))
}
