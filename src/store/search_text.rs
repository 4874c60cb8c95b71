//! Words within texts, in any case of any script. SQL narrows down what may hold them, and what it lets through is looked
//! at again here, because `LIKE` knows the case of English letters only.

/// Characters shown on either side of what was found.
const AROUND: usize = 60;

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needle(Vec<char>);

/// A place in a text, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// What comes before; it begins with `…` when more does.
    pub before: String,
    /// What was found, as the text writes it.
    pub found: String,
    /// What comes after; it ends with `…` when more does.
    pub after: String,
}

impl Needle {
    /// None when there is nothing to search for.
    pub(super) fn new(words: &str) -> Option<Self> {
        let words: Vec<char> = words.trim().chars().map(folded).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// A pattern for `LIKE … ESCAPE '\'` that matches every text that holds it, and perhaps others.
    pub(super) fn pattern(&self) -> String {
        let mut pattern = "%".to_owned();
        for letter in &self.0 {
            match letter {
                '%' | '_' | '\\' => pattern.extend(['\\', *letter]),
                letter if letter.is_ascii() => pattern.push(*letter),
                _ => pattern.push('_'),
            }
        }
        pattern.push('%');
        pattern
    }

    /// The first place in a text that holds it.
    pub(super) fn snippet(&self, text: &str) -> Option<Snippet> {
        let letters: Vec<char> = text.chars().collect();
        let folded: Vec<char> = letters.iter().copied().map(folded).collect();
        let start = folded.windows(self.0.len()).position(|window| window == self.0)?;
        let end = start + self.0.len();
        let from = start.saturating_sub(AROUND);
        let to = letters.len().min(end + AROUND);
        let part = |from: usize, to: usize| letters.get(from..to).unwrap_or_default().iter().collect::<String>();
        let (more_before, more_after) = (if from > 0 { "…" } else { "" }, if to < letters.len() { "…" } else { "" });
        Some(Snippet {
            before: on_one_line(&format!("{more_before}{}", part(from, start))),
            found: on_one_line(&part(start, end)),
            after: on_one_line(&format!("{}{more_after}", part(end, to))),
        })
    }
}

/// A letter without its case; always one, so that places stay where they are.
fn folded(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// Each run of spaces and line breaks as one space.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            letter if letter.is_whitespace() && line.ends_with(' ') => {}
            letter if letter.is_whitespace() || letter.is_control() => line.push(' '),
            letter => line.push(letter),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &str, text: &str) -> Option<(String, String, String)> {
        Needle::new(words)?.snippet(text).map(|one| (one.before, one.found, one.after))
    }

    #[test]
    fn words_are_found_in_any_case_and_shown_as_they_are_written() {
        let parts = |a: &str, b: &str, c: &str| Some((a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(found("zugänge", "Regeln für ZUGÄNGE\n\n alle"), parts("Regeln für ", "ZUGÄNGE", " alle"));
        assert_eq!(found("СЕРВЕР", "наш сервер"), parts("наш ", "сервер", ""));
        assert_eq!(found(" 100% ", "100 percent, 100%"), parts("100 percent, ", "100%", ""));
        assert_eq!(found("a_c", "abc"), None);
        assert_eq!(found("  ", "abc"), None);
        let long = format!("{}needle{}", "x".repeat(100), "y".repeat(100));
        let (before, _, after) = found("Needle", &long).unwrap();
        assert_eq!((before.chars().count(), after.chars().count()), (61, 61));
        assert!(before.starts_with('…') && after.ends_with('…'));
    }

    #[test]
    fn the_pattern_takes_signs_of_sql_for_themselves() {
        let pattern = |words: &str| Needle::new(words).unwrap().pattern();
        assert_eq!(pattern("100%_\\"), "%100\\%\\_\\\\%");
        assert_eq!(pattern("Zugänge"), "%zug_nge%");
    }
}
