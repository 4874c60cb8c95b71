//! Where a conversation moves: to a subject beside the one before, or on with the same, when words alone cannot tell.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Assistant, ChatError, Topic,
    follow_up::{Link, defines},
    question::Reading,
};
use crate::{
    iso::RequirementId,
    retrieve::{Belonging, Gloss},
};

/// The share, of two, from which on a subject beside the one before is clear.
const CLEARLY: f32 = 0.4;
/// What a question that moves on counts for by itself, beside what it says together with the subject before.
const ALONE: f32 = 0.6;
/// What the subject before counts for.
const SAME_AGAIN: f32 = 0.6;
/// The share, beside that of the likeliest, from which on a second subject is treated too.
const BESIDE: f32 = 0.75;
/// How far apart two controls of one theme may stand to be neighbours.
const NEAR_BY: u8 = 3;
/// The shares, of the question by itself and together with the subject before, from which on a neighbour may be meant.
const LEAST_BESIDE: f32 = 0.07;
const LEAST_TOGETHER: f32 = 0.004;
/// The share from which on it is meant although the question says "it".
const CLEARLY_BESIDE: f32 = 0.85;
/// The share from which on a word is a subject by itself.
const STANDS: f32 = 0.6;
/// Words of a question that may go on from the subject before without saying so: "Who should hold the keys?"
const SHORT: usize = 9;
/// What the subject before, or one beside it, needs for that: a share by itself, and beside the likeliest of all.
const LEAST_BACK: f32 = 0.1;
const BESIDE_THE_BEST: f32 = 0.4;

impl Assistant {
    /// The subject that a question moves to: what it is about by itself, and together with the subject before. That one itself
    /// counts for less, since the question has words of its own.
    pub(super) async fn move_on(&self, reading: &mut Reading, before: &Topic) -> Result<(), ChatError> {
        let subject = match before.titles() {
            titles if titles.is_empty() => before.question.clone(),
            titles => titles,
        };
        let alone = self.likely(&reading.text).await?;
        let together = self.likely(&format!("{} {subject}", reading.text)).await?;
        let near = self.near(before);
        if tracing::enabled!(tracing::Level::DEBUG) {
            let shares = |list: &[Belonging]| {
                list.iter().take(12).map(|one| format!("{} {:.3}", one.id, one.share)).collect::<Vec<_>>()
            };
            let (alone, together) = (shares(&alone), shares(&together));
            tracing::debug!(text = reading.text, link = ?reading.link, ?alone, ?together, ?near, before = ?before.requirements, "what a question moves to");
        }
        let is_own = |id: RequirementId| before.requirements.contains(&id);
        let beside = beside(before, &near, (&alone, &together));
        match reading.link {
            Link::Alone => {
                if let Some(id) = returns(before, &near, &alone) {
                    reading.carry(before);
                    reading.pins = vec![id];
                    reading.gloss = Gloss::of(&reading.query);
                }
                return Ok(());
            }
            Link::Perhaps if alone.first().is_some_and(|one| one.share >= STANDS && !is_own(one.id)) => return Ok(()),
            Link::Leans | Link::Perhaps => {
                reading.carry(before);
                reading.gloss = Gloss::of(&reading.query);
                if let Some((id, _)) = beside.filter(|(_, share)| *share >= CLEARLY_BESIDE) {
                    // What "it" stands for stays; the neighbour goes first, since the question's own words are of it.
                    reading.pins = std::iter::once(id).chain(before.requirements.first().copied()).collect();
                }
                return Ok(());
            }
            _ => {}
        }
        let mut shares: BTreeMap<RequirementId, f32> = BTreeMap::new();
        for (list, weight) in [(&alone, ALONE), (&together, 1.0)] {
            for one in list {
                let weight = if is_own(one.id) { weight * SAME_AGAIN } else { weight };
                *shares.entry(one.id).or_default() += one.share * weight;
            }
        }
        let mut best: Vec<(RequirementId, f32)> = shares.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1));
        let own_is_best = best.first().is_some_and(|(id, _)| is_own(*id));
        // What belongs to those who were spoken of is no other subject: "and their laptop?"
        let moved = beside.filter(|_| own_is_best && !reading.text.to_lowercase().contains("their "));
        if let Some((id, _)) = moved {
            reading.pins = vec![id];
        } else if let Some((id, most)) = best.first().copied().filter(|(_, share)| *share >= CLEARLY) {
            let beside = best.get(1).filter(|(_, share)| *share >= most * BESIDE).map(|(id, _)| *id);
            reading.pins = std::iter::once(id).chain(beside).collect();
        }
        Ok(())
    }

    /// The requirements beside those that were spoken of: neighbours in the list of controls, and those that the page of the
    /// first names as related.
    fn near(&self, before: &Topic) -> BTreeSet<RequirementId> {
        let Some(own) = before.requirements.first() else { return BTreeSet::new() };
        let related = self.library().page(*own).into_iter().flat_map(|page| &page.front.related);
        let related = related.filter_map(|one| one.id.parse().ok());
        let by_number = self.library().pages().iter().filter_map(|page| page.requirement);
        let by_number = by_number.filter(|id| own.distance(*id).is_some_and(|distance| distance <= NEAR_BY));
        related.chain(by_number).filter(|id| !before.requirements.contains(id)).collect()
    }
}

/// Whether a question that names nothing may still go on from the subject before without a word that says so.
pub(super) fn may_go_on(reading: &Reading, before: &Topic) -> bool {
    !before.requirements.is_empty()
        && reading.pins.is_empty()
        && reading.unknown.is_empty()
        && reading.text.split_whitespace().count() <= SHORT
        && !defines(&reading.text.to_lowercase())
}

/// The requirement beside the one before, by the list of controls or by its page, that a question's own words speak for.
fn beside(
    before: &Topic,
    near: &BTreeSet<RequirementId>,
    (alone, together): (&[Belonging], &[Belonging]),
) -> Option<(RequirementId, f32)> {
    let own = before.requirements.first()?;
    let share_of = |list: &[Belonging], id| list.iter().find(|one| one.id == id).map_or(0.0, |one| one.share);
    let is_near = |one: &&Belonging| near.contains(&one.id);
    let known = |one: &&Belonging| one.share >= LEAST_BESIDE && one.share >= 2.0 * share_of(alone, *own);
    let fits = |one: &&Belonging| share_of(together, one.id) >= LEAST_TOGETHER;
    let found = alone.iter().filter(is_near).filter(known).find(fits)?;
    Some((found.id, found.share))
}

/// The subject before, or one beside it, where the question by itself is about nothing else clearly.
fn returns(before: &Topic, near: &BTreeSet<RequirementId>, alone: &[Belonging]) -> Option<RequirementId> {
    let most = alone.first()?.share;
    let is_there = |one: &&Belonging| before.requirements.contains(&one.id) || near.contains(&one.id);
    let found = alone.iter().find(is_there)?;
    (found.share >= LEAST_BACK && found.share >= most * BESIDE_THE_BEST && most < STANDS + 0.1).then_some(found.id)
}
