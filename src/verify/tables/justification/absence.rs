//! Where a reason says that something does not exist.

use std::ops::Range;

use super::words::{ABSENT, GONE, says};

/// Beginnings after which nothing is absent: "no reason", "no further steps", "no demand".
const NO_THING_FIRST: &str = "further reason need longer more doubt risk risks incident problem target relevance sense demand customer client auditor supply";
/// The same at the end of a short one: "no real benefit".
const NO_THING_LAST: &str = "proportion reason reasons need sense target targets problem problems relevance incident incidents demand interest \
    doubt time budget money point use value benefit effect risk risks longer more one way further necessity applicability influence impact \
    requirement requirements customer customers client clients auditor auditors finding findings meaning steps matter issue issues complaint \
    complaints question questions other supply obligation law contract duty hackers body";
/// What is not done where a thing does not exist. "We do not need" and "do not want" are no such words.
const DEEDS: &str = "develop program write build code own operate run use issue have keep hold host store print process employ lease rent produce \
    manufacture maintain exist work handle transfer sell buy commission configure engineer test travel place leave offer share accept let lend \
    contain collect receive send ship permit allow outsource subcontract engage hire deploy install carry take connect provide create make \
    generate design change exchange publish owned operated developed built written used stored";

/// The places at which something is said to be absent.
pub(super) fn denials(text: &str) -> Vec<Range<usize>> {
    let Some(pattern) = ABSENT.as_ref() else { return Vec::new() };
    let is_in = |list: &str, word: &str| list.split_whitespace().any(|one| one == word);
    let is_thing = |thing: &str| {
        let words: Vec<String> = thing
            .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-')
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let is_first = words.first().is_some_and(|word| is_in(NO_THING_FIRST, word));
        let is_last = words.len() <= 2 && words.last().is_some_and(|word| is_in(NO_THING_LAST, word));
        !is_first && !is_last
    };
    let found = pattern.captures_iter(text).filter(|found| {
        let thing = found.name("thing").is_none_or(|thing| is_thing(thing.as_str()));
        let deed = found.name("deed").is_none_or(|deed| is_in(DEEDS, &deed.as_str().to_lowercase()));
        // "None of our customers asked" denies nothing.
        let nobody =
            found.name("nobody").is_none_or(|word| !text.get(word.end()..).unwrap_or("").starts_with(" of our"));
        thing && deed && nobody
    });
    found.filter_map(|found| found.get(0).map(|whole| whole.range())).collect()
}

/// Whether anything is said to be absent, in whatever way.
pub(super) fn is_denied(text: &str, denials: &[Range<usize>]) -> bool {
    !denials.is_empty() || says(&GONE, text)
}
