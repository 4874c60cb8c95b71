//! The interview that makes a profile: one question at a time, "unknown" always an answer, nothing guessed.

use std::{
    fmt::Write as _,
    io::{self, BufRead, Write},
};

use crate::iso::{Day, Profile};

/// What an answer has to be.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Any text.
    Text,
    /// A whole number from 1 on.
    Number,
    /// Texts with commas between.
    List,
    /// Some of these words, with commas between.
    Some(&'static [&'static str]),
    /// One of these words.
    One(&'static [&'static str]),
    /// Yes or no.
    YesNo,
    /// A day.
    Day,
}

/// A question.
struct Question {
    /// Where the answer goes: a key, or a key below another.
    key: (&'static str, Option<&'static str>),
    /// What is asked.
    ask: &'static str,
    kind: Kind,
}

const fn top(key: &'static str, ask: &'static str, kind: Kind) -> Question {
    Question { key: (key, None), ask, kind }
}

const fn below(key: &'static str, part: &'static str, ask: &'static str) -> Question {
    Question { key: (key, Some(part)), ask, kind: Kind::Text }
}

const PLACES: &[&str] = &["remote", "coworking-desk", "coworking-room", "office", "colocation", "data-centre", "plant"];
const ABSENT: &[&str] =
    &["paper-archive", "equipment-store", "devices", "storage-media", "outside-developers", "scripts"];
const QUESTIONS: [Question; 33] = [
    top("name", "What is the company called, as documents shall print it?", Kind::Text),
    top("sector", "What does it do, in a few words?", Kind::Text),
    top("people", "How many people work for it, long-term contractors included?", Kind::Number),
    top("countries", "In which countries do people work or customers sit?", Kind::List),
    top("services", "Which products or services shall the certificate cover?", Kind::List),
    top("premises", "Where is work done?", Kind::Some(PLACES)),
    top("absent", "What did you look for and found that it does not exist?", Kind::Some(ABSENT)),
    Question { key: ("cloud", Some("providers")), ask: "Which cloud services do you use?", kind: Kind::List },
    Question {
        key: ("cloud", Some("hosts_production")),
        ask: "Does what you sell run on a provider's cloud?",
        kind: Kind::YesNo,
    },
    top("development", "Who writes software for you?", Kind::One(&["in-house", "outsourced", "both", "none"])),
    top(
        "data",
        "Which sensitive information do you handle (personal, health, payment, customer-confidential)?",
        Kind::List,
    ),
    top("obligations", "Which laws and frameworks bind you (GDPR, NIS2, DORA, PCI DSS)?", Kind::List),
    top("contracts", "Which contracts ask for security?", Kind::List),
    top("documents", "Which documents on information security exist already?", Kind::List),
    top("risk_appetite", "How much risk is top management ready to keep?", Kind::One(&["low", "moderate", "high"])),
    top("target_date", "When shall the certification audit (Stage 2) begin (YYYY-MM-DD)?", Kind::Day),
    Question {
        key: ("climate", Some("relevant")),
        ask: "Does climate change matter for your information security (clause 4.1)?",
        kind: Kind::YesNo,
    },
    below("climate", "reason", "Why, in a sentence?"),
    below("tools", "identity", "Which tool do people sign in with?"),
    below("tools", "endpoint", "Which tool manages laptops and phones?"),
    below("tools", "ticketing", "Where are tickets kept?"),
    below("tools", "code", "Where is source code kept?"),
    below("tools", "documents", "Where are documents kept?"),
    below("tools", "monitoring", "Which tool collects logs and alerts?"),
    below("tools", "backup", "Which tool makes backups?"),
    below("tools", "hr", "Which system keeps personnel files?"),
    below("tools", "training", "Which tool is used for training?"),
    below("roles", "top_management", "Who is top management and approves (name or title)?"),
    below("roles", "isms_owner", "Who runs information security?"),
    below("roles", "it_lead", "Who is responsible for IT and platforms?"),
    below("roles", "hr_lead", "Who is responsible for people matters?"),
    below("roles", "privacy_lead", "Who is responsible for data protection?"),
    below("roles", "internal_auditor", "Who audits internally (nobody audits own work)?"),
];

/// Asks all questions and gives the profile as YAML.
pub(super) fn interview(answers: &mut dyn BufRead, asks: &mut dyn Write) -> anyhow::Result<String> {
    writeln!(
        asks,
        "Answer in a line each. An empty line or \"unknown\" leaves a question open: what depends on it stays undecided.\n"
    )?;
    let mut yaml = String::new();
    let mut group: Option<(&str, String)> = None;
    for (at, question) in QUESTIONS.iter().enumerate() {
        let Some(value) = ask((at + 1, question), answers, asks)? else { continue };
        match question.key {
            (key, None) => {
                let _ = writeln!(yaml, "{key}: {value}");
            }
            (key, Some(part)) => {
                if group.as_ref().is_none_or(|(open, _)| *open != key) {
                    flush(&mut yaml, group.take());
                    group = Some((key, String::new()));
                }
                if let Some((_, lines)) = group.as_mut() {
                    let _ = writeln!(lines, "  {part}: {value}");
                }
            }
        }
    }
    flush(&mut yaml, group);
    // A reason without an answer, or the other way round, is no decision.
    let yaml =
        if yaml.contains("  relevant: ") == yaml.contains("  reason: ") { yaml } else { without(&yaml, "climate") };
    let profile = Profile::from_yaml(&yaml)?;
    for problem in profile.problems() {
        writeln!(asks, "{}: {} {}", if problem.blocking { "error" } else { "open" }, problem.field, problem.message)?;
    }
    Ok(yaml)
}

fn flush(yaml: &mut String, group: Option<(&str, String)>) {
    if let Some((key, lines)) = group {
        let _ = write!(yaml, "{key}:\n{lines}");
    }
}

/// The text without a key and what stands below it.
fn without(yaml: &str, key: &str) -> String {
    let mut inside = false;
    let kept = yaml.lines().filter(|line| {
        inside = if line.starts_with(' ') { inside } else { *line == format!("{key}:") };
        !inside
    });
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// One answer as YAML; nothing when it is not known. Asked again until it can be read.
fn ask(
    (number, question): (usize, &Question),
    answers: &mut dyn BufRead,
    asks: &mut dyn Write,
) -> io::Result<Option<String>> {
    let choices = match question.kind {
        Kind::Some(choices) => format!(" Some of: {}.", choices.join(", ")),
        Kind::One(choices) => format!(" One of: {}.", choices.join(", ")),
        Kind::YesNo => " Yes or no.".to_owned(),
        Kind::List => " Commas between.".to_owned(),
        Kind::Text | Kind::Number | Kind::Day => String::new(),
    };
    loop {
        write!(asks, "{number}/{} {}{choices}\n> ", QUESTIONS.len(), question.ask)?;
        asks.flush()?;
        let mut line = String::new();
        if answers.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim();
        if line.is_empty() || line.eq_ignore_ascii_case("unknown") {
            return Ok(None);
        }
        match value(question.kind, line) {
            Ok(value) => return Ok(Some(value)),
            Err(problem) => writeln!(asks, "{problem}")?,
        }
    }
}

fn value(kind: Kind, line: &str) -> Result<String, String> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let items = || line.split(',').map(str::trim).filter(|item| !item.is_empty());
    match kind {
        Kind::Text => Ok(quoted(line)),
        Kind::Number => match line.parse::<u32>() {
            Ok(number) if number > 0 => Ok(number.to_string()),
            _ => Err(format!("`{line}` is no number from 1 on")),
        },
        Kind::List => Ok(format!("[{}]", items().map(quoted).collect::<Vec<_>>().join(", "))),
        Kind::Some(choices) => match items().find(|item| !choices.contains(item)) {
            Some(other) => Err(format!("`{other}` is none of these: {}", choices.join(", "))),
            None => Ok(format!("[{}]", items().collect::<Vec<_>>().join(", "))),
        },
        Kind::One(choices) if choices.contains(&line) => Ok(line.to_owned()),
        Kind::One(choices) => Err(format!("`{line}` is none of these: {}", choices.join(", "))),
        Kind::YesNo => match line.to_lowercase().as_str() {
            "yes" | "y" => Ok("true".to_owned()),
            "no" | "n" => Ok("false".to_owned()),
            _ => Err("answer yes or no".to_owned()),
        },
        Kind::Day => line.parse::<Day>().map(Day::iso).map_err(|error| error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(lines: &[&str]) -> (Profile, String) {
        let (mut answers, mut asked) = (io::Cursor::new(lines.join("\n")), Vec::new());
        let yaml = interview(&mut answers, &mut asked).unwrap();
        (Profile::from_yaml(&yaml).unwrap(), String::from_utf8(asked).unwrap())
    }

    #[test]
    fn answers_become_a_profile_and_unknown_stays_open() {
        let (profile, asked) = hold(&["Żółw: \"Ltd\"", "maps", "unknown", "30", "DE, PL", "", "office, remote"]);
        assert_eq!((profile.name.as_str(), profile.people), ("Żółw: \"Ltd\"", 0));
        assert_eq!(profile.countries, ["30"], "an answer goes to its own question");
        assert_eq!(profile.services, ["DE", "PL"]);
        assert!(asked.contains("error: people"));
    }

    #[test]
    fn what_cannot_be_read_is_asked_again() {
        let (profile, asked) = hold(&["N", "S", "many", "12", "", "", "moon", "plant", "", "", "maybe", "yes"]);
        assert_eq!((profile.people, profile.premises.len()), (12, 1));
        for part in ["`many` is no number", "`moon` is none of these", "answer yes or no"] {
            assert!(asked.contains(part), "{part}");
        }
        assert!(profile.cloud.unwrap().hosts_production);
    }

    #[test]
    fn half_a_decision_on_climate_is_none() {
        let mut lines = vec!["N", "S", "12"];
        lines.extend([""; 14]);
        lines.push("because it is hot");
        assert_eq!(hold(&lines).0.climate, None);
    }
}
