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
    made(&Sheet { title, style: style.clone(), ..Sheet::default() }).map(drop)
}

/// The file of a sheet.
pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    match made(sheet) {
        // A logo that was kept before logos were tried may be broken: better no logo than no document.
        Err(_) if sheet.style.logo.is_some() => {
            let style = HouseStyle { logo: None, ..sheet.style.clone() };
            made(&Sheet { style, ..sheet.clone() })
        }
        done => done,
    }
}

fn made(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Logo;

    #[test]
    fn a_broken_logo_that_was_kept_costs_no_document() {
        let chunk = |name: &[u8], data: &[u8]| {
            [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], name, data, &[0; 4]].concat()
        };
        let head = [&8_u32.to_be_bytes()[..], &4_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let png =
            [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), chunk(b"IDAT", b"no pixels"), chunk(b"IEND", b"")];
        let style = HouseStyle { logo: Some(Logo::of(&png.concat()).unwrap()), ..HouseStyle::default() };
        assert!(trial(&style).is_err(), "it is not taken any more");
        assert!(write(&Sheet { title: Plain::line("A"), style, ..Sheet::default() }).unwrap().starts_with(b"%PDF"));
    }
}
