//! ZIP archives that strangers made: what is sound in them is taken, the rest is refused by name.

use std::{
    fs,
    io::{Cursor, Write},
    path::PathBuf,
};

use annexa::ingest::{Gathered, gather};
use zip::{ZipWriter, write::SimpleFileOptions};

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Every archive in one folder, beside a good file.
fn gathered(archives: &[(&str, &[u8])]) -> (tempfile::TempDir, Gathered) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.md"), "Good.").unwrap();
    for (name, bytes) in archives {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let found = gather(&[PathBuf::from(folder.path())]).unwrap();
    assert!(found.files.iter().any(|file| file.name == "good.md"), "the rest goes on: {found:?}");
    (folder, found)
}

fn reason<'a>(found: &'a Gathered, name: &str) -> &'a str {
    let refused = found.refused.iter().find(|(refused, _)| refused.contains(name));
    &refused.unwrap_or_else(|| panic!("{name} is not refused: {found:?}")).1
}

/// An archive whose one kernel of data is named by many entries, each of which promises to be all of it.
fn overlapping(entries: u16) -> Vec<u8> {
    let zeros = vec![b'0'; 1024 * 1024];
    let bytes = zip(&[("00000.txt", &zeros)]);
    let end = bytes.len() - 22;
    let list = u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) as usize;
    let (kernel, entry) = (&bytes[..list], &bytes[list..end]);
    let mut out = kernel.to_vec();
    for number in 0..entries {
        let mut one = entry.to_vec();
        one[46..51].copy_from_slice(format!("{number:05}").as_bytes());
        out.extend(one);
    }
    let size = u32::try_from(out.len() - list).unwrap();
    let mut tail = bytes[end..].to_vec();
    tail[8..10].copy_from_slice(&entries.to_le_bytes());
    tail[10..12].copy_from_slice(&entries.to_le_bytes());
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    out.extend(tail);
    out
}

#[test]
fn entries_that_lie_over_each_other_and_archives_without_end_are_refused() {
    let (over, many) = (overlapping(40), overlapping(60_000));
    assert!(over.len() < 8_000 && many.len() < 4_000_000);
    let (_folder, found) = gathered(&[("over.zip", &over), ("many.zip", &many)]);
    assert!(reason(&found, "over.zip").contains("lie over each other"), "{found:?}");
    assert!(reason(&found, "many.zip").contains("60000 entries"), "{found:?}");
    assert_eq!(found.files.len(), 1);
}

#[test]
fn archives_in_archives_are_not_looked_into() {
    let mut nested = zip(&[("secret.md", b"x")]);
    for _ in 0..6 {
        nested = zip(&[("inner.zip", &nested), ("note.md", b"A note.")]);
    }
    let (_folder, found) = gathered(&[("outer.zip", &nested)]);
    assert!(reason(&found, "inner.zip").contains("unpack it"));
    let names: Vec<&str> = found.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["good.md", "note.md"]);
}

#[test]
fn names_that_lead_elsewhere_are_refused_and_equal_names_stay_apart() {
    let mut twice = zip(&[("same1.md", b"First."), ("same2.md", b"Second.")]);
    // The writer refuses what readers have to bear.
    while let Some(at) = twice.windows(8).position(|eight| eight == b"same2.md") {
        twice[at..at + 8].copy_from_slice(b"same1.md");
    }
    let paths = zip(&[
        ("../../../../tmp/annexa-up.md", b"x"),
        ("/etc/annexa-root.md", b"Root."),
        ("..\\..\\annexa-back.md", b"x"),
        ("a/./b/../kept.md", b"Kept."),
        (&format!("{}.md", "é".repeat(150)), b"Long."),
        ("\u{202e}dm.x.md", b"Turned."),
    ]);
    let (_folder, found) = gathered(&[("twice.zip", &twice), ("paths.zip", &paths)]);
    assert!(reason(&found, "annexa-up.md").contains("leads out"), "{found:?}");
    for file in &found.files {
        let parts: Vec<&str> = file.name.split('/').collect();
        assert!(!file.name.starts_with('/') && !parts.contains(&".."), "{:?} is no path below the archive", file.name);
        file.read().unwrap();
    }
    assert!(reason(&found, "twice.zip").contains("1 of its files has the name of another"), "{found:?}");
    assert!(found.files.iter().any(|file| file.name == "same1.md"), "the other one is taken");
}
