//! What a conversation says of the company: "We are 30 people, all remote", "premises: office". It is proposed as a change of
//! the profile, and kept nowhere before a person confirms it.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;
use serde_json::{Value, json};

use super::{
    action::{Action, FieldChange},
    understand,
};
use crate::{chat::sized, iso::Profile};

/// What a company of which nothing is known is called.
const UNNAMED: &str = "[Company]";
/// The parts of "Nordlicht AG, software, 30 people".
const PARTS: std::ops::RangeInclusive<usize> = 2..=3;
/// Characters of a name or a sector.
const MOST: usize = 80;

/// `premises: office, remote`.
static FIELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[;\n]|\. )\s*(name|company|sector|industry|people|premises|development|absent|cloud|data|internal auditor|top management|target date)\s*[:=]\s*([^;\n]+)").ok()
});
static PEOPLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(\d{1,6})[ -]?(?:people|persons?|employees|staff|heads|ftes?|colleagues|mitarbeit\w+|leute\w*|personas|empleados|trabajadores)\b|\bwe(?: are|['’]re)(?: about| around| only)? (\d{1,6})\b|\b(?:company|team|firm|business) of (\d{1,6})\b").ok()
});
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:[Ww]e are called|[Oo]ur (?:company|name|firm) is(?: called)?|[Ww]ir heißen|[Nn]os llamamos)\s+(\p{Lu}[\w&.-]*(?: \p{Lu}[\w&.-]*){0,3})").ok()
});
static OFFICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:we have|with|in) (?:an?|our|one|two|three|own) (?:own |small )?offices?\b|\beigenes büro\b|\boficina propia\b").ok()
});
static DEVELOPS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\bwe (?:develop|write|build|code) (?:our )?(?:own )?(?:software|everything ourselves|the product)\b|\bown developers\b|\bin-house development\b|\beigene entwickl\w+\b").ok()
});
static DEVELOPS_NOT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:do not|don['’]t) (?:develop|write|build)\b[^.;]*\bsoftware\b|\bno (?:own |software )?development\b|\bkeine (?:eigene )?(?:software)?entwicklung\b|\bno desarrollamos\b").ok()
});

/// Fields of the profile, as JSON, with what was said.
pub(super) type Said = BTreeMap<String, Value>;

/// What the replies so far, the sentences of the conversation and this text say. A named field is meant; of other sentences only
/// what the profile does not know.
pub(super) fn said(text: &str, told: &str, before: Option<&Action>, profile: Option<&Profile>) -> Said {
    let kept = before.and_then(|action| action.profile.as_ref()).map(|change| change.changes.as_slice());
    let mut found: Said =
        kept.unwrap_or_default().iter().map(|change| (change.field.clone(), change.value.clone())).collect();
    let known = profile.map(|profile| json!(profile));
    let is_open = |field: &str| known.as_ref().is_none_or(|known| is_empty(known.get(field)));
    for sentences in [told, text] {
        found.extend(free(sentences).into_iter().filter(|(field, _)| is_open(field)));
    }
    if before.is_some() && profile.is_none() && understand::wanted(text).is_none() {
        found.extend(listed(text));
    }
    found.extend(fields(text));
    found
}

/// Whether a text replies to what was asked.
pub(super) fn replies(text: &str, before: &Action, profile: Option<&Profile>) -> bool {
    let asked = !before.missing.is_empty();
    asked && !text.contains('?') && {
        let listed = if profile.is_none() { listed(text) } else { Said::new() };
        understand::says_finding(text) || !fields(text).is_empty() || !free(text).is_empty() || !listed.is_empty()
    }
}

/// The profile with what was said, and the fields that this changes. `None` when nothing is known of the company.
pub(super) fn company(profile: Option<&Profile>, said: &Said) -> (Option<Profile>, Vec<FieldChange>) {
    if profile.is_none() && !said.contains_key("people") && !said.contains_key("name") {
        return (None, said.iter().map(|(field, value)| change(field, value)).collect());
    }
    let unnamed = Profile { name: UNNAMED.to_owned(), ..Profile::default() };
    let mut company = profile.cloned().unwrap_or(unnamed);
    let mut changes = Vec::new();
    for (field, value) in said {
        let mut fields = json!(company);
        if fields.pointer(&pointer(field)) == Some(value) {
            continue;
        }
        put(&mut fields, field, value.clone());
        // A value that the field does not take was no reply to it.
        if let Ok(changed) = serde_json::from_value::<Profile>(fields) {
            company = changed;
            changes.push(change(field, value));
        }
    }
    (Some(company), changes)
}

fn change(field: &str, value: &Value) -> FieldChange {
    FieldChange { field: field.to_owned(), value: value.clone() }
}

/// The changes as a merge patch of the profile.
pub(super) fn patch(changes: &[FieldChange]) -> Value {
    let mut patch = json!({});
    for FieldChange { field, value } in changes {
        put(&mut patch, field, value.clone());
    }
    patch
}

fn pointer(field: &str) -> String {
    format!("/{}", field.replace('.', "/"))
}

fn put(fields: &mut Value, field: &str, value: Value) {
    let mut place = fields;
    for part in field.split('.') {
        if place.is_null() {
            *place = json!({});
        }
        let Some(object) = place.as_object_mut() else { return };
        place = object.entry(part.to_owned()).or_insert(Value::Null);
    }
    *place = value;
}

fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(all)) => all.is_empty(),
        Some(Value::Number(number)) => number.as_u64() == Some(0),
        Some(_) => false,
    }
}

/// Fields by their names.
fn fields(text: &str) -> Said {
    let Some(field) = FIELD.as_ref() else { return Said::new() };
    let pairs = field.captures_iter(text).filter_map(|found| {
        let (name, value) =
            (found.get(1)?.as_str().to_lowercase(), found.get(2)?.as_str().trim().trim_end_matches('.'));
        let list = || -> Vec<&str> { value.split(',').map(str::trim).filter(|one| !one.is_empty()).collect() };
        let short: String = value.chars().take(MOST).collect();
        Some(match name.as_str() {
            "name" | "company" => ("name".to_owned(), json!(short)),
            "sector" | "industry" => ("sector".to_owned(), json!(short)),
            "people" => ("people".to_owned(), json!(number(value)?)),
            "development" => (name, json!(value.to_lowercase())),
            "premises" | "absent" => (name, json!(list().into_iter().map(str::to_lowercase).collect::<Vec<_>>())),
            "data" => (name, json!(list())),
            "cloud" => (name, cloud(&list())),
            "target date" => ("target_date".to_owned(), json!(value)),
            _ => (format!("roles.{}", name.replace(' ', "_")), json!(short)),
        })
    });
    pairs.collect()
}

/// "AWS, Microsoft 365, production".
fn cloud(named: &[&str]) -> Value {
    let is_production = |one: &&&str| one.eq_ignore_ascii_case("production");
    let providers: Vec<&&str> = named.iter().filter(|one| !is_production(one) && **one != "none").collect();
    json!({ "providers": providers, "hosts_production": named.iter().any(|one| is_production(&one)) })
}

fn number(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|people| *people > 0)
}

fn people(text: &str) -> Option<u32> {
    let found = PEOPLE.as_ref()?.captures(text)?;
    number(found.iter().skip(1).flatten().next()?.as_str())
}

/// What sentences say by the way.
fn free(text: &str) -> Said {
    let says = |rule: &Option<Regex>| rule.as_ref().is_some_and(|rule| rule.is_match(text));
    let mut found = Said::new();
    if let Some(people) = people(text) {
        found.insert("people".to_owned(), json!(people));
    }
    if let Some(name) = NAME.as_ref().and_then(|name| name.captures(text)).and_then(|found| found.get(1)) {
        found.insert("name".to_owned(), json!(name.as_str().trim_end_matches('.')));
    }
    let places: Vec<&str> = [(sized::is_remote(text, ""), "remote"), (says(&OFFICE), "office")]
        .into_iter()
        .filter_map(|(is_said, place)| is_said.then_some(place))
        .collect();
    if !places.is_empty() {
        found.insert("premises".to_owned(), json!(places));
    }
    if says(&DEVELOPS_NOT) {
        found.insert("development".to_owned(), json!("none"));
    } else if says(&DEVELOPS) {
        found.insert("development".to_owned(), json!("in-house"));
    }
    found
}

/// "Nordlicht AG, software, 30 people": a reply to what was asked first.
fn listed(text: &str) -> Said {
    let parts: Vec<&str> = text.trim().trim_end_matches('.').split(',').map(str::trim).collect();
    let is_short = |part: &str| !part.is_empty() && part.chars().count() <= MOST && !part.contains(':');
    let Some((last, names)) = parts.split_last() else { return Said::new() };
    let [name, rest @ ..] = names else { return Said::new() };
    let heads = people(last).or_else(|| last.parse().ok());
    let (Some(heads), true) = (heads, PARTS.contains(&parts.len()) && parts.iter().all(|part| is_short(part))) else {
        return Said::new();
    };
    if name
        .split_whitespace()
        .next()
        .is_some_and(|first| ["we", "we're", "wir", "somos"].contains(&first.to_lowercase().as_str()))
    {
        return Said::new();
    }
    let mut found = Said::from([("name".to_owned(), json!(name)), ("people".to_owned(), json!(heads))]);
    if let [sector] = rest {
        found.insert("sector".to_owned(), json!(sector));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_read_by_field_by_sentence_and_as_a_list() {
        let read = |text: &str| said(text, "", None, None);
        assert_eq!(read("premises: office, remote; development: none")["premises"], json!(["office", "remote"]));
        assert_eq!(read("internal auditor: Ada Q.")["roles.internal_auditor"], json!("Ada Q"));
        let told = read("We are 30 people, all remote, and we do not develop software.");
        assert_eq!((&told["people"], &told["development"]), (&json!(30), &json!("none")));
        let list = listed("Acme Robotics, industrial software, 45 people");
        assert_eq!(
            (&list["name"], &list["sector"], &list["people"]),
            (&json!("Acme Robotics"), &json!("industrial software"), &json!(45))
        );
        assert!(listed("We are remote, 45 people").is_empty() && listed("Draft a SoA").is_empty());
    }

    #[test]
    fn what_is_said_changes_a_profile_only_where_it_fits() {
        let profile = Profile::from_yaml("{name: N, sector: S, people: 20}").unwrap();
        let said = said("premises: moon; cloud: AWS, production", "We are 30 people.", None, Some(&profile));
        let (company, changes) = company(Some(&profile), &said);
        assert_eq!(company.unwrap().people, 20, "a sentence by the way does not change what the profile knows");
        assert_eq!(changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["cloud"]);
    }
}
