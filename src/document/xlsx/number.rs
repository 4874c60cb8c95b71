//! Numbers as a person sees them: dates as ISO dates, percentages as percentages, no digits that only the machine has.

use crate::document::{TextError, xml::Parts};

/// What a number's format makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Number,
    Percent(usize),
    Date,
}

/// The formats of a workbook's cells, by the number that cells refer to.
#[derive(Debug, Default)]
pub(super) struct Formats {
    looks: Vec<Look>,
    since_1904: bool,
}

impl Formats {
    pub(super) fn read(text: &str, since_1904: bool) -> Result<Self, TextError> {
        let mut parts = Parts::of(text);
        let mut codes: Vec<(u32, String)> = Vec::new();
        let mut looks = Vec::new();
        while let Some(group) = parts.next_of(|name, _| matches!(name, "numFmts" | "cellXfs"))? {
            for inner in group.elements() {
                let id = inner.attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                match inner.name.as_str() {
                    "numFmt" => codes.push((id, inner.attribute("formatCode").unwrap_or_default().to_owned())),
                    "xf" => looks.push(id),
                    _ => {}
                }
            }
        }
        let look = |id: u32| match codes.iter().find(|(code, _)| *code == id) {
            Some((_, code)) => look(code),
            None => builtin(id),
        };
        Ok(Self { looks: looks.into_iter().map(look).collect(), since_1904 })
    }

    /// A cell's stored number as text; what is no number stays as it is.
    pub(super) fn shown(&self, raw: &str, style: usize) -> String {
        let Ok(value) = raw.parse::<f64>() else { return raw.to_owned() };
        match self.looks.get(style).copied().unwrap_or(Look::Number) {
            Look::Date => date(value, self.since_1904).unwrap_or_else(|| plain(value)),
            Look::Percent(places) => format!("{:.places$}%", value * 100.0),
            Look::Number => plain(value),
        }
    }
}

fn builtin(id: u32) -> Look {
    match id {
        9 => Look::Percent(0),
        10 => Look::Percent(2),
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Look::Date,
        _ => Look::Number,
    }
}

fn look(code: &str) -> Look {
    let bare = unquoted(code.split(';').next().unwrap_or(""));
    if bare.contains('%') {
        let places =
            bare.split_once('.').map_or(0, |(_, rest)| rest.chars().take_while(|c| matches!(c, '0' | '#')).count());
        return Look::Percent(places.min(6));
    }
    let dated = bare.to_lowercase();
    let is_date = dated != "general" && dated.contains(['y', 'd', 'h', 's']) || dated.trim() == "mmm";
    if is_date { Look::Date } else { Look::Number }
}

/// A format code without literal text, colours and conditions.
fn unquoted(code: &str) -> String {
    let (mut out, mut closing, mut escaped) = (String::new(), None, false);
    for c in code.chars() {
        match (escaped, closing, c) {
            (true, ..) => escaped = false,
            (_, Some(end), c) if c == end => closing = None,
            (_, Some(_), _) => {}
            (_, _, '"') => closing = Some('"'),
            (_, _, '[') => closing = Some(']'),
            (_, _, '\\' | '_' | '*') => escaped = true,
            _ => out.push(c),
        }
    }
    out
}

/// A number without the noise of its storage: at most 15 digits that mean anything.
fn plain(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let rounded = format!("{value:.14e}").parse::<f64>().unwrap_or(value);
    rounded.to_string()
}

/// A count of days as a date, a time, or both.
fn date(value: f64, since_1904: bool) -> Option<String> {
    // The largest is the last day of the year 9999.
    if !(0.0..2_958_466.0).contains(&value) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
    let minutes = (value * 1440.0).round() as i64;
    let (days, minute) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
    let time = format!("{:02}:{:02}", minute / 60, minute % 60);
    if days == 0 {
        return Some(time);
    }
    // Excel believes that there was a 29 February 1900, so days after it are one too high.
    let shift = match (since_1904, days > 59) {
        (true, _) => -24_107,
        (false, true) => -25_569,
        (false, false) => -25_568,
    };
    let day = civil(days + shift);
    Some(if minute == 0 { day } else { format!("{day} {time}") })
}

/// The date of a day counted from 1970, in the calendar of today (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> String {
    let shifted = days + 719_468;
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let in_year = day - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * in_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", in_year - (153 * shifted_month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_shown_as_people_write_them() {
        let styles = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/>
            <numFmt numFmtId="165" formatCode="0.0%"/><numFmt numFmtId="166" formatCode="&quot;day&quot; 0"/></numFmts>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>
            <xf numFmtId="22"/><xf numFmtId="20"/></cellXfs></styleSheet>"#;
        let formats = Formats::read(styles, false).unwrap();
        for (raw, style, shown) in [
            ("46082", 1, "2026-03-01"),
            ("46082", 2, "2026-03-01"),
            ("46082.604166666664", 5, "2026-03-01 14:30"),
            ("0.5", 6, "12:00"),
            ("60", 1, "1900-02-28"),
            ("61", 1, "1900-03-01"),
            ("0.30000000000000004", 0, "0.3"),
            ("12", 4, "12"),
            ("0.955", 3, "95.5%"),
            ("1E+20", 0, "100000000000000000000"),
            ("#REF", 0, "#REF"),
        ] {
            assert_eq!(formats.shown(raw, style), shown, "{raw}");
        }
    }
}
