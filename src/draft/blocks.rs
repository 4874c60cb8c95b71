//! The clauses of a policy that a company sees, filled in and numbered.

use super::values::Values;
use crate::{
    iso::{Fact, Profile, Size},
    knowledge::{Clause, Paper, SIZES},
};

/// A clause that a company sees.
pub(super) struct Block<'a> {
    pub(super) clause: &'a Clause,
    /// The section that begins with it.
    pub(super) opens: Option<&'a str>,
    /// `2.1`.
    pub(super) number: String,
    pub(super) title: String,
    pub(super) text: String,
    /// What the profile leaves open, on which it depends.
    pub(super) condition: Option<String>,
    /// What its holes are filled with.
    pub(super) held: Vec<String>,
}

/// The clauses that a company sees, in order.
pub(super) fn blocks<'a>(paper: &'a Paper, values: &mut Values<'_>, profile: &Profile) -> Vec<Block<'a>> {
    let size = size_of(profile);
    let (mut all, mut section, mut last) = (Vec::new(), "", "");
    let mut number = (0, 0);
    for clause in &paper.clauses {
        if clause.level == 2 {
            section = &clause.title;
            continue;
        }
        let condition = match shown(clause, size, profile) {
            Shown::No => continue,
            Shown::Yes => None,
            Shown::If(condition) => Some(condition),
        };
        let opens = (section != last).then_some(section);
        number = if opens.is_some() { (number.0 + 1, 1) } else { (number.0, number.1 + 1) };
        last = section;
        let body = paper.body(clause);
        all.push(Block {
            clause,
            opens,
            number: format!("{}.{}", number.0, number.1),
            title: values.fill(&clause.title),
            text: values.fill(body),
            condition,
            held: values.held_in(body),
        });
    }
    all
}

/// The size whose clauses a company gets.
pub(super) fn size_of(profile: &Profile) -> u16 {
    match profile.size() {
        Size::Small => SIZES[0],
        Size::Medium => SIZES[1],
        Size::Large => SIZES[2],
    }
}

/// Whether the company sees a clause.
pub(super) enum Shown {
    Yes,
    No,
    /// On a condition that the profile does not answer.
    If(String),
}

pub(super) fn shown(clause: &Clause, size: u16, profile: &Profile) -> Shown {
    if !clause.marks.is_for(size) {
        return Shown::No;
    }
    let mut open: Vec<&str> = Vec::new();
    for facts in [&clause.marks.places, &clause.marks.facts] {
        let said: Vec<(Fact, Option<bool>)> = facts.iter().map(|fact| (*fact, profile.says(*fact))).collect();
        if said.is_empty() || said.iter().any(|(_, said)| *said == Some(true)) {
            continue;
        }
        let unknown: Vec<&str> =
            said.iter().filter(|(_, said)| said.is_none()).map(|(fact, _)| fact.spoken()).collect();
        if unknown.is_empty() {
            return Shown::No;
        }
        open.push(unknown.first().copied().unwrap_or_default());
    }
    if open.is_empty() { Shown::Yes } else { Shown::If(open.join(", and ")) }
}
