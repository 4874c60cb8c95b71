//! The keys of a workspace's chat widgets: made with the pages that may show them and their quota, listed, revoked. The
//! line to paste is given once, with the key in it.

use axum::{Json, extract::State, http::StatusCode};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::{
    guard::InWorkspace,
    input::{Asked, Named, Paging, Sent},
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};
use crate::{
    store::{Key, KeyId, Origin, Origins, WIDGET_QUOTA, WidgetRules},
    view::{rfc3339, widget_snippet},
};

const ALL: &str = "/api/v1/workspaces/{w}/widget-keys";
/// The largest quota, as the command line has it.
const MAX_QUOTA: u32 = 1_000_000;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(ALL, Access::Admin, list)
        .says(Operation::new("List the keys of chat widgets").query::<Paging>().gives::<List>(200))
        .post(ALL, Access::Admin, create)
        .says(
            Operation::new("Make a key for a chat widget")
                .details("The key and the line to paste are shown only now")
                .takes::<New>(r#"{"label": "Intranet", "origins": ["https://intranet.example"], "quota": 200}"#)
                .gives::<Created>(201)
                .fails(&[422]),
        )
        .delete("/api/v1/workspaces/{w}/widget-keys/{key}", Access::Admin, revoke)
        .says(Operation::new("Revoke a key of a chat widget").gives_nothing(204))
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewWidgetKey")]
struct New {
    /// What people call it
    label: String,
    /// Whose pages may show the widget, for example `https://intranet.example`
    #[serde(default)]
    origins: Vec<String>,
    /// Questions that it answers in a day of UTC
    #[serde(default = "usual")]
    quota: u32,
}

fn usual() -> u32 {
    WIDGET_QUOTA
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WidgetKey")]
struct Line {
    id: KeyId,
    label: String,
    origins: Vec<String>,
    /// Questions a day
    quota: i64,
    /// Questions that were asked today
    asked_today: i64,
    created_at: String,
    last_used_at: Option<String>,
    revoked_at: Option<String>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WidgetKeyList")]
struct List {
    widget_keys: Vec<Line>,
    next: Option<String>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "CreatedWidgetKey")]
struct Created {
    #[serde(flatten)]
    line: Line,
    /// The key itself
    key: String,
    /// The line to put into the pages that show the chat
    snippet: String,
}

impl Line {
    fn new(key: Key, asked_today: i64) -> Self {
        Self {
            id: key.id,
            label: key.label,
            origins: key.origins.to_string().split_whitespace().map(str::to_owned).collect(),
            quota: key.quota.unwrap_or_default(),
            asked_today,
            created_at: rfc3339(key.created_at),
            last_used_at: key.last_used_at.map(rfc3339),
            revoked_at: key.revoked_at.map(rfc3339),
        }
    }
}

async fn list(
    State(state): State<Shared>,
    place: InWorkspace,
    Asked(paging): Asked<Paging>,
) -> Result<Json<List>, ApiError> {
    let store = &state.app.store;
    let found = store.widgets(place.id(), &paging.page()?).await?;
    let next = found.next.map(|next| next.to_string());
    let mut lines = Vec::new();
    for key in found.items {
        let asked = store.widget_questions_today(&key.id).await?;
        lines.push(Line::new(key, asked));
    }
    Ok(Json(List { widget_keys: lines, next }))
}

async fn create(
    State(state): State<Shared>,
    place: InWorkspace,
    Sent(new): Sent<New>,
) -> Result<(StatusCode, Json<Created>), ApiError> {
    if !(1..=MAX_QUOTA).contains(&new.quota) {
        return Err(ApiError::Unfit(format!("a quota is a number of questions from 1 to {MAX_QUOTA} a day")));
    }
    let origins = new.origins.iter().map(|origin| origin.parse::<Origin>()).collect::<Result<_, _>>()?;
    let rules = WidgetRules { origins: Origins::new(origins)?, quota: new.quota };
    let (key, secret) = state.app.store.create_widget_key(place.id().clone(), &new.label, rules).await?;
    let secret = secret.expose_secret().to_owned();
    let snippet = widget_snippet(&state.public_address(), &place.workspace.name, &secret);
    Ok((StatusCode::CREATED, Json(Created { line: Line::new(key, 0), key: secret, snippet })))
}

/// Only keys of this workspace's widgets; the others are the command line's.
async fn revoke(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(id): Named<KeyId>,
) -> Result<StatusCode, ApiError> {
    let key = state.app.store.widget(&id).await?;
    if key.workspace_id.as_ref() != Some(place.id()) {
        return Err(ApiError::NotFound);
    }
    state.app.store.revoke_key(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
