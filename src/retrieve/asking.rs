//! Words that ask and say nothing about what is asked.

use std::{collections::HashSet, sync::LazyLock};

use crate::index::term_hashes;

const WORDS: &str = "what which who whom whose when where why how is are was were be been being do does did can could \
    should would will shall may might must the a an of to in on at for by with from as that this these those it its they \
    them their there here and or not any some such than then so if i we you my our your me us please explain describe \
    elaborate provide give clarify detail detailed details outline specify specific specifically example examples kind \
    type ensure regarding concerning about";

static ASKING: LazyLock<HashSet<u32>> = LazyLock::new(|| term_hashes(WORDS).into_iter().collect());

/// Whether a stem, hashed, is one of them.
pub(super) fn is_asking(stem: u32) -> bool {
    ASKING.contains(&stem)
}

/// The query without such words; the query itself when it has no others.
pub(crate) fn topical(query: &str) -> String {
    let kept = |word: &&str| term_hashes(word).into_iter().any(|stem| !is_asking(stem));
    let left: Vec<&str> = query.split_whitespace().filter(kept).collect();
    if left.is_empty() { query.to_owned() } else { left.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_about_stays() {
        assert_eq!(topical("How often should we restore a backup?"), "often restore backup?");
        assert_eq!(topical("What is it?"), "What is it?");
        assert_eq!(topical("What does A.5.23 ask?"), "A.5.23 ask?");
    }
}
