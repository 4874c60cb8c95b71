//! What examples must keep: they are of a rule that exists, in words of their own, and each rule has enough of them.

use std::collections::{HashMap, HashSet};

use super::{
    super::{Library, Says},
    across::grams,
};
use crate::iso::Nature;

/// How many of each sort a rule has at least, once there are examples at all.
const LEAST: [(Says, usize, &str); 3] = [(Says::All, 3, "all"), (Says::Part, 1, "part"), (Says::None, 2, "none")];

pub(super) fn check(library: &Library, say: &mut impl FnMut(&str, String)) {
    let mut counts: HashMap<(&str, Says), usize> = HashMap::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for one in library.examples() {
        let name = format!("knowledge/statements ({})", one.check);
        match library.check(&one.check) {
            Some(check) if check.nature == Nature::Rule => {
                let own: HashSet<u64> =
                    std::iter::once(&check.text).chain(&check.phrases).flat_map(|text| grams(text)).collect();
                if !own.is_disjoint(&grams(&one.text)) {
                    say(&name, format!("`{}` repeats five words of its check: say it in other words", one.text));
                }
            }
            Some(_) => say(&name, "is no check of a rule: examples are for rules".to_owned()),
            None => say(&name, "no page has this check".to_owned()),
        }
        if !seen.insert(&one.text) {
            say(&name, format!("`{}` stands twice", one.text));
        }
        *counts.entry((&one.check, one.says)).or_default() += 1;
    }
    if library.examples().is_empty() {
        return;
    }
    for check in library.pages().iter().flat_map(|page| &page.front.checks).filter(|one| one.nature == Nature::Rule) {
        for (says, least, word) in LEAST {
            let count = counts.get(&(check.id.as_str(), says)).copied().unwrap_or(0);
            if count < least {
                let name = format!("knowledge/statements ({})", check.id);
                say(&name, format!("has {count} examples that say `{word}`, needs {least}"));
            }
        }
    }
}
