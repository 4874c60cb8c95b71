//! The risk document: criteria first, then what there is to lose, the risks, the plan, and what is to be signed.

use std::fmt::Write;

use super::{RiskDraft, heat, scale};
use crate::{
    draft::{policy::held, values::plain},
    iso::{Day, Profile, Risk, RiskRegister},
    knowledge::Library,
};

/// The risk assessment and treatment plan as Markdown.
pub fn risk_paper(draft: &RiskDraft, library: &Library, profile: &Profile) -> String {
    let register = &draft.register;
    let mut text = head(register, profile);
    criteria(&mut text, library, profile);
    let _ = write!(
        text,
        "\n## 2 What there is to lose\n\nThese are the assets that the risks below name. Group them as your inventory does, and correct \
         the owners.\n\n| No. | Asset | Owner | Why it matters |\n|---|---|---|---|\n"
    );
    for asset in &register.assets {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            asset.id,
            cell(&asset.name),
            or_decide(&asset.owner),
            cell(&asset.why)
        );
    }
    let _ = write!(text, "\n## 3 Heat map\n\nWhere the risks stand before treatment:\n\n{}", heat::table(register));
    table_of_risks(&mut text, register);
    details(&mut text, register);
    treatments(&mut text, register);
    acceptance(&mut text, register);
    if !draft.open.is_empty() {
        text.push_str(
            "\n## 8 What the profile does not say\n\nThese scenarios are in the register once you answer. Nothing was assumed.\n\n\
             | Scenario | Concerns you if |\n|---|---|\n",
        );
        for (title, condition) in &draft.open {
            let _ = writeln!(text, "| {} | {condition} |", cell(title));
        }
    }
    text
}

fn head(register: &RiskRegister, profile: &Profile) -> String {
    format!(
        "# Risk assessment and treatment plan\n\n| Company | {} |\n|---|---|\n| Owner | {} |\n| Approved by | {} |\n\
         | Version | 0.1, draft |\n| Assessed on | {} |\n| Classification | Confidential |\n\n\
         **This is a proposal.** {} scenarios fit the profile of {}. The ratings are those of the library's examples on the scale \
         below; each risk owner replaces them by own facts before they count. Clause 6.1.2 asks for criteria first: approve part 1 \
         before anybody rates.\n",
        plain(&profile.name),
        held("security lead", profile),
        held("top management", profile),
        register.assessed_on.map_or_else(|| "**[decide: day of the assessment]**".to_owned(), Day::iso),
        register.risks.len(),
        plain(&profile.name),
    )
}

fn criteria(text: &mut String, library: &Library, profile: &Profile) {
    let size = profile.size();
    text.push_str("\n## 1 Criteria\n\nExamples for a company of your size. Replace each number in one meeting with top management.\n");
    for (title, what) in [
        ("1.1 Impact", "Impact"),
        ("1.2 Likelihood", "Likelihood"),
        ("1.3 Level", "Level"),
        ("1.4 Acceptance", "Acceptance"),
    ] {
        let _ = write!(text, "\n### {title}\n\n{}\n", scale::part(library, what, size));
    }
    let limits = scale::page(library).and_then(|page| {
        page.clauses.iter().find(|clause| clause.title == "Limits that no level lifts").map(|clause| page.body(clause))
    });
    if let Some(limits) = limits {
        let _ = write!(text, "\n### 1.5 Limits that no level lifts\n\n{limits}\n");
    }
    let _ = write!(
        text,
        "\n### 1.6 Approval of the criteria\n\n{} approved these criteria on **[decide: date, before the first rating]**.\n",
        held("top management", profile)
    );
}

fn table_of_risks(text: &mut String, register: &RiskRegister) {
    text.push_str(
        "\n## 4 Register\n\nL is likelihood, I is impact, each by the steps of part 1. Existing controls were not asked: enter what \
         works today, then rate.\n\n| No. | Risk | Harm | Owner | L | I | Level | Option | After |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for risk in &register.risks {
        let step = |step: Option<u8>| step.map_or_else(|| "?".to_owned(), |step| step.to_string());
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            risk.id,
            cell(&risk.title),
            risk.harm.join(", "),
            or_decide(&risk.owner),
            step(risk.likelihood),
            step(risk.impact),
            risk.level(&register.criteria).unwrap_or("not rated"),
            risk.option.map_or("undecided", |option| option.name()),
            risk.residual(&register.criteria).unwrap_or("not rated"),
        );
    }
}

fn details(text: &mut String, register: &RiskRegister) {
    text.push_str("\n## 5 The risks one by one\n");
    for risk in &register.risks {
        let _ = write!(text, "\n### {} {}\n\n{}\n\n", risk.id, cell(&risk.title), cell(&risk.description));
        let _ = writeln!(text, "- **Why it is here:** {}.", cell(&risk.because));
        let _ = writeln!(text, "- **Assets:** {}. **Harm:** {}.", named(register, risk), harms(risk));
        if !risk.reason.is_empty() {
            let _ = writeln!(text, "- **Rated:** likelihood and impact are the example's. {}", cell(&risk.reason));
        }
        let controls = risk.controls.join(", ");
        if risk.treatments.is_empty() {
            let _ = writeln!(
                text,
                "- **Treatment:** retained; the level is within the criteria, and {controls} keep it there."
            );
        } else {
            let _ = writeln!(text, "- **Treatment:** {controls} (plan: {}).", risk.treatments.join(", "));
        }
    }
}

fn named(register: &RiskRegister, risk: &Risk) -> String {
    let name = |id: &String| {
        let asset = register.assets.iter().find(|asset| asset.id == *id);
        asset.map_or_else(|| id.clone(), |asset| format!("{} ({id})", cell(&asset.name)))
    };
    risk.assets.iter().map(name).collect::<Vec<_>>().join("; ")
}

fn harms(risk: &Risk) -> String {
    let word = |harm: &String| match harm.as_str() {
        "C" => "confidentiality",
        "I" => "integrity",
        _ => "availability",
    };
    risk.harm.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn treatments(text: &mut String, register: &RiskRegister) {
    text.push_str(
        "\n## 6 Treatment plan\n\nOne line for each control that the risks call for, the gravest first. The action names the first \
         steps of the control's page; strike what is done already. Risk owners approve the plan (clause 6.1.3).\n\n\
         | No. | Control | Action | Risks | Owner | Due |\n|---|---|---|---|---|---|\n",
    );
    for one in &register.treatments {
        let due = one.due.map_or_else(|| "**[decide]**".to_owned(), Day::iso);
        let (action, risks) = (cell(&one.action), one.risks.join(", "));
        let _ =
            writeln!(text, "| {} | {} | {action} | {risks} | {} | {due} |", one.id, one.control, or_decide(&one.owner));
    }
}

fn acceptance(text: &mut String, register: &RiskRegister) {
    text.push_str(
        "\n## 7 Acceptance of what remains\n\nThe owner signs for each risk, by name and date. Until the treatment works, the level of \
         today is what is accepted.\n\n| Risk | Today | After treatment | Owner | Accepted by | On | Until |\n|---|---|---|---|---|---|---|\n",
    );
    for risk in &register.risks {
        let level = |level: Option<&str>| level.unwrap_or("not rated").to_owned();
        let by = if risk.accepted_by.is_empty() { "**[decide]**".to_owned() } else { cell(&risk.accepted_by) };
        let on = risk.accepted_on.map_or_else(|| "**[decide]**".to_owned(), Day::iso);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {by} | {on} | **[decide]** |",
            risk.id,
            level(risk.level(&register.criteria)),
            level(risk.residual(&register.criteria)),
            or_decide(&risk.owner),
        );
    }
}

fn or_decide(text: &str) -> String {
    if text.is_empty() { "**[decide: who]**".to_owned() } else { cell(text) }
}

/// A text that stays in its cell.
fn cell(text: &str) -> String {
    plain(text)
}
