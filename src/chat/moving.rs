//! Where a conversation moves: to a subject beside the one before, or on with the same, when words alone cannot tell.

use std::collections::BTreeMap;

use super::{Assistant, ChatError, Topic, follow_up::Link, question::Reading};
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
const CLEARLY_BESIDE: f32 = 0.9;
/// The share from which on a word is a subject by itself.
const STANDS: f32 = 0.6;

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
        tracing::debug!(?alone, ?together, text = reading.text, "what a question moves to");
        let is_own = |id: RequirementId| before.requirements.contains(&id);
        let beside = beside(before, (&alone, &together));
        match reading.link {
            Link::Perhaps if alone.first().is_some_and(|one| one.share >= STANDS && !is_own(one.id)) => return Ok(()),
            Link::Leans | Link::Perhaps => {
                reading.carry(before);
                reading.gloss = Gloss::of(&reading.query);
                if let Some((id, _)) = beside.filter(|(_, share)| *share >= CLEARLY_BESIDE) {
                    reading.pins = vec![id];
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
}

/// The control right beside the one before that a question's own words speak for. Neighbours in the list of controls belong
/// together: suppliers, incidents, access, classification.
fn beside(before: &Topic, (alone, together): (&[Belonging], &[Belonging])) -> Option<(RequirementId, f32)> {
    let own = before.requirements.first()?;
    let share_of = |list: &[Belonging], id| list.iter().find(|one| one.id == id).map_or(0.0, |one| one.share);
    let is_near = |one: &&Belonging| one.id != *own && own.distance(one.id).is_some_and(|distance| distance <= NEAR_BY);
    let known = |one: &&Belonging| one.share >= LEAST_BESIDE && one.share >= 2.0 * share_of(alone, *own);
    let fits = |one: &&Belonging| share_of(together, one.id) >= LEAST_TOGETHER;
    let found = alone.iter().filter(is_near).filter(known).find(fits)?;
    Some((found.id, found.share))
}
