//! Settings that belong to the data, not to the machine: small texts by key.

use sqlx::SqliteConnection;

use super::{Store, StoreError, WorkspaceId, text};

impl Store {
    /// A setting, if it was ever set.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT value FROM setting WHERE key = $1")
            .bind(key)
            .fetch_optional(&self.readers)
            .await?)
    }

    /// Sets a setting.
    pub async fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        put(&mut *self.writer.acquire().await?, key, value).await
    }

    /// The profile of a workspace's organisation as it was put, if there is one.
    pub async fn profile_text(&self, workspace: &WorkspaceId) -> Result<Option<String>, StoreError> {
        Ok(self.setting(&profile_key(workspace)).await?.filter(|text| !text.is_empty()))
    }

    /// The house style of a workspace as it was put, if there is one.
    pub async fn house_style_text(&self, workspace: &WorkspaceId) -> Result<Option<String>, StoreError> {
        Ok(self.setting(&style_key(workspace)).await?.filter(|text| !text.is_empty()))
    }

    /// Keeps the house style of a workspace; an empty text is none.
    pub async fn set_house_style_text(&self, workspace: &WorkspaceId, text: &str) -> Result<(), StoreError> {
        self.set_setting(&style_key(workspace), text).await
    }

    /// Keeps the profile of a workspace's organisation; an empty text is none.
    pub async fn set_profile_text(&self, workspace: &WorkspaceId, text: &str) -> Result<(), StoreError> {
        self.set_setting(&profile_key(workspace), text).await
    }

    /// The same, if what is there is still `before`; says whether it was. Of two who read the same, one writes.
    pub async fn replace_profile_text(
        &self,
        workspace: &WorkspaceId,
        before: Option<&str>,
        text: &str,
    ) -> Result<bool, StoreError> {
        text::storable(text)?;
        let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) \
                   ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE setting.value = $3";
        let query = sqlx::query(sql).bind(profile_key(workspace)).bind(text).bind(before.unwrap_or_default());
        let missing = before.is_some() && self.profile_text(workspace).await?.is_none();
        Ok(!missing && query.execute(&self.writer).await?.rows_affected() > 0)
    }
}

/// Sets a setting within a transaction.
pub(super) async fn put(tx: &mut SqliteConnection, key: &str, value: &str) -> Result<(), StoreError> {
    text::storable(key)?;
    text::storable(value)?;
    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    sqlx::query(sql).bind(key).bind(value).execute(tx).await?;
    Ok(())
}

/// Under which key a workspace's house style is kept.
pub(super) fn style_key(workspace: &WorkspaceId) -> String {
    format!("house-style:{workspace}")
}

/// Under which key a workspace's profile is kept.
pub(super) fn profile_key(workspace: &WorkspaceId) -> String {
    format!("profile:{workspace}")
}
