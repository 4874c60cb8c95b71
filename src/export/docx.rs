//! A sheet as a Word file, written part by part: real heading styles for Word's navigation, header rows that repeat, page
//! numbers that count. The parts are written here because the crate for it knows no repeated header row.

mod body;
mod frame;
mod parts;
mod run;
mod styles;
mod table;

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{ExportError, Format, Logo, LogoKind, sheet::Sheet};

/// The width between the margins of an A4 page, in twentieths of a point.
const TEXT_WIDTH: u32 = 9638;
/// The same for a turned page.
const WIDE_WIDTH: u32 = 14_570;

/// The logo that Word can show, and its part's name.
fn logo(sheet: &Sheet) -> Option<(&Logo, &'static str)> {
    let logo = sheet.style.logo.as_ref()?;
    match logo.kind {
        LogoKind::Png => Some((logo, "media/logo.png")),
        LogoKind::Jpeg => Some((logo, "media/logo.jpeg")),
        // A drawing needs a picture beside it in Word.
        LogoKind::Svg => None,
    }
}

/// The file of a sheet.
pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    let body = body::write(sheet);
    let files = [
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", parts::RELATIONS.to_owned()),
        ("docProps/core.xml", parts::core(sheet)),
        ("docProps/app.xml", parts::APP.to_owned()),
        ("word/_rels/document.xml.rels", parts::document_relations(logo(sheet))),
        ("word/document.xml", body.xml),
        ("word/styles.xml", styles::styles(&sheet.style)),
        ("word/numbering.xml", parts::numbering(&body.lists)),
        ("word/settings.xml", parts::SETTINGS.to_owned()),
        ("word/header1.xml", frame::header(sheet, TEXT_WIDTH)),
        ("word/footer1.xml", frame::footer(sheet, TEXT_WIDTH)),
        ("word/header2.xml", frame::header(sheet, WIDE_WIDTH)),
        ("word/footer2.xml", frame::footer(sheet, WIDE_WIDTH)),
    ];
    let failed = |error: &dyn std::fmt::Display| ExportError::writer(Format::Docx, &error);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // No times in the file: the same sheet gives the same bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, xml) in files {
        zip.start_file(name, options).map_err(|error| failed(&error))?;
        zip.write_all(xml.as_bytes()).map_err(|error| failed(&error))?;
    }
    if let Some((logo, name)) = logo(sheet) {
        zip.start_file(format!("word/{name}"), options).map_err(|error| failed(&error))?;
        zip.write_all(&logo.bytes).map_err(|error| failed(&error))?;
    }
    Ok(zip.finish().map_err(|error| failed(&error))?.into_inner())
}
