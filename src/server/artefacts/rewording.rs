//! A policy in the voice of the house: whether the model may be asked for it, and the draft with what came of it.

use std::time::Duration;

use crate::{
    chat::Permit,
    draft::{self, Draft, Editor},
    export,
    iso::Profile,
    knowledge::{Library, Paper},
    llm::Llm,
    server::{house_style, problem::ApiError, state::Shared},
    store::WorkspaceId,
};

/// How long a whole policy may take; whoever asked waits for it.
const PATIENCE: Duration = Duration::from_mins(4);

/// A model that may be asked, and how the house writes.
#[derive(Debug)]
pub(super) struct Pen {
    llm: Box<Llm>,
    voice: Option<String>,
}

impl Pen {
    /// The model, if it may get texts of this workspace. An order that cannot be carried out is refused before anything is
    /// sent.
    pub(super) async fn of(
        state: &Shared,
        workspace: &WorkspaceId,
        (person, voice): (String, Option<String>),
    ) -> Result<Self, ApiError> {
        let llm = match state.app.assistant.permit(Some(workspace), Some(person)).await {
            Permit::Granted(llm) => llm,
            Permit::Not(why) => return Err(ApiError::Conflict(why)),
            Permit::NoModel => {
                let why = if state.app.settings.no_egress {
                    "no language model may be asked here (no_egress): leave `reword` out"
                } else {
                    "`reword` needs a language model: set llm.base_url and llm.model and start the server again"
                };
                return Err(ApiError::Conflict(why.to_owned()));
            }
        };
        let voice = match voice {
            Some(voice) => Some(voice),
            None => house_style::of(state, workspace).await?.voice,
        };
        let voice = voice.map(|voice| voice.trim().to_owned());
        voice.as_deref().map_or(Ok(()), export::voice).map_err(|error| ApiError::Unfit(error.to_string()))?;
        Ok(Self { llm, voice })
    }

    /// The policy. There is always one, whatever the model does.
    pub(super) async fn policy(
        &self,
        (state, workspace): (&Shared, &WorkspaceId),
        (paper, library): (&Paper, &Library),
        profile: &Profile,
    ) -> Draft {
        let embedder = state.app.indexer.vectors().map(|(_, embedder)| embedder.clone());
        let editor = Editor {
            llm: &self.llm,
            embedder: embedder.as_ref(),
            store: &state.app.store,
            workspace: Some(workspace),
            voice: self.voice.as_deref(),
            patience: PATIENCE,
        };
        draft::reworded((paper, library), profile, &editor, &|_, _| ()).await
    }
}
