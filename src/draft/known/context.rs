//! Context and interested parties: the issues and requirements that follow from facts of the profile, and the decision on climate.

use super::{decide, edit::Edit, laws, listed, said, sites};
use crate::{
    draft::values::plain,
    iso::{Fact, Profile},
};

/// An issue of clause 4.1.
pub(super) struct Issue {
    pub(super) number: String,
    pub(super) what: String,
    side: &'static str,
    effect: String,
    went: String,
}

/// A requirement of an interested party.
pub(super) struct Party {
    pub(super) number: String,
    who: String,
    demand: String,
    pub(super) source: String,
    force: &'static str,
    answered: String,
}

pub(super) fn enter(edit: &mut Edit, profile: &Profile) {
    let rows = issues(profile).into_iter();
    edit.rows(
        "2 Issues",
        &rows.map(|one| vec![one.number, one.what, one.side.to_owned(), one.effect, one.went]).collect::<Vec<_>>(),
    );
    climate(edit, profile);
    let rows = parties(profile).into_iter();
    let rows = rows.map(|one| {
        vec![one.number, one.who, one.demand, one.source, one.force.to_owned(), "yes".to_owned(), one.answered]
    });
    edit.rows("4 Interested parties and requirements", &rows.collect::<Vec<_>>());
    edit.append(
        "2 Issues",
        &format!(
            "The rows follow from the profile. {}",
            decide("what nobody wrote there: attackers, market, owners, key people, old systems")
        ),
    );
}

/// What the facts of the profile make an issue, numbered.
pub(super) fn issues(profile: &Profile) -> Vec<Issue> {
    let mut found = outside(profile);
    found.extend(inside(profile));
    (1..)
        .zip(found)
        .map(|(at, (side, what, effect, went))| Issue {
            number: format!("I-{at:02}"),
            what,
            side,
            effect: effect.to_owned(),
            went: went.to_owned(),
        })
        .collect()
}

type Found = (&'static str, String, &'static str, &'static str);

fn outside(profile: &Profile) -> Vec<Found> {
    let names = |names: &[String]| names.iter().map(|name| plain(name)).collect::<Vec<_>>().join(", ");
    let mut found: Vec<Found> = Vec::new();
    if !profile.obligations.is_empty() {
        let what = format!("These laws and frameworks bind us: {}", names(&profile.obligations));
        found.push((
            "outside",
            what,
            "Security, notices and proofs are duties with dates, not only wishes",
            "legal register; A.5.31",
        ));
    }
    if !profile.contracts.is_empty() {
        let what = format!("Customers write security into contracts: {}", names(&profile.contracts));
        found.push((
            "outside",
            what,
            "Rules and notice times must be at least as strict as what we signed",
            "contract register; A.5.31",
        ));
    }
    if let Some(cloud) = profile.cloud.as_ref().filter(|cloud| cloud.hosts_production) {
        let what = format!("Production runs at providers; we use {}", names(&cloud.providers));
        found.push((
            "outside",
            what,
            "Availability and part of the protection depend on their work and on our settings",
            "supplier register; A.5.23",
        ));
    }
    let holding = profile.suppliers.iter().filter(|supplier| !supplier.data.is_empty()).map(|one| one.name.clone());
    let holding: Vec<String> = holding.collect();
    if !holding.is_empty() {
        let what = format!("Suppliers hold our information: {}", names(&holding));
        found.push((
            "outside",
            what,
            "An incident there is one of ours, and we learn of it only if that is agreed",
            "supplier register; A.5.19, A.5.20",
        ));
    }
    let unseen = profile.suppliers.iter().filter(|supplier| supplier.assurance.is_none()).map(|one| one.name.clone());
    let unseen: Vec<String> = unseen.collect();
    if !unseen.is_empty() {
        let what = format!("No certificate or report is known of {}", names(&unseen));
        found.push(("outside", what, "Their security is believed and not seen", "supplier register; A.5.22"));
    }
    if let Some(climate) = profile.climate.as_ref().filter(|climate| climate.relevant) {
        let what = format!("Climate change: {}", plain(&climate.reason));
        found.push((
            "outside",
            what,
            "Places and supplies can fail in ways that past years did not show",
            "risk register; A.5.29, A.7.5",
        ));
    }
    found
}

fn inside(profile: &Profile) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let holds = |fact| profile.says(fact) == Some(true);
    let countries = listed(&profile.countries, "countries");
    if holds(Fact::Remote) {
        let what = format!("People work from home or on the move, in {countries}");
        found.push((
            "inside",
            what,
            "Homes, trains and hot desks are places where our information is",
            "A.6.7, A.7.9, A.8.1",
        ));
    }
    if holds(Fact::Development) {
        let what = "Our own people write and change the software".to_owned();
        found.push(("inside", what, "A flaw of ours reaches every customer", "A.8.25 to A.8.29"));
    }
    if holds(Fact::OutsourcedDevelopment) {
        let what = "Others write software for us".to_owned();
        found.push(("inside", what, "Quality, rights and access depend on a contract and on checks", "A.8.30, A.5.20"));
    }
    if holds(Fact::Racks) {
        let what = "Own equipment runs in a server room or data centre".to_owned();
        found.push(("inside", what, "Rooms, power, cooling and upkeep are ours to care for", "A.7.5, A.7.11, A.7.13"));
    }
    if (1..=50).contains(&profile.people) {
        let what = format!("{} people: several roles have one holder", profile.people);
        found.push(("inside", what, "Absence stops work, and duties are hard to separate", "A.5.2, A.5.3"));
    }
    if let Some(target) = profile.target_date {
        let what = format!("Certification is wanted by {}", target.iso());
        found.push((
            "inside",
            what,
            "The plan has a date, and the ISMS must have run before it",
            "project plan; objective O-1",
        ));
    }
    found
}

/// Who wants what, as laws, contracts and facts of the profile say it, numbered.
pub(super) fn parties(profile: &Profile) -> Vec<Party> {
    let mut found = Vec::new();
    for (number, law) in laws::binding(profile) {
        found.push((
            plain(&law.party),
            law.demands,
            law.source,
            "law or framework",
            format!("{}; legal register {number}", law.answered),
        ));
    }
    for (at, contract) in (1..).zip(&profile.contracts) {
        found.push((
            "Customer or partner who signed it".to_owned(),
            decide("its terms on security, as sentences that can be tested"),
            plain(contract),
            "contract",
            format!("contract register K-{at:02}"),
        ));
    }
    if let Some(target) = profile.target_date {
        found.push((
            said(profile.roles.top_management.as_ref(), "top management"),
            format!("The certificate is there; Stage 2 begins on {}", target.iso()),
            "profile, target date".to_owned(),
            "wish",
            "project plan; objective O-1".to_owned(),
        ));
    }
    (1..)
        .zip(found)
        .map(|(at, (who, demand, source, force, answered))| Party {
            number: format!("P-{at:02}"),
            who,
            demand,
            source,
            force,
            answered,
        })
        .collect()
}

fn climate(edit: &mut Edit, profile: &Profile) {
    let open = decide("facts");
    let places = match sites(profile).as_slice() {
        [] if profile.is_fully_remote() == Some(true) => {
            format!("homes in {}; {}", listed(&profile.countries, "countries"), decide("regions of the providers"))
        }
        [] => decide("sites, regions of the providers"),
        named => format!("{}; {}", named.join(", "), decide("regions of the providers")),
    };
    let questions = [
        ("Which places keep our information available (regions, offices, homes of key staff)?", places),
        ("What happened there in three years: heat, flood, storm, power cuts?", open.clone()),
        ("Does a customer, law, insurer or owner ask us for something related to climate?", open.clone()),
        ("Does our energy or cooling supply depend on weather?", open.clone()),
        ("What would a bad week do to our service?", open),
    ];
    edit.rows("3 Decision on climate change", &questions.map(|(question, facts)| vec![question.to_owned(), facts]));
    match &profile.climate {
        Some(climate) if climate.relevant => {
            let number = issues(profile).into_iter().find(|issue| issue.what.starts_with("Climate change"));
            let number = number.map(|issue| issue.number).unwrap_or_default();
            let said = format!(
                "- [x] Relevant: {}. It is issue {number} and is treated like any other.",
                plain(&climate.reason)
            );
            edit.line("- [ ] Relevant.", &said);
        }
        Some(climate) => {
            edit.line(
                "- [ ] Not relevant, because:",
                &format!("- [x] Not relevant, because: {}.", plain(&climate.reason)),
            );
        }
        None => edit.append("3 Decision on climate change", &decide("relevant or not; clause 4.1 asks for the answer")),
    }
    edit.line(
        "Decided by top management on ____",
        &format!(
            "The profile says so. Decided by {} on {}. Look again at the next context review, or when a site or region changes.",
            said(profile.roles.top_management.as_ref(), "top management"),
            decide("date")
        ),
    );
}
