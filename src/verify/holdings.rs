//! What a workspace holds of its ISMS: profile, register and statement as data, everything else as documents.

use thiserror::Error;

use super::{Inconsistency, Isms, IsmsDocument, consistency};
use crate::{
    iso::{Day, Profile, RiskRegister, Statement},
    store::{Family, Store, StoreError, WorkspaceId},
};

/// Why a workspace's ISMS cannot be read.
#[derive(Debug, Error)]
pub enum HoldingsError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something stored is not what this program writes.
    #[error("the stored {what} cannot be read: {reason}")]
    Unreadable {
        /// What it should be.
        what: &'static str,
        /// Why it is not.
        reason: String,
    },
}

/// The data of an ISMS. What is absent takes part in nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// The company.
    pub profile: Option<Profile>,
    /// Its risks: the latest version that is not withdrawn.
    pub register: Option<RiskRegister>,
    /// Its Statement of Applicability: the latest version that is not withdrawn.
    pub statement: Option<Statement>,
}

impl Holdings {
    /// What a workspace has.
    pub async fn of(store: &Store, workspace: &WorkspaceId) -> Result<Self, HoldingsError> {
        let unreadable =
            |what| move |error: &dyn ToString| HoldingsError::Unreadable { what, reason: error.to_string() };
        let profile = store.profile_text(workspace).await?.map(|text| Profile::from_yaml(&text)).transpose();
        let profile = profile.map_err(|error| unreadable("profile")(&error))?;
        let register = latest(store, workspace, Family::Risks).await?;
        let register = register.map(|text| serde_json::from_str(&text)).transpose();
        let statement = latest(store, workspace, Family::Soa).await?;
        let statement = statement.map(|text| serde_json::from_str(&text)).transpose();
        Ok(Self {
            profile,
            register: register.map_err(|error| unreadable("risk register")(&error))?,
            statement: statement.map_err(|error| unreadable("Statement of Applicability")(&error))?,
        })
    }

    /// Everything in it and in these documents that does not fit.
    pub fn consistency(&self, documents: &[IsmsDocument], today: Option<Day>) -> Vec<Inconsistency> {
        consistency(&Isms {
            profile: self.profile.as_ref(),
            register: self.register.as_ref(),
            statement: self.statement.as_ref(),
            documents,
            today,
        })
    }
}

async fn latest(store: &Store, workspace: &WorkspaceId, family: Family) -> Result<Option<String>, StoreError> {
    Ok(store.current_artefacts(workspace, family).await?.pop().map(|(_, content)| content))
}

/// A workspace's policies and audit material, and the documents that were uploaded.
pub async fn isms_documents(store: &Store, workspace: &WorkspaceId) -> Result<Vec<IsmsDocument>, StoreError> {
    let mut found = Vec::new();
    for family in [Family::Policies, Family::Audits] {
        let written = store.current_artefacts(workspace, family).await?;
        found.extend(written.into_iter().map(|(version, text)| IsmsDocument::of(&version.title, &text)));
    }
    for document in store.documents(workspace).await? {
        match store.document_text(workspace, &document.id).await {
            Ok(text) => found.push(IsmsDocument::of(&document.name, &text)),
            // Somebody deleted it meanwhile.
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}
