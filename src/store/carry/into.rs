//! Into the store: everything in one transaction, so that half a workspace never shows.

use sqlx::SqliteConnection;

use super::{
    Carried, CarriedAnalysis, CarriedArtefact, CarriedConversation, Json, check,
    check::contradiction,
    ids::{How, rename},
    name_key,
};
use crate::store::{
    Document, NewDocument, Store, StoreError, Workspace, WorkspaceId, chunks, documents, now,
    outbox::{self, OutboxOp},
    settings::{self, profile_key, style_key},
    workspaces,
};

impl Store {
    /// Makes a workspace of what was carried, under its own name or another one. `read` are its documents with their
    /// chunks, in the same order; the original files have to be here already.
    pub async fn carry_in(
        &self,
        mut carried: Carried,
        read: Vec<NewDocument>,
        name: Option<&str>,
    ) -> Result<Workspace, StoreError> {
        check::check(&carried)?;
        if read.len() != carried.documents.len() {
            return Err(contradiction("a document has no text"));
        }
        rename(&mut carried, How::Fresh);
        let there = workspaces::workspace_name(&carried.name)?;
        let here = name.map_or(Ok(there.clone()), workspaces::workspace_name)?;
        let (id, created_at) = (carried.id.clone(), carried.created_at);
        let mut tx = self.write().await?;
        workspaces::insert(&mut tx, (&id, &here, created_at)).await?;
        if let Some(profile) = &carried.profile {
            settings::put(&mut tx, &profile_key(&id), profile).await?;
        }
        if let Some(style) = &carried.house_style {
            settings::put(&mut tx, &style_key(&id), style).await?;
        }
        if here != there {
            settings::put(&mut tx, &name_key(&id), &format!("{here}\n{there}")).await?;
        }
        all(&mut tx, &carried, read).await.map_err(or_contradiction)?;
        tx.commit().await?;
        let documents = i64::try_from(carried.documents.len()).unwrap_or(i64::MAX);
        Ok(Workspace { id, name: here, created_at, documents })
    }
}

/// What the database itself refuses is not what a store would have given out.
fn or_contradiction(error: StoreError) -> StoreError {
    let refused = match &error {
        StoreError::Sql(sqlx::Error::Database(cause)) => {
            cause.is_unique_violation() || cause.is_check_violation() || cause.is_foreign_key_violation()
        }
        _ => false,
    };
    if refused { contradiction("something is there twice that can be there only once") } else { error }
}

async fn all(tx: &mut SqliteConnection, carried: &Carried, read: Vec<NewDocument>) -> Result<(), StoreError> {
    for (known, mut new) in carried.documents.iter().zip(read) {
        new.workspace = carried.id.clone();
        documents::refuse_unstorable(&new)?;
        let (document, (text, reading), pieces) = documents::split(new);
        let document = Document { id: known.id.clone(), created_at: known.created_at, ..document };
        documents::insert(tx, &document, &text, &reading).await?;
        chunks::insert(tx, &document.id, &pieces).await?;
        outbox::push(tx, &document.id, OutboxOp::Put, now()).await?;
    }
    for one in &carried.conversations {
        conversation(tx, &carried.id, one).await?;
    }
    for one in &carried.artefacts {
        artefact(tx, &carried.id, one).await?;
    }
    for one in &carried.analyses {
        analysis(tx, &carried.id, one).await?;
    }
    Ok(())
}

async fn conversation(
    tx: &mut SqliteConnection,
    workspace: &WorkspaceId,
    one: &CarriedConversation,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO conversation (id, workspace_id, title, created_at, updated_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&one.id)
    .bind(workspace)
    .bind(&one.title)
    .bind(one.created_at)
    .bind(one.updated_at)
    .execute(&mut *tx)
    .await?;
    for (ordinal, message) in (0_i64..).zip(&one.messages) {
        sqlx::query(
            "INSERT INTO message (id, conversation_id, ordinal, role, text, answer, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&message.id)
        .bind(&one.id)
        .bind(ordinal)
        .bind(message.role)
        .bind(&message.text)
        .bind(message.answer.as_ref().map(|Json(text)| text))
        .bind(message.created_at)
        .execute(&mut *tx)
        .await?;
        if let Some(given) = &message.rating {
            sqlx::query("INSERT INTO rating (message_id, rating, reason, at) VALUES ($1, $2, $3, $4)")
                .bind(&message.id)
                .bind(given.rating)
                .bind(&given.reason)
                .bind(given.at)
                .execute(&mut *tx)
                .await?;
        }
    }
    Ok(())
}

async fn artefact(tx: &mut SqliteConnection, workspace: &WorkspaceId, one: &CarriedArtefact) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO artefact (id, workspace_id, family, kind, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&one.id)
        .bind(workspace)
        .bind(one.family)
        .bind(&one.kind)
        .bind(one.created_at)
        .execute(&mut *tx)
        .await?;
    for version in &one.versions {
        sqlx::query(
            "INSERT INTO artefact_version (artefact_id, version, state, title, content, sha256, created_at, created_by, \
             changed_at, changed_by, approved_at, approved_by, approved_with, approved_sha256, wording) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(&one.id)
        .bind(version.version)
        .bind(version.state)
        .bind(&version.title)
        .bind(&version.content)
        .bind(&version.sha256)
        .bind(version.created_at)
        .bind(&version.created_by)
        .bind(version.changed_at)
        .bind(&version.changed_by)
        .bind(version.approved_at)
        .bind(&version.approved_by)
        .bind(&version.approved_with)
        .bind(version.approved_at.map(|_| &version.sha256))
        .bind(&version.wording)
        .execute(&mut *tx)
        .await?;
    }
    for noted in &one.acknowledgements {
        sqlx::query(
            "INSERT INTO artefact_acknowledgement (artefact_id, version, person, noted_by, at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&one.id)
        .bind(noted.version)
        .bind(&noted.person)
        .bind(&noted.noted_by)
        .bind(noted.at)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

async fn analysis(tx: &mut SqliteConnection, workspace: &WorkspaceId, one: &CarriedAnalysis) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO gap_analysis (id, workspace_id, state, documents, profile, earlier, done, total, summary, report, \
         problem, created_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(&one.id)
    .bind(workspace)
    .bind(one.state)
    .bind(serde_json::json!(one.documents).to_string())
    .bind(&one.profile)
    .bind(&one.earlier)
    .bind(one.progress.0)
    .bind(one.progress.1)
    .bind(one.summary.as_ref().map(|summary| serde_json::json!(summary).to_string()))
    .bind(&one.report)
    .bind(&one.problem)
    .bind(one.created_at)
    .bind(one.ended_at)
    .execute(tx)
    .await?;
    Ok(())
}
