//! The methods that a gap analysis has to beat: search by words, search by meaning, and looking for printed ids.
//!
//! A requirement is searched for by its title and, where its page has checks, by the text and the phrases of each. A text
//! scores the mean of its three best passages of the case; passages that are not there count 0. A check scores as its best
//! text, a requirement as the mean of its title and its checks.
//!
//! Cosines of one text cannot be held against those of another: general words are near to everything. So from the three
//! best the mean over all passages of the case is taken away, and what is left is how far they stand out.

use super::{
    Judged, Method,
    set::{GapCase, GapSet},
    shelf::{Collection, Shelf},
};
use crate::{
    embed::{Embedded, Embedder},
    evaluate::{
        EvaluateError,
        measure::{count, mean},
        retrieval::excerpt,
    },
    iso::{Catalogue, RequirementId},
    knowledge::Library,
    retrieve::{Gloss, Mode, Search},
};

/// How many passages a score rests on.
const BEST: usize = 3;

/// The scores of a requirement's texts, by check, for each passage of a collection.
type Fits = Vec<Vec<Vec<f64>>>;

/// Scores every requirement of every case by one of the three methods.
pub(super) async fn judge<'a>(
    method: Method,
    set: &'a GapSet,
    shelf: &Shelf,
    library: &Library,
    embedder: Option<&Embedder>,
) -> Result<Vec<Judged<'a>>, EvaluateError> {
    let mut judged = Vec::new();
    for id in set.requirements() {
        let searches = match method {
            Method::PrintedIds | Method::Annexa => Vec::new(),
            Method::Bm25 => searches(&texts(id, library), None).await?,
            Method::Embedding => searches(&texts(id, library), embedder).await?,
        };
        for (name, collection) in &shelf.collections {
            let fits = match method {
                Method::PrintedIds => vec![vec![printed(collection, id)]],
                Method::Bm25 | Method::Embedding | Method::Annexa => fits(shelf, collection, &searches).await?,
            };
            for case in set.cases.iter().filter(|case| case.set == *name) {
                let Some(expected) = case.expected.get(&id).copied() else { continue };
                let (score, evidence) = score(method, case, collection, &fits);
                judged.push(Judged { case, id, expected, score, is_missing: None, evidence });
            }
        }
    }
    Ok(judged)
}

/// How many requirements have checks to be searched for with, for a person to read.
pub(super) fn with_checks(set: &GapSet, library: &Library) -> String {
    let all = set.requirements();
    let with = all.iter().filter(|id| texts(**id, library).len() > 1).count();
    format!("{with} of {}", all.len())
}

/// What a requirement is searched for by: its title, then the text and the phrases of each of its checks.
fn texts(id: RequirementId, library: &Library) -> Vec<Vec<&str>> {
    let title = Catalogue::get().entry(id).map(|entry| vec![entry.title.as_str()]);
    let checks = library.page(id).into_iter().flat_map(|page| &page.front.checks);
    let checks = checks.map(|check| [&check.text].into_iter().chain(&check.phrases).map(String::as_str).collect());
    title.into_iter().chain(checks).collect()
}

/// A text to search for, and how the model sees it when search is by meaning.
struct Asked {
    search: Search,
    probe: Option<Embedded>,
}

/// The searches of a requirement, by check: by meaning with a model, by words without.
async fn searches(texts: &[Vec<&str>], embedder: Option<&Embedder>) -> Result<Vec<Vec<Asked>>, EvaluateError> {
    let mut found = Vec::new();
    for check in texts {
        let mut asked = Vec::new();
        for text in check {
            let mut search = Search::new(text, Vec::new(), BEST);
            search.pins.clear();
            search.gloss = Gloss::default();
            search.mode = if embedder.is_some() { Mode::Vector } else { Mode::Text };
            let probe = match embedder {
                Some(embedder) => Some(embedder.query(text).await?),
                None => None,
            };
            asked.push(Asked { search, probe });
        }
        found.push(asked);
    }
    Ok(found)
}

/// How well each passage of a collection fits each search.
async fn fits(shelf: &Shelf, collection: &Collection, checks: &[Vec<Asked>]) -> Result<Fits, EvaluateError> {
    let mut found = Vec::new();
    for check in checks {
        let mut scores = Vec::new();
        for asked in check {
            let search = Search { workspaces: vec![collection.workspace.clone()], ..asked.search.clone() };
            let (by_words, by_meaning) = shelf.retriever.lists(&search, asked.probe.as_ref()).await?;
            let mut of_passages = vec![0.0; collection.passages.len()];
            for (chunk, score) in by_words.into_iter().chain(by_meaning) {
                let place = collection.places.get(&chunk).and_then(|place| of_passages.get_mut(*place));
                if let Some(place) = place {
                    *place = f64::from(score);
                }
            }
            scores.push(of_passages);
        }
        found.push(scores);
    }
    Ok(found)
}

/// 1 for each passage that has the requirement's id, 0 for others.
fn printed(collection: &Collection, id: RequirementId) -> Vec<f64> {
    let passages = collection.passages.iter();
    passages.map(|passage| if passage.printed.contains(&id) { 1.0 } else { 0.0 }).collect()
}

/// A requirement's score in a case, and the passages that fit it best.
fn score(method: Method, case: &GapCase, collection: &Collection, fits: &Fits) -> (f64, Vec<String>) {
    let inside: Vec<bool> =
        collection.passages.iter().map(|passage| case.documents.contains(&passage.document)).collect();
    let of_text = |scores: &Vec<f64>| {
        let scores = scores.iter().zip(&inside).filter(|(_, inside)| **inside).map(|(score, _)| *score);
        let mut scores: Vec<f64> = scores.collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        let best = scores.iter().take(BEST).sum::<f64>() / count(BEST);
        match method {
            Method::Bm25 => best,
            Method::Embedding => best - mean(scores),
            Method::PrintedIds | Method::Annexa => scores.first().copied().unwrap_or(0.0),
        }
    };
    let of_check = |check: &Vec<Vec<f64>>| check.iter().map(of_text).fold(f64::NEG_INFINITY, f64::max);
    let best_of = |place: usize| {
        fits.iter().flatten().filter_map(|scores| scores.get(place)).copied().fold(f64::NEG_INFINITY, f64::max)
    };
    let passages = collection.passages.iter().enumerate().zip(&inside).filter(|(_, inside)| **inside);
    let mut best: Vec<_> = passages.map(|((place, passage), _)| (best_of(place), passage)).collect();
    best.retain(|(score, _)| *score > 0.0);
    best.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let evidence = best.iter().take(BEST).map(|(_, passage)| excerpt(&passage.document, &passage.text));
    (mean(fits.iter().map(of_check)), evidence.collect())
}
