//! Which requirement does a finding, a checkpoint or a task belong to? The likeliest, each with the passage that speaks for it.

use std::sync::LazyLock;

use regex::Regex;

use super::{draft::Draft, generate::sentences, question::subject_words};
use crate::{
    document::{Block, BlockKind, Offsets},
    index::TextIndex,
    iso::RequirementId,
    knowledge::{Library, Page},
    retrieve::{Belonging, Hit},
};

/// Requirements that an answer names at most.
const MOST: usize = 3;
/// The share, beside that of the likeliest, from which on another one is named.
const LEAST: f32 = 0.005;

/// "Which control does this fall under?", in English, German and Spanish.
static ASKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        \b(which|what|under\ which|to\ which|where\ in)\b[^.?!]{0,40}\b(controls?|clauses?|requirements?|annex\ a)\b[^.?!]{0,60}
        \b(falls?|belongs?|covers?|covered|appl(y|ies)|address(es)?|relates?|maps?|match(es)?|concerns?|violat\w*|breach\w*|
           deals?|treats?|handles?|governs?|speaks?|about|affected|relevant|raised?|cited?|written|under)\b
        | \bwhere\ does\ (this|it)\ (finding|checkpoint)?\s*belong
        | \b(welche[snrm]?)\b[^.?!]{0,40}\b(control|maßnahme|klausel|abschnitt|anforderung)\b[^.?!]{0,60}\b(gehört|betrifft|zuzuordnen|fällt|behandelt|regelt)
        | \b(qué|que|cuál|cual)\b[^.?!]{0,40}\b(control|cláusula|requisito)\b[^.?!]{0,60}\b(corresponde|pertenece|cubre|aplica|trata)
        ",
    )
    .ok()
});

/// Whether a question asks which requirement something belongs to.
pub(super) fn asks(question: &str) -> bool {
    ASKS.as_ref().is_some_and(|asks| asks.is_match(question))
}

/// What is to be classified: the question without the sentence that asks, unless there is no other.
pub(super) fn described(question: &str) -> String {
    let rest: Vec<String> = sentences(question).into_iter().filter(|sentence| !asks(sentence)).collect();
    if rest.is_empty() { question.to_owned() } else { rest.join(" ") }
}

/// Whether the question speaks of controls, of clauses, or leaves it open.
fn is_asked(question: &str, id: RequirementId) -> bool {
    let lower = question.to_lowercase();
    let says = |words: [&str; 4]| words.iter().any(|word| lower.contains(word));
    match (says(["control", "annex a", "maßnahme", "a."]), says(["clause", "klausel", "abschnitt", "cláusula"])) {
        (true, false) => id.is_control(),
        (false, true) => !id.is_control(),
        _ => true,
    }
}

/// Writes the likeliest requirements. Returns whether there is one.
pub(super) fn classify(
    draft: &mut Draft,
    library: &Library,
    (question, text): (&str, &str),
    (likely, hits): (&[Belonging], &[Hit]),
) -> bool {
    let asked: Vec<&Belonging> = likely.iter().filter(|one| is_asked(question, one.id)).collect();
    let Some(first) = asked.first() else { return false };
    let words = TextIndex::stems(&subject_words(text).join(" "));
    for (at, one) in asked.iter().take(MOST).filter(|one| one.share >= first.share * LEAST).enumerate() {
        let Some(page) = library.page(one.id) else { continue };
        draft.heading(&format!("{}: {}", if at == 0 { "Most likely" } else { "Also possible" }, page.label()));
        draft.refer(one.id);
        if let Some((path, blocks)) = passage(page, hits, &words) {
            draft.passage(page, &path, &blocks.iter().collect::<Vec<_>>());
        }
    }
    true
}

/// The block of the page that says most about the text: a failing or a check, or a block of its body.
fn passage(page: &Page, hits: &[Hit], words: &[String]) -> Option<(Vec<String>, Vec<Block>)> {
    let hit = hits.iter().find(|hit| hit.chunk.document_name == page.source);
    let Some(hit) = hit else {
        let section = page.sections.first()?;
        return Some((vec![section.heading.clone()], section.blocks.iter().take(1).cloned().collect()));
    };
    let range = Offsets::byte_of(&page.text, hit.chunk.start)..Offsets::byte_of(&page.text, hit.chunk.end);
    let path: Vec<String> = hit.chunk.heading.iter().skip(1).cloned().collect();
    let within = |block: &&Block| block.range.start < range.end && block.range.end > range.start;
    let blocks = page.sections.iter().flat_map(|section| &section.blocks).filter(within);
    let shared = |block: &&Block| {
        let stems = TextIndex::stems(page.slice(&block.range));
        words.iter().filter(|word| stems.contains(word)).count()
    };
    let said = blocks.filter(|block| !matches!(block.kind, BlockKind::Heading(_)));
    let best = said.fold(None, |best: Option<&Block>, block| match best {
        Some(best) if shared(&best) >= shared(&block) => Some(best),
        _ => Some(block),
    });
    let block = best.cloned().unwrap_or_else(|| {
        // A check's phrases follow its text, which is what is quoted.
        let line = page.slice(&range).lines().next().unwrap_or("").trim_end_matches('"').len();
        Block { kind: BlockKind::Paragraph, range: range.start..range.start + line, heading: path.clone() }
    });
    Some((path, vec![block]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_questions_for_a_requirement_ask_which() {
        for question in [
            "Which control does this finding fall under? Visitors are not escorted.",
            "What Annex A control covers the clean desk?",
            "Under which clause would an auditor raise this? No internal audit took place.",
            "Zu welcher Maßnahme gehört das? Besucher laufen allein herum.",
        ] {
            assert!(asks(question), "{question}");
        }
        for question in
            ["What does control A.5.23 require?", "Which controls are new in 2022?", "Is a control optional?"]
        {
            assert!(!asks(question), "{question}");
        }
    }

    #[test]
    fn the_question_itself_is_not_classified() {
        let text = described("Which control does this finding fall under? Visitors are not escorted in the archive.");
        assert_eq!(text, "Visitors are not escorted in the archive.");
        assert_eq!(described("What control covers the clean desk?"), "What control covers the clean desk?");
    }
}
