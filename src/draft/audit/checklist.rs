//! Checklists: for each requirement what to test, what to draw, what to ask.

use std::fmt::Write;

use super::{AuditGrounds, labelled, section};
use crate::{
    document::markdown_tables,
    draft::values::plain,
    iso::{Choice, GapReport, Nature, Obligation, RequirementId, Tools},
    knowledge::{Page, SectionKind},
};

/// Artefacts of a page that a checklist names.
const ARTEFACTS: usize = 5;
/// Questions of a page that it asks.
const QUESTIONS: usize = 3;
/// Words of evidence tables by which a kind of tool is known.
const SYSTEMS: [(&str, &[&str]); 11] = [
    ("identity", &["entra", "okta", "google workspace", "identity", "directory", "sign-in", "sso"]),
    ("endpoint", &["intune", "jamf", "device management", "mdm", "kandji", "endpoint"]),
    ("ticketing", &["jira", "servicenow", "ticket", "linear", "zendesk"]),
    ("code", &["github", "gitlab", "repository", "bitbucket", "pipeline", "ci"]),
    ("documents", &["confluence", "wiki", "sharepoint", "notion", "intranet", "document"]),
    ("monitoring", &["siem", "sentinel", "log", "monitoring", "datadog", "grafana", "cloudtrail"]),
    ("backup", &["backup"]),
    ("hr", &["hr ", "hr system", "personnel", "bamboohr", "personio", "payroll"]),
    ("passwords", &["1password", "bitwarden", "vault", "password manager"]),
    ("training", &["training", "learning", "lms", "awareness"]),
    ("vulnerabilities", &["scanner", "qualys", "nessus", "snyk", "vulnerability"]),
];

/// The checklists of all requirements that are not left out, or of those named.
pub fn checklist(grounds: &AuditGrounds<'_>, only: &[RequirementId]) -> String {
    let profile = grounds.profile;
    let mut text = format!(
        "# Internal audit checklist\n\n| Company | {} |\n|---|---|\n| Audit | **[decide: number and date]** |\n| Auditor | {} |\n\
         | Classification | Internal |\n\n## How to use it\n\nFor each point write conforms, does not, or not looked at, with what you saw. \
         A point marked *required* can be a nonconformity. *Own rule* is one that you wrote yourselves: not keeping it can be one too. \
         *Expected* and *good practice* give improvements. Practice points are asked or watched; no document answers them.\n",
        plain(&profile.name),
        profile.roles.internal_auditor.as_deref().map_or_else(|| "**[decide]**".to_owned(), plain),
    );
    let is_left_out =
        |id: &str| grounds.statement.rows.iter().any(|row| row.control == id && row.decision == Choice::Excluded);
    let mut part = "";
    for page in grounds.library.pages() {
        let Some(id) = page.requirement.filter(|id| only.is_empty() || only.contains(id)) else { continue };
        let name = id.to_string();
        if is_left_out(&name) && only.is_empty() {
            continue;
        }
        let heading = part_of(&name);
        if heading != part {
            part = heading;
            let _ = write!(text, "\n## {heading}\n");
        }
        one(&mut text, page, grounds);
    }
    text
}

fn part_of(id: &str) -> &'static str {
    match id.get(..4) {
        Some("A.5.") => "Organizational controls",
        Some("A.6.") => "People controls",
        Some("A.7.") => "Physical controls",
        Some("A.8.") => "Technological controls",
        _ => "Clauses 4 to 10",
    }
}

fn one(text: &mut String, page: &Page, grounds: &AuditGrounds<'_>) {
    let _ = write!(text, "\n### {}\n\n| Point | Kind | Seen | Result |\n|---|---|---|---|\n", page.label());
    for check in &page.front.checks {
        let kind = match check.nature {
            Nature::Rule => "rule",
            Nature::Record => "record",
            Nature::Practice => "practice",
        };
        let _ = writeln!(
            text,
            "| {}: {} | {kind}, *{}* | {} | |",
            check.id,
            plain(&check.text),
            obligation(check.obligation),
            seen(&check.id, grounds.gap)
        );
    }
    let artefacts = evidence_lines(page, &grounds.profile.tools, ARTEFACTS);
    if !artefacts.is_empty() {
        text.push_str("\n**Draw:**\n\n");
        for line in artefacts {
            text.push_str(&format!("- {line}\n"));
        }
    }
    let questions = section(page, SectionKind::AuditorQuestions).lines().map(labelled);
    let questions: Vec<String> = questions
        .filter_map(|parts| {
            let question = parts.get("Question")?;
            let flag = parts.get("Red flag").map(|flag| format!(" *Red flag:* {flag}")).unwrap_or_default();
            Some(format!("- {question}{flag}\n"))
        })
        .take(QUESTIONS)
        .collect();
    if !questions.is_empty() {
        let _ = write!(text, "\n**Ask:**\n\n{}", questions.concat());
    }
}

fn obligation(obligation: Obligation) -> &'static str {
    match obligation {
        Obligation::Clause | Obligation::IfApplicable => "required",
        Obligation::OwnRule => "own rule",
        Obligation::LawOrContract => "law or contract",
        Obligation::Scheme => "scheme rule",
        Obligation::Expected => "expected",
        Obligation::GoodPractice => "good practice",
    }
}

/// What a gap analysis saw of a check.
fn seen(check: &str, gap: Option<&GapReport>) -> String {
    let found = gap.and_then(|gap| gap.items.iter().flat_map(|item| &item.checks).find(|one| one.id == check));
    let Some(found) = found else { return String::new() };
    let place = found.evidence.first().map(|evidence| {
        let page = evidence.page.map(|page| format!(", page {page}")).unwrap_or_default();
        format!(": {}{page}", plain(&evidence.document))
    });
    format!("{}{}", found.verdict.name(), place.unwrap_or_default())
}

/// The first artefacts of a page's evidence, each with where to find it.
pub(super) fn evidence_lines(page: &Page, tools: &Tools, most: usize) -> Vec<String> {
    let table = markdown_tables(section(page, SectionKind::Evidence)).into_iter().next().unwrap_or_default();
    table.iter().skip(1).take(most).filter_map(|row| artefact(row, tools)).collect()
}

/// A line on what to draw and where, in the company's own tools as far as they are known.
fn artefact(row: &[String], tools: &Tools) -> Option<String> {
    let (artefact, source) = (row.first()?, row.get(1)?);
    let sample = row.get(3).filter(|sample| !sample.is_empty()).map(|sample| format!("; sample: {sample}"));
    let lower = format!("{} ", source.to_lowercase());
    let named = SYSTEMS.iter().filter(|(_, words)| words.iter().any(|word| lower.contains(word)));
    let mut own: Vec<&str> = named.filter_map(|(kind, _)| tool(tools, kind)).collect();
    own.dedup();
    let place =
        if own.is_empty() { plain(source) } else { own.iter().map(|tool| plain(tool)).collect::<Vec<_>>().join(", ") };
    Some(format!("{artefact} ({place}{})", sample.unwrap_or_default()))
}

fn tool<'a>(tools: &'a Tools, kind: &str) -> Option<&'a str> {
    let tool = match kind {
        "identity" => &tools.identity,
        "endpoint" => &tools.endpoint,
        "ticketing" => &tools.ticketing,
        "code" => &tools.code,
        "documents" => &tools.documents,
        "monitoring" => &tools.monitoring,
        "backup" => &tools.backup,
        "hr" => &tools.hr,
        "passwords" => &tools.passwords,
        "training" => &tools.training,
        _ => &tools.vulnerabilities,
    };
    tool.as_deref()
}
