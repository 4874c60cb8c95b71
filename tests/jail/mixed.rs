//! A folder of good and bad files, as customers send them: each bad one is named with a reason, and every good one is read.

use annexa::document::{Extracted, TextError};

use super::read;

/// A PDF that opens with a password only.
fn locked() -> Vec<u8> {
    let (owner, user, id) = ("a1".repeat(32), "b2".repeat(32), "c3".repeat(16));
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>".to_owned(),
        format!("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{owner}> /U <{user}> >>"),
    ];
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut list = "xref\n0 5\n0000000000 65535 f \n".to_owned();
    for (number, object) in (1..).zip(&objects) {
        list.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = pdf.len();
    let trailer = format!("trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<{id}> <{id}>] >>\n");
    format!("{pdf}{list}{trailer}startxref\n{start}\n%%EOF\n").into_bytes()
}

fn text(ended: Result<Extracted, TextError>) -> String {
    ended.unwrap().text
}

#[test]
fn files_that_are_not_what_they_say_are_told_apart() {
    let old_office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more";
    let cases: [(&str, &[u8], &str); 12] = [
        ("empty.md", b"", "holds no text"),
        ("empty.pdf", b"", "holds no text"),
        ("empty.docx", b"", "holds no text"),
        ("empty.xlsx", b"", "holds no text"),
        ("blank.txt", b" \n\t\n", "holds no text"),
        ("one.docx", b"x", "the file is plain text: rename it"),
        ("page.pdf", b"<html><body>Hello</body></html>", "the file is an HTML page: rename it"),
        ("paper.docx", b"%PDF-1.7\n", "the file is a PDF file: rename it"),
        ("picture.md", b"\x89PNG\r\n\x1a\n", "the file is a PNG picture: rename it"),
        ("old.docx", old_office, "protected by a password: save it without one"),
        ("zeros.txt", b"a\0\0\0\x01b\0\0", "the file is binary, not text"),
        ("half.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", "is damaged"),
    ];
    for (name, bytes, said) in cases {
        let error = read(name, bytes).expect_err(name).to_string();
        assert!(error.contains(said) && !error.contains('\n'), "{name}: {error}");
    }
    assert!(matches!(read("locked.pdf", &locked()), Err(TextError::Encrypted)), "{:?}", read("locked.pdf", &locked()));
}

#[test]
fn old_encodings_and_scripts_from_right_to_left_come_through() {
    let policy = "Le propriétaire vérifie les accès à l’échéance prévue, après chaque départ.";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(policy);
    let old = read("politique.txt", &latin).unwrap();
    assert!(old.text.contains("propriétaire vérifie"), "{old:?}");
    assert!(old.warnings.iter().any(|warning| warning.contains("not UTF-8")), "{old:?}");
    let wide: Vec<u8> = "The owner reviews access.\r\nEach year.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(text(read("wide.txt", &wide)).contains("The owner reviews access."));

    // The order of letters in the text is the order of speech, whatever a page shows.
    let (hebrew, arabic) = ("מדיניות אבטחת מידע", "سياسة أمن المعلومات");
    let page = format!("<html dir=rtl><body><h1>{hebrew}</h1><p>{arabic} A.5.1</p></body></html>");
    let read_page = text(read("rtl.html", page.as_bytes()));
    assert!(
        read_page.contains(&format!("# {hebrew}")) && read_page.contains(&format!("{arabic} A.5.1")),
        "{read_page}"
    );
    assert!(text(read("rtl.csv", format!("{hebrew},{arabic}\n1,2\n").as_bytes())).contains(hebrew));
    let turned = read("turned.md", "Access is \u{202e}dednarg\u{202c} by the owner.".as_bytes()).unwrap();
    assert!(turned.text.contains("dednarg"), "{turned:?}");
}

#[test]
fn lines_of_every_length_and_ending_are_text() {
    let long = format!("# One\n\n{}\n", "word ".repeat(1_000_000));
    assert!(text(read("line.md", long.as_bytes())).len() > 4_000_000);
    let old = text(read("mac.txt", b"First line.\rSecond line.\rThird line.\r"));
    assert!(old.contains("First line.") && old.contains("Third line."), "{old:?}");
}
