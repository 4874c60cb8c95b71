//! `--style`: documents in the house style of a company.

use std::{
    fs,
    io::{Cursor, Read},
};

use zip::ZipArchive;

use super::Desk;

const PROFILE: &[u8] = b"name: Nordlicht\nsector: software\npeople: 30\n";

/// A picture of one pixel; what stands in its comment must not get out.
fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [
        (b"IHDR", vec![0, 0, 0, 3, 0, 0, 0, 1, 8, 2, 0, 0, 0]),
        (b"tEXt", b"SECRET".to_vec()),
        (b"IDAT", vec![0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1]),
        (b"IEND", Vec::new()),
    ] {
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend([&name[..], &data, &[0; 4]].concat());
    }
    bytes
}

#[test]
fn documents_wear_the_style_of_their_house() {
    let desk = Desk::new();
    let profile = desk.write("p.yaml", PROFILE);
    desk.write("logo.png", &png());
    let style = "colour: \"#7a1f3d\"\nfont: Georgia\nheading_numbers: true\nheader: Nordlicht <secret>\nfooter: HRB 123\nlogo: logo.png\n";
    let style = desk.write("style.yaml", style.as_bytes());
    let plan = |out: &str, style: Option<&str>| {
        let out = desk.path(out);
        let target = out.display().to_string();
        let mut arguments = vec!["plan", "--profile", &profile, "--as-of", "2026-11-28", "--out", &target];
        arguments.extend(style.into_iter().flat_map(|style| ["--style", style]));
        let ran = desk.run(&arguments);
        assert_eq!(ran.status, 0, "{}", ran.err);
        fs::read(out).unwrap()
    };
    let mut archive = ZipArchive::new(Cursor::new(plan("plan.docx", Some(&style)))).unwrap();
    let mut part = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let logo = part("word/media/logo.png");
    assert!(logo.starts_with(b"\x89PNG") && !logo.windows(6).any(|six| six == b"SECRET"));
    let mut text = |name: &str| String::from_utf8(part(name)).unwrap();
    let styles = text("word/styles.xml");
    assert!(styles.contains("7a1f3d") && styles.contains("Georgia") && !styles.contains("Calibri"));
    assert!(text("word/header1.xml").contains("Nordlicht &lt;secret&gt;"));
    assert!(text("word/footer1.xml").contains("HRB 123"));
    let body = text("word/document.xml");
    assert!(body.contains("r:embed=\"rId8\"") && body.contains(">1 "), "a logo, and numbers before headings");

    let page = String::from_utf8(plan("plan.html", Some(&style))).unwrap();
    assert!(
        page.contains("--accent: light-dark(#7a1f3d") && page.contains("Georgia") && page.contains("img-src data:")
    );
    assert!(page.contains("src=\"data:image/png;base64,") && page.contains("Nordlicht &lt;secret&gt;"));
    assert!(plan("plan.pdf", Some(&style)) != plan("plain.pdf", None));
    let plain = String::from_utf8(plan("plain.html", None)).unwrap();
    assert!(!plain.contains("img-src") && !plain.contains("<img"), "without a style nothing is loaded");

    let wrong = desk.write("wrong.yaml", b"colour: \"#ffee00\"\n");
    let out = desk.path("x.docx").display().to_string();
    let ran = desk.run(&["plan", "--profile", &profile, "--out", &out, "--style", &wrong]);
    ran.refused(&["wrong.yaml", "darker"]);
}
