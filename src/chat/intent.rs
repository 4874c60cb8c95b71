//! What a question wants to know, read from its words.

use serde::{Deserialize, Serialize};

use crate::iso::{Catalogue, Meaning, Terms, mentions};

/// The kinds of question that pages answer with a part of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intent {
    /// What is it, what does it ask?
    Explain,
    /// What proves it?
    Evidence,
    /// How is it done, sized to the company?
    Implement,
    /// What will an auditor ask?
    Audit,
    /// Which requirement does it belong to?
    Classify,
    /// How do two things differ?
    Compare,
    /// Must we, can we leave it out?
    Applicability,
    /// What must be written down?
    Documents,
    /// Text for a policy.
    Policy,
    /// Who does it, checks it, approves it?
    Responsible,
    /// Findings and corrective actions.
    Nonconformity,
    /// How is it measured?
    Metric,
    /// Which risks does it treat?
    Risks,
    /// Text for the Statement of Applicability.
    SoaText,
}

/// Intents with the phrases that give them away, most telling first; the first intent with a phrase in the question wins.
const SIGNS: [(Intent, &[&str]); 12] = [
    (
        Intent::Compare,
        &[
            "difference",
            "differ",
            " versus ",
            " vs ",
            " vs. ",
            "compare",
            "distinguish",
            "confuse",
            "same thing as",
            "the same as",
            "two different",
            "where is the border",
            "cover the other",
            "unterschied",
            "diferencia",
        ],
    ),
    (
        Intent::SoaText,
        &[
            "soa text",
            "soa entry",
            "soa row",
            "text for the soa",
            "statement of applicability text",
            "justification for inclusion",
            "justify includ",
            "soa justification",
            "soa wording",
            "exclusion in the soa",
            "exclusion for the soa",
            "word the exclusion",
            "write the exclusion",
            "phrase the exclusion",
        ],
    ),
    (
        Intent::Applicability,
        &[
            "exclude",
            "exclusion",
            "not applicable",
            "n/a",
            "applicable to",
            "opt out",
            "leave out",
            "mandatory",
            "optional",
            "skip ",
            "still apply",
            "apply to us",
            "does it apply",
            "ausschlie",
            "excluir",
            "obligator",
        ],
    ),
    (
        Intent::Audit,
        &[
            "auditor ask",
            "auditors ask",
            "auditor look",
            "auditors look",
            "auditor check",
            "auditors check",
            "auditor want",
            "auditor expect",
            "audit question",
            "auditor question",
            "interview",
            "ask me about",
            "ask us about",
            "asked about",
            "ask about",
            "questions about",
            "questions will",
            "prüfer",
            "auditor frag",
            "preguntar",
        ],
    ),
    (
        Intent::Nonconformity,
        &["nonconformit", "non-conformit", "finding", "corrective action", "fail the audit", "minor nc", "major nc"],
    ),
    (
        Intent::Evidence,
        &[
            "evidence",
            "prove",
            "proof",
            "demonstrate",
            "show the auditor",
            "show an auditor",
            "artefact",
            "artifact",
            "nachweis",
            "evidencia",
            "which records",
            "what records",
        ],
    ),
    (Intent::Metric, &["metric", "kpi", "how do we measure", "how to measure", "measure the effectiveness"]),
    (
        Intent::Risks,
        &[
            "which risks",
            "what risks",
            "what threats",
            "risks does",
            "risk does",
            "why does it matter",
            "why do we need",
            "why is it important",
            "what is the point",
        ],
    ),
    (
        Intent::Policy,
        &[
            "policy text",
            "policy clause",
            "policy wording",
            "policy template",
            "write a policy",
            "write me a policy",
            "draft a policy",
            "draft me",
            "generate a policy",
            "generate an",
            "write an",
            "give me a policy",
            "give me policy",
            "wording for",
            "paste into",
            "clauses to paste",
            "what should the policy say",
            "what should our policy say",
        ],
    ),
    (Intent::Responsible, &["who ", "whose ", "responsible for", "wer "]),
    (
        Intent::Implement,
        &[
            "implement",
            "how do i",
            "how do we",
            "how to",
            "how can we",
            "how can i",
            "how should we",
            "set up",
            "setting up",
            "steps",
            "roll out",
            "introduce",
            "comply with",
            "meet ",
            "small company",
            "small team",
            "startup",
            "minimum",
            "smallest",
            "the least we",
            "the least i",
            "least that we",
            "get away with",
            "what do i need to do",
            "what do we need to do",
            "what do we have to do",
            "get started with",
            "umsetzen",
            "implementar",
            "best practice",
            "too much",
            "example of",
        ],
    ),
    (
        Intent::Documents,
        &[
            "documented information",
            "which documents",
            "what documents",
            "mandatory document",
            "must be documented",
            "need to be documented",
            "have to be documented",
            "in writing",
            "required documents",
            "which policies",
            "which policy do",
            "what policies",
        ],
    ),
];

/// What the table of terms calls them.
const NAMES: [(&str, Intent); 11] = [
    ("evidence", Intent::Evidence),
    ("implement", Intent::Implement),
    ("auditor ask", Intent::Audit),
    ("exclude", Intent::Applicability),
    ("difference", Intent::Compare),
    ("documents", Intent::Documents),
    ("policy text", Intent::Policy),
    ("responsible", Intent::Responsible),
    ("nonconformity", Intent::Nonconformity),
    ("metric", Intent::Metric),
    ("risks", Intent::Risks),
];

/// Words that state an intent, or belong to every question here, and say nothing about the topic.
const SIGN_WORDS: &str = "evidence prove proof demonstrate show auditor auditors audit ask asks asked look looks check checks implement \
    implementing implementation steps exclude exclusion applicable applicability mandatory apply policy clause \
    clauses control controls difference differ compare question questions need needs explain mean means meaning \
    annex iso iec 27001 standard require requires requirement requirements company do small text write give tell \
    want wants expect get say";

impl Intent {
    /// Reads the intent of a question.
    pub fn of(question: &str) -> Self {
        Self::stated(question).unwrap_or(Self::Explain)
    }

    /// The intent that the words themselves state, if they state one. Requirement ids and their titles are no statement:
    /// "evidence" in "A.5.28 Collection of evidence" is a topic.
    pub fn stated(question: &str) -> Option<Self> {
        if super::classify::asks(question) {
            return Some(Self::Classify);
        }
        let mut text = question.to_lowercase();
        for mention in mentions(question) {
            if let Meaning::Requirement(id) = mention.meaning
                && let Some(entry) = Catalogue::get().entry(id)
            {
                text = text.replace(&entry.title.to_lowercase(), " ");
            }
        }
        let padded = format!(" {} ", text.replace(|c: char| !c.is_alphanumeric() && !"-./'".contains(c), " "));
        // "Do we need A.7.4?" asks for applicability; "what evidence do we need?" does not, "what of it do we need?" does.
        let needs = ["do we need", "do i need to"];
        if needs.iter().any(|need| padded.trim_start().starts_with(need)) {
            return Some(Self::Applicability);
        }
        let said = SIGNS.iter().find(|(_, signs)| signs.iter().any(|sign| starts_a_word(&padded, sign)));
        // "Which policy do we need?" asks for things, not whether they are needed.
        let asks_for_things = ["which ", "what ", "whose "].iter().any(|word| padded.contains(&format!(" {word}")));
        let needed =
            (!asks_for_things && needs.iter().any(|need| padded.contains(need))).then_some(Self::Applicability);
        said.map(|(intent, _)| *intent).or_else(|| Self::named(&text)).or(needed)
    }

    /// The intent that a phrase of the table of terms names, in any of its languages.
    fn named(text: &str) -> Option<Self> {
        let terms = Terms::get().of(text).into_iter().filter(|term| term.is_intent);
        terms.filter_map(|term| NAMES.iter().find(|(name, _)| *name == term.english)).map(|(_, intent)| *intent).next()
    }

    /// The words that state this intent, and that a question about any topic may have.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Evidence => {
                "evidence evidences prove proves proof demonstrate demonstrates show shows auditor auditors need needed collect strong \
                 enough artefact artefacts artifact"
            }
            Self::Audit => {
                "auditor auditors ask asks asked look looks question questions interview interviews prepare come about check checks want \
                 wants expect"
            }
            Self::Applicability => {
                "exclude excluded exclusion applicable applicability mandatory optional statement soa leave out skip weak reason need \
                 require required apply applies must iso 27001"
            }
            Self::Implement => {
                "implement implementing implementation set setting up steps company people small startup smallest adequate version minimum \
                 do introduce simplest employees enough"
            }
            Self::Policy => {
                "policy policies clause clauses wording text write draft template paste give generate say contain contains"
            }
            Self::Nonconformity => {
                "nonconformity nonconformities finding findings corrective action typical minor major"
            }
            Self::Metric => "metric metrics kpi kpis measure measures effectiveness",
            Self::Risks => "risk risks threat threats treat treats why important point",
            Self::SoaText => "soa text entry row statement applicability justification inclusion wording",
            Self::Responsible => "who whose responsible owner wer",
            Self::Explain | Self::Classify | Self::Compare | Self::Documents => "",
        }
    }

    /// Words that state an intent and say nothing about the topic.
    pub(super) fn is_sign(word: &str) -> bool {
        SIGN_WORDS.split_whitespace().any(|sign| sign == word) || Self::stated(word).is_some()
    }
}

/// Whether a phrase stands in a text at the start of a word: "prove" is in "proven", not in "improve".
fn starts_a_word(text: &str, phrase: &str) -> bool {
    let phrase = phrase.trim_start();
    text.match_indices(phrase)
        .any(|(at, _)| !text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_say_what_they_want() {
        for (question, intent) in [
            ("What evidence do I need for control A.5.23?", Intent::Evidence),
            ("What will the auditor ask about A.8.8?", Intent::Audit),
            ("How do we implement A.5.15 with 20 people?", Intent::Implement),
            ("Can I exclude A.7.4?", Intent::Applicability),
            ("What is the difference between A.5.29 and A.5.30?", Intent::Compare),
            ("Explain clause 6.1.3", Intent::Explain),
            ("and who checks that?", Intent::Responsible),
            ("Give me policy wording for A.5.19", Intent::Policy),
            ("What would be a typical nonconformity for A.6.3?", Intent::Nonconformity),
            ("Which risks does A.8.13 treat?", Intent::Risks),
            ("Which documents does clause 9.2.2 want?", Intent::Documents),
            ("What evidence do we need for A.8.8?", Intent::Evidence),
            ("Why do we need A.8.8?", Intent::Risks),
            ("What do we need to do for A.8.8?", Intent::Implement),
            ("Do we need A.7.4?", Intent::Applicability),
        ] {
            assert_eq!(Intent::of(question), intent, "{question}");
        }
        assert_eq!(Intent::of("Welche Nachweise brauche ich für Backups?"), Intent::Evidence);
        assert_eq!(Intent::of("¿Podemos excluir el control A.7.4?"), Intent::Applicability);
        assert_eq!(Intent::of("Who approves a cloud service?"), Intent::Responsible);
        assert_eq!(Intent::of("Explain continual improvement and biometric power supply"), Intent::Explain);
    }

    #[test]
    fn a_title_states_no_intent() {
        for entry in Catalogue::get().entries() {
            let question = format!("Explain {} {}", entry.id.spoken(), entry.title);
            assert_eq!(Intent::of(&question), Intent::Explain, "{question}");
        }
    }
}
