//! The operating calendar: the lines with a rhythm in months, spread over the twelve months before the certification audit.

use super::edit::Edit;
use crate::iso::{Day, MONTHS, Profile};

/// Lines that have their place in the year, by how they begin, and the days before the certification audit.
const FIXED: [(&str, i64); 6] = [
    ("Context and parties", 290),
    ("Risk assessment round", 260),
    ("Statement of Applicability", 230),
    ("Objectives set", 250),
    ("Internal audit", 70),
    ("Management review", 42),
];

pub(super) fn enter(edit: &mut Edit, profile: &Profile) {
    let Some(target) = profile.target_date else { return };
    let lines = lines(&edit.text);
    let start = target.months_before(11);
    let rows = (0..12_u16).map(|at| {
        let month = first_of(start.months_after(at));
        let due: Vec<&str> =
            lines.iter().filter(|line| is_due(line, month, at, target)).map(|line| line.name.as_str()).collect();
        let name = MONTHS.get(usize::from(month.month()) - 1).copied().unwrap_or_default();
        let audit = if (month.year(), month.month()) == (target.year(), target.month()) {
            "certification audit (Stage 2); "
        } else {
            ""
        };
        let due = if due.is_empty() { "only the monthly lines".to_owned() } else { due.join("; ") };
        vec![format!("{name} {}", month.year()), format!("{audit}{due}")]
    });
    let monthly: Vec<&str> = lines.iter().filter(|line| line.months == 1).map(|line| line.name.as_str()).collect();
    edit.rows("5 Month view", &rows.collect::<Vec<_>>());
    let monthly = if monthly.is_empty() { String::new() } else { format!(" Every month: {}.", monthly.join("; ")) };
    edit.append(
        "5 Month view",
        &format!(
            "The months lead to the certification audit on {}.{monthly} Lines without a fixed place in the year are spread evenly; move them as \
             people are there.",
            target.iso()
        ),
    );
}

/// A line of the calendar with a rhythm in months.
struct Line {
    name: String,
    months: u16,
    at: u16,
}

/// The lines of part 3: activity, months.
fn lines(text: &str) -> Vec<Line> {
    let part = text.split("\n## 3 ").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or_default();
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = part.lines().filter(|line| line.starts_with("| ")).map(cells);
    let named = rows.filter_map(|row| {
        let months = row.get(1)?.parse::<u16>().ok().filter(|months| *months > 0)?;
        Some((row.into_iter().next()?, months))
    });
    (0..).zip(named).map(|(at, (name, months))| Line { name, months, at }).collect()
}

fn is_due(line: &Line, month: Day, at: u16, target: Day) -> bool {
    if line.months == 1 {
        return false;
    }
    match FIXED.iter().find(|(begins, _)| line.name.starts_with(begins)) {
        Some((_, before)) => {
            let day = target.plus_days(-before);
            (day.year(), day.month()) == (month.year(), month.month())
        }
        None => at % line.months == line.at % line.months,
    }
}

fn first_of(day: Day) -> Day {
    Day::new(day.year(), day.month(), 1).unwrap_or(day)
}
