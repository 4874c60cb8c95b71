//! A workspace's profile of its organisation, by which answers are sized.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, header},
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    guard::InWorkspace,
    input::{Sent, Text},
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
    tag,
};
use crate::{
    iso::{Edited, Profile, ProfileProblem, profile_template},
    store::WorkspaceId,
};

const PATH: &str = "/api/v1/workspaces/{w}/profile";
const STALE: &str = "somebody has changed the profile since it was read: read it again, then put yours";

pub(super) fn routes(routes: Routes) -> Routes {
    let put_operation = Operation::new("Keep the profile of the organisation")
        .details(
            "YAML or JSON. With `If-Match`, the tag that reading gave, or `If-None-Match: *` for the first one, nothing \
             that somebody else put meanwhile is overwritten",
        )
        .takes_kind("text/plain", "{name: Nordlicht GmbH, sector: software, people: 30}")
        .gives::<ProfileView>(200)
        .fails(&[412, 422]);
    routes
        .get(PATH, Access::Member, show)
        .says(
            Operation::new("Read the profile of the organisation")
                .details("Its entity tag goes with the next one that is put, as `If-Match`")
                .gives::<ProfileView>(200),
        )
        .put(PATH, Access::Member, put)
        .says(put_operation)
        .patch(PATH, Access::Member, patch)
        .says(
            Operation::new("Change facts of the profile")
                .details(
                    "A JSON merge patch (RFC 7396): fields that it does not name stay, null takes one away. The text is edited in \
                     place, so its comments and the order of its fields stay too; `lost_comments` says when that could not be",
                )
                .takes::<Map<String, Value>>(r#"{"people": 45, "cloud": {"providers": ["Azure"]}}"#)
                .gives::<ProfileView>(200)
                .fails(&[412, 422]),
        )
        .get("/api/v1/profile-template", Access::Member, template)
        .says(Operation::new("A profile to fill in, with comments").gives_kind(200, "text/plain"))
}

/// The profile and what is still open in it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "CheckedProfile")]
struct ProfileView {
    profile: Profile,
    usable: bool,
    problems: Vec<ProfileProblem>,
    /// As it was put, with its comments and with what it says is unknown
    text: String,
    /// A change had the text written anew, without the comments that were there
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    lost_comments: bool,
}

/// A profile with its entity tag.
type Tagged = ([(HeaderName, String); 1], Json<ProfileView>);

fn tagged(profile: Profile, text: String) -> Tagged {
    let problems = profile.problems();
    let tag = tag::tag(text.as_bytes());
    let view = ProfileView {
        usable: !problems.iter().any(|problem| problem.blocking),
        problems,
        profile,
        text,
        lost_comments: false,
    };
    ([(header::ETAG, tag)], Json(view))
}

async fn show(State(state): State<Shared>, place: InWorkspace) -> Result<Tagged, ApiError> {
    let text = state.app.store.profile_text(place.id()).await?.ok_or(ApiError::NotFound)?;
    Ok(tagged(stored(&text)?, text))
}

/// Takes YAML or JSON, which is YAML as well; the text is kept as it came.
async fn put(
    State(state): State<Shared>,
    place: InWorkspace,
    headers: HeaderMap,
    Text(body): Text,
) -> Result<Tagged, ApiError> {
    let profile = Profile::from_yaml(&body).map_err(|error| ApiError::Unfit(error.to_string()))?;
    let (store, workspace) = (&state.app.store, place.id());
    if headers.contains_key(header::IF_MATCH) || headers.contains_key(header::IF_NONE_MATCH) {
        let before = store.profile_text(workspace).await?;
        let is_as_read = is_as_read(&headers, before.as_deref());
        if !is_as_read || !store.replace_profile_text(workspace, before.as_deref(), &body).await? {
            return Err(ApiError::Stale(STALE));
        }
    } else {
        store.set_profile_text(workspace, &body).await?;
    }
    Ok(tagged(profile, body))
}

/// Changes what a merge patch names, in the text as it is.
async fn patch(
    State(state): State<Shared>,
    place: InWorkspace,
    headers: HeaderMap,
    Sent(changes): Sent<Map<String, Value>>,
) -> Result<Tagged, ApiError> {
    let (store, workspace) = (&state.app.store, place.id());
    let before = store.profile_text(workspace).await?.ok_or(ApiError::NotFound)?;
    if !is_as_read(&headers, Some(&before)) {
        return Err(ApiError::Stale(STALE));
    }
    let unfit = |reason: &str| ApiError::Unfit(format!("the profile cannot be changed so: {reason}"));
    let internal = |error: serde_json::Error| ApiError::Internal(format!("a profile is no JSON: {error}"));
    let mut fields = serde_json::to_value(stored(&before)?).map_err(internal)?;
    merge(&mut fields, Value::Object(changes));
    let profile: Profile = serde_json::from_value(fields.clone()).map_err(|error| {
        unfit(&format!("{}{error}", culprit(&fields).map(|name| format!("`{name}`: ")).unwrap_or_default()))
    })?;
    let edited = profile.written_into(&before).ok_or_else(|| unfit("a value has characters that no file can hold"))?;
    let Edited { text, lost_comments } = edited;
    if !store.replace_profile_text(workspace, Some(&before), &text).await? {
        return Err(ApiError::Stale(STALE));
    }
    let (tag, Json(view)) = tagged(profile, text);
    Ok((tag, Json(ProfileView { lost_comments, ..view })))
}

/// The field that is no field of a profile, or has a value that it cannot have.
fn culprit(fields: &Value) -> Option<&str> {
    let is_taken = |(name, value): (&String, &Value)| {
        let mut alone = Map::from_iter([("name".to_owned(), Value::from("N"))]);
        alone.insert(name.clone(), value.clone());
        serde_json::from_value::<Profile>(Value::Object(alone)).is_ok()
    };
    fields.as_object()?.iter().find(|one| !is_taken(*one)).map(|(name, _)| name.as_str())
}

/// A merge patch as RFC 7396 has it; what is null becomes null, which says as little as nothing.
fn merge(there: &mut Value, patch: Value) {
    match (there, patch) {
        (Value::Object(there), Value::Object(patch)) => {
            for (key, value) in patch {
                if value.is_null() {
                    there.remove(&key);
                } else {
                    merge(there.entry(key).or_insert(Value::Null), value);
                }
            }
        }
        (there, patch) => *there = patch,
    }
}

/// Whether what is there is what the caller says that it read.
fn is_as_read(headers: &HeaderMap, there: Option<&str>) -> bool {
    let there = there.map(|text| tag::tag(text.as_bytes()));
    let is_read = |names| there.as_ref().is_some_and(|there| tag::names(names, there));
    headers.get(header::IF_MATCH).is_none_or(is_read) && !headers.get(header::IF_NONE_MATCH).is_some_and(is_read)
}

async fn template() -> ([(HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], profile_template())
}

/// The profile of a workspace, if one was put.
pub(super) async fn of(state: &Shared, workspace: &WorkspaceId) -> Result<Option<Profile>, ApiError> {
    let text = state.app.store.profile_text(workspace).await?;
    text.map(|text| stored(&text)).transpose()
}

fn stored(text: &str) -> Result<Profile, ApiError> {
    Profile::from_yaml(text).map_err(|error| ApiError::Internal(format!("a stored profile cannot be read: {error}")))
}

/// Forgets the profile of a workspace that is gone.
pub(super) async fn forget(state: &Shared, workspace: &WorkspaceId) -> Result<(), ApiError> {
    if state.app.store.profile_text(workspace).await?.is_some() {
        state.app.store.set_profile_text(workspace, "").await?;
    }
    Ok(())
}
