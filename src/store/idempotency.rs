//! Requests that may be sent twice: what the first one was answered is kept for a day, under the key that it brought.
//!
//! Whoever makes a thing writes the answer in the transaction that makes it, through a [`Receipt`]: a process that is
//! killed has either made the thing and can say so again, or has made nothing.

use sqlx::{FromRow, SqliteConnection};

use super::{Store, StoreError, now};

/// How long an answer is kept, in milliseconds.
const KEPT: i64 = 24 * 60 * 60 * 1000;

/// Whose request it is, and the key that it brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What is kept of the credential.
    pub credential: String,
    /// The key, in the caller's words.
    pub key: String,
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Settled {
    /// What identifies the request: a hash of its method, address and body.
    pub request: Option<String>,
    /// The status.
    pub status: i64,
    /// The body.
    pub response: String,
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// Nobody had the key: the request is to be served.
    Fresh,
    /// The first request with this key is still being served.
    Running,
    /// It was answered.
    Settled(Settled),
}

/// How the answer that tells of a new thing is written, in the transaction that makes the thing.
#[derive(Clone, Copy)]
pub struct Receipt<'a, T> {
    claim: &'a Claim,
    says: &'a (dyn Fn(&T) -> (u16, String) + Sync),
}

impl<'a, T> Receipt<'a, T> {
    /// A receipt for a claim; `says` gives status and body for what was made.
    pub fn new(claim: &'a Claim, says: &'a (dyn Fn(&T) -> (u16, String) + Sync)) -> Self {
        Self { claim, says }
    }

    /// Writes what is answered.
    pub(super) async fn write(self, tx: &mut SqliteConnection, made: &T) -> Result<(), StoreError> {
        let (status, response) = (self.says)(made);
        settle(tx, self.claim, None, (status, &response)).await
    }
}

impl Store {
    /// Claims a key for a request to this address; `request` is the hash, where it is known before the request is served.
    pub async fn claim(&self, claim: &Claim, place: &str, request: Option<&str>) -> Result<Claimed, StoreError> {
        let (at, mut tx) = (now(), self.write().await?);
        sqlx::query("DELETE FROM idempotency WHERE at <= $1").bind(at - KEPT).execute(&mut *tx).await?;
        let fresh = sqlx::query(
            "INSERT INTO idempotency (credential, key, place, request, at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (credential, key) DO NOTHING",
        )
        .bind(&claim.credential)
        .bind(&claim.key)
        .bind(place)
        .bind(request)
        .bind(at)
        .execute(&mut *tx)
        .await?;
        if fresh.rows_affected() > 0 {
            tx.commit().await?;
            return Ok(Claimed::Fresh);
        }
        let sql = "SELECT request, status, response FROM idempotency \
                   WHERE credential = $1 AND key = $2 AND status IS NOT NULL AND response IS NOT NULL";
        let settled = sqlx::query_as(sql).bind(&claim.credential).bind(&claim.key).fetch_optional(&mut *tx).await?;
        tx.commit().await?;
        Ok(settled.map_or(Claimed::Running, Claimed::Settled))
    }

    /// Keeps an answer, unless one is kept already.
    pub async fn settle(
        &self,
        claim: &Claim,
        request: Option<&str>,
        (status, response): (u16, &str),
    ) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        settle(&mut tx, claim, request, (status, response)).await?;
        Ok(tx.commit().await?)
    }

    /// Gives a claim up whose request was not answered; one that was stays.
    pub async fn release(&self, claim: &Claim) -> Result<(), StoreError> {
        let sql = "DELETE FROM idempotency WHERE credential = $1 AND key = $2 AND status IS NULL";
        sqlx::query(sql).bind(&claim.credential).bind(&claim.key).execute(&self.writer).await?;
        Ok(())
    }

    /// Gives every claim up whose request was not answered. For a server that starts: nobody serves them any more.
    pub async fn release_open_claims(&self) -> Result<u64, StoreError> {
        let released = sqlx::query("DELETE FROM idempotency WHERE status IS NULL").execute(&self.writer).await?;
        Ok(released.rows_affected())
    }
}

async fn settle(
    tx: &mut SqliteConnection,
    claim: &Claim,
    request: Option<&str>,
    (status, response): (u16, &str),
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE idempotency SET status = $1, response = $2, request = COALESCE($3, request) \
         WHERE credential = $4 AND key = $5 AND status IS NULL",
    )
    .bind(i64::from(status))
    .bind(response)
    .bind(request)
    .bind(&claim.credential)
    .bind(&claim.key)
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets every answer that names this id, in its address or in its body: what is deleted is told to nobody again.
pub(super) async fn forget(tx: &mut SqliteConnection, id: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM idempotency WHERE status IS NOT NULL \
               AND (place LIKE '%' || $1 || '%' OR response LIKE '%' || $1 || '%')";
    sqlx::query(sql).bind(id).execute(tx).await?;
    Ok(())
}
