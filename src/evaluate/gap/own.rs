//! The product's own analysis as a method: each case is analysed as a user would have it, and the coverage of a requirement
//! is its score.

use std::{path::Path, sync::Arc};

use super::{
    Judged,
    set::{GapCase, GapSet},
};
use crate::{
    assess::{AssessError, Assessor, Given, Question},
    embed::Embedder,
    evaluate::{EvaluateError, labelled, retrieval::excerpt},
    iso::{GapItem, GapVerdict},
    knowledge::Library,
};

/// Passages that are shown for a case.
const SHOWN: usize = 3;

/// Analyses every case.
pub(super) async fn judge<'a>(
    set: &'a GapSet,
    library: &Arc<Library>,
    embedder: Option<Embedder>,
    models: Option<&Path>,
) -> Result<Vec<Judged<'a>>, EvaluateError> {
    let Some(embedder) = embedder else { return Ok(Vec::new()) };
    let assessor = Assessor::ready(library.clone(), embedder, models, &|_| ()).await?;
    let mut judged = Vec::new();
    for case in &set.cases {
        let report = match assessor.analyse(&documents(set, case), &Question::default(), &|_| ()).await {
            Ok(report) => report,
            Err(AssessError::NothingToRead(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        for (id, expected) in &case.expected {
            let item = report.items.iter().find(|item| item.id == id.to_string());
            judged.push(Judged {
                case,
                id: *id,
                expected: *expected,
                score: item.map_or(0.0, |item| item.coverage),
                is_missing: item.map(|item| item.verdict == GapVerdict::Missing),
                evidence: item.map(evidence).unwrap_or_default(),
            });
        }
    }
    Ok(judged)
}

pub(super) fn documents(set: &GapSet, case: &GapCase) -> Vec<Given> {
    let bytes = |name: &String| Some(labelled::given(name, set.documents.get(name)?));
    case.documents.iter().filter_map(bytes).collect()
}

fn evidence(item: &GapItem) -> Vec<String> {
    let all = item.checks.iter().flat_map(|check| &check.evidence);
    all.take(SHOWN).map(|one| excerpt(&one.document, &one.quote)).collect()
}
