//! Clauses: sections of a document that are a clause of our own library, word for word but for what a company fills in.
//!
//! Of such a clause it is known which checks it satisfies, so nothing has to be guessed from its likeness to other words. What
//! is changed beyond the blanks makes it a text like any other, above all a `not`, a `may` for a `must`, and a part left out.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use regex::Regex;

use super::{
    probes::Asked,
    statement::{Statement, statements},
};
use crate::{
    document::Format,
    index::TextIndex,
    iso::Nature,
    knowledge::{Library, PaperKind},
};

/// Words of a row that two texts may have in common.
const ROW: usize = 3;
/// The share of a clause's rows that has to stand in a section.
const WHOLE: f64 = 0.85;
/// The share of a piece's rows from which on a statement is that piece, changed or not.
const SAME: f64 = 0.5;
/// Statements that are shown.
const SHOWN: usize = 3;

/// A blank that a company fills in.
static BLANK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{\{[^}]*\}\}").ok());
/// Words that turn a rule into something else when they come or go.
static TURNS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(not|no|never|nobody|none|nor|neither|without|cannot|\w+n't|except|unless|must|shall|may|should|can|could|might|will|would|need)\b").ok()
});

/// A paragraph, an item or a row of a clause.
struct Piece {
    rows: HashSet<u64>,
    turns: Vec<String>,
    /// Its words before, between and after the blanks; with a blank at an end, none there.
    fixed: Vec<Vec<String>>,
}

impl Piece {
    /// Whether a text with these words is this piece with something in its blanks and nothing else changed.
    fn is_filled_in(&self, words: &[String]) -> bool {
        let [first, between @ .., last] = self.fixed.as_slice() else { return false };
        let Some(mut rest) = words.strip_prefix(first.as_slice()).and_then(|rest| rest.strip_suffix(last.as_slice()))
        else {
            return false;
        };
        for fixed in between.iter().filter(|fixed| !fixed.is_empty()) {
            let Some(at) = rest.windows(fixed.len()).position(|window| window == fixed.as_slice()) else {
                return false;
            };
            rest = rest.get(at + fixed.len()..).unwrap_or_default();
        }
        true
    }
}

/// A clause of the library.
struct Clause {
    /// The places of the checks that it satisfies.
    checks: Vec<usize>,
    pieces: Vec<Piece>,
}

/// All clauses of the library's policies that satisfy a check of a rule.
pub(super) struct Clauses {
    clauses: Vec<Clause>,
    /// For each row the clauses and pieces that have it.
    of: HashMap<u64, Vec<(usize, usize)>>,
}

impl Clauses {
    pub(super) fn of(library: &Library, checks: &[Asked]) -> Self {
        let rules = checks.iter().enumerate().filter(|(_, asked)| asked.check.nature == Nature::Rule);
        let places: HashMap<&str, usize> = rules.map(|(place, asked)| (asked.check.id.as_str(), place)).collect();
        let mut found = Self { clauses: Vec::new(), of: HashMap::new() };
        let papers = library.shelf().of_kind(PaperKind::Policy);
        for (paper, clause) in papers.flat_map(|paper| paper.clauses.iter().map(move |clause| (paper, clause))) {
            let satisfied = clause.marks.checks.iter().filter_map(|id| places.get(id.as_str()).copied());
            let clause = Clause { checks: satisfied.collect(), pieces: pieces(paper.body(clause)) };
            if !clause.checks.is_empty() && !clause.pieces.is_empty() {
                found.put(clause);
            }
        }
        found
    }

    fn put(&mut self, clause: Clause) {
        for (place, piece) in clause.pieces.iter().enumerate() {
            for row in &piece.rows {
                self.of.entry(*row).or_default().push((self.clauses.len(), place));
            }
        }
        self.clauses.push(clause);
    }

    /// For each check that one of these statements' sections satisfies as a clause of ours: the statements that say it.
    pub(super) fn held(&self, statements: &[Statement]) -> BTreeMap<usize, Vec<usize>> {
        let mut sections: BTreeMap<(usize, &[String]), Vec<usize>> = BTreeMap::new();
        // A line that only leads to what follows it is a part of the clause all the same.
        let is_part = |one: &Statement| one.speech.can_show() || one.speech.is_hollow;
        for (n, statement) in statements.iter().enumerate().filter(|(_, one)| is_part(one)) {
            sections.entry((statement.document, &statement.heading)).or_default().push(n);
        }
        let mut found = BTreeMap::new();
        for section in sections.values() {
            for (clause, shown) in self.in_section(statements, section) {
                for check in self.clauses.get(clause).map(|one| &one.checks).into_iter().flatten() {
                    found.entry(*check).or_insert_with(|| shown.clone());
                }
            }
        }
        found
    }

    /// The clauses that stand in a section, with the statements that say them.
    fn in_section(&self, statements: &[Statement], section: &[usize]) -> Vec<(usize, Vec<usize>)> {
        // For each piece of a clause the statement that has most of its rows.
        let mut best: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
        for n in section {
            let mut hits: HashMap<(usize, usize), usize> = HashMap::new();
            let text = statements.get(*n).map_or("", |one| one.text.as_str());
            for piece in rows(text).iter().filter_map(|row| self.of.get(row)).flatten() {
                *hits.entry(*piece).or_default() += 1;
            }
            for (piece, count) in hits {
                let best = best.entry(piece).or_insert((*n, 0));
                if count > best.1 {
                    *best = (*n, count);
                }
            }
        }
        let mut of_clause: BTreeMap<usize, Vec<(usize, usize, usize)>> = BTreeMap::new();
        for ((clause, piece), (statement, count)) in best {
            of_clause.entry(clause).or_default().push((piece, statement, count));
        }
        let held = of_clause.into_iter().filter_map(|(clause, said)| {
            let shown = self.clauses.get(clause)?.held(&said, statements)?;
            Some((clause, shown))
        });
        held.collect()
    }
}

impl Clause {
    /// The statements that say it, if they say all of it and nothing against it: each piece with its statement and the rows
    /// that both have.
    fn held(&self, said: &[(usize, usize, usize)], statements: &[Statement]) -> Option<Vec<usize>> {
        let all: usize = self.pieces.iter().map(|piece| piece.rows.len()).sum();
        let mut common = 0;
        let mut shown: Vec<(usize, usize)> = Vec::new();
        let is_same = |place: usize, count: usize| {
            self.pieces.get(place).is_some_and(|piece| share(count, piece.rows.len()) >= SAME)
        };
        let same: HashSet<usize> = said.iter().filter(|one| is_same(one.0, one.2)).map(|one| one.0).collect();
        // A short rule that was changed is not like itself any more; it must not be passed over.
        if self.pieces.iter().enumerate().any(|(place, piece)| !piece.turns.is_empty() && !same.contains(&place)) {
            return None;
        }
        for (place, statement, count) in said.iter().filter(|one| same.contains(&one.0)) {
            let piece = self.pieces.get(*place)?;
            let statement_of = statements.get(*statement)?;
            // What was filled into a blank may hold such a word, as long as nothing around it was touched.
            if turns(&statement_of.text) != piece.turns && !piece.is_filled_in(&words(&statement_of.text)) {
                return None;
            }
            common += count;
            if statement_of.speech.can_show() {
                shown.push((*count, *statement));
            }
        }
        shown.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut kept: Vec<usize> = Vec::new();
        for (_, statement) in shown {
            if !kept.contains(&statement) && kept.len() < SHOWN {
                kept.push(statement);
            }
        }
        (share(common, all) >= WHOLE && !kept.is_empty()).then_some(kept)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(part) / number(whole).max(1.0)
}

/// The pieces of a clause's text that are long enough to be known again.
fn pieces(body: &str) -> Vec<Piece> {
    let blanks =
        |text: &str| BLANK.as_ref().map_or(text.to_owned(), |blank| blank.replace_all(text, "\u{1}").into_owned());
    let piece = |one: Statement| {
        let text = blanks(&one.text);
        let rows: HashSet<u64> = text.split('\u{1}').flat_map(rows).collect();
        let fixed = text.split('\u{1}').map(words).collect();
        Piece { rows, turns: turns(&text), fixed }
    };
    statements(0, body, Format::Markdown).into_iter().map(piece).filter(|piece| !piece.rows.is_empty()).collect()
}

/// Hashes of the rows of words of a text.
fn rows(text: &str) -> HashSet<u64> {
    let stems = TextIndex::stems(text);
    let hash = |row: &[String]| {
        let mut hasher = DefaultHasher::new();
        row.hash(&mut hasher);
        hasher.finish()
    };
    stems.windows(ROW).map(hash).collect()
}

/// The words of a text as they stand.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The words of a text that could turn it, in their order.
fn turns(text: &str) -> Vec<String> {
    let found = TURNS.as_ref().map(|turns| turns.find_iter(text).map(|word| word.as_str().to_lowercase()).collect());
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{assess::probes::Probes, draft, iso::Profile};

    /// The checks that a text satisfies as a clause of ours.
    fn held(text: &str) -> Vec<String> {
        let library = Library::load(None).unwrap();
        let probes = Probes::without_vectors(&library);
        let clauses = Clauses::of(&library, &probes.checks);
        let held = clauses.held(&statements(0, text, Format::Markdown));
        held.keys().map(|place| probes.checks[*place].check.id.clone()).collect()
    }

    const REPORTERS: &str = "## Limits\n\nNobody may be punished for an honest report, even about their own mistake. Until the \
        security lead names the next step, reporters must change nothing, must not test a weakness, and must not tell outsiders.\n";

    #[test]
    fn a_clause_is_known_again_until_its_sense_is_touched() {
        assert_eq!(held(REPORTERS), ["A.6.8-3"]);
        for (from, to) in [
            ("must not test", "must test"),
            ("reporters must change", "reporters should change"),
            ("Nobody may", "Everybody may"),
            (", must not test a weakness, and must not tell outsiders", ""),
            ("Nobody may be punished for an honest report, even about their own mistake. ", ""),
        ] {
            let changed = REPORTERS.replace(from, to);
            assert_ne!(changed, REPORTERS);
            assert!(held(&changed).is_empty(), "{changed}");
        }
    }

    #[test]
    fn most_of_a_policy_is_known_again_whatever_the_company_filled_in() {
        let library = Library::load(None).unwrap();
        for people in [20, 100, 500] {
            let profile = Profile::from_yaml(&format!("{{name: Norrbo AB, sector: S, people: {people}}}")).unwrap();
            let paper = library.shelf().paper(PaperKind::Policy, "incident-management").unwrap();
            let draft = draft::policy(paper, &library, &profile);
            let is_rule = |id: &&String| library.check(id).unwrap().nature == Nature::Rule;
            let rules: Vec<&String> = draft.checks.iter().filter(is_rule).collect();
            let found = held(draft.markdown.split("\n## Annex").next().unwrap());
            let lost: Vec<&&String> = rules.iter().filter(|id| !found.contains(id)).collect();
            // What was filled in may hold a word that could turn a rule; then the clause is judged like any text.
            assert!(lost.len() * 5 <= rules.len(), "{people}: {lost:?}");
        }
    }

    #[test]
    fn what_is_filled_in_may_hold_a_turning_word_and_what_stands_around_it_may_not_change() {
        let library = Library::load(None).unwrap();
        let probes = Probes::without_vectors(&library);
        let (mut all, mut known) = (0, 0);
        for paper in library.shelf().of_kind(PaperKind::Policy) {
            for clause in &paper.clauses {
                let body = BLANK.as_ref().unwrap().replace_all(paper.body(clause), "a week, without fail").into_owned();
                let rules: Vec<usize> = (0..probes.checks.len())
                    .filter(|place| probes.checks[*place].check.nature == Nature::Rule)
                    .filter(|place| clause.marks.checks.contains(&probes.checks[*place].check.id))
                    .collect();
                // Alone, since a shorter clause on the same check may stand in this one untouched.
                let mut alone = Clauses { clauses: Vec::new(), of: HashMap::new() };
                alone.put(Clause { checks: rules.clone(), pieces: pieces(paper.body(clause)) });
                if rules.is_empty() || alone.clauses[0].pieces.is_empty() {
                    continue;
                }
                let held = |body: &str| alone.held(&statements(0, &format!("## Rules\n\n{body}\n"), Format::Markdown));
                let found = held(&body);
                all += 1;
                known += usize::from(rules.iter().all(|place| found.contains_key(place)));
                for (at, must) in
                    body.match_indices(" must ").filter(|(at, must)| !body[at + must.len()..].starts_with("a week"))
                {
                    let turned = format!("{}{must}not {}", &body[..at], &body[at + must.len()..]);
                    let found = held(&turned);
                    assert!(!rules.iter().any(|place| found.contains_key(place)), "{turned}");
                }
            }
        }
        assert!(known * 100 >= all * 98, "{known} of {all}");
    }

    #[test]
    fn a_text_of_others_is_no_clause_of_ours() {
        for text in [
            "## Reports\n\nNobody is punished for an honest report. Until the next step is named, change nothing.\n",
            "## Reports\n\nWe talk about honest reports, mistakes and weaknesses with outsiders.\n",
        ] {
            assert!(held(text).is_empty(), "{text}");
        }
    }
}
