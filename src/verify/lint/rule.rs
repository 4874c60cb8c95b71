//! The rules: each has a name for the command line, says why it is there, and on what it rests.

use serde::{Deserialize, Serialize};

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A fact is wrong.
    Error,
    /// A reader has to judge.
    Warning,
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// An id that no edition has.
    UnknownId,
    /// Another title beside an id than its own.
    WrongTitle,
    /// A clause called a control, or a control called a clause.
    ClauseControlConfusion,
    /// Ids, counts and dates of the 2013 edition as if they still held.
    #[serde(rename = "edition-2013")]
    Edition2013,
    /// A control in the wrong theme, or a wrong number of controls or themes.
    WrongTheme,
    /// More than the standard asks for.
    Overclaim,
    /// A duty in the standard's name that does not say where it is from.
    UnlabelledObligation,
    /// A claim without a citation in a text that cites.
    UncitedClaim,
    /// A citation that does not hold what its sentence says.
    UnsupportedCitation,
    /// A long word-for-word quotation of the standard.
    InvalidQuotation,
    /// An instruction to ignore a rule that there is not, or without a reason.
    UnknownIgnore,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::UnknownId,
        Self::WrongTitle,
        Self::ClauseControlConfusion,
        Self::Edition2013,
        Self::WrongTheme,
        Self::Overclaim,
        Self::UnlabelledObligation,
        Self::UncitedClaim,
        Self::UnsupportedCitation,
        Self::InvalidQuotation,
        Self::UnknownIgnore,
    ];

    /// Its name, as findings and instructions have it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::UnknownId => "unknown-id",
            Self::WrongTitle => "wrong-title",
            Self::ClauseControlConfusion => "clause-control-confusion",
            Self::Edition2013 => "edition-2013",
            Self::WrongTheme => "wrong-theme",
            Self::Overclaim => "overclaim",
            Self::UnlabelledObligation => "unlabelled-obligation",
            Self::UncitedClaim => "uncited-claim",
            Self::UnsupportedCitation => "unsupported-citation",
            Self::InvalidQuotation => "invalid-quotation",
            Self::UnknownIgnore => "unknown-ignore",
        }
    }

    /// The rule of this name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.id() == id)
    }

    /// How sure its findings are, as a rule.
    pub const fn severity(self) -> Severity {
        match self {
            Self::UnknownId
            | Self::WrongTitle
            | Self::ClauseControlConfusion
            | Self::Edition2013
            | Self::WrongTheme
            | Self::Overclaim => Severity::Error,
            _ => Severity::Warning,
        }
    }

    /// Why it is there.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::UnknownId => "The id is in no edition: clauses run from 4 to 10, controls from A.5.1 to A.8.34.",
            Self::WrongTitle => "Ids and titles belong together; a wrong pair sends the reader to another requirement.",
            Self::ClauseControlConfusion => {
                "Clauses 4 to 10 always apply, controls of Annex A only as the Statement of Applicability says: 8.1 and \
                 A.8.1 are two things."
            }
            Self::Edition2013 => {
                "The 2013 edition had other ids, 114 controls, 14 domains and control objectives; its certificates ended \
                 on 31 October 2025."
            }
            Self::WrongTheme => {
                "Annex A has 93 controls in four themes: 37 organizational, 8 people, 14 physical, 34 technological; 11 \
                 of them were new in 2022."
            }
            Self::Overclaim => {
                "The standard sets no fixed intervals, numbers, signatures, products or job titles; who says so binds the \
                 reader to what nobody asked for."
            }
            Self::UnlabelledObligation => {
                "A duty may come from a clause, from a control that applies, from law, a contract or a rule of one's own: \
                 only the text can say which."
            }
            Self::UncitedClaim => "In a text that cites its sources, a claim without a number cannot be checked.",
            Self::UnsupportedCitation => "The passage that is cited does not hold what the sentence says.",
            Self::InvalidQuotation => "The text of the standard is copyrighted: name the clause and use own words.",
            Self::UnknownIgnore => "An instruction to ignore names a rule, and says why.",
        }
    }

    /// What it rests on.
    pub const fn source(self) -> &'static str {
        match self {
            Self::UnknownId | Self::WrongTitle | Self::ClauseControlConfusion => {
                "knowledge/catalogue: ids and titles of ISO/IEC 27001:2022"
            }
            Self::Edition2013 => "knowledge/catalogue/controls-2013.csv; IAF MD 26 (transition)",
            Self::WrongTheme => "knowledge/catalogue/controls.csv: themes of ISO/IEC 27001:2022, Annex A",
            Self::Overclaim => "knowledge/guides/common-misconceptions.md and mandatory-documents.md",
            Self::UnlabelledObligation => "knowledge/README.md: obligation labels",
            Self::UncitedClaim | Self::UnsupportedCitation => "the passages that the text itself names",
            Self::InvalidQuotation => "ISO's copyright notice on every publication",
            Self::UnknownIgnore => "README.md: how a line is silenced",
        }
    }
}
