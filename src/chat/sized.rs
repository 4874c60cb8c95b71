//! The size and the places of the company that asks: as its profile states them, or as the question itself does.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::draft::Draft;
use crate::{
    iso::{Premises, Profile, Size},
    knowledge::{Page, Section},
};

const SIZES: [&str; 3] = ["20 people", "100 people", "500 people"];
const REMOTE: &str = "Remote, SaaS only";
const OFFICES: &str = "With offices";
const RACKS: &str = "With own data centre";

/// A number before a word for those who work there: "30-person", "12 employees", "we are twelve people".
static HEADS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bwe(?: are|'re|’re) (?:about |around |only |just )?(\d{1,6})\b|\b(?:team|company|firm|business|start-?up|organi[sz]ation|agency) of (?:about |around |only |just )?(\d{1,6}|[a-z]+)\b|^\W*(?:and |und |y )?(?:with|for|at|mit|con) (\d{1,6})\W*$|\b(\d{1,3}[,.]\d{3}|\d{1,6}|[a-z]+)[ -]?(?:people|person|persons|employees|staff|heads|man|fte|ftes|colleagues|developers|mitarbeiter\w*|mitarbeitende\w*|leute\w*|personas|empleados|trabajadores)\b",
    )
    .ok()
});

/// Words for a size, then for places, in the order of [`said`].
static SIGNS: LazyLock<RegexSet> = LazyLock::new(|| {
    let patterns = [
        r"(?i)\b(small|tiny|micro)[ -]?(\w+ )?(company|business|team|firm|organi[sz]ation|startup|start-up|enterprise)\b|\bstart-?ups?\b|(?i)\bkleine[snr]? (firma|unternehmen|team)\b|\bpequeñ[ao]\b",
        r"(?i)\bmid-?(dle-?)?size[d]?\b|\bmedium[ -]?sized?\b|\bmittelst",
        r"(?i)\b(large|big)[ -]?(\w+ )?(company|business|firm|organi[sz]ation|enterprise|corporation)\b|\bcorporate group\b|\bgroße[snr]? (firma|unternehmen)\b",
        r"(?i)\b(fully|all|completely|100 ?%)[ -]remote\b|\bremote(-only|-first)? (company|business|team|firm|organi[sz]ation|startup)\b|\b(no|without( an?)?) offices?\b|\bwork(s|ing)? (fully )?(from home|remotely)\b|\bohne büro\b|\bsin oficina\b",
        r"(?i)\b(our|an|with|own) (main |head )?offices?\b",
        r"(?i)\bown (server|racks?|data cent(re|er)|hardware|equipment in)\b|\b(our|on-?prem\w*) (server room|data cent(re|er))\b|\bon-?prem(ises)?\b|\bserver room\b",
    ];
    RegexSet::new(patterns).unwrap_or_default()
});

/// Who speaks of the own company.
static SPEAKER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(we|we're|we’re|our (\w+ )?(company|team|firm|business|start-?up|organi[sz]ation|agency)|i (work (at|for|in)|run|lead|own)|wir|bei uns|somos|tenemos|nuestra empresa)\b",
    )
    .ok()
});

const NUMBERS: [(&str, u32); 24] = [
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
    ("zwölf", 12),
    ("zwanzig", 20),
    ("veinte", 20),
];

/// Writes the parts that fit the company; without a word about it, the three sizes. Returns whether there were any.
pub(super) fn sized(
    draft: &mut Draft,
    (page, section): (&Page, &Section),
    (question, told): (&str, &str),
    profile: Option<&Profile>,
) -> bool {
    let fitting = fitting(question, told, profile);
    let mut written = false;
    for (part, blocks) in section.parts().into_iter().filter(|(part, _)| fitting.contains(part)) {
        draft.say(&format!("#### Enough for {}{part}", if part.ends_with("people") { "" } else { "a company " }));
        draft.passage(page, &[section.heading.clone(), part.to_owned()], &blocks);
        written = true;
    }
    if written && SIZES.iter().all(|size| fitting.contains(size)) {
        draft.warnings.push(
            "No profile is set, so all three sizes are shown; name your size, or set a profile, and only yours is."
                .to_owned(),
        );
    }
    written
}

/// Whether a sentence says how large the company is that asks, or where it works.
pub(super) fn tells(sentence: &str) -> bool {
    let is_own = SPEAKER.as_ref().is_some_and(|speaker| speaker.is_match(sentence));
    let places = SIGNS.matches(sentence);
    is_own && (size_in(sentence).is_some() || (3..6).any(|place| places.matched(place)))
}

/// Whether anything says how large the company is.
pub(super) fn is_known(question: &str, told: &str, profile: Option<&Profile>) -> bool {
    profile.is_some() || size_in(question).or_else(|| size_in(told)).is_some()
}

/// Whether a heading is of another size or place than the company's that asks, as far as that is known.
pub(super) fn is_for_others(heading: &str, (question, told): (&str, &str), profile: Option<&Profile>) -> bool {
    let names_size = SIZES.contains(&heading);
    names_size && is_known(question, told, profile) && !fitting(question, told, profile).contains(&heading)
}

/// Whether the company says that nobody works in a place of its own.
pub(super) fn is_remote(question: &str, told: &str) -> bool {
    SIGNS.matches(question).matched(3) || (!SIGNS.matches(question).matched(4) && SIGNS.matches(told).matched(3))
}

/// The headings that fit: what the question says goes before what was told earlier, and that before what the profile says.
fn fitting(question: &str, told: &str, profile: Option<&Profile>) -> Vec<&'static str> {
    let mut parts = match size_in(question).or_else(|| size_in(told)).or(profile.map(Profile::size)) {
        Some(Size::Small) => vec![SIZES[0]],
        Some(Size::Medium) => vec![SIZES[1]],
        Some(Size::Large) => vec![SIZES[2]],
        None => Vec::new(),
    };
    let said = SIGNS.matches(question);
    let said = if (3..6).any(|place| said.matched(place)) { said } else { SIGNS.matches(told) };
    let office = |place: &Premises| matches!(place, Premises::Office | Premises::CoworkingRoom | Premises::Plant);
    let remote = profile.and_then(Profile::is_fully_remote) == Some(true) && !said.matched(4);
    if said.matched(3) || remote {
        parts.push(REMOTE);
    } else if said.matched(4) || profile.is_some_and(|profile| profile.premises.iter().any(office)) {
        parts.push(OFFICES);
    }
    if said.matched(5) || profile.and_then(Profile::has_own_racks) == Some(true) {
        parts.push(RACKS);
    }
    if parts.is_empty() { SIZES.to_vec() } else { parts }
}

/// The size that a question names.
pub(super) fn size_in(question: &str) -> Option<Size> {
    let of = |people: u32| match people {
        0..=50 => Size::Small,
        51..=250 => Size::Medium,
        _ => Size::Large,
    };
    let number = |text: &str| {
        let lower = text.to_lowercase().replace([',', '.'], "");
        lower.parse().ok().or_else(|| NUMBERS.iter().find(|(name, _)| *name == lower).map(|(_, number)| *number))
    };
    let heads = HEADS.as_ref()?;
    let counted =
        heads.captures_iter(question).find_map(|found| number(found.iter().skip(1).flatten().next()?.as_str()));
    let said = SIGNS.matches(question);
    let sizes = [Size::Small, Size::Medium, Size::Large].into_iter().enumerate();
    counted.map(of).or_else(|| sizes.filter(|(at, _)| said.matched(*at)).map(|(_, size)| size).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_can_say_who_asks() {
        assert_eq!(SIGNS.len(), 6);
        for (question, parts) in [
            ("How do we implement A.5.23 with 20 people?", vec![SIZES[0]]),
            ("We are a 180-person company. How do we do backups?", vec![SIZES[1]]),
            ("Smallest version of A.7.7 for a remote company of twelve people?", vec![SIZES[0], REMOTE]),
            ("How does a small company meet A.8.9?", vec![SIZES[0]]),
            ("We have our own data centre and 600 employees. How do we do A.7.11?", vec![SIZES[2], RACKS]),
            ("Wie setzen wir A.5.9 mit 30 Mitarbeitern um?", vec![SIZES[0]]),
            ("We are 8. How do we do backups?", vec![SIZES[0]]),
            ("How does a 1,200-person company do A.5.9?", vec![SIZES[2]]),
            ("How do we implement A.8.13?", SIZES.to_vec()),
            ("How do we train staff and employees?", SIZES.to_vec()),
        ] {
            assert_eq!(fitting(question, "", None), parts, "{question}");
        }
    }

    #[test]
    fn what_a_company_told_holds_for_later_questions() {
        for told in [
            "We are 30 people, fully remote.",
            "We're a team of 12 without an office.",
            "Somos 20 personas sin oficina",
        ] {
            assert!(tells(told), "{told}");
            assert_eq!(fitting("How do we do A.5.9?", told, None), [SIZES[0], REMOTE], "{told}");
        }
        assert_eq!(fitting("With 500?", "We are 30 people.", None), [SIZES[2]]);
        for other in ["What would be enough for 20 people?", "We need a policy.", "Is a remote company different?"] {
            assert!(!tells(other), "{other}");
        }
    }

    #[test]
    fn what_the_question_says_goes_before_the_profile() {
        let profile = Profile::from_yaml("name: X\nsector: Y\npeople: 20\npremises: [remote]\n").unwrap();
        assert_eq!(fitting("How do we do A.5.9?", "", Some(&profile)), [SIZES[0], REMOTE]);
        assert_eq!(fitting("How would 300 people with an office do A.5.9?", "", Some(&profile)), [SIZES[2], OFFICES]);
    }
}
