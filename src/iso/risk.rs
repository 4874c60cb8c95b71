//! Risks as data: criteria, assets, the register and the treatment plan. Documents and tables are made from it.
//!
//! Every text is one line. What nobody has decided is absent, never filled with a guess.

mod table;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Day;

/// Everything about risk of one company.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskRegister {
    /// Whose it is.
    pub company: String,
    /// The day of the assessment; absent until there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed_on: Option<Day>,
    /// How risks are rated.
    pub criteria: RiskCriteria,
    /// What there is to lose.
    #[serde(default)]
    pub assets: Vec<Asset>,
    /// The risks.
    #[serde(default)]
    pub risks: Vec<Risk>,
    /// What is done about them.
    #[serde(default)]
    pub treatments: Vec<Treatment>,
}

/// How risks are rated and which may stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskCriteria {
    /// The steps of likelihood from 1 on, each in a few words.
    pub likelihood: Vec<String>,
    /// The steps of impact from 1 on, each in a few words.
    pub impact: Vec<String>,
    /// The level for each likelihood (outer, from 1 on) and impact (inner, from 1 on).
    pub levels: Vec<Vec<String>>,
    /// Levels that stay without treatment, unless their owner decides otherwise.
    pub accepted: Vec<String>,
    /// Who approved the criteria; absent until somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// When; before the first rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_on: Option<Day>,
}

/// Something of value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Its number: `AS-01`.
    pub id: String,
    /// What it is.
    pub name: String,
    /// Who answers for it; empty means undecided.
    #[serde(default)]
    pub owner: String,
    /// Why it matters.
    #[serde(default)]
    pub why: String,
}

/// A risk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Its number, never used twice: `R-01`.
    pub id: String,
    /// What happens, in a few words.
    pub title: String,
    /// What happens, how, and whom it harms.
    #[serde(default)]
    pub description: String,
    /// Why it is in the register of this company.
    #[serde(default)]
    pub because: String,
    /// Numbers of the assets concerned.
    #[serde(default)]
    pub assets: Vec<String>,
    /// Whether confidentiality, integrity or availability suffers: `C`, `I`, `A`.
    #[serde(default)]
    pub harm: Vec<String>,
    /// The role that can decide; empty means undecided.
    #[serde(default)]
    pub owner: String,
    /// Controls that work today; empty means that nobody has said.
    #[serde(default)]
    pub existing: Vec<String>,
    /// Step of likelihood; absent means not rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<u8>,
    /// Step of impact; absent means not rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<u8>,
    /// The facts behind the rating.
    #[serde(default)]
    pub reason: String,
    /// Whether a person rated it; a draft only proposes.
    #[serde(default)]
    pub confirmed: bool,
    /// What is done; absent means undecided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<TreatmentOption>,
    /// Controls that the treatment needs: `A.8.1`, `C-01`.
    #[serde(default)]
    pub controls: Vec<String>,
    /// Numbers in the treatment plan.
    #[serde(default)]
    pub treatments: Vec<String>,
    /// When the treatment is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// Step of likelihood after treatment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residual_likelihood: Option<u8>,
    /// Step of impact after treatment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residual_impact: Option<u8>,
    /// The owner who accepted what remains, by name; empty means nobody.
    #[serde(default)]
    pub accepted_by: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_on: Option<Day>,
}

/// What is done about a risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TreatmentOption {
    /// Likelihood or impact is changed by controls.
    Modify,
    /// It stays, by a decision.
    Retain,
    /// The activity stops.
    Avoid,
    /// Somebody else carries a part: insurance, contract.
    Share,
}

/// A line of the treatment plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// Its number: `T-01`.
    pub id: String,
    /// The control that is put into effect: `A.8.1`, `C-01`.
    pub control: String,
    /// What is done.
    pub action: String,
    /// Numbers of the risks that it treats.
    #[serde(default)]
    pub risks: Vec<String>,
    /// Who does it; empty means undecided.
    #[serde(default)]
    pub owner: String,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// Where it stands.
    #[serde(default)]
    pub status: TreatmentStatus,
    /// What shows that it is done.
    #[serde(default)]
    pub evidence: String,
}

/// Where a treatment stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TreatmentStatus {
    /// Not done.
    #[default]
    Open,
    /// Done.
    Done,
    /// Given up, with the risk rated again.
    Dropped,
}

impl TreatmentOption {
    /// All, in the order of documents.
    pub const ALL: [Self; 4] = [Self::Modify, Self::Retain, Self::Avoid, Self::Share];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Modify => "modify",
            Self::Retain => "retain",
            Self::Avoid => "avoid",
            Self::Share => "share",
        }
    }

    /// The option that a word of a table means.
    pub fn of(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "modify" | "reduce" | "mitigate" | "treat" => Some(Self::Modify),
            "retain" | "accept" | "tolerate" => Some(Self::Retain),
            "avoid" | "terminate" => Some(Self::Avoid),
            "share" | "transfer" | "insure" => Some(Self::Share),
            _ => None,
        }
    }
}

impl TreatmentStatus {
    /// All, in the order of documents.
    pub const ALL: [Self; 3] = [Self::Open, Self::Done, Self::Dropped];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
}

impl RiskCriteria {
    /// The level of a rating; nothing when the scale has no such step.
    pub fn level(&self, likelihood: Option<u8>, impact: Option<u8>) -> Option<&str> {
        let row = self.levels.get(usize::from(likelihood?).checked_sub(1)?)?;
        row.get(usize::from(impact?).checked_sub(1)?).map(String::as_str)
    }

    /// Whether a level may stay without treatment.
    pub fn accepts(&self, level: &str) -> bool {
        self.accepted.iter().any(|one| one == level)
    }

    /// The levels from the lowest to the highest, as the matrix climbs.
    pub fn order(&self) -> Vec<&str> {
        let mut found: Vec<(&str, usize)> = Vec::new();
        for (at, level) in self.levels.iter().enumerate().flat_map(|(row, levels)| {
            levels.iter().enumerate().map(move |(column, level)| (row + column, level.as_str()))
        }) {
            match found.iter_mut().find(|(name, _)| *name == level) {
                Some((_, least)) => *least = at.min(*least),
                None => found.push((level, at)),
            }
        }
        found.sort_by_key(|(_, least)| *least);
        found.into_iter().map(|(level, _)| level).collect()
    }
}

impl Risk {
    /// Its level today; absent while it is not rated.
    pub fn level<'a>(&self, criteria: &'a RiskCriteria) -> Option<&'a str> {
        criteria.level(self.likelihood, self.impact)
    }

    /// Its level after treatment; absent while nobody has said.
    pub fn residual<'a>(&self, criteria: &'a RiskCriteria) -> Option<&'a str> {
        criteria.level(self.residual_likelihood, self.residual_impact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn criteria() -> RiskCriteria {
        let levels = ["low low medium", "low medium high", "medium high high"];
        let levels = levels.map(|row| row.split(' ').map(str::to_owned).collect()).to_vec();
        RiskCriteria { levels, accepted: vec!["low".to_owned()], ..RiskCriteria::default() }
    }

    #[test]
    fn a_level_comes_from_the_matrix_and_from_nowhere_else() {
        let criteria = criteria();
        assert_eq!(criteria.level(Some(3), Some(1)), Some("medium"));
        assert_eq!(criteria.level(Some(1), Some(3)), Some("medium"));
        assert_eq!(criteria.level(Some(4), Some(1)), None);
        assert_eq!(criteria.level(Some(0), Some(1)), None);
        assert_eq!(criteria.level(None, Some(1)), None);
        assert_eq!(criteria.order(), ["low", "medium", "high"]);
        assert!(criteria.accepts("low") && !criteria.accepts("medium"));
    }

    #[test]
    fn a_register_is_the_same_after_a_round_through_json() {
        let risk =
            Risk { id: "R-01".into(), title: "=cmd|' /C calc'!A0".into(), likelihood: Some(2), ..Risk::default() };
        let register =
            RiskRegister { company: "N".into(), criteria: criteria(), risks: vec![risk], ..Default::default() };
        let json = serde_json::to_string(&register).unwrap();
        assert_eq!(serde_json::from_str::<RiskRegister>(&json).unwrap(), register);
        assert!(serde_json::from_str::<RiskRegister>(&json.replace("company", "firm")).is_err());
    }
}
