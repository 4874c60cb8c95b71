//! Requests that are sent again because nobody knows whether they arrived: with an `Idempotency-Key`, the second one gets
//! the answer of the first and makes nothing.
//!
//! Claims and answers are in the store, per credential and for a day. What makes a thing writes its answer in the same
//! transaction (see [`Once::receipt`]), so no crash can come between the two; other answers are written behind them.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequestParts, Request},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;

use super::{caller::Caller, problem::ApiError, state::Shared};
use crate::store::{Claim, Claimed, Receipt, Settled};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The longest key, in characters.
const MAX_KEY: usize = 200;
/// Bodies up to this size are hashed before they are served; larger ones, uploads, while they are.
const WHOLE: usize = 1024 * 1024;
/// The largest answer that is kept.
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// The claim of a request that brought a key; nothing for the others.
#[derive(Clone, Default)]
pub(super) struct Once(Option<Arc<Reservation>>);

/// A claim that is given up when nobody holds it any more, unless it was settled.
struct Reservation {
    state: Shared,
    claim: Claim,
    is_given_up: bool,
}

/// A hash of a request as it comes in. The edges of multipart bodies are new each time, so they do not count.
struct Fingerprint {
    hash: Sha256,
    edge: Vec<u8>,
    held: Vec<u8>,
    has_ended: bool,
}

impl Once {
    pub(super) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// How the answer is written together with the thing that it tells of.
    pub(super) fn receipt<'a, T>(&'a self, says: &'a (dyn Fn(&T) -> (u16, String) + Sync)) -> Option<Receipt<'a, T>> {
        self.0.as_ref().map(|reserved| Receipt::new(&reserved.claim, says))
    }
}

/// A status and the JSON of a view, as a receipt holds them.
pub(super) fn json(status: u16, view: &impl Serialize) -> (u16, String) {
    (status, serde_json::to_string(view).unwrap_or_default())
}

/// The key that a request brought.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let mut given = headers.get_all(HEADER).iter();
    let Some(first) = given.next() else { return Ok(None) };
    let key = first.to_str().ok().filter(|_| given.next().is_none());
    let key = key.filter(|key| (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    key.map(|key| Some(key.to_owned())).ok_or_else(|| {
        ApiError::Unreadable("an Idempotency-Key has 1 to 200 letters, digits and signs, and no spaces".to_owned())
    })
}

/// Serves a request that brought a key: once, however often it comes. `most` is the largest body that is read.
pub(super) async fn serve(
    state: &Shared,
    (caller, key): (&Caller, String),
    (request, most): (Request, usize),
    next: Next,
) -> Result<Response, ApiError> {
    let claim = Claim { credential: caller.fingerprint(), key };
    let (parts, body) = request.into_parts();
    let place = parts.uri.path().to_owned();
    let mut print = Fingerprint::of(&parts);
    let store = &state.app.store;
    if most > WHOLE {
        return match store.claim(&claim, &place, None).await? {
            Claimed::Fresh => stream(state, claim, (parts, body, print), next).await,
            Claimed::Running => Err(running()),
            Claimed::Settled(settled) => {
                let mut pieces = body.into_data_stream();
                while let Some(piece) = pieces.next().await {
                    print.read(&piece.map_err(|_| ApiError::Unreadable("the body did not arrive whole".to_owned()))?);
                }
                again(settled, &print.end())
            }
        };
    }
    let body = to_bytes(body, most).await.map_err(|_| ApiError::too_large())?;
    print.read(&body);
    let hash = print.end();
    match store.claim(&claim, &place, Some(&hash)).await? {
        Claimed::Fresh => {
            let reserved = Reservation::of(state, claim);
            let response = next.run(with(parts, Body::from(body), &reserved)).await;
            settle(reserved, None, response).await
        }
        Claimed::Running => Err(running()),
        Claimed::Settled(settled) => again(settled, &hash),
    }
}

/// Serves an upload and hashes it on its way.
async fn stream(
    state: &Shared,
    claim: Claim,
    (parts, body, print): (Parts, Body, Fingerprint),
    next: Next,
) -> Result<Response, ApiError> {
    let reserved = Reservation::of(state, claim);
    let print = Arc::new(Mutex::new(print));
    let hashing = Arc::clone(&print);
    let pieces = body.into_data_stream().inspect(move |piece| {
        if let Ok(piece) = piece {
            hashing.lock().unwrap_or_else(PoisonError::into_inner).read(piece);
        }
    });
    let response = next.run(with(parts, Body::from_stream(pieces), &reserved)).await;
    let hash = print.lock().unwrap_or_else(PoisonError::into_inner).end();
    settle(reserved, Some(&hash), response).await
}

fn with(parts: Parts, body: Body, reserved: &Arc<Reservation>) -> Request {
    let mut request = Request::from_parts(parts, body);
    request.extensions_mut().insert(Once(Some(Arc::clone(reserved))));
    request
}

/// Keeps the answer of a request that did its work. One that failed may be sent again, with the same key, as soon as its
/// caller has read that it failed.
async fn settle(reserved: Arc<Reservation>, hash: Option<&str>, response: Response) -> Result<Response, ApiError> {
    if !response.status().is_success() {
        if let Some(mut reservation) = Arc::into_inner(reserved) {
            reservation.is_given_up = true;
            reservation.give_up().await;
        }
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, MAX_ANSWER).await.map_err(|error| ApiError::Internal(error.to_string()))?;
    let text = String::from_utf8_lossy(&body);
    reserved.state.app.store.settle(&reserved.claim, hash, (parts.status.as_u16(), &text)).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// The answer of the first request, if this is the same one.
fn again(settled: Settled, hash: &str) -> Result<Response, ApiError> {
    if settled.request.as_deref().is_some_and(|first| first != hash) {
        let told = "this Idempotency-Key came with another request before: use a new key for each request";
        return Err(ApiError::Unfit(told.to_owned()));
    }
    let status = u16::try_from(settled.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let fields = [kind, (REPLAYED, HeaderValue::from_static("true"))];
    Ok((status.unwrap_or(StatusCode::OK), fields, settled.response).into_response())
}

fn running() -> ApiError {
    let told = "the first request with this Idempotency-Key is still being served: try again in a moment";
    ApiError::Conflict(told.to_owned())
}

impl Fingerprint {
    fn of(parts: &Parts) -> Self {
        let mut hash = Sha256::new();
        hash.update(format!("{}\n{}\n", parts.method, parts.uri));
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let edge = kind.split(';').find_map(|part| part.trim().strip_prefix("boundary="));
        let edge = edge.filter(|_| kind.starts_with("multipart/")).map(|edge| edge.trim_matches('"'));
        let edge = edge.filter(|edge| !edge.is_empty()).map_or_else(Vec::new, |edge| format!("--{edge}").into_bytes());
        Self { hash, edge, held: Vec::new(), has_ended: false }
    }

    fn read(&mut self, piece: &[u8]) {
        if self.edge.is_empty() {
            self.hash.update(piece);
            return;
        }
        if self.has_ended {
            return;
        }
        self.held.extend_from_slice(piece);
        // An edge, and the two signs behind it that may make it the last one.
        while let Some(at) = self.held.windows(self.edge.len() + 2).position(|part| part.starts_with(&self.edge)) {
            let rest = self.held.split_off(at + self.edge.len());
            self.hash.update(self.held.get(..at).unwrap_or_default());
            self.hash.update([0]);
            self.held = rest;
            if self.held.starts_with(b"--") {
                // What follows the last edge is read by nobody, and may or may not have arrived.
                self.has_ended = true;
                self.held.clear();
            }
        }
        let keep = self.held.len().min(self.edge.len() + 1);
        let rest = self.held.split_off(self.held.len() - keep);
        self.hash.update(&self.held);
        self.held = rest;
    }

    fn end(&mut self) -> String {
        let mut hash = self.hash.clone();
        hash.update(&self.held);
        format!("{:x}", hash.finalize())
    }
}

impl Reservation {
    fn of(state: &Shared, claim: Claim) -> Arc<Self> {
        Arc::new(Self { state: state.clone(), claim, is_given_up: false })
    }

    /// Releases the claim, to the end even if nobody waits for it.
    fn give_up(&self) -> impl Future<Output = ()> + use<> {
        let (state, claim) = (self.state.clone(), self.claim.clone());
        let released = Handle::try_current().map(|runtime| {
            runtime.spawn(async move {
                if let Err(error) = state.app.store.release(&claim).await {
                    tracing::warn!(%error, "a claim was not released");
                }
            })
        });
        async move {
            if let Ok(task) = released {
                let _ = task.await;
            }
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if !self.is_given_up {
            drop(self.give_up());
        }
    }
}

impl FromRequestParts<Shared> for Once {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(kind: &str, pieces: &[&str]) -> String {
        let request = Request::post("/x").header(header::CONTENT_TYPE, kind).body(()).unwrap();
        let mut print = Fingerprint::of(&request.into_parts().0);
        for piece in pieces {
            print.read(piece.as_bytes());
        }
        print.end()
    }

    #[test]
    fn the_same_files_have_the_same_hash_whatever_stands_between_them_and_however_they_arrive() {
        let body = |edge: &str, text: &str| format!("--{edge}\r\nname\r\n\r\n{text}\r\n--{edge}--\r\n");
        let (one, two, other) = (body("a", "--b text"), body("longer", "--b text"), body("a", "--b texts"));
        let kind = "multipart/form-data; boundary=a";
        let whole = hash(kind, &[&one]);
        for at in 1..one.len() - 2 {
            let (left, right) = one.split_at(at);
            assert_eq!(hash(kind, &[left, right]), whole, "{at}");
        }
        let letters: Vec<String> = one.chars().map(String::from).collect();
        assert_eq!(hash(kind, &letters.iter().map(String::as_str).collect::<Vec<_>>()), whole);
        assert_eq!(hash("multipart/form-data; boundary=\"longer\"", &[&two]), whole);
        assert_ne!(hash(kind, &[&other]), whole);
        assert_ne!(hash("application/json", &[&one]), whole);
        let untold = one.strip_suffix("\r\n").unwrap();
        assert_eq!(hash(kind, &[untold]), whole, "what stands behind the last edge may not have arrived");
    }

    #[test]
    fn a_key_is_one_short_word() {
        let with = |keys: &[&str]| {
            let mut headers = HeaderMap::new();
            for key in keys {
                headers.append(HEADER, HeaderValue::from_str(key).unwrap());
            }
            super::key(&headers)
        };
        assert_eq!(with(&[]).unwrap(), None);
        assert_eq!(with(&["a-1_/=+"]).unwrap().as_deref(), Some("a-1_/=+"));
        assert!(with(&[&"x".repeat(200)]).is_ok());
        for wrong in [&["", "x"][..], &[""], &["two words"], &["a", "a"], &["tab\there"], &[&"x".repeat(201)]] {
            assert!(with(wrong).is_err(), "{wrong:?}");
        }
    }
}
