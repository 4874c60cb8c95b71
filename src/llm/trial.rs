//! A trial of the endpoint for real: each thing that answers rest on is tried once, with words that tell nobody anything.

use std::pin::pin;

use futures::StreamExt;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Llm, LlmError, Part, Shape};
use crate::prompt::Prompt;

/// Tokens that a trial may take; some models think before they speak.
const FEW: u32 = 16;
/// The same for an answer in JSON.
const SOME: u32 = 200;

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was tried, in a word or two.
    pub what: &'static str,
    /// Whether it serves.
    pub good: bool,
    /// What was found, and where it does not serve, what to do.
    pub detail: String,
}

impl Llm {
    /// Tries the endpoint: its list of models, a short call, streaming, tokens, an answer in JSON, its context. After a call
    /// that fails nothing else is tried.
    pub async fn trial(&self) -> Vec<Check> {
        let mut checks = vec![self.try_models().await];
        let called = self.try_call().await;
        let works = called.iter().all(|check| check.what != "call" || check.good);
        checks.extend(called);
        if works {
            checks.push(self.try_shape().await);
        }
        checks.push(self.try_context().await);
        checks
    }

    async fn try_models(&self) -> Check {
        let (good, detail) = match self.probe().await {
            Ok(models) if models.is_empty() || models.iter().any(|model| model == self.name()) => {
                (true, format!("{} at {}", self.name(), self.origin()))
            }
            Ok(models) => {
                let all: Vec<&str> = models.iter().take(20).map(String::as_str).collect();
                (
                    false,
                    format!(
                        "{} has no model {}: set llm.model to one of {}",
                        self.origin(),
                        self.name(),
                        all.join(", ")
                    ),
                )
            }
            // Some serve a model and keep no list; then the call decides.
            Err(LlmError::NotFound | LlmError::Garbled(_)) => (true, "it keeps no list of models".to_owned()),
            Err(error) => (false, error.to_string()),
        };
        Check { what: "models", good, detail }
    }

    async fn try_call(&self) -> Vec<Check> {
        let prompt = Prompt { system: "Answer with one word.".to_owned(), user: "Say yes.".to_owned() };
        let (began, mut first, mut pieces, mut usage) = (Instant::now(), None, 0, None);
        let mut stream = pin!(self.stream(prompt, FEW));
        let end = loop {
            match stream.next().await {
                Some(Ok(Part::Text(_))) => {
                    first = first.or_else(|| Some(began.elapsed()));
                    pieces += 1;
                }
                Some(Ok(Part::Usage(tokens))) => usage = Some(tokens),
                // So few tokens may well cut it off; that it says so is what was to be seen.
                Some(Err(LlmError::Cut)) | None => break Ok(()),
                Some(Err(error)) => break Err(error),
            }
        };
        if let Err(error) = end {
            return vec![Check { what: "call", good: false, detail: error.to_string() }];
        }
        let milliseconds = began.elapsed().as_millis();
        let streaming = match first {
            Some(first) => (true, format!("first words after {} ms, {pieces} pieces", first.as_millis())),
            None => (true, "the model only thought within so few tokens; longer answers will show".to_owned()),
        };
        let tokens = match usage {
            Some(usage) => (true, format!("{} tokens in, {} out", usage.prompt_tokens, usage.completion_tokens)),
            None => (true, "not reported: tokens and cost of answers stay unknown".to_owned()),
        };
        vec![
            Check { what: "call", good: true, detail: format!("answered in {milliseconds} ms") },
            Check { what: "streaming", good: streaming.0, detail: streaming.1 },
            Check { what: "usage", good: tokens.0, detail: tokens.1 },
        ]
    }

    async fn try_shape(&self) -> Check {
        let schema = json!({
            "type": "object", "properties": { "yes": { "type": "boolean" } }, "required": ["yes"],
            "additionalProperties": false,
        });
        let prompt = Prompt {
            system: "Reply with a JSON object and nothing else.".to_owned(),
            user: "Reply with {\"yes\": true}.".to_owned(),
        };
        let said = self.shaped(prompt, SOME, &Shape { name: "trial", schema }).await;
        let ignored = self.knows_no_shapes.load(std::sync::atomic::Ordering::Relaxed);
        let (good, detail) = match said {
            Ok(said)
                if serde_json::from_str::<Value>(said.trim())
                    .is_ok_and(|said| said.get("yes").is_some_and(Value::is_boolean)) =>
            {
                let how = if ignored { "without a schema, which it refuses" } else { "by a schema" };
                (true, format!("JSON {how}"))
            }
            Ok(_) => (
                false,
                "its JSON does not follow the schema: gap analyses get no second opinion from it; use a larger model"
                    .to_owned(),
            ),
            Err(error) => (false, format!("no answer in JSON ({error}): gap analyses get no second opinion from it")),
        };
        Check { what: "schema", good, detail }
    }

    async fn try_context(&self) -> Check {
        let (good, detail) = match self.context().await {
            Some(tokens) if tokens < 4_000 => {
                (false, format!("{tokens} tokens: few passages fit; serve the model with 8,192 or more"))
            }
            Some(tokens) => (true, format!("{tokens} tokens")),
            None => {
                (true, "unknown: set llm.context_tokens if answers say that their evidence does not fit".to_owned())
            }
        };
        Check { what: "context", good, detail }
    }
}

#[cfg(test)]
mod tests;
