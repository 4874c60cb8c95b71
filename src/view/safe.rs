//! Markdown for strangers' programs: what a document or a model wrote may not load or open anything when it is rendered.
//!
//! Our own pages build a tree and never interpret markup; a chat client that we do not know will. So images, links, HTML
//! and link definitions of the text lose their meaning and keep their words.

use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser, Tag};
use regex::Regex;

/// `[name]: address` at the start of a line, which would turn a harmless `[name]` elsewhere into a link.
static DEFINITION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?m)^([ \t>*+-]*)\[([^\]\n]*)\]:").ok());

/// The same text, from which a renderer makes neither images nor links nor HTML. Citation numbers such as `[1]` stay.
pub fn safe_markdown(text: &str) -> String {
    let text = match &*DEFINITION {
        Some(pattern) => pattern.replace_all(text, "$1\\[$2]:").replace("![", "!\\["),
        None => text.replace('[', "\\["),
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let marks: Vec<usize> = Parser::new_ext(&text, options)
        .into_offset_iter()
        .flat_map(|(event, range)| match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => vec![range.start],
            Event::Html(_) | Event::InlineHtml(_) => {
                let html = text.get(range.clone()).unwrap_or_default();
                html.match_indices('<').map(|(at, _)| range.start + at).collect()
            }
            _ => Vec::new(),
        })
        .collect();
    let mut safe = String::with_capacity(text.len() + marks.len());
    let mut from = 0;
    for mark in marks {
        if let Some(before) = text.get(from..mark) {
            safe.push_str(before);
            safe.push('\\');
            from = mark;
        }
    }
    safe.push_str(text.get(from..).unwrap_or_default());
    safe
}

/// A name on one line that a renderer shows as it stands.
pub(super) fn literal(name: &str) -> String {
    let name = name.replace('`', "'").replace(|c: char| c.is_control(), " ");
    format!("`{}`", name.trim())
}

/// A text on one line in which no sign means anything to a renderer.
pub(super) fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, letter) in text.char_indices() {
        let marks = at == 0 && matches!(letter, '-' | '+' | '=') || at == digits && matches!(letter, '.' | ')');
        if marks || matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&') {
            safe.push('\\');
        }
        safe.push(if letter.is_control() { ' ' } else { letter });
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a renderer would make something of it that points elsewhere.
    fn points_elsewhere(markdown: &str) -> bool {
        Parser::new(markdown).any(|event| {
            matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::Html(_) | Event::InlineHtml(_))
        })
    }

    #[test]
    fn nothing_in_it_points_anywhere() {
        for text in [
            "![x](http://evil.example/a.png)",
            "see [this](http://evil.example)",
            "see <http://evil.example>",
            "<img src=\"http://evil.example\">",
            "a <b onclick=\"x\">b</b>",
            "[1] and ![a][1]\n\n[1]: http://evil.example",
            "> [1] stands\n>\n> [1]: http://evil.example",
            "- [x]: http://evil.example\n\n[x]",
            "[![a](http://evil.example/b.png)](http://evil.example)",
            "| a |\n|---|\n| ![x](http://evil.example) |",
            "\\![x](http://evil.example)",
        ] {
            let safe = safe_markdown(text);
            assert!(points_elsewhere(text) || text.starts_with('|'), "{text} proves nothing");
            assert!(!points_elsewhere(&safe), "{text} became {safe}");
        }
    }

    #[test]
    fn a_plain_text_is_shown_as_it_stands() {
        for text in [
            "# a",
            "- a",
            "1. a",
            "12) a",
            "*a* _b_ `c` ~~d~~",
            "<b>&amp;</b>",
            "[a](b) ![c](d)",
            "a | b",
            "> a",
            "a\\b",
            "---",
        ] {
            let shown: String = Parser::new_ext(&plain(text), Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
                .filter_map(|event| match event {
                    Event::Text(text) => Some(text.to_string()),
                    Event::Start(Tag::Paragraph) | Event::End(pulldown_cmark::TagEnd::Paragraph) => None,
                    other => Some(format!("{other:?}")),
                })
                .collect();
            assert_eq!(shown, text);
        }
    }

    #[test]
    fn answers_stay_as_they_are() {
        for text in ["Keep a register. [1]\n\n- one [2]\n- two [3]", "| a |\n|---|\n| b [1] |", "1 < 2 & `[x](y)`"] {
            assert_eq!(safe_markdown(text), text);
        }
        assert_eq!(literal("a`b\n![x](y).md"), "`a'b ![x](y).md`");
    }
}
