//! Days of the calendar, and the days and periods that running text names.

use std::{fmt, str::FromStr, sync::LazyLock};

use regex::{Captures, Regex};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The months as people write them; three letters tell them apart.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The ways in which policies, registers and records write days, months and quarters.
static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?\
                 |oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
    Regex::new(&format!(
        r"(?xi)
        \b(?P<iso>20\d\d)-(?P<iso_month>\d\d)(?:-(?P<iso_day>\d\d))?(?:t|\b)
        | \b(?P<first>\d{{1,2}})(?:[./-](?P<second>\d{{1,2}})[./-](?P<full>20\d\d)|/(?P<second_short>\d{{1,2}})/(?P<short>\d\d))\b
        | \b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<month>{month})\b\.?,?\s+(?P<year>20\d\d)\b
        | \b(?P<us_month>{month})\b\.?\s+(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<us_year>20\d\d)\b
        | \b(?P<only_month>{month})\b\.?,?\s+(?P<of_year>20\d\d)\b
        | \bq(?P<quarter>[1-4])[\s/-]*(?P<quarter_year>20\d\d)\b
        | \b(?P<year_quarter>20\d\d)[\s/-]*q(?P<quarter_of>[1-4])\b"
    ))
    .ok()
});

/// A day; later ones are greater. As data it is `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Day {
    year: u16,
    month: u8,
    date: u8,
}

/// A day, a month or a quarter, as a text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub first: Day,
    /// Its last day.
    pub last: Day,
}

/// A text is no day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no day: write it as YYYY-MM-DD, for example 2026-03-31")]
pub struct DayError(String);

impl Day {
    /// A day that the calendar has, from year 1 on.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1 && day <= length(year, month))
            .then_some(Self { year, month, date: day })
    }

    /// The day as `YYYY-MM-DD`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.date)
    }

    /// The day so many days later; an earlier one when negative. The calendar's ends are kept.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let mut day = self;
        for _ in 0..days.unsigned_abs() {
            day = if days > 0 { day.next() } else { day.before() };
        }
        day
    }

    /// The days from this one to another; negative when that was before.
    pub fn days_until(self, other: Self) -> i64 {
        other.number() - self.number()
    }

    /// The days since the calendar's first one.
    fn number(self) -> i64 {
        let years = i64::from(self.year) - 1;
        let of_years = years * 365 + years / 4 - years / 100 + years / 400;
        let of_months: i64 = (1..self.month).map(|month| i64::from(length(self.year, month))).sum();
        of_years + of_months + i64::from(self.date)
    }

    /// The month, from 1 on.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The same day so many months later, or the last of its month where that has fewer days.
    #[must_use]
    pub fn months_after(self, months: u16) -> Self {
        let counted = u32::from(self.year) * 12 + u32::from(self.month) - 1 + u32::from(months);
        let year = u16::try_from(counted / 12).unwrap_or(self.year);
        let month = u8::try_from(counted % 12).unwrap_or(0) + 1;
        Self { year, month, date: self.date.min(length(year, month)) }
    }

    fn next(self) -> Self {
        if self.date < length(self.year, self.month) {
            return Self { date: self.date + 1, ..self };
        }
        let first = Self { date: 1, ..self }.months_after(1);
        if first.year > 9999 { self } else { first }
    }

    fn before(self) -> Self {
        if self.date > 1 {
            return Self { date: self.date - 1, ..self };
        }
        if (self.year, self.month) == (1, 1) {
            return self;
        }
        let month = Self { date: 1, ..self }.months_before(1);
        Self { date: length(month.year, month.month), ..month }
    }

    /// The same day so many months earlier, or the last of its month where that has fewer days.
    #[must_use]
    pub fn months_before(self, months: u16) -> Self {
        let counted = (u32::from(self.year) * 12 + u32::from(self.month) - 1).saturating_sub(u32::from(months)).max(12);
        let year = u16::try_from(counted / 12).unwrap_or(self.year);
        let month = u8::try_from(counted % 12).unwrap_or(0) + 1;
        Self { year, month, date: self.date.min(length(year, month)) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = MONTHS.get(usize::from(self.month) - 1).copied().unwrap_or_default();
        write!(f, "{} {month} {}", self.date, self.year)
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let wrong = || DayError(text.to_owned());
        let mut parts = text.trim().split('-');
        let mut part =
            |digits: usize| parts.next().filter(|part| part.len() == digits).and_then(|part| part.parse().ok());
        let (year, month, day) = (part(4), part(2), part(2));
        let day = (|| Self::new(year?, u8::try_from(month?).ok()?, u8::try_from(day?).ok()?))();
        day.filter(|_| parts.next().is_none()).ok_or_else(wrong)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.iso()
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;

    fn try_from(text: String) -> Result<Self, DayError> {
        text.parse()
    }
}

impl Period {
    fn day(year: u16, month: u8, day: u8) -> Option<Self> {
        Day::new(year, month, day).map(|day| Self { first: day, last: day })
    }

    fn months(year: u16, first: u8, last: u8) -> Option<Self> {
        Some(Self { first: Day::new(year, first, 1)?, last: Day::new(year, last, length(year, last))? })
    }

    /// All that a text names, in its order. Where day and month could be either, the day comes first.
    pub fn named_in(text: &str) -> Vec<Self> {
        WRITTEN
            .as_ref()
            .map(|pattern| pattern.captures_iter(text).filter_map(|found| read(&found)).collect())
            .unwrap_or_default()
    }
}

fn read(found: &Captures<'_>) -> Option<Period> {
    let number = |name: &str| found.name(name).and_then(|one| one.as_str().parse::<u16>().ok());
    let small = |name: &str| number(name).and_then(|number| u8::try_from(number).ok());
    let month = |name: &str| found.name(name).and_then(|one| month_of(one.as_str()));
    let quarter = |year: u16, quarter: u8| Period::months(year, quarter * 3 - 2, quarter * 3);
    if let (Some(year), Some(month)) = (number("iso"), small("iso_month")) {
        return match small("iso_day") {
            Some(day) => Period::day(year, month, day),
            None => Period::months(year, month, month),
        };
    }
    if let (Some(first), Some(second)) = (small("first"), small("second").or(small("second_short"))) {
        let year = number("full").or_else(|| number("short").map(|year| 2000 + year))?;
        return Period::day(year, second, first).or_else(|| Period::day(year, first, second));
    }
    if let (Some(day), Some(month), Some(year)) = (small("day"), month("month"), number("year")) {
        return Period::day(year, month, day);
    }
    if let (Some(month), Some(day), Some(year)) = (month("us_month"), small("us_day"), number("us_year")) {
        return Period::day(year, month, day);
    }
    if let (Some(month), Some(year)) = (month("only_month"), number("of_year")) {
        return Period::months(year, month, month);
    }
    let year = number("quarter_year").or(number("year_quarter"))?;
    quarter(year, small("quarter").or(small("quarter_of"))?)
}

fn month_of(name: &str) -> Option<u8> {
    let begins = name.get(..3)?.to_lowercase();
    let place = MONTHS.iter().position(|month| month.to_lowercase().starts_with(&begins))?;
    u8::try_from(place + 1).ok()
}

/// The days of a month.
fn length(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u8::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_found_however_they_are_written() {
        for (text, first, last) in [
            ("Reviewed on 2026-03-15 by the CISO", "2026-03-15", "2026-03-15"),
            ("2026-03-15T09:30:00Z ok", "2026-03-15", "2026-03-15"),
            ("period 2026-03", "2026-03-01", "2026-03-31"),
            ("done 15/03/2026", "2026-03-15", "2026-03-15"),
            ("done 15.3.2026.", "2026-03-15", "2026-03-15"),
            ("done 03/15/2026", "2026-03-15", "2026-03-15"),
            ("done 15/03/26", "2026-03-15", "2026-03-15"),
            ("on 3rd of March 2026", "2026-03-03", "2026-03-03"),
            ("on March 3, 2026", "2026-03-03", "2026-03-03"),
            ("in Sept. 2025", "2025-09-01", "2025-09-30"),
            ("February 2024", "2024-02-01", "2024-02-29"),
            ("Q2 2026", "2026-04-01", "2026-06-30"),
            ("2026-Q4", "2026-10-01", "2026-12-31"),
        ] {
            let wanted = Period { first: day(first), last: day(last) };
            assert_eq!(Period::named_in(text), [wanted], "{text}");
        }
        for text in ["version 1.2.24", "A.5.23", "market 2024", "31/02/2026", "at 10.0.20.24", "ISO 27001:2022", ""] {
            assert_eq!(Period::named_in(text), [], "{text}");
        }
    }

    #[test]
    fn months_are_counted_back_over_years_and_short_months() {
        assert_eq!(day("2026-03-31").months_before(13), day("2025-02-28"));
        assert_eq!(day("2026-01-15").months_before(1), day("2025-12-15"));
        assert_eq!(day("2024-02-29").to_string(), "29 February 2024");
        for text in ["", "2026-2-03", "2025-02-29", "2026-13-01", "2026-01-01-01", "today", "20260101"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_counted_over_ends_of_months_and_years() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(day("2026-12-31").plus_days(1).iso(), "2027-01-01");
        assert_eq!(day("2028-03-01").plus_days(-1).iso(), "2028-02-29");
        assert_eq!(day("2026-11-28").plus_days(365).iso(), "2027-11-28");
        assert_eq!(day("2026-08-31").months_after(6).iso(), "2027-02-28");
        for (from, to) in [("2026-11-28", "2027-09-06"), ("2027-09-06", "2024-02-29"), ("1999-12-31", "2000-12-31")] {
            assert_eq!(day(from).plus_days(day(from).days_until(day(to))).iso(), to);
        }
        assert_eq!(serde_json::to_value(day("2026-01-05")).unwrap(), "2026-01-05");
    }
}
