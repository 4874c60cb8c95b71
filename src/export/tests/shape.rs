//! Every file opens again and has the shape that its reader needs.

use pulldown_cmark::{Event, Parser};

use super::{Format, gap, markdown, nasty, part, parts, text};

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
