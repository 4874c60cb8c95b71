//! Risk knowledge: ids that stand once and lead somewhere, and every control in at least one scenario.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Library, Paper, PaperKind};
use crate::iso::{Catalogue, Meaning, RequirementId, mentions};

/// Fewest scenarios, threats and vulnerabilities of a useful library.
const LEAST: [(&str, usize); 3] = [("scenarios", 120), ("threats", 60), ("vulnerabilities", 60)];

pub(super) fn check(library: &Library, say: &mut impl FnMut(&str, String)) {
    let shelf = library.shelf();
    let rows = |id: &str| shelf.paper(PaperKind::Risks, id).map(ids).unwrap_or_default();
    let (threats, vulnerabilities, assets) = (rows("threats"), rows("vulnerabilities"), rows("assets"));
    if shelf.papers().is_empty() {
        return;
    }
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut treated: BTreeSet<RequirementId> = BTreeSet::new();
    for paper in shelf.of_kind(PaperKind::Risks) {
        for scenario in paper.scenarios() {
            let mut say = |message: String| say(&paper.source, format!("`{}`: {message}", scenario.title));
            let id = scenario.marks.id.as_deref().unwrap_or_default();
            if !id.starts_with("R-") || seen.insert(id, &paper.source).is_some() {
                say("a scenario has an id of its own such as R-014".to_owned());
            }
            let marks = &scenario.marks;
            for (named, known) in
                [(&marks.threats, &threats), (&marks.vulnerabilities, &vulnerabilities), (&marks.assets, &assets)]
            {
                for id in named.iter().filter(|id| !known.contains(*id)) {
                    say(format!("{id} stands in no table"));
                }
            }
            if marks.harm.is_empty() || marks.harm.iter().any(|harm| !["C", "I", "A"].contains(&harm.as_str())) {
                say("harm: C, I or A".to_owned());
            }
            let named: BTreeSet<RequirementId> = controls(paper.body(scenario)).collect();
            if named.len() < 3 {
                say("name at least three controls that treat it".to_owned());
            }
            treated.extend(named);
        }
    }
    for (what, least) in LEAST {
        let found = match what {
            "scenarios" => seen.len(),
            "threats" => threats.len(),
            _ => vulnerabilities.len(),
        };
        if found < least {
            say("knowledge/risks", format!("{found} {what}; at least {least}"));
        }
    }
    let all = Catalogue::get().entries().iter().filter(|entry| entry.id.is_control());
    for entry in all.filter(|entry| !treated.contains(&entry.id)) {
        say("knowledge/risks", format!("no scenario is treated by {}", entry.id));
    }
}

/// The ids of the first column of a paper's tables.
fn ids(paper: &Paper) -> BTreeSet<String> {
    let cell = |line: &str| Some(line.strip_prefix('|')?.split('|').next()?.trim().to_owned());
    let is_id = |id: &String| id.split_once('-').is_some_and(|(_, number)| number.parse::<u16>().is_ok());
    paper.text.lines().filter_map(cell).filter(is_id).collect()
}

/// The controls that a text names.
fn controls(text: &str) -> impl Iterator<Item = RequirementId> {
    mentions(text).into_iter().filter_map(|mention| match mention.meaning {
        Meaning::Requirement(id) if id.is_control() => Some(id),
        _ => None,
    })
}
