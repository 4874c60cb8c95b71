//! What the company's own documents say to a question, quoted and kept apart from what the knowledge base says.

use std::collections::HashMap;

use super::{
    draft::Draft,
    question::{Reading, topic_words},
};
use crate::{
    document::{BlockKind, Format, Offsets, blocks, plain_text},
    index::TextIndex,
    retrieve::Hit,
    store::DocumentId,
};

/// Passages shown at most.
const MAX_PASSAGES: usize = 3;
/// A chunk below this cosine does not speak to the question, whatever words it shares.
const MIN_COSINE: f32 = 0.42;
/// From this cosine on it does, even in other words.
const SURE_COSINE: f32 = 0.6;
/// The share of topic words that it must hold in between.
const MIN_SHARE_BESIDE: f32 = 0.34;
/// The share of topic words that a passage must hold when there are no vectors.
const MIN_SHARE: f32 = 0.5;
/// The share from which on a passage speaks of the very thing.
const ON_THE_POINT: f32 = 0.6;
/// The two parts of an answer.
const STANDARD: &str = "What the standard asks";
const DOCUMENTS: &str = "What your documents say";
/// Characters of one passage.
const MAX_QUOTE: usize = 700;

/// What the workspace's documents are asked with.
pub(super) struct Asked<'a> {
    /// Hits in them.
    pub hits: &'a [Hit],
    /// What each document says of itself, by its id.
    pub editions: &'a HashMap<DocumentId, String>,
    /// How many documents there are.
    pub documents: usize,
    /// The requirement that the question is about, with its title.
    pub subject: Option<&'a str>,
}

/// Adds what the workspace's documents say, apart from what the standard asks; also when they say nothing. Returns whether they
/// speak to the question.
pub(super) fn own_documents(draft: &mut Draft, reading: &Reading, asked: &Asked<'_>) -> bool {
    let about = format!("{} {} {}", reading.query, reading.gloss.english, asked.subject.unwrap_or(""));
    let topic = TextIndex::stems(&topic_words(&about).join(" "));
    let mut found: Vec<(&Hit, Passage)> = asked
        .hits
        .iter()
        .filter_map(|hit| Some((hit, best_block(hit, &topic)?)))
        .filter(|(hit, passage)| speaks(hit, passage.share))
        .collect();
    // Stable, so that passages with equal shares keep the order of the search.
    found.sort_by(|a, b| b.1.share.total_cmp(&a.1.share));
    found.truncate(MAX_PASSAGES);
    let alone = draft.is_empty();
    if found.is_empty() {
        if !alone && asked.documents > 0 {
            draft.part(STANDARD);
            draft.say(&format!("## {DOCUMENTS}"));
            draft.say(&match asked.documents {
                1 => "Your one document does not speak to this.".to_owned(),
                many => format!("None of your {many} documents speaks to this."),
            });
        }
        return false;
    }
    if !alone {
        draft.part(STANDARD);
    }
    draft.say(&format!("## {DOCUMENTS}"));
    let mut said = Vec::new();
    for (hit, passage) in found {
        let n = draft.board.cite_document(&hit.chunk, &passage.quote, passage.start);
        let place = hit.chunk.heading.last().filter(|last| **last != hit.chunk.title);
        let place = place.map(|place| format!("section \u{201c}{}\u{201d}", escaped(place)));
        let edition = asked.editions.get(&hit.chunk.document_id).filter(|edition| !edition.is_empty());
        let about: Vec<String> = edition.map(|edition| escaped(edition)).into_iter().chain(place).collect();
        let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
        let words = escaped(&plain_text(&passage.quote));
        let title = if hit.chunk.title.is_empty() { &hit.chunk.document_name } else { &hit.chunk.title };
        let name = escaped(title);
        draft.say(&format!("- Your *{name}*{about} says: \"{words}\" [{n}]"));
        if passage.share >= ON_THE_POINT {
            said.push(Said { name, n, measures: measures(&passage.quote) });
        }
    }
    if let Some(line) = difference(&said) {
        draft.say(&line);
    }
    true
}

/// What one document says on the point.
struct Said {
    name: String,
    n: usize,
    measures: Vec<(String, &'static str)>,
}

/// The line on two documents that name different measures of one kind for the same thing.
fn difference(said: &[Said]) -> Option<String> {
    for (at, one) in said.iter().enumerate() {
        for other in said.iter().skip(at + 1).filter(|other| other.name != one.name) {
            let apart = one.measures.iter().find_map(|(amount, unit)| {
                let same: Vec<&String> =
                    other.measures.iter().filter(|(_, known)| known == unit).map(|(amount, _)| amount).collect();
                let theirs = same.first().filter(|_| !same.contains(&amount))?;
                Some((format!("{amount} {unit}"), format!("{theirs} {unit}")))
            });
            if let Some((mine, theirs)) = apart {
                return Some(format!(
                    "**Your documents differ:** *{}* says {mine} [{}], *{}* says {theirs} [{}]. Decide which one holds and mend the other.",
                    one.name, one.n, other.name, other.n
                ));
            }
        }
    }
    None
}

/// The amounts of time, characters and the like that a text names.
fn measures(text: &str) -> Vec<(String, &'static str)> {
    const UNITS: [&str; 7] = ["hours", "days", "weeks", "months", "years", "characters", "copies"];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let pairs = words.iter().zip(words.iter().skip(1));
    let found = pairs.filter(|(amount, _)| amount.chars().all(|c| c.is_ascii_digit()));
    found
        .filter_map(|(amount, unit)| {
            let unit = UNITS.iter().find(|known| **known == *unit || known.trim_end_matches('s') == *unit)?;
            Some(((*amount).to_owned(), *unit))
        })
        .collect()
}

struct Passage {
    quote: String,
    start: usize,
    share: f32,
}

fn speaks(hit: &Hit, share: f32) -> bool {
    match hit.cosine {
        Some(cosine) => cosine >= SURE_COSINE || (cosine >= MIN_COSINE && share >= MIN_SHARE_BESIDE),
        None => share >= MIN_SHARE,
    }
}

/// The block of a chunk that holds most of the topic's words, and where it starts in the document.
fn best_block(hit: &Hit, topic: &[String]) -> Option<Passage> {
    let text = &hit.chunk.text;
    let mut offsets = Offsets::new(text);
    let mut best: Option<Passage> = None;
    for block in blocks(text, Format::Markdown) {
        if matches!(block.kind, BlockKind::Heading(_)) {
            continue;
        }
        let Some(slice) = text.get(block.range.clone()) else { continue };
        let words = TextIndex::stems(slice);
        let held = topic.iter().filter(|word| words.contains(word)).count();
        #[expect(clippy::cast_precision_loss, reason = "a question has few words")]
        let share = if topic.is_empty() { 0.0 } else { held as f32 / topic.len() as f32 };
        if best.as_ref().is_none_or(|best| share > best.share) {
            let quote: String = slice.chars().take(MAX_QUOTE).collect();
            best = Some(Passage { quote, start: hit.chunk.start + offsets.chars_before(block.range.start), share });
        }
    }
    best
}

/// Text of a document is data: nothing in it may act as markup of the answer, or as a citation number of ours.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' => safe.push('('),
            ']' => safe.push(')'),
            '\\' | '`' | '*' | '_' | '<' | '>' | '|' | '#' => {
                safe.push('\\');
                safe.push(c);
            }
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_that_name_other_measures_differ() {
        let said = |name: &str, n: usize, text: &str| Said { name: name.to_owned(), n, measures: measures(text) };
        let line = difference(&[
            said("a.md", 1, "Access is reviewed every 6 months."),
            said("b.md", 2, "Access rights are reviewed every 12 months by owners."),
        ]);
        assert!(line.unwrap().contains("*a.md* says 6 months [1], *b.md* says 12 months [2]"));
        for other in ["Reviewed every 6 months.", "Reviewed within 30 days.", "Reviewed now and then."] {
            assert_eq!(difference(&[said("a.md", 1, "Every 6 months."), said("b.md", 2, other)]), None, "{other}");
        }
        assert_eq!(
            difference(&[said("a.md", 1, "6 months"), said("a.md", 2, "12 months")]),
            None,
            "one document may have both"
        );
    }
}
