//! What is seen at the second look: a handful of numbers for a question and a passage.

use std::collections::HashMap;

use super::asking::is_asking;
use crate::{
    embed::{Embedded, Signs},
    index::{Passage, TextIndex, term_hash, term_hashes, term_places},
};

/// How many numbers there are.
pub const FEATURES: usize = 7;

/// Their names, in order.
pub const FEATURE_NAMES: [&str; FEATURES] =
    ["cosine", "pairs", "length", "likeness", "coverage", "feedback", "text-rank"];

/// The usual constant of reciprocal ranks.
const RANK: f32 = 60.0;
/// The rank of a passage that a list does not have.
const UNLISTED: usize = 1_000;
/// How much a word of asking counts beside the others of its rarity, when tokens are compared.
const ASKING: f32 = 0.15;
/// Rocchio's feedback: so many of the best, weighing so much beside the question itself.
const BEST: usize = 5;
const FEEDBACK: f32 = 0.7;

/// A question, ready to be compared.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// How rare each word is that says what is asked about.
    words: HashMap<u32, f32>,
    /// Neighbouring words, each pair once, with the rarity of both.
    pairs: HashMap<(u32, u32), f32>,
    /// The rarity of all words together, words of asking too.
    mass: f32,
    /// The same without those.
    topic: f32,
    signs: &'a Signs,
    /// How much each token counts.
    weights: Vec<f32>,
}

/// A passage and where it stands in the lists.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    /// The passage.
    pub(super) passage: &'a Passage,
    /// The sum of both scores.
    pub(super) fused: f32,
    /// Its rank by full text, from 1.
    pub(super) text: Option<usize>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(question: &str, probe: &'a Embedded, text: &TextIndex) -> Self {
        let all: HashMap<u32, f32> =
            text.rarity(question).into_iter().map(|(stem, rarity)| (term_hash(&stem), rarity)).collect();
        let rarity = |hash: &u32| all.get(hash).copied().unwrap_or(0.0);
        let pairs = term_hashes(question);
        let pairs = pairs.windows(2).filter_map(|pair| match pair {
            [a, b] => Some(((*a, *b), rarity(a) + rarity(b))),
            _ => None,
        });
        let words: HashMap<u32, f32> =
            all.iter().filter(|(hash, _)| !is_asking(**hash)).map(|(hash, rarity)| (*hash, *rarity)).collect();
        Self {
            pairs: pairs.collect(),
            mass: all.values().sum::<f32>().max(f32::MIN_POSITIVE),
            topic: words.values().sum::<f32>().max(f32::MIN_POSITIVE),
            words,
            signs: &probe.signs,
            weights: weights(question, probe, &all),
        }
    }

    /// The numbers of each passage; the best by fused score come first.
    pub(super) fn features(&self, seen: &[Seen<'_>], question: &[f32]) -> Vec<[f32; FEATURES]> {
        let moved = moved(question, seen);
        seen.iter().map(|one| self.of(one, &moved)).collect()
    }

    fn of(&self, seen: &Seen<'_>, moved: &[f32]) -> [f32; FEATURES] {
        let (mut words, mut pairs) = (HashMap::new(), HashMap::new());
        let mut before = None;
        for term in seen.passage.terms.iter() {
            if let Some(rarity) = self.words.get(term) {
                words.insert(*term, *rarity);
            }
            if let Some(pair) = before.map(|before| (before, *term))
                && let Some(rarity) = self.pairs.get(&pair)
            {
                pairs.insert(pair, *rarity);
            }
            before = Some(*term);
        }
        [
            seen.passage.cosine,
            pairs.values().sum::<f32>() / self.mass,
            count(seen.passage.terms.len()).ln_1p(),
            self.signs.likeness(&seen.passage.signs, &self.weights),
            words.values().sum::<f32>() / self.topic,
            moved.iter().zip(&seen.passage.vector).map(|(a, b)| a * b).sum(),
            RANK / (RANK + count(seen.text.unwrap_or(UNLISTED))),
        ]
    }
}

/// How much each of the question's tokens counts: as much as the word that it is of is rare.
fn weights(question: &str, probe: &Embedded, rarity: &HashMap<u32, f32>) -> Vec<f32> {
    let words = term_places(question);
    let weight = |at: usize| {
        let word = words.iter().find(|(place, _)| place.contains(&at));
        let rarity = |hash: &u32| rarity.get(hash).copied().unwrap_or(0.0);
        word.map_or(0.0, |(_, hash)| rarity(hash) * if is_asking(*hash) { ASKING } else { 1.0 })
    };
    let weights: Vec<f32> =
        probe.places.iter().map(|place| if place.is_empty() { 0.0 } else { weight(place.start) }).collect();
    if weights.iter().sum::<f32>() > 0.0 { weights } else { vec![1.0; probe.places.len()] }
}

/// The question's vector moved towards the best passages (Rocchio, 1971), at length 1.
fn moved(question: &[f32], seen: &[Seen<'_>]) -> Vec<f32> {
    let mut centre = vec![0.0_f32; question.len()];
    for one in seen.iter().take(BEST) {
        centre.iter_mut().zip(&one.passage.vector).for_each(|(sum, value)| *sum += one.fused * value);
    }
    let length = norm(&centre);
    let mut moved: Vec<f32> = question.iter().zip(centre).map(|(own, other)| own + FEEDBACK * other / length).collect();
    let length = norm(&moved);
    for value in &mut moved {
        *value /= length;
    }
    moved
}

fn norm(vector: &[f32]) -> f32 {
    vector.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE)
}

#[expect(clippy::cast_precision_loss, reason = "passages have a few hundred words, lists a few hundred places")]
fn count(n: usize) -> f32 {
    n as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_moves_towards_the_best_and_stays_where_there_are_none() {
        assert_eq!(moved(&[0.6, 0.8], &[]), [0.6, 0.8]);
        let terms: std::sync::Arc<[u32]> = [].into();
        let passage = Passage { cosine: 0.6, vector: vec![1.0, 0.0], terms, signs: std::sync::Arc::default() };
        let seen = Seen { passage: &passage, fused: 1.0, text: None };
        let found = moved(&[0.6, 0.8], &[seen]);
        assert!(found[0] > 0.6 && (norm(&found) - 1.0).abs() < 1e-6);
    }
}
