//! The words of whole pages: how well a page fits a text, and how likely the text is in what the page says can go wrong.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::requirements::Place;
use crate::{iso::RequirementId, store::ChunkId};

/// How often the words of a page, as hashes of their stems, stand on it.
#[derive(Debug, Default)]
pub(super) struct PageWords {
    counts: HashMap<RequirementId, HashMap<u32, f32>>,
    /// How many pages have a word.
    pages: HashMap<u32, f32>,
    /// How many words a page has.
    lengths: HashMap<RequirementId, f32>,
    /// Their mean.
    mean: f32,
    /// In how many checks and failings of a page a word stands, and how many words these have together.
    said: HashMap<RequirementId, (HashMap<u32, f32>, f32)>,
}

impl PageWords {
    pub(super) fn of(passages: Vec<(ChunkId, Arc<[u32]>)>, places: &HashMap<ChunkId, Place>) -> Self {
        let mut words = Self::default();
        for (chunk, terms) in passages {
            let Some(place) = places.get(&chunk) else { continue };
            let page = words.counts.entry(place.id).or_default();
            terms.iter().for_each(|term| *page.entry(*term).or_default() += 1.0);
            if place.is_front {
                let (said, sum) = words.said.entry(place.id).or_default();
                for term in terms.iter().collect::<HashSet<_>>() {
                    *said.entry(*term).or_default() += 1.0;
                    *sum += 1.0;
                }
            }
        }
        for term in words.counts.values().flat_map(HashMap::keys) {
            *words.pages.entry(*term).or_default() += 1.0;
        }
        words.lengths = words.counts.iter().map(|(id, page)| (*id, page.values().sum())).collect();
        #[expect(clippy::cast_precision_loss, reason = "there are a few score pages")]
        let pages = words.lengths.len().max(1) as f32;
        words.mean = (words.lengths.values().sum::<f32>() / pages).max(1.0);
        words
    }

    /// How well a page as a whole fits a text by words (BM25, the page as one document), the parameters as usual.
    pub(super) fn score(&self, id: RequirementId, asked: &[u32]) -> f32 {
        const SATURATION: f32 = 1.2;
        const LENGTH: f32 = 0.6;
        let (Some(page), Some(length)) = (self.counts.get(&id), self.lengths.get(&id)) else { return 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "there are a few score pages")]
        let all = self.counts.len() as f32;
        let long = SATURATION * (1.0 - LENGTH + LENGTH * length / self.mean);
        let of = |term: &u32| {
            let (count, with) = (page.get(term)?, self.pages.get(term)?);
            let rarity = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
            Some(rarity * count * (SATURATION + 1.0) / (count + long))
        };
        asked.iter().filter_map(of).sum()
    }

    /// How likely these words are in the checks and failings of a page (multinomial naive Bayes): unlike BM25, a word counts
    /// for a page as much as it is more usual there than on the others.
    pub(super) fn log_likelihood(&self, id: RequirementId, asked: &[u32]) -> f32 {
        const SMOOTHING: f32 = 0.3;
        let Some((said, sum)) = self.said.get(&id) else { return 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "some ten thousand words")]
        let words = self.pages.len() as f32;
        let of = |term: &u32| {
            let count = said.get(term).copied().unwrap_or(0.0);
            ((count + SMOOTHING) / (sum + SMOOTHING * words)).ln()
        };
        asked.iter().filter(|term| self.pages.contains_key(term)).map(of).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::DocumentId;

    #[test]
    fn a_word_speaks_for_the_page_that_says_it_more_often() {
        let chunk = |n: usize| ChunkId::of(&DocumentId::parse(&format!("doc_{n:032x}")).unwrap(), 0);
        let ids = [RequirementId::from_canonical("A.7.1").unwrap(), RequirementId::from_canonical("A.7.2").unwrap()];
        let places: HashMap<ChunkId, Place> =
            (0..4).map(|n| (chunk(n), Place { id: ids[n % 2], is_front: true })).collect();
        // Word 1 stands twice on the first page and once on the second, word 2 the other way round, word 9 nowhere.
        let said: [&[u32]; 4] = [&[1, 2], &[1, 2], &[1, 3], &[2, 3]];
        let words = PageWords::of((0..4).map(|n| (chunk(n), said[n].into())).collect(), &places);
        assert!(words.log_likelihood(ids[0], &[1]) > words.log_likelihood(ids[1], &[1]));
        assert!((words.log_likelihood(ids[0], &[9])).abs() < 1e-6, "a word that no page has tells nothing");
        assert!(words.score(ids[1], &[2]) > words.score(ids[0], &[2]));
    }
}
