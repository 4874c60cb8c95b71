//! What a profile and the data already say, entered into the templates that ask for it.
//!
//! A template of the library has empty tables. Where the profile, the register or a gap analysis knows a row, it is entered; what
//! nobody said stays a marked decision. Nothing is guessed.

mod assets;
mod calendar;
mod context;
mod edit;
mod laws;
mod objectives;
mod readiness;
mod scope;
mod suppliers;

use super::{AuditGrounds, Draft, template};
use crate::{
    draft::{policy::held, values::plain},
    iso::{Day, Profile},
    knowledge::Paper,
};
use edit::Edit;

/// A template with everything entered that is known; the day is the one on which certificates are looked at.
pub fn completed(paper: &Paper, grounds: &AuditGrounds<'_>, today: Option<Day>) -> Draft {
    let mut draft = template(paper, grounds.library.shelf(), grounds.profile, false);
    let enter: fn(&mut Edit, &AuditGrounds<'_>, Option<Day>) = match paper.front.id.as_str() {
        "isms-scope" => |edit, grounds, _| scope::enter(edit, grounds.profile),
        "context-and-interested-parties" => |edit, grounds, _| context::enter(edit, grounds.profile),
        "legal-and-contract-register" => |edit, grounds, _| laws::enter(edit, grounds.profile),
        "supplier-and-cloud-register" => |edit, grounds, today| suppliers::enter(edit, grounds.profile, today),
        "asset-inventory" => |edit, grounds, _| assets::enter(edit, grounds),
        "objectives-and-measurement-plan" => |edit, grounds, today| objectives::enter(edit, grounds, today),
        "operating-calendar" => |edit, grounds, _| calendar::enter(edit, grounds.profile),
        "stage-1-readiness-checklist" => |edit, grounds, _| readiness::enter(edit, grounds),
        _ => |_, _, _| {},
    };
    let mut edit = Edit::of(std::mem::take(&mut draft.markdown));
    enter(&mut edit, grounds, today);
    edit.replace("\n\n## ", &format!("\n\n{}\n## ", facts(paper, grounds.profile)));
    draft.markdown = edit.text;
    draft
}

/// The title block of a document of the set.
fn facts(paper: &Paper, profile: &Profile) -> String {
    let owner = paper.front.owner.as_deref().unwrap_or("security lead");
    format!(
        "| Company | {} |\n|---|---|\n| Owner | {} |\n| Version | 0.1, draft |\n| Approved on | {} |\n| Classification | Internal |\n",
        plain(&profile.name),
        held(owner, profile),
        decide("date of approval, or not needed for a record")
    )
}

/// A cell whose column says what is to be decided.
const OPEN: &str = "**[decide]**";

/// Something that only the company knows.
fn decide(what: &str) -> String {
    format!("**[decide: {what}]**")
}

/// Names in a row, or the question when there is none.
fn listed(names: &[String], question: &str) -> String {
    if names.is_empty() {
        return decide(question);
    }
    names.iter().map(|name| plain(name)).collect::<Vec<_>>().join(", ")
}

/// What one optional field says, or the question.
fn said(value: Option<&String>, question: &str) -> String {
    value.map_or_else(|| decide(question), |value| plain(value))
}

/// The sites as people say them: name, country, people.
fn sites(profile: &Profile) -> Vec<String> {
    let one = |site: &crate::iso::Site| {
        let facts: Vec<String> = site
            .country
            .iter()
            .map(|country| plain(country))
            .chain(site.people.map(|count| format!("{count} people")))
            .collect();
        if facts.is_empty() { plain(&site.name) } else { format!("{} ({})", plain(&site.name), facts.join(", ")) }
    };
    profile.sites.iter().map(one).collect()
}

#[cfg(test)]
mod tests;
