//! Checks: the atomic points of a requirement that gap analysis assesses, and what kind of truth each is.

use serde::{Deserialize, Serialize};

/// Who asks for it. Only the first four can become nonconformities; the rest are improvements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Obligation {
    /// A clause of the standard.
    Clause,
    /// The control, once it is in the Statement of Applicability.
    IfApplicable,
    /// A rule that the company wrote itself.
    OwnRule,
    /// A law or a contract.
    LawOrContract,
    /// A rule of the certification scheme, addressed to the certification body.
    Scheme,
    /// What auditors usually look for.
    Expected,
    /// Useful, and nobody's demand.
    GoodPractice,
}

/// What can show that a check is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// A document says it.
    Rule,
    /// A dated result exists.
    Record,
    /// Interview or observation; a document never shows it.
    Practice,
}

/// One atomic, assessable point of a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// `A.5.23-1`: the page's id, a dash, a running number.
    pub id: String,
    /// What is asked, in our own words.
    pub text: String,
    /// Who asks for it.
    pub obligation: Obligation,
    /// What can show it.
    pub nature: Nature,
    /// How evidence says it in real policies and records.
    pub phrases: Vec<String>,
    /// The question to put, for practice checks.
    #[serde(default)]
    pub ask: Option<String>,
    /// What to look at, for practice checks.
    #[serde(default)]
    pub observe: Option<String>,
}
