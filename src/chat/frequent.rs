//! Frequent questions: headings of pages that are questions, with the short answer below them.
//!
//! A question that comes close to one of them, in words weighed by rarity and in meaning, gets that answer first.

use std::collections::HashMap;

use super::question::Reading;
use crate::{
    document::Block,
    index::TextIndex,
    iso::RequirementId,
    knowledge::{Library, Page, PageKind, Section, SectionKind},
    retrieve::{Hit, Retriever},
};

/// From this score on a heading asks the same as the question.
const SAME: f32 = 0.62;
/// What words count for beside meaning.
const WORDS: f32 = 0.55;
/// What words count for alone.
const WORDS_ALONE: f32 = 0.9;
/// From this likeness of words on, the meaning is not asked.
const SURE: f32 = 0.85;
/// The cosine of a passage that says nothing about the question, and of one that repeats it.
const COSINE: [f32; 2] = [0.25, 0.85];

/// A heading that is a question.
#[derive(Debug)]
struct Entry {
    source: String,
    requirement: Option<RequirementId>,
    path: Vec<String>,
    /// The stems of the heading, and of each other way to ask it.
    ways: Vec<Vec<String>>,
    /// The same heading stands on several pages, so that it asks only about the page that it stands on.
    leans: bool,
}

/// All headings that are questions.
#[derive(Debug, Default)]
pub(super) struct Frequent {
    entries: Vec<Entry>,
}

/// The answer to a frequent question.
pub(super) struct Found<'a> {
    pub page: &'a Page,
    pub path: Vec<String>,
    pub blocks: Vec<&'a Block>,
    /// How close the heading comes to the question.
    pub score: f32,
}

impl Frequent {
    pub(super) fn of(library: &Library) -> Self {
        let mut entries = Vec::new();
        for page in library.pages().iter().filter(|page| page.is_written()) {
            let is_guide = page.front.kind == PageKind::Guide;
            let sections = page.sections.iter().filter(|section| is_guide || section.kind == Some(SectionKind::Faq));
            entries.extend(sections.flat_map(|section| questions(page, section)));
        }
        let mut pages: HashMap<Vec<String>, usize> = HashMap::new();
        for heading in entries.iter().filter_map(|entry| entry.ways.first()) {
            *pages.entry(heading.clone()).or_default() += 1;
        }
        for entry in &mut entries {
            entry.leans = entry.ways.first().and_then(|heading| pages.get(heading)).is_some_and(|pages| *pages > 1);
        }
        Self { entries }
    }

    /// The heading that comes closest to the question, when one asks the same.
    pub(super) fn find<'a>(
        &self,
        library: &'a Library,
        reading: &Reading,
        (hits, about): (&[Hit], &[RequirementId]),
        retriever: &Retriever,
    ) -> Option<Found<'a>> {
        let words = distinct(reading.plain());
        let mut rarities: HashMap<String, f32> = retriever.rarity(reading.plain()).into_iter().collect();
        let mut best: Option<(&Entry, f32)> = None;
        // "Can we exclude it?" of a page on a requirement asks about that requirement alone.
        // What stands on several of them is theirs only when that one was named.
        let open = |entry: &&Entry| {
            entry.requirement.is_none_or(|id| about.contains(&id) && (!entry.leans || reading.pins.contains(&id)))
        };
        for entry in self.entries.iter().filter(open) {
            let cosine = cosine_of(entry, hits);
            let ways = entry.ways.iter().filter(|way| cosine.is_some() || way.iter().any(|stem| words.contains(stem)));
            let mut rarity = |stem: &str| match rarities.get(stem) {
                Some(known) => *known,
                None => *rarities.entry(stem.to_owned()).or_insert(retriever.rarity_of(stem)),
            };
            let alike = ways.map(|way| alike(&words, way, &mut rarity)).fold(0.0, f32::max);
            if alike == 0.0 && cosine.is_none() {
                continue;
            }
            let meant = match cosine {
                // The same words in another order are the same question, whether the passage was found or not.
                _ if alike > SURE => 1.0,
                Some(cosine) => ((cosine - COSINE[0]) / (COSINE[1] - COSINE[0])).clamp(0.0, 1.0),
                None => 0.0,
            };
            let score = (WORDS * alike + (1.0 - WORDS) * meant).max(WORDS_ALONE * alike);
            if best.is_none_or(|(_, most)| score > most) {
                best = Some((entry, score));
            }
        }
        let (entry, score) = best?;
        tracing::debug!(heading = entry.path.last(), score, "nearest frequent question");
        (score >= SAME).then(|| part(library, entry, score))?
    }
}

/// The headings of a section that are questions: its own, and those within.
fn questions(page: &Page, section: &Section) -> Vec<Entry> {
    let mut found = Vec::new();
    for (part, _) in section.parts() {
        let mut path = vec![section.heading.clone()];
        path.extend((!part.is_empty()).then(|| part.to_owned()));
        let heading = path.last().map_or("", String::as_str);
        if heading.ends_with('?') {
            let others = page.front.asked.get(heading).into_iter().flatten().map(String::as_str);
            let ways = std::iter::once(heading).chain(others).map(distinct).collect();
            found.push(Entry { source: page.source.clone(), requirement: page.requirement, path, ways, leans: false });
        }
    }
    found
}

fn part<'a>(library: &'a Library, entry: &Entry, score: f32) -> Option<Found<'a>> {
    let page = library.by_source(&entry.source)?;
    let section = page.sections.iter().find(|section| Some(&section.heading) == entry.path.first())?;
    let wanted = entry.path.get(1).map_or("", String::as_str);
    let (_, blocks) = section.parts().into_iter().find(|(part, _)| *part == wanted)?;
    Some(Found { page, path: entry.path.clone(), blocks, score })
}

/// The cosine of the hit that lies below the heading.
fn cosine_of(entry: &Entry, hits: &[Hit]) -> Option<f32> {
    let below = |hit: &&Hit| hit.chunk.document_name == entry.source && hit.chunk.heading.last() == entry.path.last();
    hits.iter().filter(below).filter_map(|hit| hit.cosine).max_by(f32::total_cmp)
}

/// Twice what both have over what each has, every stem weighed by its rarity.
pub(super) fn alike(one: &[String], other: &[String], rarity: &mut impl FnMut(&str) -> f32) -> f32 {
    let mut sum = |stems: &mut dyn Iterator<Item = &String>| stems.map(|stem| rarity(stem)).sum::<f32>();
    let all = sum(&mut one.iter()) + sum(&mut other.iter());
    let both = sum(&mut one.iter().filter(|stem| other.contains(stem)));
    if all > 0.0 { 2.0 * both / all } else { 0.0 }
}

/// Each stem once, without words that only ask.
pub(super) fn distinct(text: &str) -> Vec<String> {
    let mut stems: Vec<String> = TextIndex::stems(&crate::retrieve::topical(text));
    stems.sort();
    stems.dedup();
    stems
}
