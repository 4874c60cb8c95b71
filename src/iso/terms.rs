//! The words that people use for what the standard names otherwise: acronyms, everyday words, German and Spanish terms.
//!
//! `knowledge/catalogue/terms.csv` says for each phrase what English pages call it, and which requirements it points to.
//! Phrases match whole words, whatever their case and accents. A stem matches the beginning of a word and a part any place in
//! it, so that German compounds are found. Of phrases that overlap the longest counts.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::RequirementId;

const TABLE: &str = include_str!("../../knowledge/catalogue/terms.csv");
/// The longest phrase, in words.
const LONGEST: usize = 6;
/// The shortest stem, in characters.
const SHORTEST_STEM: usize = 4;

static TERMS: LazyLock<Terms> = LazyLock::new(Terms::read);

/// Languages of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English, and acronyms that all use.
    En,
    /// German.
    De,
    /// Spanish.
    Es,
}

/// How a phrase is matched, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Acronym,
    Synonym,
    Term,
    Stem,
    Part,
    Intent,
}

/// A row of the table.
#[derive(Debug, Clone, Deserialize)]
struct Row {
    phrase: String,
    lang: Language,
    kind: Kind,
    english: String,
    ids: String,
}

/// A phrase and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As the table writes it.
    pub phrase: String,
    /// Its language.
    pub language: Language,
    /// What English pages call it; for a question word, what is wanted.
    pub english: String,
    /// The requirements that it points to, most of all the first.
    pub ids: Vec<RequirementId>,
    /// It says what is wanted, not what about.
    pub is_intent: bool,
}

/// The table, ready to be looked up.
#[derive(Debug)]
pub struct Terms {
    phrases: HashMap<String, Vec<Term>>,
    stems: HashMap<String, Vec<Term>>,
    parts: Vec<(String, Term)>,
}

impl Terms {
    /// The embedded table.
    pub fn get() -> &'static Self {
        &TERMS
    }

    /// What a text's phrases stand for, in their order, each meaning once.
    pub fn of(&self, text: &str) -> Vec<&Term> {
        let words = words(text);
        let (mut found, mut at) = (Vec::new(), 0);
        while at < words.len() {
            let (terms, length) = self.at(&words, at);
            found.extend(terms);
            at += length;
        }
        let mut seen = HashSet::new();
        found.retain(|term: &&Term| seen.insert((&term.english, &term.ids)));
        found
    }

    /// All of them, for a check of the table itself.
    pub fn all(&self) -> impl Iterator<Item = &Term> {
        let listed = self.phrases.values().chain(self.stems.values()).flatten();
        listed.chain(self.parts.iter().map(|(_, term)| term))
    }

    /// The terms that begin with this word, and how many words they take.
    fn at(&self, words: &[String], at: usize) -> (Vec<&Term>, usize) {
        for length in (1..=LONGEST.min(words.len() - at)).rev() {
            let phrase = words.get(at..at + length).unwrap_or_default().join(" ");
            let known = self.phrases.get(&phrase).or_else(|| self.phrases.get(singular(&phrase)?));
            if let Some(terms) = known {
                return (terms.iter().collect(), length);
            }
        }
        let Some(word) = words.get(at) else { return (Vec::new(), 1) };
        let begins = word.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
        let stem = begins.filter_map(|end| word.get(..end)).take_while(|stem| stem.len() >= SHORTEST_STEM);
        let mut stem = stem;
        if let Some(terms) = stem.find_map(|stem| self.stems.get(stem)) {
            return (terms.iter().collect(), 1);
        }
        (self.parts.iter().filter(|(part, _)| word.contains(part.as_str())).map(|(_, term)| term).collect(), 1)
    }

    fn read() -> Self {
        let mut terms = Self { phrases: HashMap::new(), stems: HashMap::new(), parts: Vec::new() };
        for row in csv::Reader::from_reader(TABLE.as_bytes()).deserialize().flatten() {
            terms.add(&row);
        }
        terms
    }

    fn add(&mut self, row: &Row) {
        let ids = row.ids.split(';').filter(|id| !id.is_empty());
        let term = Term {
            phrase: row.phrase.clone(),
            language: row.lang,
            english: row.english.clone(),
            ids: ids.filter_map(RequirementId::from_canonical).collect(),
            is_intent: row.kind == Kind::Intent,
        };
        let spelled = spellings(&row.phrase);
        for phrase in spelled {
            match row.kind {
                Kind::Stem => self.stems.entry(phrase).or_default().push(term.clone()),
                Kind::Part => self.parts.push((phrase, term.clone())),
                _ => self.phrases.entry(phrase).or_default().push(term.clone()),
            }
        }
    }
}

/// A phrase without and, where it has umlauts, with their long spelling.
fn spellings(phrase: &str) -> Vec<String> {
    let lower = phrase.to_lowercase();
    let long = lower.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    let mut found = vec![words(&lower).join(" ")];
    if long != lower {
        found.push(words(&long).join(" "));
    }
    found
}

/// The words of a text in lower case without accents.
fn words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match folded(c) {
            Some(letters) => plain.push_str(letters),
            None if c.is_alphanumeric() => plain.push(c),
            // A combining accent belongs to the letter before it.
            None if ('\u{300}'..='\u{36F}').contains(&c) => {}
            None => plain.push(' '),
        }
    }
    plain.split_whitespace().map(ToOwned::to_owned).collect()
}

/// The letters that stand for one with an accent in German and Spanish.
const fn folded(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'á' | 'à' | 'â' | 'ã' => "a",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'í' | 'ì' | 'î' | 'ï' => "i",
        'ö' | 'ó' | 'ò' | 'ô' | 'õ' => "o",
        'ü' | 'ú' | 'ù' | 'û' => "u",
        'ñ' => "n",
        'ç' => "c",
        'ß' => "ss",
        _ => return None,
    })
}

/// An English plural's singular.
fn singular(phrase: &str) -> Option<&str> {
    phrase.strip_suffix('s').filter(|rest| rest.len() > 3 && !rest.ends_with('s'))
}

/// What in a text shows its language: a word that only one of the three has, more often than those of the others.
pub fn language(text: &str) -> Language {
    const GERMAN: &str = "der die das und ist wie was wir ich mussen muss fur ein eine einen nicht mit von bei welche welcher wer \
        brauchen brauche unsere unser oder auf zum zur den dem des sind wird werden kann konnen darf gibt wenn auch noch alle";
    const SPANISH: &str = "el los las que como es para una del necesitamos necesito debemos nuestra nuestro cual cuales quien \
        hay con por se son puede podemos tenemos tengo hacer sin al lo mi y la un";
    const ENGLISH: &str =
        "the is are what how do does we for of to and which who can should our need in on with it my i about";
    let words = words(text);
    let count = |list: &str| words.iter().filter(|word| list.split_whitespace().any(|known| known == *word)).count();
    let (german, spanish, english) = (count(GERMAN), count(SPANISH), count(ENGLISH));
    if german > spanish && german > english {
        Language::De
    } else if spanish > english {
        Language::Es
    } else {
        Language::En
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ids(text: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for term in Terms::get().of(text) {
            found.extend(term.ids.iter().map(ToString::to_string));
        }
        found.dedup();
        found
    }

    #[test]
    fn acronyms_compounds_and_foreign_words_point_to_their_requirements() {
        for (text, wanted) in [
            ("What goes into the SoA?", "6.1.3"),
            ("mfa evidence for auditor", "A.8.5"),
            ("Wer pflegt die Anwendbarkeitserklärung?", "6.1.3"),
            ("Wer pflegt die Anwendbarkeitserklaerung?", "6.1.3"),
            ("Brauchen wir eine Lieferantenbewertung?", "A.5.19"),
            ("¿Cómo hacemos las copias de seguridad?", "A.8.13"),
        ] {
            assert!(ids(text).iter().any(|id| id == wanted), "{text}: {:?}", ids(text));
        }
        assert!(ids("The weather is fine today").is_empty());
    }

    #[test]
    fn the_longest_phrase_counts_and_accents_do_not() {
        let english = |text: &str| Terms::get().of(text).iter().map(|term| term.english.clone()).collect::<Vec<_>>();
        assert_eq!(english("penetration test"), english("Penetration  TESTS"));
        assert_eq!(english("declaración de aplicabilidad"), english("DECLARACION DE APLICABILIDAD"));
        assert_eq!(english("clean desk policy").len(), 1);
    }

    #[test]
    fn every_row_is_read_and_every_requirement_reached_in_each_language() {
        let rows = TABLE.lines().count() - 1;
        let read: HashSet<(Language, &str)> =
            Terms::get().all().map(|term| (term.language, term.phrase.as_str())).collect();
        assert_eq!(read.len(), rows);
        for entry in super::super::Catalogue::get().entries().iter().filter(|entry| entry.is_leaf) {
            for language in [Language::En, Language::De, Language::Es] {
                let reached = Terms::get().all().any(|term| term.language == language && term.ids.contains(&entry.id));
                assert!(reached, "{} in {language:?}", entry.id);
            }
        }
    }

    #[test]
    fn languages_are_told_apart() {
        assert_eq!(language("Welche Nachweise brauchen wir für Backups?"), Language::De);
        assert_eq!(language("¿Qué evidencias necesitamos para las copias?"), Language::Es);
        assert_eq!(language("Which evidence do we need for backups?"), Language::En);
        assert_eq!(language("A.5.23"), Language::En);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in any::<String>()) {
            Terms::get().of(&text);
            language(&text);
        }
    }
}
