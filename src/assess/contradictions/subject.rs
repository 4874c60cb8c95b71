//! Subjects: things of which a company has one value, and how sentences say it.

use std::sync::LazyLock;

use regex::Regex;

/// A number, in digits or as a word.
const NUMBER: &str =
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|sixteen|twenty-four)";
/// A role: capitalised words with what joins them.
const ROLE: &str = r"((?:[A-Z][\w-]+)(?: (?:of|and|&|for|[A-Z][\w-]+))*)";
/// How often something recurs.
const INTERVAL: &str = r"(annual\w*|yearly|once (?:a|per|every|each|in each) (?:calendar )?year|every (?:calendar )?year|each (?:calendar )?year|(?:once )?every (?:NUM )?(?:calendar )?(?:months?|years?|quarters?)|at intervals of (?:not more than |at most )?NUM (?:months?|years?)|every other year|biennial\w*|quarterly|monthly|half-yearly|twice (?:a|per) year)";
/// A span of time.
const SPAN: &str = r"(NUM ?(?:calendar |working |business )?(?:minutes?|hours?|days?|weeks?|months?|years?))";
const REVIEWED: &str = r"review(?:ed|s)?|revis(?:ed|es|e)|updated|revision";
/// Somebody goes.
const LEAVING: &str = r"(?:leavers?|leav(?:es|ing)|terminat\w+|departures?|last (?:working )?day|offboarding)";
/// What a leaver loses; a leaver may also be written to, or talked to, within some days.
const ACCESS: &str = r"(?:access|accounts?|rights?|entry|identit(?:y|ies)|logins?|permissions?|credentials?|de-?activat\w+|disabl\w+|revok\w+)";
const KEPT: &str = r"kept|keep|retained|stored|held|archived|preserved|retention(?: (?:period|time))?";

/// A thing of which a company has one value.
pub(super) struct Subject {
    /// What it is called.
    pub(super) topic: String,
    /// Sentences about it; the first group that is there is the value.
    pub(super) pattern: Regex,
    /// Words that narrow it to a part, so that two values can both hold.
    pub(super) apart: Regex,
    /// Requirements that are touched.
    pub(super) ids: Vec<&'static str>,
}

/// All subjects that are compared.
pub(super) static SUBJECTS: LazyLock<Vec<Subject>> = LazyLock::new(|| {
    let mut found = vec![
        subject(
            "minimum password length",
            r"(?i)\bpass(?:word|phrase|code)s?\b[^.]{0,90}?(NUM)[ -](?:or more |alphanumeric |mixed )?char|(NUM)[ -](?:or more )?characters?\b[^.]{0,60}\bpass(?:word|phrase)",
            r"(?i)\b(admin\w*|privileged|service accounts?|root|pin|mobile|shared|vault|master|customers?|passphrase)\b",
            &["A.5.17"],
        ),
        subject(
            "how often policies are reviewed",
            &format!(
                r"(?i)\b(?:{REVIEWED})\b[^.]{{0,30}}\b(?:polic(?:y|ies)|this (?:document|standard|procedure))\b[^.]{{0,60}}?\b{INTERVAL}|\b(?:polic(?:y|ies)|this (?:document|standard|procedure))\b[^.]{{0,60}}\b(?:{REVIEWED})\b[^.]{{0,60}}?\b{INTERVAL}"
            ),
            r"(?i)\b(suppliers?|access rights?|risks?|backups?|firewalls?|logs?|user accounts?)\b",
            &["A.5.1"],
        ),
        subject(
            "how often access rights are reviewed",
            &format!(
                r"(?i)\b(?:access (?:rights?|lists?|permissions?)|user (?:access|accounts?)|entitlements?|permissions|authori[sz]ations)\b[^.]{{0,70}}\b(?:{REVIEWED}|checked|verified)\b[^.]{{0,50}}?\b{INTERVAL}|\baccess reviews?\b[^.]{{0,50}}?\b{INTERVAL}"
            ),
            r"(?i)\b(admin\w*|privileged|service|guests?|suppliers?|contractors?|physical|keys?|doors?|badges?)\b",
            &["A.5.18"],
        ),
        subject(
            "deadline for reporting an incident or event",
            &format!(
                r"(?i)\breport(?:ed|s|ing)?\b[^.]{{0,90}}\b(?:incidents?|events?|breach(?:es)?|loss(?:es)?|suspicio\w+|weakness\w*)\b[^.]{{0,60}}?\bwithin {SPAN}|\b(?:incidents?|events?|loss(?:es)?|suspicio\w+|weakness\w*)\b[^.]{{0,90}}\breport(?:ed)?\b[^.]{{0,40}}?(?:within {SPAN}|((?:by|before) (?:the )?(?:end of the )?(?:next|same|following) (?:working |business )?day))"
            ),
            r"(?i)\b(authorit\w+|regulators?|customers?|supervis\w+|ico|gdpr|insurers?|severity \d|sev ?\d|p[1-4]|suppliers?|processors?|contractors?|equipment|accidents?)\b",
            &["A.6.8", "A.5.24"],
        ),
        subject(
            "screen lock",
            &format!(
                r"(?i)\b(?:screens?|devices?|workstations?|sessions?|computers?|laptops?|pcs?)\b[^.]{{0,40}}\block(?:s|ed)?\b[^.]{{0,40}}?\b(?:after|within)\s+{SPAN}"
            ),
            r"(?i)\b(mobile|phones?|servers?|admin\w*|kiosk|terminals?|plant|production)\b",
            &["A.7.7", "A.8.1"],
        ),
        subject(
            "deadline for removing a leaver's access",
            &format!(
                r"(?i)\b{LEAVING}\b[^.]{{0,80}}\b{ACCESS}\b[^.]{{0,60}}?\b(?:within|no later than)\s+{SPAN}|\b{ACCESS}\b[^.]{{0,80}}\b{LEAVING}\b[^.]{{0,60}}?\b(?:within|no later than)\s+{SPAN}"
            ),
            r"(?i)\b(equipment|laptops?|devices?|returns?|assets?|privileged|admin\w*|contractors?|interviews?)\b",
            &["A.5.18", "A.6.5"],
        ),
    ];
    found.extend(KEPT_THINGS.iter().map(|(name, noun, apart, id)| kept(name, noun, apart, id)));
    found.extend(OWNED_THINGS.iter().map(|(name, noun, id)| owned(name, noun, id)));
    found.into_iter().flatten().collect()
});

/// What is kept for a time: its name, how sentences name it, what narrows it, the requirement.
const KEPT_THINGS: [(&str, &str, &str, &str); 7] = [
    (
        "logs",
        r"(?:(?:security|audit|access|system|event) )?logs?(?: data| files?| records?)?",
        "online|offline|archive\\w*|hot|cold|firewall|cctv|camera|visitor|debug",
        "A.8.15",
    ),
    (
        "backups",
        r"back-?ups?(?: copies| sets?| media)?",
        "daily|weekly|monthly|yearly|annual|database|mail|files?|logs?|tapes?|off-?site",
        "A.8.13",
    ),
    (
        "training records",
        r"(?:training|awareness|qualification) (?:records?|certificates?|evidence)",
        "leavers?|external",
        "7.2",
    ),
    ("visitor records", r"visitor (?:logs?|books?|records?|lists?|registers?)", "x{99}", "A.7.2"),
    ("incident records", r"incident (?:records?|reports?|logs?|files?|tickets?)", "personal|severity \\d", "A.5.28"),
    ("audit records", r"audit (?:reports?|records?|results?)", "supplier|external", "9.2.2"),
    (
        "camera recordings",
        r"(?:cctv|camera|video)(?: surveillance)? (?:recordings?|footage|images?|data)",
        "incident|parking",
        "A.7.4",
    ),
];

/// What one role looks after: its name, how sentences name it, the requirement.
const OWNED_THINGS: [(&str, &str, &str); 5] = [
    ("asset inventory", r"(?:[Ii]nformation )?[Aa]ssets? (?:inventory|register|list)", "A.5.9"),
    ("risk register", r"[Rr]isk (?:register|log)", "6.1.2"),
    ("supplier register", r"[Ss]uppliers? (?:register|list|inventory)", "A.5.19"),
    ("incident log", r"[Ii]ncident (?:log|register)", "A.5.26"),
    (
        "continuity plan",
        r"(?:[Bb]usiness [Cc]ontinuity|[Ee]mergency|[Cc]ontingency|[Dd]isaster [Rr]ecovery) (?:[Pp]lan|[Mm]anual)",
        "A.5.29",
    ),
];

fn kept(name: &str, noun: &str, apart: &str, id: &'static str) -> Option<Subject> {
    let pattern = format!(
        r"(?i)\b{noun}\b[^.]{{0,60}}\b(?:{KEPT})\b[^.]{{0,40}}?\b{SPAN}|\b(?:{KEPT})\b[^.]{{0,20}}\b{noun}\b[^.]{{0,30}}? for (?:at least )?{SPAN}"
    );
    subject(&format!("how long {name} are kept"), &pattern, &format!(r"(?i)\b({apart})\b"), &[id])
}

fn owned(name: &str, noun: &str, id: &'static str) -> Option<Subject> {
    let pattern = format!(
        r"{noun}\b[^.]{{0,40}}?\b(?:owned|kept|maintained|managed|updated)\b[^.]{{0,40}}? by (?:the )?{ROLE}|{ROLE} (?:owns|maintains|keeps|(?:is|shall be) (?:the owner of|responsible for)(?: keeping| maintaining)?) the {noun}\b|\b[Oo]wner of the {noun}\b[^.]{{0,10}}? is (?:the )?{ROLE}|^(?:[^:]*: )?{ROLE}  ?[^\n]*?\b[Oo]wns the {noun}\b"
    );
    subject(
        &format!("owner of the {name}"),
        &pattern,
        r"(?i)\b(plant|production equipment|software|hardware|project|product|deputy)\b",
        &[id],
    )
}

fn subject(topic: &str, pattern: &str, apart: &str, ids: &[&'static str]) -> Option<Subject> {
    let pattern = Regex::new(&pattern.replace("NUM", NUMBER)).ok()?;
    Some(Subject { topic: topic.to_owned(), pattern, apart: Regex::new(apart).ok()?, ids: ids.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one_and_finds_its_value_in_plain_and_passive_sentences() {
        assert_eq!(SUBJECTS.len(), 6 + KEPT_THINGS.len() + OWNED_THINGS.len());
        for (topic, text, value) in [
            ("minimum password length", "The minimum length of passwords is set to 12 characters.", "12"),
            ("minimum password length", "Accounts: Password length   at least ten characters", "ten"),
            (
                "how often policies are reviewed",
                "This policy shall be reviewed at least once per calendar year.",
                "once per calendar year",
            ),
            (
                "how often policies are reviewed",
                "The Head of IT reviews all policies every three years.",
                "every three years",
            ),
            ("how long training records are kept", "Training records are retained for a period of 5 years.", "5 years"),
            ("how long logs are kept", "Security: Log files must be stored for 90 days.", "90 days"),
            (
                "owner of the asset inventory",
                "The asset register is maintained by the Facility Manager.",
                "Facility Manager",
            ),
            ("owner of the asset inventory", "The IT Manager is responsible for the asset inventory.", "IT Manager"),
            (
                "deadline for reporting an incident or event",
                "Every incident must be reported to the IT Manager within 4 hours.",
                "4 hours",
            ),
        ] {
            let subject = SUBJECTS.iter().find(|one| one.topic == topic).unwrap();
            let groups = subject.pattern.captures(text).unwrap_or_else(|| panic!("{topic}: {text}"));
            let found = groups.iter().skip(1).flatten().next().unwrap().as_str();
            assert!(found.ends_with(value), "{topic}: {found} in {text}");
        }
    }
}
