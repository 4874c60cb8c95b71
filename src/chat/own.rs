//! What the company's own documents say to a question, quoted and kept apart from what the knowledge base says.

use super::{
    draft::Draft,
    question::{Reading, topic_words},
};
use crate::{
    document::{BlockKind, Format, Offsets, blocks, plain_text},
    index::TextIndex,
    retrieve::Hit,
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
/// Characters of one passage.
const MAX_QUOTE: usize = 700;

/// Adds the passages of the workspace's documents that speak to the question. Returns whether there are any.
pub(super) fn own_documents(draft: &mut Draft, reading: &Reading, hits: &[Hit], subject: Option<&str>) -> bool {
    let about = format!("{} {} {}", reading.query, reading.gloss.english, subject.unwrap_or(""));
    let topic = TextIndex::stems(&topic_words(&about).join(" "));
    let mut found: Vec<(&Hit, Passage)> = hits
        .iter()
        .filter_map(|hit| Some((hit, best_block(hit, &topic)?)))
        .filter(|(hit, passage)| speaks(hit, passage.share))
        .collect();
    // Stable, so that passages with equal shares keep the order of the search.
    found.sort_by(|a, b| b.1.share.total_cmp(&a.1.share));
    found.truncate(MAX_PASSAGES);
    if found.is_empty() {
        return false;
    }
    draft.heading("In your documents");
    for (hit, passage) in found {
        let n = draft.board.cite_document(&hit.chunk, &passage.quote, passage.start);
        let place = hit.chunk.heading.last().filter(|last| **last != hit.chunk.title);
        let place = place.map_or_else(String::new, |place| format!(", {}", escaped(place)));
        let words = escaped(&plain_text(&passage.quote));
        draft.say(&format!("- *{}*{place}: \"{words}\" [{n}]", escaped(&hit.chunk.document_name)));
    }
    true
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
fn escaped(text: &str) -> String {
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
