//! The organisation's profile: the facts about a company that right-size answers, policies and applicability.
//!
//! It is a YAML file that a person keeps. What it does not say stays unknown: nothing here guesses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The facts about one company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Legal or trading name, as documents print it.
    pub name: String,
    /// What it does, in a few words.
    pub sector: String,
    /// Employees and long-term contractors.
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
    /// Who holds which role.
    #[serde(default)]
    pub roles: People,
    /// Values chosen for parameters of policies: `review_interval: 12 months`.
    #[serde(default)]
    pub decisions: BTreeMap<String, String>,
}

/// A kind of place where work is done or equipment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Premises {
    /// People work from home or on the move.
    Remote,
    /// A shared desk, without a room of one's own.
    CoworkingDesk,
    /// A dedicated room in a co-working space.
    CoworkingRoom,
    /// An office of one's own.
    Office,
    /// Own racks in somebody else's data centre.
    Colocation,
    /// An own server room or data centre.
    DataCentre,
    /// A workshop, laboratory, plant or shop.
    Plant,
}

/// How far the cloud carries the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cloud {
    /// Providers by name: AWS, Microsoft 365 …
    #[serde(default)]
    pub providers: Vec<String>,
    /// Production runs on a provider's infrastructure or platform.
    #[serde(default)]
    pub hosts_production: bool,
}

/// Who develops software.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Development {
    /// Own people.
    InHouse,
    /// A contractor.
    Outsourced,
    /// Own people and contractors.
    Both,
    /// Nobody: software is bought.
    None,
}

/// The people behind the roles that documents name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// Top management, who approves.
    #[serde(default)]
    pub top_management: Option<String>,
    /// Responsible for the ISMS.
    #[serde(default)]
    pub isms_owner: Option<String>,
    /// Responsible for IT and platforms.
    #[serde(default)]
    pub it_lead: Option<String>,
    /// Responsible for people matters.
    #[serde(default)]
    pub hr_lead: Option<String>,
    /// Data protection officer or contact.
    #[serde(default)]
    pub privacy_lead: Option<String>,
    /// Internal auditor, who must not audit own work.
    #[serde(default)]
    pub internal_auditor: Option<String>,
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

/// Something in a readable profile that a person should mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProfileProblem {
    /// The field.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
    /// Documents cannot be drafted before this is mended.
    pub blocking: bool,
}

impl Profile {
    /// Reads a profile; the error names line and field.
    pub fn from_yaml(text: &str) -> Result<Self, ProfileError> {
        serde_saphyr::from_str(text).map_err(|error| {
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
        Self {
            name: "[Company]".to_owned(),
            sector: String::new(),
            people,
            countries: Vec::new(),
            services: Vec::new(),
            premises: Vec::new(),
            cloud: None,
            development: None,
            data: Vec::new(),
            obligations: Vec::new(),
            roles: People::default(),
            decisions: BTreeMap::new(),
        }
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

    /// What a person should mend or add, most pressing first.
    pub fn problems(&self) -> Vec<ProfileProblem> {
        let mut found = Vec::new();
        let mut say = |field, blocking, message: &str| {
            found.push(ProfileProblem { field, message: message.to_owned(), blocking });
        };
        if self.name.trim().is_empty() {
            say("name", true, "is empty: write the name that documents shall print");
        }
        if self.sector.trim().is_empty() {
            say("sector", true, "is empty: say in a few words what the company does");
        }
        if self.people == 0 {
            say("people", true, "is 0: count employees and long-term contractors");
        }
        if self.premises.is_empty() {
            say(
                "premises",
                false,
                "is not given: list remote, coworking-desk, coworking-room, office, colocation, data-centre or plant, else physical controls stay undecided",
            );
        }
        if self.services.is_empty() {
            say("services", false, "is not given: name the products or services that the certificate shall cover");
        }
        if self.cloud.is_none() {
            say("cloud", false, "is not given: say which providers are used and whether production runs there");
        }
        if self.development.is_none() {
            say("development", false, "is not given: in-house, outsourced, both or none");
        }
        if self.roles.top_management.is_none() || self.roles.isms_owner.is_none() {
            say("roles", false, "names no top management or no ISMS owner: approvals and responsibilities stay open");
        }
        let auditor = self.roles.internal_auditor.as_deref();
        if auditor.is_some() && auditor == self.roles.isms_owner.as_deref() {
            say(
                "roles",
                false,
                "the internal auditor is also the ISMS owner and would audit own work: name somebody else or an outside auditor",
            );
        }
        found.sort_by_key(|problem| !problem.blocking);
        found
    }
}

/// A profile to fill in, with comments.
pub fn profile_template() -> &'static str {
    include_str!("profile_template.yaml")
}
