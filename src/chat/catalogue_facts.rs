//! Facts that the catalogue itself knows: the theme of a control, and what is new in the 2022 edition.

use std::sync::LazyLock;

use regex::RegexSet;

use super::draft::Draft;
use crate::{
    iso::{Catalogue, Entry, RequirementId},
    retrieve::Belonging,
};

/// The share from which on the likeliest control is the one that is meant.
const MEANT: f32 = 0.25;
/// How many of several new ones stand for all of them.
const SOME: usize = 6;

/// What an answer says beside counts of the edition before.
const OLD_COUNTS: &str = "The 2022 edition has 93 controls in four themes (37 organizational, 8 people, 14 physical, \
    34 technological); 114 controls in 14 domains is the 2013 edition.";

/// What such questions look like: for a theme, for what is new, with counts of the edition before.
static SIGNS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?i)\b(people|organi[sz]ational|physical|technological|technical)\s+(control|theme|category|topic|or)\b|\b(which|what)\s+(annex a )?(theme|category)\b|\bin (which|the \w+) (theme|category)\b",
        r"(?i)\b(which|what|how many|list)\b[^.?!]{0,30}\b(controls?|clauses?)\b[^.?!]{0,20}\bnew\b|\bnew (controls?|clauses?)\b[^.?!]{0,40}\b2022\b|\b(added|introduced)\b[^.?!]{0,30}\b2022\b",
        r"(?i)\b114 (annex a )?controls?\b|\b14 (domains?|categories)\b",
    ])
    .unwrap_or_default()
});

/// Says what the catalogue knows. Returns whether it answers the question alone.
pub(super) fn say(draft: &mut Draft, question: &str, pins: &[RequirementId], likely: &[Belonging]) -> bool {
    let asked = SIGNS.matches(question);
    if asked.matched(2) && !question.contains("2013") {
        draft.warnings.push(OLD_COUNTS.to_owned());
    }
    if asked.matched(1) {
        news(draft, question);
        return true;
    }
    if asked.matched(0) {
        let meant = likely.first().filter(|one| one.share >= MEANT).map(|one| one.id);
        for id in pins.iter().copied().chain(meant.filter(|_| pins.is_empty())).filter(|id| id.is_control()).take(3) {
            theme(draft, id);
        }
    }
    false
}

fn theme(draft: &mut Draft, id: RequirementId) {
    let Some(entry) = Catalogue::get().entry(id) else { return };
    let Some(theme) = entry.theme else { return };
    let number = draft.board.cite_row(entry.id).map_or_else(String::new, |n| format!(" [{n}]"));
    let (id, title) = (entry.id, &entry.title);
    draft.say(&format!("{id} {title} is in the {theme:?} theme of Annex A, one of four themes.{number}"));
    draft.refer(id);
}

fn news(draft: &mut Draft, question: &str) {
    let lower = question.to_lowercase();
    let new = || Catalogue::get().entries().iter().filter(|entry| entry.new_in_2022);
    let (controls, clauses): (Vec<&Entry>, Vec<&Entry>) = new().partition(|entry| entry.id.is_control());
    let wants_clauses = lower.contains("clause");
    let wants_controls = lower.contains("control") || !wants_clauses;
    for (wanted, entries, what) in [(wants_clauses, clauses, "clause"), (wants_controls, controls, "controls")] {
        if !wanted {
            continue;
        }
        let count = if entries.len() == 1 { "one".to_owned() } else { entries.len().to_string() };
        draft.say(&format!("The 2022 edition has {count} new {what}:"));
        let rows: Vec<String> = entries
            .iter()
            .map(|entry| {
                let number = draft.board.cite_row(entry.id).map_or_else(String::new, |n| format!(" [{n}]"));
                format!("- {} {}{number}", entry.id, entry.title)
            })
            .collect();
        draft.say(&rows.join("\n"));
        entries.iter().take(SOME).for_each(|entry| draft.refer(entry.id));
    }
}
