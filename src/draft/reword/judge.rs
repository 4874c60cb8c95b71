//! Decides whether a clause in other words may stand in the place of the library's.

use super::{Fate, Sheet, pieces::joined};
use crate::{
    embed::Embedder,
    verify::{Slip, lint, reworded},
};

/// How near in meaning a sentence has to be to its source; words and their places were compared before.
const NEAR: f32 = 0.75;

/// What becomes of a clause for which these parts came back.
pub(super) async fn judge(sheet: &Sheet, parts: &[String], embedder: Option<&Embedder>) -> Fate {
    let new: Vec<&str> = parts.iter().map(|part| part.trim()).collect();
    if sheet.parts.iter().zip(&new).all(|(old, new)| old == new) {
        return Fate::Unchanged;
    }
    let pairs = match paired(sheet, &new) {
        Ok(pairs) => pairs,
        Err(slip) => return Fate::Refused(slip),
    };
    let restored: Vec<String> = new.iter().map(|part| sheet.marks.restore(part)).collect();
    let text = joined(&sheet.pieces, restored.iter().map(String::as_str));
    let before: String = joined(&sheet.pieces, []);
    if faults(&text).iter().any(|fault| !faults(&before).contains(fault)) {
        return Fate::Refused(Slip::Fault);
    }
    match embedder {
        Some(embedder) if !is_near(sheet, pairs, embedder).await => Fate::Refused(Slip::Meaning),
        _ => Fate::Reworded(text),
    }
}

/// Each part against its source; the sentences that changed, with their sources.
fn paired(sheet: &Sheet, new: &[&str]) -> Result<Vec<(String, String)>, Slip> {
    let kind = |mark: usize| sheet.marks.kind(mark);
    let mut changed = Vec::new();
    for (old, new) in sheet.parts.iter().zip(new).filter(|(old, new)| old.as_str() != **new) {
        let pairs = reworded((old, new), &kind)?;
        changed.extend(pairs.into_iter().filter(|(old, new)| old != new));
    }
    Ok(changed)
}

/// What the check of ISO documents finds, without the places.
fn faults(text: &str) -> Vec<(crate::verify::Rule, String)> {
    lint(text).findings.into_iter().map(|finding| (finding.rule, finding.message)).collect()
}

/// Whether every sentence means what its source means. An embedding model that fails lets nothing pass.
async fn is_near(sheet: &Sheet, pairs: Vec<(String, String)>, embedder: &Embedder) -> bool {
    let texts = pairs.iter().flat_map(|(old, new)| [sheet.marks.restore(old), sheet.marks.restore(new)]).collect();
    let Ok(embedded) = embedder.passages(texts).await else { return false };
    embedded.chunks(2).all(|pair| match pair {
        [old, new] => old.vector.iter().zip(&new.vector).map(|(a, b)| a * b).sum::<f32>() >= NEAR,
        _ => false,
    })
}
