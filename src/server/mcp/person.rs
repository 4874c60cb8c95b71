//! On whose behalf a call is made, and which workspaces that opens.

use crate::{
    server::{caller::Caller, problem::ApiError, state::Shared},
    store::{Workspace, WorkspaceId},
};

/// On whose behalf a call is made.
#[derive(Debug, Clone)]
pub(super) enum Person {
    /// Somebody with a key, over HTTP.
    Key(Caller),
    /// Whoever started the program on this machine, with the workspace that was named then.
    Local(Option<WorkspaceId>),
}

impl Person {
    pub(super) fn caller(&self) -> Option<&Caller> {
        match self {
            Self::Key(caller) => Some(caller),
            Self::Local(_) => None,
        }
    }

    pub(super) fn may_enter(&self, workspace: &WorkspaceId) -> bool {
        self.caller().is_none_or(|caller| caller.may_enter(workspace))
    }

    /// The workspace of this id or name, if it may be entered.
    pub(super) async fn find(&self, state: &Shared, named: &str) -> Result<Workspace, ApiError> {
        let found = match self {
            Self::Key(caller) => caller.find(state, named).await,
            Self::Local(_) => Ok(state.app.store.workspace_named(named).await?),
        };
        found.map_err(|error| match error {
            ApiError::NotFound => ApiError::Unfit(format!(
                "there is no workspace `{named}`, or it is not yours: leave `workspace` out, or name one of yours"
            )),
            other => other,
        })
    }

    /// The workspace to work in: the one named, else the person's own, if there is one.
    pub(super) async fn choose(&self, state: &Shared, named: Option<&str>) -> Result<Option<WorkspaceId>, ApiError> {
        match (named, self) {
            (Some(named), _) => Ok(Some(self.find(state, named).await?.id)),
            (None, Self::Key(caller)) => Ok(caller.workspace().cloned()),
            (None, Self::Local(own)) => Ok(own.clone()),
        }
    }
}
