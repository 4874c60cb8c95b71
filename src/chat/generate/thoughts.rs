//! Reasoning models think aloud before they answer; `<think>…</think>` at the start is not part of the answer.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Lets the answer through and holds the thoughts back.
#[derive(Debug, Default)]
pub(super) struct Thoughts {
    state: State,
    /// Text that cannot be told yet.
    held: String,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing but spaces and perhaps a part of the opening mark was seen.
    #[default]
    Start,
    Thinking,
    Speaking,
}

impl Thoughts {
    /// What of the next text belongs to the answer.
    pub(super) fn without(&mut self, text: &str) -> String {
        self.held.push_str(text);
        if self.state == State::Start {
            let start = self.held.trim_start();
            if let Some(thought) = start.strip_prefix(OPEN) {
                self.held = thought.to_owned();
                self.state = State::Thinking;
            } else if !OPEN.starts_with(start) {
                self.state = State::Speaking;
            }
        }
        if self.state == State::Thinking {
            if let Some((_, spoken)) = self.held.split_once(CLOSE) {
                self.held = spoken.trim_start().to_owned();
                self.state = State::Speaking;
            } else {
                // The end mark may be cut in two: its length is kept, the thoughts are not.
                let tail = self.held.char_indices().rev().nth(CLOSE.len()).map_or(0, |(at, _)| at);
                self.held.drain(..tail);
            }
        }
        if self.state == State::Speaking { std::mem::take(&mut self.held) } else { String::new() }
    }

    /// What was held back at the end, if it was no thought.
    pub(super) fn rest(&mut self) -> String {
        if self.state == State::Thinking { String::new() } else { std::mem::take(&mut self.held) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thoughts_are_held_back_however_they_are_cut() {
        for (text, answer) in [
            ("<think>\nA <b> c\n</think>\n\nDone. [1]", "Done. [1]"),
            ("Done <think> aloud. [1]", "Done <think> aloud. [1]"),
            ("<thin", "<thin"),
            ("<think> never ends äöü", ""),
            ("", ""),
        ] {
            for size in 1..=text.len().max(1) {
                let characters: Vec<char> = text.chars().collect();
                let mut thoughts = Thoughts::default();
                let pieces = characters.chunks(size);
                let mut said: String =
                    pieces.map(|piece| thoughts.without(&piece.iter().collect::<String>())).collect();
                said.push_str(&thoughts.rest());
                assert_eq!(said.trim_start(), answer, "{text} in {size}");
            }
        }
    }
}
