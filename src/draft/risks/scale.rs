//! The example scales of the library as criteria, and the translation of scenario pages' steps into them.

use crate::{
    document::markdown_tables,
    iso::{RiskCriteria, Size},
    knowledge::{Library, Paper, PaperKind},
};

/// How scale pages call a size.
pub(super) fn spoken(size: Size) -> &'static str {
    match size {
        Size::Small => "20 people",
        Size::Medium => "100 people",
        Size::Large => "500 people",
    }
}

/// The page of scales.
pub(super) fn page(library: &Library) -> Option<&Paper> {
    library.shelf().paper(PaperKind::Risks, "scales")
}

/// What stands below a heading of the page, for a size: "Impact", "Likelihood", "Level", "Acceptance".
pub(super) fn part(library: &Library, what: &str, size: Size) -> String {
    let heading = format!("{what} for {}", spoken(size));
    let Some(page) = page(library) else { return String::new() };
    let clause = page.clauses.iter().find(|clause| clause.title == heading);
    clause.map(|clause| page.body(clause).to_owned()).unwrap_or_default()
}

/// The criteria for a size.
pub(super) fn criteria(library: &Library, size: Size) -> RiskCriteria {
    let table =
        |what: &str, at: usize| markdown_tables(&part(library, what, size)).into_iter().nth(at).unwrap_or_default();
    let steps = |rows: Vec<Vec<String>>, column: usize| -> Vec<String> {
        let text = |row: &Vec<String>| {
            let name = row.first()?.split_once(' ').map(|(_, name)| name)?;
            Some(format!("{name}: {}", row.get(column).cloned().unwrap_or_default()))
        };
        rows.iter().skip(1).filter_map(text).collect()
    };
    let mut levels: Vec<Vec<String>> =
        table("Level", 0).into_iter().skip(1).map(|row| row.into_iter().skip(1).collect()).collect();
    // The page shows the highest likelihood on top.
    levels.reverse();
    let accepted = table("Acceptance", 0)
        .into_iter()
        .skip(1)
        .filter(|row| row.get(1).is_some_and(|who| who.starts_with("accepted by these criteria")));
    RiskCriteria {
        likelihood: steps(table("Likelihood", 0), 1),
        impact: steps(table("Impact", 1), 1),
        accepted: accepted.filter_map(|row| row.into_iter().next()).collect(),
        levels,
        approved_by: None,
        approved_on: None,
    }
}

/// From a step of the scenario pages to a step of this size's scale, as the page of scales translates it.
pub(super) fn translation(library: &Library, size: Size) -> impl Fn(u8) -> u8 + use<> {
    let column = match size {
        Size::Small => Some("Three steps"),
        Size::Medium => Some("Four steps"),
        Size::Large => None,
    };
    let tables = page(library).map(|page| markdown_tables(&page.text)).unwrap_or_default();
    let steps: Vec<(u8, u8)> = column
        .and_then(|column| {
            let table = tables.into_iter().find(|table| {
                table.first().is_some_and(|head| head.first().is_some_and(|cell| cell == "Scenario page"))
            })?;
            let place = table.first()?.iter().position(|cell| cell == column)?;
            let pair = |row: &Vec<String>| Some((row.first()?.parse().ok()?, row.get(place)?.parse().ok()?));
            Some(table.iter().skip(1).filter_map(pair).collect())
        })
        .unwrap_or_default();
    move |step| steps.iter().find(|(from, _)| *from == step).map_or(step, |(_, to)| *to)
}
