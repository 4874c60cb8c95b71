//! What stands on every page of a Word file: its size, the header with company and title, the footer with the page number.

use super::{
    TEXT_WIDTH,
    run::{Look, run},
};
use crate::export::sheet::Sheet;

/// A4 with the header from the second page on.
pub(super) const SECTION: &str = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId4\"/>\
    <w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"first\" r:id=\"rId5\"/>\
    <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1247\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" \
    w:header=\"624\" w:footer=\"567\" w:gutter=\"0\"/><w:titlePg/></w:sectPr>";

pub(super) fn header(sheet: &Sheet) -> String {
    let look = Look::default();
    let inner = format!("{}<w:r><w:tab/></w:r>{}", run(&sheet.company, look), run(&sheet.title, look));
    part("hdr", "Header", &inner)
}

pub(super) fn footer(sheet: &Sheet) -> String {
    let look = Look::default();
    let left = if sheet.kind.is_empty() { &sheet.title } else { &sheet.kind };
    let field = |name: &str| format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    let inner = format!(
        "{}<w:r><w:tab/></w:r>{}{}{}{}",
        run(left, look),
        run("Page ", look),
        field("PAGE"),
        run(" of ", look),
        field("NUMPAGES")
    );
    part("ftr", "Footer", &inner)
}

fn part(name: &str, style: &str, inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:{name} xmlns:w=\"{}\"><w:p><w:pPr>\
         <w:pStyle w:val=\"{style}\"/><w:tabs><w:tab w:val=\"right\" w:pos=\"{TEXT_WIDTH}\"/></w:tabs></w:pPr>{inner}</w:p></w:{name}>",
        super::parts::WORD
    )
}
