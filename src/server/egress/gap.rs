//! A gap analysis and the model: whether it may be asked, and the note of what it was asked with.

use crate::{
    assess::{Given, Leaving},
    chat::Permit,
    llm::Llm,
    server::state::Shared,
    store::WorkspaceId,
};

/// The model of one analysis, if it may be asked, and the note that was made of it.
pub(in crate::server) struct GapNote {
    permit: Permit,
    leaving: Option<Leaving>,
}

impl GapNote {
    /// Notes which documents the passages come from, before any of them goes. What cannot be noted is not sent.
    pub(in crate::server) async fn begin(state: &Shared, workspace: Option<&WorkspaceId>, documents: &[Given]) -> Self {
        let mut permit = state.app.assistant.permit(workspace, None).await;
        let mut leaving = None;
        if let Permit::Granted(llm) = &permit {
            match Leaving::begin(&state.app.store, llm, workspace, documents).await {
                Ok(begun) => leaving = Some(begun),
                Err(error) => {
                    let why = format!("The language model was not asked: that could not be noted ({error}).");
                    permit = Permit::Not(why);
                }
            }
        }
        Self { permit, leaving }
    }

    /// The model that may be asked.
    pub(in crate::server) fn model(&self) -> Option<&Llm> {
        match &self.permit {
            Permit::Granted(llm) => Some(llm),
            Permit::NoModel | Permit::Not(_) => None,
        }
    }

    /// Why it may not, for the reader of the report.
    pub(in crate::server) fn why_not(&self) -> Option<String> {
        match &self.permit {
            Permit::Not(why) => Some(why.clone()),
            Permit::NoModel | Permit::Granted(_) => None,
        }
    }

    /// Notes what came of it.
    pub(in crate::server) async fn end(&self, state: &Shared, made: bool) {
        if let (Some(leaving), Some(llm)) = (&self.leaving, self.model()) {
            leaving.end(&state.app.store, llm, made).await;
        }
    }
}
