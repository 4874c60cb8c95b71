//! Artefacts as JSON.

use serde::Serialize;
use serde_json::Value;

use crate::{
    draft::{Counts, Home, Keep, Wording},
    store::{Acknowledgement, ArtefactId, ArtefactState, ArtefactVersion, Family},
    verify::{RowFinding, Severity},
    view::rfc3339,
};

/// A version without its content.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ArtefactVersion")]
pub(super) struct VersionView {
    id: ArtefactId,
    family: Family,
    kind: String,
    version: i64,
    state: ArtefactState,
    title: String,
    sha256: String,
    created: String,
    created_by: String,
    changed: String,
    changed_by: String,
    approval: Option<Approval>,
    /// How many people have acknowledged it
    acknowledgements: i64,
    /// Of a policy that a language model was asked to word: which clauses have its words, and why the others have not
    #[serde(skip_serializing_if = "Option::is_none")]
    wording: Option<Wording>,
}

/// Who approved it, when, and the hash of what was approved.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ArtefactApproval")]
struct Approval {
    person: String,
    at: String,
    /// The credential that the approval came with
    with: String,
    sha256: String,
}

/// A version with its content: a text in Markdown, a statement or a register.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Artefact")]
pub(super) struct Whole {
    #[serde(flatten)]
    pub(super) version: VersionView,
    pub(super) content: Value,
}

/// What a workspace has of a family; for policies also the kinds that it does not have.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ArtefactList")]
pub(super) struct List {
    pub(super) artefacts: Vec<Line>,
    /// Of policies: how many the company needs in which way, over all pages; absent without a profile
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) counts: Option<Counts>,
    pub(super) next: Option<String>,
}

/// An artefact, or a kind of which there is none yet.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ArtefactLine")]
pub(super) struct Line {
    pub(super) id: Option<ArtefactId>,
    pub(super) kind: String,
    pub(super) title: String,
    /// Of policies: whether the profile calls for it; absent without a profile
    pub(super) needed: Option<Need>,
    /// Of policies: the policy of which it may be a chapter
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) chapter_of: Option<Home>,
    /// Of policies: why it is needed in this way; without a profile, who needs one
    pub(super) why: Option<String>,
    /// The latest first
    pub(super) versions: Vec<VersionView>,
}

/// Whether a company needs the rules of a policy.
#[derive(Debug, Clone, Copy, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "PolicyNeed")]
pub(super) enum Need {
    Needed,
    NotNeeded,
    /// The profile does not say.
    Unknown,
}

/// All versions, the latest first, and who has read which.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ArtefactVersions")]
pub(super) struct Versions {
    pub(super) versions: Vec<VersionView>,
    pub(super) acknowledgements: Vec<AcknowledgementView>,
}

/// Somebody has read a version.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ArtefactAcknowledgement")]
pub(super) struct AcknowledgementView {
    version: i64,
    person: String,
    at: String,
    /// The credential that noted it
    noted_by: String,
}

/// What is wrong with a statement or a register, row by row.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "RowFindings")]
pub(super) struct Checked {
    version: i64,
    findings: Vec<RowFinding>,
    errors: usize,
    warnings: usize,
}

impl Checked {
    pub(super) fn new(version: i64, findings: Vec<RowFinding>) -> Self {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        Self { version, findings, errors, warnings }
    }
}

impl From<&Keep> for Need {
    fn from(keep: &Keep) -> Self {
        match keep {
            Keep::Own | Keep::Chapter(_) => Self::Needed,
            Keep::Nothing => Self::NotNeeded,
            Keep::Unknown => Self::Unknown,
        }
    }
}

impl From<ArtefactVersion> for VersionView {
    fn from(version: ArtefactVersion) -> Self {
        let approval = match (version.approved_by, version.approved_at, version.approved_sha256) {
            (Some(person), Some(at), Some(sha256)) => {
                let with = version.approved_with.unwrap_or_default();
                Some(Approval { person, at: rfc3339(at), with, sha256 })
            }
            _ => None,
        };
        // What another installation sent along and this one cannot read is not shown.
        let wording = version.wording.and_then(|wording| serde_json::from_str(&wording).ok());
        Self {
            id: version.id,
            family: version.family,
            kind: version.kind,
            version: version.version,
            state: version.state,
            title: version.title,
            sha256: version.sha256,
            created: rfc3339(version.created_at),
            created_by: version.created_by,
            changed: rfc3339(version.changed_at),
            changed_by: version.changed_by,
            approval,
            acknowledgements: version.acknowledgements,
            wording,
        }
    }
}

impl From<Acknowledgement> for AcknowledgementView {
    fn from(noted: Acknowledgement) -> Self {
        Self { version: noted.version, person: noted.person, at: rfc3339(noted.at), noted_by: noted.noted_by }
    }
}
