//! What is carried in has to be what a store could hold: a file may come from anybody.

use sha2::{Digest, Sha256};

use super::{Carried, CarriedAnalysis, CarriedArtefact, CarriedConversation, CarriedMessage};
use crate::store::{ArtefactState, GapState, Role, StoreError, text};

/// The last millisecond that a date can show: the end of the year 9999.
const LAST: i64 = 253_402_300_799_999;

/// Refuses what no store would have given out.
pub(super) fn check(carried: &Carried) -> Result<(), StoreError> {
    time(carried.created_at)?;
    for words in [&carried.profile, &carried.house_style].into_iter().flatten() {
        text::storable(words)?;
    }
    for document in &carried.documents {
        time(document.created_at)?;
    }
    carried.conversations.iter().try_for_each(conversation)?;
    carried.artefacts.iter().try_for_each(artefact)?;
    carried.analyses.iter().try_for_each(analysis)
}

/// An error for data that contradict themselves.
pub(super) const fn contradiction(what: &'static str) -> StoreError {
    StoreError::Invalid { what }
}

fn time(at: i64) -> Result<(), StoreError> {
    if (0..=LAST).contains(&at) { Ok(()) } else { Err(contradiction("a time lies outside of the years 1970 to 9999")) }
}

fn conversation(one: &CarriedConversation) -> Result<(), StoreError> {
    text::storable(&one.title)?;
    time(one.created_at)?;
    time(one.updated_at)?;
    one.messages.iter().try_for_each(message)
}

fn message(one: &CarriedMessage) -> Result<(), StoreError> {
    text::storable(&one.text)?;
    time(one.created_at)?;
    if let Some(answer) = &one.answer {
        // It is read as a tree later, which may be only so deep.
        let is_json = serde_json::from_str::<serde_json::Value>(&answer.0).is_ok();
        if !is_json || one.role != Role::Assistant {
            return Err(contradiction("an answer is not what answers are"));
        }
        text::storable(&answer.0)?;
    }
    if let Some(rating) = &one.rating {
        text::storable(&rating.reason)?;
        time(rating.at)?;
        if one.role != Role::Assistant {
            return Err(contradiction("a question has a rating, and only answers are rated"));
        }
    }
    Ok(())
}

fn artefact(one: &CarriedArtefact) -> Result<(), StoreError> {
    text::storable(&one.kind)?;
    time(one.created_at)?;
    if one.versions.is_empty() {
        return Err(contradiction("a document of the ISMS has no version"));
    }
    let mut last = 0;
    for version in &one.versions {
        for words in [&version.title, &version.content, &version.created_by, &version.changed_by] {
            text::storable(words)?;
        }
        for words in [&version.approved_by, &version.approved_with, &version.wording].into_iter().flatten() {
            text::storable(words)?;
        }
        for at in [Some(version.created_at), Some(version.changed_at), version.approved_at].into_iter().flatten() {
            time(at)?;
        }
        if version.version <= last {
            return Err(contradiction("the versions of a document are not in order"));
        }
        last = version.version;
        if version.content.trim().is_empty() || format!("{:x}", Sha256::digest(&version.content)) != version.sha256 {
            return Err(contradiction("the content of a version is not what its hash says"));
        }
        let has_to_be = matches!(version.state, ArtefactState::Approved | ArtefactState::Superseded);
        match (version.approved_at, &version.approved_by, &version.approved_with) {
            (Some(_), Some(_), Some(_)) => {}
            (None, None, None) if !has_to_be => {}
            _ => return Err(contradiction("a version is approved and does not say when and by whom")),
        }
    }
    let in_force = one.versions.iter().filter(|version| version.state == ArtefactState::Approved).count();
    if in_force > 1 {
        return Err(contradiction("two versions of a document are in force"));
    }
    for noted in &one.acknowledgements {
        text::chosen_name(&noted.person)?;
        text::storable(&noted.noted_by)?;
        time(noted.at)?;
        if !one.versions.iter().any(|version| version.version == noted.version && version.approved_at.is_some()) {
            return Err(contradiction("somebody has read a version that was never in force"));
        }
    }
    Ok(())
}

fn analysis(one: &CarriedAnalysis) -> Result<(), StoreError> {
    for words in [&one.profile, &one.problem, &one.report].into_iter().flatten() {
        text::storable(words)?;
    }
    time(one.created_at)?;
    time(one.ended_at.unwrap_or_default())?;
    let is_done = one.state == GapState::Done;
    if !one.state.has_ended() || one.has_report != one.report.is_some() || is_done != one.has_report {
        return Err(contradiction("a gap analysis has no end, or a report that it cannot have"));
    }
    Ok(())
}
