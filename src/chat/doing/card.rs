//! The card of something to be made, as text and as data: what it will be, from what, what stays open, and how it would begin.

use super::{
    action::{Action, ActionKind, ActionRequest, FieldChange, Missing, ProfileChange},
    missing,
    said::{self, Said},
};
use crate::{
    chat::draft::Draft,
    document::Block,
    draft::{self, AuditGrounds, Finding, Grounds},
    iso::{Profile, RequirementId},
    knowledge::{Library, Paper, PaperKind, SectionKind},
    store::WorkspaceId,
};
use serde_json::{Value, json};

/// Characters of a preview.
const PREVIEW: usize = 1_600;
/// The same of a shortened preview's last line.
const GOES_ON: &str = "*The document goes on.*";

/// A thing, and for whom it is made.
pub(super) struct Order<'a> {
    pub kind: ActionKind,
    /// The policy.
    pub paper: Option<&'a Paper>,
    pub workspace: Option<&'a WorkspaceId>,
    /// The profile that is kept, if there is one.
    pub profile: Option<&'a Profile>,
    /// The company, as profile and conversation describe it.
    pub company: Option<Profile>,
    pub changes: Vec<FieldChange>,
    /// What was found, of a corrective action.
    pub finding: Finding,
    pub format: Option<&'static str>,
}

/// A thing in words: its title, what it is, from what it is made, its command, the template that shows it, the clauses.
pub(super) struct Thing {
    pub title: &'static str,
    what: &'static str,
    command: &'static str,
    template: Option<&'static str>,
    clause: &'static str,
    more: &'static [&'static str],
}

/// What is known of each kind. A policy's title and command are those of its paper.
pub(super) fn thing(kind: ActionKind) -> Thing {
    let of = |title, what, command, template, (clause, more)| Thing { title, what, command, template, clause, more };
    match kind {
        ActionKind::GapAnalysis => of(
            "Gap analysis",
            "holds the documents against the checks of every clause 4 to 10 and every control of Annex A; each verdict shows the passage on which it stands",
            "annexa gap FILE",
            None,
            ("9.2.1", &[]),
        ),
        ActionKind::Policy => of("Policy", "", "", None, ("5.2", &[])),
        ActionKind::Soa => of(
            "Statement of Applicability",
            "has a row for each of the 93 controls: applicable for a risk, law or contract that it names, left out for an absence that the profile confirms, or undecided with its question",
            "annexa soa draft --profile profile.yaml",
            Some("statement-of-applicability"),
            ("6.1.3", &[]),
        ),
        ActionKind::Risks => of(
            "Risk register and treatment plan",
            "proposes criteria, the scenarios of the library that fit the company, each with its reason, and a plan to treat them; owners rate, decide and accept",
            "annexa risk draft --profile profile.yaml",
            Some("risk-register-and-treatment-plan"),
            ("6.1.2", &["6.1.3"]),
        ),
        ActionKind::AuditPlan => of(
            "Internal audit programme",
            "spreads all clauses and applicable controls over the audits of the cycle, by importance and risk, with the plan of the first audit",
            "annexa audit plan --profile profile.yaml",
            Some("internal-audit-programme"),
            ("9.2.2", &[]),
        ),
        ActionKind::AuditChecklist => of(
            "Internal audit checklist",
            "says for each clause and applicable control what to test, draw and ask",
            "annexa audit checklist --profile profile.yaml",
            None,
            ("9.2.2", &["9.2.1"]),
        ),
        ActionKind::ManagementReview => of(
            "Management review",
            "is agenda and minutes, with the inputs filled as far as the company's data are there",
            "annexa audit review --profile profile.yaml",
            Some("management-review"),
            ("9.3.3", &["9.3.2"]),
        ),
        ActionKind::CorrectiveAction => of(
            "Corrective action",
            "is the record from the finding to the proven effect, with what the library knows of the requirement",
            "annexa audit corrective-action --profile profile.yaml",
            Some("corrective-action-record"),
            ("10.2", &[]),
        ),
    }
}

impl Order<'_> {
    fn title(&self) -> String {
        self.paper.map_or_else(|| thing(self.kind).title.to_owned(), |paper| paper.front.title.clone())
    }

    /// Whom it is made for.
    fn whose(&self) -> String {
        match &self.company {
            Some(company) if !company.name.starts_with('[') => {
                format!("for {}", crate::chat::own::escaped(&company.name))
            }
            Some(company) => format!("for an unnamed company of {} people", company.people),
            None => "for your company".to_owned(),
        }
    }

    /// The body of the request that makes it.
    fn body(&self) -> Value {
        match self.kind {
            ActionKind::Policy => json!({ "kind": self.paper.map_or("", |paper| paper.front.id.as_str()) }),
            ActionKind::CorrectiveAction => {
                let mut body = json!({ "kind": "corrective-action" });
                if let (Some(fields), Some(id)) = (body.as_object_mut(), self.finding.requirement) {
                    fields.insert("requirement".to_owned(), json!(id.to_string()));
                }
                if let (Some(fields), false) = (body.as_object_mut(), self.finding.text.is_empty()) {
                    fields.insert("finding".to_owned(), json!(self.finding.text));
                }
                body
            }
            kind => kind.name().strip_prefix("audit:").map_or_else(|| json!({}), |audit| json!({ "kind": audit })),
        }
    }

    fn request(&self, method: &str, place: &str, body: Value) -> ActionRequest {
        let workspace = self.workspace.map_or_else(|| "{workspace}".to_owned(), ToString::to_string);
        ActionRequest { method: method.to_owned(), path: format!("/api/v1/workspaces/{workspace}/{place}"), body }
    }

    /// The change of the profile that what was said amounts to.
    fn profile_change(&self) -> Option<ProfileChange> {
        if self.changes.is_empty() || self.kind == ActionKind::GapAnalysis {
            return None;
        }
        // A profile that is kept is changed where it says something else; its other lines stay as they are.
        let request = if self.profile.is_some() {
            self.request("PATCH", "profile", said::patch(&self.changes))
        } else {
            let whole = self.company.as_ref().map_or(Value::Null, |company| json!(company));
            self.request("PUT", "profile", whole)
        };
        Some(ProfileChange { changes: self.changes.clone(), needed: self.profile.is_none(), request })
    }

    /// The data of the card.
    pub(super) fn action(&self, (missing, preview): (Vec<Missing>, String), body: Option<Value>) -> Action {
        let formats = self.kind.formats();
        let first = self.format.filter(|format| formats.contains(format));
        let rest = formats.iter().copied().filter(|format| Some(*format) != first);
        let clause = thing(self.kind).clause;
        Action {
            kind: self.kind,
            title: self.title(),
            why: match (self.kind, self.paper.and_then(|paper| paper.front.about.first())) {
                (ActionKind::GapAnalysis, _) => "Shows what is missing before an audit does".to_owned(),
                (_, Some(id)) => format!("Serves {id} of ISO/IEC 27001:2022"),
                _ => format!("Asked for by clause {clause} of ISO/IEC 27001:2022"),
            },
            missing,
            request: self.request("POST", self.kind.place(), body.unwrap_or_else(|| self.body())),
            formats: first.into_iter().chain(rest).map(ToOwned::to_owned).collect(),
            preview,
            profile: self.profile_change(),
        }
    }

    /// The card of a document that is drafted.
    pub(super) fn write(self, draft: &mut Draft, library: &Library, said: &Said) {
        let stated = self.profile.is_none() && said.contains_key("people");
        let mut missing = missing::missing(self.kind, self.paper, self.company.as_ref(), stated);
        if self.kind == ActionKind::CorrectiveAction && self.finding.text.is_empty() {
            missing.push(missing::finding());
        }
        draft.heading(&self.title());
        self.tell(draft, library);
        tell_open(draft, &missing);
        for id in std::iter::once(thing(self.kind).clause).chain(thing(self.kind).more.iter().copied()) {
            if let (None, Ok(id)) = (self.paper, id.parse()) {
                draft.refer(id);
            }
        }
        draft.say(&self.how(&missing));
        let preview = self.preview(library);
        draft.offer(self.action((missing, preview), None));
    }

    /// What will be made, and from what.
    fn tell(&self, draft: &mut Draft, library: &Library) {
        let about = thing(self.kind);
        let shelf = library.shelf();
        let paper = self.paper.or_else(|| about.template.and_then(|id| shelf.paper(PaperKind::Template, id)));
        let cited = paper.and_then(|paper| {
            let purpose = paper.front.purpose.as_ref()?;
            let n = draft.board.cite_paper(paper, purpose)?;
            Some(format!("{} [{n}]", purpose.trim_end()))
        });
        let from = if self.profile.is_some() { "its profile" } else { "what you say of the company" };
        if self.paper.is_some() {
            if let Some(cited) = cited {
                draft.say(&cited);
            }
            draft.say(&format!(
                "It will be drafted {} from the clauses of the library and {from}; default values stand where nobody has decided, each listed to be confirmed.",
                self.whose()
            ));
            return;
        }
        draft.say(&format!("It will be drafted {} from the library and {from}: it {}.", self.whose(), about.what));
        if let Some(cited) = cited {
            draft.say(&format!("Its form: {cited}"));
        }
        asked_for(draft, library, about.clause, SectionKind::DocumentedInformation, "");
    }

    /// How it is made.
    fn how(&self, missing: &[Missing]) -> String {
        let command = match self.paper {
            Some(paper) => format!("annexa policy draft {} --profile profile.yaml", paper.front.id),
            None => thing(self.kind).command.to_owned(),
        };
        let request = format!("POST /api/v1/workspaces/{{workspace}}/{}", self.kind.place());
        let until = if missing.iter().any(|one| one.required) { " once that is said" } else { "" };
        let kept = match &self.profile_change() {
            Some(_) => " What you said of the company is proposed for the profile and saved only when you confirm it.",
            None => "",
        };
        format!(
            "Nothing is made until you confirm it{until}: in the app with the button below, over HTTP with `{request}`, as a file with `{command}`.{kept}"
        )
    }

    /// The beginning of the document, as far as the company is known.
    fn preview(&self, library: &Library) -> String {
        let Some(company) = &self.company else { return String::new() };
        if let Some(paper) = self.paper {
            return beginning(&draft::policy(paper, library, company).markdown);
        }
        if self.kind == ActionKind::CorrectiveAction {
            return beginning(&draft::corrective_action(library, company, &self.finding));
        }
        let risks = draft::risks(library, company);
        if self.kind == ActionKind::Risks {
            return beginning(&draft::risk_paper(&risks, library, company));
        }
        let register = &risks.register;
        let statement = draft::statement(&Grounds { library, profile: company, register, gap: None, earlier: None });
        let audit = AuditGrounds { library, profile: company, register, statement: &statement, gap: None };
        match self.kind {
            ActionKind::AuditPlan => beginning(&draft::audit_programme(&audit)),
            ActionKind::AuditChecklist => beginning(&draft::checklist(&audit, &[])),
            ActionKind::ManagementReview => beginning(&draft::management_review(&audit)),
            _ => beginning(&draft::statement_paper(&statement, company)),
        }
    }
}

/// What will stay open, in one message.
fn tell_open(draft: &mut Draft, missing: &[Missing]) {
    if missing.is_empty() {
        return;
    }
    let first = if missing.iter().any(|one| one.required) {
        "Before it can be made, say:"
    } else {
        "It will leave open what nobody has said. Say it here, or decide it in the document:"
    };
    let lines: Vec<String> = missing
        .iter()
        .map(|one| {
            let replies: Vec<&str> = one.choices.iter().map(|choice| choice.label.as_str()).collect();
            let replies = if replies.is_empty() { String::new() } else { format!(" ({})", replies.join("; ")) };
            format!("- **{}**: {}{replies}", one.field, one.question)
        })
        .collect();
    draft.say(&format!("{first}\n\n{}", lines.join("\n")));
}

/// The first passage of what a clause asks for.
pub(super) fn asked_for(draft: &mut Draft, library: &Library, clause: &str, kind: SectionKind, part: &str) {
    let Ok(id) = clause.parse::<RequirementId>() else { return };
    let Some(page) = library.page(id) else { return };
    let Some(section) = page.section(kind) else { return };
    let Some((_, blocks)) = section.parts().into_iter().find(|(heading, _)| *heading == part) else { return };
    let first: Vec<&Block> = blocks.into_iter().take(1).collect();
    let mut path = vec![section.heading.clone()];
    path.extend((!part.is_empty()).then(|| part.to_owned()));
    let heading = if part.is_empty() { format!("What {clause} asks for") } else { part.to_owned() };
    draft.say(&format!("#### {heading}"));
    draft.passage(page, &path, &first);
}

/// The first section of a document, without its title.
fn beginning(markdown: &str) -> String {
    let body = markdown
        .trim_start()
        .strip_prefix("# ")
        .and_then(|rest| rest.split_once('\n'))
        .map_or(markdown, |(_, body)| body);
    let mut shown = String::new();
    let mut sections = 0;
    for line in body.trim().lines() {
        sections += usize::from(line.starts_with("## "));
        if sections > 1 || shown.chars().count() > PREVIEW {
            let whole = shown.trim_end().len();
            shown.truncate(whole);
            shown.push_str(&format!("\n\n{GOES_ON}"));
            break;
        }
        shown.push_str(line);
        shown.push('\n');
    }
    shown.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_the_first_section() {
        let text = "# Title\n\n| A | B |\n|---|---|\n\n## 1 One\n\nText.\n\n## 2 Two\n\nMore.\n";
        assert_eq!(beginning(text), format!("| A | B |\n|---|---|\n\n## 1 One\n\nText.\n\n{GOES_ON}"));
        assert_eq!(beginning("## Only\n\nText."), "## Only\n\nText.");
    }
}
