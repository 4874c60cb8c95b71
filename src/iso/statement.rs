//! The Statement of Applicability as data: which controls are necessary and why, whether they work, and why the rest is not.
//!
//! Nothing is applicable by default. A row that no fact and no person has decided is undecided, and says what is to be
//! answered.

mod table;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Choice, Day};

/// A Statement of Applicability.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Whose it is.
    pub company: String,
    /// Its version: `0.1`.
    pub version: String,
    /// The day to which its decisions belong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// Who approved it; absent until somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_on: Option<Day>,
    /// A row for each control of Annex A, then one for each other control.
    pub rows: Vec<StatementRow>,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementRow {
    /// `A.5.1`, or the number of a control from elsewhere: `C-01`.
    pub control: String,
    /// Its title.
    pub title: String,
    /// Where the control comes from: `Annex A`, `law`, `contract`, `own`.
    #[serde(default)]
    pub source: String,
    /// Whether it applies.
    pub decision: Choice,
    /// What makes it necessary.
    #[serde(default)]
    pub drivers: Vec<Driver>,
    /// Why it is included, in a sentence.
    #[serde(default)]
    pub inclusion: String,
    /// Why it is excluded, in a sentence.
    #[serde(default)]
    pub exclusion: String,
    /// What is to be answered before the row can be decided.
    #[serde(default)]
    pub question: String,
    /// Whether a person has confirmed the decision; a draft only proposes.
    #[serde(default)]
    pub confirmed: bool,
    /// Whether it is implemented; absent means that nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implemented: Option<bool>,
    /// What the documents show of it, from a gap analysis.
    #[serde(default)]
    pub documented: String,
    /// Number in the treatment plan while it is not implemented.
    #[serde(default)]
    pub plan: String,
    /// When it will be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// Who does what.
    #[serde(default)]
    pub delivery: Delivery,
    /// The provider, when it is shared or inherited, and what remains to be done here.
    #[serde(default)]
    pub provider: String,
    /// The role that answers for it; empty means undecided.
    #[serde(default)]
    pub owner: String,
    /// Documents that say how it is done.
    #[serde(default)]
    pub references: Vec<String>,
    /// What shows that it works.
    #[serde(default)]
    pub evidence: String,
}

/// What makes a control necessary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Driver {
    /// Its kind.
    pub kind: DriverKind,
    /// Its number or name: `R-01`, `GDPR`.
    pub reference: String,
}

/// The kinds of reason for a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DriverKind {
    /// A risk of the register.
    Risk,
    /// A law or framework that binds the company.
    Law,
    /// A contract.
    Contract,
    /// A decision of the company.
    Business,
}

/// Who performs a control.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// Nobody has said.
    #[default]
    Undecided,
    /// The company alone.
    Direct,
    /// The company and a provider, each a part.
    Shared,
    /// A provider; choosing, contracting and reviewing it remain.
    Inherited,
}

impl Choice {
    /// The word for it in a statement.
    pub fn name(self) -> &'static str {
        match self {
            Self::Included => "applicable",
            Self::Excluded => "not applicable",
            Self::Undecided => "undecided",
        }
    }
}

impl Delivery {
    /// All, in the order of documents.
    pub const ALL: [Self; 4] = [Self::Undecided, Self::Direct, Self::Shared, Self::Inherited];

    /// The word for it; nothing while undecided.
    pub fn name(self) -> &'static str {
        match self {
            Self::Undecided => "",
            Self::Direct => "direct",
            Self::Shared => "shared",
            Self::Inherited => "inherited",
        }
    }
}

impl DriverKind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::Law => "law",
            Self::Contract => "contract",
            Self::Business => "business",
        }
    }

    /// The kind that a word of a table means.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Risk, Self::Law, Self::Contract, Self::Business].into_iter().find(|kind| kind.name() == word)
    }
}

impl Statement {
    /// How many rows are decided in this way.
    pub fn count(&self, decision: Choice) -> usize {
        self.rows.iter().filter(|row| row.decision == decision).count()
    }
}
