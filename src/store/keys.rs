//! API keys: what a bearer may do and where. A key's secret is shown once, when it is created.

use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{KeyId, Origins, Store, StoreError, WidgetRules, WorkspaceId, now, secret, text, workspaces};

/// How far a credential reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum Scope {
    /// Everything.
    Admin,
    /// Everything within one workspace.
    Workspace,
    /// Asking within one workspace, within a quota.
    Widget,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Admin => "admin",
            Self::Workspace => "workspace",
            Self::Widget => "widget",
        })
    }
}

impl FromStr for Scope {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        match text {
            "admin" => Ok(Self::Admin),
            "workspace" => Ok(Self::Workspace),
            "widget" => Ok(Self::Widget),
            _ => Err(StoreError::Invalid { what: "a scope is admin, workspace or widget" }),
        }
    }
}

/// A key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Key {
    /// Its id.
    pub id: KeyId,
    /// How far it reaches.
    pub scope: Scope,
    /// The workspace that it is bound to; none for an admin's.
    pub workspace_id: Option<WorkspaceId>,
    /// What people call it.
    pub label: String,
    /// When it was created, epoch milliseconds.
    pub created_at: i64,
    /// When it was revoked, epoch milliseconds.
    pub revoked_at: Option<i64>,
    /// When it was last used, epoch milliseconds, to within five minutes.
    pub last_used_at: Option<i64>,
    /// Whose pages may show the widget; none for other keys.
    #[sqlx(try_from = "String")]
    pub origins: Origins,
    /// The widget's questions a day; none for other keys.
    pub quota: Option<i64>,
}

/// What a valid credential allows.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Grant {
    /// How far it reaches.
    pub scope: Scope,
    /// The workspace that it is bound to; none for an admin's.
    #[sqlx(rename = "workspace_id")]
    pub workspace: Option<WorkspaceId>,
    /// The key that it came from.
    pub key_id: Option<KeyId>,
}

/// How exact `last_used_at` is, in milliseconds; a write for each request would cost more than it tells.
const USE_STEP: i64 = 5 * 60 * 1000;

impl Store {
    /// Creates a key and gives its secret, which is not kept. An admin's key has no workspace, any other has one.
    pub async fn create_key(
        &self,
        scope: Scope,
        workspace: Option<WorkspaceId>,
        label: &str,
    ) -> Result<(Key, SecretString), StoreError> {
        let rules = (scope == Scope::Widget).then(WidgetRules::default);
        self.insert_key(scope, workspace, label, rules).await
    }

    pub(super) async fn insert_key(
        &self,
        scope: Scope,
        workspace: Option<WorkspaceId>,
        label: &str,
        rules: Option<WidgetRules>,
    ) -> Result<(Key, SecretString), StoreError> {
        let label = text::chosen_name(label)?;
        if (scope == Scope::Admin) != workspace.is_none() {
            return Err(StoreError::Invalid { what: "an admin key has no workspace, any other key needs one" });
        }
        let id = KeyId::fresh();
        // A widget's loader finds the frame's address by the id, so the id stands in the key that the page holds.
        let secret = match scope {
            Scope::Admin | Scope::Workspace => secret::fresh("anx_")?,
            Scope::Widget => secret::fresh(&format!("anw_{}_", id.digits()))?,
        };
        let mut tx = self.write().await?;
        if let Some(workspace) = &workspace {
            workspaces::require_live(&mut tx, workspace).await?;
        }
        let key = Key {
            id,
            scope,
            workspace_id: workspace,
            label,
            created_at: now(),
            revoked_at: None,
            last_used_at: None,
            quota: rules.as_ref().map(|rules| rules.quota.into()),
            origins: rules.map(|rules| rules.origins).unwrap_or_default(),
        };
        sqlx::query(
            "INSERT INTO api_key (id, scope, workspace_id, hash, label, created_at, origins, quota) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&key.id)
        .bind(key.scope)
        .bind(&key.workspace_id)
        .bind(secret::hash(secret.expose_secret()))
        .bind(&key.label)
        .bind(key.created_at)
        .bind(key.origins.to_string())
        .bind(key.quota)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok((key, secret))
    }

    /// All keys, revoked ones included, oldest first.
    pub async fn keys(&self) -> Result<Vec<Key>, StoreError> {
        let sql = "SELECT id, scope, workspace_id, label, created_at, revoked_at, last_used_at, origins, quota \
             FROM api_key ORDER BY id";
        Ok(sqlx::query_as(sql).fetch_all(&self.readers).await?)
    }

    /// Revokes a key and every session that came from it.
    pub async fn revoke_key(&self, id: &KeyId) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let gone = sqlx::query("UPDATE api_key SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
            .bind(now())
            .bind(id)
            .execute(&mut *tx)
            .await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        sqlx::query("UPDATE session SET revoked_at = $1 WHERE key_id = $2 AND revoked_at IS NULL")
            .bind(now())
            .bind(id)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// What a key's secret allows; none when it is unknown or revoked.
    pub async fn authenticate(&self, secret: &str) -> Result<Option<Grant>, StoreError> {
        let sql = "SELECT id, scope, workspace_id, label, created_at, revoked_at, last_used_at, origins, quota \
                   FROM api_key WHERE hash = $1 AND revoked_at IS NULL";
        let key: Option<Key> = sqlx::query_as(sql).bind(secret::hash(secret)).fetch_optional(&self.readers).await?;
        let Some(key) = key else { return Ok(None) };
        let at = now();
        if key.last_used_at.is_none_or(|last| at - last >= USE_STEP) {
            self.note_use(&key.id, at).await;
        }
        Ok(Some(Grant { scope: key.scope, workspace: key.workspace_id, key_id: Some(key.id) }))
    }

    /// Notes a key's use. A full disk or a busy store must not lock people out, so a failure is only traced.
    async fn note_use(&self, id: &KeyId, at: i64) {
        let sql = "UPDATE api_key SET last_used_at = $1 WHERE id = $2";
        if let Err(error) = sqlx::query(sql).bind(at).bind(id).execute(&self.writer).await {
            tracing::warn!(%error, "the last use of a key was not noted");
        }
    }
}
