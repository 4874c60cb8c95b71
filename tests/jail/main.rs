//! Hostile files through the real program: each is read in a process that is locked in, and none takes anything down.
//!
//! `cargo test --release --test jail -- --ignored --nocapture` runs all files of the adversarial collection as well, when
//! it lies at `../shared/datasets/adversarial/documents` or where `ANNEXA_DATASETS_DIR` says; the tests that wait for the limit on
//! the clock run then too. The files that the other tests read are made in the tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and the long one prints a table"
)]

mod archives;
mod bounds;
mod mixed;

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use annexa::document::{Extracted, Reader, TextError};
use zip::{ZipWriter, write::SimpleFileOptions};

/// Beyond the limit on the clock, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(30);

fn reader() -> Reader {
    Reader::new(PathBuf::from(env!("CARGO_BIN_EXE_annexa")), false)
}

fn read(name: &str, bytes: &[u8]) -> Result<Extracted, TextError> {
    let start = Instant::now();
    let read = reader().read_now(name, bytes);
    assert!(start.elapsed() < PATIENCE, "{name} took {:?}", start.elapsed());
    read
}

/// Writes a part of a package, so that a bomb need not be in memory whole.
type Fill<'a> = &'a dyn Fn(&mut dyn Write);

fn package(parts: &[(&str, Fill<'_>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, fill) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        fill(&mut zip);
    }
    zip.finish().unwrap().into_inner()
}

fn text_part(text: &str) -> impl Fn(&mut dyn Write) {
    move |out: &mut dyn Write| out.write_all(text.as_bytes()).unwrap()
}

#[test]
fn the_jail_holds() {
    reader().self_test().unwrap();
}

#[test]
fn a_good_file_comes_through_with_its_text() {
    let document =
        text_part("<w:document><w:body><w:p><w:r><w:t>Access is reviewed.</w:t></w:r></w:p></w:body></w:document>");
    let read = read("a.docx", &package(&[("word/document.xml", &document)])).unwrap();
    assert_eq!(read.text, "Access is reviewed.\n");
}

#[test]
fn bombs_end_with_a_reason() {
    let gigabyte = |out: &mut dyn Write| {
        let block = vec![b' '; 1024 * 1024];
        (0..1024).for_each(|_| out.write_all(&block).unwrap());
    };
    let bomb = package(&[("word/document.xml", &gigabyte)]);
    assert!(matches!(read("bomb.docx", &bomb), Err(TextError::Limit(_))));

    let laughs = text_part(
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><w:document>&b;&c;</w:document>",
    );
    assert!(matches!(read("laughs.docx", &package(&[("word/document.xml", &laughs)])), Err(TextError::Damaged(_))));

    let workbook = text_part("<workbook><sheets><sheet name='S' r:id='r'/></sheets></workbook>");
    let relations = text_part(
        "<Relationships><Relationship Id='r' Type='/worksheet' Target='s.xml'/><Relationship Id='t' Type='/sharedStrings' Target='t.xml'/></Relationships>",
    );
    let sheet =
        text_part("<worksheet><row><c r='A1'><v>1</v></c></row><row><c r='XFD1048576'><v>2</v></c></row></worksheet>");
    let shared = text_part("<sst uniqueCount='4000000000' count='4000000000'/>");
    let far = package(&[
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/s.xml", &sheet),
        ("xl/t.xml", &shared),
    ]);
    assert!(read("far.xlsx", &far).unwrap().text.contains('2'));

    // As deep as a megabyte goes, and a table that never ends.
    for page in ["<div>".repeat(200_000), "<table><tr>".repeat(90_000), "<ul><li>x".repeat(100_000)] {
        let ended = read("deep.html", page.as_bytes());
        assert!(!matches!(ended, Err(TextError::Crashed(_))), "{ended:?}");
    }
    assert!(read("deep.json", "[".repeat(1_000_000).as_bytes()).is_err());
    let xml = format!("<w:document><w:body><w:p>{}", "<w:r>".repeat(500_000));
    assert!(read("deep.docx", &package(&[("word/document.xml", &text_part(&xml))])).is_err());
}

#[test]
fn page_trees_that_loop_or_lie_end() {
    for pages in [
        "<< /Type /Pages /Count 1 /Kids [2 0 R] >>",
        "<< /Type /Pages /Count 1000000 /Kids [2 0 R 2 0 R 3 0 R] >>",
        "<< /Type /Pages /Count 1000000 /Kids [] >>",
    ] {
        let pdf = format!(
            "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n{pages}\nendobj\n3 0 obj\n<< /Type /Pages /Kids [2 0 R] >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n"
        );
        let ended = read("loop.pdf", pdf.as_bytes());
        assert!(matches!(ended, Err(TextError::Damaged(_) | TextError::Empty | TextError::Limit(_))), "{ended:?}");
    }
}

#[test]
fn a_worker_that_never_answers_or_is_missing_is_told_apart() {
    let missing = Reader::new(PathBuf::from("/does/not/exist"), false).read_now("a.pdf", b"%PDF-1.7");
    assert!(matches!(missing, Err(TextError::NoReader(_))), "{missing:?}");
    let wrong = Reader::new(PathBuf::from("/bin/true"), false).read_now("a.pdf", b"%PDF-1.7");
    assert!(matches!(wrong, Err(TextError::Crashed(_))), "{wrong:?}");
}

#[test]
fn names_of_every_shape_are_only_names() {
    for name in ["../../x.csv", "a\0.csv", "CON.csv", "x.csv.", &format!("{}.csv", "é".repeat(150)), "\u{202e}vsc.csv"]
    {
        let ended = read(name, b"a,b\n1,2\n");
        assert!(ended.is_ok() || matches!(ended, Err(TextError::UnknownFormat(_))), "{name:?}: {ended:?}");
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn verdict(ended: &Result<Extracted, TextError>) -> String {
    match ended {
        Ok(_) => "read".to_owned(),
        Err(error) => format!("{error:?}").split(['(', ' ', '{']).next().unwrap().to_owned(),
    }
}

#[test]
#[ignore = "it reads the whole adversarial collection, which takes minutes"]
fn no_file_of_the_adversarial_collection_takes_anything_down() {
    let datasets =
        std::env::var_os("ANNEXA_DATASETS_DIR").map_or_else(|| PathBuf::from("../shared/datasets"), PathBuf::from);
    let folder = datasets.join("adversarial/documents");
    if !folder.is_dir() {
        println!("{} is not there; nothing was read", folder.display());
        return;
    }
    let (mut paths, mut counts) = (Vec::new(), BTreeMap::<(String, String), usize>::new());
    files(&folder, &mut paths);
    paths.sort();
    for path in &paths {
        let name = path.file_name().unwrap().to_string_lossy();
        let start = Instant::now();
        let ended = read(&name, &fs::read(path).unwrap());
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        println!(
            "{:<12} {:>6} ms  {}  {}",
            verdict(&ended),
            start.elapsed().as_millis(),
            path.display(),
            ended.as_ref().map_or_else(ToString::to_string, |read| read.warnings.join("; "))
        );
        *counts.entry((ending, verdict(&ended))).or_default() += 1;
        assert!(!matches!(ended, Err(TextError::NoReader(_) | TextError::Unsafe(_))), "{name}");
    }
    for ((ending, verdict), count) in counts {
        println!("{ending:<6} {verdict:<14} {count}");
    }
}
