//! Whether the ISMS of a workspace fits together.

use axum::{Json, extract::State};
use serde::Serialize;

use super::{
    guard::InWorkspace,
    openapi::Operation,
    problem::ApiError,
    route::{Access, Pace, Routes},
    state::Shared,
};
use crate::{
    verify::{Holdings, Inconsistency, Severity, isms_documents},
    view::today,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let operation = Operation::new("Check whether the ISMS of a workspace fits together")
        .details("Profile, latest register and statement, policies, audit material and uploaded documents, held against each other")
        .gives::<Report>(200);
    routes.pace(Pace::Answer).get("/api/v1/workspaces/{w}/check", Access::Member, check).says(operation)
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ConsistencyReport")]
struct Report {
    findings: Vec<Inconsistency>,
    errors: usize,
    warnings: usize,
    /// How many documents were read
    documents: usize,
}

async fn check(State(state): State<Shared>, place: InWorkspace) -> Result<Json<Report>, ApiError> {
    let held = Holdings::of(&state.app.store, place.id()).await?;
    let documents = isms_documents(&state.app.store, place.id()).await?;
    let work = move || (held.consistency(&documents, today()), documents.len());
    let done = tokio::task::spawn_blocking(work).await;
    let (findings, documents) = done.map_err(|error| ApiError::Internal(error.to_string()))?;
    let count = |severity| findings.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    Ok(Json(Report { findings, errors, warnings, documents }))
}
