//! Answers to questions that name no requirement: the best parts of the best pages, or an open refusal.

use super::{
    Intent,
    draft::{Draft, is_entry},
    question::{Reading, subject_words},
    sized,
};
use crate::{
    document::{Block, Offsets},
    index::TextIndex,
    iso::RequirementId,
    knowledge::{Library, Page, Section, SectionKind},
    retrieve::{Belonging, Hit, Retriever},
    store::WorkspaceId,
};

/// Characters of the first part, and of each further one.
const ROOM: [usize; 3] = [1_500, 900, 900];
/// The share, beside that of the likeliest requirement, from which on a second one is treated as well.
const TWIN: f32 = 0.45;
/// The same for a sub-clause of the same clause: audit and audit programme, review inputs and results are asked as one.
const SIBLING: f32 = 0.12;
/// What a part gains on the page of a requirement that has all of the likelihood; others in proportion.
const LIKELY: f32 = 0.9;
/// The share from which on a requirement is clearly the likeliest.
const CLEAR: f32 = 0.4;
/// The share from which on a word is the name of a requirement's subject.
const SURE: f32 = 0.7;
/// Words of a question that only asks what something is.
const FEW: usize = 2;
/// A further part is shown when it scores at least this share of the first.
const NEAR: f32 = 0.72;
/// What a heading gains that holds all topic words of the question.
const HEADING_BONUS: f32 = 0.45;
/// The same for the page's title.
const TITLE_BONUS: f32 = 0.3;
/// What the first section gains when the page's title holds all of them.
const OPENING_BONUS: f32 = 0.4;

/// How well the sources know what a question is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Support {
    /// The share of the question's topic words, weighted by rarity, that the best hits contain.
    pub coverage: f32,
    /// The best cosine, when vectors were searched.
    pub cosine: Option<f32>,
    /// The question has no word that could be a topic.
    pub is_empty: bool,
    /// A term of the field points to a requirement.
    pub has_term: bool,
}

/// A part of a page: what stands below one heading.
struct Part<'a> {
    page: &'a Page,
    path: Vec<String>,
    blocks: Vec<&'a Block>,
    score: f32,
}

impl Support {
    /// Measures the support of the best hits.
    pub(super) fn of(reading: &Reading, hits: &[Hit], retriever: &Retriever) -> Self {
        let words = retriever.rarity(&subject_words(reading.plain()).join(" "));
        let best: Vec<String> =
            hits.iter().take(4).map(|hit| format!("{} {}", hit.chunk.heading.join(" "), hit.chunk.text)).collect();
        let present: std::collections::HashSet<String> = TextIndex::stems(&best.join(" ")).into_iter().collect();
        let total: f32 = words.iter().map(|(_, rarity)| rarity).sum();
        let covered: f32 = words.iter().filter(|(word, _)| present.contains(word)).map(|(_, rarity)| rarity).sum();
        Self {
            coverage: if total > 0.0 { covered / total } else { 0.0 },
            is_empty: words.is_empty(),
            has_term: !reading.gloss.hints.is_empty(),
            cosine: hits.iter().filter_map(|hit| hit.cosine).max_by(f32::total_cmp),
        }
    }

    /// Too little for an answer. A term of the field makes up for words that the pages do not have.
    pub(super) fn is_weak(self) -> bool {
        if self.is_empty {
            return true;
        }
        match self.cosine {
            // One term among words that no page has is used in another sense.
            Some(cosine) if self.has_term => cosine < 0.15 || (cosine < 0.40 && self.coverage < 0.3),
            Some(cosine) => {
                cosine < 0.40 || (cosine < 0.49 && self.coverage < 0.51) || (cosine < 0.55 && self.coverage < 0.3)
            }
            None => self.coverage < 0.55 && !self.has_term,
        }
    }
}

/// The requirements that the question is most likely about, when its intent is one that a page's section answers: the
/// likeliest, and another one that is nearly as likely.
pub(super) fn topics(reading: &Reading, likely: &[Belonging]) -> Vec<RequirementId> {
    let explains = matches!(
        reading.intent,
        Intent::Explain | Intent::Classify | Intent::Compare | Intent::Documents | Intent::Responsible
    );
    // "What exactly is a scope?" is answered by how the page of it begins.
    let defined = reading.intent == Intent::Explain && defines(&reading.text) && reading.own_words().len() <= FEW;
    match likely.first().filter(|one| one.share >= SURE) {
        Some(one) if defined => vec![one.id],
        _ if explains => Vec::new(),
        _ => near(likely, TWIN),
    }
}

/// "What is a scope?", "what exactly is threat intelligence?"
fn defines(text: &str) -> bool {
    let lower = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    ["what is ", "what exactly is ", "what are ", "what's ", "was ist ", "was genau ist ", "qué es "]
        .iter()
        .any(|start| lower.starts_with(start))
}

/// The likeliest requirement, and the next one if its share is near enough.
fn near(likely: &[Belonging], share: f32) -> Vec<RequirementId> {
    let Some(first) = likely.first() else { return Vec::new() };
    let least = |one: &Belonging| first.share * if first.id.is_beside(one.id) { SIBLING } else { share };
    likely.iter().take(2).filter(|one| one.share >= least(one)).map(|one| one.id).collect()
}

/// Writes the best parts. Returns whether anything was said.
pub(super) fn survey(
    draft: &mut Draft,
    library: &Library,
    reading: &Reading,
    (hits, likely): (&[Hit], &[Belonging]),
) -> bool {
    let mut parts = ranked_parts(library, reading, (hits, likely));
    let said = (reading.text.as_str(), reading.told.as_str());
    parts.retain(|part| !part.path.last().is_some_and(|heading| sized::is_for_others(heading, said, None)));
    let Some(best) = parts.first().map(|part| part.score) else { return false };
    let mut pages: Vec<&str> = Vec::new();
    let mut near: Vec<&Part<'_>> = parts.iter().filter(|part| part.score >= best * NEAR).collect();
    // Among parts that fit, those of a requirement that is clearly the likeliest come first.
    let likeliest = likely.first().filter(|one| one.share >= CLEAR).map(|one| one.id);
    near.sort_by_key(|part| part.page.requirement.is_none() || part.page.requirement != likeliest);
    for (part, room) in near.into_iter().zip(ROOM) {
        if is_entry(part.page) {
            // A page that exists says more than the bare entry of another requirement.
            if pages.is_empty() {
                draft.heading(&part.page.label());
                super::compose::entry(draft, part.page);
                pages.push(&part.page.source);
            }
            continue;
        }
        if !pages.contains(&part.page.source.as_str()) {
            draft.heading(&part.page.label());
            pages.push(&part.page.source);
        }
        draft.say(&format!("#### {}", part.path.last().map_or("", String::as_str)));
        draft.passage(part.page, &part.path, &within(part, room));
    }
    twin(draft, library, likely, &pages);
    draft.suggestions = also(parts.iter().skip(1).map(|part| part.page), reading);
    !pages.is_empty()
}

/// How the page begins that is nearly as likely as the likeliest, when nothing of it was shown.
fn twin(draft: &mut Draft, library: &Library, likely: &[Belonging], shown: &[&str]) {
    let pages: Vec<&Page> = near(likely, TWIN).into_iter().filter_map(|id| library.page(id)).collect();
    let is_shown = |page: &Page| shown.contains(&page.source.as_str());
    let [_, second] = pages.as_slice() else { return };
    if pages.iter().any(|page| is_shown(page))
        && !is_shown(second)
        && let Some((path, blocks)) = opening(second)
    {
        draft.heading(&second.label());
        draft.passage(second, &path, blocks.get(..1).unwrap_or(&blocks));
    }
}

fn ranked_parts<'a>(library: &'a Library, reading: &Reading, (hits, likely): (&[Hit], &[Belonging])) -> Vec<Part<'a>> {
    let prior = |page: &Page| {
        let one = likely.iter().find(|one| Some(one.id) == page.requirement);
        one.map_or(0.0, |one| LIKELY * one.share)
    };
    let topic = TextIndex::stems(&subject_words(reading.plain()).join(" "));
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut add = |page: &'a Page, (path, blocks): (Vec<String>, Vec<&'a Block>), score: f32| {
        if !parts.iter().any(|known| known.page.source == page.source && known.path == path) {
            parts.push(Part { page, score: score + HEADING_BONUS * share(&topic, &path.join(" ")), path, blocks });
        }
    };
    for hit in hits.iter().filter(|hit| hit.chunk.workspace_id == WorkspaceId::knowledge()) {
        let Some(page) = library.by_source(&hit.chunk.document_name) else { continue };
        let by_title = share(&topic, &page.front.title);
        let score = hit.score + TITLE_BONUS * by_title + prior(page);
        // A question as broad as the page itself is answered by how the page begins.
        if by_title > 0.99
            && let Some(opening) = opening(page)
        {
            add(page, opening, score + OPENING_BONUS);
        }
        // Clauses to paste hold open parameters: they answer only who asks for them.
        let clauses = SectionKind::PolicyClauses.heading();
        if let Some(part) = part_at(page, (hit.chunk.start, hit.chunk.end), hit.chunk.heading.last())
            && (reading.intent == Intent::Policy || part.0.first().is_none_or(|section| section != clauses))
        {
            add(page, part, score);
        }
    }
    parts.sort_by(|a, b| b.score.total_cmp(&a.score));
    parts
}

/// The first part of a page.
fn opening(page: &Page) -> Option<(Vec<String>, Vec<&Block>)> {
    let section = page.sections.first()?;
    let (part, blocks) = section.parts().into_iter().next()?;
    let mut path = vec![section.heading.clone()];
    path.extend((!part.is_empty()).then(|| part.to_owned()));
    Some((path, blocks))
}

/// The share of the topic's words that a text holds.
fn share(topic: &[String], text: &str) -> f32 {
    let words = TextIndex::stems(text);
    let held = topic.iter().filter(|word| words.contains(word)).count();
    #[expect(clippy::cast_precision_loss, reason = "a question has few words")]
    let share = if topic.is_empty() { 0.0 } else { held as f32 / topic.len() as f32 };
    share
}

/// The part of a page that holds a chunk: heading path below the page and its blocks.
fn part_at<'a>(
    page: &'a Page,
    (start, end): (usize, usize),
    heading: Option<&String>,
) -> Option<(Vec<String>, Vec<&'a Block>)> {
    let (start, end) = (Offsets::byte_of(&page.text, start), Offsets::byte_of(&page.text, end));
    // A check or a failing stands in the front matter: what is required says it in prose.
    if page.sections.first().and_then(Section::range).is_some_and(|first| end <= first.start) {
        let Some(section) = page.section(SectionKind::Obligations) else { return part_below(page, heading?) };
        return Some((vec![section.heading.clone()], section.blocks.iter().collect()));
    }
    for section in &page.sections {
        for (part, blocks) in section.parts() {
            if blocks.iter().any(|block| block.range.start < end && block.range.end > start) {
                let mut path = vec![section.heading.clone()];
                path.extend((!part.is_empty()).then(|| part.to_owned()));
                return Some((path, blocks));
            }
        }
    }
    None
}

/// The part of a page that stands below a heading.
fn part_below<'a>(page: &'a Page, heading: &str) -> Option<(Vec<String>, Vec<&'a Block>)> {
    page.sections.iter().find_map(|section| {
        let (part, blocks) = section
            .parts()
            .into_iter()
            .find(|(part, _)| *part == heading || (part.is_empty() && section.heading == heading))?;
        let mut path = vec![section.heading.clone()];
        path.extend((!part.is_empty()).then(|| part.to_owned()));
        Some((path, blocks))
    })
}

/// The first blocks of a part that fit, at least one; a block that only announces the next brings it along.
fn within<'a>(part: &Part<'a>, room: usize) -> Vec<&'a Block> {
    let mut used = 0;
    let mut taken: Vec<&Block> = Vec::new();
    for block in &part.blocks {
        let text = part.page.slice(&block.range);
        used += text.len();
        let announced = taken.last().is_some_and(|last| announces(part.page.slice(&last.range)));
        if used > room && !taken.is_empty() && !announced {
            break;
        }
        taken.push(block);
    }
    taken
}

/// Whether a text points at what comes after it, or is too short to be the answer.
fn announces(text: &str) -> bool {
    text.trim_end().ends_with(':') || text.contains("below") || (text.len() < 160 && !text.starts_with('-'))
}

fn also<'a>(pages: impl Iterator<Item = &'a Page>, reading: &Reading) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for page in pages {
        let text = match page.requirement {
            Some(id) => format!("What does {} ask for?", id.spoken()),
            None => page.front.title.clone(),
        };
        if !found.contains(&text) && text != reading.text {
            found.push(text);
        }
    }
    found.truncate(3);
    found
}
