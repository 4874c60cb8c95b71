//! The register and the treatment plan as tables, and back.

mod criteria;

use super::{Asset, Risk, RiskCriteria, RiskRegister, Treatment, TreatmentOption, TreatmentStatus};
use crate::iso::{
    Day,
    table::{RowProblem, Rows, Table, TableColumn, joined, parted},
};

/// The titles of the register's columns, in order.
const RISK: [(&str, u8); 19] = [
    ("No.", 7),
    ("Risk", 32),
    ("Description", 60),
    ("Because", 28),
    ("Assets", 16),
    ("Harm", 8),
    ("Owner", 22),
    ("Works today", 22),
    ("Likelihood", 11),
    ("Impact", 9),
    ("Level", 11),
    ("Reason", 36),
    ("Confirmed", 11),
    ("Option", 10),
    ("Controls", 26),
    ("Treatment", 16),
    ("Due", 12),
    ("Residual L, I", 12),
    ("Accepted by, on", 26),
];
/// The titles of the treatment plan's columns, in order.
const TREATMENT: [(&str, u8); 8] = [
    ("No.", 7),
    ("Control", 10),
    ("Action", 60),
    ("Risks", 26),
    ("Owner", 22),
    ("Due", 12),
    ("Status", 10),
    ("Evidence", 36),
];
/// Other titles under which people keep a column of the register.
const ALSO: [(&str, &[&str]); 16] = [
    ("No.", &["id", "no", "number", "ref", "risk id", "risk no", "nr"]),
    ("Risk", &["risk title", "title", "name", "risk name", "scenario", "threat"]),
    ("Description", &["risk description", "details", "consequence"]),
    ("Assets", &["asset"]),
    ("Harm", &["cia", "c i a", "c/i/a"]),
    ("Owner", &["risk owner"]),
    ("Works today", &["existing controls", "current controls", "controls in place"]),
    ("Likelihood", &["l", "probability", "likelihood score"]),
    ("Impact", &["i", "c", "consequence score", "severity"]),
    ("Level", &["risk level", "score", "rating", "risk score", "inherent risk"]),
    ("Option", &["treatment option", "response", "strategy", "decision"]),
    ("Controls", &["annex a controls", "iso controls", "control"]),
    ("Treatment", &["treatment plan", "actions", "action"]),
    ("Due", &["due date", "target date", "deadline"]),
    ("Residual L, I", &["residual", "residual risk"]),
    ("Accepted by, on", &["accepted", "acceptance", "accepted by"]),
];

impl RiskRegister {
    /// The register, the treatment plan, the assets and the criteria as tables.
    pub fn tables(&self) -> Vec<Table> {
        vec![self.risk_table(), self.treatment_table(), self.asset_table(), self.criteria.table(), self.about()]
    }

    /// Whose register it is and when it was made, as in a statement.
    fn about(&self) -> Table {
        let day = self.assessed_on.map(Day::iso).unwrap_or_default();
        let facts = [("company", self.company.clone()), ("assessed on", day)];
        let rows = facts.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
        let columns = vec![TableColumn::new("Field", 16), TableColumn::new("Value", 60)];
        Table { name: "About", columns, rows }
    }

    fn fact(&mut self, cells: &[String]) {
        let value = cells.get(1).map(|cell| cell.trim()).unwrap_or_default();
        match cells.first().map_or("", |cell| cell.trim()) {
            "company" => value.clone_into(&mut self.company),
            "assessed on" => self.assessed_on = value.parse().ok(),
            _ => {}
        }
    }

    /// The register as a table.
    pub fn risk_table(&self) -> Table {
        let columns = RISK.iter().map(|(title, width)| TableColumn::new(title, *width));
        let steps = |steps: &[String]| (1..=steps.len()).map(|step| step.to_string()).collect::<Vec<_>>();
        let columns = columns.map(|mut column| {
            column.choices = match column.title {
                "Likelihood" => steps(&self.criteria.likelihood),
                "Impact" => steps(&self.criteria.impact),
                "Option" => TreatmentOption::ALL.map(|option| option.name().to_owned()).to_vec(),
                "Confirmed" => vec!["yes".to_owned(), "no".to_owned()],
                _ => Vec::new(),
            };
            column
        });
        let rows = self.risks.iter().map(|risk| risk.row(&self.criteria)).collect();
        Table { name: "Risks", columns: columns.collect(), rows }
    }

    fn treatment_table(&self) -> Table {
        let columns = TREATMENT.iter().map(|(title, width)| match *title {
            "Status" => TableColumn::new(title, *width).of(&TreatmentStatus::ALL.map(TreatmentStatus::name)),
            _ => TableColumn::new(title, *width),
        });
        let rows = self.treatments.iter().map(Treatment::row).collect();
        Table { name: "Treatment plan", columns: columns.collect(), rows }
    }

    fn asset_table(&self) -> Table {
        let columns = [("No.", 8), ("Asset", 40), ("Owner", 24), ("Why it matters", 60)];
        let rows = self.assets.iter();
        let rows = rows.map(|one| vec![one.id.clone(), one.name.clone(), one.owner.clone(), one.why.clone()]);
        let columns = columns.map(|(title, width)| TableColumn::new(title, width)).to_vec();
        Table { name: "Assets", columns, rows: rows.collect() }
    }

    /// Reads the tables of a file into a register whose criteria are these, unless the file brings its own. All that is
    /// wrong is told, and then nothing is taken.
    pub fn from_tables(tables: &[Rows], criteria: &RiskCriteria) -> Result<Self, Vec<RowProblem>> {
        let mut register = Self { criteria: criteria.clone(), ..Self::default() };
        if let Some(own) = tables.iter().find_map(RiskCriteria::from_rows) {
            register.criteria = own;
        }
        let (mut problems, mut is_one, mut numbers) = (Vec::new(), false, Vec::new());
        for table in tables {
            if let [(_, head), facts @ ..] = table.rows.as_slice()
                && head.first().is_some_and(|cell| cell.trim() == "Field")
            {
                for (_, cells) in facts {
                    register.fact(cells);
                }
                continue;
            }
            let mut header: Option<Header> = None;
            for (row, cells) in table.without_notes() {
                // A sheet may hold several tables one below the other.
                if let Some(next) = Header::of(cells) {
                    is_one |= next.kind == Kind::Risks;
                    header = Some(next);
                    continue;
                }
                let Some(header) = &header else { continue };
                let cell = |title: &str| header.cell(title, cells);
                let mut say = |message: String| problems.push(RowProblem { row: *row, message });
                match header.kind {
                    Kind::Risks => {
                        numbers.push(*row);
                        register.risks.push(risk(&cell, &register.criteria, &mut say));
                    }
                    Kind::Treatments => register.treatments.push(treatment(&cell, &mut say)),
                    Kind::Assets => register.assets.push(asset(&cell)),
                }
            }
        }
        if !is_one {
            let message = "no table has the columns `No.` (or `ID`), `Risk` and `Likelihood`: is this a risk register?";
            problems.push(RowProblem { row: 1, message: message.to_owned() });
        }
        twice(&register, &numbers, &mut problems);
        if problems.is_empty() { Ok(register) } else { Err(problems) }
    }
}

/// Numbers that stand twice; `rows` says where each risk stands.
fn twice(register: &RiskRegister, rows: &[usize], problems: &mut Vec<RowProblem>) {
    let mut seen = std::collections::BTreeMap::new();
    for (risk, row) in register.risks.iter().zip(rows) {
        if let Some(before) = seen.insert(risk.id.as_str(), *row)
            && !risk.id.is_empty()
        {
            let message = format!("`{}` stands in row {before} already: a number is used once", risk.id);
            problems.push(RowProblem { row: *row, message });
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Risks,
    Treatments,
    Assets,
}

/// Which column of a file holds what.
struct Header {
    kind: Kind,
    columns: Vec<(&'static str, usize)>,
}

impl Header {
    fn of(cells: &[String]) -> Option<Self> {
        let plain = |text: &str| {
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '/').filter(|word| !word.is_empty());
            words.collect::<Vec<_>>().join(" ").to_lowercase()
        };
        let heads: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
        let place = |title: &str| {
            let exact = plain(title);
            let also = ALSO.iter().find(|(name, _)| *name == title).map_or([].as_slice(), |(_, also)| also);
            heads
                .iter()
                .position(|head| *head == exact)
                .or_else(|| also.iter().find_map(|other| heads.iter().position(|head| head == other)))
        };
        let has = |title: &str| place(title).is_some();
        let found = |titles: &[(&'static str, u8)]| {
            titles.iter().filter_map(|(title, _)| Some((*title, place(title)?))).collect::<Vec<_>>()
        };
        let heads_exactly = |titles: &[&str]| titles.iter().all(|title| heads.contains(&plain(title)));
        match () {
            () if heads_exactly(&["No.", "Action", "Status"]) => {
                Some(Self { kind: Kind::Treatments, columns: found(&TREATMENT) })
            }
            () if heads_exactly(&["No.", "Asset", "Why it matters"]) => {
                let columns = [("No.", 0), ("Asset", 0), ("Owner", 0), ("Why it matters", 0)];
                let exact = |title: &str| heads.iter().position(|head| *head == plain(title));
                let columns = columns.iter().filter_map(|(title, _)| Some((*title, exact(title)?)));
                Some(Self { kind: Kind::Assets, columns: columns.collect() })
            }
            () if has("No.") && (has("Risk") || has("Description")) && (has("Likelihood") || has("Level")) => {
                Some(Self { kind: Kind::Risks, columns: found(&RISK) })
            }
            () => None,
        }
    }

    fn cell(&self, title: &str, cells: &[String]) -> String {
        let place = self.columns.iter().find(|(name, _)| *name == title).map(|(_, place)| *place);
        place.and_then(|place| cells.get(place)).map(|cell| cell.trim().to_owned()).unwrap_or_default()
    }
}

impl Risk {
    fn row(&self, criteria: &RiskCriteria) -> Vec<String> {
        let step = |step: Option<u8>| step.map(|step| step.to_string()).unwrap_or_default();
        let residual = match (self.residual_likelihood, self.residual_impact) {
            (None, None) => String::new(),
            (likelihood, impact) => format!("{}, {}", step(likelihood), step(impact)),
        };
        let accepted = match self.accepted_on {
            Some(day) => format!("{}; {}", self.accepted_by, day.iso()),
            None => self.accepted_by.clone(),
        };
        vec![
            self.id.clone(),
            self.title.clone(),
            self.description.clone(),
            self.because.clone(),
            joined(&self.assets),
            joined(&self.harm),
            self.owner.clone(),
            joined(&self.existing),
            step(self.likelihood),
            step(self.impact),
            self.level(criteria).unwrap_or_default().to_owned(),
            self.reason.clone(),
            if self.confirmed { "yes" } else { "no" }.to_owned(),
            self.option.map(TreatmentOption::name).unwrap_or_default().to_owned(),
            joined(&self.controls),
            joined(&self.treatments),
            self.due.map(Day::iso).unwrap_or_default(),
            residual,
            accepted,
        ]
    }
}

fn risk(cell: &dyn Fn(&str) -> String, criteria: &RiskCriteria, say: &mut impl FnMut(String)) -> Risk {
    let (likelihood, impact) = (cell("Likelihood"), cell("Impact"));
    let option = cell("Option");
    let parsed = TreatmentOption::of(&option);
    if !option.is_empty() && parsed.is_none() {
        say(format!("`{option}` is no option of treatment: modify, retain, avoid or share"));
    }
    let residual = cell("Residual L, I");
    let (residual_likelihood, residual_impact) = match residual.split_once(',') {
        Some((likelihood, impact)) => (
            step(likelihood, "residual likelihood", criteria.likelihood.len(), say),
            step(impact, "residual impact", criteria.impact.len(), say),
        ),
        None => (None, None),
    };
    let accepted = cell("Accepted by, on");
    let (accepted_by, accepted_on) = match accepted.rsplit_once("; ") {
        Some((by, on)) => (by.to_owned(), day(on, "acceptance", say)),
        None => (accepted, None),
    };
    let id = cell("No.");
    if id.is_empty() {
        say("the risk has no number: write one in the column `No.`, for example R-01".to_owned());
    }
    let mut risk = Risk {
        id,
        title: cell("Risk"),
        description: cell("Description"),
        because: cell("Because"),
        assets: parted(&cell("Assets")),
        harm: parted(&cell("Harm").replace(',', ";")),
        owner: cell("Owner"),
        existing: parted(&cell("Works today")),
        likelihood: step(&likelihood, "likelihood", criteria.likelihood.len(), say),
        impact: step(&impact, "impact", criteria.impact.len(), say),
        reason: cell("Reason"),
        confirmed: cell("Confirmed").eq_ignore_ascii_case("yes"),
        option: parsed,
        controls: parted(&cell("Controls").replace(',', ";")),
        treatments: parted(&cell("Treatment")),
        due: day(&cell("Due"), "due date", say),
        residual_likelihood,
        residual_impact,
        accepted_by,
        accepted_on,
    };
    if risk.title.is_empty() {
        risk.title = std::mem::take(&mut risk.description);
    }
    if risk.title.is_empty() {
        say(format!("`{}` says nothing in the column `Risk`", risk.id));
    }
    contradicted(&risk, &cell("Level"), criteria, say);
    risk
}

/// A level that the file writes and its own criteria do not give.
fn contradicted(risk: &Risk, level: &str, criteria: &RiskCriteria, say: &mut impl FnMut(String)) {
    let Some(computed) = risk.level(criteria) else { return };
    let is_word = level.chars().any(char::is_alphabetic) && criteria.order().contains(&level.to_lowercase().as_str());
    if is_word && !level.eq_ignore_ascii_case(computed) {
        say(format!("`{}` is {computed} by the criteria with its likelihood and impact, and says {level}", risk.id));
    }
}

fn step(text: &str, what: &str, steps: usize, say: &mut impl FnMut(String)) -> Option<u8> {
    let text = text.trim();
    let number = text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    if text.is_empty() || text.eq_ignore_ascii_case("unknown") {
        return None;
    }
    let step = number.parse::<u8>().ok().filter(|step| (1..=steps).contains(&usize::from(*step)));
    if step.is_none() {
        say(format!("`{text}` is no step of {what}: the scale goes from 1 to {steps}"));
    }
    step
}

fn day(text: &str, what: &str, say: &mut impl FnMut(String)) -> Option<Day> {
    if text.trim().is_empty() {
        return None;
    }
    text.trim().parse::<Day>().map_err(|error| say(format!("{what}: {error}"))).ok()
}

impl Treatment {
    fn row(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.control.clone(),
            self.action.clone(),
            joined(&self.risks),
            self.owner.clone(),
            self.due.map(Day::iso).unwrap_or_default(),
            self.status.name().to_owned(),
            self.evidence.clone(),
        ]
    }
}

fn treatment(cell: &dyn Fn(&str) -> String, say: &mut impl FnMut(String)) -> Treatment {
    let status = cell("Status").to_lowercase();
    let parsed = TreatmentStatus::ALL.into_iter().find(|one| one.name() == status);
    if parsed.is_none() && !status.is_empty() {
        say(format!("`{status}` is no status of a treatment: open, done or dropped"));
    }
    Treatment {
        id: cell("No."),
        control: cell("Control"),
        action: cell("Action"),
        risks: parted(&cell("Risks")),
        owner: cell("Owner"),
        due: day(&cell("Due"), "due date", say),
        status: parsed.unwrap_or_default(),
        evidence: cell("Evidence"),
    }
}

fn asset(cell: &dyn Fn(&str) -> String) -> Asset {
    Asset { id: cell("No."), name: cell("Asset"), owner: cell("Owner"), why: cell("Why it matters") }
}

#[cfg(test)]
mod tests;
