//! The property of editing a profile in place: the text says what it should, and every comment is still there.

use proptest::prelude::*;

use serde_json::json;

use super::super::{Cloud, Day, Development, Premises};
use super::*;
use crate::iso::profile_template;

/// Ways in which people write a profile.
const TEXTS: [&str; 3] = [
    "---\nname: O'Neil & Co # as in the register\nsector: software\npeople: 30\n\npremises:\n- remote # since 2024\n- office\nsites:\n  - \
     name: Hamburg # the \"old\" port\n    kind: office\n  - {name: \"Graz # 2\", people: 4}\ncloud:\n  providers:\n    - AWS # from 2020\n  \
     hosts_production: true\nroles:\n    # asked in May\n    isms_owner: Ben Ott\n    it_lead: unknown # ask Eva\ndecisions:\n  review_interval: 12 \
     months\n",
    "name: N\r\nsector: unknown\r\npeople: unknown\r\nservices: [\"A, b\", 'c # d'] # two\r\ntools: {identity: Entra ID}\r\n",
    "name: N\nroles: {isms_owner: Ben}\n",
];

/// A change that somebody may make.
#[derive(Debug, Clone)]
enum Change {
    People(u32),
    Sector(String),
    Services(Vec<String>),
    Premises(Vec<Premises>),
    Site(String),
    NoSites,
    Owner(Option<String>),
    Tool(Option<String>),
    Cloud(Option<(Vec<String>, bool)>),
    Development(Option<Development>),
    Decision(String, String),
    Supplier(String),
    Day,
}

impl Change {
    fn make(self, profile: &mut Profile) {
        match self {
            Self::People(people) => profile.people = people,
            Self::Sector(sector) => profile.sector = sector,
            Self::Services(services) => profile.services = services,
            Self::Premises(premises) => profile.premises = premises,
            Self::Site(name) => {
                profile.sites.push(serde_json::from_value(json!({ "name": name, "kind": "office" })).unwrap());
            }
            Self::NoSites => profile.sites.clear(),
            Self::Owner(owner) => profile.roles.isms_owner = owner,
            Self::Tool(tool) => profile.tools.identity = tool,
            Self::Cloud(cloud) => {
                profile.cloud = cloud.map(|(providers, hosts_production)| Cloud { providers, hosts_production });
            }
            Self::Development(development) => profile.development = development,
            Self::Decision(key, value) => {
                profile.decisions.insert(key, value);
            }
            Self::Supplier(name) => {
                let supplier = json!({ "name": name, "service": "s", "data": ["x, y"] });
                profile.suppliers.push(serde_json::from_value(supplier).unwrap());
            }
            Self::Day => profile.target_date = "2027-03-01".parse::<Day>().ok(),
        }
    }
}

fn words() -> impl Strategy<Value = String> {
    "[A-Za-z0-9:#,'\"{}\\[\\]&*!|>%@ -]{1,14}"
        .prop_filter("unknown is no value", |text| !text.trim().eq_ignore_ascii_case("unknown"))
}

fn change() -> impl Strategy<Value = Change> {
    let premises = prop::sample::select(vec![Premises::Remote, Premises::Office, Premises::Plant]);
    prop_oneof![
        (1_u32..900).prop_map(Change::People),
        words().prop_map(Change::Sector),
        prop::collection::vec(words(), 0..3).prop_map(Change::Services),
        prop::collection::vec(premises, 0..3).prop_map(Change::Premises),
        words().prop_map(Change::Site),
        Just(Change::NoSites),
        prop::option::of(words()).prop_map(Change::Owner),
        prop::option::of(words()).prop_map(Change::Tool),
        prop::option::of((prop::collection::vec(words(), 0..3), any::<bool>())).prop_map(Change::Cloud),
        prop::option::of(Just(Development::InHouse)).prop_map(Change::Development),
        ("[a-z_]{1,12}", words()).prop_map(|(key, value)| Change::Decision(key, value)),
        words().prop_map(Change::Supplier),
        Just(Change::Day),
    ]
}

/// The comments of a text, in order, wherever they stand.
fn told(text: &str) -> Vec<String> {
    let comment = |line: &str| comment_at(line).and_then(|at| line.get(at..)).map(|comment| comment.trim().to_owned());
    let mut told: Vec<String> = text.lines().filter_map(comment).collect();
    told.sort();
    told
}

proptest! {
    #[test]
    fn an_edited_text_says_what_it_should_and_keeps_its_comments(
        which in 0_usize..4,
        notes in prop::collection::vec((0_usize..40, 0_usize..6), 0..4),
        changes in prop::collection::vec(change(), 1..5),
    ) {
        let text = TEXTS.get(which).copied().unwrap_or(profile_template());
        let mut lines = owned(&text.lines().collect::<Vec<_>>());
        for (number, (at, deep)) in notes.into_iter().enumerate() {
            let at = (at % (lines.len() + 1)).max(1);
            lines.insert(at, format!("{}# note {number}: why", " ".repeat(deep)));
        }
        let end = if text.contains('\r') { "\r\n" } else { "\n" };
        let text = lines.join(end) + end;
        let mut profile = Profile::from_yaml(&text).unwrap();
        let before = profile.clone();
        for change in changes {
            change.make(&mut profile);
        }
        let edited = profile.written_into(&text).unwrap();
        prop_assert_eq!(&Profile::from_yaml(&edited.text).unwrap(), &profile, "{}", edited.text);
        prop_assert!(!edited.lost_comments, "{}", edited.text);
        let (old, new) = (told(&text), told(&edited.text));
        prop_assert_eq!(&old, &new, "{}", edited.text);
        if before == profile {
            prop_assert_eq!(&edited.text, &text);
        }
    }
}

#[test]
fn a_change_touches_the_lines_of_its_field_alone() {
    let text = profile_template();
    let mut profile = Profile::from_yaml(text).unwrap();
    profile.people = 45;
    profile.cloud.as_mut().unwrap().providers = vec!["Azure".to_owned()];
    profile.tools.monitoring = Some("Grafana".to_owned());
    let edited = profile.written_into(text).unwrap();
    let changed: Vec<(&str, &str)> =
        text.lines().zip(edited.text.lines()).filter(|(before, after)| before != after).collect();
    assert_eq!(changed.len(), 3, "{changed:?}");
    let at = |text: &str| text.lines().find(|line| line.starts_with("people")).and_then(comment_at);
    assert!(edited.text.contains("people: 45  ") && edited.text.contains("  providers: [Azure]\n"));
    assert_eq!(at(&edited.text), at(text), "comments stay in their column");
    assert_eq!(text.lines().count(), edited.text.lines().count());
}

#[test]
fn what_cannot_be_edited_line_by_line_is_written_anew_and_says_so() {
    for (text, lost) in [
        ("{name: N, sector: S} # why\n", true),
        ("{\"name\": \"N\"}", false),
        ("name: N\nclimate:\n  relevant: true\n  reason: |\n    Floods.\n    # 2 of them\n", true),
        ("name: &n N\nsector: *n # twice\n", true),
    ] {
        let Ok(mut profile) = Profile::from_yaml(text) else { panic!("{text}") };
        profile.sector = "other: business".to_owned();
        profile.name = "M".to_owned();
        profile.climate = None;
        let edited = profile.written_into(text).unwrap();
        assert_eq!(Profile::from_yaml(&edited.text).unwrap(), profile, "{}", edited.text);
        assert_eq!(edited.lost_comments, lost, "{text} {}", edited.text);
    }
    let odd = Profile { name: "N".to_owned(), sector: "unknown".to_owned(), ..Profile::default() };
    assert!(odd.written_into("name: N\n").is_none_or(|edited| Profile::from_yaml(&edited.text).unwrap() == odd));
}
