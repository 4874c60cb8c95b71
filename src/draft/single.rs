//! One clause of the library on its own, for whoever misses just that rule.

use super::{
    blocks::{Shown, shown, size_of},
    values::Values,
};
use crate::{
    iso::Profile,
    knowledge::{Library, PaperKind},
};

/// The clause that satisfies a check, for a company: the policy's kind, the clause's title, its text. A clause that the
/// company surely sees comes before one that depends on what the profile does not say.
pub fn clause_for(check: &str, library: &Library, profile: &Profile) -> Option<(String, String, String)> {
    let size = size_of(profile);
    let mut perhaps = None;
    for paper in library.shelf().of_kind(PaperKind::Policy) {
        for clause in paper.clauses.iter().filter(|clause| clause.marks.checks.iter().any(|one| one == check)) {
            let is_sure = match shown(clause, size, profile) {
                Shown::No => continue,
                Shown::Yes => true,
                Shown::If(_) => false,
            };
            let mut values = Values::new(library.shelf(), profile);
            let text = values.fill(paper.body(clause)).trim().to_owned();
            let found = (paper.front.id.clone(), values.fill(&clause.title), text);
            if is_sure {
                return Some(found);
            }
            perhaps.get_or_insert(found);
        }
    }
    perhaps
}
