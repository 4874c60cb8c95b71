//! The limits of the jail, each reached by a file or a reader that goes beyond it.

use std::{fmt::Write as _, fs, io::Write, os::unix::fs::PermissionsExt, path::PathBuf, time::Instant};

use annexa::document::{Reader, TextError};

use super::{PATIENCE, package, read, text_part};

/// A reader that starts a script in place of the program.
fn impostor(folder: &tempfile::TempDir, script: &str) -> Reader {
    let path = folder.path().join("worker");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    Reader::new(path, false)
}

/// `cargo test --release --test jail -- --ignored a_reader_that_hangs` runs it.
#[test]
#[ignore = "it waits for the limit on the clock, which is 20 seconds"]
fn a_reader_that_hangs_is_killed_and_leaves_no_process() {
    let folder = tempfile::tempdir().unwrap();
    let process = folder.path().join("process");
    let script = format!("echo $$ > {}\nexec /bin/sleep 600", process.display());
    let begin = Instant::now();
    let ended = impostor(&folder, &script).read_now("a.csv", b"a,b\n");
    assert!(matches!(ended, Err(TextError::TimedOut { seconds: 20 })), "{ended:?}");
    assert!(ended.unwrap_err().to_string().contains("longer than 20 seconds and was stopped: split it"));
    assert!((19..30).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
    let id = fs::read_to_string(process).unwrap();
    assert!(!PathBuf::from(format!("/proc/{}", id.trim())).exists(), "process {id} is still there");
}

#[test]
fn an_answer_that_promises_more_than_the_limit_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let endless = impostor(&folder, "exec /bin/cat /dev/zero | /usr/bin/tr '\\0' '\\377'");
    let ended = endless.read_now("a.csv", b"a,b\n");
    assert!(matches!(ended, Err(TextError::TextTooLong { .. })), "{ended:?}");
}

#[test]
fn a_text_that_is_longer_than_an_answer_is_refused() {
    let line = "The owner of each asset reviews who may use it and writes down what was found;yes\n";
    let ended = read("long.csv", line.repeat(230_000).as_bytes());
    let Err(error @ (TextError::TextTooLong { .. } | TextError::Limit(_))) = &ended else { panic!("{ended:?}") };
    assert!(error.to_string().contains("split it"), "{error}");
}

#[test]
fn a_file_that_needs_more_memory_than_there_is_ends_with_a_reason() {
    // One object stream of a PDF that grows to a gigabyte: the limit on memory is what stops it.
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    packed.start_file("x", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![b' '; 1024 * 1024];
    (0..1024).for_each(|_| packed.write_all(&block).unwrap());
    let packed = packed.finish().unwrap().into_inner();
    // The deflated bytes lie between the local header and the central directory; a zlib header makes a Flate stream.
    let end = packed.len() - 22;
    let list = u32::from_le_bytes(packed[end + 16..end + 20].try_into().unwrap()) as usize;
    let flate: Vec<u8> = [0x78, 0x9c].into_iter().chain(packed[31..list].iter().copied()).collect();
    let mut pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>\nendobj\n4 0 obj\n".to_vec();
    pdf.extend(format!("<< /Filter /FlateDecode /Length {} >>\nstream\n", flate.len()).bytes());
    pdf.extend(flate);
    pdf.extend(b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n");
    let ended = read("flate.pdf", &pdf);
    println!("a stream of a gigabyte: {ended:?}");
    assert!(
        matches!(
            ended,
            Err(TextError::OutOfMemory { .. } | TextError::Limit(_) | TextError::Empty | TextError::Damaged(_))
        ),
        "{ended:?}"
    );
}

/// A PDF of so many pages with a line of text each.
fn pages(count: usize) -> Vec<u8> {
    let mut kids = String::new();
    let mut objects = String::new();
    for at in 0..count {
        let (page, content) = (4 + 2 * at, 5 + 2 * at);
        write!(kids, "{page} 0 R ").unwrap();
        let text = format!("BT /F 12 Tf 72 400 Td (Page {} of the policy names its owner.) Tj ET", at + 1);
        write!(
            objects,
            "{page} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {content} 0 R /Resources << /Font << /F 3 0 R >> >> >>\nendobj\n{content} 0 obj\n<< /Length {} >>\nstream\n{text}\nendstream\nendobj\n",
            text.len()
        )
        .unwrap();
    }
    format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count {count} /Kids [{kids}] >>\nendobj\n3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n{objects}trailer\n<< /Root 1 0 R >>\n").into_bytes()
}

#[test]
fn a_pdf_of_thousands_of_pages_is_read_and_one_of_ten_thousand_refused() {
    let many = read("many.pdf", &pages(4_000)).unwrap();
    assert_eq!(many.pages.len(), 4_000);
    assert!(many.text.contains("Page 4000 of the policy"));
    let ended = read("ten-thousand.pdf", &pages(10_000));
    let error = ended.unwrap_err().to_string();
    assert_eq!(error, "the file goes beyond a limit (10000 pages): split it, or save it as plain text");
}

#[test]
fn a_small_workbook_of_enormous_content_is_refused() {
    let workbook = text_part("<workbook><sheets><sheet name='S' r:id='r'/></sheets></workbook>");
    let relations = text_part(
        "<Relationships><Relationship Id='r' Type='/worksheet' Target='s.xml'/><Relationship Id='t' Type='/sharedStrings' Target='t.xml'/></Relationships>",
    );
    // One text of 30 KB in 10,000 cells is 300 MB to a reader.
    let texts = format!("<sst><si><t>{}</t></si></sst>", "The owner decides. ".repeat(1_600));
    let shared = text_part(&texts);
    let repeated = |out: &mut dyn Write| {
        out.write_all(b"<worksheet><dimension ref='A1:XFD1048576'/><sheetData>").unwrap();
        (1..=10_000).for_each(|row| write!(out, "<row r='{row}'><c r='A{row}' t='s'><v>0</v></c></row>").unwrap());
        out.write_all(b"</sheetData></worksheet>").unwrap();
    };
    // Two million cells of one digit.
    let wide = |out: &mut dyn Write| {
        out.write_all(b"<worksheet><sheetData>").unwrap();
        (0..20_000).for_each(|_| write!(out, "<row>{}</row>", "<c><v>1</v></c>".repeat(100)).unwrap());
        out.write_all(b"</sheetData></worksheet>").unwrap();
    };
    for sheet in [&repeated as super::Fill<'_>, &wide] {
        let file = package(&[
            ("xl/workbook.xml", &workbook),
            ("xl/_rels/workbook.xml.rels", &relations),
            ("xl/s.xml", sheet),
            ("xl/t.xml", &shared),
        ]);
        assert!(file.len() < 2_000_000, "{} bytes on the disk", file.len());
        let begin = Instant::now();
        let ended = read("enormous.xlsx", &file);
        println!("a workbook of {} bytes: {:?} after {:?}", file.len(), ended.as_ref().err(), begin.elapsed());
        assert!(begin.elapsed() < PATIENCE);
        let Err(error) = ended else { panic!("it was read") };
        assert!(error.to_string().contains("split it"), "{error}");
    }
}
