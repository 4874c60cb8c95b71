//! Readings of a question that differ, for the person to pick: a bare number that is a clause and a control, a word that two
//! requirements share, "the policy" where there are several. The answer never waits for it.

use super::{Choice, Intent, question::Reading};
use crate::{
    iso::{Catalogue, RequirementId},
    retrieve::Belonging,
};

/// The share from which on a requirement may be the one that is meant.
const MAY_BE: f32 = 0.2;
/// From this share of the likeliest one's on, neither reading dominates.
const EQUAL: f32 = 0.7;
/// Words of a question that says too little to tell.
const FEW: usize = 3;

/// The question that asks for one requirement what was asked for several.
pub(super) fn phrased(intent: Intent, id: &str) -> String {
    match intent {
        Intent::Evidence => format!("What evidence do I need for {id}?"),
        Intent::Implement => format!("How do we implement {id}?"),
        Intent::Audit => format!("What will the auditor ask about {id}?"),
        Intent::Applicability => format!("Can we exclude {id}?"),
        Intent::Documents => format!("Which documents does {id} ask for?"),
        Intent::Policy => format!("Give me policy wording for {id}."),
        Intent::Responsible => format!("Who is responsible for {id}?"),
        Intent::Nonconformity => format!("What is a typical nonconformity for {id}?"),
        Intent::Metric => format!("How do we measure {id}?"),
        Intent::Risks => format!("Which risks does {id} treat?"),
        Intent::SoaText => format!("Give me SoA text for {id}."),
        Intent::Explain | Intent::Classify | Intent::Compare => format!("What does {id} ask for?"),
    }
}

/// The clause and the control that a bare number can be.
pub(super) fn of_number(reading: &Reading) -> Vec<Choice> {
    let [number] = reading.either.as_slice() else { return Vec::new() };
    if reading.wants_all {
        return Vec::new();
    }
    let sides = [
        ("Clause", format!("clause {number}"), number.clone()),
        ("Control", format!("A.{number}"), format!("A.{number}")),
    ];
    let choices = sides.into_iter().map(|(side, spoken, id)| {
        let title = RequirementId::from_canonical(&id)
            .and_then(|id| Catalogue::get().entry(id))
            .map_or("", |entry| entry.title.as_str());
        Choice {
            label: format!("{side} {id} {title}").trim_end().to_owned(),
            question: phrased(reading.intent, &spoken),
        }
    });
    choices.collect()
}

/// The two requirements between which a short question leaves it open.
pub(super) fn of_subjects(reading: &Reading, likely: &[Belonging]) -> Vec<Choice> {
    let [first, second, ..] = likely else { return Vec::new() };
    let open = second.share >= MAY_BE && second.share >= first.share * EQUAL && !first.id.is_beside(second.id);
    if !open || reading.own_words().len() > FEW || reading.wants_all {
        return Vec::new();
    }
    let choice = |id: RequirementId| {
        let entry = Catalogue::get().entry(id)?;
        Some(Choice { label: format!("{} {}", entry.id, entry.title), question: phrased(reading.intent, &id.spoken()) })
    };
    [first.id, second.id].into_iter().filter_map(choice).collect()
}

/// The company's documents that "the policy" can be.
pub(super) fn of_documents(reading: &Reading, titles: &[String]) -> Vec<Choice> {
    let lower = reading.text.to_lowercase();
    let names = ["policy", "procedure", "document", "richtlinie", "política"];
    let says = names.iter().any(|name| {
        ["the", "our", "my", "this", "die", "unsere", "la", "nuestra"]
            .iter()
            .any(|article| lower.contains(&format!("{article} {name}")))
    });
    let own = reading.own_words();
    let is_bare = own.iter().all(|word| names.iter().any(|name| word.starts_with(name)));
    if !says || !is_bare || titles.len() < 2 {
        return Vec::new();
    }
    let choice = |title: &String| Choice { label: title.clone(), question: format!("What does our {title} say?") };
    titles.iter().take(4).map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str) -> Reading {
        Reading::of(text, None).unwrap()
    }

    #[test]
    fn a_bare_number_has_two_readings_and_an_id_has_one() {
        let labels = |text: &str| of_number(&reading(text)).into_iter().map(|choice| choice.label).collect::<Vec<_>>();
        assert_eq!(
            labels("What does 7.4 say?"),
            ["Clause 7.4 Communication", "Control A.7.4 Physical security monitoring"]
        );
        assert_eq!(
            of_number(&reading("What evidence do I need for 7.4?"))[1].question,
            "What evidence do I need for A.7.4?"
        );
        for text in ["What does A.7.4 say?", "What does clause 7.4 say?", "What does 7.4 say about communication?"] {
            assert!(labels(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn two_subjects_are_offered_only_when_neither_dominates() {
        let likely = |shares: [f32; 2]| {
            let [a, b] = shares;
            [
                Belonging { id: "A.5.18".parse().unwrap(), share: a, features: Default::default() },
                Belonging { id: "A.7.2".parse().unwrap(), share: b, features: Default::default() },
            ]
        };
        assert_eq!(of_subjects(&reading("How do we review access?"), &likely([0.4, 0.35])).len(), 2);
        assert!(of_subjects(&reading("How do we review access?"), &likely([0.8, 0.1])).is_empty());
        let long = "How do we review the access of visitors to the production building at night?";
        assert!(of_subjects(&reading(long), &likely([0.4, 0.35])).is_empty());
    }

    #[test]
    fn the_policy_is_asked_back_when_there_are_several() {
        let titles = ["Access Control Policy".to_owned(), "Backup Policy".to_owned()];
        assert_eq!(of_documents(&reading("What does the policy say?"), &titles).len(), 2);
        assert!(of_documents(&reading("What does the policy say about passwords?"), &titles).is_empty());
        assert!(of_documents(&reading("What does the policy say?"), &titles[..1]).is_empty());
    }
}
