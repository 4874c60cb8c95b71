//! Freshness: a dated result shows a check for its period, not for ever. The newest date of what is shown decides.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    decided::Decided,
    features::{Read, is_record},
    judge::Cause,
};
use crate::iso::{Check, Day, GapVerdict, Period};

/// Months that a result of a yearly duty may be old: a year, and one to get it done.
const YEARLY: u16 = 13;

/// What asks for an interval, and how old a result may then be; the shortest first.
static INTERVALS: LazyLock<Vec<(Regex, u16)>> = LazyLock::new(|| {
    let words = [
        (r"(?i)\b(monthly|(each|every|per) month)\b", 2),
        (r"(?i)\b(quarterly|(each|every|per) quarter)\b", 4),
        (r"(?i)\b(half-yearly|twice a year|every six months)\b", 7),
        (
            r"(?i)\b(yearly|annual\w*|(each|every|per|a) year|(planned|set|regular) (intervals|times)|at intervals)\b",
            YEARLY,
        ),
        (r"(?i)\b(periodic\w*|regular\w*|from time to time|recurring)\b", YEARLY),
    ];
    words.into_iter().filter_map(|(pattern, months)| Some((Regex::new(pattern).ok()?, months))).collect()
});

/// A record whose dates all lie ahead, or whose newest is older than the check allows, is partial at most, for that reason.
pub(super) fn apply(decided: &mut [Decided<'_>], read: &Read<'_>, as_of: Day) {
    for one in decided {
        let speaks = matches!(one.decision.cause, Cause::Said | Cause::InPart | Cause::NoTiming);
        if !speaks || !is_record(one.check.nature) {
            continue;
        }
        let shown = one.decision.shown.iter().filter_map(|place| read.statements.get(*place));
        let dated: Vec<Period> = shown.flat_map(|statement| Period::named_in(&statement.text)).collect();
        if dated.is_empty() {
            continue;
        }
        // A month or quarter that has begun counts up to today; a date to come is a plan and no result.
        let newest = dated.iter().filter(|period| period.first <= as_of).map(|period| period.last.min(as_of)).max();
        let cause = match (newest, allowed(one.check)) {
            (None, _) => Cause::Ahead,
            (Some(newest), Some(months)) if newest < as_of.months_before(months) => Cause::Stale { newest, months },
            _ => continue,
        };
        (one.decision.verdict, one.decision.cause) = (GapVerdict::Partial, cause);
    }
}

/// How many months old a result may be: by what the check says, else by how its evidence is usually worded.
fn allowed(check: &Check) -> Option<u16> {
    let said = |text: &str| INTERVALS.iter().find(|(pattern, _)| pattern.is_match(text)).map(|(_, months)| *months);
    said(&check.text).or_else(|| check.phrases.iter().any(|phrase| said(phrase).is_some()).then_some(YEARLY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assess::{coverage::Sayings, judge::Decision, matching::Matches, report::Set, tests::given},
        iso::{Nature, Obligation},
    };

    fn check(text: &str, phrase: &str) -> Check {
        Check {
            id: "9.2.1-1".to_owned(),
            text: text.to_owned(),
            obligation: Obligation::Clause,
            nature: Nature::Record,
            phrases: vec![phrase.to_owned()],
            ask: None,
            observe: None,
        }
    }

    #[test]
    fn the_interval_is_the_checks_own_or_that_of_its_usual_evidence() {
        for (text, phrase, wanted) in [
            ("Audits are held at planned intervals, with dated reports.", "", Some(13)),
            ("Rights are reviewed every quarter, with a dated result.", "yearly review", Some(4)),
            ("A dated review exists.", "the annual review of 2026", Some(13)),
            ("A register shows each supplier with its owner.", "supplier register", None),
        ] {
            assert_eq!(allowed(&check(text, phrase)), wanted, "{text}");
        }
    }

    /// What becomes of a check that a record meets, as of 15 March 2026.
    fn aged(text: &str, nature: Nature, record: &str) -> (GapVerdict, Cause) {
        let set = Set::read(&[given("audits.md", &format!("# Audits\n\n{record}\n"))]);
        let matches = Matches { candidates: Vec::new(), sayings: Sayings::default(), said: Vec::new() };
        let read = Read { statements: &set.statements, standings: &set.standings, matches: &matches };
        let check = Check { nature, ..check(text, "") };
        let shown = (0..set.statements.len()).collect();
        let (verdict, cause) = (GapVerdict::Met, Cause::Said);
        let mut decided = [Decided {
            requirement: "A.5.35".parse().unwrap(),
            check: &check,
            decision: Decision { verdict, confidence: 0.7, speaks: 0.8, shown, cause },
            covered: 0.7,
            looked: Vec::new(),
            remark: String::new(),
        }];
        apply(&mut decided, &read, "2026-03-15".parse().unwrap());
        (decided[0].decision.verdict, decided[0].decision.cause)
    }

    #[test]
    fn an_old_result_shows_a_yearly_duty_only_in_part() {
        let yearly = "Audits are held at planned intervals, with dated reports.";
        let (met, partial) = (GapVerdict::Met, GapVerdict::Partial);
        for (record, wanted) in [
            ("Audit of 12 June 2025: two findings, both closed.", met),
            ("Audit held on 15/02/2025, two findings.", met),
            ("Audit held on 14/02/2025, two findings.", partial),
            ("Audit of Q1 2026: no findings so far.", met),
            ("Audit of March 2023 with two findings. The audit of 2024-02-01 had none.", partial),
            ("Audit of May 2024 with two findings. The next audit is on 12 June 2026.", partial),
            ("The next audit is on 12 June 2026 in Leeds.", partial),
            ("Audit by the Leeds team, two findings.", met),
        ] {
            assert_eq!(aged(yearly, Nature::Record, record).0, wanted, "{record}");
        }
        let newest = "2024-02-01".parse().unwrap();
        let old = "Audit of March 2023 with two findings. The audit of 2024-02-01 had none.";
        assert_eq!(aged(yearly, Nature::Record, old).1, Cause::Stale { newest, months: 13 });
        assert_eq!(aged(yearly, Nature::Record, "The next audit is on 12 June 2026.").1, Cause::Ahead);
        assert_eq!(aged(yearly, Nature::Rule, old).0, met, "a rule does not grow old");
        assert_eq!(aged("A register shows each supplier.", Nature::Record, old).0, met, "no interval is asked for");
        let quarterly = "Rights are reviewed every quarter, with a dated result.";
        assert_eq!(aged(quarterly, Nature::Record, "Review of 12 October 2025, done.").0, partial);
    }
}
