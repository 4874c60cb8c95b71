//! Suppliers: a row for each, and how to read the certificate or report that it showed.

use std::fmt::Write;

use super::{OPEN, decide, edit::Edit, listed, said};
use crate::{
    draft::values::plain,
    iso::{Day, Profile, Supplier},
};

/// Days before its end from which on a new certificate is asked for.
const SOON: i64 = 90;

pub(super) fn enter(edit: &mut Edit, profile: &Profile, today: Option<Day>) {
    let rows = (1..).zip(&profile.suppliers).map(|(at, supplier)| row(at, supplier)).collect::<Vec<_>>();
    edit.rows("3 Register", &rows);
    if profile.suppliers.is_empty() {
        return;
    }
    edit.append("3 Register", &reading(profile, today));
}

fn row(at: usize, supplier: &Supplier) -> Vec<String> {
    // Whoever holds data of ours is in group A by the table above; for others somebody has to say.
    let group = if supplier.data.is_empty() { decide("A or B") } else { "A".to_owned() };
    let data =
        if supplier.data.is_empty() { OPEN.to_owned() } else { format!("{}; {}", listed(&supplier.data, ""), OPEN) };
    let cloud = match supplier.cloud {
        Some(true) => " (cloud)",
        _ => "",
    };
    vec![
        format!("A-{at:02}"),
        format!("{}: {}{cloud}", plain(&supplier.name), plain(&supplier.service)),
        format!("{group}; {}", said(supplier.owner.as_ref(), "owner")),
        data,
        OPEN.to_owned(),
        OPEN.to_owned(),
        format!("{}; {}", shown(supplier), OPEN),
        OPEN.to_owned(),
        OPEN.to_owned(),
        OPEN.to_owned(),
        OPEN.to_owned(),
    ]
}

fn shown(supplier: &Supplier) -> String {
    match (&supplier.assurance, supplier.assured_until) {
        (None, _) => "nothing known".to_owned(),
        (Some(what), Some(until)) => format!("{} until {}", plain(what), until.iso()),
        (Some(what), None) => format!("{}, {}", plain(what), decide("until when")),
    }
}

fn reading(profile: &Profile, today: Option<Day>) -> String {
    let on = today.map(|day| format!(", looked at on {}", day.iso())).unwrap_or_default();
    let mut text = format!(
        "### What they showed, and how to read it\n\n\
         | No. | Supplier | Shown | Exceptions | What to do{on} |\n|---|---|---|---|---|\n"
    );
    for (at, supplier) in (1..).zip(&profile.suppliers) {
        let exceptions = supplier.exceptions.as_deref().map_or_else(|| decide("read and note, or none"), plain);
        let _ = writeln!(
            text,
            "| A-{at:02} | {} | {} | {exceptions} | {} |",
            plain(&supplier.name),
            shown(supplier),
            todo(supplier, profile, today)
        );
    }
    text.push_str(
        "\n- **A certificate on ISO/IEC 27001:** read its scope and its sites, not its logo. Is the service that you buy in the scope, run by \
         the company that you pay? Which version of the Statement of Applicability is named, and may you see it? Is the body accredited, and \
         does its public list still show the certificate?\n\
         - **A SOC 2 report:** Type 2 covers a period, Type 1 a day. Read which criteria it covers, the exceptions in the tests, what it \
         expects of you as a customer, and which sub-suppliers it leaves out. After the period ends, ask for a letter that bridges the gap.\n\
         - **Exceptions:** each one gets a sentence: does it touch what we use, and what do we do about it.",
    );
    text
}

/// What the dates and the exceptions ask for.
fn todo(supplier: &Supplier, profile: &Profile, today: Option<Day>) -> String {
    let mut parts = Vec::new();
    match (&supplier.assurance, supplier.assured_until, today) {
        (None, ..) => parts.push(
            "Ask what it can show; without anything, send the questionnaire of the supplier assessment".to_owned(),
        ),
        (_, Some(until), Some(today)) if until < today => {
            parts.push(format!("Ended on {}: ask for the current one now", until.iso()));
        }
        (_, Some(until), Some(today)) if until <= today.plus_days(SOON) => {
            parts.push(format!("Ends in {} days: ask for the next one now", today.days_until(until)));
        }
        _ => {}
    }
    if let (Some(until), Some(target)) = (supplier.assured_until, profile.target_date)
        && until < target
        && parts.is_empty()
    {
        parts.push(format!(
            "Ends on {}, before the certification audit on {}: ask for the next one in time",
            until.iso(),
            target.iso()
        ));
    }
    if supplier.exceptions.is_some() {
        parts.push("Decide on the exceptions and write the decision down".to_owned());
    }
    if parts.is_empty() { "Check that the scope names the service that we use".to_owned() } else { parts.join(". ") }
}
