//! How the documents of a workspace look: colour, font, numbers, header, footer, logo.

use axum::{Json, extract::State};

use super::{
    guard::InWorkspace,
    input::Text,
    openapi::Operation,
    problem::ApiError,
    route::{Access, Pace, Routes},
    state::Shared,
};
use crate::{export::HouseStyle, store::WorkspaceId};

const PATH: &str = "/api/v1/workspaces/{w}/house-style";

const DETAILS: &str = "YAML or JSON; a logo as data:image/png;base64,… is cleaned of everything but the picture. \
                       `font_files` has the faces of the house's font for PDF as data:font/ttf;base64,… (or font/otf), at most \
                       1 MB each: `regular`, and if there are any `bold`, `italic`, `bold_italic`";

pub(super) fn routes(routes: Routes) -> Routes {
    let put_operation = Operation::new("Keep how documents look")
        .details(DETAILS)
        .takes_kind("text/plain", r##"{"colour": "#0f5c6e", "font": "Arial", "heading_numbers": true}"##)
        .gives::<HouseStyle>(200)
        .fails(&[422]);
    routes
        .get(PATH, Access::Member, show)
        .says(Operation::new("Read how documents look").gives::<HouseStyle>(200))
        .pace(Pace::Style)
        .put(PATH, Access::Member, put)
        .says(put_operation)
}

async fn show(State(state): State<Shared>, place: InWorkspace) -> Result<Json<HouseStyle>, ApiError> {
    of(&state, place.id()).await.map(Json)
}

async fn put(State(state): State<Shared>, place: InWorkspace, Text(body): Text) -> Result<Json<HouseStyle>, ApiError> {
    let named = |name: &str| Err(format!("{name} is no data:image/png;base64,… or data:font/ttf;base64,… text"));
    let style = HouseStyle::read(&body, named).map_err(|error| ApiError::Unfit(error.to_string()))?;
    let kept = serde_json::to_string(&style).map_err(|error| ApiError::Internal(error.to_string()))?;
    state.app.store.set_house_style_text(place.id(), &kept).await?;
    Ok(Json(style))
}

/// The style of a workspace; the plain one when none was put.
pub(super) async fn of(state: &Shared, workspace: &WorkspaceId) -> Result<HouseStyle, ApiError> {
    let Some(text) = state.app.store.house_style_text(workspace).await? else { return Ok(HouseStyle::default()) };
    serde_json::from_str(&text).map_err(|error| ApiError::Internal(format!("a stored style cannot be read: {error}")))
}
