//! The tool that analyses texts for gaps: they are given with the call, and nothing of them is kept.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::{Mcp, tools::Told};
use crate::{
    assess::{Given, Question, Text},
    document::Format,
    iso::{GapCheck, GapItem, GapReport, GapVerdict, Profile},
    server::{egress::GapNote, gap::assessor, problem::ApiError, profile, state::Shared},
    store::WorkspaceId,
    view::{rfc3339_now, safe_markdown},
};

/// Texts of one call, and bytes of all of them.
const MAX_TEXTS: usize = 50;
const MAX_BYTES: usize = 1_000_000;
/// The longest name, in characters.
const MAX_NAME: usize = 255;
/// The name of a text that has none.
const UNNAMED: &str = "document.md";

/// Give either `text` or `documents`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AnalyseGap {
    /// The text of one policy, plain or Markdown
    text: Option<String>,
    /// Several texts, assessed together as one set
    documents: Option<Vec<NamedText>>,
    /// The name of `text`, as evidence carries it
    name: Option<String>,
    /// The workspace, by name or id, whose profile weighs priorities
    workspace: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedText {
    /// Its name, as evidence carries it
    name: String,
    /// Its text, plain or Markdown
    text: String,
}

pub(super) async fn analyse(mcp: &Mcp, wanted: AnalyseGap) -> Result<Told, ApiError> {
    let workspace = mcp.person.choose(&mcp.state, wanted.workspace.as_deref()).await?;
    let documents = given(wanted)?;
    let profile = match &workspace {
        Some(workspace) => profile::of(&mcp.state, workspace).await?,
        None => None,
    };
    let _permit = mcp.state.analysis_permit().await?;
    let report = apart(mcp.state.clone(), documents, (profile, workspace)).await?;
    Ok(Told { text: safe_markdown(&text(&report)), data: Some(data(&report)) })
}

/// The texts as the assessor takes them, each under a name of its own.
fn given(wanted: AnalyseGap) -> Result<Vec<Given>, ApiError> {
    let texts = match (wanted.text, wanted.documents) {
        (Some(text), None) => vec![NamedText { name: wanted.name.unwrap_or_else(|| UNNAMED.to_owned()), text }],
        (None, Some(texts)) if wanted.name.is_none() => texts,
        _ => {
            return Err(ApiError::Unfit("give either `text` (with a `name`, if it has one) or `documents`".to_owned()));
        }
    };
    if texts.is_empty() || texts.len() > MAX_TEXTS {
        return Err(ApiError::Unfit(format!("give 1 to {MAX_TEXTS} documents")));
    }
    if texts.iter().map(|one| one.text.len()).sum::<usize>() > MAX_BYTES {
        let message = format!("the texts have more than {MAX_BYTES} bytes: give fewer, or upload them to a workspace");
        return Err(ApiError::TooLarge(message));
    }
    if texts.iter().all(|one| !one.text.contains(char::is_alphanumeric)) {
        return Err(ApiError::Unfit("there is no text to analyse".to_owned()));
    }
    let mut names = HashSet::new();
    texts.into_iter().map(|one| document(one, &mut names)).collect()
}

fn document(NamedText { name, text }: NamedText, names: &mut HashSet<String>) -> Result<Given, ApiError> {
    let length = name.chars().count();
    if length == 0 || length > MAX_NAME || name.chars().any(char::is_control) {
        return Err(ApiError::Unfit(format!("a document needs a name of 1 to {MAX_NAME} characters on one line")));
    }
    if !names.insert(name.clone()) {
        return Err(ApiError::Unfit(format!("two documents are named `{name}`: give each a name of its own")));
    }
    let sha256 = format!("{:x}", Sha256::digest(&text));
    let text = Text { text, format: Format::Markdown, pages: Vec::new(), warnings: Vec::new() };
    Ok(Given { name, sha256, text: Ok(text) })
}

/// The analysis on a thread of its own, since it keeps a core busy; it ends when nobody waits for it any more.
async fn apart(
    state: Shared,
    documents: Vec<Given>,
    (profile, workspace): (Option<Profile>, Option<WorkspaceId>),
) -> Result<GapReport, ApiError> {
    let gone = CancellationToken::new();
    let _guard = gone.clone().drop_guard();
    let runtime = Handle::current();
    let made = tokio::task::spawn_blocking(move || {
        runtime.block_on(async {
            let created = rfc3339_now();
            let as_of = created.get(..10).and_then(|day| day.parse().ok());
            let note = GapNote::begin(&state, workspace.as_ref(), &documents).await;
            let question = Question { profile: profile.as_ref(), as_of, model: note.model(), ..Question::default() };
            let work = async {
                let assessor = assessor(&state, &|_| ()).await?;
                assessor.analyse(&documents, &question, &|_| ()).await
            };
            let report = tokio::select! {
                () = gone.cancelled() => return Err(ApiError::Unavailable("the call was cancelled".to_owned())),
                report = work => report,
            };
            note.end(&state, report.is_ok()).await;
            let mut report = report.map_err(|error| ApiError::Unfit(error.to_string()))?;
            report.warnings.extend(note.why_not());
            Ok(GapReport { created, ..report })
        })
    });
    made.await.map_err(|error| ApiError::Internal(error.to_string()))?
}

fn is_open(verdict: GapVerdict) -> bool {
    matches!(verdict, GapVerdict::Partial | GapVerdict::Missing | GapVerdict::Conflicting)
}

/// The items of which something is there but not enough; of those that are missing there is nothing to quote.
fn half(report: &GapReport) -> impl Iterator<Item = &GapItem> {
    report.items.iter().filter(|item| is_open(item.verdict) && item.verdict != GapVerdict::Missing)
}

fn missing(report: &GapReport) -> impl Iterator<Item = &GapItem> {
    report.items.iter().filter(|item| item.verdict == GapVerdict::Missing)
}

fn data(report: &GapReport) -> Value {
    let check = |check: &GapCheck| {
        json!({
            "id": check.id, "text": check.text, "obligation": check.obligation, "verdict": check.verdict,
            "gap": check.gap, "recommendation": check.recommendation, "evidence": check.evidence,
        })
    };
    let item = |item: &GapItem| {
        let checks: Vec<Value> = item.checks.iter().filter(|check| is_open(check.verdict)).map(check).collect();
        json!({ "id": item.id, "title": item.title, "verdict": item.verdict, "confidence": item.confidence, "checks": checks })
    };
    let line = |item: &GapItem| json!({ "id": item.id, "title": item.title });
    json!({
        "created": report.created,
        "mode": report.mode,
        "summary": report.summary,
        "stage_1": report.stage_1,
        "priorities": report.priorities,
        "contradictions": report.contradictions,
        "not_met": half(report).map(item).collect::<Vec<_>>(),
        "missing": missing(report).map(line).collect::<Vec<_>>(),
        "warnings": report.warnings,
    })
}

fn text(report: &GapReport) -> String {
    let summary = &report.summary;
    let mut text = format!(
        "# Gap analysis\n\n{} met, {} partial, {} missing, {} conflicting, {} not assessed, {} not applicable.\n",
        summary.met,
        summary.partial,
        summary.missing,
        summary.conflicting,
        summary.not_assessed,
        summary.not_applicable
    );
    text.push_str("\n## What matters most\n");
    for priority in &report.priorities {
        text.push_str(&format!("\n- {} {} ({}): {}", priority.id, priority.title, priority.check, priority.gap));
    }
    text.push_str("\n\n## Partly there\n");
    for item in half(report) {
        text.push_str(&format!("\n### {} {}: {}\n", item.id, item.title, item.verdict.name()));
        for check in item.checks.iter().filter(|check| is_open(check.verdict)) {
            text.push_str(&format!("\n- {} {}: {}", check.id, check.verdict.name(), check.gap));
            if let Some(evidence) = check.evidence.first() {
                let quote = evidence.quote.split_whitespace().collect::<Vec<_>>().join(" ");
                text.push_str(&format!(" \"{quote}\" ({})", evidence.document));
            }
        }
        text.push('\n');
    }
    let names: Vec<String> = missing(report).map(|item| format!("{} {}", item.id, item.title)).collect();
    text.push_str(&format!("\n## Nothing found\n\n{}\n", names.join("; ")));
    for warning in &report.warnings {
        text.push_str(&format!("\nNote: {warning}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: Value) -> Result<Vec<Given>, ApiError> {
        given(serde_json::from_value(value).unwrap())
    }

    #[test]
    fn a_text_or_documents_are_taken_and_nothing_in_between() {
        assert_eq!(read(json!({ "text": "Backups are made." })).unwrap()[0].name, UNNAMED);
        let two = json!({ "documents": [{ "name": "a", "text": "One." }, { "name": "b", "text": "Two." }] });
        assert_eq!(read(two).unwrap().len(), 2);
        for wrong in [
            json!({}),
            json!({ "text": "a", "documents": [] }),
            json!({ "documents": [] }),
            json!({ "documents": [{ "name": "a", "text": "One." }], "name": "x" }),
            json!({ "text": " \n" }),
            json!({ "text": "a", "name": "a\nb" }),
            json!({ "documents": [{ "name": "a", "text": "One." }, { "name": "a", "text": "Two." }] }),
        ] {
            assert!(matches!(read(wrong.clone()), Err(ApiError::Unfit(_))), "{wrong}");
        }
        assert!(matches!(read(json!({ "text": "x".repeat(MAX_BYTES + 1) })), Err(ApiError::TooLarge(_))));
    }
}
