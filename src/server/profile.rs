//! A workspace's profile of its organisation, by which answers are sized.

use axum::{Json, extract::State};
use serde::Serialize;

use super::{
    guard::InWorkspace,
    input::Text,
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};
use crate::{
    iso::{Profile, ProfileProblem},
    store::WorkspaceId,
};

const PATH: &str = "/api/v1/workspaces/{w}/profile";

pub(super) fn routes(routes: Routes) -> Routes {
    let put_operation = Operation::new("Keep the profile of the organisation")
        .details("YAML or JSON")
        .takes_kind("text/plain", "{name: Nordlicht GmbH, sector: software, people: 30}")
        .gives::<ProfileView>(200)
        .fails(&[422]);
    routes
        .get(PATH, Access::Member, show)
        .says(Operation::new("Read the profile of the organisation").gives::<ProfileView>(200))
        .put(PATH, Access::Member, put)
        .says(put_operation)
}

/// The profile and what is still open in it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "CheckedProfile")]
struct ProfileView {
    profile: Profile,
    usable: bool,
    problems: Vec<ProfileProblem>,
}

impl From<Profile> for ProfileView {
    fn from(profile: Profile) -> Self {
        let problems = profile.problems();
        Self { usable: !problems.iter().any(|problem| problem.blocking), problems, profile }
    }
}

async fn show(State(state): State<Shared>, place: InWorkspace) -> Result<Json<ProfileView>, ApiError> {
    of(&state, place.id()).await?.map(|profile| Json(profile.into())).ok_or(ApiError::NotFound)
}

/// Takes YAML or JSON, which is YAML as well; the text is kept as it came.
async fn put(State(state): State<Shared>, place: InWorkspace, Text(body): Text) -> Result<Json<ProfileView>, ApiError> {
    let profile = Profile::from_yaml(&body).map_err(|error| ApiError::Unfit(error.to_string()))?;
    state.app.store.set_profile_text(place.id(), &body).await?;
    Ok(Json(profile.into()))
}

/// The profile of a workspace, if one was put.
pub(super) async fn of(state: &Shared, workspace: &WorkspaceId) -> Result<Option<Profile>, ApiError> {
    let text = state.app.store.profile_text(workspace).await?;
    let profile = text.map(|text| Profile::from_yaml(&text)).transpose();
    profile.map_err(|error| ApiError::Internal(format!("a stored profile cannot be read: {error}")))
}

/// Forgets the profile of a workspace that is gone.
pub(super) async fn forget(state: &Shared, workspace: &WorkspaceId) -> Result<(), ApiError> {
    if state.app.store.profile_text(workspace).await?.is_some() {
        state.app.store.set_profile_text(workspace, "").await?;
    }
    Ok(())
}
