//! What can go wrong in the store, in a caller's terms; the only place that knows `SQLite`'s codes.

use std::io::{self, ErrorKind};

use sqlx::migrate::MigrateError;
use thiserror::Error;

/// Why the store did not do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No such row that this caller may see.
    #[error("not found: it does not exist here, or it was deleted")]
    NotFound,
    /// A live row holds this name already.
    #[error("a {what} of this name exists already: choose another name")]
    Conflict {
        /// The kind of thing.
        what: &'static str,
    },
    /// What was to be replaced is not there any more as it was.
    #[error("the conversation has changed meanwhile: read it again")]
    Changed,
    /// What is there does not allow it.
    #[error("{what}")]
    Refused {
        /// Why not and what to do.
        what: &'static str,
    },
    /// A value that is never stored.
    #[error("{what}")]
    Invalid {
        /// What is wrong with it and what would be right.
        what: &'static str,
    },
    /// The disk or the quota is full; reading still works.
    #[error("the disk is full: free some space and try again")]
    Full,
    /// The data directory cannot be written.
    #[error("the data directory cannot be written: check its owner, its permissions and its mount")]
    ReadOnly,
    /// Another writer held the store for too long.
    #[error("the store is busy with other writes: try again in a moment")]
    Busy,
    /// Another version of the program wrote here.
    #[error("this data directory was written by a newer annexa: upgrade annexa or choose another directory")]
    NewerSchema,
    /// What is stored is not what was written.
    #[error("the store is damaged: run `annexa doctor`, then restore a backup")]
    Corrupt,
    /// The linked `SQLite` may lose commits in WAL mode.
    #[error("sqlite {version} can lose commits: build annexa with sqlite 3.51.3 or later")]
    OldSqlite {
        /// The version that is linked.
        version: String,
    },
    /// The file system failed in another way.
    #[error("the data directory failed: check its disk")]
    Io(#[source] io::Error),
    /// The database failed in another way.
    #[error("the database failed: run `annexa doctor`")]
    Sql(#[source] sqlx::Error),
}

/// `SQLite` could not grow its shared-memory file, which happens when the disk is full.
const IOERR_SHMSIZE: i32 = 4874;

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(error) => Self::from(error),
            error => match sqlite_code(&error) {
                Some(IOERR_SHMSIZE) => Self::Full,
                // An extended code carries the primary one in its low byte.
                Some(code) => Self::from_primary(code & 0xff, error),
                None => Self::Sql(error),
            },
        }
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => Self::NewerSchema,
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => Self::from(error),
            error => Self::Sql(error.into()),
        }
    }
}

impl StoreError {
    fn from_primary(code: i32, error: sqlx::Error) -> Self {
        match code {
            // SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN
            3 | 8 | 14 => Self::ReadOnly,
            // SQLITE_BUSY, SQLITE_LOCKED
            5 | 6 => Self::Busy,
            // SQLITE_IOERR
            10 => Self::Io(io::Error::other(error)),
            // SQLITE_CORRUPT, SQLITE_NOTADB
            11 | 26 => Self::Corrupt,
            // SQLITE_FULL
            13 => Self::Full,
            _ => Self::Sql(error),
        }
    }

    /// The same error, unless a unique name was taken meanwhile: then a conflict about `what`.
    pub(super) fn or_conflict(error: sqlx::Error, what: &'static str) -> Self {
        match error.as_database_error() {
            Some(cause) if cause.is_unique_violation() => Self::Conflict { what },
            _ => Self::from(error),
        }
    }
}

fn sqlite_code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}
