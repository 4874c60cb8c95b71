//! What leaves this machine: who agreed to it, what was sent for an answer, and every place that could be sent to.

mod gap;
mod manifest;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};

use super::{
    caller::Caller,
    guard::InWorkspace,
    input::{Asked, Named, Paging, Sent},
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};
use crate::{
    store::{Consent, ConversationId, Egress, FiledEgress, MAX_PAGE, MessageId},
    view::rfc3339,
};
pub(super) use gap::GapNote;

const CONSENT: &str = "/api/v1/workspaces/{w}/model-consent";

pub(super) fn routes(routes: Routes) -> Routes {
    let agree = Operation::new("Agree that texts of the workspace go to the language model, or take that back")
        .details("The origin is that of the endpoint in use, so that nobody agrees to another one than they saw")
        .takes::<Wish>(r#"{"agreed": true, "origin": "http://127.0.0.1:11434"}"#)
        .gives::<ConsentView>(200)
        .fails(&[409]);
    let sent = Operation::new("What was sent to the language model for an answer").gives::<SentView>(200);
    let listed = Operation::new("What was sent to the language model for a workspace, the latest first")
        .query::<Paging>()
        .gives::<SentList>(200);
    let manifest = Operation::new("Every place that this installation can send to, why, and what went there")
        .gives::<manifest::Manifest>(200);
    routes
        .get(CONSENT, Access::Member, show)
        .says(Operation::new("Whether texts of the workspace go to the language model").gives::<ConsentView>(200))
        .put(CONSENT, Access::Member, put)
        .says(agree)
        .get("/api/v1/workspaces/{w}/conversations/{c}/messages/{m}/egress", Access::Member, of_message)
        .says(sent)
        .get("/api/v1/workspaces/{w}/egress", Access::Member, of_workspace)
        .says(listed)
        .get("/api/v1/egress", Access::Admin, manifest::show)
        .says(manifest)
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ModelConsentWish")]
struct Wish {
    agreed: bool,
    /// The endpoint's origin; needed to agree
    origin: Option<String>,
}

/// Whether texts of a workspace go to the language model.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ModelConsent")]
struct ConsentView {
    /// They do: there is an endpoint, and the agreement is for it
    agreed: bool,
    /// The endpoint in use, if there is one
    endpoint: Option<String>,
    /// The model there
    model: Option<String>,
    /// Nothing leaves, whatever is agreed
    no_egress: bool,
    given: Option<GivenConsent>,
}

/// An agreement.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct GivenConsent {
    /// The endpoint that it is for
    origin: String,
    by: String,
    at: String,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "SentForAnswer")]
struct SentView {
    /// Nothing here means that nothing left this machine for this answer
    sent: Vec<Egress>,
}

/// What was sent for a workspace.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct SentList {
    /// Nothing here means that nothing of the workspace left this machine
    sent: Vec<FiledEgress>,
    next: Option<String>,
}

async fn show(State(state): State<Shared>, place: InWorkspace) -> Result<Json<ConsentView>, ApiError> {
    let given = state.app.store.consent(place.id()).await?;
    Ok(Json(view(&state, given)))
}

async fn put(
    State(state): State<Shared>,
    caller: Caller,
    place: InWorkspace,
    Sent(wish): Sent<Wish>,
) -> Result<Json<ConsentView>, ApiError> {
    let store = &state.app.store;
    if !wish.agreed {
        store.disagree(place.id()).await?;
        return Ok(Json(view(&state, None)));
    }
    let Some(llm) = state.app.assistant.llm() else {
        return Err(ApiError::Conflict("no language model is in use here, so there is nothing to agree to".to_owned()));
    };
    if wish.origin.as_deref() != Some(llm.origin().as_str()) {
        let message =
            format!("the endpoint in use is {0}: send `origin` with exactly that to agree to it", llm.origin());
        return Err(ApiError::Conflict(message));
    }
    let given = store.agree(place.id(), &llm.origin(), &caller.person()).await?;
    Ok(Json(view(&state, Some(given))))
}

fn view(state: &Shared, given: Option<Consent>) -> ConsentView {
    let llm = state.app.assistant.llm();
    let endpoint = llm.map(crate::llm::Llm::origin);
    let agreed = given.as_ref().is_some_and(|given| Some(&given.origin) == endpoint.as_ref());
    let model = llm.map(|llm| llm.name().to_owned());
    let given =
        given.map(|given| GivenConsent { origin: given.origin, by: given.agreed_by, at: rfc3339(given.agreed_at) });
    ConsentView { agreed, endpoint, model, no_egress: state.app.settings.no_egress, given }
}

async fn of_workspace(
    State(state): State<Shared>,
    place: InWorkspace,
    Asked(paging): Asked<Paging>,
) -> Result<Json<SentList>, ApiError> {
    let found = state.app.store.egress_in(place.id(), &paging.page()?.or_limit(MAX_PAGE)).await?;
    Ok(Json(SentList { sent: found.items, next: found.next.map(|next| next.to_string()) }))
}

async fn of_message(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(conversation): Named<ConversationId>,
    Named(message): Named<MessageId>,
) -> Result<Json<SentView>, ApiError> {
    let sent = state.app.store.egress_of(place.id(), &conversation, &message).await?;
    Ok(Json(SentView { sent }))
}
