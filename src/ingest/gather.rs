//! From what a user names (files, folders, ZIP archives) to the files in it, each read only when its turn comes.
//!
//! One bad file never spoils the rest: it is refused by name, with the reason.

mod archive;

use std::{
    collections::HashSet,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::document::{Kind, MAX_FILE_BYTES, TextError};
pub(super) use archive::promised;

/// Files of one call.
pub const MAX_FILES: usize = 500;
/// How deep folders may nest.
const MAX_DEPTH: usize = 32;

/// What was found.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The files that may hold text, in the order in which they were named; no two have the same name.
    pub files: Vec<Source>,
    /// The names of the others, each with the reason on one line.
    pub refused: Vec<(String, String)>,
}

/// A file that has not been read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name: a path below the folder or in the archive that was named, with `/` between parts.
    pub name: String,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    Entry { archive: PathBuf, index: usize },
    StandardInput,
}

/// A file's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
}

/// Why nothing is gathered, or why a file cannot be read.
#[derive(Debug, Error)]
pub enum GatherError {
    /// More files than one call takes.
    #[error("{found} files; {MAX_FILES} are taken at once: name fewer")]
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// The system gives the file no more.
    #[error("it cannot be read ({0})")]
    Unreadable(#[from] io::Error),
    /// It is larger than a document may be.
    #[error(transparent)]
    TooLarge(TextError),
    /// Its archive does not give it out.
    #[error("the archive is damaged ({0}): unpack it and give the files in it")]
    Archive(String),
}

/// Finds the files that some paths mean. Folders are walked, ZIP archives are looked into, `-` is standard input.
///
/// Links are not followed, and files that systems hide are passed over.
pub fn gather(paths: &[PathBuf]) -> Result<Gathered, GatherError> {
    let mut found = Gathered::default();
    for path in paths {
        if path.as_os_str() == "-" || path.as_os_str() == "/dev/stdin" {
            found.files.push(Source { name: "standard input".to_owned(), place: Place::StandardInput });
        } else if path.is_dir() {
            found.walk(path, path, 0);
        } else if !path.exists() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.refuse(name, "it cannot be read (there is no such file or folder)");
        } else {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.take(name, path);
        }
    }
    if found.files.len() > MAX_FILES {
        return Err(GatherError::TooMany { found: found.files.len() });
    }
    found.name_apart();
    Ok(found)
}

/// Finds the documents in one ZIP archive that has another name on the disk than its sender gave it.
pub fn gather_archive(name: &str, path: &Path) -> Result<Gathered, GatherError> {
    let mut found = Gathered::default();
    archive::list(&mut found, name, path);
    if found.files.len() > MAX_FILES {
        return Err(GatherError::TooMany { found: found.files.len() });
    }
    found.name_apart();
    Ok(found)
}

impl Source {
    /// Reads the file.
    pub fn read(&self) -> Result<Content, GatherError> {
        let bytes = match &self.place {
            Place::File(path) => bounded(fs::File::open(path)?)?,
            Place::Entry { archive, index } => archive::read(archive, *index)?,
            Place::StandardInput => bounded(io::stdin().lock())?,
        };
        let sha256 = format!("{:x}", Sha256::digest(&bytes));
        Ok(Content { bytes, sha256 })
    }
}

impl Gathered {
    fn walk(&mut self, top: &Path, folder: &Path, depth: usize) {
        let below = |path: &Path| path.strip_prefix(top).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let listed = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = match listed {
            Ok(entries) if depth <= MAX_DEPTH => entries,
            Ok(_) => return self.refuse(below(folder), "folders are nested too deep here"),
            Err(error) => return self.refuse(below(folder), &format!("the folder cannot be listed ({error})")),
        };
        entries.sort_by_key(fs::DirEntry::path);
        for entry in entries {
            let (path, kind) = (entry.path(), entry.file_type());
            if is_hidden(&entry.file_name().to_string_lossy()) {
                continue;
            }
            match kind {
                Ok(kind) if kind.is_dir() => self.walk(top, &path, depth + 1),
                Ok(kind) if kind.is_file() => self.take(below(&path), &path),
                // A link could lead out of the folder or back into it.
                Ok(kind) if kind.is_symlink() => self.refuse(below(&path), "links are not followed"),
                _ => {}
            }
        }
    }

    /// Takes a file, or the files in it.
    fn take(&mut self, name: String, path: &Path) {
        if name.to_lowercase().ends_with(".zip") {
            return archive::list(self, &name, path);
        }
        match (wanted(&name), fs::metadata(path)) {
            (Err(reason), _) => self.refuse(name, &reason),
            (_, Err(error)) => self.refuse(name, &format!("{} cannot be read ({error})", path.display())),
            (Ok(()), Ok(about)) => match fits(about.len()) {
                Ok(()) => self.files.push(Source { name, place: Place::File(path.to_owned()) }),
                Err(error) => self.refuse(name, &error.to_string()),
            },
        }
    }

    fn refuse(&mut self, name: String, reason: &str) {
        self.refused.push((name, reason.to_owned()));
    }

    /// Gives files of the same name names that differ.
    fn name_apart(&mut self) {
        let mut taken: HashSet<String> = HashSet::new();
        for file in &mut self.files {
            let (stem, ending) = match file.name.rsplit_once('.') {
                Some((stem, ending)) => (stem.to_owned(), format!(".{ending}")),
                None => (file.name.clone(), String::new()),
            };
            let mut number = 1;
            while !taken.insert(file.name.clone()) {
                number += 1;
                file.name = format!("{stem} ({number}){ending}");
            }
        }
    }
}

/// Whether a file's name is one of a document.
fn wanted(name: &str) -> Result<(), String> {
    match Kind::of(name) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err("its name has no ending that says what it is: give it one, such as .md or .pdf".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Files that systems and programs leave behind.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != ".."
        || name.starts_with("~$")
        || matches!(name, "__MACOSX" | "Thumbs.db" | "desktop.ini")
}

fn fits(size: u64) -> Result<(), TextError> {
    let found = usize::try_from(size).unwrap_or(usize::MAX);
    if found > MAX_FILE_BYTES { Err(TextError::TooLarge { found, limit: MAX_FILE_BYTES }) } else { Ok(()) }
}

/// Reads to the end, unless that is beyond the limit: a file may grow after it was looked at.
fn bounded(reader: impl Read) -> Result<Vec<u8>, GatherError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX);
    reader.take(limit + 1).read_to_end(&mut bytes)?;
    fits(u64::try_from(bytes.len()).unwrap_or(u64::MAX)).map_err(GatherError::TooLarge)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
