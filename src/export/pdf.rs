//! A sheet as a PDF: real text, an outline, links to headings, tables whose header rows repeat, page numbers.
//!
//! A small layout of its own does it: blocks become strips, slices that never break; strips fill pages; pages are drawn.
//! The faces are those of the house, or Noto Sans, which travels in the program, so every machine gives the same file. It
//! holds Latin, Greek and Cyrillic letters and stands in for what the house's faces do not have; the file says which others
//! it could not show.

mod bar;
mod draw;
mod font;
mod layout;
mod line;
mod logo;
mod notice;
mod outline;
mod pages;
mod strip;
mod table;

use super::{ExportError, Format, HouseStyle, Plain, sheet::Sheet};

/// Tries whether a file can be made in a style: whether its logo can be drawn and its font embedded.
pub(super) fn trial(style: &HouseStyle) -> Result<(), ExportError> {
    let title = Plain::line("Abc ÄÖÜ 0123");
    write(&Sheet { title, style: style.clone(), ..Sheet::default() }).map(drop)
}

/// The file of a sheet.
pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    let fonts = font::Fonts::load(&sheet.style);
    let mut fonts = fonts.ok_or_else(|| ExportError::writer(Format::Pdf, &"the faces cannot be read"))?;
    let mut strips = layout::sheet(sheet, &mut fonts);
    if let Some(notice) = notice::of(fonts.unprinted()) {
        let mut told = sheet.clone();
        told.blocks.insert(0, notice);
        strips = layout::sheet(&told, &mut fonts);
    }
    let pages = pages::fill(strips);
    draw::document(sheet, &pages, &mut fonts).map_err(|reason| ExportError::writer(Format::Pdf, &reason))
}
