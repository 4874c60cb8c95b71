//! How far an upload is on its way into the indexes: asked for once, or as a stream of events.

use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    extract::State,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::stream::{Stream, unfold};
use serde::Serialize;

use super::{
    caller::Caller,
    input::{Named, WantsEvents},
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};
use crate::store::{Job, JobId};

/// How often a stream looks again, and how often at most.
const STEP: Duration = Duration::from_millis(500);
const STEPS: usize = 1_200;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/jobs/{j}", Access::Member, show)
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct JobView {
    id: JobId,
    state: &'static str,
    done: i64,
    total: i64,
    detail: Option<String>,
}

impl JobView {
    /// A job is done when all that it stored can be found, by meaning too unless that is off.
    fn new(job: &Job, state: &Shared) -> Self {
        let indexer = &state.app.indexer;
        let trouble = state.trouble();
        let words_only = trouble.is_some() && indexer.text().watermark() >= job.last_seq;
        let done = words_only || indexer.is_level_with(&job.workspace_id, job.last_seq);
        Self {
            id: job.id.clone(),
            state: if done { "done" } else { "running" },
            done: if done { job.total } else { 0 },
            total: job.total,
            detail: trouble.map(|why| format!("semantic search is off: {why}")),
        }
    }
}

async fn show(
    State(state): State<Shared>,
    caller: Caller,
    Named(id): Named<JobId>,
    WantsEvents(events): WantsEvents,
) -> Result<Response, ApiError> {
    let job = state.app.store.job(caller.workspace(), &id).await?;
    if events {
        return Ok(Sse::new(watch(state, caller, job)).keep_alive(KeepAlive::default()).into_response());
    }
    Ok(Json(JobView::new(&job, &state)).into_response())
}

/// An event `job` at first and whenever something changes, until the job is done, the caller is locked out, the
/// server stops, or ten minutes are over.
fn watch(state: Shared, caller: Caller, job: Job) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    let stop = state.stop.clone();
    let events = unfold((state.clone(), None::<JobView>, 0), move |(state, last, mut step)| {
        let job = job.clone();
        async move {
            loop {
                if step >= STEPS || last.as_ref().is_some_and(|last| last.state == "done") {
                    return None;
                }
                if step > 0 {
                    tokio::time::sleep(STEP).await;
                }
                step += 1;
                let view = JobView::new(&job, &state);
                if last.as_ref() != Some(&view) {
                    let event = Event::default().event("job").json_data(&view).unwrap_or_default();
                    return Some((Ok(event), (state, Some(view), step)));
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
