//! Matching by words alone, for a machine without the embedding model: rarer words count more, meaning is not seen.
//!
//! The judge learned from vectors, so the measures of words are brought to the scale of theirs: a statement with the usual
//! share of a check's rare words is as near as one of the usual nearness. What comes of it is worth having and less sure.

use std::collections::BTreeMap;

use super::{
    coverage::Sayings,
    matching::{Candidate, Matcher, Matches, keep},
    statement::Statement,
    words::Said,
};
use crate::iso::RequirementId;

/// No verdict that rests on words alone is surer than this.
pub(super) const SUREST: f64 = 0.6;
/// What the reader of the report has to know of it.
pub(super) const WARNING: &str = "There is no embedding model at work: the verdicts rest on words alone and are less sure. \
                                  `annexa doctor` says how to get the model.";

/// The nearness of a statement without any word of the check, and what its words add.
const NEARNESS: (f32, f32) = (0.25, 1.5);
const NEAREST: f32 = 0.9;
/// Shares of words come out this much too large beside shares of meaning: a word speaks to many requirements a little.
const FAINT: f32 = 0.27;
/// Checks of a requirement that a statement may be about.
const ALIKE: f32 = 3.0;
/// The least share of a check.
const FAINTEST: f32 = 1e-4;

/// Measures all statements against all checks.
pub(super) fn matches(matcher: &Matcher, statements: &[Statement]) -> Matches {
    let said: Vec<Said> = statements.iter().map(|one| matcher.words.said(&one.in_context())).collect();
    let checks = &matcher.probes.checks;
    let mut candidates = vec![Vec::new(); checks.len()];
    let mut sayings = Sayings::default();
    for (n, (statement, said)) in statements.iter().zip(&said).enumerate() {
        if !statement.speech.can_show() {
            continue;
        }
        let cosines = matcher.words.cosines(said);
        let mut best: BTreeMap<RequirementId, f32> = BTreeMap::new();
        for (asked, cosine) in checks.iter().zip(&cosines) {
            let best = best.entry(asked.requirement).or_default();
            *best = best.max(*cosine);
        }
        // Squared, so that many faint echoes do not outweigh one clear match.
        let whole = best.values().map(|cosine| cosine * cosine).sum::<f32>().max(f32::MIN_POSITIVE);
        let share = |id: &RequirementId| best.get(id).map_or(0.0, |cosine| cosine * cosine / whole);
        for ((asked, words), kept) in checks.iter().zip(&cosines).zip(&mut candidates) {
            let meaning = (NEARNESS.0 + NEARNESS.1 * words).min(NEAREST);
            let belonging = share(&asked.requirement);
            // Words do not tell which check of a requirement is meant, so all of them get the same share.
            let share = (belonging / ALIKE).max(FAINTEST).ln();
            let of = Candidate {
                statement: n,
                meaning,
                belonging,
                words: *words,
                nearest: meaning,
                share,
                section: share,
                reading: meaning,
                whole: meaning,
                read_share: share,
            };
            keep(kept, of);
        }
        for (id, cosine) in &best {
            let nearness = (NEARNESS.0 + NEARNESS.1 * cosine).min(NEAREST);
            sayings.take(*id, statement.document, (FAINT * share(id), nearness));
        }
    }
    Matches { candidates, sayings, said }
}
