//! A rule said in other words: whether it still binds the same people to the same thing, as strictly, under the same
//! conditions, and says nothing more and nothing less.
//!
//! Both texts have marks (`{3}`) where values stand that nobody may change. What is compared is what words can show; a
//! rewording that cannot be shown to be faithful is refused, also where a person would let it pass.

mod places;
mod sentence;
mod signs;
mod wording;

use thiserror::Error;

use super::numbers::Quantities;
use sentence::{Sentence, paired};
use wording::is_light;

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// Somebody who has duties.
    Who,
    /// A number, a period, a date, with the words that bound it.
    Value,
    /// A name, an id, a link, a marked decision.
    Name,
}

/// Why a rewording is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Slip {
    /// A mark is missing, doubled or in another sentence or order.
    #[error("a name or value got lost or moved")]
    Marks,
    /// A number, a period or a date that the rule does not have, or lacks.
    #[error("a number or period was changed")]
    Number,
    /// A name, an id, an address or markup that the rule does not have.
    #[error("a name, an address or markup was added")]
    Name,
    /// An obligation, prohibition or permission came, went or binds somebody else or to something else.
    #[error("a duty was changed")]
    Duty,
    /// A denial came or went.
    #[error("a denial came or went")]
    Denial,
    /// A condition, an exception, an order in time or a qualifying word came or went.
    #[error("a condition or limit was changed")]
    Condition,
    /// It says more.
    #[error("something was added")]
    Added,
    /// It says less, or other things.
    #[error("something was left out")]
    Lost,
    /// The parts are not those of the rule.
    #[error("the structure was changed")]
    Structure,
    /// It is much longer or shorter.
    #[error("the length was changed too much")]
    Length,
    /// It speaks of itself, of its task or of a machine, or to a machine.
    #[error("it speaks of itself")]
    Chatter,
    /// It has the drafting of the standard.
    #[error("it sounds like the standard's own text")]
    Standard,
    /// The check of ISO documents finds something that it did not find before.
    #[error("the check of ISO documents finds a fault")]
    Fault,
    /// A sentence is too far from its source in meaning.
    #[error("the meaning moved")]
    Meaning,
}

/// Holds one paragraph or list item against its source, and pairs their sentences for whoever compares meanings. `kind` says
/// what each mark of the source stands for.
pub fn reworded(
    (before, after): (&str, &str),
    kind: &dyn Fn(usize) -> MarkKind,
) -> Result<Vec<(String, String)>, Slip> {
    wording::check(before, after)?;
    let (old, new) = (Sentence::all(before), Sentence::all(after));
    let marks = |sentences: &[Sentence]| {
        let mut marks: Vec<usize> = sentences.iter().flat_map(Sentence::marks).collect();
        marks.sort_unstable();
        marks
    };
    if marks(&old) != marks(&new) {
        return Err(Slip::Marks);
    }
    if Quantities::of(&without_marks(before)) != Quantities::of(&without_marks(after)) {
        return Err(Slip::Number);
    }
    let pairs = paired(&old, &new).ok_or(Slip::Structure)?;
    for (old, new) in &pairs {
        signs::check(old, new)?;
        places::check(old, new, kind)?;
        close(old, new)?;
    }
    Ok(pairs.into_iter().map(|(old, new)| (old.text, new.text)).collect())
}

/// It speaks of the same things, and they stand beside each other as they did.
fn close(old: &Sentence, new: &Sentence) -> Result<(), Slip> {
    let (before, after) = (old.stems(), new.stems());
    if after.iter().any(|stem| !before.contains(stem) && !is_light(stem)) {
        return Err(Slip::Added);
    }
    if before.iter().any(|stem| !after.contains(stem) && !is_light(stem)) {
        return Err(Slip::Lost);
    }
    let (were, are) = (old.neighbours(), new.neighbours());
    let kept = were.iter().filter(|pair| are.contains(*pair)).count();
    if kept * 5 < were.len() * 3 { Err(Slip::Meaning) } else { Ok(()) }
}

fn without_marks(text: &str) -> String {
    sentence::MARK.as_ref().map_or_else(|| text.to_owned(), |mark| mark.replace_all(text, " . ").into_owned())
}

#[cfg(test)]
mod tests;
