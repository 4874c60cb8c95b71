//! The statement as a table, and back.

use super::{Choice, Delivery, Driver, DriverKind, Statement, StatementRow};
use crate::iso::{
    Day,
    table::{RowProblem, Rows, Table, TableColumn, joined, parted},
};

/// Rows at the top of a table among which its header is looked for.
const TOP: usize = 10;
/// The titles of the columns, in order.
const COLUMNS: [(&str, u8); 18] = [
    ("Control", 10),
    ("Title", 36),
    ("Source", 11),
    ("Applicable", 14),
    ("Drivers", 26),
    ("Justification for inclusion", 46),
    ("Justification for exclusion", 46),
    ("To answer", 40),
    ("Confirmed", 11),
    ("Implemented", 13),
    ("Documents", 30),
    ("Plan entry", 10),
    ("Due", 12),
    ("Delivery", 11),
    ("Provider", 30),
    ("Owner", 24),
    ("References", 36),
    ("Evidence", 40),
];

impl Statement {
    /// The rows, and what holds for all of them, as tables.
    pub fn tables(&self) -> Vec<Table> {
        let column = |(title, width): (&'static str, u8)| {
            let column = TableColumn::new(title, width);
            match title {
                "Applicable" => column.of(&["applicable", "not applicable", "undecided"]),
                "Confirmed" | "Implemented" => column.of(&["yes", "no"]),
                "Delivery" => column.of(&Delivery::ALL.map(Delivery::name).into_iter().skip(1).collect::<Vec<_>>()),
                _ => column,
            }
        };
        let rows = self.rows.iter().map(StatementRow::cells).collect();
        let statement = Table { name: "Statement", columns: COLUMNS.map(column).to_vec(), rows };
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let day = |day: Option<Day>| day.map(Day::iso).unwrap_or_default();
        let facts = [
            ("company", self.company.clone()),
            ("version", self.version.clone()),
            ("as of", day(self.as_of)),
            ("approved by", optional(&self.approved_by)),
            ("approved on", day(self.approved_on)),
        ];
        let facts = facts.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
        let columns = vec![TableColumn::new("Field", 16), TableColumn::new("Value", 60)];
        vec![statement, Table { name: "About", columns, rows: facts }]
    }

    /// Reads tables that [`Statement::tables`] wrote. All that is wrong is told, and then nothing is taken.
    pub fn from_tables(tables: &[Rows]) -> Result<Self, Vec<RowProblem>> {
        let mut statement = Self::default();
        let mut problems = Vec::new();
        let mut is_one = false;
        for table in tables {
            let has = |row: &(usize, Vec<String>), title: &str| row.1.iter().any(|cell| cell.trim() == title);
            if table.rows.first().is_some_and(|(_, head)| head.first().is_some_and(|cell| cell.trim() == "Field")) {
                table.rows.iter().skip(1).for_each(|(_, cells)| statement.fact(cells));
            }
            // Somebody may have written a title above.
            let mut rows = table.without_notes();
            let Some((_, head)) = rows.by_ref().take(TOP).find(|row| has(row, "Control") && has(row, "Applicable"))
            else {
                continue;
            };
            let heads: Vec<&str> = head.iter().map(|cell| cell.trim()).collect();
            let place = |title: &str| heads.iter().position(|head| *head == title);
            is_one = true;
            for (row, cells) in rows {
                let cell = |title: &str| {
                    let cell = place(title).and_then(|place| cells.get(place));
                    cell.map(|cell| cell.trim().to_owned()).unwrap_or_default()
                };
                let mut say = |message: String| problems.push(RowProblem { row: *row, message });
                statement.rows.push(read(&cell, &mut say));
            }
        }
        if !is_one {
            let message =
                "no table has the columns `Control` and `Applicable` that `annexa soa draft --format xlsx` writes";
            problems.push(RowProblem { row: 1, message: message.to_owned() });
        }
        if problems.is_empty() { Ok(statement) } else { Err(problems) }
    }

    fn fact(&mut self, cells: &[String]) {
        let value = cells.get(1).map(|cell| cell.trim().to_owned()).unwrap_or_default();
        let some = (!value.is_empty()).then(|| value.clone());
        match cells.first().map_or("", |cell| cell.trim()) {
            "company" => self.company = value,
            "version" => self.version = value,
            "as of" => self.as_of = value.parse().ok(),
            "approved by" => self.approved_by = some,
            "approved on" => self.approved_on = value.parse().ok(),
            _ => {}
        }
    }
}

impl StatementRow {
    fn cells(&self) -> Vec<String> {
        let yes = |said: bool| if said { "yes" } else { "no" }.to_owned();
        let drivers: Vec<String> =
            self.drivers.iter().map(|driver| format!("{}: {}", driver.kind.name(), driver.reference)).collect();
        vec![
            self.control.clone(),
            self.title.clone(),
            self.source.clone(),
            self.decision.name().to_owned(),
            joined(&drivers),
            self.inclusion.clone(),
            self.exclusion.clone(),
            self.question.clone(),
            yes(self.confirmed),
            self.implemented.map(yes).unwrap_or_default(),
            self.documented.clone(),
            self.plan.clone(),
            self.due.map(Day::iso).unwrap_or_default(),
            self.delivery.name().to_owned(),
            self.provider.clone(),
            self.owner.clone(),
            joined(&self.references),
            self.evidence.clone(),
        ]
    }
}

fn read(cell: &dyn Fn(&str) -> String, say: &mut impl FnMut(String)) -> StatementRow {
    let decision = match cell("Applicable").as_str() {
        "applicable" => Choice::Included,
        "not applicable" => Choice::Excluded,
        "undecided" | "" => Choice::Undecided,
        other => {
            say(format!("`{other}` stands under Applicable: write applicable, not applicable or undecided"));
            Choice::Undecided
        }
    };
    let mut yes = |title: &str| match cell(title).as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        "" => None,
        other => {
            say(format!("`{other}` stands under {title}: write yes or no"));
            None
        }
    };
    let (confirmed, implemented) = (yes("Confirmed").unwrap_or(false), yes("Implemented"));
    let delivery = cell("Delivery");
    let parsed = Delivery::ALL.into_iter().find(|one| one.name() == delivery);
    if parsed.is_none() {
        say(format!("`{delivery}` stands under Delivery: write direct, shared or inherited"));
    }
    let due = cell("Due");
    let day = (!due.is_empty()).then(|| due.parse::<Day>().map_err(|error| say(error.to_string())).ok()).flatten();
    let driver = |text: String| {
        let (kind, reference) = text.split_once(": ").unwrap_or(("business", &text));
        Driver { kind: DriverKind::of(kind).unwrap_or(DriverKind::Business), reference: reference.to_owned() }
    };
    StatementRow {
        control: cell("Control"),
        title: cell("Title"),
        source: cell("Source"),
        decision,
        drivers: parted(&cell("Drivers")).into_iter().map(driver).collect(),
        inclusion: cell("Justification for inclusion"),
        exclusion: cell("Justification for exclusion"),
        question: cell("To answer"),
        confirmed,
        implemented,
        documented: cell("Documents"),
        plan: cell("Plan entry"),
        due: day,
        delivery: parsed.unwrap_or_default(),
        provider: cell("Provider"),
        owner: cell("Owner"),
        references: parted(&cell("References")),
        evidence: cell("Evidence"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_on_the_way_through_tables() {
        let driver = Driver { kind: DriverKind::Law, reference: "GDPR".into() };
        let rows = vec![
            StatementRow {
                control: "A.5.34".into(),
                title: "Privacy and protection of PII".into(),
                decision: Choice::Included,
                drivers: vec![driver],
                inclusion: "=needed, \"by law\"".into(),
                implemented: Some(false),
                due: "2027-01-31".parse().ok(),
                delivery: Delivery::Shared,
                references: vec!["Privacy Policy".into(), "Data Retention Policy".into()],
                ..StatementRow::default()
            },
            StatementRow {
                control: "A.7.1".into(),
                decision: Choice::Excluded,
                confirmed: true,
                ..StatementRow::default()
            },
        ];
        let statement = Statement { company: "N".into(), version: "0.1".into(), rows, ..Statement::default() };
        let tables: Vec<Rows> = statement.tables().into_iter().map(Rows::of).collect();
        assert_eq!(Statement::from_tables(&tables).unwrap(), statement);
    }

    #[test]
    fn a_wrong_word_is_named_with_its_row() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = vec![
            (1, row(&["Control", "Applicable", "Implemented", "Due"])),
            (4, row(&["A.5.1", "perhaps", "half", "soon"])),
        ];
        let problems = Statement::from_tables(&[Rows { name: String::new(), rows }]).unwrap_err();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said.iter().all(|one| one.starts_with("row 4: ")));
    }
}
