//! Numbers and frequencies: what a sentence counts must be counted alike in what it cites.

mod periods;
mod spelled;

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use super::Doubt;
use crate::iso::mentions;
use periods::{frequency, quantity, rate, unit_after};
pub(super) use spelled::is_number_word;
use spelled::{Number, number};

/// The standard's own number is no quantity.
static STANDARD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:iso\s*(?:/\s*iec)?\s*)?2700[12]\b(?::\s?20\d\d)?").ok());
/// A figure, or a word; what is neither divides.
static TOKEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\d+(?:[.,:]\d+)*|%|per\scent\b|[\p{Alphabetic}]+(?:['\u{2019}]\p{Alphabetic}+)?|[-–—/×]").ok()
});
/// Between two numbers these give both the unit of the second: "30 to 60 days".
const JOINTS: [&str; 7] = ["to", "-", "–", "—", "/", "or", "and"];
/// The unit of a number that says how large the company is.
const PEOPLE: &str = "people";
/// Who is counted when a company gives its size.
const COUNTED: [&str; 9] =
    ["people", "persons", "employees", "staff", "colleagues", "developers", "engineers", "fte", "ftes"];
const COMPANY: [&str; 9] =
    ["company", "companies", "team", "startup", "start", "business", "organisation", "organization", "firm"];
/// What leads to a size; "requires 30 people" gives none.
const LEADS: [&str; 16] = [
    "for", "with", "at", "of", "a", "an", "your", "our", "you", "are", "only", "just", "about", "around", "roughly",
    "have",
];

/// A number with the unit behind it, if it has one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Quantity {
    value: String,
    unit: Option<&'static str>,
}

/// The quantities of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Quantities(HashSet<Quantity>);

impl Quantities {
    /// Reads a text; ids and the standard's name are left out.
    pub(super) fn of(text: &str) -> Self {
        let masked = without_ids(text).to_lowercase();
        let masked =
            STANDARD.as_ref().map_or_else(|| masked.clone(), |name| name.replace_all(&masked, " ").into_owned());
        let Some(pattern) = TOKEN.as_ref() else { return Self::default() };
        let tokens: Vec<&str> = pattern.find_iter(&masked).map(|found| found.as_str()).collect();
        let mut reader = Reader::default();
        let mut at = 0;
        while at < tokens.len() {
            let (before, rest) = tokens.split_at(at);
            at += reader.read(before, rest).max(1);
        }
        reader.end_span();
        Self(reader.found)
    }

    pub(super) fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// Each quantity is in the evidence, with its unit. Only how many people there are may come from the question.
    pub(super) fn check(&self, evidence: &Self, question: &Self) -> Result<(), Doubt> {
        let known = |quantity: &Quantity| match quantity.unit {
            Some(PEOPLE) => evidence.has(&quantity.value) || question.has_size(&quantity.value),
            Some(_) => evidence.0.contains(quantity),
            None => evidence.has(&quantity.value),
        };
        let mut missing: Vec<&Quantity> = self.0.iter().filter(|quantity| !known(quantity)).collect();
        missing.sort_by(|a, b| a.value.cmp(&b.value));
        match missing.first() {
            Some(missing) => {
                let unit = missing.unit.map(|unit| format!(" {unit}")).unwrap_or_default();
                Err(Doubt::NumberNotInEvidence(format!("{}{unit}", missing.value)))
            }
            None => Ok(()),
        }
    }

    /// Both count the same kind of thing, a period or a unit, and nothing of it alike.
    pub(super) fn conflicts(&self, other: &Self) -> bool {
        const PERIODS: [&str; 6] = ["hour", "day", "week", "month", "quarter", "year"];
        let kind = |one: &Quantity| one.unit.map(|unit| if PERIODS.contains(&unit) { "period" } else { unit });
        self.0.iter().any(|own| {
            let mut theirs = other.0.iter().filter(|one| kind(one).is_some() && kind(one) == kind(own)).peekable();
            theirs.peek().is_some() && !theirs.any(|one| self.0.contains(one))
        })
    }

    /// It says for how many people it speaks, and the question did.
    pub(super) fn repeat_size(&self, question: &Self) -> bool {
        self.0.iter().any(|quantity| quantity.unit == Some(PEOPLE) && question.has_size(&quantity.value))
    }

    fn has(&self, value: &str) -> bool {
        self.0.iter().any(|quantity| quantity.value == value)
    }

    fn has_size(&self, value: &str) -> bool {
        self.0.iter().any(|quantity| quantity.value == value && matches!(quantity.unit, None | Some(PEOPLE)))
    }
}

/// Whether a stem names who is counted in a company's size, or the company.
pub(super) fn names_size(stem: &str) -> bool {
    COUNTED.iter().chain(&COMPANY).chain(&["person"]).any(|word| super::words::stem(word) == stem)
}

/// Reads words from left to right.
#[derive(Debug, Default)]
struct Reader {
    found: HashSet<Quantity>,
    /// Numbers that wait for the unit of the number behind them.
    span: Vec<Number>,
}

impl Reader {
    /// Reads what the rest starts with; how many words that took.
    fn read(&mut self, before: &[&str], rest: &[&str]) -> usize {
        let Some(number) = number(rest) else {
            let (found, used) = frequency(rest).unzip();
            self.found.extend(found);
            return used.unwrap_or(1);
        };
        let after = rest.get(number.used..).unwrap_or_default();
        if let Some((rate, used)) = rate(&number, after) {
            self.end_span();
            self.found.insert(rate);
            return number.used + used;
        }
        let used = number.used;
        if let Some((unit, more)) = unit_after(after) {
            let all = self.span.drain(..).chain([number]);
            self.found.extend(all.map(|number| quantity(&number.value, Some(unit))));
            return used + more;
        }
        let joined = after.first().is_some_and(|joint| JOINTS.contains(joint));
        if joined && after.get(1..).is_some_and(|next| self::number(next).is_some()) {
            self.span.push(number);
            return used + 1;
        }
        if is_size(before, after) {
            self.found.insert(Quantity { value: number.value, unit: Some(PEOPLE) });
        } else {
            self.span.push(number);
        }
        self.end_span();
        used
    }

    /// The numbers that waited have no unit.
    fn end_span(&mut self) {
        let bare = self.span.drain(..).filter(|number| !number.pronoun);
        self.found.extend(bare.map(|number| quantity(&number.value, None)));
    }
}

/// The number between is a company's size: "for 30 people", "a 30-person company", "a team of 30".
fn is_size(before: &[&str], after: &[&str]) -> bool {
    let led = before.last().is_some_and(|word| LEADS.contains(word));
    let counted = match after {
        ["people" | "person", "-" | "strong", ..] => false,
        ["-", "person" | "people", company, ..] | ["person", company, ..] => COMPANY.contains(company),
        [word, ..] if COUNTED.contains(word) => true,
        _ => matches!(before, [.., company, "of"] if COMPANY.contains(company)),
    };
    led && counted
}

fn without_ids(text: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    for mention in mentions(text) {
        rest.push_str(text.get(at..mention.range.start).unwrap_or_default());
        rest.push(' ');
        at = mention.range.end;
    }
    rest.push_str(text.get(at..).unwrap_or_default());
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(sentence: &str, evidence: &str) -> Option<Doubt> {
        Quantities::of(sentence).check(&Quantities::of(evidence), &Quantities::default()).err()
    }

    #[test]
    fn the_same_quantity_in_other_words_is_known() {
        for (sentence, evidence) in [
            ("Review it annually.", "reviewed every 12 months"),
            ("Review it once a year.", "an annual review"),
            ("Report within seventy-two hours.", "within 72h"),
            ("Export within 30 days.", "takes 30 to 60 working days"),
            ("Two pages are enough for ISO/IEC 27001:2022.", "2 pages"),
            ("Every three months.", "quarterly"),
            ("About 10,000 records.", "10000 rows"),
            ("See A.5.23 and clause 6.1.3.", "nothing"),
            ("A 6-month period.", "six months"),
            ("Review it twice a year.", "a half-yearly review"),
            ("Review it every second year.", "every 24 months"),
            ("Test two times per year.", "biannual tests"),
            ("Report within a fortnight.", "in 14 days"),
            ("Look at it every other week.", "fortnightly"),
            ("Test it thrice a year.", "every four months"),
            ("One of the owners approves, no one else.", "an owner"),
            ("One or two reviewers.", "2 reviewers"),
            ("A second person approves.", "another person"),
            ("One to three months.", "1-3 months"),
            ("95 per cent of staff.", "95%"),
            ("Half an hour.", "30 minutes"),
        ] {
            assert_eq!(missing(sentence, evidence), None, "{sentence}");
        }
    }

    #[test]
    fn another_number_or_unit_is_found() {
        for (sentence, evidence, wanted) in [
            ("Review it every 6 months.", "every 12 months", "6 month"),
            ("Within 72 days.", "within 72 hours", "72 day"),
            ("Review it quarterly.", "reviewed regularly", "1 quarter"),
            ("95% of staff.", "all staff", "95 percent"),
            ("There are four steps.", "the steps", "4"),
            ("Test it twice a year.", "tested every year", "6 month"),
            ("Test it once a year.", "tested twice a year", "1 year"),
            ("Test it several times a year.", "tested twice a year", "several times a year"),
            ("Test it twice a month.", "tested every month", "2 times a month"),
            ("Keep it one to two weeks.", "2 weeks", "1 week"),
            ("Keep ten thousand records.", "keep ten records", "10000"),
            ("Use TLS 1.3.", "use TLS 1.2", "1.3"),
        ] {
            assert_eq!(missing(sentence, evidence), Some(Doubt::NumberNotInEvidence(wanted.to_owned())), "{sentence}");
        }
    }

    /// Each invented deadline or frequency is refused, and the same words stand where the evidence has them.
    #[test]
    fn every_word_for_a_deadline_or_frequency_counts() {
        let numbers = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
             seventeen eighteen nineteen twenty thirty forty fifty sixty ninety hundred thousand 72 seventy-three twenty-one";
        let mut sentences: Vec<(String, String)> = Vec::new();
        for word in numbers.split_whitespace() {
            for unit in ["minute", "working day", "calendar month", "week", "quarter", "year"] {
                let plural = if word == "one" { "" } else { "s" };
                sentences.push((
                    format!("Report it within {word} {unit}{plural}."),
                    format!("due in {word} {unit}{plural}"),
                ));
                sentences.push((format!("A {word}-{unit} deadline."), format!("{word} {unit}s")));
            }
        }
        let often = "hourly daily nightly weekly biweekly fortnightly monthly bimonthly quarterly biannually bi-annually \
             semi-annually half-yearly annually yearly biennially triennially";
        for word in often.split_whitespace() {
            sentences.push((format!("Restore a backup {word}."), format!("{word} restores")));
        }
        for period in
            ["once a", "twice a", "twice per", "thrice a", "three times per", "two times each", "4x per", "every other"]
        {
            for unit in ["day", "week", "month", "quarter", "year"] {
                sentences.push((format!("Restore a backup {period} {unit}."), format!("restored {period} {unit}")));
            }
        }
        for other in [
            "twice daily",
            "twice-yearly",
            "three times annually",
            "twice in a month",
            "within a fortnight",
            "2/year",
            "per annum",
            "every third month",
            "each night",
            "every half year",
            "half a day",
            "two per month",
        ] {
            sentences.push((format!("Restore a backup {other}."), format!("restored {other}")));
        }
        for (sentence, evidence) in &sentences {
            assert_eq!(missing(sentence, evidence), None, "{sentence}");
            let invented = missing(sentence, "within 72 seconds of the breach, reviewed every eleven years");
            let eleven = ["eleven year", "eleven-year"].iter().any(|same| sentence.contains(same));
            assert_eq!(invented.is_some(), !eleven, "{sentence}");
        }
        for sentence in ["Report it within one hour.", "Report it within fourteen days.", "Report it within an hour."] {
            assert!(missing(sentence, "notices arrive within 72 hours").is_some(), "{sentence}");
        }
    }

    #[test]
    fn only_the_size_of_the_company_may_come_from_the_question() {
        let question = Quantities::of("Do 30 people need 12 audits a year, within 5 days?");
        for (sentence, stands) in [
            ("For 30 people, keep a register.", true),
            ("In a 30-person company, keep a register.", true),
            ("With a team of 30, keep a register.", true),
            ("It requires 30 people.", false),
            ("It asks for 12 audits.", false),
            ("Do it within 5 days.", false),
            ("For 40 people, keep a register.", false),
        ] {
            let judged = Quantities::of(sentence).check(&Quantities::default(), &question);
            assert_eq!(judged.is_ok(), stands, "{sentence}");
        }
    }
}
