//! Words: how much of a check's vocabulary a statement has, by the rarity of each word among all checks.

use std::collections::{HashMap, HashSet};

use super::probes::Asked;
use crate::index::TextIndex;

/// Words of each check, weighed so that two texts with the same rare words have a cosine near 1.
pub(super) struct Words {
    rarity: HashMap<String, f32>,
    /// The rarity of a word that no check has.
    unknown: f32,
    /// For each word the checks that have it, with its weight there; each check has length 1.
    checks: HashMap<String, Vec<(usize, f32)>>,
    /// The distinct words of each check's own text, with their rarity.
    own: Vec<Vec<(String, f32)>>,
}

/// What the words of a statement say.
pub(super) struct Said {
    weights: HashMap<String, f32>,
}

impl Words {
    pub(super) fn of(checks: &[Asked]) -> Self {
        let text =
            |asked: &Asked| [&asked.check.text].into_iter().chain(&asked.check.phrases).cloned().collect::<Vec<_>>();
        let stems: Vec<Vec<String>> = checks.iter().map(|asked| TextIndex::stems(&text(asked).join("\n"))).collect();
        let mut documents: HashMap<&str, f32> = HashMap::new();
        for stems in &stems {
            for stem in stems.iter().collect::<HashSet<_>>() {
                *documents.entry(stem).or_default() += 1.0;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "there are some hundred checks")]
        let all = checks.len() as f32;
        let rarity: HashMap<String, f32> =
            documents.iter().map(|(stem, count)| ((*stem).to_owned(), ((all + 1.0) / (count + 0.5)).ln())).collect();
        let mut found = Self { rarity, unknown: (all + 1.0).ln(), checks: HashMap::new(), own: Vec::new() };
        for (place, (asked, stems)) in checks.iter().zip(&stems).enumerate() {
            for (stem, weight) in found.weigh(stems) {
                found.checks.entry(stem).or_default().push((place, weight));
            }
            let own: HashSet<String> = TextIndex::stems(&asked.check.text).into_iter().collect();
            found.own.push(own.into_iter().map(|stem| (found.rarity_of(&stem), stem)).map(|(a, b)| (b, a)).collect());
        }
        found
    }

    fn rarity_of(&self, stem: &str) -> f32 {
        self.rarity.get(stem).copied().unwrap_or(self.unknown)
    }

    /// Sublinear term frequency times rarity, at length 1.
    fn weigh(&self, stems: &[String]) -> HashMap<String, f32> {
        let mut counts: HashMap<String, f32> = HashMap::new();
        for stem in stems {
            *counts.entry(stem.clone()).or_default() += 1.0;
        }
        for (stem, value) in &mut counts {
            *value = (1.0 + value.ln()) * self.rarity_of(stem);
        }
        let length = counts.values().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        for value in counts.values_mut() {
            *value /= length;
        }
        counts
    }

    pub(super) fn said(&self, text: &str) -> Said {
        Said { weights: self.weigh(&TextIndex::stems(text)) }
    }

    /// The cosine of a statement's words with those of each check.
    pub(super) fn cosines(&self, said: &Said) -> Vec<f32> {
        let mut found = vec![0.0; self.own.len()];
        for (stem, weight) in &said.weights {
            for (place, of_check) in self.checks.get(stem).into_iter().flatten() {
                if let Some(sum) = found.get_mut(*place) {
                    *sum += weight * of_check;
                }
            }
        }
        found
    }

    /// The share of a check's own words, by rarity, that these statements have between them.
    pub(super) fn covered(&self, check: usize, said: &[&Said]) -> f32 {
        let own = self.own.get(check).map_or(&[][..], Vec::as_slice);
        let whole: f32 = own.iter().map(|(_, rarity)| rarity).sum();
        let has = |stem: &str| said.iter().any(|said| said.weights.contains_key(stem));
        let held: f32 = own.iter().filter(|(stem, _)| has(stem)).map(|(_, rarity)| rarity).sum();
        if whole > 0.0 { held / whole } else { 0.0 }
    }
}
