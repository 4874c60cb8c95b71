//! The scope: boundaries, interfaces and the wording of the certificate, as far as the profile tells them.

use super::{OPEN, context, decide, edit::Edit, listed, said, sites};
use crate::{
    draft::values::plain,
    iso::{Development, Profile},
};

pub(super) fn enter(edit: &mut Edit, profile: &Profile) {
    edit.rows("2 Boundaries", &boundaries(profile));
    match profile.is_fully_remote() {
        Some(true) => {
            edit.line("**Variant A, with sites.**", "");
            edit.replace("**Variant B, without a site.** ", "");
            edit.line("- **With sites:**", "");
        }
        Some(false) => {
            edit.line("**Variant B, without a site.**", "");
            edit.line("**Variant A, with sites.**", &addresses(profile));
            edit.line("- **Without a site:**", "");
        }
        None => {}
    }
    edit.rows("3 What shaped this scope", &shaped(profile));
    edit.rows("4 Interfaces and dependencies", &interfaces(profile));
    let left_out = [decide("what is left out; the profile names nothing"), String::new(), String::new()];
    edit.rows("5 Outside the scope", &[left_out.to_vec()]);
    edit.append("6 Wording for the certificate", &format!("**Proposal from the profile:** {}", wording(profile)));
}

fn boundaries(profile: &Profile) -> Vec<Vec<String>> {
    let countries = listed(&profile.countries, "countries in which people work");
    let people = if profile.people == 0 { decide("headcount") } else { format!("{} people", profile.people) };
    let places = match (profile.is_fully_remote(), sites(profile).as_slice()) {
        (Some(true), _) => format!("none of our own; people work at home and at hot desks in {countries}"),
        (_, []) => decide("each site with address, activity and headcount"),
        (_, named) => named.join("; "),
    };
    let line = if profile.is_fully_remote() == Some(true) {
        "accounts, identities and company devices draw it, wherever they are".to_owned()
    } else {
        "our own door at each site; homes are workplaces under the remote working rules, not sites".to_owned()
    };
    let providers = profile.cloud.as_ref().map(|cloud| cloud.providers.clone()).unwrap_or_default();
    let racks = if profile.has_own_racks() == Some(true) { "; own racks" } else { "" };
    let technology = format!(
        "{}{racks}; {}",
        listed(&providers, "accounts at providers"),
        decide("account, tenant and organization ids")
    );
    [
        [
            "Legal entities and teams",
            &format!("{}, {people} in {countries}", plain(&profile.name)),
            &decide("which group company or team starts beyond it, or that there is none"),
        ],
        [
            "Services",
            &format!("{}, from design to support", listed(&profile.services, "names a customer knows")),
            &decide("services that are sold and not run by you, or none"),
        ],
        ["Locations", &places, &line],
        [
            "Technology",
            &technology,
            "each provider takes over at the layer that its page on shared responsibility names",
        ],
        [
            "Information",
            &listed(&profile.data, "main kinds of information"),
            &decide("information that only others hold"),
        ],
    ]
    .map(|row| row.map(str::to_owned).to_vec())
    .to_vec()
}

/// The sites with what is to be added.
fn addresses(profile: &Profile) -> String {
    let mut text =
        "The sites follow; home working is part of the scope. In a shared building the line is our own door.\n\n\
                    | Site | Address | Activity | People |\n|---|---|---|---|"
            .to_owned();
    for site in &profile.sites {
        let people = site.people.map_or_else(|| decide("headcount"), |people| people.to_string());
        let place = site.country.as_deref().map(|country| format!(", {}", plain(country))).unwrap_or_default();
        text.push_str(&format!(
            "\n| {} | {}{place} | {} | {people} |",
            plain(&site.name),
            decide("address"),
            decide("what is done there")
        ));
    }
    if profile.sites.is_empty() {
        text.push_str(&format!("\n| {} | | | |", decide("each site")));
    }
    text
}

fn shaped(profile: &Profile) -> Vec<Vec<String>> {
    let effect = OPEN.to_owned();
    let mut rows: Vec<Vec<String>> = context::issues(profile)
        .into_iter()
        .map(|issue| vec![format!("{} {}", issue.number, issue.what), effect.clone()])
        .collect();
    // The duties of one law share a line: they draw the same border.
    let mut laws: Vec<(String, String, String)> = Vec::new();
    for party in context::parties(profile) {
        let law = party.source.split(',').next().unwrap_or_default().to_owned();
        match laws.last_mut().filter(|(_, _, last)| *last == law) {
            Some((_, until, _)) => *until = party.number,
            None => laws.push((party.number.clone(), party.number, law)),
        }
    }
    rows.extend(laws.into_iter().map(|(from, until, law)| {
        let numbers = if from == until { from } else { format!("{from} to {until}") };
        vec![format!("{numbers} {law}"), effect.clone()]
    }));
    rows.push(match &profile.climate {
        Some(climate) if climate.relevant => {
            vec![format!("Climate change: relevant, because {}", plain(&climate.reason)), effect]
        }
        Some(climate) => {
            vec![format!("Climate change: not relevant, because {}", plain(&climate.reason)), "no effect".to_owned()]
        }
        None => vec![format!("Climate change: {}", decide("relevant or not")), effect],
    });
    rows
}

fn interfaces(profile: &Profile) -> Vec<Vec<String>> {
    let crosses = decide("data, access and support that cross the line");
    let mut rows: Vec<Vec<String>> = (1..)
        .zip(&profile.suppliers)
        .map(|(at, supplier)| {
            let data =
                if supplier.data.is_empty() { crosses.clone() } else { format!("{} data", listed(&supplier.data, "")) };
            vec![
                plain(&supplier.name),
                plain(&supplier.service),
                data,
                format!("Supplier register A-{at:02}: check, agreement, review"),
                said(supplier.owner.as_ref(), "owner"),
            ]
        })
        .collect();
    let known = |name: &String| profile.suppliers.iter().any(|supplier| supplier.name.contains(name.as_str()));
    let providers = profile.cloud.iter().flat_map(|cloud| &cloud.providers).filter(|name| !known(name));
    rows.extend(providers.map(|name| {
        let what = decide("what it does for you");
        let control = decide("its row in the supplier register");
        vec![plain(name), what, crosses.clone(), control, decide("owner")]
    }));
    rows
}

fn wording(profile: &Profile) -> String {
    let verbs = match profile.development {
        Some(Development::None) => "Operation and support".to_owned(),
        Some(_) => "Development, operation and support".to_owned(),
        None => format!("{} operation and support", decide("development,")),
    };
    let services = listed(&profile.services, "services");
    let place = match (profile.is_fully_remote(), sites(profile).as_slice()) {
        (Some(true), _) => {
            format!(
                "by staff of {} working remotely from {}",
                plain(&profile.name),
                listed(&profile.countries, "countries")
            )
        }
        (_, []) => format!("by {} at {}", plain(&profile.name), decide("addresses")),
        (_, named) => {
            let names: Vec<&str> = named.iter().map(|site| site.split(" (").next().unwrap_or(site)).collect();
            let remote = if profile.says(crate::iso::Fact::Remote) == Some(true) {
                ", including staff who work remotely"
            } else {
                ""
            };
            format!("by {} at {}{remote}", plain(&profile.name), names.join(" and "))
        }
    };
    format!("\u{201c}{verbs} of {services} {place}. Statement of Applicability, version 0.1.\u{201d}")
}
