//! What a document or a profile says stays text.

use super::{Format, gap, markdown, nasty, part, parts, text};

#[test]
fn a_page_has_no_script_no_address_and_a_strict_policy() {
    let html = text(gap(&nasty(), Format::Html).unwrap());
    assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("href=\"http"));
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(html.contains("default-src 'none'"));
    for outside in ["src=", "@import", "url(http", "<link", "<iframe", "<img", "onload"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(!html.contains('\u{202E}') && !html.contains('\u{7}'));
}

#[test]
fn every_link_of_a_page_leads_to_a_heading_of_it() {
    let html = text(gap(&nasty(), Format::Html).unwrap());
    for link in html.split("href=\"#").skip(1) {
        let anchor = link.split('"').next().unwrap();
        assert!(html.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    }
}

#[test]
fn markdown_escapes_what_would_become_markup() {
    let markdown = text(gap(&nasty(), Format::Markdown).unwrap());
    assert!(markdown.contains("&lt;script&gt;") && !markdown.contains("<script"));
    assert!(markdown.contains("rules \\| of \\*security\\*"));
    assert!(!markdown.contains("https://evil") && !markdown.contains("(https:"));
    let tree = crate::document::tree(&markdown, false);
    let has_wrong_cells = tree.iter().any(|node| match node {
        crate::document::Node::Table { header, rows } => rows.iter().any(|row| row.len() != header.len()),
        _ => false,
    });
    assert!(!has_wrong_cells);
}

#[test]
fn a_quote_comes_back_out_of_markdown_as_it_went_in() {
    let quote = "1. *Note*: use `x` | y_z <b> # not a heading\n- nor a list\n=== & 100% [a](b) ~~no~~ \\end";
    let mut report = nasty();
    report.items[1].checks[0].evidence[0].quote = quote.into();
    let markdown = text(gap(&report, Format::Markdown).unwrap());
    let plain = crate::document::plain_text(&markdown);
    let expected = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains(&expected), "{}", &plain[plain.find("Note").unwrap() - 20..][..200]);
}

#[test]
fn a_workbook_holds_text_and_no_formula() {
    let bytes = gap(&nasty(), Format::Xlsx).unwrap();
    let sheets: Vec<(String, String)> =
        parts(&bytes).into_iter().filter(|(name, _)| name.starts_with("xl/worksheets/")).collect();
    assert_eq!(sheets.iter().filter(|(name, _)| name.contains("/sheet")).count(), 5);
    assert!(sheets.iter().all(|(_, xml)| !xml.contains("<f>") && !xml.contains("<hyperlink")));
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("=cmd()|"));
    assert!(part(&bytes, "xl/styles.xml").contains("quotePrefix=\"1\""));
    assert!(part(&bytes, "xl/worksheets/sheet2.xml").contains("<autoFilter"));
    assert!(parts(&bytes).iter().all(|(name, _)| !name.contains("externalLink")));
}

#[test]
fn a_draft_cannot_become_a_workbook() {
    let error = markdown("T", "# T", "C", Format::Xlsx).unwrap_err().to_string();
    assert_eq!(error, "a document cannot be had as xlsx; choose one of md, html, docx, pdf");
}

#[test]
fn an_empty_report_exports_too() {
    let empty = crate::iso::GapReport {
        documents: Vec::new(),
        items: Vec::new(),
        themes: Vec::new(),
        priorities: Vec::new(),
        contradictions: Vec::new(),
        warnings: Vec::new(),
        comparison: None,
        company: String::new(),
        created: "no date".into(),
        ..nasty()
    };
    for format in Format::REPORT {
        assert!(!gap(&empty, format).unwrap().is_empty(), "{format:?}");
    }
}
