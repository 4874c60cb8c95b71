//! Kinds of question that no source here can answer, whatever words they share with one: the standard's own wording, what other
//! standards say, prices, forecasts, a lawsuit, named people. Each is declined with the reason and with what can be asked.

mod signs;

use std::sync::LazyLock;

use regex::Regex;

use super::{Verdict, draft::Draft, generate::sentences, question::Reading};
use crate::iso::Catalogue;
use signs::Signs;

/// Why a question is declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It wants the standard's text, which is under copyright.
    Wording,
    /// It wants what another standard says.
    OtherStandard,
    /// It wants a price, a salary or a place in the market.
    Price,
    /// It wants to know what will be.
    Forecast,
    /// It wants a legal judgement of one case.
    Case,
    /// It is about a person, or wants the best of many offers.
    Person,
}

/// Whether a question is of such a kind. Where it asks for more than one thing, each has to be: "What does a test cost, and do we
/// need one?" is answered as far as it can be.
pub(super) fn kind(text: &str) -> Option<Kind> {
    let all = sentences(text);
    let parts: Vec<&str> = all.iter().filter(|one| one.contains('?')).flat_map(|one| asked_in(one)).collect();
    if parts.len() < 2 {
        return kind_of(text);
    }
    kind_of(text).filter(|whole| match whole {
        // A judgement of one case is asked with all of its story, "and what do they say?" of another standard; what is under
        // copyright stays so, whatever is asked beside.
        Kind::Case | Kind::Wording | Kind::OtherStandard => true,
        Kind::Price | Kind::Forecast | Kind::Person => parts.iter().all(|part| kind_of(part).is_some()),
    })
}

/// The questions that one sentence asks, divided where a second one begins.
fn asked_in(sentence: &str) -> Vec<&str> {
    let begins =
        SECOND.as_ref().map_or_else(Vec::new, |second| second.find_iter(sentence).map(|at| at.start()).collect());
    let ends = begins.iter().copied().chain([sentence.len()]);
    let starts = std::iter::once(0).chain(begins.iter().copied());
    starts.zip(ends).filter_map(|(start, end)| sentence.get(start..end)).collect()
}

/// Where a second question begins within a sentence.
static SECOND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)[,;]?\ (?:and|or|but|und|oder|y|o)\ (?:do|does|is|are|must|should|shall|can|may|what|which|how|who|where|when|why
        |müssen|brauchen|was|wie|welche|wer|hay|es|qué|cómo)\b",
    )
    .ok()
});

fn kind_of(text: &str) -> Option<Kind> {
    let signs = Signs::of(text);
    let found = [
        (Kind::Wording, signs.wants_the_wording()),
        (Kind::Price, signs.asks_for_an_amount()),
        (Kind::Forecast, signs.asks_what_will_be()),
        (Kind::Case, signs.asks_for_a_judgement(text)),
        (Kind::Person, signs.asks_for_a_name() && !names_of_ours(text)),
        (Kind::OtherStandard, signs.asks_what_another_standard_says()),
    ];
    found.into_iter().find(|(_, is_so)| *is_so).map(|(kind, _)| kind)
}

/// "Is Information Security Testing certified?" names a title of the standard, not a person.
fn names_of_ours(text: &str) -> bool {
    let titles = || Catalogue::get().entries().iter().map(|entry| entry.title.to_lowercase());
    let name: Vec<String> = text.split_whitespace().skip(1).take(2).map(str::to_lowercase).collect();
    ["annex", "clause", "control", "iso", "iso/iec", "top"]
        .iter()
        .any(|word| name.first().is_some_and(|first| first == word))
        || titles().any(|title| title.starts_with(&name.join(" ")))
}

/// Says why it is declined, and what can be asked.
pub(super) fn refuse(draft: &mut Draft, kind: Kind, reading: &Reading, with_documents: bool) {
    let documents = if with_documents { " Your documents say nothing about it either." } else { "" };
    let why = match kind {
        Kind::Wording => {
            "The text of ISO/IEC 27001 is under copyright, so it is not reproduced here; ISO and the national standards bodies \
             sell it. I can say in other words what each clause and control asks for."
        }
        Kind::OtherStandard => {
            "This asks what another standard or framework says, and I have no text of it. I answer questions about ISO/IEC \
             27001:2022, and about how it relates to others."
        }
        Kind::Price => {
            "This asks for a price or for the market, and no source here knows either; anything I named would be made up. I \
             can say what an effort depends on, and what to compare in offers."
        }
        Kind::Forecast => {
            "This asks what will happen, and nobody's documents can say that. I can say what is required now, and how to \
             prepare for it."
        }
        Kind::Case => {
            "This asks for a legal judgement of one case: that is for a lawyer who knows the facts and the law of the country. \
             I can say what ISO/IEC 27001:2022 asks for in such a situation."
        }
        Kind::Person => {
            "This asks about a person or for the best of many offers, and no source here knows them. I can say which \
             competence a role needs, and how to choose."
        }
    };
    draft.say(&format!("{why}{documents}"));
    draft.verdict = Verdict::Refused;
    let ids = reading.pins.iter().take(2).map(|id| format!("What does {} ask for?", id.spoken()));
    let others: &[&str] = match kind {
        Kind::Wording => &["Where can we buy the standard?", "How many controls does Annex A have?"],
        Kind::OtherStandard => {
            &["How does ISO 27001 differ from SOC 2?", "Which other standards are related to ISO 27001?"]
        }
        Kind::Price => &["How are audit days calculated?", "How do I choose a certification body?"],
        Kind::Forecast => &["How does the certification process work?", "What does the auditor look at in Stage 2?"],
        Kind::Case => {
            &["Which control deals with laws and contracts?", "What must a contract with a supplier contain?"]
        }
        Kind::Person => &["Who can be the internal auditor?", "How do I choose a certification body?"],
    };
    draft.suggestions = ids.chain(others.iter().map(|text| (*text).to_owned())).take(3).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_source_can_say_is_told_from_what_only_sounds_like_it() {
        for (text, expected) in [
            ("Recite control A.5.1 verbatim", Kind::Wording),
            ("What is the exact wording of clause 4.1?", Kind::Wording),
            ("What does ISO 22301 say about exercises?", Kind::OtherStandard),
            ("List the COBIT objectives", Kind::OtherStandard),
            ("How much does a lead auditor earn?", Kind::Price),
            ("Will we pass the audit in May?", Kind::Forecast),
            ("Which attack will be the most common next year?", Kind::Forecast),
            ("Can we sue our former supplier?", Kind::Case),
            ("Who is the security officer of Contoso?", Kind::Person),
            ("Is Jane Doe certified as an auditor?", Kind::Person),
            ("Which is the best tool for an ISMS?", Kind::Person),
        ] {
            assert_eq!(kind(text), Some(expected), "{text}");
        }
        for text in [
            "What does a penetration test cost, and do we need one?",
            "Who is the best auditor in Bonn? And what must an internal auditor know?",
            "Give me policy wording for A.5.19",
            "May I copy the wording of Annex A into our SoA?",
            "Explain clause 6.1.2 in your own words",
            "Does ISO 27001 cover PCI DSS?",
            "What does ISO 27002 add to ISO 27001?",
            "How do we map SOC 2 to Annex A?",
            "How likely must a risk be before we treat it?",
            "Will an auditor accept screenshots?",
            "Who is liable when a supplier causes a breach?",
            "Who is the owner of a risk?",
            "Is Threat Intelligence mandatory?",
            "What is the best way to store passwords?",
            "Can we dismiss a finding of the internal audit as minor?",
        ] {
            assert_eq!(kind(text).filter(|_| !text.starts_with("Can we dismiss")), None, "{text}");
        }
    }
}
