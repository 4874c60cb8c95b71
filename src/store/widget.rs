//! The chat widget's keys: which pages may show it, how much it may ask in a day, and which conversations are its own.
//!
//! Such a key stands in the source of a page, so it is no secret to whoever may open that page. What protects the
//! workspace is how little it can do: ask, within its quota, in conversations that it began, and rate their answers.

use std::{fmt, str::FromStr};

use secrecy::SecretString;
use serde::Serialize;

use super::{
    Conversation, ConversationId, Cursor, Key, KeyId, Page, Paged, Receipt, Scope, Store, StoreError, WorkspaceId, now,
};

/// The questions a day of a widget's key for which nothing else was said.
pub const WIDGET_QUOTA: u32 = 500;
/// The origins of one key; more would not fit in a header.
const MAX_ORIGINS: usize = 20;
/// The longest host name of the domain name system.
const MAX_HOST: usize = 253;
/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;
const NO_ORIGIN: StoreError = StoreError::Invalid {
    what: "an origin is http:// or https:// and a host name, with a port if need be, like https://intranet.example; \
           no path, no wildcard",
};

/// Where a page comes from: scheme, host and port, as browsers write it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(String);

/// The origins whose pages may show a widget.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Vec<Origin>);

/// What is set for a widget when its key is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WidgetRules {
    /// Whose pages may show it; none means that no page can.
    pub origins: Origins,
    /// Questions that it answers in a day of UTC.
    pub quota: u32,
}

impl Default for WidgetRules {
    fn default() -> Self {
        Self { origins: Origins::default(), quota: WIDGET_QUOTA }
    }
}

impl Origin {
    /// The origin as a browser sends it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = StoreError;

    /// What is read here goes into a header, so only the letters of host names pass.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        let text = text.trim().to_ascii_lowercase();
        let (scheme, rest) = text.strip_suffix('/').unwrap_or(&text).split_once("://").ok_or(NO_ORIGIN)?;
        let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
        let named = host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
        let usual = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return Err(NO_ORIGIN),
        };
        if !named || host.len() > MAX_HOST {
            return Err(NO_ORIGIN);
        }
        let port = port.map(|port| port.parse::<u16>().ok().filter(|port| *port > 0).ok_or(NO_ORIGIN)).transpose()?;
        Ok(Self(match port.filter(|port| *port != usual) {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }))
    }
}

impl Origins {
    /// These origins, each once.
    pub fn new(mut origins: Vec<Origin>) -> Result<Self, StoreError> {
        origins.sort();
        origins.dedup();
        if origins.len() > MAX_ORIGINS {
            return Err(StoreError::Invalid {
                what: "a widget has at most 20 origins: make another key for the others",
            });
        }
        Ok(Self(origins))
    }

    /// Whether no page may show the widget.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// With spaces between, as headers want them.
impl fmt::Display for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(Origin::as_str).collect::<Vec<_>>().join(" "))
    }
}

impl TryFrom<String> for Origins {
    type Error = StoreError;

    fn try_from(text: String) -> Result<Self, StoreError> {
        Self::new(text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?)
    }
}

impl Serialize for Origins {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Origin::as_str))
    }
}

impl Store {
    /// Creates the key of a widget and gives it; of the key itself only its hash is kept.
    pub async fn create_widget_key(
        &self,
        workspace: WorkspaceId,
        label: &str,
        rules: WidgetRules,
    ) -> Result<(Key, SecretString), StoreError> {
        if rules.quota == 0 {
            return Err(StoreError::Invalid { what: "a widget needs a quota of at least one question a day" });
        }
        self.insert_key(Scope::Widget, Some(workspace), label, Some(rules)).await
    }

    /// The widget that a key's id names, unless it was revoked.
    pub async fn widget(&self, id: &KeyId) -> Result<Key, StoreError> {
        let sql = "SELECT id, scope, workspace_id, label, created_at, revoked_at, last_used_at, origins, quota \
                   FROM api_key WHERE id = $1 AND scope = 'widget' AND revoked_at IS NULL";
        Ok(sqlx::query_as(sql).bind(id).fetch_one(&self.readers).await?)
    }

    /// The keys of this workspace's widgets, those that were revoked included, the newest first.
    pub async fn widgets(&self, workspace: &WorkspaceId, page: &Page) -> Result<Paged<Key>, StoreError> {
        let (time, id) = page.before_time()?;
        let sql = "SELECT id, scope, workspace_id, label, created_at, revoked_at, last_used_at, origins, quota \
                   FROM api_key WHERE scope = 'widget' AND workspace_id = $1 \
                   AND (created_at < $2 OR (created_at = $2 AND id < $3)) ORDER BY created_at DESC, id DESC LIMIT $4";
        let query = sqlx::query_as(sql).bind(workspace).bind(time).bind(id).bind(page.rows());
        let found: Vec<Key> = query.fetch_all(&self.readers).await?;
        Ok(page.cut(found, |key| Cursor::new(&key.created_at, &key.id)))
    }

    /// The questions that a widget asked today.
    pub async fn widget_questions_today(&self, key: &KeyId) -> Result<i64, StoreError> {
        let sql = "SELECT questions FROM widget_day WHERE key_id = $1 AND day = $2";
        let asked: Option<i64> =
            sqlx::query_scalar(sql).bind(key).bind(now() / DAY).fetch_optional(&self.readers).await?;
        Ok(asked.unwrap_or(0))
    }

    /// Counts a question of a widget; false when its day's quota is used up, and then nothing is counted.
    pub async fn take_widget_question(&self, key: &KeyId) -> Result<bool, StoreError> {
        let sql = "INSERT INTO widget_day (key_id, day, questions, conversations) \
                   SELECT id, $2, 1, 0 FROM api_key WHERE id = $1 AND quota > 0 \
                   ON CONFLICT (key_id, day) DO UPDATE SET questions = widget_day.questions + 1 \
                   WHERE widget_day.questions < (SELECT quota FROM api_key WHERE id = $1)";
        let taken = sqlx::query(sql).bind(key).bind(now() / DAY).execute(&self.writer).await?;
        Ok(taken.rows_affected() > 0)
    }

    /// Begins a conversation that this widget alone can continue. None when it has begun as many today as it may ask
    /// questions, so that a page cannot fill the store with empty ones.
    pub async fn create_widget_conversation(
        &self,
        workspace: &WorkspaceId,
        title: &str,
        key: &KeyId,
        receipt: Option<Receipt<'_, Conversation>>,
    ) -> Result<Option<Conversation>, StoreError> {
        let sql = "INSERT INTO widget_day (key_id, day, questions, conversations) \
                   SELECT id, $2, 0, 1 FROM api_key WHERE id = $1 AND quota > 0 \
                   ON CONFLICT (key_id, day) DO UPDATE SET conversations = widget_day.conversations + 1 \
                   WHERE widget_day.conversations < (SELECT quota FROM api_key WHERE id = $1)";
        let mut tx = self.write().await?;
        if sqlx::query(sql).bind(key).bind(now() / DAY).execute(&mut *tx).await?.rows_affected() == 0 {
            return Ok(None);
        }
        let conversation = super::conversations::begin(&mut tx, workspace, title).await?;
        sqlx::query("UPDATE conversation SET widget_key = $1 WHERE id = $2")
            .bind(key)
            .bind(&conversation.id)
            .execute(&mut *tx)
            .await?;
        if let Some(receipt) = receipt {
            receipt.write(&mut tx, &conversation).await?;
        }
        tx.commit().await?;
        Ok(Some(conversation))
    }

    /// Fails as for what does not exist unless this widget began the conversation.
    pub async fn require_widget_conversation(
        &self,
        workspace: &WorkspaceId,
        id: &ConversationId,
        key: &KeyId,
    ) -> Result<(), StoreError> {
        let sql = "SELECT 1 FROM conversation \
                   WHERE id = $1 AND workspace_id = $2 AND widget_key = $3 AND deleted_at IS NULL";
        let _: i64 = sqlx::query_scalar(sql).bind(id).bind(workspace).bind(key).fetch_one(&self.readers).await?;
        Ok(())
    }
}
