//! Browser sessions, and the one-time tokens in the links that start them.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::SqliteConnection;

use super::{Grant, Scope, Store, StoreError, now, secret};

impl Store {
    /// Creates a token that opens one admin session within `ttl`.
    pub async fn create_login_token(&self, ttl: Duration) -> Result<SecretString, StoreError> {
        let (at, token) = (now(), secret::fresh("anl_")?);
        let mut tx = self.write().await?;
        sqlx::query("DELETE FROM login_token WHERE expires_at <= $1").bind(at).execute(&mut *tx).await?;
        sqlx::query("INSERT INTO login_token (hash, expires_at) VALUES ($1, $2)")
            .bind(secret::hash(token.expose_secret()))
            .bind(expiry(at, ttl))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Trades a login token for an admin session of length `ttl`; none when it is unknown, used or expired.
    pub async fn redeem_login_token(&self, token: &str, ttl: Duration) -> Result<Option<SecretString>, StoreError> {
        let (at, mut tx) = (now(), self.write().await?);
        let used = "UPDATE login_token SET used_at = $1 WHERE hash = $2 AND used_at IS NULL AND expires_at > $1";
        let used = sqlx::query(used).bind(at).bind(secret::hash(token)).execute(&mut *tx).await?;
        if used.rows_affected() == 0 {
            return Ok(None);
        }
        let admin = Grant { scope: Scope::Admin, workspace: None, key_id: None };
        let session = insert(&mut tx, &admin, ttl).await?;
        tx.commit().await?;
        Ok(Some(session))
    }

    /// Starts a session that allows what the grant allows, for `ttl` at most; it dies with the grant's key.
    pub async fn create_session(&self, grant: &Grant, ttl: Duration) -> Result<SecretString, StoreError> {
        let mut tx = self.write().await?;
        let session = insert(&mut tx, grant, ttl).await?;
        tx.commit().await?;
        Ok(session)
    }

    /// What a session allows; none when it is unknown, ended or expired, or its key was revoked.
    pub async fn session(&self, secret: &str) -> Result<Option<Grant>, StoreError> {
        let sql = "SELECT s.scope, s.workspace_id, s.key_id FROM session s LEFT JOIN api_key k ON k.id = s.key_id \
                   WHERE s.hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND k.revoked_at IS NULL";
        let grant = sqlx::query_as(sql).bind(secret::hash(secret)).bind(now());
        Ok(grant.fetch_optional(&self.readers).await?)
    }

    /// Ends a session; to end one that is no more is no error.
    pub async fn end_session(&self, secret: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE session SET revoked_at = $1 WHERE hash = $2 AND revoked_at IS NULL")
            .bind(now())
            .bind(secret::hash(secret))
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

async fn insert(tx: &mut SqliteConnection, grant: &Grant, ttl: Duration) -> Result<SecretString, StoreError> {
    let (at, session) = (now(), secret::fresh("ans_")?);
    sqlx::query("DELETE FROM session WHERE expires_at <= $1").bind(at).execute(&mut *tx).await?;
    sqlx::query(
        "INSERT INTO session (hash, key_id, scope, workspace_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(secret::hash(session.expose_secret()))
    .bind(&grant.key_id)
    .bind(grant.scope)
    .bind(&grant.workspace)
    .bind(at)
    .bind(expiry(at, ttl))
    .execute(tx)
    .await?;
    Ok(session)
}

fn expiry(at: i64, ttl: Duration) -> i64 {
    at.saturating_add(i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX))
}
