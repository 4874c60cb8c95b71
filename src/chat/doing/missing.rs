//! What a profile lacks for one artefact, as questions: never more than that artefact depends on.

use super::action::{ActionKind, Missing};
use crate::{
    chat::Choice,
    iso::{Fact, Profile, Size},
    knowledge::{Paper, SIZES},
};

/// Replies: the label, and the value in words.
type Replies = &'static [(&'static str, &'static str)];
/// Fields with their questions and the likely replies: the label, and the value in words.
const FIELDS: [(&str, &str, Replies); 11] = [
    ("name", "What is the company called?", &[]),
    ("sector", "What does it do, in a few words?", &[]),
    ("people", "How many people work there?", &[]),
    (
        "premises",
        "Where is work done, and does equipment of your own stand anywhere?",
        &[
            ("All remote", "remote"),
            ("An office of our own", "office"),
            ("Office and remote", "office, remote"),
            ("Own server room or racks too", "office, data-centre"),
        ],
    ),
    (
        "development",
        "Who writes software for you?",
        &[("Our own people", "in-house"), ("Others for us", "outsourced"), ("Both", "both"), ("Nobody", "none")],
    ),
    (
        "absent",
        "Which of these did somebody look for and not find? Only that lets a control be left out.",
        &[
            ("Paper archive", "paper-archive"),
            ("Store of devices", "equipment-store"),
            ("Storage media", "storage-media"),
            ("Outside developers", "outside-developers"),
        ],
    ),
    (
        "cloud",
        "Which cloud providers do you use, and does what your customers use run there?",
        &[("Microsoft 365", "Microsoft 365"), ("AWS, with production", "AWS, production")],
    ),
    (
        "data",
        "Which sensitive information do you handle?",
        &[("Personal data", "personal"), ("Personal and customers' data", "personal, customer-confidential")],
    ),
    ("internal auditor", "Who audits, without auditing their own work?", &[]),
    ("top management", "Who is top management, by name or role?", &[]),
    ("target date", "When shall the certification audit begin (YYYY-MM-DD)?", &[]),
];

/// The questions for a thing. `stated`: the size of a company without a profile was said, which is enough to draft.
pub(super) fn missing(
    kind: ActionKind,
    paper: Option<&Paper>,
    company: Option<&Profile>,
    stated: bool,
) -> Vec<Missing> {
    let unnamed = Profile::default();
    let known = company.unwrap_or(&unnamed);
    let mut found = Vec::new();
    if kind != ActionKind::GapAnalysis {
        let named = !known.name.is_empty() && !known.name.starts_with('[');
        let first = [("name", named), ("sector", !known.sector.is_empty()), ("people", known.people > 0)];
        let open = first.into_iter().filter(|(_, is_known)| !is_known);
        found.extend(open.filter_map(|(field, _)| question(field, !stated && field != "sector")));
    }
    let premises = ("premises", known.premises.is_empty());
    let development = ("development", known.development.is_none());
    let cloud = ("cloud", known.cloud.is_none());
    let data = ("data", known.data.is_empty());
    let fields: Vec<(&str, bool)> = match kind {
        ActionKind::GapAnalysis | ActionKind::CorrectiveAction => Vec::new(),
        ActionKind::Policy => return [found, paper.map(|paper| of_policy(paper, known)).unwrap_or_default()].concat(),
        ActionKind::Soa => vec![premises, development, ("absent", known.absent.is_empty())],
        ActionKind::Risks => vec![premises, development, cloud, data],
        ActionKind::AuditPlan => vec![
            ("internal auditor", known.roles.internal_auditor.is_none()),
            ("target date", known.target_date.is_none()),
        ],
        ActionKind::AuditChecklist => vec![premises, development],
        ActionKind::ManagementReview => vec![("top management", known.roles.top_management.is_none())],
    };
    found.extend(fields.into_iter().filter(|(_, is_open)| *is_open).filter_map(|(field, _)| question(field, false)));
    found
}

/// What is to be said of a corrective action.
pub(super) fn finding() -> Missing {
    let question = "What was found, and against which clause or control?".to_owned();
    Missing { field: "finding".to_owned(), question, choices: Vec::new(), required: false }
}

fn question(field: &str, required: bool) -> Option<Missing> {
    let (_, question, replies) = FIELDS.iter().find(|(name, ..)| *name == field)?;
    let choice =
        |(label, value): &(&str, &str)| Choice { label: (*label).to_owned(), question: format!("{field}: {value}") };
    let choices = replies.iter().map(choice).collect();
    Some(Missing { field: field.to_owned(), question: (*question).to_owned(), choices, required })
}

/// The facts on which a policy's clauses for this size depend and that the profile does not say.
fn of_policy(paper: &Paper, profile: &Profile) -> Vec<Missing> {
    let size = match profile.size() {
        Size::Small => SIZES[0],
        Size::Medium => SIZES[1],
        Size::Large => SIZES[2],
    };
    let mut fields: Vec<&str> = Vec::new();
    for clause in paper.clauses.iter().filter(|clause| clause.level > 2 && clause.marks.is_for(size)) {
        for facts in [&clause.marks.places, &clause.marks.facts] {
            let said: Vec<Option<bool>> = facts.iter().map(|fact| profile.says(*fact)).collect();
            if said.contains(&Some(true)) {
                continue;
            }
            let open = facts.iter().zip(&said).find(|(_, said)| said.is_none());
            let field = open.and_then(|(fact, _)| field_of(*fact, profile));
            fields.extend(field.filter(|field| !fields.contains(field)));
        }
    }
    fields.into_iter().filter_map(|field| question(field, false)).collect()
}

/// The field that answers whether a fact is true.
fn field_of(fact: Fact, profile: &Profile) -> Option<&'static str> {
    Some(match fact {
        Fact::Always => return None,
        Fact::Remote | Fact::Office | Fact::Racks => "premises",
        Fact::Development | Fact::OutsourcedDevelopment => "development",
        Fact::Cloud => "cloud",
        Fact::Production if profile.cloud.is_none() => "cloud",
        Fact::Production if profile.development.is_none() => "development",
        Fact::Production => "premises",
        Fact::PersonalData => "data",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(kind: ActionKind, company: Option<&Profile>, stated: bool) -> Vec<String> {
        missing(kind, None, company, stated).into_iter().map(|one| one.field).collect()
    }

    #[test]
    fn only_what_the_artefact_depends_on_is_asked() {
        let profile = Profile::from_yaml("{name: N, sector: S, people: 20, premises: [remote]}").unwrap();
        assert_eq!(asked(ActionKind::Soa, Some(&profile), false), ["development", "absent"]);
        assert_eq!(asked(ActionKind::AuditPlan, Some(&profile), false), ["internal auditor", "target date"]);
        assert!(asked(ActionKind::GapAnalysis, None, false).is_empty());
        assert_eq!(asked(ActionKind::CorrectiveAction, None, false), ["name", "sector", "people"]);
        assert!(
            missing(ActionKind::Soa, None, None, false)[0].required
                && !missing(ActionKind::Soa, None, None, true)[0].required
        );
    }

    #[test]
    fn a_reply_is_words_that_the_conversation_reads_back() {
        for (field, _, replies) in FIELDS {
            for (_, value) in replies {
                let text = format!("{field}: {value}");
                let said = super::super::said::said(&text, "", None, None);
                let profile = Profile::from_yaml("{name: N, sector: S, people: 20}").unwrap();
                let (_, changes) = super::super::said::company(Some(&profile), &said);
                assert_eq!(changes.len(), 1, "{text}");
            }
        }
    }
}
