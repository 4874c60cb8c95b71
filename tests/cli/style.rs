//! `--style`: documents in the house style of a company.

use std::{
    fs,
    io::{Cursor, Read},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use zip::ZipArchive;

use super::Desk;

const PROFILE: &[u8] = b"name: Nordlicht\nsector: software\npeople: 30\n";

/// A small blue picture; what stands in its comment must not get out.
fn png() -> Vec<u8> {
    let text = "iVBORw0KGgoAAAANSUhEUgAAAAwAAAAECAIAAAA1REndAAAABnRFWHRTRUNSRVQLUZlXAAAAEUlEQVR42mMQsdlCEDHQVxEA+tcwwfd7WVsAAAAASUVORK5C\
                YII=";
    STANDARD.decode(text).unwrap()
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

#[test]
fn a_pdf_has_the_logo_the_font_and_the_colour_of_the_house() {
    let desk = Desk::new();
    let profile = desk.write("p.yaml", PROFILE);
    desk.write("logo.png", &png());
    desk.write("Brand.ttf", notosans::BOLD_TTF);
    desk.write("Slanted.ttf", notosans::ITALIC_TTF);
    let made = |style: &str| {
        let style = desk.write("style.yaml", style.as_bytes());
        let out = desk.path("plan.pdf");
        let target = out.display().to_string();
        let ran = desk.run(&["plan", "--profile", &profile, "--out", &target, "--style", &style]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        fs::read(out).unwrap()
    };
    let has = |bytes: &[u8], words: &str| bytes.windows(words.len()).any(|part| part == words.as_bytes());
    let plain = made("heading_numbers: true\n");
    assert!(!has(&plain, "/Subtype /Image") && !has(&plain, "/Subtype/Image"));
    let whole = made("logo: logo.png\nfont_files: {regular: Slanted.ttf, bold: Brand.ttf}\n");
    assert!(has(&whole, "/Image") && !has(&whole, "SECRET"));
    assert!(has(&whole, "NotoSans-Italic") && has(&whole, "NotoSans-Bold"), "the faces that were given");
    assert!(has(&plain, "NotoSans") && !has(&whole, "NotoSans-Regular") && !has(&whole, "+NotoSans "), "and no other");

    for (style, words) in [
        ("font_files: {regular: logo.png}", "neither TTF nor OTF"),
        ("font_files: {regular: none.ttf}", "none.ttf cannot be read"),
        ("font_files: {bold: Brand.ttf}", "regular"),
        ("logo: broken.png", "pixels cannot be read"),
    ] {
        let mut broken = png();
        broken[60] ^= 0xff;
        desk.write("broken.png", &broken);
        let style = desk.write("wrong.yaml", style.as_bytes());
        let out = desk.path("x.pdf").display().to_string();
        desk.run(&["plan", "--profile", &profile, "--out", &out, "--style", &style]).refused(&["wrong.yaml", words]);
    }
}
