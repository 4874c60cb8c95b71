//! The line of analyses that wait: one is made at a time, and a few may wait.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{
    assess::Step,
    server::problem::ApiError,
    store::{GapAnalysis, GapAnalysisId, WorkspaceId},
};

/// Analyses that may be open at once, the one at work among them.
const MAX_OPEN: usize = 8;

/// How far an analysis is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "GapProgress")]
pub(in crate::server) struct Progress {
    /// What is being read: `checks`, once on a machine, then `statements` of the documents, then, with a
    /// language model, their passages by `requirements`.
    pub(in crate::server) step: Option<&'static str>,
    pub(in crate::server) done: usize,
    pub(in crate::server) of: usize,
}

/// An analysis that has not ended.
pub(in crate::server) struct Open {
    analysis: GapAnalysis,
    progress: Mutex<Progress>,
    /// Cancelled when nobody wants it any more.
    pub(super) stop: CancellationToken,
}

/// Analyses that have not ended, the one at work first.
#[derive(Default)]
pub(in crate::server) struct Queue {
    open: Mutex<Places>,
    called: Notify,
}

#[derive(Default)]
struct Places {
    taken: VecDeque<Arc<Open>>,
    reserved: usize,
}

/// A place in the line for an analysis that is just being recorded; given back unless it is taken.
pub(in crate::server) struct Turn<'a>(&'a Queue);

impl Open {
    pub(super) fn id(&self) -> &GapAnalysisId {
        &self.analysis.id
    }

    pub(in crate::server) fn workspace(&self) -> &WorkspaceId {
        &self.analysis.workspace_id
    }

    pub(super) fn analysis(&self) -> &GapAnalysis {
        &self.analysis
    }

    pub(super) fn progress(&self) -> Progress {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn tell(&self, step: Step) {
        let progress = match step {
            Step::Checks { done, of } => Progress { step: Some("checks"), done, of },
            Step::Statements { done, of } => Progress { step: Some("statements"), done, of },
            Step::Requirements { done, of } => Progress { step: Some("requirements"), done, of },
        };
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }
}

impl Queue {
    /// Keeps a place free, or says that there is none.
    pub(super) fn reserve(&self) -> Result<Turn<'_>, ApiError> {
        let mut places = self.places();
        if places.taken.len() + places.reserved >= MAX_OPEN {
            return Err(ApiError::Busy(format!(
                "{MAX_OPEN} analyses are waiting already: try again when one has ended"
            )));
        }
        places.reserved += 1;
        drop(places);
        Ok(Turn(self))
    }

    /// The next analysis; it stays first in the line until it is [done](Queue::done).
    pub(super) async fn next(&self) -> Arc<Open> {
        loop {
            if let Some(first) = self.places().taken.front().cloned() {
                return first;
            }
            self.called.notified().await;
        }
    }

    /// Gives an analysis's place free.
    pub(super) fn done(&self, id: &GapAnalysisId) {
        self.places().taken.retain(|one| one.id() != id);
    }

    /// Stops those that this says; who waits leaves the line at once, the one at work as soon as it notices.
    pub(in crate::server) fn stop(&self, unwanted: impl Fn(&Open) -> bool) {
        for one in self.places().taken.iter().filter(|one| unwanted(one)) {
            one.stop.cancel();
        }
        let mut first = true;
        self.places().taken.retain(|one| std::mem::take(&mut first) || !one.stop.is_cancelled());
    }

    /// How far an analysis is, if it is open.
    pub(in crate::server) fn progress(&self, id: &GapAnalysisId) -> Option<Progress> {
        self.places().taken.iter().find(|one| one.id() == id).map(|one| one.progress())
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Takes the place.
    pub(super) fn take(self, analysis: GapAnalysis) {
        let open = Open { analysis, progress: Mutex::default(), stop: CancellationToken::new() };
        self.0.places().taken.push_back(Arc::new(open));
        self.0.called.notify_one();
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut places = self.0.places();
        places.reserved = places.reserved.saturating_sub(1);
    }
}
