//! For those who operate the server: is it alive, is it ready, what does it do.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/healthz", Access::Open, alive)
        .says(Operation::new("Whether the server is alive").gives::<Alive>(200))
        .get("/readyz", Access::Open, ready)
        .says(Operation::new("Whether the server is ready").gives::<Ready>(200))
        .get("/metrics", Access::Operator, metrics)
        .says(Operation::new("Counters and gauges for Prometheus").gives_kind(200, "text/plain"))
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Alive {
    status: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Ready {
    /// `ready`, or `indexing` while full text lags
    status: &'static str,
}

async fn alive() -> Json<Alive> {
    Json(Alive { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// Ready when the store answers; full text that lags, and missing vectors, cost recall but no service.
async fn ready(State(state): State<Shared>) -> Response {
    match state.app.store.last_seq().await {
        Ok(last) if state.app.indexer.text().watermark() >= last => Json(Ready { status: "ready" }).into_response(),
        Ok(_) => Json(Ready { status: "indexing" }).into_response(),
        Err(error) => ApiError::Unavailable(format!("the store does not answer: {error}")).into_response(),
    }
}

async fn metrics(State(state): State<Shared>) -> Result<Response, ApiError> {
    let chunks = state.app.store.count_chunks().await?;
    let text = state.metrics.text(chunks, state.app.indexer.progress(), state.app.assistant.llm());
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
