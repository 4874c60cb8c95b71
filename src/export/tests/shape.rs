//! Every file opens again and has the shape that its reader needs.

use pulldown_cmark::{Event, Parser};

use super::{Detail, Format, gap, gap_in_detail, markdown, nasty, part, parts, text};

/// Whether tags nest and names close; enough to know that a part of ours is well-formed.
fn is_well_formed(xml: &str) -> bool {
    let mut open = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at + 1..end];
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') && !tag.starts_with(['?', '!']) {
            open.push(name);
        }
        rest = &rest[end + 1..];
    }
    open.is_empty()
}

#[test]
fn a_word_file_is_well_formed_and_has_headings_a_header_row_and_page_numbers() {
    let bytes = gap(&nasty(), Format::Docx).unwrap();
    for (name, xml) in parts(&bytes) {
        assert!(is_well_formed(&xml), "{name}");
    }
    let document = part(&bytes, "word/document.xml");
    for style in ["Title", "Heading1", "Heading2", "Heading3"] {
        assert!(document.contains(&format!("<w:pStyle w:val=\"{style}\"/>")), "{style}");
    }
    assert!(document.contains("<w:tblHeader/>"));
    assert!(!document.contains("evil.example\"") && !document.contains('\u{202E}'));
    assert!(part(&bytes, "word/footer1.xml").contains(" NUMPAGES "));
    assert!(part(&bytes, "word/styles.xml").contains("w:val=\"en-GB\""));
}

#[test]
fn headings_are_numbered_only_where_the_text_numbers_them() {
    let source = "# Policy\n\n| Company | Żółw |\n|---|---|\n| Owner | me |\n\n## 1 Purpose\n\n3. three\n4. four\n\n### 1.1 Why\n\ntext\n";
    let bytes = markdown("x", source, "Żółw", Format::Docx).unwrap();
    let document = part(&bytes, "word/document.xml");
    assert!(document.contains(">1 Purpose<") && document.contains(">1.1 Why<"));
    assert!(part(&bytes, "word/numbering.xml").contains("<w:startOverride w:val=\"3\"/>"));
    assert!(part(&bytes, "word/header1.xml").contains("Żółw"));
}

#[test]
fn a_pdf_begins_as_one_has_pages_and_an_outline() {
    let bytes = gap(&nasty(), Format::Pdf).unwrap();
    assert!(bytes.starts_with(b"%PDF-1."));
    let raw = String::from_utf8_lossy(&bytes);
    assert!(raw.contains("/Outlines") && raw.contains("/ToUnicode"));
    assert_eq!(bytes, gap(&nasty(), Format::Pdf).unwrap(), "the same report gives the same bytes");
}

#[test]
fn the_markdown_of_a_report_reads_like_this() {
    let markdown = text(gap(&nasty(), Format::Markdown).unwrap());
    insta::assert_snapshot!(markdown);
    let has_html = Parser::new(&markdown).any(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => {
            !html.starts_with("<a id=") && !html.starts_with("</a>") && &*html != "<br>"
        }
        _ => false,
    });
    assert!(!has_html);
}

#[test]
fn formats_know_their_names_and_endings() {
    for format in Format::ALL {
        assert_eq!(format.extension().parse::<Format>().unwrap(), format);
        assert_eq!(Format::of_file(format!("a.b.{}", format.extension().to_uppercase()).as_ref()), Some(format));
        assert!(format.media_type().contains('/'));
    }
    assert!("odt".parse::<Format>().unwrap_err().to_string().contains("choose one of"));
    assert_eq!(Format::of_file("README".as_ref()), None);
}

#[test]
fn a_clause_is_printed_once_however_many_points_it_closes() {
    let mut report = nasty();
    let clause = report.items[1].checks[0].clause.clone();
    report.items[1].checks[1].clause.clone_from(&clause);
    report.items[1].checks[1].recommendation =
        "Name an owner. The clause “Choice of <i>services</i>” of the cloud policy would do.".into();
    let markdown = text(gap(&report, Format::Markdown).unwrap());
    assert_eq!(markdown.matches("The owner must:").count(), 1);
    assert_eq!(markdown.matches("[Clause 1](#clause-1)").count(), 3, "two points and a priority refer to it");
    assert!(markdown.contains("Closes [A.5.23-1](#a-5-23), [A.5.23-2](#a-5-23)"));
    assert!(!markdown.contains("would do."), "the name stands in the appendix");
    // What nobody has to do needs no text in print; the data keeps it.
    report.items[1].checks.iter_mut().for_each(|check| check.obligation = crate::iso::Obligation::Expected);
    assert!(!text(gap(&report, Format::Html).unwrap()).contains("The owner must"));
    assert!(text(gap(&report, Format::Json).unwrap()).contains("The owner must"));
}

#[test]
fn a_short_report_has_the_result_and_no_loose_links() {
    let full = text(gap(&nasty(), Format::Html).unwrap());
    let short = text(gap_in_detail(&nasty(), Format::Html, Detail::Summary).unwrap());
    assert!(full.contains("href=\"#a-5-23\"") && full.contains("id=\"clauses\""));
    assert!(short.contains("id=\"priorities\"") && short.contains("id=\"requirements\""));
    assert!(!short.contains("id=\"gaps\"") && !short.contains("href=\"#a-5-23\""));
    assert!(short.contains("14 of 15 documented items found"));
}

#[test]
fn a_workbook_holds_every_quote_of_a_check() {
    let strings = part(&gap(&nasty(), Format::Xlsx).unwrap(), "xl/sharedStrings.xml");
    assert!(strings.contains("1. =cmd()|") && strings.contains("2. שלום"));
}

/// The text that a reader of the PDF gets out of it.
fn pdf_text(bytes: &[u8]) -> String {
    crate::document::Reader::in_process().read_now("a.pdf", bytes).unwrap().text
}

#[test]
fn a_pdf_says_which_characters_it_cannot_show() {
    let write = |text: &str| pdf_text(&markdown("T", &format!("# T\n\n{text}\n"), "C", Format::Pdf).unwrap());
    let plain = write("Zażółć, Привет, Γειά, “ok” – fine.");
    assert!(plain.contains("Привет, Γειά") && !plain.contains("cannot show"), "{plain}");
    let told = write("The rule 安全 and 한국 and 🔐 stay.");
    assert!(told.contains("Korean (2), Chinese characters (2), U+1F510."), "{told}");
    assert!(told.contains("The rule \u{FFFD}\u{FFFD} and"), "what has no shape is seen to be missing: {told}");
}
