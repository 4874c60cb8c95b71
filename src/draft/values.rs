//! The values of decisions: what the profile decides, else the default for its size, else a mark that somebody must decide.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use crate::{
    iso::{Fact, Profile},
    knowledge::{Decision, Shelf, ValueKind},
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
    let said = TITLES.iter().fold(value.to_owned(), |text, (title, role)| text.replace(title, role));
    said.replace("top management with top management", "top management")
}

/// A value as a person wrote it, in one line and without Markdown that would tear a table or make a link.
pub(super) fn plain(value: &str) -> String {
    let visible = |c: &char| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(c);
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(visible).fold(String::new(), |mut text, c| {
        if matches!(c, '|' | '[' | ']' | '<' | '>' | '{' | '}') && !matches!(value, "[Company]") {
            text.push('\\');
        }
        text.push(c);
        text
    })
}

/// A value without the unit that the sentence adds.
fn bare(value: &str, decision: &Decision) -> String {
    let unit = decision.unit.as_str();
    let without = |unit: &str| value.strip_suffix(unit).map(str::trim_end).filter(|rest| !rest.is_empty());
    let rest = if unit.is_empty() { None } else { without(unit).or_else(|| without(unit.trim_end_matches('s'))) };
    rest.unwrap_or(value).to_owned()
}

/// What is wrong with the decisions of a profile: a number that is none stops a draft, a name that nothing uses is a note.
pub fn decisions(profile: &Profile, shelf: &Shelf) -> Result<Vec<String>, String> {
    let mut notes = Vec::new();
    for (name, value) in profile.decisions.iter().filter(|(name, _)| *name != "review_interval") {
        let Some(decision) = shelf.decision(name) else {
            notes.push(format!(
                "decisions: nothing in the library is called `{name}`; the annex of each draft names its decisions"
            ));
            continue;
        };
        let number = bare(value.trim(), decision).parse::<f64>();
        if decision.kind == ValueKind::Number && !value.trim().is_empty() && !number.is_ok_and(|number| number >= 0.0) {
            let unit = if decision.unit.is_empty() { String::new() } else { format!(" of {}", decision.unit) };
            return Err(format!(
                "decisions: `{name}` must be a number{unit}, not `{value}`; {} is sensible for {}",
                decision.range, decision.meaning
            ));
        }
    }
    Ok(notes)
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

    /// What the holes of a text are filled with.
    pub(super) fn held_in(&mut self, text: &str) -> Vec<String> {
        let names: Vec<&str> = HOLE
            .as_ref()
            .into_iter()
            .flat_map(|hole| hole.captures_iter(text))
            .filter_map(|found| Some(found.get(1)?.as_str()))
            .collect();
        names.into_iter().map(|name| self.value(name)).collect()
    }

    fn value(&mut self, name: &str) -> String {
        match name {
            "company" => return plain(&self.profile.name),
            "review_interval" => return self.review_interval(),
            _ => {}
        }
        self.used.insert(name.to_owned());
        let chosen = self.profile.decisions.get(name).map(String::as_str);
        let decision = self.shelf.decision(name);
        if let Some(chosen) = chosen.map(plain).filter(|chosen| !chosen.is_empty()) {
            return decision.map_or(chosen.clone(), |decision| bare(&chosen, decision));
        }
        if self.binds(name) {
            return "yes".to_owned();
        }
        if let Some(told) = self.told(name) {
            return told;
        }
        let default = decision.map_or("", |one| one.value(self.profile.size())).trim();
        let meaning = decision.map_or(name, |one| one.meaning.as_str());
        match default {
            "" => format!("**[decide: {meaning}]**"),
            _ => self.neutral(default).unwrap_or_else(|| format!("**[decide: {meaning}, for example {default}]**")),
        }
    }

    /// What a field of the profile says that a decision asks for.
    fn told(&self, name: &str) -> Option<String> {
        let names = |names: &[String]| {
            (!names.is_empty()).then(|| names.iter().map(|name| plain(name)).collect::<Vec<_>>().join(", "))
        };
        let tools = &self.profile.tools;
        match name {
            "services_in_scope" => names(&self.profile.services),
            "sites_in_scope" => {
                let sites: Vec<String> = self.profile.sites.iter().map(|site| site.name.clone()).collect();
                let is_remote = self.profile.says(Fact::Remote) == Some(true);
                names(&sites)
                    .map(|sites| if is_remote { format!("{sites}, and at home and on the move") } else { sites })
            }
            "ticket_system" => tools.ticketing.as_deref().map(plain),
            "malware_tool" => tools.malware.as_deref().map(plain),
            "code_host" => tools.code.as_deref().map(plain),
            "password_manager" => tools.passwords.as_deref().map(plain),
            _ => None,
        }
    }

    /// Whether a decision asks if a law applies (`nis2_applies`) that the profile names among the obligations.
    fn binds(&self, name: &str) -> bool {
        let words = |text: &str| text.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        let named = |law: &str| {
            self.profile.obligations.iter().any(|one| {
                let said: Vec<String> = words(one);
                said.iter().any(|word| word == law) || said.concat().contains(law)
            })
        };
        name.strip_suffix("_applies").is_some_and(named)
    }

    /// A default without products that the company does not use: "the register in Confluence" is the register. `None` when
    /// nothing is left without them.
    fn neutral(&self, value: &str) -> Option<String> {
        let mut rest = value;
        for (product, _) in PRODUCTS {
            for joint in [" in ", " in the ", " on ", " of "] {
                if self.is_foreign(rest)
                    && let Some(at) = rest.find(&format!("{joint}{product}"))
                {
                    rest = rest.get(..at).unwrap_or(rest);
                }
            }
        }
        (!self.is_foreign(rest) && !rest.is_empty()).then(|| role(rest))
    }

    /// Whether a default names a product that the profile does not say the company uses.
    fn is_foreign(&self, value: &str) -> bool {
        let tools = self.profile.tools.named();
        let used = self.profile.cloud.iter().flat_map(|cloud| &cloud.providers).chain(tools);
        let used: String = used.map(|name| name.to_lowercase() + " ").collect();
        PRODUCTS.iter().any(|(product, maker)| {
            value.contains(product) && !used.contains(&product.to_lowercase()) && !used.contains(maker)
        })
    }

    /// How often documents are reviewed.
    pub(super) fn review_interval(&self) -> String {
        let chosen = self.profile.decisions.get("review_interval").map(|chosen| plain(chosen));
        chosen.filter(|chosen| !chosen.is_empty()).unwrap_or_else(|| "12 months".to_owned())
    }

    /// The decisions used so far, as the annex shows them: value, and whether the company chose it.
    pub(super) fn used(&self) -> Vec<(&'a Decision, String, bool)> {
        let one = |name: &String| {
            let decision = self.shelf.decision(name)?;
            let chosen = self.profile.decisions.get(name).map(|chosen| plain(chosen)).filter(|one| !one.is_empty());
            let chosen = chosen.or_else(|| self.told(name));
            let is_binding = self.binds(name);
            let is_chosen = chosen.is_some() || is_binding;
            let default =
                || if is_binding { "yes".to_owned() } else { role(decision.value(self.profile.size()).trim()) };
            let value = chosen.map_or_else(default, |chosen| bare(&chosen, decision));
            let value = match decision.unit.as_str() {
                _ if value.is_empty() => "**[decide]**".to_owned(),
                _ if !is_chosen && self.is_foreign(&value) => {
                    self.neutral(&value).unwrap_or_else(|| format!("**[decide]**, for example {value}"))
                }
                "" => value,
                unit => singular(&format!("{value} {unit}")),
            };
            Some((decision, value, is_chosen))
        };
        self.used.iter().filter_map(one).collect()
    }
}
