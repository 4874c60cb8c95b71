//! Backups: a snapshot of the database, then the original files that it names, then a manifest with the hash of each.
//!
//! A backup can be made beside a running server: the snapshot is one moment, and a file that it names is never changed.
//! Indexes are left out; they are made anew. A folder without a manifest is no backup: it is written last.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use thiserror::Error;
use tokio::task::spawn_blocking;

use super::{Store, StoreError, WorkspaceId};

const DATABASE: &str = "annexa.db";
const MANIFEST: &str = "manifest.json";
const FILES: &str = "blobs";
/// How often a snapshot is taken anew because a file went away meanwhile.
const ATTEMPTS: u8 = 3;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The format of backups, 1.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// When, RFC 3339.
    pub created: String,
    /// The SHA-256 of the database.
    pub database: String,
    /// Each original file: its SHA-256, which is its name, and its size in bytes.
    pub files: Vec<(String, u64)>,
}

/// Why a backup cannot be made, checked or restored.
#[derive(Debug, Error)]
pub enum BackupError {
    /// Something stands where the backup or the data shall go.
    #[error("{0} is not empty: name a folder that is new or empty")]
    NotEmpty(PathBuf),
    /// The folder is no backup.
    #[error("{0} is no backup: it has no readable manifest.json, which is written last")]
    NoBackup(PathBuf),
    /// A part is not what the manifest says.
    #[error("{0} is damaged: {1} is not what the manifest says")]
    Damaged(PathBuf, String),
    /// It was made by a later program.
    #[error("this backup has format {0}, which this program does not know: use a later version")]
    Newer(u32),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The database could not be copied or checked.
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
}

impl Store {
    /// Makes a backup in a folder that is new or empty.
    pub async fn backup(&self, folder: &Path, created: &str) -> Result<Manifest, BackupError> {
        empty(folder)?;
        let mut left = ATTEMPTS;
        loop {
            left -= 1;
            match self.snapshot(folder, created).await {
                // A document that was deleted after the snapshot takes its file along: the next snapshot no longer names it.
                Err(BackupError::Io(error)) if left > 0 && error.kind() == io::ErrorKind::NotFound => {
                    fs::remove_dir_all(folder)?;
                    empty(folder)?;
                }
                done => return done,
            }
        }
    }

    async fn snapshot(&self, folder: &Path, created: &str) -> Result<Manifest, BackupError> {
        let database = folder.join(DATABASE);
        // The statement takes a name as data; a snapshot never sees half a transaction.
        // The readers' connections may not even write another file.
        let place = self.blobs.with_file_name(DATABASE);
        let mut connection = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(place)).await?;
        let taken = sqlx::query("VACUUM INTO $1").bind(database.to_string_lossy().into_owned());
        taken.execute(&mut connection).await?;
        connection.close().await?;
        let named = named(&database).await?;
        let (blobs, folder, created) = (self.blobs.clone(), folder.to_owned(), created.to_owned());
        spawn_blocking(move || copy(&blobs, &folder, &named, &created)).await.map_err(io::Error::other)?
    }
}

/// Checks every hash of a backup and the database itself.
pub async fn verify_backup(folder: &Path) -> Result<Manifest, BackupError> {
    let owned = folder.to_owned();
    let manifest = spawn_blocking(move || check(&owned)).await.map_err(io::Error::other)??;
    sound(&folder.join(DATABASE)).await.map_err(|_| damaged(folder, DATABASE))?;
    let named = named(&folder.join(DATABASE)).await?;
    let lost = named.iter().find(|name| !manifest.files.iter().any(|(file, _)| file == *name));
    lost.map_or(Ok(manifest), |name| Err(damaged(folder, &format!("{FILES}/{name}"))))
}

/// Puts a backup into a data folder that is new or empty, after checking all of it.
pub async fn restore_backup(folder: &Path, data: &Path) -> Result<Manifest, BackupError> {
    let manifest = verify_backup(folder).await?;
    empty(data)?;
    let (folder, data, files) = (folder.to_owned(), data.to_owned(), manifest.files.clone());
    spawn_blocking(move || {
        for (name, _) in &files {
            let place = place(name);
            carry(&folder.join(FILES).join(&place), &data.join(FILES).join(&place))?;
        }
        // The database comes last: without it the folder is an empty one.
        carry(&folder.join(DATABASE), &data.join(DATABASE))?;
        private(&data)
    })
    .await
    .map_err(io::Error::other)??;
    Ok(manifest)
}

/// The original files that the database names.
async fn named(database: &Path) -> Result<Vec<String>, sqlx::Error> {
    let mut connection = open(database).await?;
    // The pages of the knowledge base come with the program and have no file here.
    let sql = "SELECT DISTINCT sha256 FROM document WHERE deleted_at IS NULL AND workspace_id <> $1 ORDER BY sha256";
    let names = sqlx::query_scalar(sql).bind(WorkspaceId::knowledge()).fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok(names)
}

async fn sound(database: &Path) -> Result<(), sqlx::Error> {
    let mut connection = open(database).await?;
    let whole: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await?;
    let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut connection).await?;
    connection.close().await?;
    if whole == "ok" && broken.is_empty() { Ok(()) } else { Err(sqlx::Error::Protocol(whole)) }
}

async fn open(database: &Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(database).read_only(true)).await
}

fn copy(blobs: &Path, folder: &Path, named: &[String], created: &str) -> Result<Manifest, BackupError> {
    let mut files = Vec::new();
    for name in named {
        let place = place(name);
        let size = carry(&blobs.join(&place), &folder.join(FILES).join(&place))?;
        if hash(&folder.join(FILES).join(&place))? != *name {
            return Err(damaged(blobs, name));
        }
        files.push((name.clone(), size));
    }
    let database = folder.join(DATABASE);
    File::open(&database)?.sync_all()?;
    let manifest = Manifest {
        format: 1,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        created: created.to_owned(),
        database: hash(&database)?,
        files,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
    let mut file = File::create(folder.join(MANIFEST))?;
    file.write_all(&text)?;
    file.sync_all()?;
    private(folder)?;
    Ok(manifest)
}

fn check(folder: &Path) -> Result<Manifest, BackupError> {
    let no_backup = || BackupError::NoBackup(folder.to_owned());
    let text = fs::read(folder.join(MANIFEST)).map_err(|_| no_backup())?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| no_backup())?;
    if manifest.format != 1 {
        return Err(BackupError::Newer(manifest.format));
    }
    let is = |path: &Path, expected: &str| hash(path).is_ok_and(|hash| hash == expected);
    if !is(&folder.join(DATABASE), &manifest.database) {
        return Err(damaged(folder, DATABASE));
    }
    for (name, _) in &manifest.files {
        let is_name = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_name || !is(&folder.join(FILES).join(place(name)), name) {
            return Err(damaged(folder, &format!("{FILES}/{name}")));
        }
    }
    Ok(manifest)
}

fn damaged(folder: &Path, part: &str) -> BackupError {
    BackupError::Damaged(folder.to_owned(), part.to_owned())
}

/// Where a file stands below the folder of files, as in a data folder.
fn place(name: &str) -> PathBuf {
    Path::new(name.get(..2).unwrap_or_default()).join(name)
}

/// Copies a file for good, folders included.
fn carry(from: &Path, to: &Path) -> Result<u64, BackupError> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    let size = fs::copy(from, to)?;
    File::open(to)?.sync_all()?;
    Ok(size)
}

fn hash(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    io::copy(&mut File::open(path)?, &mut digest)?;
    Ok(format!("{:x}", digest.finalize()))
}

/// Makes the folder, and says when something stands there.
fn empty(folder: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(BackupError::NotEmpty(folder.to_owned()));
    }
    Ok(())
}

/// Nobody else may read what companies keep here.
fn private(folder: &Path) -> Result<(), BackupError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    Ok(File::open(folder)?.sync_all()?)
}
