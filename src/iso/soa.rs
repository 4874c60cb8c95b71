//! The Statement of Applicability as people keep it: a table with a control in each row, and whether it applies.
//!
//! Only what somebody decided is read from it. A row that is blank or undecided decides nothing.

mod sheet;

pub use sheet::{RowId, SheetRow, SoaSheet};

use serde::{Deserialize, Serialize};

use super::{Meaning, RequirementId, mentions};

/// Rows at the top of a table among which its header is looked for.
const TOP: usize = 10;

/// What a row decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Choice {
    /// The control applies.
    #[serde(rename = "applicable")]
    Included,
    /// It does not.
    #[serde(rename = "not applicable")]
    Excluded,
    /// Nobody has decided.
    #[default]
    #[serde(rename = "undecided")]
    Undecided,
}

/// A row of a Statement of Applicability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoaRow {
    /// Its place among the rows of the table.
    pub place: usize,
    /// The control, or a clause that somebody put there.
    pub id: RequirementId,
    /// Whether it applies.
    pub choice: Choice,
    /// Why; empty when no reason is given.
    pub justification: String,
}

/// A table read as a Statement of Applicability.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Soa {
    /// Its rows with an id.
    pub rows: Vec<SoaRow>,
    /// What stands in place of an id and is none of the 2022 edition.
    pub unknown: Vec<String>,
}

/// Where a table has what.
struct Columns {
    id: usize,
    applies: usize,
    /// `yes` in this column means that the control is excluded.
    inverted: bool,
    /// Reasons for exclusion before reasons of any kind.
    reasons: Vec<usize>,
}

impl Soa {
    /// Reads the rows of a table, each a list of cells. Nothing when no header names an id and an applicability.
    pub fn read(rows: &[Vec<String>]) -> Option<Self> {
        let (head, columns) =
            rows.iter().take(TOP).enumerate().find_map(|(place, row)| Some((place, Columns::of(row)?)))?;
        let mut found = Self::default();
        for (place, row) in rows.iter().enumerate().skip(head + 1) {
            let cell = |column: usize| row.get(column).map_or("", |cell| cell.trim());
            let choice = choice(cell(columns.applies), columns.inverted);
            let justification =
                columns.reasons.iter().map(|column| cell(*column)).find(|reason| says_something(reason));
            let justification = justification.unwrap_or_default().to_owned();
            match meaning(cell(columns.id)) {
                Some(Ok(id)) => found.rows.push(SoaRow { place, id, choice, justification }),
                Some(Err(text)) => found.unknown.push(text),
                // A heading between groups decides nothing; a row that decides something must say on what.
                None if choice != Choice::Undecided && !cell(columns.id).is_empty() => {
                    found.unknown.push(cell(columns.id).to_owned());
                }
                None => {}
            }
        }
        Some(found)
    }
}

impl Columns {
    fn of(row: &[String]) -> Option<Self> {
        let heads: Vec<String> = row.iter().map(|cell| plain(cell)).collect();
        let is_reason =
            |head: &str| ["justification", "reason", "rationale", "why"].iter().any(|word| head.contains(word));
        let applies = |head: &str| {
            !is_reason(head)
                && (["applicab", "included", "excluded", "inclusion", "exclusion", "in scope", "selected"]
                    .iter()
                    .any(|word| head.contains(word))
                    || head == "applies")
        };
        let is_id = |head: &str| {
            let named = ["control id", "control no", "control number", "control ref", "annex a", "iso id", "ref no"];
            ["id", "ref", "reference", "no", "number", "control", "controls", "clause"].contains(&head)
                || named.iter().any(|name| head.starts_with(name))
        };
        let column = |test: &dyn Fn(&str) -> bool| heads.iter().position(|head| test(head));
        let exact = |head: &str| is_id(head) && head != "control" && head != "controls";
        let id = column(&exact).or_else(|| column(&is_id))?;
        let applies = heads.iter().enumerate().position(|(place, head)| place != id && applies(head))?;
        let head = heads.get(applies)?;
        let inverted = (head.contains("exclu") && !head.contains("inclu")) || head.contains("not applicab");
        let mut reasons: Vec<usize> =
            (0..heads.len()).filter(|place| heads.get(*place).is_some_and(|head| is_reason(head))).collect();
        reasons.sort_by_key(|place| !heads.get(*place).is_some_and(|head| head.contains("exclu")));
        if reasons.is_empty() {
            reasons
                .extend(column(&|head| head.contains("comment") || head.contains("remark") || head.contains("note")));
        }
        Some(Self { id, applies, inverted, reasons })
    }
}

/// Letters and digits in lower case, single spaces between.
fn plain(cell: &str) -> String {
    let words = cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

fn choice(cell: &str, inverted: bool) -> Choice {
    let (yes, no) = if inverted { (Choice::Excluded, Choice::Included) } else { (Choice::Included, Choice::Excluded) };
    let said = plain(cell);
    let begins = |words: &[&str]| words.iter().any(|word| said == *word || said.starts_with(&format!("{word} ")));
    match () {
        () if cell.trim() == "✓" || cell.trim() == "✔" => yes,
        () if begins(&["not decided", "not yet", "no decision", "tbd", "undecided"]) => Choice::Undecided,
        // Whatever the column is called, these words say it themselves.
        () if begins(&["not applicable", "n a", "na", "excluded", "not included", "out of scope", "not selected"]) => {
            Choice::Excluded
        }
        () if begins(&["applicable", "included", "in scope", "selected"]) => Choice::Included,
        () if begins(&["yes", "y", "true", "x", "1", "ja"]) => yes,
        () if begins(&["no", "n", "false", "0", "nein"]) => no,
        () => Choice::Undecided,
    }
}

/// Whether a cell is more than a dash.
fn says_something(cell: &str) -> bool {
    let said = plain(cell);
    said.chars().filter(|c| c.is_alphabetic()).count() > 2
        && !["n a", "none", "tbd", "not applicable"].contains(&said.as_str())
}

/// The requirement that a cell names, or what it names instead; nothing when it names none.
fn meaning(cell: &str) -> Option<Result<RequirementId, String>> {
    match mentions(cell).into_iter().next()?.meaning {
        Meaning::Requirement(id) => Some(Ok(id)),
        // In this table a bare number is a control.
        Meaning::Either { control, .. } => Some(Ok(RequirementId::Control(control))),
        Meaning::Edition2013(text) | Meaning::Unknown(text) => Some(Err(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
    }

    fn short(text: &str) -> Vec<(String, Choice, String)> {
        let soa = Soa::read(&rows(text)).unwrap();
        soa.rows.into_iter().map(|row| (row.id.to_string(), row.choice, row.justification)).collect()
    }

    #[test]
    fn the_usual_headers_and_answers_are_understood() {
        for head in [
            "Control|Title|Applicable|Justification",
            "Ref.|Name|Applicability (yes/no)|Justification for exclusion",
            "Control ID|Control|Included?|Reason",
            "ID|Control|Applicable|Comments",
        ] {
            let found = short(&format!("Our SoA|||\n{head}\nA.7.1|x|No|No premises\n5.7|x|Yes|Risk R3\nA 8.1|x||\n"));
            let wanted = [
                ("A.7.1".to_owned(), Choice::Excluded, "No premises".to_owned()),
                ("A.5.7".to_owned(), Choice::Included, "Risk R3".to_owned()),
                ("A.8.1".to_owned(), Choice::Undecided, String::new()),
            ];
            assert_eq!(found, wanted, "{head}");
        }
        let inverted = short("Control|Excluded|Reason\nA.7.1|Yes|No premises\nA.7.2|No|\nA.7.3|Not applicable|-\n");
        let choices: Vec<Choice> = inverted.iter().map(|row| row.1).collect();
        assert_eq!(choices, [Choice::Excluded, Choice::Included, Choice::Excluded]);
        assert_eq!(inverted[2].2, "", "a dash is no reason");
    }

    #[test]
    fn what_is_no_id_is_named_and_a_table_on_something_else_is_none() {
        let soa = Soa::read(&rows(
            "Control|Applicable|Reason\nPhysical||\nA.9.4.1|No|old\nA.5.99|No|x\nDoors|No|y\n6.1.3|No|z",
        ));
        let soa = soa.unwrap();
        assert_eq!(soa.unknown, ["A.9.4.1", "A.5.99", "Doors"]);
        assert_eq!(soa.rows.len(), 1);
        assert!(!soa.rows[0].id.is_control());
        assert_eq!(Soa::read(&rows("Asset|Owner\nServer|IT")), None);
        assert_eq!(Soa::read(&rows("ID|Owner\nA.5.1|IT")), None);
    }
}
