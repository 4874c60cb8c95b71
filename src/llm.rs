//! The language model: one OpenAI-compatible endpoint, asked over HTTP, believed in nothing.
//!
//! The request is async-openai's type. The wire is spoken here, because that crate's client reads an answer without
//! bounds, retries by its own clock and writes an endpoint's words to the log: see [`LlmError`] for every way in which an
//! answer can fail, and `reply` for the one way in which it is whole. No variable of the environment is read, no proxy is
//! used, no redirect followed; dropping the stream closes the connection.

mod endpoint;
mod error;
mod reply;
mod request;
mod sse;

use std::{sync::Arc, time::Duration};

use futures::{Stream, TryStreamExt, stream};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};

pub use error::LlmError;

use crate::{config::LlmSettings, prompt::Prompt};
use endpoint::Endpoint;
use reply::Reply;

/// Answers that are written at the same time.
const MAX_AT_ONCE: usize = 8;
/// How long an answer waits for its turn.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// How long things may take.
#[derive(Debug, Clone, Copy)]
struct Limits {
    connect: Duration,
    idle: Duration,
    total: Duration,
}

/// The configured language model. Clones share the connection pool and the limit on answers at once.
#[derive(Debug, Clone)]
pub struct Llm {
    endpoint: Endpoint,
    model: String,
    limits: Limits,
    turns: Arc<Semaphore>,
}

impl Llm {
    /// Checks the settings and prepares the client; nothing is sent. `None` without a base URL: there is no model then.
    pub fn connect(settings: &LlmSettings) -> Result<Option<Self>, LlmError> {
        let Some(base) = settings.base_url.as_deref().filter(|base| !base.trim().is_empty()) else { return Ok(None) };
        let model = settings.model.trim().to_owned();
        if model.is_empty() {
            let reason = "name the model to ask, as the endpoint calls it".to_owned();
            return Err(LlmError::Setting { name: "llm.model", reason });
        }
        let seconds = |seconds: u64| Duration::from_secs(seconds.clamp(1, 86_400));
        let limits = Limits {
            connect: seconds(settings.connect_timeout_s),
            idle: seconds(settings.idle_timeout_s),
            total: seconds(settings.total_timeout_s),
        };
        let endpoint = Endpoint::new(base, settings.api_key.as_ref(), limits.connect)?;
        Ok(Some(Self { endpoint, model, limits, turns: Arc::new(Semaphore::new(MAX_AT_ONCE)) }))
    }

    /// The model's name at its endpoint.
    pub fn name(&self) -> &str {
        &self.model
    }

    /// Scheme, host and port of the endpoint: where passages go when a question is asked.
    pub fn origin(&self) -> String {
        self.endpoint.origin()
    }

    /// Asks the model. The stream yields pieces of text and ends without an error only when the model said that it was
    /// finished. Before the first piece a request is tried up to three times.
    pub fn stream(
        &self,
        prompt: Prompt,
        max_tokens: u32,
    ) -> impl Stream<Item = Result<String, LlmError>> + Send + use<> {
        let llm = self.clone();
        stream::once(async move { llm.begin(&prompt, max_tokens).await.map(Reply::into_stream) }).try_flatten()
    }

    /// The models that the endpoint says it has: a cheap sign that address and key are right.
    pub async fn probe(&self) -> Result<Vec<String>, LlmError> {
        request::models(&self.endpoint, self.limits).await
    }

    async fn begin(&self, prompt: &Prompt, max_tokens: u32) -> Result<Reply, LlmError> {
        let turn = self.turn().await?;
        let deadline = Instant::now() + self.limits.total;
        let body = request::body(&self.model, prompt, max_tokens, self.endpoint.is_openai());
        let response = request::open(&self.endpoint, &body, self.limits, deadline).await?;
        Ok(Reply::new(response, self.limits, deadline, turn, self.endpoint.key()))
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, LlmError> {
        let turn = timeout(MAX_WAIT, Arc::clone(&self.turns).acquire_owned()).await;
        turn.map_err(|_| LlmError::Busy)?.map_err(|_| LlmError::Busy)
    }
}

impl Limits {
    /// When the next byte must be there, and the error if it is not.
    fn next_byte(self, deadline: Instant) -> (Instant, LlmError) {
        let next = Instant::now() + self.idle;
        if next < deadline {
            let seconds = self.idle.as_secs();
            return (next, LlmError::Slow { seconds, phase: "to say the next word", setting: "llm.idle_timeout_s" });
        }
        let seconds = self.total.as_secs();
        (deadline, LlmError::Slow { seconds, phase: "for the whole answer", setting: "llm.total_timeout_s" })
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
#[path = "../tests/support/upstream.rs"]
pub(crate) mod upstream;
