//! Silencing: `<!-- annexa-verify: ignore RULE reason -->` on a line or on the one above it; with `ignore-all` in the first
//! lines, for the whole text.

use super::{Finding, Rule, pattern::Pattern};

/// Lines in which a rule can be silenced for the whole text.
const HEAD: usize = 20;

static INSTRUCTION: Pattern = Pattern::new(
    r"(?: <!-- | \# | // )\s* annexa-verify: \s* (?P<how>[a-z-]+) \s* (?P<rule>[a-z0-9-]*) \s* (?P<reason>.*?) \s* (?:-->|$)",
);

/// What a text silences.
#[derive(Debug, Default)]
pub(super) struct Silences {
    lines: Vec<(usize, Rule)>,
    everywhere: Vec<Rule>,
}

impl Silences {
    /// Whether a finding is silenced.
    pub(super) fn cover(&self, finding: &Finding) -> bool {
        let here =
            |(line, rule): &(usize, Rule)| *rule == finding.rule && (*line == finding.line || line + 1 == finding.line);
        self.everywhere.contains(&finding.rule) || self.lines.iter().any(here)
    }
}

/// Reads the instructions of a text, and what is wrong with them.
pub(super) fn read(text: &str) -> (Silences, Vec<Finding>) {
    let (mut silences, mut wrong) = (Silences::default(), Vec::new());
    for (at, line) in text.lines().enumerate().filter(|(_, line)| line.contains("annexa-verify:")) {
        for groups in INSTRUCTION.captures_all(line) {
            let part = |name: &str| groups.name(name).map_or("", |part| part.as_str());
            let complaint = match (part("how"), Rule::named(part("rule"))) {
                (_, None) => Some(format!("there is no rule `{}`", part("rule"))),
                (_, Some(_)) if part("reason").is_empty() => Some("it gives no reason".to_owned()),
                ("ignore", Some(rule)) => {
                    silences.lines.push((at + 1, rule));
                    None
                }
                ("ignore-all", Some(_)) if at >= HEAD => {
                    Some(format!("`ignore-all` counts only in the first {HEAD} lines"))
                }
                ("ignore-all", Some(rule)) => {
                    silences.everywhere.push(rule);
                    None
                }
                (how, Some(_)) => Some(format!("`{how}` is neither `ignore` nor `ignore-all`")),
            };
            wrong.extend(complaint.map(|complaint| finding(at + 1, line, &complaint)));
        }
    }
    (silences, wrong)
}

fn finding(line: usize, text: &str, complaint: &str) -> Finding {
    let names: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    Finding {
        line,
        severity: Rule::UnknownIgnore.severity(),
        rule: Rule::UnknownIgnore,
        text: super::shown(text),
        message: format!("this silences nothing: {complaint}"),
        fix: format!("Write `<!-- annexa-verify: ignore RULE reason -->`; rules are {}.", names.join(", ")),
    }
}
