//! Two versions line by line, as data.

use std::time::Duration;

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// Unchanged lines that are shown around a change.
const AROUND: usize = 3;
/// How long the shortest difference is looked for; then a longer one does.
const PATIENCE: Duration = Duration::from_secs(2);

/// What became of the lines of one version in another.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ArtefactDiff")]
pub(super) struct Difference {
    /// The version that is compared with
    with: i64,
    version: i64,
    added: usize,
    removed: usize,
    /// Changes with the lines around them; empty when both say the same
    hunks: Vec<Hunk>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "DiffHunk")]
struct Hunk {
    lines: Vec<Line>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "DiffLine")]
struct Line {
    change: Change,
    /// Its number in the version that is compared with, from 1 on
    old: Option<usize>,
    /// Its number in the other one
    new: Option<usize>,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "DiffChange")]
enum Change {
    Same,
    Added,
    Removed,
}

/// Compares two versions, each with its number.
pub(super) fn difference((with, old): (i64, &str), (version, new): (i64, &str)) -> Difference {
    let lines = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let hunks = lines.grouped_ops(AROUND).into_iter().map(|group| Hunk {
        lines: group.iter().flat_map(|part| lines.iter_changes(part)).map(|change| line(&change)).collect(),
    });
    let hunks: Vec<Hunk> = hunks.collect();
    let count = |wanted| hunks.iter().flat_map(|hunk| &hunk.lines).filter(|line| line.change == wanted).count();
    let (added, removed) = (count(Change::Added), count(Change::Removed));
    Difference { with, version, added, removed, hunks }
}

fn line(change: &similar::Change<&str>) -> Line {
    let kind = match change.tag() {
        ChangeTag::Equal => Change::Same,
        ChangeTag::Insert => Change::Added,
        ChangeTag::Delete => Change::Removed,
    };
    let number = |index: Option<usize>| index.map(|index| index + 1);
    let text = change.value().trim_end_matches(['\n', '\r']).to_owned();
    Line { change: kind, old: number(change.old_index()), new: number(change.new_index()), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(old: &str, new: &str) -> Vec<(Change, Option<usize>, Option<usize>, String)> {
        let found = difference((1, old), (2, new));
        let lines = found.hunks.into_iter().flat_map(|hunk| hunk.lines);
        lines.map(|line| (line.change, line.old, line.new, line.text)).collect()
    }

    #[test]
    fn each_line_says_where_it_stands_in_both() {
        assert_eq!(lines("a\nb\n", "a\nb\n"), []);
        let said = |text: &str| text.to_owned();
        assert_eq!(
            lines("a\nb\nc\n", "a\nB\nc"),
            [
                (Change::Same, Some(1), Some(1), said("a")),
                (Change::Removed, Some(2), None, said("b")),
                (Change::Removed, Some(3), None, said("c")),
                (Change::Added, None, Some(2), said("B")),
                (Change::Added, None, Some(3), said("c")),
            ]
        );
        assert_eq!(lines("", "x\n"), [(Change::Added, None, Some(1), said("x"))]);
    }

    #[test]
    fn far_changes_are_hunks_of_their_own() {
        let old = (0..50).map(|line| line.to_string()).collect::<Vec<_>>().join("\n") + "\n";
        let new = old.replace("\n3\n", "\nthree\n").replace("\n40\n", "\n");
        let found = difference((1, &old), (2, &new));
        assert_eq!((found.hunks.len(), found.added, found.removed), (2, 1, 2));
    }
}
