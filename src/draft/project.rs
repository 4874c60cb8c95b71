//! The project plan: from the day of the certification audit backwards to today, with what has to be there before each step.

use std::fmt::Write;

use super::{policy::held, values::plain};
use crate::iso::{Day, Profile, Size};

/// Days before the certification audit on which treatment of the gravest risks ends, as the treatment plan has it. What comes
/// after it keeps its place, because people need time to work by the rules; what comes before it shares the time that is left.
const RUNNING: i64 = 182;
/// Days that the steps before that take without haste.
const EARLY: i64 = 118;

/// A step: from and to in days before the certification audit, what, who, and what shows that it is done.
struct Step {
    from: i64,
    to: i64,
    what: &'static str,
    who: &'static str,
    done: &'static str,
    about: &'static str,
}

const fn step(
    days: (i64, i64),
    what: &'static str,
    who: &'static str,
    done: &'static str,
    about: &'static str,
) -> Step {
    Step { from: days.0, to: days.1, what, who, done, about }
}

const STEPS: [Step; 20] = [
    step(
        (300, 293),
        "Mandate, roles, means and the date",
        "top management",
        "Decision with names, days and money",
        "5.1, 5.3, 7.1",
    ),
    step(
        (293, 279),
        "Context, interested parties, climate, scope",
        "security lead",
        "Scope approved, context confirmed",
        "4.1 to 4.3",
    ),
    step((286, 272), "Laws and contracts read", "privacy lead", "Register with a person for each duty", "A.5.31"),
    step(
        (279, 272),
        "Criteria for risks approved, before anybody rates",
        "top management",
        "Approved criteria with date",
        "6.1.2",
    ),
    step(
        (272, 244),
        "Assets listed, risks rated by their owners",
        "security lead",
        "Register without a proposal left",
        "8.2, A.5.9",
    ),
    step(
        (244, 230),
        "Treatment plan and Statement of Applicability",
        "security lead",
        "Plan and residual risks approved by the owners",
        "6.1.3",
    ),
    step(
        (244, 217),
        "Policies read, decided, approved and told",
        "security lead",
        "Approved versions, list of who accepted them",
        "5.2, A.5.1",
    ),
    step((230, 210), "Objectives and measures set", "top management", "Each with means, person and date", "6.2, 9.1"),
    step(
        (230, 200),
        "Certification body chosen, accredited for the scope",
        "security lead",
        "Contract with both dates",
        "scheme",
    ),
    step((220, 182), "The gravest risks treated", "IT lead", "Lines of the plan done, proof linked", "8.3"),
    step(
        (182, 126),
        "What is less grave treated; suppliers checked; people briefed",
        "security lead",
        "Plan lines, register, training list",
        "8.3, A.5.19, A.6.3",
    ),
    step(
        (182, 70),
        "The ISMS runs: calendar, measures, changes, incidents leave traces",
        "security lead",
        "Records of three months",
        "8.1, 9.1",
    ),
    step(
        (126, 98),
        "Incident exercise and restore test",
        "security lead",
        "Two reports, findings settled",
        "A.5.24, A.5.30, A.8.13",
    ),
    step(
        (105, 98),
        "Readiness list for Stage 1, first time",
        "security lead",
        "Missing rows with owner and day",
        "4 to 10",
    ),
    step(
        (70, 56),
        "Full internal audit, by somebody who runs none of it",
        "internal auditor",
        "Report with findings",
        "9.2",
    ),
    step((56, 42), "Causes found, corrective actions begun", "security lead", "Cases with cause and day", "10.2"),
    step((49, 42), "Management review with the result of the audit", "top management", "Minutes with decisions", "9.3"),
    step(
        (42, 35),
        "Readiness list, second time; documents to the body",
        "security lead",
        "No row of part 1 missing",
        "7.5",
    ),
    step((35, 33), "Stage 1", "security lead", "Report; what Stage 2 will look at", "scheme"),
    step((33, 7), "Findings of Stage 1 settled, effect of actions checked", "security lead", "Proof for each", "10.2"),
];

/// The plan as Markdown.
pub fn project_plan(profile: &Profile, today: Option<Day>) -> String {
    let target = profile.target_date.map_or_else(|| "**[decide: day on which Stage 2 begins]**".to_owned(), Day::iso);
    let from = today.map_or_else(|| "**[decide: day]**".to_owned(), Day::iso);
    let mut text = format!(
        "# Project plan to certification\n\n| Company | {} |\n|---|---|\n| Owner | {} |\n| Approved by | {} |\n| Version | 0.1, draft |\n\
         | Planned on | {from} |\n| Stage 2 begins on | {target} |\n| Classification | Internal |\n\n## 1 The time that there is\n\n{}\n",
        plain(&profile.name),
        held("security lead", profile),
        held("top management", profile),
        time(profile, today)
    );
    text.push_str(
        "\n## 2 Steps\n\nCounted back from Stage 2. A full internal audit and a management review come before certification, in this order. The \
         distances are practice; the standard names none.\n\n| No. | From | To | Step | Who | Done when | About |\n|---|---|---|---|---|---|---|\n",
    );
    for (at, step) in (1..).zip(&STEPS) {
        let (begin, end) = (when(step.from, profile, today), when(step.to, profile, today));
        let who = held(step.who, profile);
        let _ = writeln!(text, "| {at} | {begin} | {end} | {} | {who} | {} | {} |", step.what, step.done, step.about);
    }
    let _ = writeln!(
        text,
        "| {} | {target} | {} | Stage 2 | {} | Recommendation of the audit team | scheme |",
        STEPS.len() + 1,
        when(-days(profile.size()), profile, today),
        held("security lead", profile)
    );
    text.push_str(
        "\n## 3 What must not change places\n\n- Criteria are approved before anybody rates by them (clause 6.1.2).\n- The Statement of \
         Applicability follows from the risks, not the other way round (clause 6.1.3).\n- Rules are lived before they are audited: without \
         records the internal audit has nothing to look at.\n- The management review comes after the internal audit, because it hears its \
         result (clause 9.3.2).\n- Stage 1 comes late enough that audit and review are done or firmly dated, and early enough that its findings \
         can be settled.\n\n## 4 Decisions that the plan waits for\n\n",
    );
    let open = [
        (profile.target_date.is_none(), "The day of Stage 2."),
        (profile.roles.internal_auditor.is_none(), "Who audits internally, without having run what is audited."),
        (profile.roles.isms_owner.is_none(), "Who runs the ISMS."),
        (profile.services.is_empty(), "Which services the certificate covers."),
        (profile.climate.is_none(), "Whether climate change is relevant (clause 4.1)."),
        (true, "Which certification body, and its dates for Stage 1 and Stage 2."),
        (true, "How many days a week each person has for this."),
    ];
    for (_, what) in open.iter().filter(|(is_open, _)| *is_open) {
        let _ = writeln!(text, "- **[decide]** {what}");
    }
    text
}

/// Days on site of a Stage 2, roughly; the body reckons them.
fn days(size: Size) -> i64 {
    match size {
        Size::Small => 2,
        Size::Medium => 4,
        Size::Large => 7,
    }
}

/// Weeks that a first certification usually takes.
fn usual(size: Size) -> (i64, i64) {
    match size {
        Size::Small => (26, 44),
        Size::Medium => (39, 56),
        Size::Large => (52, 78),
    }
}

fn time(profile: &Profile, today: Option<Day>) -> String {
    let (least, most) = usual(profile.size());
    let (Some(target), Some(today)) = (profile.target_date, today) else {
        return format!(
            "A first certification of this size takes {least} to {most} weeks, as an estimate. With a date in the profile (`target_date`) this plan has days."
        );
    };
    let weeks = today.days_until(target) / 7;
    let said = match weeks {
        _ if weeks * 7 < RUNNING => {
            "**That is too short:** the ISMS has to run before it is audited. Move the date, or begin with fewer services in the scope."
        }
        _ if weeks < least => {
            "That is tight: the steps before the first treatments are squeezed. Name people with time now, or move the date."
        }
        _ if weeks > most => "That is ample: nothing has to begin before the first day below.",
        _ => "That is within what is usual.",
    };
    format!(
        "{weeks} weeks lie between {} and Stage 2. A first certification of this size takes {least} to {most} weeks, as an estimate. {said}",
        today.iso()
    )
}

/// The day of a distance, or the distance in weeks without a date. Early steps share what time is left.
fn when(before: i64, profile: &Profile, today: Option<Day>) -> String {
    let Some(target) = profile.target_date else {
        return if before < 0 { "Stage 2".to_owned() } else { format!("{} weeks before", before / 7) };
    };
    let left = today.map_or(i64::MAX, |today| today.days_until(target));
    let before = if before > RUNNING && left < RUNNING + EARLY && left > RUNNING {
        RUNNING + (before - RUNNING) * (left - RUNNING) / EARLY
    } else {
        before
    };
    let day = target.plus_days(-before);
    if before > left { format!("{} (past)", day.iso()) } else { day.iso() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(target: &str) -> String {
        let profile =
            Profile::from_yaml(&format!("{{name: N, sector: S, people: 30, target_date: {target}}}")).unwrap();
        project_plan(&profile, "2026-11-28".parse().ok())
    }

    /// The days of the column "From", by step.
    fn begins(plan: &str) -> Vec<Day> {
        let rows = plan.lines().filter(|line| line.starts_with('|') && line.contains(" | 20"));
        let is_step = |row: &&str| row.trim_start_matches("| ").starts_with(|c: char| c.is_ascii_digit());
        rows.filter(is_step).filter_map(|row| row.split(" | ").nth(1)?.split(' ').next()?.parse().ok()).collect()
    }

    #[test]
    fn audit_comes_before_review_and_review_before_stage_1() {
        let plan = plan("2027-12-01");
        let day = |what: &str| {
            let row = plan.lines().find(|line| line.contains(what)).unwrap();
            row.split(" | ").nth(2).unwrap().parse::<Day>().unwrap()
        };
        assert!(day("Full internal audit") < day("Management review"));
        assert!(day("Management review") < day("| Stage 1 |"));
        assert!(day("Criteria for risks") < day("risks rated"));
        assert_eq!(begins(&plan).len(), STEPS.len() + 1);
        assert!(plan.contains("That is ample") || plan.contains("within what is usual"), "{plan}");
    }

    #[test]
    fn little_time_squeezes_the_beginning_and_too_little_is_said() {
        let tight = plan("2027-07-05");
        assert!(!tight.contains("(past)"), "{tight}");
        assert!(begins(&tight).iter().all(|day| day.iso().as_str() >= "2026-11-28"), "{tight}");
        let short = plan("2027-03-01");
        assert!(short.contains("too short") && short.contains("(past)"));
        let open = project_plan(&Profile::unnamed(100), None);
        assert!(open.contains("weeks before") && open.contains("[decide: day on which Stage 2 begins]"));
    }
}
