//! Personas: who is served. A persona chooses what is shown first and what beside it; it never changes a fact.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Intent;
use crate::knowledge::SectionKind;

/// Who asks, or for whom an answer is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Persona {
    /// Builds and runs the ISMS: what is asked for and how it is done.
    #[default]
    Implementer,
    /// Audits it from inside: what is required, what to ask, what shows it, how it usually fails.
    Auditor,
    /// Decides and answers for it: what it is in plain words, what it guards against, how it is measured.
    Management,
    /// Advises others: where it applies and how it differs by size.
    Consultant,
}

/// A name that is no persona.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no persona: use implementer, auditor, management or consultant")]
pub struct UnknownPersona(String);

impl Persona {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Implementer, Self::Auditor, Self::Management, Self::Consultant];

    /// Its name, as settings and requests carry it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Implementer => "implementer",
            Self::Auditor => "auditor",
            Self::Management => "management",
            Self::Consultant => "consultant",
        }
    }

    /// The sections that it is shown of a page, where it wants others than everybody for an intent.
    pub(super) fn sections(self, intent: Intent, is_clause: bool) -> Option<&'static [SectionKind]> {
        use SectionKind as S;
        let found: &'static [SectionKind] = match (self, intent) {
            (Self::Auditor, Intent::Explain) => &[S::Obligations, S::AuditorQuestions, S::Nonconformity],
            (Self::Auditor, Intent::Evidence) => &[S::Evidence, S::AuditorQuestions],
            (Self::Management, Intent::Explain) if is_clause => &[S::PlainWords, S::Metric],
            (Self::Management, Intent::Explain) => &[S::PlainWords, S::Risks, S::Metric],
            (Self::Management, Intent::Implement) => &[S::SmallestVersion, S::Metric],
            (Self::Consultant, Intent::Explain) if is_clause => &[S::PlainWords, S::Obligations, S::SmallestVersion],
            (Self::Consultant, Intent::Explain) => &[S::PlainWords, S::Obligations, S::Applicability],
            _ => return None,
        };
        Some(found)
    }
}

impl fmt::Display for Persona {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Persona {
    type Err = UnknownPersona;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|one| one.name() == name).ok_or_else(|| UnknownPersona(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_and_another_is_told_what_there_is() {
        for persona in Persona::ALL {
            assert_eq!(persona.name().parse(), Ok(persona));
        }
        assert!("boss".parse::<Persona>().unwrap_err().to_string().contains("management"));
    }

    #[test]
    fn an_implementer_is_served_as_everybody() {
        assert!(Persona::Implementer.sections(Intent::Explain, false).is_none());
        let auditor = Persona::Auditor.sections(Intent::Explain, false).unwrap();
        assert!(auditor.contains(&SectionKind::AuditorQuestions) && !auditor.contains(&SectionKind::PlainWords));
        assert!(Persona::Management.sections(Intent::SoaText, false).is_none(), "the rest is the same for all");
    }
}
