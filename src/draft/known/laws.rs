//! Laws and contracts: what the catalogue knows of the obligations that a profile names.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{decide, edit::Edit, listed};
use crate::{
    draft::{policy::held, values::plain},
    iso::Profile,
};

/// What laws ask for in security, a duty a row.
static LAWS: LazyLock<Vec<Law>> = LazyLock::new(|| {
    let table = include_str!("../../../knowledge/catalogue/laws.csv");
    csv::Reader::from_reader(table.as_bytes()).deserialize().filter_map(Result::ok).collect()
});

/// A duty of a law or a framework.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Law {
    /// How names of the law begin, in letters and digits only.
    key: String,
    /// The law with its article.
    pub(super) source: String,
    /// Who can demand it.
    pub(super) party: String,
    /// What it asks for, in our words.
    pub(super) demands: String,
    /// By when, if it says so.
    time_limit: String,
    /// Where the ISMS answers.
    pub(super) answered: String,
    /// The role that can show it.
    person: String,
}

pub(super) fn enter(edit: &mut Edit, profile: &Profile) {
    let place = listed(&profile.countries, "countries");
    let rows = binding(profile).into_iter().map(|(number, law)| {
        let limit = if law.time_limit.is_empty() { String::new() } else { format!(" Time: {}.", law.time_limit) };
        vec![
            number,
            law.source,
            place.clone(),
            format!("{}.{limit}", law.demands.trim_end_matches('.')),
            format!("yes, by the profile; {}", decide("confirm, with the reason")),
            law.answered,
            held(&law.person, profile),
            decide("proof, date"),
        ]
    });
    edit.rows("4 Laws and official rules", &rows.collect::<Vec<_>>());
    let rows = (1..).zip(&profile.contracts).map(|(at, contract)| {
        let open = decide("section by section");
        vec![format!("K-{at:02}"), plain(contract), decide("who signed it"), open, decide("hours for notices")]
    });
    edit.rows("5 Contract terms beyond our standard terms", &rows.collect::<Vec<_>>());
    edit.append(
        "4 Laws and official rules",
        &format!(
            "The rows name duties of the laws in the profile that touch information security, in our words; they replace no reading of the law. {}",
            decide("laws that the profile does not name: labour, telecommunications, export, sector, each country")
        ),
    );
}

/// The duties of the obligations that the profile names, numbered. A law that the catalogue does not know is one open row.
pub(super) fn binding(profile: &Profile) -> Vec<(String, Law)> {
    let duties = profile.obligations.iter().flat_map(|named| {
        let letters: String = named.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        // "UK GDPR" is not the GDPR: the longest key counts.
        let key =
            LAWS.iter().map(|law| law.key.as_str()).filter(|key| letters.contains(key)).max_by_key(|key| key.len());
        match key {
            Some(key) => LAWS.iter().filter(|law| law.key == key).cloned().collect(),
            None => vec![unknown(named)],
        }
    });
    (1..).zip(duties).map(|(at, law)| (format!("L-{at:02}"), law)).collect()
}

fn unknown(named: &str) -> Law {
    Law {
        key: String::new(),
        source: format!("{}, {}", plain(named), decide("articles")),
        party: decide("who can demand it"),
        demands: decide("what it demands, as sentences that can be tested"),
        time_limit: String::new(),
        answered: decide("rule, control or process"),
        person: "privacy lead".to_owned(),
    }
}
