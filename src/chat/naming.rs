//! Which requirements a question names: by their ids, unless these only bound a span, or by their titles.

use std::sync::LazyLock;

use regex::Regex;

use super::{Intent, question::topic_words};
use crate::{
    iso::{Catalogue, RequirementId},
    retrieve::named,
};

/// Controls that a span must have between its ends; fewer are meant themselves.
const INSIDE: u8 = 2;

/// "Between A.5.1 and A.5.37", "A.5.1 to A.5.37".
static SPAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:\b(?:between|zwischen|entre)\ a\.?(\d)\.(\d+)\ (?:and|und|y)|\ba\.?(\d)\.(\d+)\ ?(?:to|through|up\ to|until|bis|hasta|-|–|…))\ ?a\.?(\d)\.(\d+)\b",
    )
    .ok()
});

/// The requirements whose ids a question names. The ends of a span say where something is, not what.
pub(super) fn pinned(text: &str) -> Vec<RequirementId> {
    let mut found = named(text);
    let Some(span) = SPAN.as_ref().filter(|_| Intent::of(text) != Intent::Compare) else { return found };
    for groups in span.captures_iter(text) {
        let numbers: Vec<u8> = groups.iter().skip(1).flatten().filter_map(|part| part.as_str().parse().ok()).collect();
        let [theme, first, other, last] = numbers.as_slice() else { continue };
        if theme == other && last.saturating_sub(*first) > INSIDE {
            let ends = [format!("A.{theme}.{first}"), format!("A.{other}.{last}")];
            found.retain(|id| !ends.contains(&id.to_string()));
        }
    }
    found
}

/// The requirement whose title stands in the question, word for word: a title of three words or more, or one of two when the
/// question is about hardly anything else.
pub(super) fn titled(text: &str) -> Option<RequirementId> {
    let spaced = |text: &str| {
        let words: Vec<String> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        format!(" {} ", words.join(" "))
    };
    let asked = spaced(text);
    let entries = Catalogue::get().entries().iter().filter(|entry| entry.is_leaf);
    let found = entries.map(|entry| (entry.id, spaced(&entry.title))).filter(|(_, title)| asked.contains(title));
    let (id, title) = found.max_by_key(|(_, title)| title.len())?;
    let left = topic_words(&asked.replace(&title, " ")).len();
    let long = title.split_whitespace().count();
    (long > 2 || (long == 2 && left <= 1)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_span_are_not_what_is_asked_about() {
        let ids = |text: &str| pinned(text).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(ids("Which number between A.5.1 and A.5.37 does screening have?").is_empty());
        assert!(ids("Are the controls A.7.1 to A.7.14 for offices only?").is_empty());
        assert_eq!(ids("What is the difference between A.5.1 and A.5.37?"), ["A.5.1", "A.5.37"]);
        assert_eq!(ids("What do A.5.24 to A.5.26 ask for?"), ["A.5.24", "A.5.26"]);
        assert_eq!(ids("Do A.5.1 and A.5.37 belong together?"), ["A.5.1", "A.5.37"]);
    }
}
