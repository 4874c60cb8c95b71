//! The internal audit programme: how, in which order, when, by whom, and the plan of the first audit.

use std::fmt::Write;

use super::{
    AuditGrounds,
    areas::{Area, areas, spans},
    below, filled,
};
use crate::{
    draft::{policy::held, values::plain},
    iso::{Profile, Size},
};

/// Days before the certification audit on which the first internal audit begins: late enough to see things work, early enough
/// to close what it finds.
const AUDIT_BEFORE: i64 = 70;
/// The same for its report and for the management review.
const REPORT_BEFORE: i64 = 56;
const REVIEW_BEFORE: i64 = 42;
/// How much of a day a session of the agenda takes.
const SESSIONS_A_DAY: usize = 4;

/// The programme as Markdown.
pub fn audit_programme(grounds: &AuditGrounds<'_>) -> String {
    let profile = grounds.profile;
    let areas = areas(grounds);
    let template = filled(grounds.library, profile, "internal-audit-programme");
    let auditor = profile.roles.internal_auditor.as_deref().map_or_else(|| "**[decide: who]**".to_owned(), plain);
    let mut text = format!(
        "# Internal audit programme\n\n| Company | {} |\n|---|---|\n| Kept by | {}, who does not run the ISMS |\n| Approved by | {} |\n\
         | Version | 0.1, draft |\n| Approved on | **[decide: date of approval]** |\n| Classification | Internal |\n\n\
         ## 1 How we audit\n\n{}\n",
        plain(&profile.name),
        held("top management", profile),
        held("top management", profile),
        below(&template, "1 How we audit"),
    );
    ranked(&mut text, &areas);
    schedule(&mut text, &areas, profile, &auditor);
    coverage(&mut text, &areas);
    auditors(&mut text, profile, &auditor);
    agenda(&mut text, &areas, profile, &auditor);
    sampling(&mut text);
    text
}

fn ranked(text: &mut String, areas: &[Area]) {
    text.push_str(
        "\n## 2 Why in this order\n\nImportance comes from the risk register: the area whose controls treat the gravest risks is looked at \
         first. Add changes, incidents and earlier findings before approval; nobody but you knows them.\n\n\
         | Rank | Area | Requirements | Highest risk | Risks | Changes, incidents, earlier findings |\n|---|---|---|---|---|---|\n",
    );
    for (rank, area) in (1..).zip(areas) {
        let (level, count) = area
            .risk
            .clone()
            .map_or(("steers the rest".to_owned(), "-".to_owned()), |(level, count)| (level, count.to_string()));
        let _ = writeln!(
            text,
            "| {rank} | {} | {} | {level} | {count} | **[decide: none, or what]** |",
            area.name,
            spans(&area.requirements)
        );
    }
}

/// When something is due, counted back from the certification audit.
fn before(profile: &Profile, days: i64) -> String {
    profile.target_date.map_or_else(|| "**[decide: date]**".to_owned(), |target| target.plus_days(-days).iso())
}

fn schedule(text: &mut String, areas: &[Area], profile: &Profile, auditor: &str) {
    let year = |years: u16| profile.target_date.map(|target| target.months_after(12 * years).year().to_string());
    let year = |years: u16| year(years).unwrap_or_else(|| format!("year {}", years + 1));
    let controls: Vec<&Area> = areas.iter().skip(1).collect();
    let half = controls.len().div_ceil(2);
    let names = |part: &[&Area]| part.iter().map(|area| area.name.to_lowercase()).collect::<Vec<_>>().join(", ");
    let (first, second) = controls.split_at(half.min(controls.len()));
    let _ = write!(
        text,
        "\n## 3 Audits\n\nThe whole scope is audited once before the certification audit; a full internal audit and a management review \
         come before it. Afterwards the management system and the gravest area are looked at every year, the others in turn.\n\n\
         | No. | When | Scope | Criteria | Method | Auditor |\n|---|---|---|---|---|---|\n\
         | IA-1 | {}, report by {} | all areas, all sites and services | clauses 4 to 10, applicable controls of the statement, own documents, \
         contracts | reading, talks, live look, samples | {auditor} |\n\
         | IA-2 | {} | management system; {} | the same | the same | {auditor} |\n\
         | IA-3 | {} | management system; {} | the same | the same | {auditor} or another, for a fresh view |\n\n\
         The management review follows by {} and hears the result of IA-1.\n",
        before(profile, AUDIT_BEFORE),
        before(profile, REPORT_BEFORE),
        year(1),
        names(first),
        year(2),
        names(second),
        before(profile, REVIEW_BEFORE),
    );
}

fn coverage(text: &mut String, areas: &[Area]) {
    text.push_str("\n## 4 Coverage\n\n| Area | IA-1 | IA-2 | IA-3 |\n|---|---|---|---|\n");
    let half = areas.len().saturating_sub(1).div_ceil(2);
    for (at, area) in areas.iter().enumerate() {
        let (second, third) = match at {
            0 => ("yes", "yes"),
            _ if at <= half => ("yes", if at == 1 { "yes" } else { "" }),
            _ => ("", "yes"),
        };
        let _ = writeln!(text, "| {} | yes | {second} | {third} |", area.name);
    }
}

fn auditors(text: &mut String, profile: &Profile, auditor: &str) {
    let runs = profile.roles.isms_owner.as_deref().map_or_else(|| "**[decide]**".to_owned(), plain);
    let _ = write!(
        text,
        "\n## 5 Auditors and impartiality\n\n| Auditor | Must not audit | Statement of impartiality | Competence |\n|---|---|---|---|\n\
         | {auditor} | own work of the last two years | **[decide: date]** | **[decide: training, audits done, technology]** |\n\n\
         The ISMS is run by {runs}, who audits nothing of it. A system is looked at by somebody who neither built nor runs it. Where the \
         company is too small for that, somebody from outside audits; the certification body cannot.\n",
    );
    if profile.roles.internal_auditor.is_some() && profile.roles.internal_auditor == profile.roles.isms_owner {
        text.push_str(
            "\n**[decide: the profile names the same person as ISMS owner and internal auditor; clause 9.2.2 asks for impartial auditors, so \
             name somebody else before this is approved]**\n",
        );
    }
}

fn agenda(text: &mut String, areas: &[Area], profile: &Profile, auditor: &str) {
    let days = match profile.size() {
        Size::Small => 3,
        Size::Medium => 4,
        Size::Large => 6,
    };
    let _ = write!(
        text,
        "\n## 6 Plan of IA-1\n\n{auditor} leads. {days} days are usual for this size; the number is practice. The plan goes to those \
         concerned with criteria, scope, period, methods and names.\n\n| Day | Session | What | Talk with |\n|---|---|---|---|\n\
         | 1 | 1 | Opening: scope, criteria, plan, how findings are handled | {} |\n",
        held("top management", profile)
    );
    let slots = (days * SESSIONS_A_DAY).saturating_sub(2).max(areas.len());
    for (at, area) in areas.iter().enumerate() {
        // Sessions are spread over the days; the first slot is the opening, the last the closing.
        let slot = 1 + at * slots / areas.len().max(1);
        let roles: Vec<String> = area.roles.iter().map(|role| held(role, profile)).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {}: {} | {} |",
            slot / SESSIONS_A_DAY + 1,
            slot % SESSIONS_A_DAY + 1,
            area.name,
            spans(&area.requirements),
            roles.join(", ")
        );
    }
    let _ = writeln!(
        text,
        "| {} | {SESSIONS_A_DAY} | Closing: findings with their facts, grades, next steps | {}, {} |",
        days,
        held("top management", profile),
        held("security lead", profile)
    );
}

fn sampling(text: &mut String) {
    text.push_str(
        "\n## 7 Samples\n\nThe auditor draws from complete lists, never from what is handed over. The numbers are practice, not requirements.\n\n\
         | In the list | Draw | Draw more when |\n|---|---|---|\n| up to 5 | all | |\n| 6 to 25 | 5 | one of them fails: 5 more |\n\
         | 26 to 100 | 8 | two fail: stop, it is systematic |\n| over 100 | 12, of every site and system some | two fail |\n\n\
         For each sample write down: the list and its size, what was drawn, what was expected, what was seen.\n\n\
         ## 8 Findings\n\nA nonconformity names the requirement, the evidence and what is missing. A requirement is what a clause, the statement, \
         an own rule, a law or a contract asks for; guidance and practice give improvements, not nonconformities. Grades (minor, major) follow \
         the certification scheme and depend on the evidence. Each nonconformity goes into corrective action (clause 10.2).\n",
    );
}
