//! The criteria as a table, and back.

use super::RiskCriteria;
use crate::iso::table::{Rows, Table, TableColumn, joined, parted};

impl RiskCriteria {
    pub(super) fn table(&self) -> Table {
        let mut rows = Vec::new();
        let mut add = |what: &str, step: String, text: &str| rows.push(vec![what.to_owned(), step, text.to_owned()]);
        for (at, text) in (1..).zip(&self.likelihood) {
            add("likelihood", at.to_string(), text);
        }
        for (at, text) in (1..).zip(&self.impact) {
            add("impact", at.to_string(), text);
        }
        for (at, levels) in (1..).zip(&self.levels) {
            add("levels for likelihood", at.to_string(), &joined(levels));
        }
        add("accepted", String::new(), &joined(&self.accepted));
        if let Some(by) = &self.approved_by {
            add("approved by", String::new(), by);
        }
        if let Some(on) = self.approved_on {
            add("approved on", String::new(), &on.iso());
        }
        let columns = [("Criterion", 24), ("Step", 8), ("Text", 90)];
        Table { name: "Criteria", columns: columns.map(|(title, width)| TableColumn::new(title, width)).to_vec(), rows }
    }

    /// The criteria of a file that brings its own.
    pub(super) fn from_rows(table: &Rows) -> Option<Self> {
        let (_, head) = table.rows.first()?;
        let titles: Vec<&str> = head.iter().map(|cell| cell.trim()).take(3).collect();
        if titles != ["Criterion", "Step", "Text"] {
            return None;
        }
        let mut criteria = Self::default();
        for (_, cells) in table.rows.iter().skip(1) {
            let text = cells.get(2).map(|cell| cell.trim().to_owned()).unwrap_or_default();
            match cells.first().map_or("", |cell| cell.trim()) {
                "likelihood" => criteria.likelihood.push(text),
                "impact" => criteria.impact.push(text),
                "levels for likelihood" => criteria.levels.push(parted(&text)),
                "accepted" => criteria.accepted = parted(&text),
                "approved by" => criteria.approved_by = Some(text),
                "approved on" => criteria.approved_on = text.parse().ok(),
                _ => {}
            }
        }
        Some(criteria)
    }
}
