//! The server as a value: bound to a port, then run until it is told to stop. `annexa serve` and the tests start the same.

use std::{future::IntoFuture, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use axum::{Router, middleware::from_fn_with_state};
use tokio::{net::TcpListener, time::timeout};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    background::{self, Say},
    connection::{Connection, Watched},
    door::door,
    guard::guard,
    launch,
    layers::{outermost, panicked},
    problem::ApiError,
    route,
    state::{ServerState, Shared},
};
use crate::app::App;

/// How long requests may take to end once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(5);
/// Why an analysis has no report when the server that made it is gone.
const STOPPED: &str = "the server was stopped while it ran: start it again";
/// The workspace of a fresh data folder.
const FIRST_WORKSPACE: &str = "My company";

/// A server that holds its port.
pub struct Server {
    listener: TcpListener,
    state: Shared,
    say: Say,
}

/// All routes, dressed: see the module's head for the order.
pub fn router(state: &Arc<ServerState>) -> Router {
    route::all()
        .router
        .fallback(async || ApiError::NoRoute)
        .method_not_allowed_fallback(async || ApiError::Method)
        .layer(from_fn_with_state(state.clone(), guard))
        .layer(from_fn_with_state(state.clone(), door))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), outermost))
        .with_state(state.clone())
}

impl Server {
    /// Opens the port that the app's settings name; port 0 takes any free one.
    pub async fn bind(app: App) -> anyhow::Result<Self> {
        let listener = launch::listen(app.settings.server.listen).await?;
        Self::on(listener, app).await
    }

    pub(super) async fn on(listener: TcpListener, app: App) -> anyhow::Result<Self> {
        if app.store.workspaces().await?.is_empty() {
            app.store.create_workspace(FIRST_WORKSPACE).await?;
        }
        app.store.fail_open_gap_analyses(STOPPED).await?;
        app.store.release_open_claims().await?;
        let state = ServerState::new(app, listener.local_addr()?);
        Ok(Self { listener, state, say: |_| () })
    }

    /// The address that it listens on.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// What it serves from.
    pub fn app(&self) -> &App {
        &self.state.app
    }

    /// Says the progress of background work here.
    pub(super) fn speaking(self, say: Say) -> Self {
        Self { say, ..self }
    }

    /// Serves until `shutdown` resolves; then streams are ended, requests get a moment, and the store is closed.
    pub async fn run_until(self, shutdown: impl Future<Output = ()> + Send) -> anyhow::Result<()> {
        let state = self.state;
        let work = background::start(&state, self.say);
        let service = router(&state).into_make_service_with_connect_info::<Connection>();
        let stop = state.stop.clone().cancelled_owned();
        let mut serving = std::pin::pin!(
            axum::serve(Watched::new(self.listener), service).with_graceful_shutdown(stop).into_future()
        );
        let ended = tokio::select! {
            ended = &mut serving => Some(ended),
            () = shutdown => None,
        };
        state.stop.cancel();
        let ended = match ended {
            Some(ended) => ended,
            // Who has not finished by then is cut off.
            None => timeout(DRAIN, serving).await.unwrap_or(Ok(())),
        };
        for task in work {
            let _ = timeout(DRAIN, task).await;
        }
        // Connections that were cut off may still hold one of the store's; its file survives that as it survives a crash.
        let _ = timeout(DRAIN, state.app.store.close()).await;
        ended.context("the server stopped")
    }
}
