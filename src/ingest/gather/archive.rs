//! ZIP archives as folders of files: bounded in number, size and ratio, and never unpacked to disk.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use zip::{ZipArchive, read::ZipFile, result::ZipError};

use super::{GatherError, Gathered, MAX_FILES, Place, Source, bounded, fits, is_hidden, wanted};

/// The size of all files in an archive together, in bytes.
const MAX_TOTAL: u64 = 500 * 1024 * 1024;
/// How many times larger than in its archive a file may be, once it is beyond `FREE`.
const MAX_RATIO: u64 = 200;
/// A file up to this size in bytes may be as compressed as it likes.
const FREE: u64 = 8 * 1024 * 1024;

type Archive = ZipArchive<BufReader<File>>;

/// Adds the files of an archive, under their paths in it.
pub(super) fn list(found: &mut Gathered, name: &str, path: &Path) {
    match sound(path) {
        Ok(mut archive) => {
            for index in 0..archive.len() {
                entry(found, name, path, &mut archive, index);
            }
            // The reader keeps the last of several entries with one name; the others must not vanish without a word.
            let promised = File::open(path).ok().and_then(|mut file| promised(&mut file).ok().flatten());
            match promised.unwrap_or(0).saturating_sub(archive.len()) {
                0 => {}
                1 => found.refuse(name.to_owned(), "1 of its files has the name of another: unpack it and rename them"),
                many => {
                    let reason = format!("{many} of its files have the names of others: unpack it and rename them");
                    found.refuse(name.to_owned(), &reason);
                }
            }
        }
        Err(reason) => found.refuse(name.to_owned(), &reason),
    }
}

/// An archive that keeps the limits as a whole.
fn sound(path: &Path) -> Result<Archive, String> {
    let mut archive = open(path).map_err(|error| error.to_string())?;
    if archive.len() > MAX_FILES * 4 {
        return Err(format!("the archive has {} entries: unpack it and give the files that matter", archive.len()));
    }
    let total = archive.decompressed_size().unwrap_or(0);
    if total > u128::from(MAX_TOTAL) {
        let megabytes = MAX_TOTAL / 1024 / 1024;
        return Err(format!("the archive holds more than {megabytes} MB: unpack it and give the files that matter"));
    }
    match archive.has_overlapping_entries() {
        Ok(false) => Ok(archive),
        Ok(true) => Err("the archive's entries lie over each other, as in files built to do harm".to_owned()),
        Err(error) => Err(damaged(&error).to_string()),
    }
}

/// How many entries the end of an archive promises; none when it does not say, as very long lists do elsewhere.
pub(in crate::ingest) fn promised(file: &mut File) -> io::Result<Option<usize>> {
    const END: u64 = 22;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(END + u64::from(u16::MAX))))?;
    let mut tail = Vec::new();
    file.take(END + u64::from(u16::MAX)).read_to_end(&mut tail)?;
    let count = tail.windows(4).rposition(|four| four == b"PK\x05\x06").and_then(|at| tail.get(at + 10..at + 12));
    let count = count.and_then(|count| count.try_into().ok()).map(|count| usize::from(u16::from_le_bytes(count)));
    Ok(count.filter(|count| *count < usize::from(u16::MAX)))
}

fn entry(found: &mut Gathered, name: &str, path: &Path, archive: &mut Archive, index: usize) {
    let inner = match archive.by_index_raw(index) {
        Ok(entry) => entry,
        Err(error) => return found.refuse(format!("{name}, entry {}", index + 1), &damaged(&error).to_string()),
    };
    let shown: String =
        inner.name().map(|name| name.chars().filter(|c| !c.is_control()).take(255).collect()).unwrap_or_default();
    if inner.is_dir() || shown.split(['/', '\\']).any(is_hidden) {
        return;
    }
    match document(&inner) {
        Ok(kept) => {
            found.files.push(Source { name: kept, place: Place::Entry { archive: path.to_owned(), index } });
        }
        Err(reason) => found.refuse(format!("{name}: {shown}"), &reason),
    }
}

/// The name of an entry that may be a document, or why it may not.
fn document(entry: &ZipFile<'_, BufReader<File>>) -> Result<String, String> {
    let inside = entry.enclosed_name().ok_or("its path leads out of the archive")?;
    let kept = inside.to_string_lossy().replace('\\', "/");
    if entry.is_symlink() {
        return Err("links are not followed".to_owned());
    }
    if kept.to_lowercase().ends_with(".zip") {
        return Err("an archive inside an archive is not looked into: unpack it".to_owned());
    }
    if entry.encrypted() {
        return Err("it is protected by a password: unpack it".to_owned());
    }
    wanted(&kept)?;
    fits(entry.size()).map_err(|error| error.to_string())?;
    if entry.size() > FREE.max(entry.compressed_size().saturating_mul(MAX_RATIO)) {
        return Err("it expands more than documents do".to_owned());
    }
    Ok(kept)
}

/// The bytes of an entry.
pub(super) fn read(path: &Path, index: usize) -> Result<Vec<u8>, GatherError> {
    let mut archive = open(path)?;
    let entry = archive.by_index(index).map_err(|error| damaged(&error))?;
    let said = entry.size();
    let bytes = bounded(entry)?;
    // An entry that is larger than it said would break the limit on all of them together.
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > said {
        return Err(GatherError::Archive("an entry is larger than it says".to_owned()));
    }
    Ok(bytes)
}

fn open(path: &Path) -> Result<Archive, GatherError> {
    ZipArchive::new(BufReader::new(File::open(path)?)).map_err(|error| damaged(&error))
}

fn damaged(error: &ZipError) -> GatherError {
    GatherError::Archive(error.to_string())
}
