//! Which requirement a text belongs to: the evidence of all passages of a page together, not of its best one alone.
//!
//! A finding, a checkpoint or a question mostly shares words with several pages. So each page is given a few numbers: how
//! well its best passages fit by words, by meaning and at the second look, the passages of its body and those of its checks
//! and failings each for themselves. Their weighted sum puts the pages in order; the weights are learned by `make fit-requirements`.

use std::{collections::HashMap, sync::Arc};

use super::{RetrieveError, Retriever, Search, belonging_weights::WEIGHTS, page_words::PageWords, rerank};
use crate::{
    embed::Embedded,
    index::{Scored, term_hashes},
    iso::{Catalogue, RequirementId},
    knowledge::{CHECKS, FAILINGS},
    store::{ChunkId, WorkspaceId},
};

/// How many numbers there are for a page.
pub const PAGE_FEATURES: usize = 15;
/// Their names, in order.
pub const PAGE_FEATURE_NAMES: [&str; PAGE_FEATURES] = [
    "words-best",
    "words-three",
    "words-front",
    "words-front-three",
    "cosine-best",
    "cosine-three",
    "cosine-front",
    "cosine-front-three",
    "second-look-best",
    "second-look-three",
    "second-look-all",
    "second-look-front",
    "page",
    "bayes",
    "hint",
];

/// Passages that full text gives.
const DEPTH: usize = 400;
/// Passages that are looked at a second time.
const LOOKED_AT: usize = 240;
/// Passages that vectors give: all of them.
const ALL: usize = 100_000;
/// What the next best passage of a page counts beside the one before, at the second look.
const FADING: f32 = 0.5;

/// A requirement and how likely a text belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Belonging {
    /// The requirement.
    pub id: RequirementId,
    /// The numbers of its page, each in deviations from its mean over all pages.
    pub features: [f32; PAGE_FEATURES],
    /// The share of all likelihood that its page has; all pages together have 1.
    pub share: f32,
}

/// Where a passage of the knowledge base stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) id: RequirementId,
    /// It is a check or a failing.
    pub(super) is_front: bool,
}

/// What all passages of the knowledge base say of their pages, read once.
#[derive(Debug, Clone, Default)]
pub(super) struct Places(Arc<tokio::sync::OnceCell<Pages>>);

#[derive(Debug, Default)]
struct Pages {
    places: HashMap<ChunkId, Place>,
    words: PageWords,
}

/// The best three of a kind.
#[derive(Debug, Clone, Copy, Default)]
struct Best([f32; 3]);

impl Best {
    fn add(&mut self, value: f32) {
        let mut value = value;
        for place in &mut self.0 {
            if value > *place {
                std::mem::swap(&mut value, place);
            }
        }
    }

    fn sum(self) -> f32 {
        self.0.iter().sum()
    }
}

/// What is found of a page.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    words: [Best; 2],
    cosine: [Best; 2],
    second: [Best; 2],
    page: f32,
    bayes: f32,
    looked_at: f32,
    fading: f32,
}

impl Retriever {
    /// The requirements that a text may belong to, most likely first.
    pub async fn requirements(&self, search: &Search) -> Result<Vec<Belonging>, RetrieveError> {
        let mut search = Search { workspaces: vec![WorkspaceId::knowledge()], ..search.clone() };
        // What the terms point to is a number of its own here.
        let hints = std::mem::take(&mut search.gloss.hints);
        let probe = self.probe(&search).await;
        let deep = self.tuned(super::Tuning { depth: DEPTH, looked_at: LOOKED_AT, ..self.tuning });
        let text = deep.by_text(&search).await?;
        let near = match (&self.vectors, &probe) {
            (Some((vectors, _)), Some(probe)) => vectors.search(&probe.vector, &search.workspaces, ALL),
            _ => Vec::new(),
        };
        let looked_at = deep.looked_at(&search, probe.as_ref(), &text, &near);
        let Pages { places, words } = self.places().await?;
        let mut found: HashMap<RequirementId, Found> = HashMap::new();
        for (list, of_words) in [(&text, true), (&near, false)] {
            for (chunk, score) in list {
                let Some(place) = places.get(chunk) else { continue };
                let page = found.entry(place.id).or_default();
                let kind = if of_words { &mut page.words } else { &mut page.cosine };
                if let Some(best) = kind.get_mut(usize::from(place.is_front)) {
                    best.add(*score);
                }
            }
        }
        for (chunk, score) in &looked_at {
            let Some(place) = places.get(chunk) else { continue };
            let page = found.entry(place.id).or_default();
            page.fading = if page.fading == 0.0 { 1.0 } else { page.fading * FADING };
            page.looked_at += score * page.fading;
            if let Some(best) = page.second.get_mut(usize::from(place.is_front)) {
                best.add(*score);
            }
        }
        let mut asked = term_hashes(&super::topical(search.words()));
        asked.sort_unstable();
        asked.dedup();
        for (id, page) in &mut found {
            page.page = words.score(*id, &asked);
            page.bayes = words.log_likelihood(*id, &asked);
        }
        Ok(in_order(&found, &hints))
    }

    fn looked_at(&self, search: &Search, probe: Option<&Embedded>, text: &[Scored], near: &[Scored]) -> Vec<Scored> {
        let best = |list: &[Scored]| list.iter().take(self.tuning.depth).cloned().collect::<Vec<_>>();
        let (text, near) = (best(text), best(near));
        let fused = self.fused(&text, &near);
        match probe.filter(|probe| !probe.signs.is_empty() && self.tuning.looked_at > 0) {
            Some(probe) => {
                let seen = self.candidates(search, probe, &text, &near);
                rerank::ranked(&seen, &self.tuning.weights, &text, fused)
            }
            None => fused,
        }
    }

    async fn places(&self) -> Result<&Pages, RetrieveError> {
        let read = || async {
            let rows = self.store.chunk_places(&WorkspaceId::knowledge()).await?;
            let place = |(chunk, requirement, section): (ChunkId, String, String)| {
                let id = Catalogue::get().canonical(&requirement)?;
                Some((chunk, Place { id, is_front: section == CHECKS || section == FAILINGS }))
            };
            let places: HashMap<ChunkId, Place> = rows.into_iter().filter_map(place).collect();
            let passages = self.vectors.as_ref().map(|(vectors, _)| vectors.words(&WorkspaceId::knowledge()));
            Ok::<_, RetrieveError>(Pages { words: PageWords::of(passages.unwrap_or_default(), &places), places })
        };
        self.places.0.get_or_try_init(read).await
    }
}

/// All pages with their numbers standardised and weighed.
fn in_order(found: &HashMap<RequirementId, Found>, hints: &[RequirementId]) -> Vec<Belonging> {
    let mut pages: Vec<Belonging> = found
        .iter()
        .map(|(id, page)| {
            let hint = hints.iter().position(|hint| hint == id);
            let ([words, front_words], [cosine, front_cosine]) = (page.words, page.cosine);
            let features = [
                words.0[0].max(front_words.0[0]),
                words.sum(),
                front_words.0[0],
                front_words.sum(),
                cosine.0[0],
                cosine.sum(),
                front_cosine.0[0],
                front_cosine.sum(),
                page.second[0].0[0].max(page.second[1].0[0]),
                page.second[0].sum(),
                page.looked_at,
                page.second[1].sum(),
                page.page,
                page.bayes,
                hint.map_or(0.0, |place| 1.0 / (1.0 + super::gloss::count(place))),
            ];
            Belonging { id: *id, features, share: 0.0 }
        })
        .collect();
    rerank::standardise(pages.iter_mut().map(|page| &mut page.features).collect());
    let score =
        |page: &Belonging| -> f32 { page.features.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum() };
    let highest = pages.iter().map(score).fold(f32::MIN, f32::max);
    for page in &mut pages {
        page.share = (score(page) - highest).exp();
    }
    let sum: f32 = pages.iter().map(|page| page.share).sum();
    for page in &mut pages {
        page.share /= sum.max(f32::MIN_POSITIVE);
    }
    pages.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.id.cmp(&b.id)));
    pages
}
