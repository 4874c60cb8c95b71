//! The values of decisions: what the profile decides, else the default for its size, else a mark that somebody must decide.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use crate::{
    iso::Profile,
    knowledge::{Decision, Shelf},
};

/// `{{ name }}`.
static HOLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{\{\s*([a-z0-9_]+)\s*\}\}").ok());
/// "every 1 months", "within 1 working days".
static ONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b([Ee]very )?1 ((?:working |business |calendar )?(?:minute|hour|day|week|month|year|person|character|time|service|approval|deputy|sample))s\b").ok()
});

/// Products that defaults name as examples, each with the provider that brings it along.
const PRODUCTS: [(&str, &str); 24] = [
    ("AWS", "amazon"),
    ("Azure", "microsoft"),
    ("Google Workspace", "google"),
    ("Google Cloud", "google"),
    ("Microsoft 365", "microsoft"),
    ("Entra", "microsoft"),
    ("Intune", "microsoft"),
    ("Defender", "microsoft"),
    ("SharePoint", "microsoft"),
    ("Teams", "microsoft"),
    ("Okta", "okta"),
    ("GitHub", "github"),
    ("GitLab", "gitlab"),
    ("Jira", "atlassian"),
    ("Confluence", "atlassian"),
    ("Slack", "slack"),
    ("1Password", "1password"),
    ("Bitwarden", "bitwarden"),
    ("Jamf", "jamf"),
    ("Terraform", "terraform"),
    ("Snyk", "snyk"),
    ("Sentinel", "microsoft"),
    ("Notion", "notion"),
    ("Linear", "linear"),
];
/// Titles that pages use, and the roles that documents name.
const TITLES: [(&str, &str); 9] = [
    ("CTO", "IT lead"),
    ("CEO", "top management"),
    ("COO", "top management"),
    ("CFO", "top management"),
    ("managing director", "top management"),
    ("ISMS owner", "security lead"),
    ("incident lead", "security lead"),
    ("continuity lead", "security lead"),
    ("programme owner", "security lead"),
];

/// A value with titles that small companies lack in the words of documents.
pub(super) fn role(value: &str) -> String {
    TITLES.iter().fold(value.to_owned(), |text, (title, role)| text.replace(title, role))
}

/// "1 months" as people write it.
fn singular(text: &str) -> String {
    let Some(one) = ONE.as_ref() else { return text.to_owned() };
    let write = |found: &regex::Captures<'_>| {
        let unit = found.get(2).map_or("", |unit| unit.as_str());
        found.get(1).map_or_else(|| format!("1 {unit}"), |every| format!("{}{unit}", every.as_str()))
    };
    one.replace_all(text, write).into_owned()
}

/// Fills the holes of a document and remembers which decisions it used.
pub(super) struct Values<'a> {
    shelf: &'a Shelf,
    profile: &'a Profile,
    used: BTreeSet<String>,
}

impl<'a> Values<'a> {
    pub(super) fn new(shelf: &'a Shelf, profile: &'a Profile) -> Self {
        Self { shelf, profile, used: BTreeSet::new() }
    }

    /// The text with every hole filled.
    pub(super) fn fill(&mut self, text: &str) -> String {
        let Some(hole) = HOLE.as_ref() else { return text.to_owned() };
        let filled = hole.replace_all(text, |found: &regex::Captures<'_>| {
            let name = found.get(1).map_or("", |name| name.as_str());
            self.value(name)
        });
        singular(&filled)
    }

    fn value(&mut self, name: &str) -> String {
        match name {
            "company" => return self.profile.name.clone(),
            "review_interval" => return self.review_interval(),
            _ => {}
        }
        self.used.insert(name.to_owned());
        let chosen = self.profile.decisions.get(name).map(String::as_str);
        let decision = self.shelf.decision(name);
        if let Some(chosen) = chosen {
            return chosen.trim().to_owned();
        }
        let default = decision.map_or("", |one| one.value(self.profile.size())).trim();
        let meaning = decision.map_or(name, |one| one.meaning.as_str());
        match default {
            "" => format!("**[decide: {meaning}]**"),
            example if self.is_foreign(example) => format!("**[decide: {meaning}, for example {example}]**"),
            _ => role(default),
        }
    }

    /// Whether a default names a product that the profile does not say the company uses.
    fn is_foreign(&self, value: &str) -> bool {
        let used = self.profile.cloud.iter().flat_map(|cloud| &cloud.providers);
        let used: String = used.map(|name| name.to_lowercase() + " ").collect();
        PRODUCTS.iter().any(|(product, maker)| {
            value.contains(product) && !used.contains(&product.to_lowercase()) && !used.contains(maker)
        })
    }

    /// How often documents are reviewed.
    pub(super) fn review_interval(&self) -> String {
        self.profile.decisions.get("review_interval").cloned().unwrap_or_else(|| "12 months".to_owned())
    }

    /// The decisions used so far, with their value and whether the company chose it.
    pub(super) fn used(&self) -> Vec<(&'a Decision, String, bool)> {
        let one = |name: &String| {
            let decision = self.shelf.decision(name)?;
            let chosen = self.profile.decisions.get(name);
            let value = chosen.cloned().unwrap_or_else(|| role(decision.value(self.profile.size())));
            let value = if decision.unit.is_empty() { value } else { singular(&format!("{value} {}", decision.unit)) };
            Some((decision, value, chosen.is_some()))
        };
        self.used.iter().filter_map(one).collect()
    }
}
