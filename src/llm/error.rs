//! What can go wrong with a language model, named for what the caller can do about it.

use thiserror::Error;

/// Characters of an endpoint's own words that a message repeats.
const MAX_WORDS: usize = 200;

/// Why the model gave no whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LlmError {
    /// A setting cannot be used; no request was made.
    #[error("the setting {name} cannot be used: {reason}")]
    Setting {
        /// The setting, as the configuration file spells it.
        name: &'static str,
        /// What is wrong with it and what would be right.
        reason: String,
    },
    /// This program has too many answers under way.
    #[error("too many answers are being written at once: try again in a moment")]
    Busy,
    /// Nobody answers at the address.
    #[error("the language model at {origin} cannot be reached ({reason}): start it, or correct llm.base_url")]
    Unreachable {
        /// Scheme, host and port.
        origin: String,
        /// The network's reason.
        reason: String,
    },
    /// A connection, the next piece or the whole answer took too long.
    #[error("the language model took longer than {seconds} s {phase}: try again, or raise {setting}")]
    Slow {
        /// How long it was given.
        seconds: u64,
        /// What it was given the time for.
        phase: &'static str,
        /// The setting that allows more.
        setting: &'static str,
    },
    /// The endpoint wants a key, or another one.
    #[error("the language model's endpoint refused the key: check llm.api_key")]
    Denied,
    /// The address or the model does not exist there.
    #[error("the endpoint knows no such address or model: check llm.base_url (it usually ends in /v1) and llm.model")]
    NotFound,
    /// The endpoint points elsewhere, and this program never follows.
    #[error("the endpoint redirects to another address, which is not followed: put the final address in llm.base_url")]
    Redirected,
    /// The endpoint limits requests or its quota is used up.
    #[error("the language model's endpoint turns requests away (limit or quota): try again later")]
    Limited,
    /// The prompt does not fit the model's context: send less.
    #[error("the question and its evidence do not fit the model's context: use a model or server with a larger one")]
    TooLong,
    /// The endpoint refused the request.
    #[error("the language model's endpoint refused the request ({status}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The endpoint's words.
        message: String,
    },
    /// The endpoint failed.
    #[error("the language model's endpoint failed: {0}; look at its log")]
    Upstream(String),
    /// What came back is not the protocol.
    #[error("the endpoint does not speak OpenAI's streaming protocol ({0}): check llm.base_url")]
    Garbled(&'static str),
    /// The answer ended without saying that it was finished.
    #[error("the language model's answer broke off: try again")]
    BrokenOff,
    /// The answer reached the token limit.
    #[error("the language model's answer was cut at the token limit: ask a narrower question")]
    Cut,
    /// The endpoint's content filter, or the model itself, refused to go on.
    #[error("the language model's content filter stopped the answer: rephrase the question")]
    Filtered,
}

impl LlmError {
    /// Whether the same request may well succeed a moment later.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Busy
                | Self::Unreachable { .. }
                | Self::Slow { .. }
                | Self::Limited
                | Self::Upstream(_)
                | Self::BrokenOff
        )
    }
}

/// An endpoint's words made fit for a message: one line, short, without the key.
pub(super) fn in_one_line(words: &str, key: Option<&str>) -> String {
    let hidden = match key.filter(|key| !key.is_empty()) {
        Some(key) => words.replace(key, "…"),
        None => words.to_owned(),
    };
    let line = hidden.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = line.collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return "it gave no reason".to_owned();
    }
    match line.char_indices().nth(MAX_WORDS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_become_one_short_line_without_the_key() {
        assert_eq!(in_one_line("bad\r\nkey sk-1 \u{1b}[31m", Some("sk-1")), "bad key … [31m");
        assert_eq!(in_one_line(" \n", None), "it gave no reason");
        assert_eq!(in_one_line(&"ä".repeat(900), Some("")).chars().count(), MAX_WORDS + 1);
    }
}
