//! What a user names becomes files with names of their own; what cannot be taken is refused by name.

use std::io::Write;

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

fn archive(path: &Path, files: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

fn names(found: &Gathered) -> Vec<&str> {
    found.files.iter().map(|file| file.name.as_str()).collect()
}

fn reason<'a>(found: &'a Gathered, name: &str) -> &'a str {
    let refused = found.refused.iter().find(|(refused, _)| refused.contains(name));
    &refused.unwrap_or_else(|| panic!("{name} is not refused: {found:?}")).1
}

#[test]
fn folders_and_archives_give_their_files_and_name_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("in/sub")).unwrap();
    for (name, text) in
        [("in/a.md", "A."), ("in/sub/b.txt", "B."), ("in/old.doc", "x"), ("in/.hidden.md", "x"), ("in/LICENSE", "x")]
    {
        fs::write(at(name), text).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", at("in/link.txt")).unwrap();
    archive(
        &at("in/more.zip"),
        &[
            ("c/d.md", b"D."),
            ("a.md", b"Another."),
            ("inner.zip", b"PK"),
            ("../../up.md", b"x"),
            ("__MACOSX/a.md", b"x"),
            ("p.png", b"x"),
        ],
    );
    let found = gather(&[at("in"), at("missing.pdf")]).unwrap();
    assert_eq!(names(&found), ["a.md", "c/d.md", "a (2).md", "sub/b.txt"]);
    assert_eq!(found.files[2].read().unwrap().bytes, b"Another.");
    assert!(reason(&found, "old.doc").contains("save it as .docx"));
    assert!(reason(&found, "LICENSE").contains("ending"));
    assert!(reason(&found, "inner.zip").contains("unpack it"));
    assert!(reason(&found, "up.md").contains("leads out"), "{found:?}");
    assert!(reason(&found, "missing.pdf").contains("cannot be read"));
    assert!(reason(&found, "p.png").contains("OCR"));
    #[cfg(unix)]
    assert!(reason(&found, "link.txt").contains("links"));
}

#[test]
fn an_archive_that_is_a_bomb_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.zip");
    archive(&path, &[("zeros.txt", &vec![b'0'; 20 * 1024 * 1024]), ("fine.md", b"Fine.")]);
    let found = gather(std::slice::from_ref(&path)).unwrap();
    assert_eq!(names(&found), ["fine.md"]);
    assert!(reason(&found, "zeros.txt").contains("expands"));
    fs::write(&path, b"PK\x03\x04 and nothing").unwrap();
    assert!(reason(&gather(&[path]).unwrap(), "bomb.zip").contains("damaged"));
}

#[test]
fn too_many_files_are_refused_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..=MAX_FILES {
        fs::write(folder.path().join(format!("{number}.md")), "x").unwrap();
    }
    let error = gather(&[folder.path().to_owned()]).unwrap_err();
    assert!(error.to_string().contains("501 files"), "{error}");
}
