//! Each format as a small file that the test builds, and what its text must be.

use std::io::Write;

use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::document::{Extracted, Kind, TextError, extract};

pub(super) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut zip = ZipWriter::new(&mut bytes);
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    bytes.into_inner()
}

const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>
    <w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="Klein"><w:name w:val="Klein"/><w:basedOn w:val="Ebene"/></w:style>
    <w:style w:type="paragraph" w:styleId="Ebene"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
    <w:style w:type="paragraph" w:styleId="V1"><w:name w:val="toc 1"/></w:style></w:styles>"#;
const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
    <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"#;

fn docx(body: &str) -> Vec<u8> {
    let document = format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    let notes = r#"<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>
        <w:footnote w:id="1"><w:p><w:r><w:t>See the annex.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    package(&[
        ("word/document.xml", &document),
        ("word/styles.xml", STYLES),
        ("word/numbering.xml", NUMBERING),
        ("word/footnotes.xml", notes),
        ("docProps/core.xml", "<c>SECRET</c>"),
        ("word/comments.xml", "<c>SECRET</c>"),
    ])
}

fn paragraph(settings: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{settings}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn word_has_headings_lists_tables_notes_and_nothing_hidden() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph("", text));
    let list = |level: u8| format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>"#);
    let body = [
        paragraph(r#"<w:pStyle w:val="T"/>"#, "Access policy"),
        paragraph(r#"<w:pStyle w:val="V1"/>"#, "Contents 3"),
        paragraph(r#"<w:pStyle w:val="berschrift1"/>"#, "Reviews"),
        paragraph("", "1. Not an item &amp; &lt;b&gt; 5 &lt; 6"),
        r"<w:p><w:r><w:t>Kept</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>SECRET</w:t></w:r>
            <w:del><w:r><w:delText>SECRET</w:delText></w:r></w:del><w:ins><w:r><w:t> and new.</w:t></w:r></w:ins></w:p>"
            .to_owned(),
        paragraph(&list(0), "Owners"),
        paragraph(&list(1), "first"),
        paragraph(&list(1), "second"),
        paragraph(r#"<w:pStyle w:val="Klein"/>"#, "Exceptions"),
        format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
            cell("System"),
            cell("Owner"),
            cell("a|b"),
            cell("CTO")
        ),
    ];
    let read = extract("a.docx", &docx(&body.concat())).unwrap();
    assert_eq!(
        read.text,
        "# Access policy\n\n## 4 Reviews\n\n1\\. Not an item & \\<b> 5 < 6\n\nKept and new.\n\n- Owners\n  1. first\n  2. \
         second\n\n### Exceptions\n\n| System | Owner |\n|---|---|\n| a\\|b | CTO |\n\n## Notes\n\n1. See the annex.\n"
    );
    assert_eq!(read.warnings.len(), 2, "{:?}", read.warnings);
    assert_eq!((read.kind, read.pages.len()), (Kind::Word, 0));
}

#[test]
fn word_files_that_attack_are_refused() {
    let doctype =
        package(&[("word/document.xml", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><w:document/>")]);
    assert!(matches!(extract("a.docx", &doctype), Err(TextError::Damaged(reason)) if reason.contains("document type")));
    let bomb = package(&[("word/document.xml", &" ".repeat(40 * 1024 * 1024))]);
    assert!(matches!(extract("a.docx", &bomb), Err(TextError::Limit(_))));
    let deep = docx(&"<w:sdt>".repeat(5000));
    assert!(matches!(extract("a.docx", &deep), Err(TextError::Limit(_) | TextError::Damaged(_))));
}

fn xlsx(rows: &str) -> Vec<u8> {
    let workbook = r#"<workbook xmlns:r="r"><sheets><sheet name="Risks" r:id="r1"/><sheet name="Lists" state="hidden" r:id="r2"/></sheets></workbook>"#;
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    package(&[
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        ("xl/workbook.xml", workbook),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r4" Type="x/styles" Target="styles.xml"/></Relationships>"#,
        ),
        (
            "xl/sharedStrings.xml",
            r#"<sst uniqueCount="4000000000"><si><t>Risk</t></si><si><r><t>Due</t></r></si><si><t>Fire</t></si></sst>"#,
        ),
        ("xl/styles.xml", r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

#[test]
fn excel_shows_sheets_as_tables_and_dates_as_dates() {
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
        <row r="2"><c r="A2" t="s"><v>2</v></c><c r="C2" s="1"><v>46082</v></c></row>"#;
    let read = extract("a.xlsx", &xlsx(rows)).unwrap();
    assert_eq!(read.text, "## Risks\n\n| Risk | Due |\n|---|---|\n| Fire | 2026-03-01 |\n");
    assert!(read.warnings[0].contains("Lists"), "{:?}", read.warnings);
    let far = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    assert!(extract("a.xlsx", &xlsx(far)).unwrap().text.contains('2'));
}

#[test]
fn long_tables_are_cut_and_say_their_header_again() {
    let rows: Vec<String> = (0..100).map(|row| format!("{row};x")).collect();
    let read = extract("a.csv", format!("Id;Name\n{}", rows.join("\n")).as_bytes()).unwrap();
    assert_eq!(read.text.matches("| Id | Name |").count(), 3);
    assert!(read.text.contains("| 99 | x |"));
}

#[test]
fn web_pages_give_their_text_and_not_their_machinery() {
    let page = "<html><head><title>T</title><style>p{}</style></head><body><nav>Menu</nav><h1>Backup</h1><p>We &amp; you<br>restore.\
        <script>if (a<b) alert('SECRET')</script><div style='display: none'>SECRET</div><ul><li>One<li>Two<ul><li>Deep</ul></ul>\
        <table><tr><th>A<th>B<tr><td>1<td>2</table><pre>x = 1\n  y</pre>";
    let read = extract("a.html", page.as_bytes()).unwrap();
    assert_eq!(
        read.text,
        "# Backup\n\nWe & you\nrestore.\n\n- One\n- Two\n  - Deep\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n```\nx = 1\n  y\n```\n"
    );
    assert_eq!(read.warnings, ["hidden text was left out"]);
    let latin = b"<html><meta charset=iso-8859-1><p>caf\xe9";
    assert_eq!(extract("a.html", latin).unwrap().text, "caf\u{e9}\n");
    assert!(extract("a.html", "<div>".repeat(300_000).as_bytes()).is_err());
}

#[test]
fn json_becomes_lines_sections_and_tables() {
    let json = r#"{"name": "Acme", "zeta": 1, "alpha": {"on": true}, "people": [{"n": "A", "r": "CISO"}, {"n": "B", "r": "CTO"}]}"#;
    assert_eq!(
        extract("a.json", json.as_bytes()).unwrap().text,
        "- name: Acme\n- zeta: 1\n\n## alpha\n\n- on: true\n\n## people\n\n| n | r |\n|---|---|\n| A | CISO |\n| B | CTO |\n"
    );
}

#[test]
fn opendocument_is_read_like_word() {
    let content = r#"<o:document-content xmlns:o="o"><o:body><o:text><t:tracked-changes/><t:h t:outline-level="2">Scope</t:h>
        <t:p>All<t:s/>staff.</t:p><t:list><t:list-item><t:p>One</t:p></t:list-item></t:list></o:text></o:body></o:document-content>"#;
    let bytes = package(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content)]);
    assert_eq!(extract("a.odt", &bytes).unwrap().text, "## Scope\n\nAll staff.\n\n- One\n");
}

#[test]
fn encodings_are_told_or_guessed_with_a_warning() {
    let read = |bytes: &[u8]| extract("a.txt", bytes).unwrap();
    assert_eq!(read(b"\xff\xfea\0\xe9\0").text, "a\u{e9}");
    let utf16 = "Access is reviewed.".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    assert_eq!((read(&utf16).text.as_str(), read(&utf16).warnings.len()), ("Access is reviewed.", 1));
    let latin = read(b"Caf\xe9 for all r\xf4les");
    assert_eq!((latin.text.as_str(), latin.warnings.len()), ("Caf\u{e9} for all r\u{f4}les", 1));
    assert_eq!(read(b"a\rb\rc").text, "a\nb\nc");
    let turned = read("safe \u{202e}txt.exe\u{202c} \u{200b}שלום".as_bytes());
    assert_eq!(turned.text, "safe txt.exe \u{200b}שלום");
}

#[test]
fn a_name_that_lies_is_named() {
    let word = docx(&paragraph("", "x"));
    for (name, bytes, found) in [
        ("a.pdf", b"<!DOCTYPE html>".as_slice(), "an HTML page"),
        ("a.docx", b"%PDF-1.7".as_slice(), "a PDF file"),
        ("a.md", b"\x89PNG\r\n".as_slice(), "a PNG picture"),
        ("a.xlsx", word.as_slice(), "a Word file"),
        ("a.odt", word.as_slice(), "a Word file"),
    ] {
        let error = extract(name, bytes).unwrap_err().to_string();
        assert!(error.contains(found) && error.contains(&name[1..]), "{name}: {error}");
    }
    assert_eq!(extract("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(TextError::Encrypted));
    assert!(extract("a.docm", &word).is_ok(), "a document with macros is read without them");
}

fn sound(read: &Extracted) -> bool {
    let length = read.text.chars().count();
    read.pages.is_sorted() && read.pages.iter().all(|page| *page <= length)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_bytes_make_a_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), ending in "(md|csv|json|html|docx|xlsx|odt|pdf)") {
        if let Ok(read) = extract(&format!("a.{ending}"), &bytes) {
            prop_assert!(sound(&read));
        }
    }

    #[test]
    fn no_markup_makes_a_parser_panic(text in "(<(/)?(w:p|w:r|w:t|table|tr|td|ul|li|h1|pre|p|div)>|[a-z&;#1. |-]{1,9}){0,60}") {
        for (name, bytes) in [("a.html", text.clone().into_bytes()), ("a.docx", docx(&text)), ("a.xlsx", xlsx(&text))] {
            if let Ok(read) = extract(name, &bytes) {
                prop_assert!(sound(&read));
            }
        }
    }

    #[test]
    fn a_mutated_pdf_never_makes_the_parser_panic(at in prop::collection::vec((0_usize..2000, any::<u8>()), 1..12)) {
        let mut bytes = super::pages::pdf(&["BT /F1 12 Tf 72 700 Td (Access is reviewed every quarter.) Tj ET"]);
        let length = bytes.len();
        for (place, byte) in at {
            bytes[place % length] = byte;
        }
        if let Ok(read) = extract("a.pdf", &bytes) {
            prop_assert!(sound(&read));
        }
    }
}
