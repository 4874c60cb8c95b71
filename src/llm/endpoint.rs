//! Where the model is: a checked address, a key that never shows, and an HTTP client that goes nowhere else.

use std::time::Duration;

use reqwest::{
    Client, Url,
    header::{AUTHORIZATION, HeaderMap, HeaderValue},
    redirect::Policy,
};
use secrecy::{ExposeSecret, SecretString};

use super::LlmError;

/// One checked endpoint.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    base: Url,
    key: Option<SecretString>,
    headers: HeaderMap,
    client: Client,
}

impl Endpoint {
    /// Checks address and key, and builds the client. Nothing is sent yet.
    pub(super) fn new(base: &str, key: Option<&SecretString>, connect: Duration) -> Result<Self, LlmError> {
        let base = address(base)?;
        let key = key.filter(|key| !key.expose_secret().is_empty()).cloned();
        let mut headers = HeaderMap::new();
        if let Some(key) = &key {
            let value = HeaderValue::from_str(&format!("Bearer {}", key.expose_secret().trim()));
            let mut value =
                value.map_err(|_| setting("llm.api_key", "it has characters that no HTTP header carries"))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let client = client(base.scheme() == "https", connect)?;
        Ok(Self { base, key, headers, client })
    }

    /// Scheme, host and port.
    pub(super) fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// The whole address.
    pub(super) fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Whether this is OpenAI itself or Azure's copy, which refuse parameters that all others need.
    pub(super) fn is_openai(&self) -> bool {
        let host = self.base.host_str().unwrap_or_default();
        host == "api.openai.com" || host.ends_with(".openai.azure.com")
    }

    /// The key, to take it out of what the endpoint says.
    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_ref().map(|key| key.expose_secret().trim())
    }

    pub(super) fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(self.url(path)).headers(self.headers.clone())
    }

    pub(super) fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.post(self.url(path)).headers(self.headers.clone())
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.address())
    }
}

fn setting(name: &'static str, reason: &str) -> LlmError {
    LlmError::Setting { name, reason: reason.to_owned() }
}

fn address(text: &str) -> Result<Url, LlmError> {
    let wrong = |reason| setting("llm.base_url", reason);
    let url =
        Url::parse(text.trim()).map_err(|_| wrong("it is no address; write for example http://127.0.0.1:11434/v1"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(wrong("it must start with http:// or https:// and name a host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("an address holds no user name or password; put the key in llm.api_key"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("it must end with the path, usually /v1, without ? or #"));
    }
    Ok(url)
}

/// A client without proxies, redirects or cookies. Only for https does it read the system's certificates, so that a model
/// on this machine works where none are installed.
fn client(encrypted: bool, connect: Duration) -> Result<Client, LlmError> {
    let builder = Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .connect_timeout(connect)
        .user_agent(concat!("annexa/", env!("CARGO_PKG_VERSION")));
    let builder = if encrypted {
        // The only error is that a provider is installed already, and that one serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        builder.https_only(true)
    } else {
        let provider = rustls::crypto::ring::default_provider().into();
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| setting("llm.base_url", &error.to_string()))?
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        builder.tls_backend_preconfigured(tls)
    };
    builder
        .build()
        .map_err(|error| setting("llm.base_url", &format!("https does not work on this machine ({error:?})")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(base: &str, key: Option<&str>) -> Result<Endpoint, LlmError> {
        let key = key.map(|key| SecretString::from(key.to_owned()));
        Endpoint::new(base, key.as_ref(), Duration::from_secs(1))
    }

    #[test]
    fn only_plain_addresses_are_endpoints() {
        for base in ["ollama", "ftp://h/v1", "http://", "file:///etc", "http://u:p@h/v1", "http://u@h", "http://h/?k=1"]
        {
            let error = endpoint(base, None).unwrap_err();
            assert!(matches!(&error, LlmError::Setting { name: "llm.base_url", .. }), "{base}: {error}");
        }
        let good = endpoint(" http://127.0.0.1:9/v1/ ", None).unwrap();
        assert_eq!(good.origin(), "http://127.0.0.1:9");
        assert_eq!(good.url("models"), "http://127.0.0.1:9/v1/models");
        assert!(!good.is_openai());
    }

    #[test]
    fn the_key_never_shows() {
        let shown = format!("{:?}", endpoint("http://127.0.0.1:9", Some("sk-secret")).unwrap());
        assert!(!shown.contains("sk-secret"), "{shown}");
        let error = endpoint("http://127.0.0.1:9", Some("sk-secret\n2")).unwrap_err();
        assert!(!error.to_string().contains("sk-secret") && !format!("{error:?}").contains("sk-secret"));
    }
}
