//! What a control is about, as far as reasons for leaving it out get it wrong.

use super::words::{
    AWAY, DENIES, DEVICE, EXCEPT, FOREIGN_PLACE, LIVE_DATA, LOOKED_FOR, NO_LIVE_DATA, NOT_AWAY, ONLY, OUTSIDER,
    OWN_THING, PLACE, ROOM, SCRIPTS, SYSTEM, Words, says,
};

/// Controls that live as long as a device, a sheet of paper or a person away from the desk does.
const DEVICES: [&str; 4] = ["A.7.7", "A.7.9", "A.7.14", "A.8.1"];
/// Controls that bought and configured systems need as well: that nobody develops is not enough.
const SYSTEMS: [&str; 7] = ["A.8.4", "A.8.26", "A.8.27", "A.8.29", "A.8.31", "A.8.32", "A.8.33"];
/// Controls that every organisation with people, information and systems has something to do for: no absence frees of them.
const ALWAYS: [&str; 37] = [
    "A.5.1", "A.5.2", "A.5.4", "A.5.7", "A.5.9", "A.5.10", "A.5.12", "A.5.14", "A.5.15", "A.5.16", "A.5.17", "A.5.18",
    "A.5.21", "A.5.24", "A.5.25", "A.5.26", "A.5.27", "A.5.28", "A.5.31", "A.5.33", "A.5.35", "A.5.36", "A.5.37",
    "A.6.3", "A.6.8", "A.8.2", "A.8.3", "A.8.5", "A.8.7", "A.8.8", "A.8.9", "A.8.13", "A.8.15", "A.8.16", "A.8.17",
    "A.8.18", "A.8.19",
];
/// Characters before and after a denial in which its subject stands.
const NEAR: (usize, usize) = (40, 60);

/// Whether every organisation has something to do for it.
pub(super) fn is_for_all(control: &str) -> bool {
    ALWAYS.contains(&control)
}

/// Whether what is said to be absent, at these places of the text, can be what the control is about.
pub(super) fn is_about(control: &str, text: &str, denials: &[std::ops::Range<usize>]) -> bool {
    match () {
        () if is_for_all(control) => false,
        () if DEVICES.contains(&control) => denials.iter().any(|place| {
            let said = text.get(place.clone()).unwrap_or_default();
            says(&DEVICE, around(text, place)) && !says(&ROOM, said)
        }),
        () if SYSTEMS.contains(&control) => says(&SYSTEM, text),
        () => true,
    }
}

fn around<'a>(text: &'a str, place: &std::ops::Range<usize>) -> &'a str {
    let start = text
        .get(..place.start)
        .map_or(0, |before| before.char_indices().rev().take(NEAR.0).last().map_or(place.start, |(at, _)| at));
    let end = text
        .get(place.end..)
        .map_or(text.len(), |after| place.end + after.char_indices().nth(NEAR.1).map_or(after.len(), |(at, _)| at));
    text.get(start..end).unwrap_or_default()
}

/// Whether a reason denies a thing and names it in the same breath.
pub(super) fn contradicts(control: &str, text: &str) -> bool {
    let is_place = |rest: &str| says(&PLACE, rest) && !says(&DENIES, rest) && !says(&FOREIGN_PLACE, rest);
    match control {
        "A.8.30" => names_outsiders(text),
        "A.6.7" | "A.7.9" => says(&AWAY, text) && !says(&NOT_AWAY, text),
        "A.7.7" | "A.7.14" => false,
        _ if control.starts_with("A.7.") => after(&ONLY, text).any(is_place),
        "A.8.4" => sentences(text).any(|sentence| says(&SCRIPTS, sentence) && !says(&DENIES, sentence)),
        "A.8.31" | "A.8.33" => says(&LIVE_DATA, text) && !says(&NO_LIVE_DATA, text),
        _ => false,
    }
}

/// Whether people outside who write software are named without being denied.
pub(super) fn names_outsiders(text: &str) -> bool {
    let is_one = |part: &str| says(&OUTSIDER, part);
    after(&EXCEPT, text).any(is_one)
        || after(&ONLY, text).any(is_one)
        || text.split(['.', ';']).any(|part| is_one(part) && !says(&LOOKED_FOR, part))
}

/// Whether a denial takes a thing of one's own back: "no media, merely the technicians' sticks".
pub(super) fn takes_back(text: &str) -> bool {
    after(&EXCEPT, text).any(|rest| {
        let beginning: &str = rest.char_indices().nth(60).map_or(rest, |(at, _)| rest.get(..at).unwrap_or(rest));
        !says(&DENIES, beginning) && says(&OWN_THING, rest)
    })
}

/// What stands after such words.
fn after<'a>(words: &'static Words, text: &'a str) -> impl Iterator<Item = &'a str> {
    let found = words.as_ref().map(|words| words.captures_iter(text));
    found.into_iter().flatten().filter_map(|found| found.name("rest").map(|rest| rest.as_str()))
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', ';', ':']).filter(|sentence| !sentence.trim().is_empty())
}
