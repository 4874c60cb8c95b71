//! Making analyses, one after the other: texts out of the store, the assessor beside the runtime, the report back into it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::runtime::Handle;

use super::queue::Open;
use crate::{
    assess::{AssessError, Assessor, Given, Question, Step, Text, compared},
    document::Format,
    iso::{GapReport, Profile},
    server::{egress::GapNote, layers::panic_text, state::Shared},
    store::{GapEnd, Reading, StoreError},
    view::rfc3339,
};

/// Makes what is in the queue for as long as it is polled.
pub(in crate::server) async fn work(state: Shared) {
    loop {
        let open = state.gaps.next().await;
        one(&state, &open).await;
        state.gaps.done(open.id());
    }
}

/// Makes one analysis and stores how it ended. What somebody cancelled or deleted meanwhile stays as they left it.
async fn one(state: &Shared, open: &Arc<Open>) {
    match state.app.store.begin_gap_analysis(open.id()).await {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => {
            tracing::error!(%error, "a gap analysis cannot begin");
            return end(state, open, GapEnd::Failed(error.to_string())).await;
        }
    }
    let (state_there, open_there) = (state.clone(), open.clone());
    let runtime = Handle::current();
    // Matching and judging keep a core busy for seconds, so they have a thread of their own.
    let made = tokio::task::spawn_blocking(move || {
        let work = || runtime.block_on(until_stopped(&state_there, &open_there));
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(format!("panic: {}", panic_text(&*panic))))
    });
    let made = made.await.unwrap_or_else(|error| Err(error.to_string()));
    match made {
        Ok(Some(how)) => end(state, open, how).await,
        Ok(None) => {}
        Err(reason) => {
            tracing::error!(reason, "a gap analysis failed");
            let said = "something failed inside: the server's log says what; try again".to_owned();
            end(state, open, GapEnd::Failed(said)).await;
        }
    }
}

async fn end(state: &Shared, open: &Open, how: GapEnd) {
    if let Err(error) = state.app.store.end_gap_analysis(open.id(), how).await {
        tracing::error!(%error, "the end of a gap analysis cannot be stored");
    }
}

/// How it ended; nothing when it was stopped.
async fn until_stopped(state: &Shared, open: &Open) -> Result<Option<GapEnd>, String> {
    tokio::select! {
        () = open.stop.cancelled() => Ok(None),
        () = state.stop.cancelled() => Ok(None),
        how = make(state, open) => how.map(Some),
    }
}

async fn make(state: &Shared, open: &Open) -> Result<GapEnd, String> {
    let documents = given(state, open).await.map_err(|error| error.to_string())?;
    let profile = open.analysis().order.profile.as_deref().map(Profile::from_yaml).transpose();
    let profile = profile.map_err(|error| format!("a stored profile cannot be read: {error}"))?;
    let statements = AtomicUsize::new(0);
    let told = |step| {
        if let Step::Statements { of, .. } = step {
            statements.store(of, Ordering::Relaxed);
        }
        open.tell(step);
    };
    let as_of = rfc3339(open.analysis().created_at).get(..10).and_then(|day| day.parse().ok());
    let note = GapNote::begin(state, Some(open.workspace()), &documents).await;
    let model = note.model();
    let question = Question { profile: profile.as_ref(), as_of, model, ..Question::default() };
    let ready = assessor(state, &told);
    let report = match ready.await {
        Ok(assessor) => assessor.analyse(&documents, &question, &told).await,
        Err(error) => Err(error),
    };
    note.end(state, report.is_ok()).await;
    let mut report = match report {
        Ok(report) => report,
        Err(error) => return Ok(GapEnd::Failed(error.to_string())),
    };
    report.warnings.extend(note.why_not());
    report.created = rfc3339(open.analysis().created_at);
    report.comparison = earlier(state, open).await.map(|earlier| compared(&report, &earlier));
    let json = serde_json::to_string(&report).map_err(|error| error.to_string())?;
    let statements = i64::try_from(statements.into_inner()).unwrap_or(i64::MAX);
    Ok(GapEnd::Done { report: json, summary: report.summary, statements })
}

/// The assessor, made ready by who needs it first.
pub(in crate::server) async fn assessor<'a>(
    state: &'a Shared,
    told: &(dyn Fn(Step) + Sync),
) -> Result<&'a Assessor, AssessError> {
    let app = &state.app;
    let ready = state.assessor.get_or_try_init(|| {
        // Without the model words have to do, and the report says so.
        let embedder = app.indexer.vectors().map(|(_, embedder)| embedder.clone());
        // Vectors of our own checks are the same everywhere; those of a folder in their place are nobody else's.
        let folder = app.settings.models_dir().ok().filter(|_| app.settings.knowledge_dir.is_none());
        let library = app.assistant.library().clone();
        async move { Assessor::ready(library, embedder, folder.as_deref(), told).await }
    });
    ready.await
}

/// The documents with the texts that are kept of them, which are those that the API gives.
async fn given(state: &Shared, open: &Open) -> Result<Vec<Given>, StoreError> {
    let (store, workspace) = (&state.app.store, open.workspace());
    let mut found = Vec::new();
    for file in &open.analysis().order.documents {
        let name = file.name.clone();
        found.push(match store.document(workspace, &file.id).await {
            Ok(document) => {
                let text = store.document_text(workspace, &file.id).await?;
                let Reading { pages, warnings } = store.document_reading(workspace, &file.id).await?;
                let format = Format::named(&document.format).unwrap_or(Format::Plain);
                Given { name, sha256: document.sha256, text: Ok(Text { text, format, pages, warnings }) }
            }
            Err(StoreError::NotFound) => {
                let gone = "it was replaced or removed before its turn came".to_owned();
                Given { name, sha256: String::new(), text: Err(gone) }
            }
            Err(error) => return Err(error),
        });
    }
    Ok(found)
}

/// The report to compare with. One that is gone by now, or that cannot be read, costs the comparison and no more.
async fn earlier(state: &Shared, open: &Open) -> Option<GapReport> {
    let id = open.analysis().order.earlier.as_ref()?;
    let json = state.app.store.gap_report(open.workspace(), id).await.ok()??;
    serde_json::from_str(&json).inspect_err(|error| tracing::warn!(%error, "an earlier report cannot be read")).ok()
}
