//! The asset inventory: systems that the profile names, and the assets of the register.

use super::{AuditGrounds, OPEN, decide, edit::Edit};
use crate::{
    document::markdown_tables,
    draft::{policy::held, values::plain},
    iso::{Asset, Profile},
    knowledge::{Library, PaperKind},
};

/// The heading below which the library lists information; other headings list what it lives in.
const INFORMATION: &str = "Information";

pub(super) fn enter(edit: &mut Edit, grounds: &AuditGrounds<'_>) {
    let information = information(grounds.library);
    let (sets, others): (Vec<&Asset>, Vec<&Asset>) =
        grounds.register.assets.iter().partition(|asset| information.contains(&asset.id));
    let owner = |asset: &Asset| if asset.owner.is_empty() { decide("owner") } else { plain(&asset.owner) };
    let name = |asset: &Asset| format!("{} ({} of the register)", plain(&asset.name), plain(&asset.id));
    let row = |(at, asset): (usize, &&Asset)| vec![format!("D-{at:02}"), name(asset), owner(asset), OPEN.to_owned()];
    let rows: Vec<Vec<String>> = (1..).zip(&sets).map(row).collect();
    edit.rows("3 Columns for information", &rows);
    let lead = held("IT lead", grounds.profile);
    let named = systems(grounds.profile)
        .into_iter()
        .map(|(system, what, place)| (format!("{system}: {what}"), lead.clone(), place));
    let listed = others.iter().map(|asset| (name(asset), owner(asset), OPEN.to_owned()));
    let rows = (1..)
        .zip(named.chain(listed))
        .map(|(at, (asset, owner, place))| vec![format!("S-{at:02}"), asset, owner, OPEN.to_owned(), place]);
    edit.rows("4 Columns for systems, services and equipment", &rows.collect::<Vec<_>>());
}

/// Systems that the profile names: name, what for, and the supplier as far as it is one of the register.
fn systems(profile: &Profile) -> Vec<(String, &'static str, String)> {
    let tools = &profile.tools;
    let named = [
        (&tools.identity, "sign-in and directory"),
        (&tools.endpoint, "management of devices"),
        (&tools.ticketing, "tickets"),
        (&tools.code, "source code and builds"),
        (&tools.documents, "documents"),
        (&tools.monitoring, "logs and monitoring"),
        (&tools.backup, "backups"),
        (&tools.hr, "personnel files"),
        (&tools.passwords, "password vault"),
        (&tools.training, "training"),
        (&tools.vulnerabilities, "scans for vulnerabilities"),
        (&tools.malware, "malware protection"),
    ];
    let mut found: Vec<(String, &'static str, String)> = Vec::new();
    let named = named.into_iter().filter_map(|(tool, what)| Some((tool.as_ref()?, what)));
    let providers =
        profile.cloud.iter().flat_map(|cloud| &cloud.providers).map(|provider| (provider, "accounts at the provider"));
    for (name, what) in named.chain(providers) {
        if found.iter().any(|(known, ..)| *known == plain(name)) {
            continue;
        }
        let supplier = (1..).zip(&profile.suppliers).find(|(_, supplier)| supplier.name.contains(name.as_str()));
        let place = supplier.map_or_else(|| OPEN.to_owned(), |(at, _)| format!("supplier A-{at:02}"));
        found.push((plain(name), what, place));
    }
    found
}

/// The numbers of the library's assets that are information.
fn information(library: &Library) -> Vec<String> {
    let Some(paper) = library.shelf().paper(PaperKind::Risks, "assets") else { return Vec::new() };
    let clause = paper.clauses.iter().find(|clause| clause.title == INFORMATION);
    let tables = clause.map(|clause| markdown_tables(paper.body(clause))).unwrap_or_default();
    tables.into_iter().flatten().skip(1).filter_map(|row| row.into_iter().next()).collect()
}
