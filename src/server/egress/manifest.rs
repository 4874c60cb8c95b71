//! The manifest: every place that this installation can send to, why, and what is known to have gone there.

use axum::{Json, extract::State};
use serde::Serialize;

use crate::{
    server::{problem::ApiError, state::Shared},
    store::EgressTotal,
};

/// Where files of an embedding model of the catalogue come from.
const HUB: &str = "https://huggingface.co";

/// Every place that this installation can send to.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "EgressManifest")]
pub(super) struct Manifest {
    /// Nothing leaves this machine, whatever else is configured
    no_egress: bool,
    destinations: Vec<Destination>,
    /// What went to language models, of all that is still kept: deleting a conversation deletes its notes
    sent: Vec<EgressTotal>,
    /// Workspaces whose owners agreed to the endpoint in use
    workspaces_agreed: usize,
    workspaces: usize,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "EgressDestination")]
struct Destination {
    origin: String,
    purpose: &'static str,
    /// What makes something go there
    when: &'static str,
    /// What goes there
    what: &'static str,
    /// It can happen with the settings of this server
    open: bool,
}

pub(super) async fn show(State(state): State<Shared>) -> Result<Json<Manifest>, ApiError> {
    let (app, store) = (&state.app, &state.app.store);
    let mut agreed = 0;
    let workspaces = store.workspaces().await?;
    if let Some(llm) = app.assistant.llm() {
        for workspace in &workspaces {
            agreed += usize::from(store.has_agreed(&workspace.id, &llm.origin()).await?);
        }
    }
    Ok(Json(Manifest {
        no_egress: app.settings.no_egress,
        destinations: destinations(&state),
        sent: store.egress_totals().await?,
        workspaces_agreed: agreed,
        workspaces: workspaces.len(),
    }))
}

fn destinations(state: &Shared) -> Vec<Destination> {
    let settings = &state.app.settings;
    let model = state.app.assistant.llm().map(crate::llm::Llm::origin);
    let open = model.is_some();
    let named = model.or_else(|| settings.llm.base_url.clone()).filter(|base| !base.trim().is_empty());
    let model = named.map(|origin| Destination {
        origin,
        purpose: "language model",
        when: "a question is answered, a gap analysis made, or a policy worded; with texts of a workspace only after its owner agreed",
        what: "the question, the passages that the search found, fixed instructions; of a policy its clauses, without names and numbers; a list of models is asked for",
        open,
    });
    let own = ["minilm", "off"].iter().any(|own| settings.embed.model.eq_ignore_ascii_case(own));
    let files = (!own).then(|| Destination {
        origin: HUB.to_owned(),
        purpose: "files of the embedding model",
        when: "the server starts and the files are not in the models folder yet",
        what: "the model's name; no text of anybody",
        open: !settings.no_egress,
    });
    model.into_iter().chain(files).collect()
}
