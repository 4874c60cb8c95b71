//! The management review: agenda and minutes whose inputs a to g are filled from what the data already say.

use super::{AuditGrounds, filled};
use crate::{
    draft::values::plain,
    iso::{Choice, Risk, TreatmentStatus},
};

/// Risks, priorities and names that an input lists.
const LISTED: usize = 5;

/// Agenda and minutes as Markdown.
pub fn management_review(grounds: &AuditGrounds<'_>) -> String {
    let mut text = filled(grounds.library, grounds.profile, "management-review");
    let inputs: [(&str, String); 10] = [
        (
            "a) ",
            "**[decide: the decisions of the last review and their state; in the first one: there was none]**"
                .to_owned(),
        ),
        ("b) ", changes(grounds)),
        ("c) ", parties(grounds)),
        ("d1) ", "**[decide: number of cases, causes, overdue; from the case register]**".to_owned()),
        ("d2) ", "**[decide: each measure with its last two values; from the measures sheet]**".to_owned()),
        ("d3) ", audit(grounds)),
        ("d4) ", "**[decide: each objective reached or not, with its figure]**".to_owned()),
        ("e) ", "**[decide: support, questionnaires, complaints, staff]**".to_owned()),
        ("f) ", risks(grounds)),
        ("g) ", opportunities(grounds)),
    ];
    for (label, said) in inputs {
        text = with_input(&text, label, &said);
    }
    text
}

/// The text with a cell filled: the third of the row whose first begins with this label.
fn with_input(text: &str, label: &str, said: &str) -> String {
    let mut done = false;
    let lines = text.lines().map(|line| {
        let Some(rest) = line.strip_prefix("| ").filter(|rest| !done && rest.starts_with(label)) else {
            return line.to_owned();
        };
        let cells: Vec<&str> = rest.trim_end().trim_end_matches('|').split(" | ").map(str::trim).collect();
        let (Some(first), Some(source)) = (cells.first(), cells.get(1)) else { return line.to_owned() };
        done = true;
        format!("| {first} | {source} | {said} | |")
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn changes(grounds: &AuditGrounds<'_>) -> String {
    let climate = match &grounds.profile.climate {
        Some(climate) if climate.relevant => {
            format!("Climate change was determined as relevant: {}.", plain(&climate.reason))
        }
        Some(climate) => format!("Climate change was determined as not relevant: {}.", plain(&climate.reason)),
        None => "**[decide: is climate change relevant? Clause 4.1 asks for an answer]**".to_owned(),
    };
    format!("{climate} **[decide: what else changed, or nothing]**")
}

fn parties(grounds: &AuditGrounds<'_>) -> String {
    let profile = grounds.profile;
    let names: Vec<String> = profile.obligations.iter().chain(&profile.contracts).map(|name| plain(name)).collect();
    let known = if names.is_empty() { String::new() } else { format!("Known duties: {}. ", names.join(", ")) };
    format!("{known}**[decide: what changed since the last review]**")
}

fn audit(grounds: &AuditGrounds<'_>) -> String {
    match grounds.profile.target_date {
        Some(target) => format!(
            "The first internal audit is planned for {}. **[decide: findings by grade and their state]**",
            target.plus_days(-70).iso()
        ),
        None => "**[decide: audits done, findings by grade and their state]**".to_owned(),
    }
}

fn risks(grounds: &AuditGrounds<'_>) -> String {
    let register = grounds.register;
    let order = register.criteria.order();
    let by_level: Vec<String> = order
        .iter()
        .rev()
        .map(|level| {
            let count = register.risks.iter().filter(|risk| risk.level(&register.criteria) == Some(level)).count();
            format!("{count} {level}")
        })
        .collect();
    let rank =
        |risk: &Risk| risk.level(&register.criteria).and_then(|level| order.iter().position(|one| *one == level));
    let mut top: Vec<&Risk> = register.risks.iter().collect();
    top.sort_by_key(|risk| std::cmp::Reverse(rank(risk)));
    let top: Vec<String> = top.iter().take(LISTED).map(|risk| format!("{} {}", risk.id, plain(&risk.title))).collect();
    let state = |status| register.treatments.iter().filter(|line| line.status == status).count();
    let unconfirmed = register.risks.iter().filter(|risk| !risk.confirmed).count();
    let accepted = register.risks.iter().filter(|risk| !risk.accepted_by.is_empty()).count();
    format!(
        "{} risks: {}. The gravest: {}. {unconfirmed} ratings are proposals that no owner has confirmed; {accepted} residual risks are \
         accepted. Treatment plan: {} lines open, {} done. Statement: {} applicable, {} left out, {} undecided.",
        register.risks.len(),
        by_level.join(", "),
        top.join("; "),
        state(TreatmentStatus::Open),
        state(TreatmentStatus::Done),
        grounds.statement.count(Choice::Included),
        grounds.statement.count(Choice::Excluded),
        grounds.statement.count(Choice::Undecided),
    )
}

fn opportunities(grounds: &AuditGrounds<'_>) -> String {
    let found: Vec<String> = grounds
        .gap
        .map(|gap| gap.priorities.iter().take(LISTED).map(|one| format!("{} {}", one.id, plain(&one.gap))).collect())
        .unwrap_or_default();
    if found.is_empty() {
        "**[decide: ideas from staff, audits and incidents]**".to_owned()
    } else {
        format!("From the gap analysis: {}.", found.join("; "))
    }
}
