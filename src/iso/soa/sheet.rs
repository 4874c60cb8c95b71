//! Somebody's Statement of Applicability with everything that can be checked in it, row by row.

use super::{Choice, Columns, choice, meaning, plain};
use crate::iso::{RequirementId, Rows};

/// A statement as its file has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SoaSheet {
    /// Its rows, headings between groups left out.
    pub rows: Vec<SheetRow>,
    /// Whether a column says what is implemented.
    pub has_status: bool,
    /// Whether a column gives reasons.
    pub has_reasons: bool,
}

/// What stands where a row's id should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowId {
    /// A requirement of the 2022 edition.
    Known(RequirementId),
    /// Something else: an id of the 2013 edition, a number of the company's own, a word.
    Other(String),
    /// Nothing.
    Blank,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number in the file.
    pub row: usize,
    /// Its id.
    pub id: RowId,
    /// The title that it gives; empty when there is no such column.
    pub title: String,
    /// Whether it applies.
    pub choice: Choice,
    /// Why it is included.
    pub inclusion: String,
    /// Why it is excluded.
    pub exclusion: String,
    /// What is said of implementation.
    pub status: String,
    /// Number in a treatment plan, owner or date that stand beside it.
    pub plan: String,
}

/// The places of the columns that only a check looks at.
#[derive(Debug, Default)]
struct More {
    title: Option<usize>,
    excluded: Option<usize>,
    inclusion: Vec<usize>,
    exclusion: Vec<usize>,
    status: Option<usize>,
    plan: Vec<usize>,
}

impl SoaSheet {
    /// Reads every table that has ids and applicability. Nothing when there is none.
    pub fn read(tables: &[Rows]) -> Option<Self> {
        let mut sheet = Self::default();
        let mut is_one = false;
        for table in tables {
            let head = table.rows.iter().take(super::TOP).position(|(_, cells)| Columns::of(cells).is_some());
            let Some((at, (columns, more))) = head.and_then(|at| {
                let cells = &table.rows.get(at)?.1;
                Some((at, (Columns::of(cells)?, More::of(cells)?)))
            }) else {
                continue;
            };
            is_one = true;
            sheet.has_status |= more.status.is_some();
            sheet.has_reasons |= !columns.reasons.is_empty();
            sheet
                .rows
                .extend(table.rows.iter().skip(at + 1).filter_map(|(row, cells)| read(*row, cells, &columns, &more)));
        }
        is_one.then_some(sheet)
    }
}

impl More {
    fn of(cells: &[String]) -> Option<Self> {
        let columns = Columns::of(cells)?;
        let heads: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
        let all = |test: &dyn Fn(&str) -> bool| -> Vec<usize> {
            heads.iter().enumerate().filter(|(_, head)| test(head)).map(|(at, _)| at).collect()
        };
        let is_reason = |at: &usize| columns.reasons.contains(at);
        let (mut inclusion, mut exclusion): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        for at in columns.reasons.iter().copied() {
            let head = heads.get(at).map_or("", String::as_str);
            let (into, out) = (head.contains("inclu"), head.contains("exclu"));
            if into || !out {
                inclusion.push(at);
            }
            if out || !into {
                exclusion.push(at);
            }
        }
        let has = |head: &str, words: &[&str]| words.iter().any(|word| head.contains(word));
        let not_used = |at: &usize| *at != columns.id && *at != columns.applies && !is_reason(at);
        let first = |test: &dyn Fn(&str) -> bool| all(test).into_iter().find(|at| not_used(at));
        Some(Self {
            title: first(&|head| {
                has(head, &["title", "name", "description"]) || head == "control" || head == "controls"
            }),
            excluded: first(&|head| head.contains("not applicab") || head.starts_with("exclu"))
                .filter(|_| !columns.inverted),
            status: first(&|head| has(head, &["implement", "status", "in place"]) && !head.contains("date")),
            plan: all(&|head| has(head, &["plan", "treatment", "due", "target", "deadline", "owner", "responsible"]))
                .into_iter()
                .filter(|at| not_used(at))
                .collect(),
            inclusion,
            exclusion,
        })
    }
}

fn read(row: usize, cells: &[String], columns: &Columns, more: &More) -> Option<SheetRow> {
    let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
    let said = |places: &[usize]| {
        let reasons = places.iter().map(|at| cell(*at)).find(|reason| says(reason));
        reasons.unwrap_or_default().to_owned()
    };
    let decided = match (choice(cell(columns.applies), columns.inverted), more.excluded) {
        // Two columns to tick: the second is the one that excludes.
        (Choice::Undecided, Some(at)) if choice(cell(at), true) == Choice::Excluded => Choice::Excluded,
        (decided, _) => decided,
    };
    let text = cell(columns.id);
    let id = match meaning(text) {
        Some(Ok(id)) => RowId::Known(id),
        Some(Err(other)) => RowId::Other(other),
        None if text.is_empty() => RowId::Blank,
        None => RowId::Other(text.to_owned()),
    };
    let (inclusion, exclusion) = (said(&more.inclusion), said(&more.exclusion));
    let is_empty = cells.iter().all(|cell| cell.trim().is_empty());
    // A heading between groups decides nothing and gives no reason.
    let is_heading = !matches!(id, RowId::Known(_))
        && decided == Choice::Undecided
        && inclusion.is_empty()
        && exclusion.is_empty()
        && cells.iter().filter(|cell| !cell.trim().is_empty()).count() <= 2;
    if is_empty || is_heading {
        return None;
    }
    Some(SheetRow {
        row,
        id,
        title: more.title.map(cell).unwrap_or_default().to_owned(),
        choice: decided,
        inclusion,
        exclusion,
        status: more.status.map(cell).unwrap_or_default().to_owned(),
        plan: said(&more.plan),
    })
}

/// Whether a cell is more than a dash; "R-1" is.
fn says(cell: &str) -> bool {
    let said = plain(cell);
    said.chars().count() > 1 && !["n a", "na", "none", "tbd", "not applicable"].contains(&said.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> SoaSheet {
        let rows = text.lines().enumerate();
        let rows = rows.map(|(at, line)| (at + 1, line.split('|').map(|cell| cell.trim().to_owned()).collect()));
        SoaSheet::read(&[Rows { name: String::new(), rows: rows.collect() }]).unwrap()
    }

    #[test]
    fn columns_are_found_under_the_usual_names() {
        let found = sheet(
            "Control|Title|Applicable|Justification for inclusion|Justification for exclusion|Implementation status|Treatment plan\n\
             Organizational controls||||||\nA.5.1|Policies for information security|Yes|R-01||Planned|T-3\nA.7.1|x|No||No rooms||",
        );
        assert_eq!(found.rows.len(), 2);
        let (first, second) = (&found.rows[0], &found.rows[1]);
        assert_eq!(
            (first.row, first.inclusion.as_str(), first.status.as_str(), first.plan.as_str()),
            (3, "R-01", "Planned", "T-3")
        );
        assert_eq!(
            (second.choice, second.exclusion.as_str(), second.inclusion.as_str()),
            (Choice::Excluded, "No rooms", "")
        );
    }

    #[test]
    fn two_columns_to_tick_and_one_column_of_reasons_are_understood() {
        let found = sheet("Ref|Control|Applicable|Not applicable|Reason\n5.1|P|x||R-1\n7.1|W||x|No rooms");
        assert_eq!(found.rows[1].choice, Choice::Excluded);
        assert_eq!((found.rows[0].inclusion.as_str(), found.rows[1].exclusion.as_str()), ("R-1", "No rooms"));
    }

    #[test]
    fn a_decision_without_an_id_stays_visible() {
        let found = sheet("Control|Applicable|Reason\nA.5.1|Yes|R-1\n|No|merged?\nA.9.4.1|No|old");
        assert_eq!(found.rows[1].id, RowId::Blank);
        assert_eq!(found.rows[2].id, RowId::Other("A.9.4.1".to_owned()));
    }
}
