//! What an answer offers to make: the request that would make it, what is still to be asked, and how it would begin.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::chat::Choice;

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActionKind {
    /// A gap analysis of uploaded documents.
    GapAnalysis,
    /// A policy of the library, for the company.
    Policy,
    /// The Statement of Applicability.
    Soa,
    /// The risk register with its treatment plan.
    Risks,
    /// The internal audit programme.
    AuditPlan,
    /// The checklist of an internal audit.
    AuditChecklist,
    /// Agenda and minutes of the management review.
    ManagementReview,
    /// The record of a corrective action.
    CorrectiveAction,
}

/// Something that is made once a person confirms it; until then nothing is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Action {
    /// What is made.
    pub kind: ActionKind,
    /// Its name, as the document bears it.
    pub title: String,
    /// What asks for it.
    pub why: String,
    /// What is not known and matters for this very document.
    pub missing: Vec<Missing>,
    /// The request that makes it.
    pub request: ActionRequest,
    /// The formats in which it can be had, the one that was asked for first.
    pub formats: Vec<String>,
    /// How it would begin, as Markdown; empty while nothing is known of the company.
    pub preview: String,
    /// What was said in the conversation and the profile does not say, to be kept when a person wants that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileChange>,
}

/// Something to ask before a thing is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Missing {
    /// The field of the profile or of the request.
    pub field: String,
    /// The question.
    pub question: String,
    /// Likely replies, each with the words that say it in the conversation.
    pub choices: Vec<Choice>,
    /// Without it nothing can be made; else the document marks it as a decision.
    pub required: bool,
}

/// A request of the HTTP API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ActionRequest")]
pub struct ActionRequest {
    /// `POST`, `PUT` or `PATCH`.
    pub method: String,
    /// The path; `{workspace}` stands for a workspace where the conversation is in none.
    pub path: String,
    /// The JSON body.
    pub body: Value,
}

/// A change of the profile that a person may confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ProfileChange {
    /// What changes.
    pub changes: Vec<FieldChange>,
    /// The thing cannot be made before the workspace has a profile.
    pub needed: bool,
    /// The request that keeps it.
    pub request: ActionRequest,
}

/// One field with its new value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FieldChange {
    /// The field.
    pub field: String,
    /// Its value.
    pub value: Value,
}

impl ActionKind {
    /// Its name, with that of its kind where there are several: `audit:plan`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GapAnalysis => "gap-analysis",
            Self::Policy => "policy",
            Self::Soa => "soa",
            Self::Risks => "risks",
            Self::AuditPlan => "audit:plan",
            Self::AuditChecklist => "audit:checklist",
            Self::ManagementReview => "audit:review",
            Self::CorrectiveAction => "audit:corrective-action",
        }
    }

    /// The template of the library that shows its form, where it is no policy.
    pub(super) fn template(self) -> Option<&'static str> {
        match self {
            Self::GapAnalysis | Self::Policy | Self::AuditChecklist => None,
            Self::Soa => Some("statement-of-applicability"),
            Self::Risks => Some("risk-register-and-treatment-plan"),
            Self::AuditPlan => Some("internal-audit-programme"),
            Self::ManagementReview => Some("management-review"),
            Self::CorrectiveAction => Some("corrective-action-record"),
        }
    }

    /// The last part of its path.
    pub(super) fn place(self) -> &'static str {
        match self {
            Self::GapAnalysis => "gap-analyses",
            Self::Policy => "policies",
            Self::Soa => "soa",
            Self::Risks => "risks",
            Self::AuditPlan | Self::AuditChecklist | Self::ManagementReview | Self::CorrectiveAction => "audits",
        }
    }

    /// The formats in which it can be taken home.
    pub(super) fn formats(self) -> &'static [&'static str] {
        match self {
            Self::GapAnalysis => &["docx", "pdf", "xlsx", "html", "md", "json"],
            Self::Soa | Self::Risks => &["xlsx", "docx", "pdf", "csv", "html", "md", "json"],
            _ => &["docx", "pdf", "html", "md"],
        }
    }
}

impl Action {
    /// What it makes in one word, a policy with its kind: `policy:backup`.
    pub fn label(&self) -> String {
        match (self.kind, self.policy()) {
            (ActionKind::Policy, Some(id)) => format!("policy:{id}"),
            (kind, _) => kind.name().to_owned(),
        }
    }

    /// The kind of policy that it makes.
    pub(super) fn policy(&self) -> Option<&str> {
        (self.kind == ActionKind::Policy).then(|| self.request.body.get("kind")?.as_str())?
    }
}
