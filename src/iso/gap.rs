//! A gap analysis: what a set of documents says of every check of every requirement, with the passages that show it.
//!
//! The shape is that of the JSON contract: it is written, read back for comparison, and exported as it stands.

use serde::{Deserialize, Serialize};

use super::{Nature, Obligation};

/// What the documents show of a check, or of a whole requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GapVerdict {
    /// A statement in force says it, or a dated record shows it.
    Met,
    /// Something speaks to it, but not all of it, or not in force.
    Partial,
    /// Not found in the supplied documents.
    Missing,
    /// Two statements in force disagree.
    Conflicting,
    /// These documents cannot show it; the reason says why.
    NotAssessed,
    /// Left out by a person's decision in the Statement of Applicability; never a clause.
    NotApplicable,
}

/// A whole analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct GapReport {
    /// When it was made, RFC 3339 in UTC.
    pub created: String,
    /// The name of the company in the profile; empty without a profile.
    #[serde(default)]
    pub company: String,
    /// What made the verdicts: `composed`, or `generated` when a model judged beside the rules.
    pub mode: String,
    /// The documents, in the order in which they were given.
    pub documents: Vec<AnalysedDocument>,
    /// How many items bear each verdict.
    pub summary: GapSummary,
    /// The same for the clauses and for each theme of Annex A.
    pub themes: Vec<ThemeSummary>,
    /// Whether the documented information that Stage 1 asks for is there.
    pub stage_1: Readiness,
    /// The gaps that matter most, the first one first; at most ten.
    pub priorities: Vec<Priority>,
    /// Statements of the documents that contradict each other.
    pub contradictions: Vec<Contradiction>,
    /// One item for each leaf clause 4 to 10 and each control of Annex A, in the order of the standard.
    pub items: Vec<GapItem>,
    /// What changed since an earlier analysis, when one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<GapComparison>,
    /// What the reader has to know before relying on it.
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// A document of an analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AnalysedDocument {
    /// Its name, as evidence carries it; unique in the report.
    pub name: String,
    /// The hash of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its pages, where its format has pages.
    pub pages: Option<usize>,
    /// Its words; 0 when it gave no text.
    pub words: usize,
    /// Whether it says that it is in force.
    pub standing: Standing,
    /// Why it gave no text, or what was left out of it; empty when all is well.
    #[serde(default)]
    pub problem: String,
    /// How many checks it supports as evidence.
    #[serde(default)]
    pub supports: usize,
    /// The checks that it shows, by their verdict.
    #[serde(default)]
    pub shows: Shown,
    /// The requirements that it mainly speaks to, those with most checks shown first; at most eight.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speaks_to: Vec<String>,
    /// Lines of it that try to give instructions to whoever analyses it; they changed nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instructions: Vec<Evidence>,
}

/// How many checks a document shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Shown {
    /// Checks that are met.
    pub met: usize,
    /// Checks that are met in part.
    pub partial: usize,
}

/// What a document says of its own force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is approved, or nothing says otherwise.
    #[default]
    InForce,
    /// It calls itself a draft, a template or not approved.
    Draft,
    /// It calls itself superseded, withdrawn or archived.
    Superseded,
    /// It gave no text.
    Unreadable,
    /// The same bytes as a document before it; assessed once.
    Duplicate,
}

/// How many items bear each verdict. No percentage is made of them: obligations of different kinds do not add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct GapSummary {
    /// Items that are met.
    pub met: usize,
    /// Items that are met in part.
    pub partial: usize,
    /// Items of which nothing was found.
    pub missing: usize,
    /// Items with statements that disagree.
    #[serde(default)]
    pub conflicting: usize,
    /// Items that documents cannot show.
    pub not_assessed: usize,
    /// Items left out by a person's decision.
    #[serde(default)]
    pub not_applicable: usize,
}

/// A summary of the clauses, or of one theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ThemeSummary {
    /// `Clauses 4 to 10`, `Organizational`, `People`, `Physical`, `Technological`.
    pub theme: String,
    /// Its items by verdict.
    pub summary: GapSummary,
}

/// Whether Stage 1 could begin: it looks at the documented information that the clauses ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Readiness {
    /// Whether none of it is missing.
    pub ready: bool,
    /// How many documented items the clauses ask for; 0 in reports that did not count them.
    #[serde(default)]
    pub asked: usize,
    /// What is missing, one line each: the requirement, then what is not there.
    pub missing: Vec<MissingDocument>,
}

/// Documented information that was not found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MissingDocument {
    /// The requirement that asks for it.
    pub id: String,
    /// What it is, as people call it.
    pub name: String,
    /// Whether something of it is there.
    pub verdict: GapVerdict,
}

/// A gap that matters more than others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Priority {
    /// The requirement.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The check that is not met.
    pub check: String,
    /// What is missing.
    pub gap: String,
    /// Why it comes before others.
    pub why: String,
    /// Whether pasting one clause would close it.
    pub quick_win: bool,
}

/// Two statements that cannot both hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Contradiction {
    /// What they are about, such as `minimum password length`.
    pub topic: String,
    /// What each says, in a sentence.
    pub message: String,
    /// The statements, two or more.
    pub statements: Vec<Evidence>,
    /// The requirements that are touched.
    pub ids: Vec<String>,
}

/// A requirement in an analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct GapItem {
    /// `A.5.23` or `9.2.1`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Met only when each required rule and record check is met; missing when none is even partly met.
    pub verdict: GapVerdict,
    /// How sure that is, 0 to 1; calibrated where labelled sets allow it.
    pub confidence: f64,
    /// How much the documents speak to it at all, 0 to 1: what ranks requirements from gap to covered.
    #[serde(default)]
    pub coverage: f64,
    /// Its checks, in the order of its page.
    pub checks: Vec<GapCheck>,
}

/// A check in an analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct GapCheck {
    /// `A.5.23-1`.
    pub id: String,
    /// What is asked, in our own words.
    pub text: String,
    /// Who asks for it.
    pub obligation: Obligation,
    /// What can show it.
    pub nature: Nature,
    /// What the documents show.
    pub verdict: GapVerdict,
    /// How sure that is, 0 to 1.
    #[serde(default)]
    pub confidence: f64,
    /// Why, in a sentence.
    pub reason: String,
    /// The passages that show it, the best first; never empty for met and partial.
    pub evidence: Vec<Evidence>,
    /// What is missing, in a sentence; empty when it is met.
    pub gap: String,
    /// What to do; empty when it is met.
    pub recommendation: String,
    /// A clause that would close it, ready to paste, with the profile's values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<SuggestedClause>,
}

/// A clause of the document library, written out for the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SuggestedClause {
    /// The kind of policy that it is of, such as `access-control`.
    pub policy: String,
    /// Its heading.
    pub title: String,
    /// Its text, Markdown.
    pub text: String,
}

/// A passage of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Evidence {
    /// The document's name in the report.
    pub document: String,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// The page on which it begins, from 1, where the format has pages.
    pub page: Option<usize>,
    /// The passage: characters `start..end` of the extracted text, exactly.
    pub quote: String,
    /// Its first character.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
}

/// What changed between two analyses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct GapComparison {
    /// When the earlier one was made.
    pub earlier: String,
    /// Documents that one of them had and the other had not, or had with other bytes; none in reports that did not look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<Vec<DocumentChange>>,
    /// Checks that are better now.
    pub closed: Vec<GapChange>,
    /// Checks that are worse now.
    pub opened: Vec<GapChange>,
}

/// A document that two analyses do not share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DocumentChange {
    /// Its name in the report.
    pub name: String,
    /// The hash that it had; none when it was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The hash that it has; none when it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// A check whose verdict changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct GapChange {
    /// The check.
    pub check: String,
    /// What it asks.
    pub text: String,
    /// Its verdict before.
    pub before: GapVerdict,
    /// Its verdict now.
    pub now: GapVerdict,
}

impl GapVerdict {
    /// As reports print it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Partial => "partial",
            Self::Missing => "missing",
            Self::Conflicting => "conflicting",
            Self::NotAssessed => "not assessed",
            Self::NotApplicable => "not applicable",
        }
    }
}

impl GapSummary {
    /// Counts verdicts.
    pub fn of(verdicts: impl IntoIterator<Item = GapVerdict>) -> Self {
        let mut found = Self::default();
        for verdict in verdicts {
            *match verdict {
                GapVerdict::Met => &mut found.met,
                GapVerdict::Partial => &mut found.partial,
                GapVerdict::Missing => &mut found.missing,
                GapVerdict::Conflicting => &mut found.conflicting,
                GapVerdict::NotAssessed => &mut found.not_assessed,
                GapVerdict::NotApplicable => &mut found.not_applicable,
            } += 1;
        }
        found
    }
}

impl DocumentChange {
    /// The documents that are new, gone or other than they were, known by name and hash; those of now first.
    pub fn between(earlier: &[AnalysedDocument], now: &[AnalysedDocument]) -> Vec<Self> {
        let hash = |all: &[AnalysedDocument], name: &str| {
            all.iter().find(|document| document.name == name).map(|document| document.sha256.clone())
        };
        let change = |name: &String| Self { name: name.clone(), before: hash(earlier, name), now: hash(now, name) };
        let is_gone = |document: &&AnalysedDocument| hash(now, &document.name).is_none();
        let names = now.iter().chain(earlier.iter().filter(is_gone)).map(|document| &document.name);
        names.map(change).filter(|one| one.before != one.now).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{AnalysedDocument, DocumentChange, Standing};

    #[test]
    fn documents_are_new_gone_or_other_than_they_were() {
        let document = |name: &str, sha256: &str| AnalysedDocument {
            name: name.into(),
            sha256: sha256.into(),
            pages: None,
            words: 1,
            standing: Standing::InForce,
            problem: String::new(),
            supports: 0,
            shows: super::Shown::default(),
            speaks_to: Vec::new(),
            instructions: Vec::new(),
        };
        let earlier = [document("same.md", "1"), document("other.md", "2"), document("gone.md", "3")];
        let now = [document("new.md", "4"), document("other.md", "5"), document("same.md", "1")];
        let change = |name: &str, before: Option<&str>, now: Option<&str>| DocumentChange {
            name: name.into(),
            before: before.map(str::to_owned),
            now: now.map(str::to_owned),
        };
        assert_eq!(
            DocumentChange::between(&earlier, &now),
            [
                change("new.md", None, Some("4")),
                change("other.md", Some("2"), Some("5")),
                change("gone.md", Some("3"), None)
            ]
        );
        assert!(DocumentChange::between(&now, &now).is_empty());
    }
}
