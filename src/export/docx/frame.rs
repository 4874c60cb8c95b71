//! What stands on every page of a Word file: its size, the header with company and title, the footer with the page number.

use super::run::{Look, run};
use crate::export::sheet::Sheet;

/// The end of a section, upright or across: A4, the header from the second page of the document on.
pub(super) fn section(is_wide: bool, is_first: bool) -> String {
    let (header, footer, size) = if is_wide {
        ("rId6", "rId7", "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>")
    } else {
        ("rId4", "rId5", "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>")
    };
    let title = if is_first { "<w:titlePg/>" } else { "" };
    format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"{header}\"/>\
         <w:footerReference w:type=\"default\" r:id=\"{footer}\"/><w:footerReference w:type=\"first\" r:id=\"{footer}\"/>\
         {size}<w:pgMar w:top=\"1247\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" \
         w:header=\"624\" w:footer=\"567\" w:gutter=\"0\"/>{title}</w:sectPr>"
    )
}

pub(super) fn header(sheet: &Sheet, width: u32) -> String {
    let look = Look::default();
    let inner = format!("{}<w:r><w:tab/></w:r>{}", run(&sheet.heading_line(), look), run(&sheet.title, look));
    part(("hdr", "Header"), width, &inner)
}

pub(super) fn footer(sheet: &Sheet, width: u32) -> String {
    let look = Look::default();
    let field = |name: &str| format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    let inner = format!(
        "{}<w:r><w:tab/></w:r>{}{}{}{}",
        run(&sheet.footing(), look),
        run("Page ", look),
        field("PAGE"),
        run(" of ", look),
        field("NUMPAGES")
    );
    part(("ftr", "Footer"), width, &inner)
}

fn part((name, style): (&str, &str), width: u32, inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:{name} xmlns:w=\"{}\"><w:p><w:pPr>\
         <w:pStyle w:val=\"{style}\"/><w:tabs><w:tab w:val=\"right\" w:pos=\"{width}\"/></w:tabs></w:pPr>{inner}</w:p></w:{name}>",
        super::parts::WORD
    )
}
