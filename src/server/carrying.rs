//! A whole workspace as a file: taken home, and brought into a workspace of its own.

use std::io::{Seek, SeekFrom, Write};

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use serde::Deserialize;
use tokio_util::io::ReaderStream;

use super::{
    guard::InWorkspace,
    input::Asked,
    openapi::Operation,
    problem::ApiError,
    route::{Access, Pace, Routes},
    state::Shared,
    workspaces::WorkspaceView,
};
use crate::{
    ingest::{Parcel, ParcelError, pack},
    store::StoreError,
};

const ZIP: &str = "application/zip";
/// The same where a client knows no kind for it.
const BYTES: &str = "application/octet-stream";

pub(super) fn routes(routes: Routes) -> Routes {
    let export_operation = Operation::new("Export a workspace")
        .details(
            "A ZIP file of JSON, texts and original files with a manifest; no keys, no agreements. The same workspace \
             always gives the same bytes",
        )
        .gives_kind(200, ZIP)
        .fails(&[409, 413]);
    let import_operation = Operation::new("Import a workspace")
        .details("What an export gave becomes a new workspace, whole or not at all; application/zip is taken as well")
        .query::<As>()
        .takes_kind(BYTES, "")
        .gives::<WorkspaceView>(201)
        .fails(&[409, 422]);
    routes
        .pace(Pace::Upload)
        .get("/api/v1/workspaces/{w}/export", Access::Member, export)
        .says(export_operation)
        .post("/api/v1/workspaces/import", Access::Admin, import)
        .says(import_operation)
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct As {
    /// The name of the new workspace; else the one that it has in the file
    name: Option<String>,
}

async fn export(State(state): State<Shared>, place: InWorkspace) -> Result<Response, ApiError> {
    let _permit = state.upload_permit().await?;
    let spool = tempfile::tempfile_in(&state.app.data_dir).map_err(StoreError::from)?;
    let file = pack(&state.app.store, place.id(), spool).await?;
    let length = file.metadata().map_err(StoreError::from)?.len().to_string();
    let body = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file)));
    let name = format!("attachment; filename=\"{}.zip\"", plain(&place.workspace.name));
    let fields: [(HeaderName, &str); 3] =
        [(header::CONTENT_TYPE, ZIP), (header::CONTENT_LENGTH, &length), (header::CONTENT_DISPOSITION, &name)];
    Ok((fields, body).into_response())
}

async fn import(
    State(state): State<Shared>,
    Asked(As { name }): Asked<As>,
    request: Request,
) -> Result<(StatusCode, Json<WorkspaceView>), ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !matches!(kind.split(';').next().unwrap_or_default().trim(), ZIP | BYTES) {
        return Err(ApiError::MediaType("send the file as it is, with `Content-Type: application/zip`"));
    }
    let _permit = state.upload_permit().await?;
    let mut spool = tempfile::tempfile_in(&state.app.data_dir).map_err(StoreError::from)?;
    let mut pieces = request.into_body().into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| ApiError::Unreadable("the body did not arrive whole".to_owned()))?;
        spool.write_all(&piece).map_err(StoreError::from)?;
    }
    spool.seek(SeekFrom::Start(0)).map_err(StoreError::from)?;
    // Whoever hangs up now gets a whole workspace or none.
    let work = tokio::spawn(async move {
        let parcel = tokio::task::spawn_blocking(move || Parcel::open(spool)).await;
        let parcel = parcel.map_err(|error| ApiError::Internal(error.to_string()))??;
        let _alone = state.files.write().await;
        let made = parcel.store(&state.app.store, name.as_deref()).await?;
        state.changed.notify_one();
        Ok::<_, ApiError>(made)
    });
    let made = work.await.map_err(|error| ApiError::Internal(error.to_string()))??;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// A name as part of a file's: letters and digits of the simplest kind, with lines between.
fn plain(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let plain = words.collect::<Vec<_>>().join("-").to_lowercase();
    if plain.is_empty() { "workspace".to_owned() } else { plain }
}

impl From<ParcelError> for ApiError {
    fn from(error: ParcelError) -> Self {
        match error {
            ParcelError::NoParcel(_)
            | ParcelError::Damaged(_)
            | ParcelError::Newer(_)
            | ParcelError::Contradiction(_) => Self::Unfit(error.to_string()),
            ParcelError::TooLarge(_) => Self::TooLarge(error.to_string()),
            ParcelError::Lost(_) => Self::Conflict(error.to_string()),
            ParcelError::Store(error) => error.into(),
            ParcelError::Io(error) => StoreError::from(error).into(),
        }
    }
}
