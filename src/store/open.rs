//! Opening a data directory: permissions, pragmas, the version of `SQLite`, migrations.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqlitePool};

use super::{Store, StoreError, blobs};

static MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations");

/// Earlier versions can lose commits when a WAL is reset (<https://sqlite.org/wal.html#walresetbug>).
const SOUND_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// How long a statement waits for another process's write.
const BUSY: Duration = Duration::from_secs(5);

/// How long a caller waits for a connection; longer than [`BUSY`], so that one slow writer does not fail the next.
const ACQUIRE: Duration = Duration::from_secs(10);

const READERS: u32 = 4;

impl Store {
    /// Opens a data directory, creates what is missing and migrates what is old. Beside other processes it is safe.
    pub async fn open(dir: &Path) -> Result<Self, StoreError> {
        let dir = dir.to_owned();
        let (dir, lock) = tokio::task::spawn_blocking(move || prepare(&dir)).await.map_err(std::io::Error::other)??;
        let options = SqliteConnectOptions::new()
            .filename(dir.join("annexa.db"))
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .busy_timeout(BUSY);
        let writer = writers().connect_with(options.clone()).await?;
        assert_sound(&writer).await?;
        MIGRATIONS.run(&writer).await?;
        let readers = pool(READERS).connect_with(options.pragma("query_only", "ON")).await?;
        drop(lock);
        Ok(Self { writer, readers, blobs: dir.join("blobs") })
    }
}

/// Makes the directory and its files private, and takes the lock that lets one process at a time set up the database.
fn prepare(dir: &Path) -> Result<(PathBuf, File), StoreError> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    // An absolute path is never taken for an SQLite URI, whatever it is called.
    let dir = fs::canonicalize(dir)?;
    let lock = private_file(&dir.join("open.lock"))?;
    hold(&lock)?;
    // SQLite gives its -wal and -shm files the permissions of the database.
    private_file(&dir.join("annexa.db"))?;
    blobs::prepare(&dir.join("blobs"))?;
    Ok((dir, lock))
}

fn private_file(path: &Path) -> Result<File, StoreError> {
    Ok(OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?)
}

fn hold(lock: &File) -> Result<(), StoreError> {
    let deadline = Instant::now() + ACQUIRE;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => sleep(Duration::from_millis(10)),
            Err(TryLockError::WouldBlock) => return Err(StoreError::Busy),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE).idle_timeout(None).max_lifetime(None)
}

/// A full disk or a failed read makes `SQLite` roll back by itself; the driver then still counts a transaction and could
/// never begin another. The ping waits for a rollback that is under way; a connection that still counts one is replaced.
fn writers() -> SqlitePoolOptions {
    pool(1).test_before_acquire(false).before_acquire(|connection, _| {
        Box::pin(async move {
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    })
}

async fn assert_sound(pool: &SqlitePool) -> Result<(), StoreError> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?;
    if is_sound(&version) { Ok(()) } else { Err(StoreError::OldSqlite { version }) }
}

fn is_sound(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= SOUND_SQLITE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        for sound in ["3.51.3", "3.51.10", "3.100.0", "4.0.0"] {
            assert!(is_sound(sound), "{sound}");
        }
        for old in ["3.51.2", "3.9.99", "2.99.99", "", "x"] {
            assert!(!is_sound(old), "{old}");
        }
    }
}
