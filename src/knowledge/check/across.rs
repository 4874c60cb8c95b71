//! What pages must agree on with each other: links back, parameters, no check and no paragraph twice.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::{Library, Page, Section, SectionKind};
use crate::{
    document::{Block, BlockKind},
    iso::Catalogue,
};

/// Words in a row that are compared.
const GRAM: usize = 5;
/// Paragraphs shorter than this many rows of words are not compared.
pub(super) const LEAST: usize = 8;
/// Two paragraphs with a larger Jaccard index of their rows of words are near copies.
pub(super) const NEAR: f64 = 0.5;

pub(super) fn check<'a>(library: &'a Library, say: &mut impl FnMut(&'a Page, String)) {
    let written: Vec<&Page> = library.pages().iter().filter(|page| page.is_written()).collect();
    links(library, &written, say);
    once(&written, say);
    parameters(&written, say);
    copies(&written, say);
}

/// A link between two requirements stands on both pages.
fn links<'a>(library: &'a Library, written: &[&'a Page], say: &mut impl FnMut(&'a Page, String)) {
    for page in written.iter().filter(|page| page.requirement.is_some()) {
        for related in &page.front.related {
            let other = Catalogue::get().canonical(&related.id).and_then(|id| library.page(id));
            if let Some(other) = other.filter(|other| other.is_written())
                && !other.front.related.iter().any(|back| back.id == page.front.id)
            {
                say(other, format!("related: {} links here; say why it is related, or drop its link", page.front.id));
            }
        }
    }
}

/// No check, no phrase, no failing and no other way to ask stands twice.
fn once<'a>(written: &[&'a Page], say: &mut impl FnMut(&'a Page, String)) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for page in written {
        for check in &page.front.checks {
            for text in std::iter::once(&check.text).chain(&check.phrases) {
                if let Some(before) = seen.insert(grams_text(text).join(" "), &check.id) {
                    say(page, format!("check {}: `{text}` stands in {before} already", check.id));
                }
            }
        }
        for text in page.front.failings.iter().chain(page.front.asked.values().flatten()) {
            if let Some(before) = seen.insert(grams_text(text).join(" "), &page.front.id) {
                say(page, format!("`{text}` stands in {before} already"));
            }
        }
    }
}

/// A parameter has the same default, range and decider wherever it stands.
fn parameters<'a>(written: &[&'a Page], say: &mut impl FnMut(&'a Page, String)) {
    let mut known: BTreeMap<String, (super::super::Parameter, &str)> = BTreeMap::new();
    for page in written {
        for parameter in page.parameters() {
            match known.get(&parameter.name) {
                Some((first, at)) if *first != parameter => say(
                    page,
                    format!("parameter `{}`: default, range and decider differ from those in {at}", parameter.name),
                ),
                Some(_) => {}
                None => {
                    known.insert(parameter.name.clone(), (parameter, &page.front.id));
                }
            }
        }
    }
}

/// A block that is long enough to be compared.
struct Passage<'a> {
    page: &'a Page,
    section: &'a Section,
    block: &'a Block,
    grams: HashSet<u64>,
}

/// Paragraphs that are nearly the same on two pages, or twice on one.
fn copies<'a>(written: &[&'a Page], say: &mut impl FnMut(&'a Page, String)) {
    let mut passages: Vec<Passage<'a>> = Vec::new();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for page in written {
        for section in &page.sections {
            for block in section.blocks.iter().filter(|block| !is_shared(section, block)) {
                let text = page.slice(&block.range);
                let grams = grams(if text.starts_with("*Source:*") { "" } else { text });
                if grams.len() < LEAST {
                    continue;
                }
                let passage = Passage { page, section, block, grams };
                if let Some(copy) = nearest(&passage, &passages, &holders) {
                    let text: String = page.slice(&block.range).chars().take(60).collect();
                    let place = format!("{} `{}`", copy.page.front.id, copy.section.heading);
                    say(page, format!("`{}`: `{text}…` is nearly the same as in {place}", section.heading));
                }
                for gram in &passage.grams {
                    holders.entry(*gram).or_default().push(passages.len());
                }
                passages.push(passage);
            }
        }
    }
}

/// Headings, and tables of parameters, repeat what other pages have, on purpose.
fn is_shared(section: &Section, block: &Block) -> bool {
    let in_parameters = block.heading.last().is_some_and(|last| last == "Parameters");
    matches!(block.kind, BlockKind::Heading(_)) || (section.kind == Some(SectionKind::PolicyClauses) && in_parameters)
}

fn nearest<'p, 'a>(
    passage: &Passage<'_>,
    passages: &'p [Passage<'a>],
    holders: &HashMap<u64, Vec<usize>>,
) -> Option<&'p Passage<'a>> {
    let mut shared: HashMap<usize, usize> = HashMap::new();
    for holder in passage.grams.iter().filter_map(|gram| holders.get(gram)).flatten() {
        *shared.entry(*holder).or_default() += 1;
    }
    let known = shared.into_iter().filter_map(|(at, shared)| Some((passages.get(at)?, shared)));
    known
        .filter(|(other, shared)| jaccard(*shared, passage.grams.len(), other.grams.len()) > NEAR)
        .min_by_key(|(other, _)| (&other.page.source, other.block.range.start))
        .map(|(other, _)| other)
}

#[expect(clippy::cast_precision_loss, reason = "a paragraph has few words")]
pub(super) fn jaccard(shared: usize, one: usize, other: usize) -> f64 {
    shared as f64 / (one + other - shared) as f64
}

fn grams_text(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

pub(super) fn grams(text: &str) -> HashSet<u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let words = grams_text(text);
    let hash = |row: &[String]| {
        let mut hasher = DefaultHasher::new();
        row.hash(&mut hasher);
        hasher.finish()
    };
    words.windows(GRAM).map(hash).collect()
}
