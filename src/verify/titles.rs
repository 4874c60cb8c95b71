//! Titles in a sentence: what stands beside an id must be that id's own title.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Doubt,
    passage::Passage,
    words::{content, plain},
};
use crate::iso::{Catalogue, Entry, Meaning, RequirementId, mentions};

/// A title in quotation marks right behind an id.
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "^\\W{0,4}[\"\u{201c}\u{201e}\u{2018}]([^\"\u{201c}\u{201d}\u{2019}]{3,120})[\"\u{201c}\u{201d}\u{2019}]",
    )
    .ok()
});
/// A title in parentheses right behind an id.
static PARENTHESISED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[\s*_]{0,4}\(([A-Z][^()]{3,120})\)").ok());
/// What may stand between an id and the title of another requirement.
static BETWEEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("^(?:\\s|[*_:(\u{2013}\u{2014}-]|\"|\u{201c}|is called|is titled|covers)*").ok());

/// The right titles stand beside the ids.
pub(super) fn check(sentence: &str, all: &Passage) -> Result<(), Doubt> {
    let first = wrong(sentence, all).into_iter().next();
    first.map_or(Ok(()), |(id, written)| Err(Doubt::WrongTitle { id, written }))
}

/// The ids beside which another title stands, in order, with what stands there.
pub(super) fn wrong(sentence: &str, all: &Passage) -> Vec<(RequirementId, String)> {
    let mut found = Vec::new();
    for mention in mentions(sentence) {
        let Meaning::Requirement(id) = mention.meaning else { continue };
        let Some(entry) = Catalogue::get().entry(id) else { continue };
        let after = sentence.get(mention.range.end..).unwrap_or_default();
        let before = sentence.get(..mention.range.start).unwrap_or_default();
        let written = quoted(after, entry, all)
            .or_else(|| parenthesised(after, entry))
            .or_else(|| title_of_another(after, entry, true))
            .or_else(|| title_of_another(before, entry, false));
        found.extend(written.map(|written| (id.canonical(), written)));
    }
    found
}

/// A quotation behind an id is its title, or stands in the sources.
fn quoted(after: &str, entry: &Entry, all: &Passage) -> Option<String> {
    let written = QUOTED.as_ref()?.captures(after)?.get(1)?.as_str().trim().trim_end_matches(['.', ',']);
    let right = same(written, &entry.title) || all.text.contains(&plain(written).to_lowercase());
    (!right).then(|| written.to_owned())
}

/// Several words with a capital in parentheses behind an id pass for its title and must share half of its words.
fn parenthesised(after: &str, entry: &Entry) -> Option<String> {
    let written = PARENTHESISED.as_ref()?.captures(after)?.get(1)?.as_str();
    let own = content(&entry.title);
    let stems = content(written);
    let shared = stems.iter().filter(|stem| own.contains(stem)).count();
    let wrong = stems.len() > 1 && shared * 2 < stems.len() && mentions(written).is_empty();
    wrong.then(|| written.to_owned())
}

/// The title of another requirement stands directly behind or before the id.
fn title_of_another(beside: &str, entry: &Entry, behind: bool) -> Option<String> {
    let text = plain(beside).to_lowercase();
    let text = if behind {
        let end = BETWEEN.as_ref()?.find(&text).map_or(0, |found| found.end());
        text.get(end..)?.to_owned()
    } else {
        text.strip_suffix('(')?.trim_end_matches(['*', '_', ' ', '"', '\u{201d}']).to_owned()
    };
    let fits = |title: &str| {
        let title = title.to_lowercase();
        let rest = if behind { text.strip_prefix(&title) } else { text.strip_suffix(&title) };
        rest.is_some_and(|rest| {
            let next = if behind { rest.chars().next() } else { rest.chars().next_back() };
            next.is_none_or(|next| !next.is_alphanumeric())
        })
    };
    if fits(&entry.title) {
        return None;
    }
    let others = Catalogue::get().entries().iter().filter(|other| other.id != entry.id);
    let found =
        others.filter(|other| other.title.contains(' ') && fits(&other.title)).max_by_key(|other| other.title.len());
    found.filter(|other| !same(&other.title, &entry.title)).map(|other| other.title.clone())
}

fn same(a: &str, b: &str) -> bool {
    let words = |text: &str| super::words::words(text).join(" ");
    words(a) == words(b)
}
