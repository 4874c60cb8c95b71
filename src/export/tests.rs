//! Tests of the exports: nothing of a document becomes anything but text, and every file opens again.

mod fixture;
mod full;
mod safety;
mod shape;

use std::io::{Cursor, Read};

use super::{Detail, Format, gap, gap_in_detail, markdown};
use fixture::nasty;

/// The parts of a zip file by name.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    parts(bytes).into_iter().find(|(found, _)| found == name).unwrap().1
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}
