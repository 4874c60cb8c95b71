//! Who calls: a key in the `Authorization` header, or the browser's session cookie.

use std::time::Duration;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::{problem::ApiError, state::Shared};
use crate::store::{Grant, KeyId, Scope, Workspace, WorkspaceId};

/// How often a long answer looks whether its caller's credential still holds.
const RECHECK: Duration = Duration::from_secs(2);

/// Somebody with a valid credential.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    grant: Grant,
    credential: Credential,
}

#[derive(Debug, Clone)]
enum Credential {
    Key(SecretString),
    Session(SecretString),
}

/// The session cookie's name: the prefix makes browsers insist on TLS, which only a proxy in front can give.
pub(super) fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-annexa_session" } else { "annexa_session" }
}

impl Caller {
    /// Who sent this request; a header that names a key counts before a cookie.
    pub(super) async fn of(state: &Shared, headers: &HeaderMap) -> Result<Self, ApiError> {
        let credential = match headers.get(header::AUTHORIZATION) {
            Some(value) => {
                let key = value.to_str().ok().and_then(bearer).ok_or(ApiError::NoCredential)?;
                Credential::Key(key.into())
            }
            None => Credential::Session(session_cookie(state, headers).ok_or(ApiError::NoCredential)?),
        };
        let grant = credential.grant(state).await?.ok_or(ApiError::NoCredential)?;
        Ok(Self { grant, credential })
    }

    pub(super) fn scope(&self) -> Scope {
        self.grant.scope
    }

    /// The workspace that the credential is bound to; none for an administrator.
    pub(super) fn workspace(&self) -> Option<&WorkspaceId> {
        self.grant.workspace.as_ref()
    }

    /// The key of the chat widget, if it is one that calls.
    pub(super) fn widget(&self) -> Option<&KeyId> {
        self.grant.key_id.as_ref().filter(|_| self.grant.scope == Scope::Widget)
    }

    /// What is kept of the credential where its requests must be told from those of others.
    pub(super) fn fingerprint(&self) -> String {
        let (Credential::Key(secret) | Credential::Session(secret)) = &self.credential;
        format!("{:x}", Sha256::digest(secret.expose_secret()))
    }

    /// Who it is, for limits and notes: the key, or the browser that an administrator signed in with a link.
    pub(super) fn person(&self) -> String {
        self.grant.key_id.as_ref().map_or_else(|| "signed-in browser".to_owned(), ToString::to_string)
    }

    pub(super) fn came_with_cookie(&self) -> bool {
        matches!(self.credential, Credential::Session(_))
    }

    pub(super) fn may_enter(&self, workspace: &WorkspaceId) -> bool {
        match self.grant.scope {
            Scope::Admin => true,
            Scope::Workspace | Scope::Widget => self.grant.workspace.as_ref() == Some(workspace),
        }
    }

    /// The workspace whose documents are searched: the one named if it may be entered, else the caller's own.
    pub(super) async fn choose(&self, state: &Shared, named: Option<&str>) -> Result<Option<WorkspaceId>, ApiError> {
        let Some(named) = named else { return Ok(self.grant.workspace.clone()) };
        let workspace = WorkspaceId::parse(named)?;
        if !self.may_enter(&workspace) {
            return Err(ApiError::NotFound);
        }
        Ok(Some(state.app.store.workspace(&workspace).await?.id))
    }

    /// The workspace of this id or name, if there is one that the caller may enter.
    pub(super) async fn find(&self, state: &Shared, named: &str) -> Result<Workspace, ApiError> {
        let workspace = state.app.store.workspace_named(named).await?;
        if self.may_enter(&workspace.id) { Ok(workspace) } else { Err(ApiError::NotFound) }
    }

    /// Returns when the credential has been revoked or has expired; until then it waits.
    pub(super) async fn locked_out(&self, state: &Shared) {
        loop {
            tokio::time::sleep(RECHECK).await;
            // A store that cannot be read says nothing about the credential.
            if matches!(self.credential.grant(state).await, Ok(None)) {
                return;
            }
        }
    }
}

impl Credential {
    async fn grant(&self, state: &Shared) -> Result<Option<Grant>, ApiError> {
        Ok(match self {
            Self::Key(key) => state.app.store.authenticate(key.expose_secret()).await?,
            Self::Session(session) => state.app.store.session(session.expose_secret()).await?,
        })
    }
}

/// The secret in the session cookie, if the browser sent one.
pub(super) fn session_cookie(state: &Shared, headers: &HeaderMap) -> Option<SecretString> {
    let name = cookie_name(state.settings().behind_tls_proxy);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value.into())
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, key) = value.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !key.is_empty()).then_some(key)
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = ApiError;

    /// Gives the caller whom the guard has let in; without the guard there is none.
    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| ApiError::Internal("a route without a guard".to_owned()))
    }
}
