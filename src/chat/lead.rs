//! How a turn of a conversation begins: it picks one of the readings that were offered, puts something right, goes back to an
//! earlier subject, or opens a new one. What is left is asked as if it stood alone, or of the subject that it went back to.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Choice, Topic,
    question::topic_words,
    small_words::{ANAPHORA, MANY},
};
use crate::{
    index::TextIndex,
    iso::{Meaning, mentions},
    retrieve::named,
};

/// Words of a turn that only picks.
const FEW: usize = 7;

/// Words for the place of a choice.
const PLACES: [&[&str]; 4] = [
    &["1", "first", "former", "erste", "ersten", "primero", "primera"],
    &["2", "second", "latter", "zweite", "zweiten", "segundo", "segunda"],
    &["3", "third", "dritte", "dritten", "tercero", "tercera"],
    &["4", "fourth", "vierte", "vierten", "cuarto", "cuarta"],
];
/// Words beside them.
const BESIDE: &str = "the one number option please die das der nummer el la i mean meant no";

/// What the beginning of a turn says about the rest of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lead {
    /// Nothing: the turn is read as a whole.
    None,
    /// It picks a reading: this question is asked.
    Pick(String),
    /// It wants all readings that were offered.
    All,
    /// It puts the last question right: this is asked instead, with the same wish.
    Instead(String),
    /// It goes back to a subject: the rest is asked of it.
    Back(Topic, String),
    /// It opens a subject: the rest stands alone.
    New(String),
}

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// "No, I meant …", "sorry, not the …: …".
static INSTEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\W*
        (?: (?: (?:no|nope|nein|sorry|oh|wait|actually|hm+|pardon|perd[oó]n)[,.!:;\ –-]+ )+
              (?: (?:i|we)\ (?:meant?|was\ asking\ about|wanted)\ | not\ [^:;,.]{2,60}[:;,.]\ *(?:but\ )? | ich\ meinte\ | quer[ií]a\ decir\ )?
          | (?:i|we)\ meant?\ | ich\ meinte?\ | quer[ií]a\ decir\ | (?:rather|instead)[,:]?\ )
        (?P<rest>\S.*)$",
    )
});

/// "Back to the suppliers: …"
static BACK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\W*(?:ok(?:ay)?[,.]?\ |so,?\ |and\ |now\ |thanks[,.!]?\ )*
        (?: (?:let's\ |let\ us\ )?(?:go(?:ing)?\ |com(?:e|ing)\ |get(?:ting)?\ )?back\ (?:again\ )?to | return(?:ing)?\ to | (?:nochmal|noch\ einmal|zurück)\ zu[mr]? | volv(?:iendo|amos)\ a )
        \ (?P<what>[^:,;.?!]{2,80}) [:,;.?!–-]+\ * (?P<rest>.*)$",
    )
});

/// "Different topic: …", "let's move on to physical security: …"
static NEW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\W*(?:ok(?:ay)?[,.]?\ |so,?\ |now,?\ |thanks[,.!]?\ |good[,.!]?\ )*
        (?: (?:a\ |one\ )?(?:different|new|another|other|next|unrelated)\ (?:topic|question|subject|thing|matter)
          | (?:something|anything)\ (?:else|different)
          | (?:anderes|neues)\ thema | (?:neue|andere)\ frage | otra\ (?:pregunta|cosa) | otro\ tema
          | (?:let's|let\ us|i(?:'d|\ would)\ like\ to|can\ we|we\ can)\ (?:move\ on|switch|turn|talk|go\ on|look)\ (?:over\ )?(?:to|about|at|with)\ (?P<what>[^:,;.?!]{2,60}) )
        \ ?[:,;.?!–-]+\ * (?P<rest>\S.*)$",
    )
});

/// Reads how a turn begins.
pub(super) fn lead(text: &str, before: &Topic) -> Lead {
    if !before.choices.is_empty()
        && let Some(lead) = picked(text, &before.choices)
    {
        return lead;
    }
    let of = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().and_then(|pattern| pattern.captures(text));
    let part = |found: &regex::Captures<'_>, name| found.name(name).map_or("", |part| part.as_str()).trim().to_owned();
    if let Some(found) = of(&BACK) {
        let (what, rest) = (part(&found, "what"), part(&found, "rest"));
        return match before.recalled(&what) {
            Some(topic) if rest.is_empty() => Lead::New(topic.question),
            Some(topic) => Lead::Back(topic, rest),
            None => Lead::New(format!("{what}: {rest}")),
        };
    }
    if let Some(found) = of(&NEW) {
        let (what, rest) = (part(&found, "what"), part(&found, "rest"));
        return Lead::New(if points_back(&rest) { format!("{what}: {rest}") } else { rest });
    }
    let rest = of(&INSTEAD).map(|found| part(&found, "rest"));
    let rest = rest.unwrap_or_else(|| text.to_owned());
    if let Some(other) = other_kind(&rest, before) {
        return Lead::Instead(other);
    }
    if rest != text && !named_or_asked(&rest, before) { Lead::Instead(rest) } else { Lead::None }
}

/// "No, who approves it?" is an answer and a question, and no correction.
fn named_or_asked(rest: &str, before: &Topic) -> bool {
    (rest.contains('?') && points_back(rest))
        || (topic_words(rest).is_empty() && named(rest).is_empty())
        || (before.question.is_empty() && before.requirements.is_empty())
}

fn points_back(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| [ANAPHORA, MANY].iter().any(|list| list.split(' ').any(|one| one == word)))
}

/// "The clause", "I meant the control": the last question with the requirement of the same number on the other side.
fn other_kind(text: &str, before: &Topic) -> Option<String> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let (clause, control) =
        (says(&["clause", "klausel", "cláusula", "abschnitt"]), says(&["control", "controls", "maßnahme"]));
    if clause == control || words.len() > FEW || !topic_words(text).is_empty() || !named(text).is_empty() {
        return None;
    }
    let asked = mentions(&before.question);
    let mention =
        asked.iter().find(|mention| !matches!(mention.meaning, Meaning::Unknown(_) | Meaning::Edition2013(_)));
    let number = mention.and_then(|mention| before.question.get(mention.range.clone())).map(digits);
    let number = number.or_else(|| Some(digits(&before.requirements.first()?.to_string())))?;
    let wanted = if clause { format!("clause {number}") } else { format!("control A.{number}") };
    let exists = matches!(mentions(&wanted).first()?.meaning, Meaning::Requirement(id) if id.is_control() == control);
    let question = match mention {
        Some(mention) => format!(
            "{}{wanted}{}",
            before.question.get(..mention.range.start)?,
            before.question.get(mention.range.end..)?
        ),
        None => format!("What does {wanted} ask for?"),
    };
    exists.then_some(question)
}

fn digits(id: &str) -> String {
    id.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_end().to_owned()
}

/// Which of the readings a short turn picks: by its place, or by words that one label has alone.
fn picked(text: &str, choices: &[Choice]) -> Option<Lead> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.len() > FEW {
        return None;
    }
    if words.iter().any(|word| ["both", "beide", "beides", "ambos", "all"].contains(word)) {
        return Some(Lead::All);
    }
    let is_place =
        |word: &&str| PLACES.iter().any(|names| names.contains(word)) || BESIDE.split(' ').any(|one| one == *word);
    let only_places = words.iter().all(is_place);
    let at = PLACES.iter().position(|names| words.iter().any(|word| names.contains(word)));
    if let Some(choice) = at.filter(|_| only_places).and_then(|at| choices.get(at)) {
        return Some(Lead::Pick(choice.question.clone()));
    }
    let ids = named(text);
    let stems = TextIndex::stems(text);
    let fits = |choice: &&Choice| {
        let label = TextIndex::stems(&choice.label);
        let others: Vec<String> = choices
            .iter()
            .filter(|other| other.label != choice.label)
            .flat_map(|other| TextIndex::stems(&other.label))
            .collect();
        let by_word = stems.iter().any(|stem| {
            stem.chars().all(char::is_alphabetic) && stem.len() > 2 && label.contains(stem) && !others.contains(stem)
        });
        if ids.is_empty() { by_word } else { ids.iter().any(|id| named(&choice.question).contains(id)) }
    };
    let mut fitting = choices.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(choice), None) => Some(Lead::Pick(choice.question.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(question: &str, id: &str) -> Topic {
        Topic {
            requirements: vec![crate::iso::RequirementId::from_canonical(id).unwrap()],
            question: question.to_owned(),
            ..Topic::default()
        }
    }

    #[test]
    fn a_correction_asks_the_same_of_another() {
        let topic = before("What does clause 8.2 require?", "8.2");
        for (text, expected) in [
            ("No, I meant the control.", Lead::Instead("What does control A.8.2 require?".to_owned())),
            ("Sorry, I meant A.8.3.", Lead::Instead("A.8.3.".to_owned())),
            ("No, not copies of data: redundant systems.", Lead::Instead("redundant systems.".to_owned())),
            ("I mean physical access", Lead::Instead("physical access".to_owned())),
            ("Who approves it?", Lead::None),
            ("No, who approves it?", Lead::None),
            ("Not every year?", Lead::None),
            ("New topic: how do we train staff?", Lead::New("how do we train staff?".to_owned())),
            ("Let's talk about suppliers: who approves them?", Lead::New("suppliers: who approves them?".to_owned())),
        ] {
            assert_eq!(lead(text, &topic), expected, "{text}");
        }
    }

    #[test]
    fn a_turn_goes_back_to_an_earlier_subject() {
        let mut topic = before("What does A.5.7 ask for?", "A.5.7");
        let earlier = before("How do we vet suppliers?", "A.5.19");
        topic
            .earlier
            .push(super::super::topic::Subject { requirements: earlier.requirements, question: earlier.question });
        let back = lead("Back to the suppliers: how do we monitor them?", &topic);
        let Lead::Back(found, rest) = back else { unreachable!("{back:?}") };
        assert_eq!((found.requirements[0].to_string().as_str(), rest.as_str()), ("A.5.19", "how do we monitor them?"));
    }

    #[test]
    fn a_choice_is_picked_by_place_and_by_word() {
        let choice = |label: &str| Choice { label: label.to_owned(), question: format!("What does {label} ask for?") };
        let mut topic = before("What does 7.4 say?", "A.7.4");
        topic.choices = vec![choice("clause 7.4 Communication"), choice("control A.7.4 Physical security monitoring")];
        let pick = |at: usize| Lead::Pick(topic.choices[at].question.clone());
        for (text, at) in [
            ("2", 1),
            ("the control", 1),
            ("The first one.", 0),
            ("communication", 0),
            ("A.7.4", 1),
            ("No, I meant the clause.", 0),
        ] {
            assert_eq!(lead(text, &topic), pick(at), "{text}");
        }
        assert_eq!(lead("both please", &topic), Lead::All);
        assert_eq!(lead("What is the 2013 edition?", &topic), Lead::None);
    }
}
