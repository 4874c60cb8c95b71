//! Requirement ids in a sentence: they exist, and the cited passages name them.

use std::collections::HashSet;

use super::{Doubt, passage::Passage};
use crate::iso::{Meaning, RequirementId, mentions};

/// The ids of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Ids {
    /// Requirements, as written and without their list item.
    named: HashSet<RequirementId>,
    /// As written, in order; a bare number that is clause and control has both readings.
    written: Vec<Vec<RequirementId>>,
    /// Ids of the 2013 edition.
    old: Vec<String>,
    /// Ids that no edition has.
    unknown: Vec<String>,
}

impl Ids {
    pub(super) fn of(text: &str) -> Self {
        let mut ids = Self::default();
        for mention in mentions(text) {
            let readings = match mention.meaning {
                Meaning::Requirement(id) => vec![id],
                Meaning::Either { clause, control } => {
                    vec![RequirementId::Clause(clause), RequirementId::Control(control)]
                }
                Meaning::Edition2013(old) => {
                    ids.old.push(old);
                    continue;
                }
                Meaning::Unknown(unknown) => {
                    ids.unknown.push(unknown);
                    continue;
                }
            };
            for id in &readings {
                ids.insert(*id);
            }
            ids.written.push(readings);
        }
        ids
    }

    /// The passage is about this requirement, whether or not its text says so.
    pub(super) fn insert(&mut self, id: RequirementId) {
        self.named.extend([id, id.canonical()]);
    }

    pub(super) fn extend(&mut self, other: &Self) {
        self.named.extend(&other.named);
        self.old.extend(other.old.iter().cloned());
    }

    /// An id that no edition has may not even be repeated from a passage, one of 2013 only from there.
    pub(super) fn check_existence(&self, all: &Passage) -> Result<(), Doubt> {
        let old = self.old.iter().find(|id| !all.ids.old.contains(id));
        self.unknown.first().or(old).map_or(Ok(()), |id| Err(Doubt::UnknownId(id.clone())))
    }

    /// Every id is named by the cited passages; a list item (`6.1.3 d`) only if they have that very item.
    pub(super) fn check_presence(&self, cited: &Passage) -> Result<(), Doubt> {
        let missing = |readings: &&Vec<RequirementId>| !readings.iter().any(|id| cited.ids.named.contains(id));
        if let Some(id) = self.written.iter().find(missing).and_then(|readings| readings.first()) {
            return Err(Doubt::IdNotInEvidence(*id));
        }
        let old = self.old.iter().find(|id| !cited.ids.old.contains(id));
        old.map_or(Ok(()), |id| Err(Doubt::UnknownId(id.clone())))
    }
}
