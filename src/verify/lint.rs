//! The linter: what any text about ISO/IEC 27001 gets wrong, whoever wrote it.
//!
//! A text is read once into sentences, headings and table rows, each with its line. Every rule looks at every one of them
//! and says what is wrong, why, and what to write instead. A fact that is wrong is an error; what a reader may judge
//! otherwise is a warning. What a text denies, asks, quotes as a myth or tells as history is no finding, and neither is a
//! rule that a company sets for itself.

mod cited;
mod counts;
mod edition;
mod ids;
mod meaning;
mod numbering;
mod obligation;
mod overclaim;
mod pattern;
mod quotation;
mod reading;
mod rule;
mod silence;
mod standing;
mod theme;
mod title;

use serde::Serialize;

pub use meaning::weigh;
pub use rule::{Rule, Severity};

use reading::{Reading, Sentence};

/// Characters of a finding's sentence that are shown.
const SHOWN: usize = 240;

/// Something that a line gets wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The line of the extracted text, from 1.
    pub line: usize,
    /// Whether a fact is wrong, or a reader has to judge.
    pub severity: Severity,
    /// The rule.
    pub rule: Rule,
    /// The sentence, without marks of Markdown; long ones are cut.
    pub text: String,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub fix: String,
}

/// What a text gets wrong, in the order of its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Linted {
    /// Findings.
    pub findings: Vec<Finding>,
    /// Findings that the text itself silences.
    pub silenced: usize,
    /// Citations that only the words speak against.
    #[serde(skip)]
    doubtful: Vec<Doubtful>,
}

/// A claim and what it cites, which share too few words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Doubtful {
    line: usize,
    claim: String,
    quotes: Vec<String>,
}

/// A finding before it knows its line: where in the sentence it begins.
#[derive(Debug, Clone)]
struct Fault {
    rule: Rule,
    severity: Severity,
    at: usize,
    message: String,
    fix: String,
}

impl Fault {
    fn new(rule: Rule, at: usize, message: String, fix: impl Into<String>) -> Self {
        Self { rule, severity: rule.severity(), at, message, fix: fix.into() }
    }

    /// The same as a matter of judgement.
    fn warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }
}

/// Finds what an extracted text gets wrong about ISO/IEC 27001. Markdown's code, front matter and link targets are left out.
pub fn lint(text: &str) -> Linted {
    let reading = Reading::of(text);
    let mut findings: Vec<Finding> =
        reading.sentences().flat_map(|sentence| of_sentence(&sentence, &reading)).collect();
    let (cited, doubtful) = cited::findings(text);
    findings.extend(cited);
    let (silences, mut wrong) = silence::read(text);
    let before = findings.len();
    findings.retain(|finding| !silences.cover(finding));
    let silenced = before - findings.len();
    findings.append(&mut wrong);
    findings.sort_by(|a, b| (a.line, a.rule, &a.message).cmp(&(b.line, b.rule, &b.message)));
    findings.dedup_by(|a, b| (a.line, a.rule, &a.message) == (b.line, b.rule, &b.message));
    Linted { findings, silenced, doubtful }
}

fn of_sentence(sentence: &Sentence<'_>, reading: &Reading) -> Vec<Finding> {
    let mut faults = ids::faults(sentence, reading);
    faults.extend(title::faults(sentence));
    faults.extend(counts::faults(sentence));
    faults.extend(edition::faults(sentence));
    faults.extend(theme::faults(sentence));
    faults.extend(overclaim::faults(sentence, reading));
    faults.extend(quotation::faults(sentence));
    faults.extend(obligation::faults(sentence, &faults));
    let finding = |fault: Fault| Finding {
        line: sentence.line(fault.at),
        severity: fault.severity,
        rule: fault.rule,
        text: shown(sentence.text),
        message: fault.message,
        fix: fault.fix,
    };
    faults.into_iter().map(finding).collect()
}

fn shown(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(SHOWN).collect::<String>().trim_end())
}

#[cfg(test)]
mod tests;
