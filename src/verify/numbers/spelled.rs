//! Numbers as they are written: in figures, in words, or both ("72", "seventy-two", "10 thousand").

/// A number at the start of some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub value: String,
    /// The words it takes.
    pub used: usize,
    /// "twice": it counts times.
    pub times: bool,
    /// "one" says how many only before a unit; elsewhere it is a pronoun.
    pub pronoun: bool,
}

/// Whether a word is a number written out.
pub(in crate::verify) fn is_number_word(word: &str) -> bool {
    word != "one" && (small(word).is_some() || scale(word).is_some() || times(word).is_some())
}

/// The number that the words start with.
pub(super) fn number(words: &[&str]) -> Option<Number> {
    let first = *words.first()?;
    if let Some(value) = times(first) {
        return Some(Number { value: value.to_owned(), used: 1, times: true, pronoun: false });
    }
    let (value, used) = if first.starts_with(|c: char| c.is_ascii_digit()) { figures(words)? } else { spelled(words)? };
    Some(Number { value, used, times: false, pronoun: used == 1 && first == "one" })
}

/// "10,000", "1.3", "10 thousand".
fn figures(words: &[&str]) -> Option<(String, usize)> {
    let first = *words.first()?;
    let grouped = first.split(',').skip(1).all(|group| group.len() == 3 && group.chars().all(|c| c.is_ascii_digit()));
    let value = if grouped { first.replace(',', "") } else { first.to_owned() };
    let scaled = words.get(1).and_then(|word| scale(word)).zip(value.parse::<u64>().ok());
    match scaled.and_then(|(scale, value)| value.checked_mul(scale)) {
        Some(product) => Some((product.to_string(), 2)),
        None => Some((value, 1)),
    }
}

/// "fourteen", "seventy-two", "one hundred and twenty", "two thousand".
fn spelled(words: &[&str]) -> Option<(String, usize)> {
    let (mut total, mut current, mut used) = (0_u64, 0_u64, 0_usize);
    loop {
        let rest = words.get(used..).unwrap_or_default();
        let (word, width) = match rest {
            ["-", word, ..] if current % 100 >= 20 => (*word, 2),
            ["and", word, ..] if used > 0 && current.is_multiple_of(100) && small(word).is_some() => (*word, 2),
            [word, ..] => (*word, 1),
            [] => break,
        };
        if let Some(digits) = small(word).filter(|digits| joins(current, *digits)) {
            current += digits;
        } else if word == "hundred" && current < 100 {
            current = current.max(1) * 100;
        } else if let Some(scale) =
            scale(word).filter(|scale| *scale > 100 && total.is_multiple_of(scale * 1000) && width == 1)
        {
            total += current.max(u64::from(total == 0)) * scale;
            current = 0;
        } else {
            break;
        }
        used += width;
        if total >= 1_000_000_000 {
            break;
        }
    }
    (used > 0).then(|| ((total + current).to_string(), used))
}

/// A ten takes a digit behind it, a hundred anything below.
fn joins(current: u64, next: u64) -> bool {
    current.is_multiple_of(100) || (current % 100 >= 20 && current.is_multiple_of(10) && next < 10)
}

fn times(word: &str) -> Option<&'static str> {
    match word {
        "twice" => Some("2"),
        "thrice" => Some("3"),
        _ => None,
    }
}

fn scale(word: &str) -> Option<u64> {
    Some(match word {
        "hundred" => 100,
        "thousand" => 1000,
        "million" => 1_000_000,
        _ => return None,
    })
}

fn small(word: &str) -> Option<u64> {
    Some(match word {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" | "dozen" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_words_mean_the_same() {
        for (text, value, used) in [
            ("one", "1", 1),
            ("thirteen days", "13", 1),
            ("seventy - two hours", "72", 3),
            ("seventy two hours", "72", 2),
            ("one hundred and twenty days", "120", 4),
            ("two thousand five hundred", "2500", 4),
            ("ten thousand records", "10000", 2),
            ("10 thousand records", "10000", 2),
            ("10,000 records", "10000", 1),
            ("hundred days", "100", 1),
            ("five six", "5", 1),
            ("five and six", "5", 1),
            ("twenty - day", "20", 1),
            ("two million three hundred thousand", "2300000", 5),
        ] {
            let words: Vec<&str> = text.split(' ').collect();
            let found = number(&words).map(|number| (number.value, number.used));
            assert_eq!(found, Some((value.to_owned(), used)), "{text}");
        }
        assert_eq!(number(&["owner"]), None);
        assert!(!is_number_word("one") && is_number_word("sixteen") && is_number_word("twice"));
    }
}
