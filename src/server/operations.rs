//! For those who operate the server: is it alive, is it ready, what does it do.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let open = routes.get("/healthz", Access::Open, alive).get("/readyz", Access::Open, ready);
    open.get("/metrics", Access::Operator, metrics)
}

async fn alive() -> Response {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })).into_response()
}

/// Ready when the store answers; full text that lags, and missing vectors, cost recall but no service.
async fn ready(State(state): State<Shared>) -> Response {
    match state.app.store.last_seq().await {
        Ok(last) if state.app.indexer.text().watermark() >= last => Json(json!({ "status": "ready" })).into_response(),
        Ok(_) => Json(json!({ "status": "indexing" })).into_response(),
        Err(error) => ApiError::Unavailable(format!("the store does not answer: {error}")).into_response(),
    }
}

async fn metrics(State(state): State<Shared>) -> Result<Response, ApiError> {
    let chunks = state.app.store.count_chunks().await?;
    let text = state.metrics.text(chunks, state.app.indexer.progress());
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
