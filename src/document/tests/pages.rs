//! PDF pages made by hand: what is drawn where decides what the text is.

use crate::document::{TextError, extract};

/// A PDF of these content streams, one a page, with Helvetica as F1 and its bold face as F2.
pub(super) fn pdf(contents: &[&str]) -> Vec<u8> {
    let mut objects: Vec<String> = vec![String::new(), String::new()];
    objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned());
    objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>".to_owned());
    let mut kids = Vec::new();
    for content in contents {
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
        let stream = objects.len();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {stream} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        ));
        kids.push(format!("{} 0 R", objects.len()));
    }
    objects[0] = "<< /Type /Catalog /Pages 2 0 R >>".to_owned();
    objects[1] = format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" "));
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", number + 1).as_bytes());
    }
    let start = bytes.len();
    bytes.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for place in places {
        bytes.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let size = objects.len() + 1;
    bytes.extend_from_slice(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    bytes
}

/// Text at a place; y counts from the foot of the page.
fn at(font: &str, size: u32, x: u32, y: u32, text: &str) -> String {
    format!("BT /{font} {size} Tf {x} {y} Td ({text}) Tj ET\n")
}

#[test]
fn pages_become_headings_paragraphs_items_and_tables() {
    let first = [
        at("F1", 9, 72, 820, "Acme policy"),
        at("F2", 18, 72, 760, "Access policy"),
        at("F2", 12, 72, 720, "4.2 Access reviews"),
        at("F1", 11, 72, 700, "Owners review the access of each person to each of their sys-"),
        at("F1", 11, 72, 686, "tems every quarter, and write down what they have changed"),
        at("F1", 11, 72, 650, "\\225 Leavers lose access within a day of their last one here."),
        at("F1", 11, 72, 636, "\\225 Joiners get it on the day on which they begin to work."),
        at("F1", 9, 280, 30, "Page 1 of 2"),
    ];
    let second = [
        at("F1", 9, 72, 820, "Acme policy"),
        at("F1", 11, 72, 760, "and why they did so, in the register of the team."),
        at("F1", 11, 72, 700, "System"),
        at("F1", 11, 300, 700, "Owner"),
        at("F1", 11, 72, 684, "Git"),
        at("F1", 11, 300, 684, "CTO"),
        at("F1", 9, 280, 30, "Page 2 of 2"),
    ];
    let read = extract("a.pdf", &pdf(&[&first.concat(), &second.concat()])).unwrap();
    assert_eq!(
        read.text,
        "# Access policy\n\n## 4.2 Access reviews\n\nOwners review the access of each person to each of their systems every \
         quarter, and write down what they have changed\n\n- Leavers lose access within a day of their last one here.\n- \
         Joiners get it on the day on which they begin to work.\n\nand why they did so, in the register of the \
         team.\n\n| System | Owner |\n|---|---|\n| Git | CTO |\n"
    );
    let starts: Vec<String> = read.pages.iter().map(|page| read.text.chars().skip(*page).take(7).collect()).collect();
    assert_eq!(starts, ["# Acces", "and why"]);
}

#[test]
fn an_address_of_many_lines_at_the_foot_of_each_page_is_no_text() {
    let address =
        ["The Acme Handbook", "1796 18th Street", "San Francisco", "+1 415 723 9709", "www.acme.example", ". . ."];
    let page = |number: u32| {
        let mut page = at("F1", 11, 72, 700, &format!("Sentence {number} of the policy stands here alone."));
        // A row of a table that happens to end low on the page.
        page.push_str(&at("F1", 11, 72, 104, &format!("{number} 24")));
        for (line, text) in (0_u32..).zip(address) {
            page.push_str(&at("F1", 7, 320, 80 - line * 9, text));
        }
        page.push_str(&at("F1", 9, 560, 20, &number.to_string()));
        page
    };
    let pages: Vec<String> = (1..=4).map(page).collect();
    let text = extract("a.pdf", &pdf(&pages.iter().map(String::as_str).collect::<Vec<_>>())).unwrap().text;
    assert!(
        !text.contains("Street") && !text.contains("Acme") && !text.contains("415") && !text.contains(". ."),
        "{text}"
    );
    for number in 1..=4 {
        assert!(text.contains(&format!("Sentence {number} of")) && text.contains(&format!("{number} 24")), "{text}");
    }
}

#[test]
fn framed_cells_stay_together_and_wrap() {
    let mut page = String::new();
    for y in [700, 660, 620] {
        page.push_str(&format!("72 {y} m 400 {y} l S\n"));
    }
    for x in [72, 200, 400] {
        page.push_str(&format!("{x} 620 m {x} 700 l S\n"));
    }
    for (x, y, text) in
        [(80, 685, "Role"), (208, 685, "Duty"), (80, 645, "CISO"), (208, 645, "Approves each"), (208, 632, "exception")]
    {
        page.push_str(&at("F1", 10, x, y, text));
    }
    let read = extract("a.pdf", &pdf(&[&page])).unwrap();
    assert_eq!(read.text, "| Role | Duty |\n|---|---|\n| CISO | Approves each exception |\n");
}

#[test]
fn what_nobody_sees_is_no_text_and_is_told() {
    let page = [
        at("F1", 11, 72, 700, "Everyone can read this."),
        format!("1 g {} 0 g", at("F1", 11, 72, 680, "white on white")),
        at("F1", 1, 72, 660, "tiny"),
        at("F1", 11, 72, 2000, "off the page"),
        format!("3 Tr {} 0 Tr", at("F1", 11, 72, 640, "without ink")),
        format!("0 0 0.5 rg 60 590 200 30 re f 1 g {}", at("F1", 11, 72, 600, "White on blue.")),
    ];
    let read = extract("a.pdf", &pdf(&[&page.join("\n")])).unwrap();
    assert_eq!(read.text, "Everyone can read this.\n\nWhite on blue.\n");
    assert_eq!(read.warnings, ["hidden text was left out"]);
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let mut page = String::new();
    for line in 0..12 {
        page.push_str(&at("F1", 10, 72, 700 - line * 13, &format!("left {line} with enough words to fill it")));
        page.push_str(&at("F1", 10, 320, 700 - line * 13, &format!("right {line} with enough words to fill")));
    }
    let text = extract("a.pdf", &pdf(&[&page])).unwrap().text;
    assert!(text.find("left 11").unwrap() < text.find("right 0").unwrap(), "{text}");
}

#[test]
fn a_page_that_stands_on_its_head_is_read_and_a_word_that_does_is_not() {
    let upside = |x: u32, y: u32, text: &str| format!("BT /F1 11 Tf -1 0 0 -1 {x} {y} Tm ({text}) Tj ET\n");
    let page = [upside(520, 100, "The first line of the page."), upside(520, 160, "The second line, below it.")];
    let upright = [at("F1", 11, 72, 700, "A page that stands upright."), upside(300, 400, "aside")];
    let read = extract("a.pdf", &pdf(&[&page.concat(), &upright.concat()])).unwrap();
    assert_eq!(read.text, "The first line of the page.\n\nThe second line, below it.\n\nA page that stands upright.\n");
}

#[test]
fn contents_with_leaders_are_left_out() {
    let mut page = at("F1", 11, 72, 760, "Table of Contents");
    for line in 0..6 {
        page.push_str(&at(
            "F1",
            11,
            72,
            730 - line * 14,
            &format!("Chapter {line} ............................ {}", line + 2),
        ));
    }
    page.push_str(&at("F1", 11, 72, 600, "The text begins here, with a sentence."));
    assert_eq!(extract("a.pdf", &pdf(&[&page])).unwrap().text, "The text begins here, with a sentence.\n");
}

#[test]
fn files_without_text_say_why() {
    assert_eq!(extract("a.pdf", &pdf(&["0 0 10 10 re f"])), Err(TextError::Empty));
    assert!(matches!(extract("a.pdf", b"%PDF-1.7\nnothing"), Err(TextError::Damaged(_))));
    let empty = pdf(&["", &at("F1", 11, 72, 700, "The second page holds a sentence.")]);
    let read = extract("a.pdf", &empty).unwrap();
    assert_eq!(
        (read.pages.as_slice(), read.warnings.as_slice()),
        ([0, 0].as_slice(), ["1 of 2 pages hold no text".to_owned()].as_slice())
    );
}
