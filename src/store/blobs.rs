//! Blobs: the original files, named by their SHA-256 alone. A blob is on the disk for good before a row refers to it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::{Store, StoreError, text};

/// An unfinished file of this age was left by a process that died.
const ABANDONED: Duration = Duration::from_hours(1);

const UNFINISHED: &str = "tmp-";

impl Store {
    /// Stores a file and gives its SHA-256. When this returns, the file survives a crash.
    pub async fn put_blob(&self, bytes: Vec<u8>) -> Result<String, StoreError> {
        let root = self.blobs.clone();
        spawn_blocking(move || put(&root, &bytes)).await.map_err(io::Error::other)?
    }

    /// A stored file. One that is not what its name says is [`StoreError::Corrupt`].
    pub async fn blob(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let path = place(&self.blobs, sha256)?;
        let sha256 = sha256.to_owned();
        spawn_blocking(move || {
            let bytes = found(fs::read(path))?.ok_or(StoreError::NotFound)?;
            if hash(&bytes) == sha256 { Ok(bytes) } else { Err(StoreError::Corrupt) }
        })
        .await
        .map_err(io::Error::other)?
    }

    /// Removes a stored file for good; to remove one that is not there is no error.
    pub async fn remove_blob(&self, sha256: &str) -> Result<(), StoreError> {
        let path = place(&self.blobs, sha256)?;
        spawn_blocking(move || remove(&path)).await.map_err(io::Error::other)?
    }
}

/// Makes the folder and sweeps out what dead processes left unfinished.
pub(super) fn prepare(root: &Path) -> Result<(), StoreError> {
    make_dir(root)?;
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let unfinished = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
        // Another process may finish or sweep the same file at this moment.
        let Some(meta) = found(entry.metadata())?.filter(|_| unfinished) else { continue };
        if meta.modified()?.elapsed().is_ok_and(|age| age > ABANDONED) {
            found(fs::remove_file(entry.path()))?;
        }
    }
    Ok(())
}

fn put(root: &Path, bytes: &[u8]) -> Result<String, StoreError> {
    let sha256 = hash(bytes);
    let path = place(root, &sha256)?;
    let folder = path.parent().unwrap_or(root);
    make_dir(folder)?;
    if found(fs::read(&path))?.is_none_or(|kept| kept != bytes) {
        let unfinished = root.join(format!("{UNFINISHED}{}", Uuid::now_v7().simple()));
        if let Err(error) = write_new(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, &path)) {
            // The first error counts; what could not be removed is swept at a later start.
            let _ = fs::remove_file(&unfinished);
            return Err(error.into());
        }
    }
    // Also for a file that was there: who renamed it may have died before this.
    File::open(folder)?.sync_all()?;
    File::open(root)?.sync_all()?;
    Ok(sha256)
}

fn remove(path: &Path) -> Result<(), StoreError> {
    if let (Some(()), Some(folder)) = (found(fs::remove_file(path))?, path.parent()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn make_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Where a blob lies. Only a SHA-256 names one, so no name leads anywhere else.
fn place(root: &Path, sha256: &str) -> Result<PathBuf, StoreError> {
    let folder = sha256.get(..2).filter(|_| text::is_sha256(sha256)).ok_or(StoreError::NotFound)?;
    Ok(root.join(folder).join(sha256))
}

/// None when there is no such file.
fn found<T>(result: io::Result<T>) -> Result<Option<T>, StoreError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn hash(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}
