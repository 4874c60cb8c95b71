//! Where marks stand in a sentence: those of a kind keep their order, and the words between them stay on their side, so that
//! no deadline changes its rule and no register its content.

use std::collections::BTreeSet;

use super::{
    MarkKind, Slip,
    sentence::{Sentence, Token, stem_of},
};

/// A stretch between marks of one kind.
type Stretch = BTreeSet<String>;

/// The marks of both sentences, kind by kind.
pub(super) fn check(old: &Sentence, new: &Sentence, kind: &dyn Fn(usize) -> MarkKind) -> Result<(), Slip> {
    let all = |sentence: &Sentence| sentence.marks().collect::<BTreeSet<usize>>();
    if all(old) != all(new) {
        return Err(Slip::Marks);
    }
    let has_duty = old.words().any(|word| matches!(word, "must" | "shall" | "may" | "can" | "cannot" | "should"));
    for one in [MarkKind::Who, MarkKind::Value, MarkKind::Name] {
        let of = |sentence: &Sentence| sentence.marks().filter(|mark| kind(*mark) == one).collect::<Vec<_>>();
        let (before, after) = (of(old), of(new));
        if before != after {
            return Err(Slip::Marks);
        }
        // A single name may move, and so may whoever is known to be bound; a period may where the sentence is simple.
        let is_free = match (one, before.len()) {
            (_, 0) | (MarkKind::Name, 1) => true,
            (MarkKind::Who, 1) => has_duty || follows_by(new, &before),
            (MarkKind::Value, 1) => is_simple(old),
            _ => false,
        };
        if !is_free && !keep_sides(&stretches(old, &before), &stretches(new, &after)) {
            return Err(Slip::Marks);
        }
    }
    Ok(())
}

/// One clause, without a list.
fn is_simple(sentence: &Sentence) -> bool {
    !sentence.tokens.iter().any(|token| match token {
        Token::Pause => true,
        Token::Word(word) => matches!(word.as_str(), "and" | "or" | "but" | "then"),
        Token::Mark(_) => false,
    })
}

/// The party stands behind `by`, as whoever acts does in the passive.
fn follows_by(sentence: &Sentence, marks: &[usize]) -> bool {
    let is = |token: &Token, word: &str| matches!(token, Token::Word(own) if own == word);
    let tokens: Vec<&Token> = sentence.tokens.iter().filter(|token| !is(token, "the")).collect();
    tokens.windows(2).any(|pair| match pair {
        [by, Token::Mark(mark)] => is(by, "by") && marks.contains(mark),
        _ => false,
    })
}

/// The words before, between and behind these marks.
fn stretches(sentence: &Sentence, marks: &[usize]) -> Vec<Stretch> {
    let mut all = vec![Stretch::new()];
    for token in &sentence.tokens {
        match token {
            Token::Mark(mark) if marks.contains(mark) => all.push(Stretch::new()),
            Token::Word(word) => {
                if let (Some(stem), Some(last)) = (stem_of(word), all.last_mut()) {
                    last.insert(stem);
                }
            }
            Token::Mark(_) | Token::Pause => {}
        }
    }
    all
}

/// A word that stood in one stretch alone stands in that one again, if it stands anywhere.
fn keep_sides(old: &[Stretch], new: &[Stretch]) -> bool {
    let only = |all: &[Stretch], stem: &String| {
        let mut places = all.iter().enumerate().filter(|(_, stretch)| stretch.contains(stem)).map(|(at, _)| at);
        places.next().filter(|_| places.next().is_none())
    };
    old.iter().flatten().all(|stem| match (only(old, stem), only(new, stem)) {
        (Some(was), Some(is)) => was == is,
        _ => true,
    })
}
