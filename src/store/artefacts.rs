//! Artefacts of a workspace: policies, the Statement of Applicability, the risk register and audit material, in versions.
//!
//! A version is written once and never changed: new content is a new version. What moves is its state, and an approval keeps
//! the hash of what was approved. The database itself refuses anything else.

mod steps;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{FromRow, Row, SqliteConnection};

use super::{ArtefactId, Receipt, Store, StoreError, WorkspaceId, now, text, workspaces};
pub use steps::{Acknowledgement, ArtefactStep};

const CHANGED: StoreError =
    StoreError::Refused { what: "somebody saved a later version meanwhile: read it and begin again from there" };
const TAKEN: StoreError = StoreError::Refused { what: "the workspace has this already: read the list again" };

/// What an artefact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum Family {
    /// Policies, one of each kind: Markdown.
    Policies,
    /// The Statement of Applicability: JSON.
    Soa,
    /// The risk register with its treatment plan: JSON.
    Risks,
    /// Audit programmes, checklists, reviews and corrective actions, as many as are made: Markdown.
    Audits,
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "TEXT", rename_all = "kebab-case")]
pub enum ArtefactState {
    /// It is being written.
    Draft,
    /// Somebody looks at it.
    InReview,
    /// It is in force.
    Approved,
    /// It was in force until another version was approved.
    Superseded,
    /// It is not in force, and will not be.
    Withdrawn,
}

/// Which artefact is meant; one of another workspace or family is not found.
#[derive(Debug, Clone, Copy)]
pub struct ArtefactPlace<'a> {
    /// Its workspace.
    pub workspace: &'a WorkspaceId,
    /// Its family.
    pub family: Family,
    /// Its id.
    pub id: &'a ArtefactId,
}

/// A version to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVersion {
    /// Its title.
    pub title: String,
    /// Markdown, or JSON for families of data.
    pub content: String,
    /// Who sent it: the credential.
    pub by: String,
    /// Which of its clauses a language model worded, JSON; none of one that no model had a part in.
    pub wording: Option<String>,
}

/// A version without its content, and what it is a version of.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ArtefactVersion {
    /// The artefact, the same for all of its versions.
    pub id: ArtefactId,
    /// The artefact's family.
    pub family: Family,
    /// The policy's or the audit document's kind; `statement`; `register`.
    pub kind: String,
    /// Its number, from 1 on.
    pub version: i64,
    /// Where it stands.
    pub state: ArtefactState,
    /// Its title.
    pub title: String,
    /// The hash of its content, in hexadecimal.
    pub sha256: String,
    /// When it was written, epoch milliseconds.
    pub created_at: i64,
    /// Who sent it: the credential.
    pub created_by: String,
    /// When its state last changed, epoch milliseconds.
    pub changed_at: i64,
    /// Who changed it, by name; the credential while nobody has.
    pub changed_by: String,
    /// When it was approved, epoch milliseconds.
    pub approved_at: Option<i64>,
    /// Who approved it, by name.
    pub approved_by: Option<String>,
    /// The credential that the approval came with.
    pub approved_with: Option<String>,
    /// The hash of what was approved.
    pub approved_sha256: Option<String>,
    /// How many people have acknowledged it.
    pub acknowledgements: i64,
    /// Which of its clauses a language model worded, JSON.
    pub wording: Option<String>,
}

/// Versions with what they are versions of.
macro_rules! versions {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.family, a.kind, v.version, v.state, v.title, v.sha256, v.created_at, v.created_by, \
             v.changed_at, v.changed_by, v.approved_at, v.approved_by, v.approved_with, v.approved_sha256, v.content, \
             v.wording, \
             (SELECT COUNT(*) FROM artefact_acknowledgement k WHERE k.artefact_id = a.id AND k.version = v.version) \
             AS acknowledgements \
             FROM artefact a JOIN artefact_version v ON v.artefact_id = a.id WHERE a.workspace_id = $1 AND a.family = $2 ",
            $rest
        )
    };
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Policies, Self::Soa, Self::Risks, Self::Audits];

    /// The word for it in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Policies => "policies",
            Self::Soa => "soa",
            Self::Risks => "risks",
            Self::Audits => "audits",
        }
    }

    /// Whether a workspace has one artefact of each kind.
    pub const fn is_single(self) -> bool {
        !matches!(self, Self::Audits)
    }
}

impl Store {
    /// Writes the first version of a new artefact, a draft.
    pub async fn create_artefact(
        &self,
        workspace: &WorkspaceId,
        (family, kind): (Family, &str),
        new: NewVersion,
        receipt: Option<Receipt<'_, ArtefactVersion>>,
    ) -> Result<ArtefactVersion, StoreError> {
        refuse_unstorable(&new)?;
        text::storable(kind)?;
        let id = ArtefactId::fresh();
        let mut tx = self.write().await?;
        workspaces::require_live(&mut tx, workspace).await?;
        sqlx::query("INSERT INTO artefact (id, workspace_id, family, kind, created_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(&id)
            .bind(workspace)
            .bind(family)
            .bind(kind)
            .bind(now())
            .execute(&mut *tx)
            .await
            .map_err(|error| match StoreError::or_conflict(error, "artefact") {
                StoreError::Conflict { .. } => TAKEN,
                other => other,
            })?;
        let made = insert(&mut tx, ArtefactPlace { workspace, family, id: &id }, 1, &new).await?;
        if let Some(receipt) = receipt {
            receipt.write(&mut tx, &made).await?;
        }
        tx.commit().await?;
        Ok(made)
    }

    /// Writes the next version, a draft. When the latest one says the same and is not withdrawn, it is given back instead.
    /// With `base`, only if that is the latest.
    pub async fn add_artefact_version(
        &self,
        place: ArtefactPlace<'_>,
        base: Option<i64>,
        new: NewVersion,
        receipt: Option<Receipt<'_, ArtefactVersion>>,
    ) -> Result<ArtefactVersion, StoreError> {
        refuse_unstorable(&new)?;
        let mut tx = self.write().await?;
        let latest = find(&mut tx, place, None).await?;
        if base.is_some_and(|base| base != latest.version) {
            return Err(CHANGED);
        }
        let is_same = latest.sha256 == hash(&new.content) && latest.title == new.title;
        let made = if is_same && latest.state != ArtefactState::Withdrawn {
            latest
        } else {
            insert(&mut tx, place, latest.version + 1, &new).await?
        };
        if let Some(receipt) = receipt {
            receipt.write(&mut tx, &made).await?;
        }
        tx.commit().await?;
        Ok(made)
    }

    /// The versions of a family in this workspace, artefact by artefact in the order they were made, the latest version first.
    pub async fn artefact_versions(
        &self,
        workspace: &WorkspaceId,
        family: Family,
    ) -> Result<Vec<ArtefactVersion>, StoreError> {
        let sql = versions!("ORDER BY a.created_at, a.id, v.version DESC");
        Ok(sqlx::query_as(sql).bind(workspace).bind(family).fetch_all(&self.readers).await?)
    }

    /// The versions of an artefact, the latest first; there is always one.
    pub async fn versions_of_artefact(&self, place: ArtefactPlace<'_>) -> Result<Vec<ArtefactVersion>, StoreError> {
        let sql = versions!("AND a.id = $3 ORDER BY v.version DESC");
        let query = sqlx::query_as(sql).bind(place.workspace).bind(place.family).bind(place.id);
        let found: Vec<ArtefactVersion> = query.fetch_all(&self.readers).await?;
        if found.is_empty() { Err(StoreError::NotFound) } else { Ok(found) }
    }

    /// A version with its content, the latest when none is named. Content that is not what was written is damage.
    pub async fn artefact(
        &self,
        place: ArtefactPlace<'_>,
        version: Option<i64>,
    ) -> Result<(ArtefactVersion, String), StoreError> {
        let sql = versions!(
            "AND a.id = $3 AND v.version = COALESCE($4, \
                             (SELECT MAX(version) FROM artefact_version WHERE artefact_id = a.id))"
        );
        let query = sqlx::query(sql).bind(place.workspace).bind(place.family).bind(place.id).bind(version);
        let row = query.fetch_one(&self.readers).await?;
        let (found, content): (ArtefactVersion, String) = (FromRow::from_row(&row)?, row.try_get("content")?);
        if hash(&content) != found.sha256 {
            return Err(StoreError::Corrupt);
        }
        Ok((found, content))
    }

    /// The artefact of this kind, for families that have one of each.
    pub async fn artefact_of_kind(
        &self,
        workspace: &WorkspaceId,
        (family, kind): (Family, &str),
    ) -> Result<Option<ArtefactId>, StoreError> {
        let sql = "SELECT id FROM artefact WHERE workspace_id = $1 AND family = $2 AND kind = $3 \
                   ORDER BY created_at DESC, id DESC LIMIT 1";
        let query = sqlx::query_scalar(sql).bind(workspace).bind(family).bind(kind);
        Ok(query.fetch_optional(&self.readers).await?)
    }

    /// What counts today: of each artefact of a family the latest version that is not withdrawn, with its content.
    pub async fn current_artefacts(
        &self,
        workspace: &WorkspaceId,
        family: Family,
    ) -> Result<Vec<(ArtefactVersion, String)>, StoreError> {
        let mut found: Vec<(ArtefactVersion, String)> = Vec::new();
        for version in self.artefact_versions(workspace, family).await? {
            if version.state == ArtefactState::Withdrawn || found.last().is_some_and(|(last, _)| last.id == version.id)
            {
                continue;
            }
            let place = ArtefactPlace { workspace, family, id: &version.id };
            found.push(self.artefact(place, Some(version.version)).await?);
        }
        Ok(found)
    }
}

/// A version as a transaction sees it, the latest when none is named.
async fn find(
    tx: &mut SqliteConnection,
    place: ArtefactPlace<'_>,
    version: Option<i64>,
) -> Result<ArtefactVersion, StoreError> {
    let sql = versions!(
        "AND a.id = $3 AND v.version = COALESCE($4, \
                         (SELECT MAX(version) FROM artefact_version WHERE artefact_id = a.id))"
    );
    let query = sqlx::query_as(sql).bind(place.workspace).bind(place.family).bind(place.id).bind(version);
    Ok(query.fetch_one(tx).await?)
}

async fn insert(
    tx: &mut SqliteConnection,
    place: ArtefactPlace<'_>,
    version: i64,
    new: &NewVersion,
) -> Result<ArtefactVersion, StoreError> {
    sqlx::query(
        "INSERT INTO artefact_version (artefact_id, version, state, title, content, sha256, created_at, created_by, \
         changed_at, changed_by, wording) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $8, $9)",
    )
    .bind(place.id)
    .bind(version)
    .bind(ArtefactState::Draft)
    .bind(&new.title)
    .bind(&new.content)
    .bind(hash(&new.content))
    .bind(now())
    .bind(&new.by)
    .bind(&new.wording)
    .execute(&mut *tx)
    .await?;
    find(tx, place, Some(version)).await
}

fn refuse_unstorable(new: &NewVersion) -> Result<(), StoreError> {
    text::storable(&new.title)?;
    text::storable(&new.content)?;
    new.wording.as_deref().map_or(Ok(()), text::storable)?;
    if new.content.trim().is_empty() {
        return Err(StoreError::Invalid { what: "the content is empty: send the document" });
    }
    Ok(())
}

fn hash(content: &str) -> String {
    format!("{:x}", Sha256::digest(content))
}
