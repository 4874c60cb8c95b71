//! How much a model takes at once: what the settings say, else what its endpoint says of itself, asked once.
//!
//! Only fields of the interface are read, never a word that the model wrote.

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::{Llm, request};
use crate::config::Provider;

/// How long the endpoint has to say it.
const PATIENCE: Duration = Duration::from_secs(2);
/// What Ollama gives a model where nobody asked for more; it cuts longer prompts without a word.
const OLLAMA: u32 = 4_096;

impl Llm {
    /// Tokens that prompt and answer may have together, if that can be known. The first caller asks the endpoint.
    pub async fn context(&self) -> Option<u32> {
        *self.context.get_or_init(|| async { timeout(PATIENCE, self.ask_for_context()).await.ok().flatten() }).await
    }

    async fn ask_for_context(&self) -> Option<u32> {
        let endpoint = &self.endpoint;
        if endpoint.provider() == Provider::Ollama {
            let running = request::document(endpoint, &endpoint.beside("api/ps"), self.limits).await.ok();
            return Some(running.and_then(|list| of_model(list.get("models")?, self.name())).unwrap_or(OLLAMA));
        }
        let list = request::document(endpoint, &endpoint.url("models"), self.limits).await.ok();
        let list = list.as_ref().and_then(|list| list.get("data"));
        let own = list.and_then(|list| list.as_array()?.first()?.get("owned_by")?.as_str());
        if endpoint.provider() == Provider::LlamaCpp || own == Some("llamacpp") {
            let props = request::document(endpoint, &endpoint.beside("props"), self.limits).await.ok();
            let slot = props.as_ref().and_then(|props| tokens(props.pointer("/default_generation_settings/n_ctx")?));
            if slot.is_some() {
                return slot;
            }
        }
        of_model(list?, self.name())
    }
}

/// What a list says of the model of this name, or of its only one.
fn of_model(list: &Value, name: &str) -> Option<u32> {
    let models = list.as_array()?;
    let named =
        |model: &&Value| ["id", "name", "model"].iter().any(|key| model.get(key).and_then(Value::as_str) == Some(name));
    let model = models.iter().find(named).or_else(|| models.first().filter(|_| models.len() == 1))?;
    let places = ["/max_model_len", "/context_length", "/context_window", "/max_context_length", "/meta/n_ctx_train"];
    places.iter().find_map(|place| tokens(model.pointer(place)?))
}

/// A number of tokens that makes sense.
fn tokens(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok().filter(|tokens| *tokens >= 256)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_server_says_it_in_its_own_place() {
        for (list, wanted) in [
            (json!([{"id": "a", "max_model_len": 8192}, {"id": "b", "max_model_len": 1024}]), Some(8192)),
            (json!([{"id": "other", "context_length": 32768}]), Some(32768)),
            (json!([{"name": "a", "context_length": 4096}]), Some(4096)),
            (json!([{"id": "a", "meta": {"n_ctx_train": 2048}}]), Some(2048)),
            (json!([{"id": "b", "max_model_len": 1}, {"id": "c"}]), None),
            (json!([{"id": "a", "max_model_len": -5}]), None),
            (json!([{"id": "a", "max_model_len": "8192"}]), None),
            (json!({}), None),
        ] {
            assert_eq!(of_model(&list, "a"), wanted, "{list}");
        }
    }
}
