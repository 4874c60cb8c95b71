//! Drafts from a workspace's profile, with its own register and statement where it has them.

use std::sync::Arc;

use serde::Deserialize;

use super::{content::Content, rewording::Pen};
use crate::{
    draft::{self, AuditGrounds, Finding, Grounds, InterviewRole, RoleError},
    iso::{Catalogue, GapReport, Profile, RequirementId, RiskRegister, Statement},
    knowledge::{Library, Paper, PaperKind},
    server::{problem::ApiError, state::Shared},
    store::{Family, GapAnalysisId, WorkspaceId},
    verify::Holdings,
};

/// What to draft.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "DraftOrder")]
pub(super) struct Order {
    /// Of a policy as the list names it; of audit material plan, checklist, review, corrective-action or interview
    kind: Option<String>,
    /// A finished gap analysis of the workspace, for the statement and audit material
    gap: Option<GapAnalysisId>,
    /// The workspace has it already, and a new version is wanted
    pub(super) again: bool,
    /// Of a checklist: only these clauses and controls
    only: Vec<String>,
    /// Of a corrective action: the clause or control that is not met
    requirement: Option<String>,
    /// Of a corrective action: what was found
    finding: String,
    /// Of an interview: top-management, isms-manager, it-admin, developer, hr or employee
    role: Option<String>,
    /// Of a policy: the language model says its clauses in the voice of the house; each is checked, and keeps the library's
    /// words when it fails
    reword: bool,
    /// With `reword`: how this house writes, in at most 300 characters; the house style's `voice` when it is left out
    voice: Option<String>,
}

/// An order that can be carried out.
#[derive(Debug)]
pub(super) struct Wish {
    what: What,
    gap: Option<GapAnalysisId>,
    /// A model says its clauses in the voice of the house.
    pub(super) reword: bool,
    voice: Option<String>,
}

/// What was drafted.
pub(super) struct Drafted {
    pub(super) title: String,
    pub(super) content: Content,
    /// Which clauses a model worded, JSON.
    pub(super) wording: Option<String>,
}

#[derive(Debug)]
enum What {
    Policy(String),
    Statement,
    Register,
    Plan,
    Checklist(Vec<RequirementId>),
    Review,
    Action(Finding),
    Interview(InterviewRole),
}

/// Everything that a draft is made from.
struct Sources {
    library: Arc<Library>,
    profile: Profile,
    register: Option<RiskRegister>,
    statement: Option<Statement>,
    gap: Option<GapReport>,
}

impl Wish {
    /// What an order to a family means. Words that mean nothing there are refused.
    pub(super) fn of(family: Family, order: Order) -> Result<Self, ApiError> {
        let kind = order.kind.as_deref();
        let (has_only, has_finding) =
            (!order.only.is_empty(), order.requirement.is_some() || !order.finding.is_empty());
        let what = match (family, kind) {
            (Family::Policies, Some(kind)) => What::Policy(kind.to_lowercase()),
            (Family::Policies, None) => return unfit("name the policy's `kind`; GET the list for all kinds"),
            (Family::Soa, None | Some("statement")) => What::Statement,
            (Family::Risks, None | Some("register")) => What::Register,
            (Family::Soa | Family::Risks, Some(_)) => return unfit("there is one kind here: leave `kind` out"),
            (Family::Audits, Some("plan")) => What::Plan,
            (Family::Audits, Some("checklist")) => What::Checklist(named(&order.only)?),
            (Family::Audits, Some("review")) => What::Review,
            (Family::Audits, Some("corrective-action")) => {
                let requirement = order.requirement.as_ref().map(|id| one_named(id)).transpose()?;
                What::Action(Finding { requirement, text: order.finding.clone() })
            }
            (Family::Audits, Some("interview")) => What::Interview(role(order.role.as_deref())?),
            (Family::Audits, _) => return unfit("`kind` is plan, checklist, review, corrective-action or interview"),
        };
        if order.role.is_some() && !matches!(what, What::Interview(_)) {
            return unfit("`role` is for an interview: leave it out");
        }
        if order.gap.is_some() && matches!(family, Family::Policies | Family::Risks) {
            return unfit("a gap analysis takes part in the statement and in audit material only: leave `gap` out");
        }
        if (has_only && !matches!(what, What::Checklist(_))) || (has_finding && !matches!(what, What::Action(_))) {
            return unfit("`only` is for a checklist, `requirement` and `finding` are for a corrective action");
        }
        if order.reword && !matches!(what, What::Policy(_)) {
            return unfit("`reword` is for a policy: leave it out");
        }
        if order.voice.is_some() && !order.reword {
            return unfit("`voice` goes with `\"reword\": true`; for all policies put it into the house style");
        }
        Ok(Self { what, gap: order.gap, reword: order.reword, voice: order.voice })
    }

    /// The kind under which it is kept.
    pub(super) fn kind(&self) -> &str {
        match &self.what {
            What::Policy(kind) => kind,
            What::Statement => "statement",
            What::Register => "register",
            What::Plan => "plan",
            What::Checklist(_) => "checklist",
            What::Review => "review",
            What::Action(_) => "corrective-action",
            What::Interview(_) => "interview",
        }
    }
}

fn unfit<T>(why: &str) -> Result<T, ApiError> {
    Err(ApiError::Unfit(why.to_owned()))
}

fn role(name: Option<&str>) -> Result<InterviewRole, ApiError> {
    let Some(name) = name else { return unfit("name the `role` that is interviewed, for example it-admin") };
    name.parse().map_err(|error: RoleError| ApiError::Unfit(error.to_string()))
}

fn named(ids: &[String]) -> Result<Vec<RequirementId>, ApiError> {
    ids.iter().map(|id| one_named(id)).collect()
}

fn one_named(id: &str) -> Result<RequirementId, ApiError> {
    let known = Catalogue::get().canonical(id);
    known.ok_or_else(|| {
        ApiError::Unfit(format!("`{id}` is no clause or control of ISO/IEC 27001:2022; write A.5.18 or 9.2.1"))
    })
}

/// Drafts it, for a person where a model is asked.
pub(super) async fn drafted(
    state: &Shared,
    (workspace, person): (&WorkspaceId, String),
    wish: Wish,
) -> Result<Drafted, ApiError> {
    let held = Holdings::of(&state.app.store, workspace).await?;
    let library = Arc::clone(state.app.assistant.library());
    let Some(profile) = held.profile else {
        let why = "this workspace has no profile of its organisation: PUT …/profile first";
        return Err(ApiError::Conflict(why.to_owned()));
    };
    let blocking: Vec<String> = profile
        .problems()
        .into_iter()
        .filter(|problem| problem.blocking)
        .map(|problem| format!("`{}` {}", problem.field, problem.message))
        .collect();
    if !blocking.is_empty() {
        return Err(ApiError::Unfit(format!("the profile is not ready: {}", blocking.join("; "))));
    }
    draft::decisions(&profile, library.shelf()).map_err(ApiError::Unfit)?;
    let gap = match &wish.gap {
        Some(id) => Some(report(state, workspace, id).await?),
        None => None,
    };
    let sources = Sources { library, profile, register: held.register, statement: held.statement, gap };
    if let (What::Policy(kind), true) = (&wish.what, wish.reword) {
        let paper = paper(&sources.library, kind)?;
        let pen = Pen::of(state, workspace, (person, wish.voice)).await?;
        let draft = pen.policy((state, workspace), (paper, &sources.library), &sources.profile).await;
        let wording = draft.wording.as_ref().map(serde_json::to_string).transpose();
        let wording = wording.map_err(|error| ApiError::Internal(error.to_string()))?;
        return Ok(Drafted { title: draft.title, content: Content::Paper(draft.markdown), wording });
    }
    // A whole checklist takes long enough to keep others waiting.
    let made = tokio::task::spawn_blocking(move || sources.draft(&wish.what)).await;
    let (title, content) = made.map_err(|error| ApiError::Internal(error.to_string()))??;
    Ok(Drafted { title, content, wording: None })
}

fn paper<'a>(library: &'a Library, kind: &str) -> Result<&'a Paper, ApiError> {
    let paper = library.shelf().paper(PaperKind::Policy, kind);
    paper.ok_or_else(|| ApiError::Unfit(format!("`{kind}` is no kind of policy: GET the list for all kinds")))
}

async fn report(state: &Shared, workspace: &WorkspaceId, id: &GapAnalysisId) -> Result<GapReport, ApiError> {
    let json = state.app.store.gap_report(workspace, id).await.map_err(|error| match ApiError::from(error) {
        ApiError::NotFound => ApiError::Unfit(format!("{id} is no analysis of this workspace")),
        other => other,
    })?;
    let json = json.ok_or_else(|| ApiError::Conflict(format!("{id} has no report: the analysis is not done")))?;
    serde_json::from_str(&json).map_err(|error| ApiError::Internal(format!("a stored report cannot be read: {error}")))
}

impl Sources {
    fn draft(self, what: &What) -> Result<(String, Content), ApiError> {
        let titled = |title: &str, content| Ok((title.to_owned(), content));
        match what {
            What::Policy(kind) => {
                let draft = draft::policy(paper(&self.library, kind)?, &self.library, &self.profile);
                Ok((draft.title, Content::Paper(draft.markdown)))
            }
            What::Register => {
                let draft = draft::risks(&self.library, &self.profile);
                titled("Risk register", Content::Register(Box::new(draft.register)))
            }
            What::Statement => {
                let register = self.register();
                let statement = self.statement(&register, self.statement.as_ref());
                titled("Statement of Applicability", Content::Statement(Box::new(statement)))
            }
            What::Plan => titled("Internal audit programme", self.audit(draft::audit_programme)),
            What::Review => titled("Management review", self.audit(draft::management_review)),
            What::Checklist(only) => {
                titled("Internal audit checklist", self.audit(|grounds| draft::checklist(grounds, only)))
            }
            What::Interview(role) => titled(
                "Mock interview",
                self.audit(|grounds| draft::interview_paper(&draft::interview(grounds, *role))),
            ),
            What::Action(finding) => {
                let text = draft::corrective_action(&self.library, &self.profile, finding);
                titled("Corrective action", Content::Paper(text))
            }
        }
    }

    /// The workspace's register, else the one that would be proposed.
    fn register(&self) -> RiskRegister {
        self.register.clone().unwrap_or_else(|| draft::risks(&self.library, &self.profile).register)
    }

    fn statement(&self, register: &RiskRegister, earlier: Option<&Statement>) -> Statement {
        let (library, profile) = (self.library.as_ref(), &self.profile);
        draft::statement(&Grounds { library, profile, register, gap: self.gap.as_ref(), earlier })
    }

    fn audit(&self, write: impl Fn(&AuditGrounds<'_>) -> String) -> Content {
        let register = self.register();
        let statement = self.statement.clone().unwrap_or_else(|| self.statement(&register, None));
        let (library, profile) = (self.library.as_ref(), &self.profile);
        let gap = self.gap.as_ref();
        Content::Paper(write(&AuditGrounds { library, profile, register: &register, statement: &statement, gap }))
    }
}
