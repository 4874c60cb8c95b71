//! The parts of a profile: places, cloud, tools, suppliers and the people behind the roles.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::iso::Day;

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

impl People {
    /// Everybody who is named.
    pub fn holders(&self) -> impl Iterator<Item = &str> {
        let all = [
            &self.top_management,
            &self.isms_owner,
            &self.it_lead,
            &self.hr_lead,
            &self.privacy_lead,
            &self.internal_auditor,
        ];
        all.into_iter().flatten().map(String::as_str)
    }
}

/// A place of the company by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// As people call it: "Hamburg office".
    pub name: String,
    /// What kind of place it is; absent means unknown.
    #[serde(default)]
    pub kind: Option<Premises>,
    /// The country, as ISO 3166 code or name; absent means unknown.
    #[serde(default)]
    pub country: Option<String>,
    /// People who work there; absent means unknown.
    #[serde(default)]
    pub people: Option<u32>,
}

/// Something that somebody looked for and that does not exist. What stands nowhere here may exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// Paper that is kept: contracts, personnel files, post.
    PaperArchive,
    /// A room or cupboard where devices wait for people.
    EquipmentStore,
    /// Laptops, phones and other devices of the company.
    Devices,
    /// Sticks, disks and tapes that hold company information.
    StorageMedia,
    /// Anybody outside who writes software for the company: agency, freelancer, group company.
    OutsideDevelopers,
    /// Scripts, infrastructure as code and integrations of the company's own.
    Scripts,
}

/// How much risk top management is ready to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Appetite {
    /// Little: a medium risk is treated.
    Low,
    /// As the example criteria say.
    Moderate,
    /// More: a medium risk may stay without a decision for each.
    High,
}

/// Whether climate change is an issue for the ISMS, which clause 4.1 asks everyone to determine since 2024.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Climate {
    /// What was determined.
    pub relevant: bool,
    /// Why.
    pub reason: String,
}

/// The tools that are in use, by what they do; absent means unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Tools {
    /// Sign-in and directory.
    pub identity: Option<String>,
    /// Management of laptops and phones.
    pub endpoint: Option<String>,
    /// Tickets.
    pub ticketing: Option<String>,
    /// Source code and its builds.
    pub code: Option<String>,
    /// Documents and pages.
    pub documents: Option<String>,
    /// Logs, alerts and monitoring.
    pub monitoring: Option<String>,
    /// Backups.
    pub backup: Option<String>,
    /// Personnel files, joiners and leavers.
    pub hr: Option<String>,
    /// The password vault.
    pub passwords: Option<String>,
    /// Training and awareness.
    pub training: Option<String>,
    /// Scans for vulnerabilities.
    pub vulnerabilities: Option<String>,
    /// Malware protection.
    pub malware: Option<String>,
}

impl Tools {
    /// Every tool that is named.
    pub fn named(&self) -> impl Iterator<Item = &String> {
        let all = [
            &self.identity,
            &self.endpoint,
            &self.ticketing,
            &self.code,
            &self.documents,
            &self.monitoring,
            &self.backup,
            &self.hr,
            &self.passwords,
            &self.training,
            &self.vulnerabilities,
            &self.malware,
        ];
        all.into_iter().flatten()
    }
}

/// A supplier that the register lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Supplier {
    /// Its name.
    pub name: String,
    /// What it delivers: "hosting", "payroll".
    pub service: String,
    /// Whether it delivers out of a cloud; absent means unknown.
    #[serde(default)]
    pub cloud: Option<bool>,
    /// Kinds of data that it holds or sees.
    #[serde(default)]
    pub data: Vec<String>,
    /// The certificate or report that was looked at: "ISO/IEC 27001", "SOC 2 Type 2".
    #[serde(default)]
    pub assurance: Option<String>,
    /// Until when that holds, or the end of the period that it reports on.
    #[serde(default)]
    pub assured_until: Option<Day>,
    /// What the certificate or report leaves out or found.
    #[serde(default)]
    pub exceptions: Option<String>,
    /// The role here that answers for it.
    #[serde(default)]
    pub owner: Option<String>,
}

/// What a person decided about a document of the set: "sales-policy" is written, "data-retention" is not needed.
pub type Decisions = BTreeMap<String, String>;
