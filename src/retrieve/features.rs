//! What is seen at the second look: a handful of numbers for a question and a passage.

use std::collections::HashMap;

use crate::{
    embed::{Embedded, Signs},
    index::{Passage, TextIndex, term_hash, term_hashes},
};

/// How many numbers there are.
pub const FEATURES: usize = 11;

/// Their names, in order.
pub const FEATURE_NAMES: [&str; FEATURES] = [
    "bm25",
    "cosine",
    "pairs",
    "length",
    "fused",
    "likeness",
    "coverage",
    "missing",
    "topic-coverage",
    "text-rank",
    "vector-rank",
];

/// BM25's saturation and length normalisation, as in the full-text index.
const K1: f32 = 1.2;
const B: f32 = 0.75;
/// The usual constant of reciprocal ranks.
const RANK: f32 = 60.0;

/// Words that ask and say nothing about what is asked.
const ASKING: &str = "what which who whom whose when where why how is are was were be been being do does did can could \
    should would will shall may might must the a an of to in on at for by with from as that this these those it its they \
    them their there here and or not any some such than then so if i we you my our your me us please explain describe \
    elaborate provide give clarify detail detailed details outline specify specific specifically example examples kind \
    type ensure regarding concerning about";

/// A word of the question.
#[derive(Debug, Clone, Copy)]
struct Word {
    rarity: f32,
    /// It is no word of asking.
    is_topic: bool,
}

/// A question, ready to be compared.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    words: HashMap<u32, Word>,
    /// Neighbouring words, each pair once.
    pairs: HashMap<(u32, u32), f32>,
    mass: f32,
    topic_mass: f32,
    signs: &'a Signs,
    mean_words: f32,
}

/// Where a passage stands in the first two lists.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    /// The fused score.
    pub(super) fused: f32,
    /// Its rank by full text, from 1.
    pub(super) text: Option<usize>,
    /// Its rank by vector, from 1.
    pub(super) vector: Option<usize>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(question: &str, probe: &'a Embedded, text: &TextIndex, mean_words: f32) -> Self {
        let asking = term_hashes(ASKING);
        let words: HashMap<u32, Word> = text
            .rarity(question)
            .into_iter()
            .map(|(stem, rarity)| {
                let hash = term_hash(&stem);
                (hash, Word { rarity, is_topic: !asking.contains(&hash) })
            })
            .collect();
        let rarity = |hash: &u32| words.get(hash).map_or(0.0, |word| word.rarity);
        let order = term_hashes(question);
        let pairs = order.windows(2).filter_map(|pair| match pair {
            [a, b] => Some(((*a, *b), rarity(a) + rarity(b))),
            _ => None,
        });
        Self {
            pairs: pairs.collect(),
            mass: words.values().map(|word| word.rarity).sum::<f32>().max(f32::MIN_POSITIVE),
            topic_mass: words.values().filter(|word| word.is_topic).map(|word| word.rarity).sum::<f32>(),
            words,
            signs: &probe.signs,
            mean_words: mean_words.max(1.0),
        }
    }

    /// The numbers of one passage.
    pub(super) fn features(&self, passage: &Passage, places: Places) -> [f32; FEATURES] {
        let mut counts: HashMap<u32, f32> = HashMap::with_capacity(self.words.len());
        let mut pairs: HashMap<(u32, u32), f32> = HashMap::new();
        let mut before = None;
        for term in passage.terms.iter() {
            if self.words.contains_key(term) {
                *counts.entry(*term).or_default() += 1.0;
                let pair = before.map(|before| (before, *term));
                if let Some((pair, weight)) = pair.and_then(|pair| Some((pair, *self.pairs.get(&pair)?))) {
                    pairs.insert(pair, weight);
                }
            }
            before = Some(*term);
        }
        let length = count(passage.terms.len());
        let room = K1 * (1.0 - B + B * length / self.mean_words);
        let (mut bm25, mut covered, mut topic, mut missing) = (0.0, 0.0, 0.0, 0.0_f32);
        for (hash, word) in &self.words {
            let Some(times) = counts.get(hash) else {
                missing = missing.max(word.rarity);
                continue;
            };
            bm25 += word.rarity * times * (K1 + 1.0) / (times + room);
            covered += word.rarity;
            topic += if word.is_topic { word.rarity } else { 0.0 };
        }
        let reciprocal = |rank: Option<usize>| RANK / (RANK + rank.map_or(1_000.0, count));
        [
            bm25 / self.mass,
            passage.cosine,
            pairs.values().sum::<f32>() / self.mass,
            length.ln_1p(),
            places.fused,
            self.signs.likeness(&passage.signs),
            covered / self.mass,
            missing / self.mass,
            if self.topic_mass > 0.0 { topic / self.topic_mass } else { 0.0 },
            reciprocal(places.text),
            reciprocal(places.vector),
        ]
    }
}

#[expect(clippy::cast_precision_loss, reason = "passages have a few hundred words, lists a few hundred places")]
fn count(n: usize) -> f32 {
    n as f32
}
