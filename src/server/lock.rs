//! One server per data folder: a lock that the system gives back when the process dies, however it dies.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use anyhow::{Context, bail};

/// Held as long as the server runs.
#[derive(Debug)]
pub(super) struct ServerLock(File);

/// Whether a server runs on this data folder.
pub fn is_running(data_dir: &Path) -> bool {
    let file = File::open(data_dir.join("serve.lock"));
    file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

impl ServerLock {
    /// Takes the lock, or says who holds it.
    pub(super) fn take(data_dir: &Path) -> anyhow::Result<Self> {
        let folder = || format!("the data folder {} cannot be used", data_dir.display());
        DirBuilder::new().recursive(true).mode(0o700).create(data_dir).with_context(folder)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(data_dir.join("serve.lock")).with_context(folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // What the holder wrote only makes the message better.
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                let holder = if holder.is_empty() { String::new() } else { format!(" ({holder})") };
                bail!("another annexa server{holder} is using this data folder: stop it, or give another --data-dir")
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(folder),
        }
    }

    /// Notes for others who holds the lock and where the server is.
    pub(super) fn note(&mut self, address: &str) -> anyhow::Result<()> {
        self.0.set_len(0)?;
        self.0.rewind()?;
        write!(self.0, "pid {}, {address}", std::process::id())?;
        self.0.flush().context("the data folder cannot be written")
    }
}
