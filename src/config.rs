//! Settings: defaults, then the configuration file, then `ANNEXA_…` variables, then flags.
//!
//! One struct per concern, unknown keys refused, secrets wrapped. Nothing here is global: the composition root reads
//! the settings once and hands each part its own.

use std::{
    collections::HashMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use config::{Config, Environment, File, FileFormat};
use secrecy::SecretString;
use serde::Deserialize;
use thiserror::Error;

/// Variables that only the command line reads, and no settings.
const NO_SETTINGS: [&str; 4] = ["log", "config", "datasets_dir", "eval_cache_dir"];
/// Sections whose settings are written `ANNEXA_SECTION_NAME` as variables.
const SECTIONS: [&str; 3] = ["llm", "server", "embed"];

/// All settings.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where state is kept; default: the platform's data folder.
    pub data_dir: Option<PathBuf>,
    /// Where model files are; default: `annexa/models` in the platform's cache folder.
    pub models_dir: Option<PathBuf>,
    /// A folder of pages used instead of the embedded knowledge base.
    pub knowledge_dir: Option<PathBuf>,
    /// Files are parsed even where the system cannot lock the parsing process in.
    pub parse_unjailed: bool,
    /// The program that parses files, if it is not this one.
    pub parse_worker: Option<PathBuf>,
    /// Nothing leaves this machine, whatever else is configured: no language model is asked, no file is fetched.
    pub no_egress: bool,
    /// The HTTP server.
    pub server: ServerSettings,
    /// The language model; absent base URL means composed mode.
    pub llm: LlmSettings,
    /// The embedding model.
    pub embed: EmbedSettings,
}

/// Settings of the HTTP server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerSettings {
    /// Address to listen on. Only loopback is open without further conditions.
    pub listen: SocketAddr,
    /// A reverse proxy that terminates TLS stands in front; needed for a non-loopback address.
    pub behind_tls_proxy: bool,
    /// Host names under which the server may be addressed, besides loopback names: a list, or names with commas between.
    #[serde(deserialize_with = "names")]
    pub hosts: Vec<String>,
}

/// Settings of the OpenAI-compatible endpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LlmSettings {
    /// For example `http://127.0.0.1:11434/v1`. Absent: no model, composed answers.
    pub base_url: Option<String>,
    /// The model's name at that endpoint.
    pub model: String,
    /// The key, if the endpoint wants one.
    pub api_key: Option<SecretString>,
    /// Seconds until a connection must stand.
    pub connect_timeout_s: u64,
    /// Seconds until the first token, and between two.
    pub idle_timeout_s: u64,
    /// Seconds for a whole answer.
    pub total_timeout_s: u64,
    /// What a million tokens sent cost, in any currency. With the other price, evaluations report the cost.
    pub prompt_price: Option<f64>,
    /// What a million tokens received cost, in the same currency.
    pub completion_price: Option<f64>,
    /// What serves the model; by default the host name and what the endpoint says of itself decide.
    pub provider: Provider,
    /// The version of Azure's interface, for its addresses with deployments.
    pub api_version: String,
    /// Tokens that prompt and answer may have together; by default the endpoint is asked.
    pub context_tokens: Option<u32>,
    /// Calls of the model at the same time.
    pub max_calls: usize,
    /// The same for one workspace.
    pub max_calls_workspace: usize,
    /// The same for one key or signed-in person.
    pub max_calls_user: usize,
    /// Calls that wait for their turn; one more is turned away at once.
    pub max_waiting: usize,
    /// Seconds that a call waits for its turn.
    pub max_wait_s: u64,
}

/// What serves a language model: endpoints that speak one protocol differ in the names of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Known by its host name, else treated as any other.
    #[default]
    Auto,
    /// `api.openai.com`.
    OpenAi,
    /// Azure `OpenAI`: the key in the header `api-key`, the model as a deployment in the address.
    Azure,
    /// Ollama.
    Ollama,
    /// vLLM.
    Vllm,
    /// llama.cpp's server.
    LlamaCpp,
    /// Any other.
    Any,
}

/// Settings of the embedding model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EmbedSettings {
    /// `minilm` (default), `off`, or a model code of fastembed's catalogue on a connected machine.
    pub model: String,
    /// Threads for the embedding model.
    pub threads: usize,
}

/// The settings could not be read.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The named file is missing or cannot be opened.
    #[error("cannot read the configuration file {path}: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: std::io::Error,
    },
    /// A key is unknown or a value has the wrong type.
    #[error("a setting is wrong: {0}")]
    Setting(#[from] config::ConfigError),
    /// The platform has no home, data or cache folder.
    #[error("this platform names no {0} folder: give --data-dir and --models-dir")]
    NoFolder(&'static str),
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8080)), behind_tls_proxy: false, hosts: Vec::new() }
    }
}

impl Default for LlmSettings {
    fn default() -> Self {
        Self {
            base_url: None,
            model: String::new(),
            api_key: None,
            connect_timeout_s: 5,
            idle_timeout_s: 60,
            total_timeout_s: 300,
            prompt_price: None,
            completion_price: None,
            provider: Provider::Auto,
            api_version: "2024-10-21".to_owned(),
            context_tokens: None,
            max_calls: 8,
            max_calls_workspace: 4,
            max_calls_user: 2,
            max_waiting: 32,
            max_wait_s: 10,
        }
    }
}

impl Default for EmbedSettings {
    fn default() -> Self {
        Self { model: "minilm".to_owned(), threads: 2 }
    }
}

impl Settings {
    /// Reads the file, if one is named, and the variables of `environment` that start with `ANNEXA_`.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut builder = Config::builder();
        if let Some(path) = file {
            let text =
                std::fs::read_to_string(path).map_err(|reason| ConfigError::File { path: path.to_owned(), reason })?;
            builder = builder.add_source(File::from_str(&text, FileFormat::Toml));
        }
        let variables: HashMap<String, String> = environment.into_iter().filter_map(variable).collect();
        let variables = Environment::default().separator("__").source(Some(variables));
        Ok(builder.add_source(variables).build()?.try_deserialize()?)
    }

    /// Where state is kept.
    pub fn data_dir(&self) -> Result<PathBuf, ConfigError> {
        let platform = || Some(folders()?.data_dir().to_owned());
        self.data_dir.clone().or_else(platform).ok_or(ConfigError::NoFolder("data"))
    }

    /// Where model files are.
    pub fn models_dir(&self) -> Result<PathBuf, ConfigError> {
        let platform = || Some(folders()?.cache_dir().join("models"));
        self.models_dir.clone().or_else(platform).ok_or(ConfigError::NoFolder("cache"))
    }
}

fn folders() -> Option<directories::ProjectDirs> {
    directories::ProjectDirs::from("", "", "annexa")
}

/// A list of names, or one text with commas between them, as variables have it.
fn names<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Names {
        List(Vec<String>),
        Text(String),
    }
    Ok(match Names::deserialize(deserializer)? {
        Names::List(names) => names,
        Names::Text(text) => {
            text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
        }
    })
}

/// `ANNEXA_LLM_BASE_URL` → `llm__base_url`; other variables of the environment are not ours.
fn variable((name, value): (String, String)) -> Option<(String, String)> {
    let name = name.strip_prefix("ANNEXA_")?.to_lowercase();
    if NO_SETTINGS.contains(&name.as_str()) {
        return None;
    }
    let section = SECTIONS.iter().find_map(|section| {
        let rest = name.strip_prefix(section)?.strip_prefix('_')?;
        Some(format!("{section}__{rest}"))
    });
    Some((section.unwrap_or(name), value))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn load(pairs: &[(&str, &str)]) -> Result<Settings, ConfigError> {
        Settings::load(None, pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn variables_reach_their_section_and_others_are_ignored() {
        let settings = load(&[
            ("ANNEXA_LLM_BASE_URL", "http://127.0.0.1:9/v1"),
            ("ANNEXA_LLM_TOTAL_TIMEOUT_S", "7"),
            ("ANNEXA_LLM_API_KEY", "0123"),
            ("ANNEXA_SERVER_BEHIND_TLS_PROXY", "true"),
            ("ANNEXA_SERVER_HOSTS", "isms.example,annexa.example"),
            ("ANNEXA_LLM_PROMPT_PRICE", "0.15"),
            ("ANNEXA_LLM_PROVIDER", "llamacpp"),
            ("ANNEXA_LLM_MAX_CALLS_USER", "3"),
            ("ANNEXA_NO_EGRESS", "1"),
            ("ANNEXA_MODELS_DIR", "m"),
            ("ANNEXA_EVAL_CACHE_DIR", "c"),
            ("ANNEXA_DATASETS_DIR", "d"),
            ("HOME", "h"),
        ])
        .unwrap();
        assert_eq!(settings.llm.base_url.as_deref(), Some("http://127.0.0.1:9/v1"));
        assert_eq!(settings.llm.total_timeout_s, 7);
        assert_eq!(settings.llm.prompt_price, Some(0.15));
        assert_eq!(settings.llm.api_key.as_ref().map(ExposeSecret::expose_secret), Some("0123"), "a key is a text");
        assert_eq!((settings.llm.provider, settings.llm.max_calls_user), (Provider::LlamaCpp, 3));
        assert!(settings.no_egress && settings.server.behind_tls_proxy);
        assert_eq!(settings.server.hosts, ["isms.example", "annexa.example"]);
        assert_eq!(settings.models_dir().unwrap(), PathBuf::from("m"));
    }

    #[test]
    fn an_unknown_setting_is_refused_by_name() {
        let error = load(&[("ANNEXA_LLM_MODLE", "x")]).unwrap_err().to_string();
        assert!(error.contains("modle"), "{error}");
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("annexa.toml");
        std::fs::write(&path, "[llm]\nmodel = \"file\"\nbase_url = \"http://127.0.0.1:1/v1\"\n").unwrap();
        let variables = [("ANNEXA_LLM_MODEL".to_owned(), "variable".to_owned())];
        let settings = Settings::load(Some(&path), variables).unwrap();
        assert_eq!(settings.llm.model, "variable");
        assert_eq!(settings.llm.base_url.as_deref(), Some("http://127.0.0.1:1/v1"));
    }
}
