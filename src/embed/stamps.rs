//! Remembers which files were hashed, so that a command does not read 126 MB again to find nothing changed.
//!
//! A stamp holds for one length, modification time and (on Unix) change time of a file. It guards against accidents:
//! who can write to this folder can also write stamps. A folder that cannot be written is hashed each time.

use std::{
    collections::BTreeMap,
    fs::{File, Metadata},
    io::{self, Read},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use sha2::{Digest, Sha256};

const FILE_NAME: &str = ".verified";

/// The hashes known for the files of one folder.
pub(super) struct Stamps {
    dir: PathBuf,
    /// From a file's name to its state and its sha256, both as written in the stamp file.
    known: BTreeMap<String, (String, String)>,
    changed: bool,
}

impl Stamps {
    /// Reads the folder's stamps; none when there are none or they cannot be read.
    pub(super) fn open(dir: &Path) -> Self {
        let text = std::fs::read_to_string(dir.join(FILE_NAME)).unwrap_or_default();
        let known = text.lines().filter_map(parse).collect();
        Self { dir: dir.to_owned(), known, changed: false }
    }

    /// The sha256, in hex, of the file `name`, which is relative to the folder.
    pub(super) fn sha256(&mut self, name: &str) -> io::Result<String> {
        let mut file = File::open(self.dir.join(name))?;
        // The state is taken before reading: a file that changes meanwhile no longer fits its stamp.
        let state = state(&file.metadata()?)?;
        if let Some((known, sha256)) = self.known.get(name)
            && *known == state
        {
            return Ok(sha256.clone());
        }
        let sha256 = hash(&mut file)?;
        self.known.insert(name.to_owned(), (state, sha256.clone()));
        self.changed = true;
        Ok(sha256)
    }

    /// Writes the stamps if there is anything new.
    pub(super) fn save(self) {
        if !self.changed {
            return;
        }
        let lines: Vec<_> =
            self.known.iter().map(|(name, (state, sha256))| format!("{sha256} {state} {name}")).collect();
        let new = self.dir.join(format!("{FILE_NAME}.{}", std::process::id()));
        let done =
            std::fs::write(&new, lines.join("\n")).and_then(|()| std::fs::rename(&new, self.dir.join(FILE_NAME)));
        if let Err(error) = done {
            tracing::debug!(%error, "the models folder cannot be written: files are hashed at each start");
        }
    }
}

fn parse(line: &str) -> Option<(String, (String, String))> {
    let (sha256, rest) = line.split_once(' ')?;
    let (state, name) = rest.split_once(' ')?;
    Some((name.to_owned(), (state.to_owned(), sha256.to_owned())))
}

fn state(metadata: &Metadata) -> io::Result<String> {
    let modified = metadata.modified()?.duration_since(UNIX_EPOCH).map_err(io::Error::other)?;
    Ok(format!("{}:{}:{}", metadata.len(), modified.as_nanos(), change_time(metadata)))
}

#[cfg(unix)]
fn change_time(metadata: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    format!("{}.{}", metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn change_time(_: &Metadata) -> String {
    String::new()
}

fn hash(file: &mut File) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut buffer)?;
        match buffer.get(..read) {
            Some(bytes) if !bytes.is_empty() => hash.update(bytes),
            _ => return Ok(format!("{:x}", hash.finalize())),
        }
    }
}
