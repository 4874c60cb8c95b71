//! The areas of an ISMS as auditors visit them: each with its requirements and with whom to talk.

use std::collections::BTreeMap;

use super::AuditGrounds;
use crate::iso::{Choice, RequirementId};

/// An area.
#[derive(Debug, Clone)]
pub(super) struct Area {
    /// Its name.
    pub(super) name: &'static str,
    /// The clauses and controls looked at there.
    pub(super) requirements: Vec<String>,
    /// Roles to talk with.
    pub(super) roles: &'static [&'static str],
    /// The highest level of its risks and how many there are; nothing without risks.
    pub(super) risk: Option<(String, usize)>,
    /// Place of that level among the levels, from 0 on.
    pub(super) weight: usize,
}

/// Name, controls as theme and numbers, roles.
type Plan = (&'static str, &'static [(u8, u8, u8)], &'static [&'static str]);

/// The areas of controls. Every control stands in exactly one.
const CONTROLS: [Plan; 10] = [
    ("Rules, roles and assets", &[(5, 1, 14), (5, 35, 37)], &["security lead", "top management"]),
    ("Accounts and access", &[(5, 15, 18), (8, 2, 5)], &["IT lead", "system owner", "HR lead"]),
    ("Suppliers and cloud", &[(5, 19, 23)], &["line manager", "IT lead"]),
    ("Incidents and continuity", &[(5, 24, 30), (8, 13, 14)], &["security lead", "platform lead"]),
    ("Law, contracts and privacy", &[(5, 31, 34)], &["privacy lead", "top management"]),
    ("People", &[(6, 1, 8)], &["HR lead", "line manager"]),
    ("Premises and equipment", &[(7, 1, 14)], &["facilities manager", "IT lead"]),
    ("Devices, malware, patches", &[(8, 1, 1), (8, 6, 12), (8, 18, 19)], &["IT lead"]),
    ("Networks, logs, cryptography", &[(8, 15, 17), (8, 20, 24)], &["platform lead", "IT lead"]),
    ("Development and change", &[(8, 25, 34)], &["platform lead", "system owner"]),
];

/// All areas: the management system first, then those of the applicable controls, the gravest risk first.
pub(super) fn areas(grounds: &AuditGrounds<'_>) -> Vec<Area> {
    let order = grounds.register.criteria.order();
    let mut levels: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for risk in &grounds.register.risks {
        let level = risk.level(&grounds.register.criteria).and_then(|level| order.iter().position(|one| *one == level));
        for control in &risk.controls {
            levels.entry(control).or_default().extend(level);
        }
    }
    let applies = |id: &str| {
        let row = grounds.statement.rows.iter().find(|row| row.control == id);
        row.is_none_or(|row| row.decision != Choice::Excluded)
    };
    let mut found: Vec<Area> = CONTROLS
        .iter()
        .filter_map(|(name, spans, roles)| {
            let numbers =
                spans.iter().flat_map(|(theme, first, last)| (*first..=*last).map(move |number| (*theme, number)));
            let requirements: Vec<String> =
                numbers.map(|(theme, number)| format!("A.{theme}.{number}")).filter(|id| applies(id)).collect();
            let rated: Vec<usize> =
                requirements.iter().filter_map(|id| levels.get(id.as_str())).flatten().copied().collect();
            let weight = rated.iter().copied().max().unwrap_or(0);
            let named = grounds
                .register
                .risks
                .iter()
                .filter(|risk| risk.controls.iter().any(|control| requirements.contains(control)))
                .count();
            let risk = order.get(weight).filter(|_| named > 0).map(|level| ((*level).to_owned(), named));
            (!requirements.is_empty()).then_some(Area { name, requirements, roles, risk, weight })
        })
        .collect();
    found.sort_by_key(|area| std::cmp::Reverse((area.weight, area.risk.as_ref().map_or(0, |(_, count)| *count))));
    let clauses = grounds.library.pages().iter().filter_map(|page| page.requirement).filter(|id| !id.is_control());
    found.insert(
        0,
        Area {
            name: "Management system",
            requirements: clauses.map(|id| id.to_string()).collect(),
            roles: &["top management", "security lead", "risk owner"],
            risk: None,
            weight: 0,
        },
    );
    found
}

/// Ids in a short form: neighbours become a span.
pub(super) fn spans(ids: &[String]) -> String {
    let parsed: Vec<RequirementId> = ids.iter().filter_map(|id| RequirementId::from_canonical(id)).collect();
    let key = |id: &RequirementId| {
        let text = id.to_string();
        let (head, tail) = text.rsplit_once('.').map_or(("", text.as_str()), |(head, tail)| (head, tail));
        (head.to_owned(), tail.parse::<u32>().unwrap_or(0))
    };
    let mut parts: Vec<(String, u32, u32)> = Vec::new();
    for (head, number) in parsed.iter().map(key) {
        match parts.last_mut() {
            Some((before, _, last)) if *before == head && *last + 1 == number => *last = number,
            _ => parts.push((head, number, number)),
        }
    }
    let name = |head: &str, number: u32| if head.is_empty() { number.to_string() } else { format!("{head}.{number}") };
    let shown = parts.iter().map(|(head, first, last)| match last - first {
        0 => name(head, *first),
        1 => format!("{}, {}", name(head, *first), name(head, *last)),
        _ => format!("{} to {}", name(head, *first), name(head, *last)),
    });
    shown.collect::<Vec<_>>().join(", ")
}
