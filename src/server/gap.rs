//! Gap analyses over HTTP: asked for, followed, read, taken home in a format, stopped, deleted.

mod queue;
mod view;
mod work;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{
    guard::InWorkspace,
    house_style,
    input::{self, Asked, Named, Paging},
    once::{self, Once},
    openapi::Operation,
    problem::ApiError,
    profile,
    route::{Access, Pace, Routes},
    state::Shared,
};
use crate::{
    export::{self, Detail, Format, HouseStyle},
    iso::GapReport,
    store::{AnalysedFile, DocumentId, GapAnalysis, GapAnalysisId, GapEnd, GapState, JobId, NewGapAnalysis},
};
pub(super) use queue::{Progress, Queue};
use view::{Line, Lines};
pub(super) use work::{assessor, work};

const ALL: &str = "/api/v1/workspaces/{w}/gap-analyses";
const ONE: &str = "/api/v1/workspaces/{w}/gap-analyses/{g}";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(ALL, Access::Member, list)
        .says(Operation::new("List gap analyses").query::<Paging>().gives::<Lines>(200))
        .post(ALL, Access::Member, create)
        .once()
        .says(
            Operation::new("Analyse documents for gaps")
                .details("All documents of the workspace, or those named; the job tells how far it is")
                .may_take::<Order>("{}")
                .gives::<Created>(202)
                .fails(&[422]),
        )
        .delete(ONE, Access::Member, delete)
        .says(Operation::new("Delete a gap analysis").gives_nothing(204))
        .post("/api/v1/workspaces/{w}/gap-analyses/{g}/cancel", Access::Member, cancel)
        .says(Operation::new("Stop a gap analysis").gives::<Line>(200))
        // A PDF of a large report takes longer than most answers.
        .pace(Pace::Answer)
        .get(ONE, Access::Member, show)
        .says(
            Operation::new("Read a gap analysis")
                .details("Its report once it is done; with `format` (json, md, html, docx, xlsx, pdf) as a file")
                .query::<Wanted>()
                .gives_either::<GapReport, Line>(200)
                .gives_kind(200, "*/*")
                .fails(&[409]),
        )
}

/// What to analyse; all of the workspace when it is left out.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "GapOrder")]
struct Order {
    documents: Option<Vec<DocumentId>>,
    earlier: Option<GapAnalysisId>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "CreatedGapAnalysis")]
struct Created {
    id: GapAnalysisId,
    job: JobId,
    state: GapState,
    documents: Vec<AnalysedFile>,
}

impl From<&GapAnalysis> for Created {
    fn from(made: &GapAnalysis) -> Self {
        Self { id: made.id.clone(), job: made.id.job(), state: made.state, documents: made.order.documents.clone() }
    }
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    format: Option<String>,
}

/// The body may be left out.
async fn create(
    State(state): State<Shared>,
    (place, once): (InWorkspace, Once),
    body: Bytes,
) -> Result<(StatusCode, Json<Created>), ApiError> {
    let order: Order = input::json_or_nothing(&body)?;
    let documents = chosen(&state, &place, order.documents).await?;
    if let Some(earlier) = &order.earlier {
        let found = state.app.store.gap_analysis(place.id(), earlier).await;
        if !found.is_ok_and(|found| found.state == GapState::Done) {
            return Err(ApiError::Unfit(format!("{earlier} is no finished analysis of this workspace")));
        }
    }
    let profile = profile::of(&state, place.id()).await?.map(|profile| serde_json::json!(profile).to_string());
    let turn = state.gaps.reserve()?;
    let order = NewGapAnalysis { documents, profile, earlier: order.earlier };
    let says = |made: &GapAnalysis| once::json(202, &Created::from(made));
    let made = state.app.store.create_gap_analysis_once(place.id(), order, once.receipt(&says)).await?;
    let created = Created::from(&made);
    turn.take(made);
    Ok((StatusCode::ACCEPTED, Json(created)))
}

/// The documents that an order names, once each and in its order.
async fn chosen(
    state: &Shared,
    place: &InWorkspace,
    named: Option<Vec<DocumentId>>,
) -> Result<Vec<AnalysedFile>, ApiError> {
    let mut known: Vec<AnalysedFile> = Vec::new();
    for document in state.app.store.documents(place.id()).await? {
        known.push(AnalysedFile { id: document.id, name: document.name });
    }
    let Some(named) = named else {
        if known.is_empty() {
            return Err(ApiError::Unfit("this workspace has no documents: upload some first".to_owned()));
        }
        return Ok(known);
    };
    let mut found: Vec<AnalysedFile> = Vec::new();
    for id in named {
        let document = known.iter().find(|document| document.id == id);
        let document = document
            .ok_or_else(|| ApiError::Unfit(format!("{id} is no document of this workspace: list them again")))?;
        if !found.contains(document) {
            found.push(document.clone());
        }
    }
    if found.is_empty() {
        return Err(ApiError::Unfit("name at least one document, or leave `documents` out for all".to_owned()));
    }
    Ok(found)
}

async fn list(
    State(state): State<Shared>,
    place: InWorkspace,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Lines>, ApiError> {
    let found = state.app.store.gap_analyses(place.id(), &paging.page()?).await?;
    let next = found.next.map(|next| next.to_string());
    Ok(Json(Lines { gap_analyses: found.items.into_iter().map(|one| Line::new(one, &state)).collect(), next }))
}

/// How far it is; once it is done, the report, or the report as a file when a format is named.
async fn show(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<GapAnalysisId>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, ApiError> {
    let analysis = state.app.store.gap_analysis(place.id(), &id).await?;
    let format = wanted.format.map(|name| name.parse::<Format>()).transpose();
    let format = format.map_err(|error| ApiError::Unreadable(error.to_string()))?;
    let report = report(&state, &analysis).await?;
    match (format, report) {
        (None, report) => Ok(Json(view::whole(analysis, report, &state)).into_response()),
        (Some(format), Some(report)) => {
            let style = house_style::of(&state, place.id()).await?;
            file(&analysis, report, (format, style)).await
        }
        (Some(_), None) => Err(ApiError::Conflict("there is no report: the analysis is not done".to_owned())),
    }
}

async fn report(state: &Shared, analysis: &GapAnalysis) -> Result<Option<GapReport>, ApiError> {
    let json = state.app.store.gap_report(&analysis.workspace_id, &analysis.id).await?;
    let report = json.map(|json| serde_json::from_str(&json)).transpose();
    report.map_err(|error| ApiError::Internal(format!("a stored report cannot be read: {error}")))
}

/// A report as a file to keep.
async fn file(
    analysis: &GapAnalysis,
    report: GapReport,
    (format, style): (Format, HouseStyle),
) -> Result<Response, ApiError> {
    let day = crate::view::rfc3339(analysis.created_at);
    let day = day.split('T').next().unwrap_or_default();
    let name = format!("attachment; filename=\"gap-analysis-{day}.{}\"", format.extension());
    let made = tokio::task::spawn_blocking(move || export::gap_in_style(&report, format, Detail::Full, &style)).await;
    let bytes = made
        .map_err(|error| ApiError::Internal(error.to_string()))?
        .map_err(|error| ApiError::Internal(error.to_string()))?;
    let fields: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, format.media_type()), (header::CONTENT_DISPOSITION, &name)];
    Ok((fields, bytes).into_response())
}

/// Stops an analysis; one that has ended stays as it is.
async fn cancel(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<GapAnalysisId>,
) -> Result<Json<Line>, ApiError> {
    let store = &state.app.store;
    store.gap_analysis(place.id(), &id).await?;
    store.end_gap_analysis(&id, GapEnd::Cancelled).await?;
    state.gaps.stop(|one| *one.id() == id);
    Ok(Json(Line::new(store.gap_analysis(place.id(), &id).await?, &state)))
}

async fn delete(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<GapAnalysisId>,
) -> Result<StatusCode, ApiError> {
    state.app.store.delete_gap_analysis(place.id(), &id).await?;
    state.gaps.stop(|one| *one.id() == id);
    Ok(StatusCode::NO_CONTENT)
}
