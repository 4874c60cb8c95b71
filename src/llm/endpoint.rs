//! Where the model is: a checked address, a key that never shows, and an HTTP client that goes nowhere else.

use std::time::Duration;

use reqwest::{
    Client, Url,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use secrecy::{ExposeSecret, SecretString};

use super::LlmError;
use crate::config::{LlmSettings, Provider};

/// One checked endpoint.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    base: Url,
    provider: Provider,
    /// What Azure's addresses with deployments have besides: the model's name and the version of the interface.
    deployment: Option<(String, String)>,
    key: Option<SecretString>,
    headers: HeaderMap,
    client: Client,
}

impl Endpoint {
    /// Checks address and key, and builds the client. Nothing is sent yet.
    pub(super) fn new(base: &str, settings: &LlmSettings) -> Result<Self, LlmError> {
        let base = address(base)?;
        let provider = match settings.provider {
            Provider::Auto => guess(&base),
            named => named,
        };
        let key = settings.api_key.as_ref().filter(|key| !key.expose_secret().is_empty()).cloned();
        let mut headers = HeaderMap::new();
        if let Some(key) = &key {
            let key = key.expose_secret().trim();
            let (name, value) = match provider {
                Provider::Azure => (HeaderName::from_static("api-key"), key.to_owned()),
                _ => (AUTHORIZATION, format!("Bearer {key}")),
            };
            let value = HeaderValue::from_str(&value);
            let mut value =
                value.map_err(|_| setting("llm.api_key", "it has characters that no HTTP header carries"))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        // The newer addresses of Azure are like those of all others.
        let deployed = provider == Provider::Azure && !base.path().contains("/openai/v1");
        let deployment = deployed.then(|| (settings.model.trim().to_owned(), settings.api_version.clone()));
        let connect = Duration::from_secs(settings.connect_timeout_s.clamp(1, 86_400));
        let client = client(base.scheme() == "https", connect)?;
        Ok(Self { base, provider, deployment, key, headers, client })
    }

    /// Scheme, host and port.
    pub(super) fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// The whole address.
    pub(super) fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// What serves the model, as far as settings or the host name say.
    pub(super) fn provider(&self) -> Provider {
        self.provider
    }

    /// Whether this is OpenAI itself or Azure's copy, which refuse parameters that all others need.
    pub(super) fn is_openai(&self) -> bool {
        matches!(self.provider, Provider::OpenAi | Provider::Azure)
    }

    /// The key, to take it out of what the endpoint says.
    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_ref().map(|key| key.expose_secret().trim())
    }

    pub(super) fn get(&self, address: &str) -> reqwest::RequestBuilder {
        self.client.get(address).headers(self.headers.clone())
    }

    pub(super) fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.post(self.url(path)).headers(self.headers.clone())
    }

    /// The address of a part of the interface.
    pub(super) fn url(&self, path: &str) -> String {
        let Some((model, version)) = &self.deployment else { return format!("{}/{path}", self.address()) };
        let mut url = self.base.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty();
            if !self.base.path().trim_end_matches('/').ends_with("/openai") {
                parts.push("openai");
            }
            if path != "models" {
                parts.push("deployments").push(model);
            }
            parts.extend(path.split('/'));
        }
        url.query_pairs_mut().append_pair("api-version", version);
        url.into()
    }

    /// An address of the server itself, beside the interface that all have.
    pub(super) fn beside(&self, path: &str) -> String {
        format!("{}/{path}", self.address().trim_end_matches("/v1").trim_end_matches('/'))
    }
}

/// Who is known by the host's name alone; any other is treated like all.
fn guess(base: &Url) -> Provider {
    match base.host_str().unwrap_or_default() {
        "api.openai.com" => Provider::OpenAi,
        host if host.ends_with(".openai.azure.com") => Provider::Azure,
        _ if base.port() == Some(11_434) => Provider::Ollama,
        _ => Provider::Any,
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
        let api_key = key.map(|key| SecretString::from(key.to_owned()));
        Endpoint::new(base, &LlmSettings { api_key, model: "gpt 4".to_owned(), ..LlmSettings::default() })
    }

    #[test]
    fn each_provider_has_its_addresses_and_its_header() {
        let azure = endpoint("https://x.openai.azure.com", Some("k")).unwrap();
        let chat = "https://x.openai.azure.com/openai/deployments/gpt%204/chat/completions?api-version=2024-10-21";
        assert_eq!(azure.url("chat/completions"), chat);
        assert_eq!(azure.url("models"), "https://x.openai.azure.com/openai/models?api-version=2024-10-21");
        assert!(
            azure.is_openai() && azure.headers.contains_key("api-key") && !azure.headers.contains_key(AUTHORIZATION)
        );
        let newer = endpoint("https://x.openai.azure.com/openai/v1/", Some("k")).unwrap();
        assert_eq!(newer.url("models"), "https://x.openai.azure.com/openai/v1/models");
        let openai = endpoint("https://api.openai.com/v1", Some("k")).unwrap();
        assert!(openai.is_openai() && openai.headers.contains_key(AUTHORIZATION));
        let ollama = endpoint("http://127.0.0.1:11434/v1", None).unwrap();
        assert_eq!(
            (ollama.provider(), ollama.beside("api/ps")),
            (Provider::Ollama, "http://127.0.0.1:11434/api/ps".to_owned())
        );
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
