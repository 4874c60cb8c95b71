//! The organisation's profile: the facts about a company that right-size answers, policies and applicability.
//!
//! It is a YAML file that a person keeps. What it does not say stays unknown: nothing here guesses.

mod edit;
mod parts;
mod problems;
mod unknown;
mod yaml;

pub use edit::Edited;
pub use parts::{Absent, Appetite, Climate, Cloud, Decisions, Development, People, Premises, Site, Supplier, Tools};
pub use problems::ProfileProblem;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Day;

/// The facts about one company.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Legal or trading name, as documents print it.
    pub name: String,
    /// What it does, in a few words.
    #[serde(default)]
    pub sector: String,
    /// Employees and long-term contractors; 0 means unknown.
    #[serde(default)]
    pub people: u32,
    /// Countries where people work or customers are, as ISO 3166 codes or names.
    #[serde(default)]
    pub countries: Vec<String>,
    /// The products or services that the certificate shall cover.
    #[serde(default)]
    pub services: Vec<String>,
    /// Where work is done. An empty list means that nobody has said; a remote company lists `remote`.
    #[serde(default)]
    pub premises: Vec<Premises>,
    /// The places by name.
    #[serde(default)]
    pub sites: Vec<Site>,
    /// What somebody looked for and did not find: only this lets a control be left out for want of it.
    #[serde(default)]
    pub absent: Vec<Absent>,
    /// Cloud use; absent means unknown.
    #[serde(default)]
    pub cloud: Option<Cloud>,
    /// Who writes the software; absent means unknown.
    #[serde(default)]
    pub development: Option<Development>,
    /// Kinds of sensitive information handled: personal, health, payment, customer-confidential …
    #[serde(default)]
    pub data: Vec<String>,
    /// Laws, contracts and frameworks that bind it: GDPR, NIS2, DORA, PCI DSS …
    #[serde(default)]
    pub obligations: Vec<String>,
    /// Customers' and partners' contracts with demands on security.
    #[serde(default)]
    pub contracts: Vec<String>,
    /// Suppliers that matter for the services.
    #[serde(default)]
    pub suppliers: Vec<Supplier>,
    /// Tools in use.
    #[serde(default)]
    pub tools: Tools,
    /// Documents on information security that exist already, by title.
    #[serde(default)]
    pub documents: Vec<String>,
    /// How much risk top management is ready to keep; absent means unknown.
    #[serde(default)]
    pub risk_appetite: Option<Appetite>,
    /// Whether climate change matters for the ISMS; absent means that nobody has determined it.
    #[serde(default)]
    pub climate: Option<Climate>,
    /// When the certification audit (Stage 2) shall begin; absent means unknown.
    #[serde(default)]
    pub target_date: Option<Day>,
    /// Who holds which role.
    #[serde(default)]
    pub roles: People,
    /// People who held a role and have left.
    #[serde(default)]
    pub former_people: Vec<String>,
    /// Values chosen for parameters of policies: `review_interval: 12 months`.
    #[serde(default)]
    pub decisions: Decisions,
}

/// The three sizes that the knowledge base speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Up to 50 people; pages say "20 people".
    Small,
    /// 51 to 250 people; pages say "100 people".
    Medium,
    /// More than 250 people; pages say "500 people".
    Large,
}

/// The file could not be read as a profile.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct ProfileError(String);

impl Profile {
    /// Reads a profile; the error names line and field.
    pub fn from_yaml(text: &str) -> Result<Self, ProfileError> {
        serde_saphyr::from_str(&unknown::left_out(text)).map_err(|error| {
            let place = error.location().and_then(|location| {
                let line = location.line();
                let at = usize::try_from(line).ok()?.checked_sub(1)?;
                Some(format!("line {line} (`{}`): ", text.lines().nth(at)?.trim()))
            });
            let error = error.without_snippet().to_string();
            let reason = error.lines().next().unwrap_or("not a profile").trim_start_matches("error: ").to_owned();
            ProfileError(format!(
                "the profile cannot be read: {}{reason}; `annexa profile new` prints a template",
                place.unwrap_or_default()
            ))
        })
    }

    /// A company of which only the size is known.
    pub fn unnamed(people: u32) -> Self {
        Self { name: "[Company]".to_owned(), people, ..Self::default() }
    }

    /// The size class whose advice fits.
    pub fn size(&self) -> Size {
        match self.people {
            0..=50 => Size::Small,
            51..=250 => Size::Medium,
            _ => Size::Large,
        }
    }

    /// Whether the company has no place of its own at all. `None` when the profile does not say.
    pub fn is_fully_remote(&self) -> Option<bool> {
        let remote = |place: &Premises| matches!(place, Premises::Remote | Premises::CoworkingDesk);
        (!self.premises.is_empty()).then(|| self.premises.iter().all(remote))
    }

    /// Whether own racks stand somewhere. `None` when the profile does not say.
    pub fn has_own_racks(&self) -> Option<bool> {
        let racks = |place: &Premises| matches!(place, Premises::Colocation | Premises::DataCentre);
        (!self.premises.is_empty()).then(|| self.premises.iter().any(racks))
    }

    /// Whether somebody confirmed that this does not exist.
    pub fn lacks(&self, thing: Absent) -> bool {
        self.absent.contains(&thing)
    }
}

/// A profile to fill in, with comments.
pub fn profile_template() -> &'static str {
    include_str!("profile_template.yaml")
}
