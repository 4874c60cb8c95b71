//! Gap analyses as JSON: a line of the list, and the whole with its report.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::queue::Progress;
use crate::{
    iso::{GapReport, GapSummary},
    server::state::Shared,
    store::{AnalysedFile, GapAnalysis, GapAnalysisId, GapState, JobId},
    view::rfc3339,
};

/// The analyses of a workspace.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "GapAnalysisList")]
pub(super) struct Lines {
    pub(super) gap_analyses: Vec<Line>,
    pub(super) next: Option<String>,
}

/// An analysis without its report.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "GapAnalysis")]
pub(super) struct Line {
    id: GapAnalysisId,
    job: JobId,
    state: GapState,
    created: String,
    ended: Option<String>,
    progress: Progress,
    documents: Vec<AnalysedFile>,
    summary: Option<GapSummary>,
    problem: Option<String>,
    earlier: Option<GapAnalysisId>,
}

impl Line {
    pub(super) fn new(analysis: GapAnalysis, state: &Shared) -> Self {
        Self {
            progress: progress(&analysis, state),
            job: analysis.id.job(),
            id: analysis.id,
            state: analysis.state,
            created: rfc3339(analysis.created_at),
            ended: analysis.ended_at.map(rfc3339),
            documents: analysis.order.documents,
            summary: analysis.summary,
            problem: analysis.problem,
            earlier: analysis.order.earlier,
        }
    }
}

/// How far it is: as it says itself while it is at work, as it was stored afterwards.
fn progress(analysis: &GapAnalysis, state: &Shared) -> Progress {
    let stored = |number| usize::try_from(number).unwrap_or(0);
    let (done, of) = analysis.progress;
    state.gaps.progress(&analysis.id).filter(|_| !analysis.state.has_ended()).unwrap_or(Progress {
        step: None,
        done: stored(done),
        of: stored(of),
    })
}

/// The line and, once it is done, the report beside it in one object; each document of the report has its id.
pub(super) fn whole(analysis: GapAnalysis, report: Option<GapReport>, state: &Shared) -> Value {
    let files = analysis.order.documents.clone();
    let mut whole = object(json!(Line::new(analysis, state)));
    let Some(report) = report else { return whole.into() };
    whole.extend(object(json!(report)));
    let documents = whole.get_mut("documents").and_then(Value::as_array_mut);
    for (document, file) in documents.into_iter().flatten().zip(files) {
        if let Some(document) = document.as_object_mut() {
            document.insert("id".to_owned(), json!(file.id));
        }
    }
    whole.into()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
