//! Runs as JSON.

use serde_json::{Map, Value, json};

use crate::evaluate::{Kind, Run};

/// A run as JSON; a retrieval run has its figures by mode.
pub(super) fn as_json(run: &Run) -> Value {
    if run.kind != Kind::Retrieval {
        return json!({ "suite": run.suite, "metrics": run.metrics, "gates": run.gates, "cases": run.cases });
    }
    let mut modes = Map::new();
    let mut rest = Map::new();
    for (metric, value) in &run.metrics {
        match metric.split_once('.') {
            Some((mode @ ("text" | "vector" | "hybrid"), name)) => {
                let figures = modes.entry(mode).or_insert_with(|| json!({}));
                if let Some(figures) = figures.as_object_mut() {
                    figures.insert(name.to_owned(), json!(value));
                }
            }
            _ => {
                rest.insert(metric.clone(), json!(value));
            }
        }
    }
    let mut whole = json!({ "suite": "retrieval", "modes": modes, "gates": run.gates });
    if let Some(whole) = whole.as_object_mut() {
        whole.extend(rest);
    }
    whole
}
