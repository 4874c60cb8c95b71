//! The Statement of Applicability as a document.

use std::fmt::Write;

use crate::{
    draft::{policy::held, values::plain},
    iso::{Choice, Day, Profile, Statement, StatementRow},
};

/// The themes of Annex A, by how their ids begin.
const THEMES: [(&str, &str); 4] = [
    ("A.5.", "Organizational controls"),
    ("A.6.", "People controls"),
    ("A.7.", "Physical controls"),
    ("A.8.", "Technological controls"),
];

/// The statement as Markdown: front page, one table for each theme, controls from elsewhere, and what is to be decided.
pub fn statement_paper(statement: &Statement, profile: &Profile) -> String {
    let mut text = head(statement, profile);
    for (at, (prefix, title)) in (2..).zip(THEMES) {
        let rows: Vec<&StatementRow> = statement.rows.iter().filter(|row| row.control.starts_with(prefix)).collect();
        let _ = write!(text, "\n## {at} {title}\n\n");
        table(&mut text, &rows);
    }
    let own: Vec<&StatementRow> =
        statement.rows.iter().filter(|row| !THEMES.iter().any(|(prefix, _)| row.control.starts_with(prefix))).collect();
    text.push_str("\n## 6 Controls from elsewhere\n\n");
    if own.is_empty() {
        text.push_str(
            "None is listed yet. Clause 6.1.3 lets controls come from any source: add what contracts, laws or other frameworks ask for \
             beyond Annex A, each with a number of its own (C-01 …).\n",
        );
    } else {
        table(&mut text, &own);
    }
    undecided(&mut text, statement);
    how(&mut text, statement);
    text
}

fn head(statement: &Statement, profile: &Profile) -> String {
    let decide = |what: &str| format!("**[decide: {what}]**");
    let approved =
        statement.approved_by.clone().map_or_else(|| decide("name, after every row is decided"), |by| plain(&by));
    let on = statement.approved_on.map_or_else(|| decide("date of approval"), Day::iso);
    let count = |choice| statement.count(choice);
    format!(
        "# Statement of Applicability\n\n| Company | {} |\n|---|---|\n| Standard | ISO/IEC 27001:2022 with Amendment 1:2024 |\n\
         | Owner | {} |\n| Approved by | {approved} |\n| Approved on | {on} |\n| Version | {} |\n| Classification | Confidential |\n\n\
         ## 1 Where it stands\n\n{} rows: {} applicable, {} not applicable, {} undecided. {} of the {} applicable ones have no confirmed \
         status yet. Clauses 4 to 10 are not part of this statement: they can never be left out.\n",
        plain(&statement.company),
        held("security lead", profile),
        plain(&statement.version),
        statement.rows.len(),
        count(Choice::Included),
        count(Choice::Excluded),
        count(Choice::Undecided),
        statement.rows.iter().filter(|row| row.decision == Choice::Included && row.implemented.is_none()).count(),
        count(Choice::Included),
    )
}

fn table(text: &mut String, rows: &[&StatementRow]) {
    text.push_str(
        "| Control | Applies | Justification | Implemented | Owner, delivery | References, evidence |\n|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let applies = match row.decision {
            Choice::Included => "yes",
            Choice::Excluded => "no",
            Choice::Undecided => "**[decide]**",
        };
        let why = match row.decision {
            Choice::Included => plain(&row.inclusion),
            Choice::Excluded => plain(&row.exclusion),
            Choice::Undecided => plain(&row.question),
        };
        let _ = writeln!(
            text,
            "| {} {} | {applies} | {why} | {} | {} | {} |",
            plain(&row.control),
            plain(&row.title),
            implemented(row),
            delivery(row),
            evidence(row),
        );
    }
}

fn implemented(row: &StatementRow) -> String {
    if row.decision != Choice::Included {
        return String::new();
    }
    let due = row.due.map(|due| format!(", due {}", due.iso())).unwrap_or_default();
    let plan = if row.plan.is_empty() { String::new() } else { format!("; plan {}{due}", plain(&row.plan)) };
    match row.implemented {
        Some(true) => "yes".to_owned(),
        Some(false) => format!("no{plan}"),
        None => {
            let seen = if row.documented.is_empty() { String::new() } else { format!(" {}", plain(&row.documented)) };
            format!("**[decide: yes or no]**{seen}{plan}")
        }
    }
}

fn delivery(row: &StatementRow) -> String {
    let parts = [row.owner.as_str(), row.delivery.name(), row.provider.as_str()];
    parts.iter().filter(|part| !part.is_empty()).map(|part| plain(part)).collect::<Vec<_>>().join("; ")
}

fn evidence(row: &StatementRow) -> String {
    let mut parts = row.references.clone();
    if !row.evidence.is_empty() {
        parts.push(row.evidence.clone());
    }
    parts.iter().map(|part| plain(part)).collect::<Vec<_>>().join("; ")
}

fn undecided(text: &mut String, statement: &Statement) {
    let open: Vec<&StatementRow> = statement.rows.iter().filter(|row| row.decision == Choice::Undecided).collect();
    text.push_str("\n## 7 What is still to be decided\n\n");
    if open.is_empty() {
        text.push_str("Every row is decided.\n");
        return;
    }
    text.push_str(
        "Nothing is applicable or left out by default. A statement with such a row is not ready for approval.\n\n",
    );
    for row in open {
        let _ = writeln!(text, "- **{} {}:** {}", plain(&row.control), plain(&row.title), plain(&row.question));
    }
}

fn how(text: &mut String, statement: &Statement) {
    let confirmed = statement.rows.iter().filter(|row| row.confirmed).count();
    let _ = write!(
        text,
        "\n## 8 How it was made\n\n- A control is applicable when a risk of the register, a law or a contract calls for it. The number names it.\n\
         - It is not applicable when a fact that somebody confirmed takes its object away.\n\
         - \"Described\" is what documents say. Whether a control works is for its owner to state, with proof.\n\
         - {confirmed} of {} rows are confirmed by a person; the others are proposals.\n",
        statement.rows.len()
    );
}
