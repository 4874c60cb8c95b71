//! Follow-ups: whether a question goes on from the one before it, and how. "Who owns it?" asks of the same subject; "and the
//! contracts with them?" moves to a neighbour of it, which only both questions together can tell.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Intent,
    question::topic_words,
    small_words::{ANAPHORA, CONTINUES, MANY},
};
use crate::retrieve::Gloss;

/// Words that say nothing of a subject once there is one.
const EMPTY: &str = "example examples done enough say says look looks like change changes add adds happen happens mean means afterwards \
                     later first exactly both still count counts usual usually often expected typical there here people employees sample \
                     detail details long short shorter simple simpler plain words brief briefly summary again reason purpose always never \
                     myself ourselves yourself suffice suffices sufficient ok okay fine fast quick quickly soon now even proof \
                     beispiel ejemplo lange kurz reicht genügt basta";
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
    /// It says "it", but has words of its own, which may be of a requirement right beside.
    Leans,
    /// It has a word of its own, which may be of the same subject or a subject by itself.
    Perhaps,
}

/// Words that open a whole question or wish; a few words without one are the rest of the question before.
const OPENS: &str = "what how who whose which why when where is are was were do does did can could must should shall may might will would \
                     has have explain tell give show list draft write define describe was wie wer wann wo warum ist sind muss müssen \
                     kann können qué cómo quién cuándo dónde es son debe";
/// Words of such a rest.
const REST: usize = 4;
/// Beginnings of a circumstance: "in a shared office?"
const CIRCUMSTANCES: [&str; 13] =
    ["in ", "at ", "with ", "without ", "during ", "from ", "for ", "if ", "when ", "bei ", "mit ", "für ", "wenn "];
/// Words of a verdict on whether something will do.
const VERDICTS: &str =
    "enough suffice suffices sufficient ok okay acceptable count counts fine reicht reichen genügt basta";
/// Words of a question that asks for such a verdict, at most.
const VERDICT: usize = 9;
/// Words of "does a video do?", at most.
const SHORT_VERDICT: usize = 5;

/// Whether a question leaves out what the one before it said: "And A.8.13?", "For how long?"
pub(super) fn is_ellipsis(text: &str) -> bool {
    let lower = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words: Vec<&str> =
        lower.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let rest = after_continuation(&lower);
    let opens = |text: &str| {
        let first = text.split_whitespace().next().unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric());
        OPENS.split_whitespace().any(|word| word == first)
    };
    match rest {
        Some(rest) => !opens(rest),
        None => words.len() <= REST && !opens(&lower),
    }
}

/// What stands after "and", "what about" and their like.
fn after_continuation(lower: &str) -> Option<&str> {
    CONTINUES.iter().find_map(|start| lower.strip_prefix(start)).map(str::trim_start)
}

/// What a few words wish of the same subject, where they name no intent: "why?", "an example?", "shorter, please".
pub(super) fn wish(text: &str) -> Option<Intent> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let says = |list: &[&str]| words.iter().any(|word| list.contains(word));
    match () {
        () if words.len() > REST => None,
        () if says(&[
            "plain", "shorter", "short", "simple", "simpler", "briefly", "summary", "again", "kurz", "einfach",
        ]) =>
        {
            Some(Intent::Explain)
        }
        () if says(&["why", "warum", "wozu"]) => Some(Intent::Risks),
        () if says(&["example", "examples", "beispiel", "ejemplo"]) => Some(Intent::Implement),
        () => None,
    }
}

/// Whether a text points back at something that was said: "it", "those", "draft one".
pub(super) fn points_back(text: &str) -> bool {
    holds(text, ANAPHORA) || holds(text, MANY) || wants_one(text)
}

/// "Draft one", "give me that as a template": what is wanted was named before.
pub(super) fn wants_one(text: &str) -> bool {
    WANTS_ONE.as_ref().is_some_and(|wants| wants.is_match(text))
}

static WANTS_ONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\W*(?:(?:ok(?:ay)?|yes|then|and|so|great|please|now)\b[,.!]?\ *)*(?:(?:can|could|would|will)\ you\ |please\ |i(?:'d|\ would)\ like\ you\ to\ |you\ may\ )?
        (?:please\ )?(?:draft|write|make|create|generate|prepare|produce|give\ me|show\ me|send\ me|do)\b[^.?!]{0,30}\b(?:one|it|that|this|such\ an?)\b",
    )
    .ok()
});

/// How a question without ids goes on from the one before it.
pub(super) fn link(text: &str, intent: Intent) -> Link {
    if wants_one(text) {
        return Link::Same;
    }
    // "We develop nothing ourselves. Can we leave it out?": what points back stands at the end.
    let mut clauses = text.split(['.', '?', '!', ';', ',']).filter(|clause| clause.split_whitespace().count() > 1);
    let (first, last) = (clauses.clone().next().unwrap_or(text), clauses.next_back().unwrap_or(text));
    let (all, own) = (own_words(text, intent).len(), own_words(last, intent).len());
    let has = |list: &str| holds(last, list);
    // "Can we exclude it, we all work remotely?": it may stand at the beginning as well.
    let begins = own_words(first, intent).is_empty() && holds(first, ANAPHORA);
    let lower = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let continues = CONTINUES.iter().any(|start| lower.starts_with(start));
    match () {
        () if all == 0 || begins || (own == 0 && (continues || has(ANAPHORA) || has(MANY))) => Link::Same,
        () if has(ANAPHORA) && own <= FEW => Link::Leans,
        // "Can I leave the marketing team out of it?"
        () if own <= FEW + 2 && ends_with_it(&lower) => Link::Leans,
        () if continues && is_circumstance(&lower) => Link::Same,
        // "Is a newsletter enough?": for what was spoken of.
        () if asks_for_a_verdict(&lower) => Link::Same,
        // "Where do we keep the ones for the servers?", "who decides whether it is one?"
        () if all <= FEW + 1 && (holds(last, "ones") || ends_with_one(&lower)) => Link::Near,
        () if (has(MANY) || continues) && all <= FEW + 1 => Link::Near,
        () if all <= 1 && holds(last, "one ones") => Link::Same,
        () if all <= 1 && !defines(&lower) && Gloss::of(text).hints.is_empty() => Link::Perhaps,
        () => Link::Alone,
    }
}

/// Whether the last words are "of it", "about that" and their like.
fn ends_with_it(lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).rev();
    words.next().is_some_and(|word| ["it", "that", "this"].contains(&word))
        && words
            .next()
            .is_some_and(|word| ["of", "from", "in", "for", "about", "with", "to", "on", "under", "by"].contains(&word))
}

/// "Is a newsletter enough?", "does a video suffice?" Whether something will do is asked of what was spoken of before.
fn asks_for_a_verdict(lower: &str) -> bool {
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let begins = words
        .first()
        .is_some_and(|word| ["is", "are", "would", "does", "do", "ist", "sind", "reicht", "basta"].contains(word));
    let says = words.iter().any(|word| VERDICTS.split(' ').any(|one| one == *word))
        || (words.len() <= SHORT_VERDICT && words.last() == Some(&"do"));
    begins && says && words.len() <= VERDICT
}

/// "The same one", "a shared one", "whether it is one": not "one person".
fn ends_with_one(lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).rev();
    words.next() == Some("one")
        && words.next().is_some_and(|word| word != "number" && word != "clause" && word != "stage")
}

/// "Also in a shared office?": the subject is the same, only where or when is new.
fn is_circumstance(lower: &str) -> bool {
    after_continuation(lower).is_some_and(|rest| CIRCUMSTANCES.iter().any(|start| rest.starts_with(start)))
}

/// "What is a risk owner?" asks for its own subject, whatever was said before.
pub(super) fn defines(lower: &str) -> bool {
    let starts = [
        "what is ",
        "what are ",
        "what's ",
        "define ",
        "explain ",
        "tell me about ",
        "was ist ",
        "was sind ",
        "qué es ",
    ];
    starts.iter().any(|start| lower.starts_with(start))
}

/// Whether one of a list's words stands in a text. "IT" in capitals is a topic, "it" points back.
fn holds(text: &str, list: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| *word != "IT").map(str::to_lowercase);
    words.into_iter().any(|word| list.split(' ').any(|one| one == word))
}

/// The words that say what a question is about by itself.
pub(super) fn own_words(text: &str, intent: Intent) -> Vec<String> {
    let lists = [EMPTY, ANAPHORA, MANY, intent.words()];
    let is_empty = |word: &String| lists.iter().any(|list| list.split_whitespace().any(|one| one == word));
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
            ("Also in a shared office?", Link::Same),
            ("Even for freelancers?", Link::Same),
            ("Is a newsletter enough?", Link::Same),
            ("Does a video do?", Link::Same),
            ("What about shared ones?", Link::Near),
            ("Who decides whether it is one?", Link::Near),
            ("Wer nimmt daran teil?", Link::Same),
            ("Are 20 people enough to be certified to ISO 27001 at all?", Link::Alone),
            ("Can we exclude it, we all work remotely?", Link::Same),
            ("Then draft one for us.", Link::Same),
            ("In plain words?", Link::Same),
            ("What tests are expected?", Link::Perhaps),
            ("What is IT asset management?", Link::Alone),
            ("How does the certification process work?", Link::Alone),
            ("What is a risk owner?", Link::Alone),
            ("Is there a control for physical security?", Link::Alone),
        ] {
            // What leans on the subject before goes on with it, unless the search finds a neighbour.
            let found = link(text, Intent::of(text));
            assert_eq!(if found == Link::Leans { Link::Same } else { found }, expected, "{text}");
        }
    }
}
