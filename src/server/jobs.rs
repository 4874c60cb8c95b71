//! How far a job is: an upload on its way into the indexes, or a gap analysis. Asked for once, or as a stream of events.

use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::stream::{Stream, unfold};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    caller::Caller,
    gap::Progress,
    input::{LastEvent, Named, WantsEvents},
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};
use crate::store::{GapAnalysisId, GapState, Job, JobId, StoreError, WorkspaceId};

/// How often a stream looks again, and how often at most.
const STEP: Duration = Duration::from_millis(500);
const STEPS: usize = 1_200;

pub(super) fn routes(routes: Routes) -> Routes {
    let operation = Operation::new("How far a job is")
        .details("With `Accept: text/event-stream`: an event job whenever something changes; 204 when `Last-Event-ID` was the last")
        .gives::<JobView>(200)
        .gives_events()
        .gives_nothing(204);
    routes.get("/api/v1/jobs/{j}", Access::Member, show).says(operation)
}

/// What a job watches.
#[derive(Debug, Clone)]
enum Watched {
    Upload(Job),
    Gap(WorkspaceId, GapAnalysisId),
}

#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Job")]
struct JobView {
    id: JobId,
    state: GapState,
    done: i64,
    total: i64,
    detail: Option<String>,
}

impl Watched {
    async fn find(state: &Shared, within: Option<&WorkspaceId>, id: &JobId) -> Result<Self, ApiError> {
        match state.app.store.job(within, id).await {
            Ok(job) => Ok(Self::Upload(job)),
            Err(StoreError::NotFound) => {
                let id = GapAnalysisId::of_job(id);
                Ok(Self::Gap(state.app.store.gap_analysis_workspace(within, &id).await?, id))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn view(&self, state: &Shared) -> Result<JobView, ApiError> {
        match self {
            Self::Upload(job) => Ok(upload(job, state)),
            Self::Gap(workspace, id) => gap(workspace, id, state).await,
        }
    }
}

impl JobView {
    /// The id of the event that tells this: who has read it needs to hear of it only when something has changed.
    fn tag(&self) -> String {
        let digest = format!("{:x}", Sha256::digest(serde_json::to_vec(self).unwrap_or_default()));
        digest.get(..16).unwrap_or_default().to_owned()
    }
}

/// An upload is done when all that it stored can be found, by meaning too unless that is off.
fn upload(job: &Job, state: &Shared) -> JobView {
    let indexer = &state.app.indexer;
    let trouble = state.trouble();
    let words_only = trouble.is_some() && indexer.text().watermark() >= job.last_seq;
    let done = words_only || indexer.is_level_with(&job.workspace_id, job.last_seq);
    JobView {
        id: job.id.clone(),
        state: if done { GapState::Done } else { GapState::Running },
        done: if done { job.total } else { 0 },
        total: job.total,
        detail: trouble.map(|why| format!("semantic search is off: {why}")),
    }
}

async fn gap(workspace: &WorkspaceId, id: &GapAnalysisId, state: &Shared) -> Result<JobView, ApiError> {
    let analysis = state.app.store.gap_analysis(workspace, id).await?;
    let count = |number| i64::try_from(number).unwrap_or(i64::MAX);
    let live = state.gaps.progress(id).filter(|_| !analysis.state.has_ended());
    let (done, total) = live.map_or(analysis.progress, |Progress { done, of, .. }| (count(done), count(of)));
    let reading = live.and_then(|progress| progress.step).map(|step| format!("reading {step}"));
    Ok(JobView { id: id.job(), state: analysis.state, done, total, detail: analysis.problem.or(reading) })
}

async fn show(
    State(state): State<Shared>,
    caller: Caller,
    Named(id): Named<JobId>,
    (WantsEvents(events), LastEvent(seen)): (WantsEvents, LastEvent),
) -> Result<Response, ApiError> {
    let watched = Watched::find(&state, caller.workspace(), &id).await?;
    if events {
        if let Some(seen) = &seen {
            let view = watched.view(&state).await?;
            if view.state.has_ended() && view.tag() == *seen {
                return Ok(StatusCode::NO_CONTENT.into_response());
            }
        }
        let events = watch((state, caller), watched, seen);
        return Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response());
    }
    Ok(Json(watched.view(&state).await?).into_response())
}

/// An event `job` at first, unless it is the one that was seen before, and whenever something changes, until the job has ended, the caller is locked out, the
/// server stops, or ten minutes are over.
fn watch(
    (state, caller): (Shared, Caller),
    watched: Watched,
    seen: Option<String>,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    let stop = state.stop.clone();
    let events = unfold((state.clone(), (None::<JobView>, seen), 0), move |(state, (last, seen), mut step)| {
        let watched = watched.clone();
        async move {
            loop {
                if step >= STEPS || last.as_ref().is_some_and(|last| last.state.has_ended()) {
                    return None;
                }
                if step > 0 {
                    tokio::time::sleep(STEP).await;
                }
                step += 1;
                // What was deleted meanwhile has nothing more to tell.
                let view = watched.view(&state).await.ok()?;
                let tag = view.tag();
                if seen.as_ref() != Some(&tag) {
                    let event = Event::default().id(&tag).event("job").json_data(&view).unwrap_or_default();
                    return Some((Ok(event), (state, (Some(view), Some(tag)), step)));
                }
            }
        }
    });
    let end = async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = caller.locked_out(&state) => {}
        }
    };
    futures::StreamExt::take_until(events, Box::pin(end))
}
