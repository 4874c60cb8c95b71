//! People who have left and still hold something.

use super::{Inconsistency, Isms, Side, sentence};
use crate::verify::Severity;

/// Places that one finding shows for a person.
const SHOWN: usize = 3;

pub(super) fn check(isms: &Isms<'_>, found: &mut Vec<Inconsistency>) {
    let Some(profile) = isms.profile else { return };
    for person in profile.former_people.iter().filter(|person| person.chars().count() > 2) {
        let mut sides = Vec::new();
        for holder in profile.roles.holders().filter(|holder| holder.contains(person.as_str())) {
            sides.push(Side::new("profile, roles", holder));
        }
        if let Some(register) = isms.register {
            let risks = register.risks.iter().filter(|risk| risk.owner.contains(person.as_str()));
            sides.extend(
                risks.map(|risk| Side::new(format!("risk register, {}", risk.id), format!("owner: {}", risk.owner))),
            );
            let lines = register.treatments.iter().filter(|line| line.owner.contains(person.as_str()));
            sides.extend(
                lines.map(|line| Side::new(format!("treatment plan, {}", line.id), format!("owner: {}", line.owner))),
            );
        }
        if let Some(statement) = isms.statement {
            let rows = statement.rows.iter().filter(|row| row.owner.contains(person.as_str()));
            sides.extend(rows.map(|row| {
                Side::new(format!("Statement of Applicability, {}", row.control), format!("owner: {}", row.owner))
            }));
        }
        for document in isms.documents {
            if let Some(at) = document.text.find(person.as_str()) {
                sides.push(Side::new(document.name.clone(), sentence(&document.text, at)));
            }
        }
        if sides.is_empty() {
            continue;
        }
        let more = sides.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        sides.truncate(SHOWN);
        found.push(Inconsistency {
            severity: Severity::Error,
            rule: "owner-left",
            message: format!("{person} has left and is still named in {} places{more}", sides.len()),
            fix: "Name who holds the role now; what they accepted needs a new acceptance.".to_owned(),
            sides,
        });
    }
}
