//! What all requests share.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::http::Method;
use tokio::{
    sync::{Notify, OnceCell, OwnedSemaphorePermit, RwLock, Semaphore},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{
    door::Hosts,
    gap::Queue,
    launch::public_address,
    making::Live,
    metrics::Metrics,
    problem::ApiError,
    route::{Route, routes},
};
use crate::{app::App, assess::Assessor, config::ServerSettings};

/// Answers that may be made at the same time, or as many as the settings let ask the model and wait for it.
const ANSWERS: usize = 32;
/// The most that settings can make of it.
const MAX_ANSWERS: usize = 1_024;
/// Analyses that may be made for waiting callers at the same time, beside the one of the queue.
const ANALYSES: usize = 1;
/// Uploads that may be read at the same time; each holds one file in memory.
const UPLOADS: usize = 2;
/// How long a request waits for its turn.
const QUEUE: Duration = Duration::from_secs(5);

pub(super) type Shared = Arc<ServerState>;

/// What all requests share.
pub struct ServerState {
    pub(super) app: App,
    pub(super) hosts: Hosts,
    address: SocketAddr,
    pub(super) metrics: Metrics,
    /// Told when documents have changed, so that the indexes follow at once.
    pub(super) changed: Notify,
    /// Told when there may be vectors to compute.
    pub(super) unembedded: Notify,
    /// Cancelled when the server stops.
    pub(super) stop: CancellationToken,
    /// Held to read while files come in and to write while unused ones go, so that none goes that is just coming.
    pub(super) files: RwLock<()>,
    /// Gap analyses that wait and the one at work.
    pub(super) gaps: Queue,
    /// Answers that are being made, and those that were just made.
    pub(super) live: Live,
    /// Made ready by the first analysis.
    pub(super) assessor: OnceCell<Assessor>,
    answers: Arc<Semaphore>,
    analyses: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    routes: Vec<Route>,
    trouble: Mutex<Option<String>>,
}

impl ServerState {
    /// The state of a server at this address.
    pub fn new(app: App, address: SocketAddr) -> Arc<Self> {
        let hosts = Hosts::new(&app.settings.server, address);
        // Who waits for the model keeps a place here as well.
        let llm = &app.settings.llm;
        let answers = ANSWERS.max(llm.max_calls.saturating_add(llm.max_waiting)).min(MAX_ANSWERS);
        Arc::new(Self {
            app,
            hosts,
            address,
            metrics: Metrics::default(),
            changed: Notify::new(),
            unembedded: Notify::new(),
            stop: CancellationToken::new(),
            files: RwLock::new(()),
            gaps: Queue::default(),
            live: Live::default(),
            assessor: OnceCell::new(),
            answers: Arc::new(Semaphore::new(answers)),
            analyses: Arc::new(Semaphore::new(ANALYSES)),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            routes: routes(),
            trouble: Mutex::default(),
        })
    }

    pub(super) fn settings(&self) -> &ServerSettings {
        &self.app.settings.server
    }

    /// Where browsers find this server.
    pub(super) fn public_address(&self) -> String {
        public_address(self.settings(), self.address)
    }

    /// The rule for a request that matched `path`.
    pub(super) fn route(&self, method: &Method, path: &str) -> Option<&Route> {
        let method = if method == Method::HEAD { Method::GET } else { method.clone() };
        self.routes.iter().find(|route| route.method == method && route.path == path)
    }

    pub(super) async fn answer_permit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        permit(&self.answers, "too many questions are being answered").await
    }

    pub(super) async fn analysis_permit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        permit(&self.analyses, "another analysis is being made").await
    }

    pub(super) async fn upload_permit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        permit(&self.uploads, "too many uploads are being read").await
    }

    /// Why vectors cannot be computed at the moment, if they cannot.
    pub(super) fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_trouble(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

/// A place, if one gets free soon.
async fn permit(places: &Arc<Semaphore>, full: &str) -> Result<OwnedSemaphorePermit, ApiError> {
    let place = timeout(QUEUE, Arc::clone(places).acquire_owned()).await;
    place.ok().and_then(Result::ok).ok_or_else(|| ApiError::Busy(format!("{full}: try again in a few seconds")))
}
