//! Plain facts about ids that a question gets wrong or leaves open, and the words of a refusal.

use super::{Verdict, draft::Draft, question::Reading};
use crate::{
    iso::{Catalogue, RequirementId},
    knowledge::Library,
};

/// Says where 2013 ids went, which ids do not exist, and how a bare number was read.
pub(super) fn note_ids(draft: &mut Draft, reading: &Reading) {
    let catalogue = Catalogue::get();
    for old in &reading.old {
        let heirs = catalogue.successors(old);
        let names: Vec<String> = heirs
            .iter()
            .filter_map(|id| catalogue.entry(*id))
            .map(|entry| format!("{} {}", entry.id, entry.title))
            .collect();
        let title = catalogue.edition_2013(old).map_or_else(String::new, |control| format!(" ({})", control.title));
        let cited = heirs.first().and_then(|heir| draft.board.cite_2013(old, *heir));
        let number = cited.map_or_else(String::new, |n| format!(" [{n}]"));
        draft.say(&format!(
            "{old}{title} is a control of the 2013 edition; in ISO/IEC 27001:2022 its subject is in {}.{number}",
            names.join(", ")
        ));
        heirs.into_iter().take(2).for_each(|id| draft.refer(id));
    }
    if !reading.unknown.is_empty() && !reading.pins.is_empty() {
        draft.warnings.push(format!("{} does not exist in ISO/IEC 27001:2022.", reading.unknown.join(", ")));
        draft.verdict = Verdict::Partial;
    }
    for number in &reading.either {
        draft.warnings.push(format!(
            "{number} is both clause {number} and control A.{number}; both are shown. Write `clause {number}` or `A.{number}` to get one."
        ));
    }
}

/// When a question ties a requirement to the 2013 edition, the catalogue's word on its origin comes first.
pub(super) fn origin(draft: &mut Draft, library: &Library, reading: &Reading) {
    if !reading.text.contains("2013") || !reading.old.is_empty() {
        return;
    }
    for id in reading.pins.iter().filter(|id| id.is_control()).take(2) {
        let Some(entry) = Catalogue::get().entry(*id) else { continue };
        let said = if entry.new_in_2022 {
            format!("{} is new in the 2022 edition; the 2013 edition had no such control.", entry.id)
        } else {
            let old = entry.origin_2013.join(", ");
            format!("{} stands in the 2022 edition; in the 2013 edition its subject was in {old}.", entry.id)
        };
        let cited = entry.origin_2013.first().and_then(|old| draft.board.cite_2013(old, *id));
        let number = cited.map_or_else(String::new, |n| format!(" [{n}]"));
        draft.say(&format!("{said}{number}"));
        if library.page(*id).is_some() {
            draft.refer(*id);
        }
    }
}

/// A question about ids that no edition has.
pub(super) fn refuse_unknown(draft: &mut Draft, reading: &Reading) {
    let ids = reading.unknown.join(", ");
    draft.say(&format!(
        "{ids} does not exist in ISO/IEC 27001:2022, so there is nothing to answer from. Annex A has the controls A.5.1 to \
         A.5.37, A.6.1 to A.6.8, A.7.1 to A.7.14 and A.8.1 to A.8.34; the clauses run from 4 to 10."
    ));
    draft.verdict = Verdict::Refused;
    draft.suggestions =
        nearest(&reading.unknown).into_iter().map(|id| format!("What does {} ask for?", id.spoken())).collect();
}

/// Nothing in the sources speaks to the question.
pub(super) fn refuse(draft: &mut Draft, with_documents: bool) {
    let documents = if with_documents { ", nor do your documents" } else { "" };
    draft.say(&format!(
        "The knowledge base does not answer this{documents}, and nothing is made up here. I answer questions about \
         ISO/IEC 27001:2022: its clauses and controls, evidence, implementation, audits, certification and your own documents."
    ));
    draft.verdict = Verdict::Refused;
    draft.suggestions = vec![
        "Where do I start with ISO 27001?".to_owned(),
        "What evidence do I need for control A.5.23?".to_owned(),
        "How does the certification process work?".to_owned(),
    ];
}

/// Only the company's documents speak to the question.
pub(super) fn own_alone(draft: &mut Draft) {
    draft.verdict = Verdict::Partial;
    draft
        .warnings
        .push("The knowledge base does not speak to this; the answer is from your documents alone.".to_owned());
}

/// Existing controls whose number looks like an unknown one.
fn nearest(unknown: &[String]) -> Vec<RequirementId> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let wanted: Vec<String> = unknown.iter().map(|id| digits(id)).collect();
    let near = |id: &RequirementId| {
        let own = digits(&id.to_string());
        wanted.iter().any(|wanted| own.starts_with(wanted.as_str()) || (wanted.len() > 1 && wanted.starts_with(&own)))
    };
    Catalogue::get().controls().map(|entry| entry.id).filter(near).take(3).collect()
}
