//! The way of a version: into review, into force, out of it, and who has read it.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{ArtefactPlace, ArtefactState, ArtefactVersion, find};
use crate::store::{Store, StoreError, now, text};

/// What is done with a version. Doing it again changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArtefactStep {
    /// A draft goes to those who look at it.
    Review,
    /// It comes into force, and the version that was in force is superseded.
    Approve,
    /// It is not in force any more, or never will be.
    Withdraw,
}

/// Somebody has read a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// The version that was read.
    pub version: i64,
    /// Who read it, by name.
    pub person: String,
    /// The credential that noted it.
    pub noted_by: String,
    /// When, epoch milliseconds.
    pub at: i64,
}

impl ArtefactStep {
    /// Where it leads to.
    const fn leads_to(self) -> ArtefactState {
        match self {
            Self::Review => ArtefactState::InReview,
            Self::Approve => ArtefactState::Approved,
            Self::Withdraw => ArtefactState::Withdrawn,
        }
    }

    /// Why it cannot be done in a state, if it cannot.
    const fn refusal(self, state: ArtefactState) -> Option<StoreError> {
        use ArtefactState::{Approved, Draft, InReview};
        let what = match (self, state) {
            (Self::Review, Draft)
            | (Self::Approve, Draft | InReview)
            | (Self::Withdraw, Draft | InReview | Approved) => return None,
            (Self::Review, _) => "only a draft goes into review: send new content for another version",
            (Self::Approve, _) => {
                "only a draft or a version in review is approved: send its content again for a new version"
            }
            (Self::Withdraw, _) => "this version was superseded and is not in force: there is nothing to withdraw",
        };
        Some(StoreError::Refused { what })
    }
}

impl Store {
    /// Does a step with a version; `person` is who takes it, by name, and `with` the credential.
    pub async fn move_artefact(
        &self,
        place: ArtefactPlace<'_>,
        version: i64,
        step: ArtefactStep,
        (person, with): (&str, &str),
    ) -> Result<ArtefactVersion, StoreError> {
        let person = text::chosen_name(person)?;
        let (at, mut tx) = (now(), self.write().await?);
        let before = find(&mut tx, place, Some(version)).await?;
        if before.state == step.leads_to() {
            return Ok(before);
        }
        if let Some(refusal) = step.refusal(before.state) {
            return Err(refusal);
        }
        if step == ArtefactStep::Approve {
            let sql = "SELECT COUNT(*) FROM artefact_version \
                       WHERE artefact_id = $1 AND version > $2 AND approved_sha256 IS NOT NULL";
            let later: i64 = sqlx::query_scalar(sql).bind(place.id).bind(version).fetch_one(&mut *tx).await?;
            if later > 0 {
                let what = "a later version was approved already: send this content again for a new version";
                return Err(StoreError::Refused { what });
            }
            for sql in [
                "UPDATE artefact_version SET state = 'superseded', changed_at = $3, changed_by = $4 \
                 WHERE artefact_id = $1 AND version <> $2 AND state = 'approved'",
                "UPDATE artefact_version SET approved_at = $3, approved_by = $4, approved_with = $5, \
                 approved_sha256 = sha256 WHERE artefact_id = $1 AND version = $2",
            ] {
                let query = sqlx::query(sql).bind(place.id).bind(version).bind(at).bind(&person).bind(with);
                query.execute(&mut *tx).await?;
            }
        }
        sqlx::query(
            "UPDATE artefact_version SET state = $1, changed_at = $2, changed_by = $3 \
             WHERE artefact_id = $4 AND version = $5",
        )
        .bind(step.leads_to())
        .bind(at)
        .bind(&person)
        .bind(place.id)
        .bind(version)
        .execute(&mut *tx)
        .await?;
        let after = find(&mut tx, place, Some(version)).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Notes that somebody has read the version in force. The first note of a person stays.
    pub async fn acknowledge_artefact(
        &self,
        place: ArtefactPlace<'_>,
        version: i64,
        (person, with): (&str, &str),
    ) -> Result<Acknowledgement, StoreError> {
        let person = text::chosen_name(person)?;
        let mut tx = self.write().await?;
        if find(&mut tx, place, Some(version)).await?.state != ArtefactState::Approved {
            let what = "only the approved version is acknowledged: read the versions again";
            return Err(StoreError::Refused { what });
        }
        sqlx::query(
            "INSERT INTO artefact_acknowledgement (artefact_id, version, person, noted_by, at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (artefact_id, version, person) DO NOTHING",
        )
        .bind(place.id)
        .bind(version)
        .bind(&person)
        .bind(with)
        .bind(now())
        .execute(&mut *tx)
        .await?;
        let sql = "SELECT version, person, noted_by, at FROM artefact_acknowledgement \
                   WHERE artefact_id = $1 AND version = $2 AND person = $3";
        let noted = sqlx::query_as(sql).bind(place.id).bind(version).bind(&person).fetch_one(&mut *tx).await?;
        tx.commit().await?;
        Ok(noted)
    }

    /// Who has read which version of an artefact, in order.
    pub async fn acknowledgements(&self, place: ArtefactPlace<'_>) -> Result<Vec<Acknowledgement>, StoreError> {
        let sql = "SELECT k.version, k.person, k.noted_by, k.at FROM artefact_acknowledgement k \
                   JOIN artefact a ON a.id = k.artefact_id \
                   WHERE a.workspace_id = $1 AND a.family = $2 AND a.id = $3 ORDER BY k.version, k.at, k.person";
        let query = sqlx::query_as(sql).bind(place.workspace).bind(place.family).bind(place.id);
        Ok(query.fetch_all(&self.readers).await?)
    }
}
