//! How much a model takes at once: what the settings say, else what its endpoint says of itself, asked once.
//!
//! Only fields of the interface are read, never a word that the model wrote.

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::{Llm, LlmError, request};
use crate::config::Provider;

/// How long the endpoint has to say it.
const PATIENCE: Duration = Duration::from_secs(2);
/// What Ollama gives a model where nobody asked for more; it cuts longer prompts without a word.
const OLLAMA: u32 = 4_096;

impl Llm {
    /// Tokens that prompt and answer may have together, if that can be known. The first caller asks the endpoint; one that is
    /// not there yet is asked again by the next.
    pub async fn context(&self) -> Option<u32> {
        let asked = self.context.get_or_try_init(|| async {
            // Who does not say it in time will not say it next time.
            timeout(PATIENCE, self.ask_for_context()).await.unwrap_or(Ok(None))
        });
        asked.await.ok().copied().flatten()
    }

    async fn ask_for_context(&self) -> Result<Option<u32>, LlmError> {
        let endpoint = &self.endpoint;
        if endpoint.provider() == Provider::Ollama {
            let running = self.said(&endpoint.beside("api/ps")).await?;
            return Ok(Some(running.and_then(|list| of_model(list.get("models")?, self.name())).unwrap_or(OLLAMA)));
        }
        let list = self.said(&endpoint.url("models")).await?;
        let list = list.as_ref().and_then(|list| list.get("data"));
        let own = list.and_then(|list| list.as_array()?.first()?.get("owned_by")?.as_str());
        if endpoint.provider() == Provider::LlamaCpp || own == Some("llamacpp") {
            let props = self.said(&endpoint.beside("props")).await?;
            let slot = props.as_ref().and_then(|props| tokens(props.pointer("/default_generation_settings/n_ctx")?));
            if slot.is_some() {
                return Ok(slot);
            }
        }
        Ok(list.and_then(|list| of_model(list, self.name())))
    }

    /// What the endpoint says at an address; nothing where it has no such address, an error where it may have one later.
    async fn said(&self, address: &str) -> Result<Option<Value>, LlmError> {
        match request::document(&self.endpoint, address, self.limits).await {
            Ok(said) => Ok(Some(said)),
            Err(error) if error.is_passing() => Err(error),
            Err(_) => Ok(None),
        }
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
