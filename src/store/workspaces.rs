//! Workspaces: each company's or client's own space. The knowledge base has a reserved one that these methods never show.

use serde::Serialize;
use sqlx::{FromRow, SqliteConnection};

use super::{Cursor, Page, Paged, Receipt, Store, StoreError, WorkspaceId, documents, idempotency, now, outbox, text};

/// A workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name, unique among live workspaces.
    pub name: String,
    /// When it was created, epoch milliseconds.
    pub created_at: i64,
    /// How many live documents it holds.
    pub documents: i64,
}

const WORKSPACE: &str = "workspace";

impl Workspace {
    /// A name as it would be kept, or why it cannot be one.
    pub fn named(name: &str) -> Result<String, StoreError> {
        workspace_name(name)
    }
}

impl Store {
    /// Creates a workspace; its name is trimmed.
    pub async fn create_workspace(&self, name: &str) -> Result<Workspace, StoreError> {
        self.create_workspace_once(name, None).await
    }

    /// The same, with a receipt.
    pub async fn create_workspace_once(
        &self,
        name: &str,
        receipt: Option<Receipt<'_, Workspace>>,
    ) -> Result<Workspace, StoreError> {
        let name = workspace_name(name)?;
        let workspace = Workspace { id: WorkspaceId::fresh(), name, created_at: now(), documents: 0 };
        let mut tx = self.write().await?;
        insert(&mut tx, (&workspace.id, &workspace.name, workspace.created_at)).await?;
        if let Some(receipt) = receipt {
            receipt.write(&mut tx, &workspace).await?;
        }
        tx.commit().await?;
        Ok(workspace)
    }

    /// All live workspaces by name.
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, StoreError> {
        Ok(self.list_workspaces(&Page::all()).await?.items)
    }

    /// A page of them.
    pub async fn list_workspaces(&self, page: &Page) -> Result<Paged<Workspace>, StoreError> {
        let (name, _) = page.after_text();
        let sql = "SELECT w.id, w.name, w.created_at, (SELECT COUNT(*) FROM document d \
                   WHERE d.workspace_id = w.id AND d.deleted_at IS NULL) AS documents \
                   FROM workspace w WHERE w.deleted_at IS NULL AND w.id <> $1 AND w.name > $2 \
                   ORDER BY w.name LIMIT $3";
        let query = sqlx::query_as(sql).bind(WorkspaceId::knowledge()).bind(name).bind(page.rows());
        let found: Vec<Workspace> = query.fetch_all(&self.readers).await?;
        Ok(page.cut(found, |workspace| Cursor::new(&workspace.name, &workspace.id)))
    }

    /// A live workspace.
    pub async fn workspace(&self, id: &WorkspaceId) -> Result<Workspace, StoreError> {
        let sql = "SELECT w.id, w.name, w.created_at, (SELECT COUNT(*) FROM document d \
                   WHERE d.workspace_id = w.id AND d.deleted_at IS NULL) AS documents \
                   FROM workspace w WHERE w.deleted_at IS NULL AND w.id = $1 AND w.id <> $2";
        Ok(sqlx::query_as(sql).bind(id).bind(WorkspaceId::knowledge()).fetch_one(&self.readers).await?)
    }

    /// A live workspace by its id or by its exact name.
    pub async fn workspace_named(&self, id_or_name: &str) -> Result<Workspace, StoreError> {
        let id = match WorkspaceId::parse(id_or_name) {
            Ok(id) => id,
            Err(_) => {
                sqlx::query_scalar("SELECT id FROM workspace WHERE name = $1 AND deleted_at IS NULL")
                    .bind(id_or_name.trim())
                    .fetch_one(&self.readers)
                    .await?
            }
        };
        self.workspace(&id).await
    }

    /// Gives a workspace another name.
    pub async fn rename_workspace(&self, id: &WorkspaceId, name: &str) -> Result<Workspace, StoreError> {
        let name = workspace_name(name)?;
        sqlx::query("UPDATE workspace SET name = $1 WHERE id = $2 AND deleted_at IS NULL AND id <> $3")
            .bind(&name)
            .bind(id)
            .bind(WorkspaceId::knowledge())
            .execute(&self.writer)
            .await
            .map_err(|error| StoreError::or_conflict(error, WORKSPACE))?;
        self.workspace(id).await
    }

    /// Deletes a workspace with all that it holds and revokes its keys and sessions. Gives the last outbox row's `seq`.
    pub async fn delete_workspace(&self, id: &WorkspaceId) -> Result<i64, StoreError> {
        let (at, mut tx) = (now(), self.write().await?);
        let gone = sqlx::query(
            "UPDATE workspace SET name = '', deleted_at = $1 WHERE id = $2 AND deleted_at IS NULL AND id <> $3",
        )
        .bind(at)
        .bind(id)
        .bind(WorkspaceId::knowledge())
        .execute(&mut *tx)
        .await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        outbox::push_deletes(&mut tx, id, at).await?;
        documents::bury_all(&mut tx, id, at).await?;
        for sql in [
            "DELETE FROM egress WHERE workspace_id = $2",
            "DELETE FROM model_consent WHERE workspace_id = $2",
            "DELETE FROM message WHERE conversation_id IN (SELECT id FROM conversation WHERE workspace_id = $2)",
            "UPDATE conversation SET title = '', deleted_at = $1 WHERE workspace_id = $2 AND deleted_at IS NULL",
            "DELETE FROM gap_analysis WHERE workspace_id = $2",
            "DELETE FROM artefact WHERE workspace_id = $2",
            "DELETE FROM setting WHERE key IN ('carried:' || $2, 'house-style:' || $2)",
            "UPDATE api_key SET revoked_at = $1 WHERE workspace_id = $2 AND revoked_at IS NULL",
            "UPDATE session SET revoked_at = $1 WHERE workspace_id = $2 AND revoked_at IS NULL",
        ] {
            sqlx::query(sql).bind(at).bind(id).execute(&mut *tx).await?;
        }
        idempotency::forget(&mut tx, id.as_str()).await?;
        let seq = sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM outbox").fetch_one(&mut *tx).await?;
        tx.commit().await?;
        Ok(seq)
    }
}

/// Inserts a workspace: its id, its name, when it was created.
pub(super) async fn insert(
    tx: &mut SqliteConnection,
    (id, name, created_at): (&WorkspaceId, &str, i64),
) -> Result<(), StoreError> {
    let sql = "INSERT INTO workspace (id, name, created_at) VALUES ($1, $2, $3)";
    let made = sqlx::query(sql).bind(id).bind(name).bind(created_at).execute(tx).await;
    made.map(drop).map_err(|error| StoreError::or_conflict(error, WORKSPACE))
}

/// A clean name that [`Store::workspace_named`] cannot mistake for an id.
pub(super) fn workspace_name(name: &str) -> Result<String, StoreError> {
    let name = text::chosen_name(name)?;
    if WorkspaceId::parse(&name).is_ok() {
        return Err(StoreError::Invalid { what: "a name must not look like a workspace id" });
    }
    Ok(name)
}

/// Fails with [`StoreError::NotFound`] unless the workspace lives; the reserved one does.
pub(super) async fn require_live(tx: &mut SqliteConnection, id: &WorkspaceId) -> Result<(), StoreError> {
    let _: i64 = sqlx::query_scalar("SELECT 1 FROM workspace WHERE id = $1 AND deleted_at IS NULL")
        .bind(id)
        .fetch_one(tx)
        .await?;
    Ok(())
}
