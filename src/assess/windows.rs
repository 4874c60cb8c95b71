//! Windows: what is read beside the statements themselves. A paragraph that says three things says none of them by its mean, so
//! long ones are read by their sentences as well, alone and in pairs. A rule that is told as a list is said whole by no item
//! of it, so what stands together below a heading is read together as well.

use std::ops::Range;

use super::statement::Statement;
use crate::chat::sentences;

/// Words up to which a statement is read as a whole and no further.
const WHOLE: usize = 24;
/// Words of a sentence from which on it is cut at semicolons.
const LONG: usize = 30;
/// Words below which a part says nothing alone.
const SHORTEST: usize = 5;
/// Parts of a statement that are looked at; what is longer is a wall of text.
const MOST: usize = 24;
/// Words of statements that are read together.
const TOGETHER: usize = 110;

/// The windows of some statements.
pub(super) struct Windows {
    /// What is read, below the statement's heading.
    pub(super) texts: Vec<String>,
    /// For each statement the places of its windows.
    pub(super) of: Vec<Vec<usize>>,
}

impl Windows {
    pub(super) fn of(statements: &[Statement]) -> Self {
        let mut texts = Vec::new();
        let mut of = vec![Vec::new(); statements.len()];
        for (statement, of) in statements.iter().zip(&mut of) {
            let start = texts.len();
            texts.extend(windows(&statement.text).iter().map(|window| statement.under_heading(window)));
            of.extend(start..texts.len());
        }
        for group in groups(statements) {
            let Some((first, of)) = statements.get(group.start).zip(of.get_mut(group.clone())) else { continue };
            let together = statements.get(group).unwrap_or_default().iter().map(|one| one.text.as_str());
            let together: Vec<&str> = together.collect();
            for of in of {
                of.push(texts.len());
            }
            texts.push(first.under_heading(&together.join(" ")));
        }
        Self { texts, of }
    }
}

/// Runs of two and more statements below the same heading that are short enough to be read together.
fn groups(statements: &[Statement]) -> Vec<Range<usize>> {
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    for (n, statement) in statements.iter().enumerate() {
        let words = count(&statement.text);
        let goes_on = n
            .checked_sub(1)
            .and_then(|before| statements.get(before))
            .is_some_and(|before| before.document == statement.document && before.heading == statement.heading);
        match found.last_mut() {
            Some((run, sum)) if goes_on && *sum + words <= TOGETHER => {
                run.end = n + 1;
                *sum += words;
            }
            _ => found.push((n..n + 1, words)),
        }
    }
    found.into_iter().map(|(run, _)| run).filter(|run| run.len() > 1).collect()
}

fn windows(text: &str) -> Vec<String> {
    if count(text) <= WHOLE {
        return Vec::new();
    }
    let mut parts: Vec<String> = Vec::new();
    for sentence in sentences(text) {
        let cut: Vec<&str> = if count(&sentence) > LONG { sentence.split("; ").collect() } else { vec![&sentence] };
        for part in cut {
            match parts.last_mut() {
                // What is too short to say anything belongs to what stands before it.
                Some(last) if count(part) < SHORTEST => *last = format!("{last} {}", part.trim()),
                _ => parts.push(part.trim().to_owned()),
            }
        }
    }
    parts.truncate(MOST);
    if parts.len() < 2 {
        return Vec::new();
    }
    let pairs = parts.windows(2).map(|pair| pair.join(" ")).filter(|_| parts.len() > 2);
    let pairs: Vec<String> = pairs.collect();
    parts.into_iter().chain(pairs).collect()
}

fn count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::{super::statement::statements, *};
    use crate::document::Format;

    #[test]
    fn a_long_paragraph_is_read_by_its_sentences_and_their_pairs() {
        let text = "Access to the vault is given by the branch head. Keys are counted every Friday evening. Nobody lends a key \
                    to anybody else. Lost keys are told to the duty desk within the hour, day or night.";
        let found = windows(text);
        assert_eq!(found.len(), 4 + 3);
        assert_eq!(found[1], "Keys are counted every Friday evening.");
        assert_eq!(found[4], "Access to the vault is given by the branch head. Keys are counted every Friday evening.");
        assert!(windows("Keys are counted every Friday evening. Nobody lends a key.").is_empty());
    }

    #[test]
    fn the_items_of_a_list_are_read_together_and_with_what_leads_to_them() {
        let text = "# Exit\n\nEach contract says:\n\n- our data comes back within thirty days\n- secrecy goes on\n\n# Other\n\nKeys \
                    are counted every Friday.\n";
        let windows = Windows::of(&statements(0, text, Format::Markdown));
        assert_eq!(windows.texts, ["Exit: Each contract says: our data comes back within thirty days secrecy goes on"]);
        assert_eq!(windows.of, [vec![0], vec![0], vec![0], vec![]]);
        let long = format!("# A\n\n{}", "- one two three four five six seven eight nine ten eleven\n".repeat(25));
        assert_eq!(groups(&statements(0, &long, Format::Markdown)), [0..10, 10..20, 20..25]);
    }

    #[test]
    fn what_is_listed_in_one_long_sentence_is_cut_at_semicolons_and_crumbs_stay_with_their_neighbour() {
        let list = "Each contract names who may touch which of our data and from where; word of incidents inside two days to a \
                    named mailbox; subcontractors announced a month ahead with a right to object; proof; return and \
                    erasure at the close of the contract.";
        let found = windows(list);
        assert_eq!(found[2], "subcontractors announced a month ahead with a right to object proof");
        assert_eq!(found.len(), 4 + 3);
    }
}
