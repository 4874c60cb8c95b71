//! The one place where it is decided who may call what, for every route and from the list of routes alone.

use axum::{
    extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State},
    http::{Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    caller::Caller,
    door, once,
    problem::ApiError,
    route::{Access, Pace, Route},
    state::Shared,
    tag,
};
use crate::store::{ConversationId, KeyId, Workspace, WorkspaceId};

/// A workspace that exists and that the caller may enter; the path named it as `{w}`.
#[derive(Debug, Clone)]
pub(super) struct InWorkspace {
    pub(super) workspace: Workspace,
    pub(super) caller: Caller,
}

/// Lets a request in or not. One that matches no route has nothing to guard and goes on to its error.
pub(super) async fn guard(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let admitted = match admit(&state, &mut parts).await {
        Ok(admitted) => admitted,
        Err(error) => return error.into_response(),
    };
    let safe = parts.method.is_safe();
    let known = tag::known(&parts.headers);
    // HEAD is answered without a body, which is nothing that could be hashed.
    let is_tagged = admitted.is_tagged && parts.method == Method::GET;
    let request = Request::from_parts(parts, body);
    let pace = admitted.pace;
    let served = async {
        let response = match &admitted.once {
            None => next.run(request).await,
            Some((caller, key)) => {
                let served = once::serve(&state, (caller, key.clone()), (request, pace.body()), next).await;
                served.unwrap_or_else(IntoResponse::into_response)
            }
        };
        if is_tagged { tag::tagged(known.as_ref(), response).await } else { response }
    };
    match tokio::time::timeout(pace.time(), served).await {
        Ok(response) => response,
        Err(_) if safe => ApiError::Busy("it took too long: try again in a few seconds".to_owned()).into_response(),
        Err(_) => ApiError::TooSlow.into_response(),
    }
}

/// How a request that is let in is served.
#[derive(Default)]
struct Admitted {
    pace: Pace,
    is_tagged: bool,
    /// Who sent it and the key that it brought, if it shall be served once.
    once: Option<(Caller, String)>,
}

async fn admit(state: &Shared, parts: &mut Parts) -> Result<Admitted, ApiError> {
    let path = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let Some(route) = path.and_then(|path| state.route(&parts.method, &path)) else {
        return Ok(Admitted::default());
    };
    let admitted = Admitted { pace: route.pace, is_tagged: route.is_tagged, once: None };
    if is_open(state, route) {
        return Ok(admitted);
    }
    let caller = Caller::of(state, &parts.headers).await?;
    if caller.came_with_cookie() && !parts.method.is_safe() && !door::is_from_our_page(parts) {
        return Err(ApiError::Forbidden("a signed-in browser may do this only from this server's own pages"));
    }
    if !route.access.admits(caller.scope()) {
        return Err(ApiError::Forbidden("this key does not reach so far"));
    }
    if route.path.contains("{w}") {
        let workspace = enter(state, parts, &caller).await?;
        if let Some(key) = caller.widget()
            && route.path.contains("{c}")
        {
            own(state, parts, &workspace.id, key).await?;
        }
        parts.extensions.insert(InWorkspace { workspace, caller: caller.clone() });
    }
    let key = if route.is_once { once::key(&parts.headers)? } else { None };
    let once = key.map(|key| (caller.clone(), key));
    parts.extensions.insert(caller);
    Ok(Admitted { once, ..admitted })
}

fn is_open(state: &Shared, route: &Route) -> bool {
    match route.access {
        Access::Open => true,
        Access::Operator => state.settings().listen.ip().is_loopback() && !state.settings().behind_tls_proxy,
        Access::Admin | Access::Member | Access::Asker => false,
    }
}

/// The workspace that the path names. One that does not exist and one that is not the caller's look the same.
async fn enter(state: &Shared, parts: &mut Parts, caller: &Caller) -> Result<Workspace, ApiError> {
    let id = WorkspaceId::parse(&named(state, parts, "w").await?)?;
    if !caller.may_enter(&id) {
        return Err(ApiError::NotFound);
    }
    Ok(state.app.store.workspace(&id).await?)
}

/// A widget goes on with what it began itself; any other conversation looks as if it did not exist.
async fn own(state: &Shared, parts: &mut Parts, workspace: &WorkspaceId, key: &KeyId) -> Result<(), ApiError> {
    let id = ConversationId::parse(&named(state, parts, "c").await?)?;
    Ok(state.app.store.require_widget_conversation(workspace, &id, key).await?)
}

/// A parameter of the path.
async fn named(state: &Shared, parts: &mut Parts, wanted: &str) -> Result<String, ApiError> {
    let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::NotFound)?;
    let value = params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned());
    value.ok_or(ApiError::NotFound)
}

impl InWorkspace {
    pub(super) fn id(&self) -> &WorkspaceId {
        &self.workspace.id
    }
}

impl FromRequestParts<Shared> for InWorkspace {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| ApiError::Internal("a route without {w}".to_owned()))
    }
}
