//! Host and Origin: a page of somebody else's, or a name that somebody else points at this machine, gets nothing.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{problem::ApiError, state::Shared};
use crate::config::ServerSettings;

/// The names that this server answers to.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    names: Vec<String>,
    address: IpAddr,
    secure: bool,
}

impl Hosts {
    pub(super) fn new(settings: &ServerSettings, address: SocketAddr) -> Self {
        let names = settings.hosts.iter().map(|name| name.trim().to_lowercase()).collect();
        Self { names, address: address.ip(), secure: settings.behind_tls_proxy }
    }

    /// Whether a `Host` header names us: a loopback name or the address itself with any port, or a configured name.
    fn knows(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else { return false };
        if host.contains('@') {
            return false;
        }
        let name = authority.host().to_lowercase();
        if name == "localhost" || self.names.contains(&name) || self.names.contains(&host.to_lowercase()) {
            return true;
        }
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
        bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback() || (ip == self.address && !ip.is_unspecified()))
    }

    /// Whether an `Origin` is that of our own pages, as the browser that sent `host` sees them.
    fn is_own(&self, origin: &str, host: &str) -> bool {
        let own = |scheme: &str| origin.strip_prefix(scheme).is_some_and(|rest| rest.eq_ignore_ascii_case(host));
        own("http://") || (self.secure && own("https://"))
    }
}

/// Turns away requests for other hosts and from other origins, before anything else looks at them.
pub(super) async fn door(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let Some(host) = only(headers, header::HOST) else { return ApiError::Misdirected.into_response() };
    let other = request.uri().authority().is_some_and(|authority| authority.as_str() != host);
    if other || !state.hosts.knows(host) {
        return ApiError::Misdirected.into_response();
    }
    if headers.contains_key(header::ORIGIN) {
        let own = match only(headers, header::ORIGIN) {
            // Browsers send `null` with a form of a page that asks for no referrer; then the fetch metadata decides.
            Some("null") => fetch_site(headers) == Some("same-origin"),
            Some(origin) => state.hosts.is_own(origin, host),
            None => false,
        };
        if !own {
            return ApiError::Forbidden("requests from pages of another origin are not served").into_response();
        }
    }
    next.run(request).await
}

/// Whether a request that has passed the door came from one of our own pages, as an unsafe one with a cookie must.
pub(super) fn is_from_our_page(parts: &Parts) -> bool {
    let named = only(&parts.headers, header::ORIGIN).is_some_and(|origin| origin != "null");
    named || matches!(fetch_site(&parts.headers), Some("same-origin" | "none"))
}

fn fetch_site(headers: &HeaderMap) -> Option<&str> {
    headers.get("sec-fetch-site").and_then(|value| value.to_str().ok())
}

/// The value of a header that is there exactly once.
fn only(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let first: &HeaderValue = values.next()?;
    values.next().is_none().then(|| first.to_str().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(address: &str) -> Hosts {
        let settings = ServerSettings {
            behind_tls_proxy: true,
            hosts: vec!["isms.example".to_owned()],
            ..ServerSettings::default()
        };
        Hosts::new(&settings, address.parse().unwrap())
    }

    #[test]
    fn loopback_names_the_own_address_and_configured_names_are_known() {
        let hosts = hosts("192.0.2.7:8080");
        for known in [
            "localhost",
            "LOCALHOST:1",
            "127.0.0.1:8080",
            "127.9.9.9",
            "[::1]:80",
            "isms.example",
            "ISMS.example:443",
            "192.0.2.7",
        ] {
            assert!(hosts.knows(known), "{known}");
        }
        for foreign in [
            "",
            "evil.example",
            "localhost.evil.example",
            "localhost@evil.example",
            "evil@localhost",
            "192.0.2.8",
            "0.0.0.0",
            "[::]",
            "127.0.0.1.evil.example",
            "localhost.",
            "xisms.example",
        ] {
            assert!(!hosts.knows(foreign), "{foreign}");
        }
        assert!(!self::hosts("0.0.0.0:80").knows("0.0.0.0"));
    }

    #[test]
    fn an_origin_is_own_only_for_the_host_that_was_asked() {
        let hosts = hosts("127.0.0.1:8080");
        assert!(hosts.is_own("http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(hosts.is_own("https://isms.example", "isms.example"));
        for foreign in
            ["http://127.0.0.1:3000", "http://localhost:8080", "file://127.0.0.1:8080", "https://evil.example", "null"]
        {
            assert!(!hosts.is_own(foreign, "127.0.0.1:8080"), "{foreign}");
        }
    }
}
