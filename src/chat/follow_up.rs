//! Follow-ups: whether a question goes on from the one before it, and how. "Who owns it?" asks of the same subject; "and the
//! contracts with them?" moves to a neighbour of it, which only both questions together can tell.

use super::{
    Intent,
    question::topic_words,
    small_words::{ANAPHORA, CONTINUES, MANY},
};

/// Words that say nothing of a subject once there is one.
const EMPTY: &str = "example examples done enough say says look looks like change changes add adds happen happens mean means afterwards \
                     later first exactly both still count counts usual often expected typical there here people employees sample detail details beispiel \
                     ejemplo";
/// Words of its own with which a question that says "it" still speaks of what was asked before.
const FEW: usize = 2;

/// How a question hangs together with the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// It stands alone.
    Alone,
    /// It asks something else of the same subject.
    Same,
    /// It moves to a subject beside it.
    Near,
}

/// How a question without ids goes on from the one before it.
pub(super) fn link(text: &str, intent: Intent) -> Link {
    // "We develop nothing ourselves. Can we leave it out?": what points back stands at the end.
    let mut clauses = text.split(['.', '?', '!', ';', ',']).filter(|clause| clause.split_whitespace().count() > 1);
    let last = clauses.next_back().unwrap_or(text);
    let (all, own) = (own_words(text, intent).len(), own_words(last, intent).len());
    // "IT" in capitals is a topic, "it" points back.
    let words: Vec<String> =
        last.split(|c: char| !c.is_alphanumeric()).filter(|word| *word != "IT").map(str::to_lowercase).collect();
    let has = |list: &str| words.iter().any(|word| list.split(' ').any(|one| one == word));
    let lower = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let continues = CONTINUES.iter().any(|start| lower.starts_with(start));
    match () {
        () if all == 0 || (own == 0 && (continues || has(ANAPHORA) || has(MANY))) => Link::Same,
        () if has(ANAPHORA) && own <= FEW => Link::Same,
        () if (has(MANY) || continues) && all <= FEW + 1 => Link::Near,
        () => Link::Alone,
    }
}

/// The words that say what a question is about by itself.
fn own_words(text: &str, intent: Intent) -> Vec<String> {
    let is_empty =
        |word: &String| [EMPTY, intent.words()].iter().any(|list| list.split_whitespace().any(|one| one == word));
    topic_words(text).into_iter().filter(|word| !is_empty(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_stays_moves_on_or_stands_alone() {
        for (text, expected) in [
            ("And what evidence do I need for it?", Link::Same),
            ("Who should own it?", Link::Same),
            ("What is a typical nonconformity?", Link::Same),
            ("What would be enough for 20 people?", Link::Same),
            ("We do not develop software ourselves. Can we leave it out?", Link::Same),
            ("Does it replace the GDPR?", Link::Same),
            ("und wer prüft das?", Link::Same),
            ("What must be in the contracts with them?", Link::Near),
            ("And collecting evidence?", Link::Near),
            ("What about multi-factor authentication?", Link::Near),
            ("What is IT asset management?", Link::Alone),
            ("How does the certification process work?", Link::Alone),
            ("What is a risk owner?", Link::Alone),
            ("Is there a control for physical security?", Link::Alone),
        ] {
            assert_eq!(link(text, Intent::of(text)), expected, "{text}");
        }
    }
}
