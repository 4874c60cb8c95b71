//! `annexa consent`: whether texts of a workspace may go to the language model, and saying so.

use clap::Args;
use serde::Serialize;

use super::{Outcome, input};
use crate::{
    config::Settings,
    llm::Llm,
    store::{Consent, Store},
    view::rfc3339,
};

#[derive(Debug, Args)]
pub(super) struct ConsentArguments {
    /// The workspace, by name or id
    workspace: String,
    /// Agree that its texts are sent to the endpoint that is configured now
    #[arg(long, conflicts_with = "withdraw")]
    agree: bool,
    /// Take the agreement back
    #[arg(long)]
    withdraw: bool,
}

#[derive(Debug, Serialize)]
struct State {
    workspace: String,
    endpoint: Option<String>,
    agreed: bool,
    given: Option<Consent>,
}

pub(super) async fn run(settings: &Settings, arguments: ConsentArguments, json: bool) -> anyhow::Result<Outcome> {
    let endpoint = Llm::of(settings)?.map(|llm| llm.origin());
    let store = Store::open(&settings.data_dir()?).await?;
    let name = &arguments.workspace;
    let found = store.workspace_named(name).await;
    let workspace = found.map_err(|error| anyhow::anyhow!("workspace `{name}`: {error}"))?;
    if arguments.withdraw {
        store.disagree(&workspace.id).await?;
    }
    if arguments.agree {
        let Some(origin) = &endpoint else {
            let why = if settings.no_egress { "no_egress forbids one" } else { "set ANNEXA_LLM_BASE_URL first" };
            anyhow::bail!("there is no language model to agree to: {why}");
        };
        store.agree(&workspace.id, origin, "command line").await?;
    }
    let given = store.consent(&workspace.id).await?;
    store.close().await;
    let agreed = given.as_ref().is_some_and(|given| Some(&given.origin) == endpoint.as_ref());
    let state = State { workspace: workspace.id.to_string(), endpoint, agreed, given };
    if json {
        input::print_json(&state)?;
        return Ok(Outcome::Done);
    }
    input::line(&told(&state))?;
    Ok(Outcome::Done)
}

fn told(state: &State) -> String {
    let endpoint = state.endpoint.as_deref().unwrap_or("no endpoint");
    match &state.given {
        Some(given) if state.agreed => {
            format!("agreed: its texts may go to {endpoint} ({}, {})", given.agreed_by, rfc3339(given.agreed_at))
        }
        Some(given) => format!("not agreed: the agreement was for {}, and {endpoint} is configured now", given.origin),
        None => format!("not agreed: none of its texts go to {endpoint}"),
    }
}
