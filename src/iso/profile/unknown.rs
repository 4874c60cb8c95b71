//! "unknown" as an honest value: whoever does not know an answer writes so, and the field counts as left out.

use std::sync::LazyLock;

use regex::Regex;

/// A line whose whole value, or whole item, is the word.
static UNKNOWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?:-\s+)?(?:-|[A-Za-z_]+\s*:)?\s*(?:\[\s*)?["']?unknown["']?(?:\s*\])?\s*(?:#.*)?$"#).ok()
});
/// The same between the braces of a line: `{name: X, people: unknown}`.
static INLINE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?P<before>[{,]\s*)"?[A-Za-z_]+"?\s*:\s*["']?unknown["']?\s*(?P<after>[,}])"#).ok());

/// The text without fields that are said to be unknown. Lines keep their numbers, so that errors name the right one.
pub(super) fn left_out(text: &str) -> String {
    let (Some(unknown), Some(inline)) = (UNKNOWN.as_ref(), INLINE.as_ref()) else { return text.to_owned() };
    let kept = text.lines().map(|line| {
        if unknown.is_match(line) {
            return String::new();
        }
        let mut line = line.to_owned();
        // Two fields that touch share a comma, so one pass may leave the second.
        while let Some(found) = inline.captures(&line) {
            let (before, after) = (found.name("before"), found.name("after"));
            let whole = found.get(0).map_or(0..0, |whole| whole.range());
            let opens = before.is_some_and(|before| before.as_str().starts_with('{'));
            let closes = after.is_some_and(|after| after.as_str() == "}");
            let joint = match (opens, closes) {
                (true, true) => "{}",
                (true, false) => "{",
                (false, true) => "}",
                (false, false) => ",",
            };
            line.replace_range(whole, joint);
        }
        line
    });
    kept.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_left_out_wherever_it_stands_and_nothing_else_is() {
        for (text, left) in [
            ("people: unknown", ""),
            ("  it_lead: \"unknown\"   # ask Eva", ""),
            ("premises: [unknown]", ""),
            ("  - unknown", ""),
            ("name: Unknown Pleasures Ltd", "name: Unknown Pleasures Ltd"),
            ("sector: unknown territory", "sector: unknown territory"),
            ("{name: N, people: unknown, sector: unknown, data: [x]}", "{name: N, data: [x]}"),
            ("{people: unknown}", "{}"),
        ] {
            assert_eq!(left_out(text).trim(), left, "{text}");
        }
        assert_eq!(left_out("a: 1\nb: unknown\nc: 2").lines().count(), 3);
    }
}
