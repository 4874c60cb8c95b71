//! The chat page, the sign-in page, and signing in and out.

use std::time::Duration;

use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{
    assets,
    caller::{cookie_name, session_cookie},
    input::Text,
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};
use crate::store::Scope;

/// How long a browser stays signed in.
const SESSION: Duration = Duration::from_hours(7 * 24);
/// Where somebody lands whose key or link is not good.
const FAILED: &str = "/?error=1";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/", Access::Open, index)
        .says(Operation::new("The chat page, or the sign-in page").gives_kind(200, "text/html"))
        .get("/login", Access::Open, login_link)
        .says(
            Operation::new("Sign in with a one-time link")
                .query::<Link>()
                .gives_kind(200, "text/html")
                .gives_nothing(303),
        )
        .post("/login", Access::Open, login_key)
        .says(
            Operation::new("Sign in with a key")
                .takes_kind("application/x-www-form-urlencoded", "key=KEY")
                .gives_nothing(303),
        )
        .post("/logout", Access::Open, logout)
        .says(Operation::new("Sign out").gives_nothing(303))
        .get("/assets/{name}", Access::Open, assets::asset)
        .says(Operation::new("A file of the pages").gives_kind(200, "*/*").gives_nothing(304))
}

#[derive(Deserialize, schemars::JsonSchema)]
struct Link {
    /// The link's secret
    #[schemars(with = "Option<String>")]
    token: Option<SecretString>,
}

async fn index(State(state): State<Shared>, headers: HeaderMap) -> Result<Response, ApiError> {
    if is_signed_in(&state, &headers).await? { assets::page("index.html") } else { assets::page("login.html") }
}

/// The one-time link that `annexa serve` prints; without a token, the sign-in page.
async fn login_link(
    State(state): State<Shared>,
    method: Method,
    headers: HeaderMap,
    link: Query<Link>,
) -> Result<Response, ApiError> {
    let Some(token) = link.0.token else {
        return if is_signed_in(&state, &headers).await? { Ok(see("/")) } else { assets::page("login.html") };
    };
    // A look-ahead must not use the link up.
    if method != Method::GET {
        return Ok(see("/"));
    }
    match state.app.store.redeem_login_token(token.expose_secret(), SESSION).await? {
        Some(session) => signed_in(&state, &session),
        None => Ok(see(FAILED)),
    }
}

/// A pasted key. A widget's key opens no page, so it is as good as none.
async fn login_key(State(state): State<Shared>, Text(body): Text) -> Result<Response, ApiError> {
    let Some(key) = form_field(&body, "key") else { return Ok(see(FAILED)) };
    let grant = state.app.store.authenticate(key.expose_secret()).await?;
    match grant.filter(|grant| grant.scope != Scope::Widget) {
        Some(grant) => signed_in(&state, &state.app.store.create_session(&grant, SESSION).await?),
        None => Ok(see(FAILED)),
    }
}

async fn logout(State(state): State<Shared>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(session) = session_cookie(&state, &headers) {
        state.app.store.end_session(session.expose_secret()).await?;
    }
    with_cookie(&state, "", Duration::ZERO)
}

async fn is_signed_in(state: &Shared, headers: &HeaderMap) -> Result<bool, ApiError> {
    let Some(session) = session_cookie(state, headers) else { return Ok(false) };
    Ok(state.app.store.session(session.expose_secret()).await?.is_some())
}

fn signed_in(state: &Shared, session: &SecretString) -> Result<Response, ApiError> {
    with_cookie(state, session.expose_secret(), SESSION)
}

fn with_cookie(state: &Shared, value: &str, age: Duration) -> Result<Response, ApiError> {
    let secure = state.settings().behind_tls_proxy;
    let name = cookie_name(secure);
    let end = if secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{end}", age.as_secs());
    let mut cookie =
        HeaderValue::from_str(&cookie).map_err(|_| ApiError::Internal("a session that is no header".to_owned()))?;
    cookie.set_sensitive(true);
    let mut response = see("/");
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

fn see(place: &'static str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// A field of a form. Keys are letters, digits and `_`, so nothing in them is escaped.
fn form_field(body: &str, name: &str) -> Option<SecretString> {
    let (_, value) = body.split('&').filter_map(|pair| pair.split_once('=')).find(|(field, _)| *field == name)?;
    Some(value.trim_matches(['+', ' ']).into())
}
