//! A regular expression that is read when it is first needed. Each is tried by the tests of its rule.

use std::sync::OnceLock;

use regex::{Captures, Match, Regex};

/// An expression, whatever the case of letters.
pub(super) struct Pattern {
    text: &'static str,
    read: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text, read: OnceLock::new() }
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    pub(super) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.regex()?.find(text)
    }

    pub(super) fn find_all<'t>(&self, text: &'t str) -> Vec<Match<'t>> {
        self.regex().map_or_else(Vec::new, |regex| regex.find_iter(text).collect())
    }

    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex()?.captures(text)
    }

    pub(super) fn captures_all<'t>(&self, text: &'t str) -> Vec<Captures<'t>> {
        self.regex().map_or_else(Vec::new, |regex| regex.captures_iter(text).collect())
    }

    fn regex(&self) -> Option<&Regex> {
        self.read.get_or_init(|| Regex::new(&format!("(?ix){}", self.text)).ok()).as_ref()
    }
}
