//! The styles of a Word file.

use super::parts::{HEAD, WORD};
use crate::export::{
    HouseStyle,
    tone::{self, hex},
};

/// The styles. Headings are Word's own, so that its navigation and its tables of contents know them.
pub(super) fn styles(style: &HouseStyle) -> String {
    let (accent, text) = (hex(style.accent()), hex(tone::TEXT));
    let font = style.font_name().unwrap_or("Calibri");
    let mut out = format!(
        "{HEAD}<w:styles xmlns:w=\"{WORD}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\" w:eastAsia=\"{font}\" w:cs=\"{font}\"/><w:color w:val=\"{text}\"/>\
         <w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/><w:lang w:val=\"en-GB\" w:eastAsia=\"en-GB\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:after=\"120\" w:line=\"269\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\
         <w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/><w:rPr><w:color w:val=\"{accent}\"/></w:rPr></w:style>"
    );
    out.push_str(&headings(&accent));
    out.push_str(&paragraphs(&accent));
    out.push_str(&furniture());
    out.push_str("</w:styles>");
    out
}

fn headings(accent: &str) -> String {
    let (text, line) = (hex(tone::TEXT), hex(tone::LINE));
    let mut out = String::new();
    let headings = [
        (
            1,
            32,
            480,
            140,
            accent,
            "<w:pBdr><w:top w:val=\"single\" w:sz=\"4\" w:space=\"8\" w:color=\"LINE\"/></w:pBdr>",
        ),
        (2, 25, 320, 100, text.as_str(), ""),
        (3, 22, 300, 80, accent, ""),
        (4, 21, 200, 60, text.as_str(), ""),
    ];
    for (level, size, before, after, colour, border) in headings {
        out.push_str(&style(
            (&format!("Heading{level}"), &format!("heading {level}"), true),
            &format!(
                "<w:keepNext/><w:keepLines/>{}<w:spacing w:before=\"{before}\" w:after=\"{after}\" w:line=\"240\" w:lineRule=\"auto\"/><w:outlineLvl w:val=\"{}\"/>",
                border.replace("LINE", &line),
                level - 1
            ),
            &format!("<w:b/><w:bCs/><w:color w:val=\"{colour}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"),
        ));
    }
    out
}

/// The other styles of paragraphs: id and name, whether lists of styles show it; the paragraph; its text.
fn paragraphs(accent: &str) -> String {
    let sunken = hex(tone::SUNKEN);
    let mut out = String::new();
    let bar = format!("<w:pBdr><w:left w:val=\"single\" w:sz=\"18\" w:space=\"8\" w:color=\"{accent}\"/></w:pBdr>");
    let rule = bottom_rule();
    let shade = format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{sunken}\"/>");
    for (names, paragraph, run) in [
        (
            ("Title", "Title", true),
            "<w:keepNext/><w:spacing w:after=\"240\" w:line=\"240\" w:lineRule=\"auto\"/>".to_owned(),
            format!("<w:b/><w:bCs/>{}", size(48)),
        ),
        (
            ("Kind", "Kind of document", false),
            "<w:keepNext/><w:spacing w:after=\"60\"/>".to_owned(),
            format!("<w:b/><w:bCs/>{}", soft_text(22)),
        ),
        (("BodyText", "Body Text", true), String::new(), String::new()),
        (("ListParagraph", "List Paragraph", true), "<w:spacing w:after=\"60\"/>".to_owned(), String::new()),
        (("Contents", "Contents", false), "<w:spacing w:after=\"30\"/>".to_owned(), String::new()),
        (
            ("Quote", "Quote", true),
            format!("{bar}<w:spacing w:before=\"60\" w:after=\"0\"/><w:ind w:left=\"227\"/>"),
            "<w:i/><w:iCs/>".to_owned(),
        ),
        (
            ("QuoteSource", "Quote source", false),
            format!("<w:keepLines/>{bar}<w:spacing w:after=\"120\"/><w:ind w:left=\"227\"/>"),
            soft_text(18),
        ),
        (("FrameText", "Frame text", false), "<w:spacing w:after=\"80\"/>".to_owned(), String::new()),
        (("Code", "Code", false), format!("{shade}<w:spacing {ONE}/>"), size(18)),
        (("Rule", "Rule", false), rule, String::new()),
    ] {
        out.push_str(&style(names, &paragraph, &run));
    }
    out
}

/// The styles of tables, bars, headers and footers.
fn furniture() -> String {
    let mut out = String::new();
    for (names, paragraph, run) in [
        (
            ("TableHead", "Table head", false),
            format!("<w:keepNext/><w:spacing w:after=\"0\" {ONE}/>"),
            format!("<w:b/><w:bCs/>{}", soft_text(18)),
        ),
        (("TableText", "Table text", false), format!("<w:spacing w:after=\"0\" {ONE}/>"), size(19)),
        (
            ("AfterTable", "After table", false),
            "<w:spacing w:after=\"60\" w:line=\"160\" w:lineRule=\"exact\"/>".to_owned(),
            size(12),
        ),
        (
            ("BarLabel", "Bar label", false),
            "<w:keepNext/><w:spacing w:before=\"140\" w:after=\"40\"/>".to_owned(),
            size(20),
        ),
        (
            ("BarText", "Bar text", false),
            "<w:keepNext/><w:spacing w:before=\"20\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/>".to_owned(),
            size(18),
        ),
        (("Header", "header", false), format!("{}<w:spacing w:after=\"0\"/>", bottom_rule()), soft_text(17)),
        (("Footer", "footer", false), "<w:spacing w:after=\"0\"/>".to_owned(), soft_text(17)),
    ] {
        out.push_str(&style(names, &paragraph, &run));
    }
    out
}

/// The distance of lines where there is little room.
const ONE: &str = "w:line=\"252\" w:lineRule=\"auto\"";

fn size(half_points: u8) -> String {
    format!("<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>")
}

fn soft_text(half_points: u8) -> String {
    format!("<w:color w:val=\"{}\"/>{}", hex(tone::SOFT), size(half_points))
}

fn bottom_rule() -> String {
    let line = hex(tone::LINE);
    format!("<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"{line}\"/></w:pBdr>")
}

fn style((id, name, is_listed): (&str, &str, bool), paragraph: &str, run: &str) -> String {
    let listed = if is_listed { "<w:qFormat/>" } else { "" };
    format!(
        "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>{listed}\
         <w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )
}
