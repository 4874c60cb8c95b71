//! The language model: one OpenAI-compatible endpoint, asked over HTTP, believed in nothing.
//!
//! The request is async-openai's type. The wire is spoken here, because that crate's client reads an answer without
//! bounds, retries by its own clock and writes an endpoint's words to the log: see [`LlmError`] for every way in which an
//! answer can fail, and `reply` for the one way in which it is whole. No variable of the environment is read, no proxy is
//! used, no redirect followed; dropping the stream closes the connection.

mod cache;
mod context;
mod endpoint;
mod error;
mod json;
mod reply;
mod request;
mod sse;
mod trial;
mod turns;
mod usage;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_openai::types::chat::CreateChatCompletionRequest;

use futures::{Stream, StreamExt, TryStreamExt, stream};
use tokio::{sync::OnceCell, time::Instant};

pub use cache::Cache;
pub use error::LlmError;
pub use json::object_in;
pub use request::Shape;
pub use trial::Check;
pub use turns::Asker;
pub use usage::{Sent, Usage};

use crate::{
    config::{LlmSettings, Settings},
    prompt::Prompt,
};
use endpoint::Endpoint;
use reply::Reply;
use turns::Turns;
use usage::{Prices, Total};

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
    turns: Arc<Turns>,
    asker: Asker,
    prices: Option<Prices>,
    spent: Arc<Total>,
    /// The endpoint once refused the option to report usage and took the same request without it.
    hides_usage: Arc<AtomicBool>,
    /// The endpoint once refused a shape for its answer and took the same request without it.
    knows_no_shapes: Arc<AtomicBool>,
    /// The endpoint once asked for the newer limit on tokens and took it.
    wants_newer_limit: Arc<AtomicBool>,
    context: Arc<OnceCell<Option<u32>>>,
    cache: Option<Cache>,
}

/// What arrives of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The next piece of text.
    Text(String),
    /// The tokens of the whole answer, once, behind all text. Not every endpoint says them.
    Usage(Usage),
}

impl Llm {
    /// The model of these settings; none where nothing may leave this machine.
    pub fn of(settings: &Settings) -> Result<Option<Self>, LlmError> {
        if settings.no_egress { Ok(None) } else { Self::connect(&settings.llm) }
    }

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
        let endpoint = Endpoint::new(base, settings)?;
        let context =
            settings.context_tokens.map_or_else(OnceCell::new, |tokens| OnceCell::new_with(Some(Some(tokens))));
        Ok(Some(Self {
            endpoint,
            model,
            limits,
            turns: Arc::new(Turns::new(settings)),
            asker: Asker::default(),
            prices: Prices::of(settings)?,
            spent: Arc::default(),
            hides_usage: Arc::default(),
            knows_no_shapes: Arc::default(),
            wants_newer_limit: Arc::default(),
            context: Arc::new(context),
            cache: None,
        }))
    }

    /// The same model, whose answers are kept and given again.
    #[must_use]
    pub fn with_cache(self, cache: Cache) -> Self {
        Self { cache: Some(cache), ..self }
    }

    /// The same model on somebody's behalf, with counts of its own beside those of all.
    #[must_use]
    pub fn on_behalf(&self, asker: Asker) -> Self {
        Self { asker, spent: Arc::new(Total::below(&self.spent)), ..self.clone() }
    }

    /// Where its answers are kept, if they are.
    pub fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// The model's name at its endpoint.
    pub fn name(&self) -> &str {
        &self.model
    }

    /// Scheme, host and port of the endpoint: where passages go when a question is asked.
    pub fn origin(&self) -> String {
        self.endpoint.origin()
    }

    /// Tokens of all answers so far, as far as the endpoint said them and the answers were read to their end.
    pub fn spent(&self) -> Usage {
        self.spent.so_far()
    }

    /// Requests that were sent so far, and their bytes.
    pub fn sent(&self) -> Sent {
        self.spent.sent()
    }

    /// Calls that wait for their turn right now.
    pub fn waiting(&self) -> usize {
        self.turns.waiting()
    }

    /// What these tokens cost by the prices of the settings.
    pub fn cost(&self, usage: Usage) -> Option<f64> {
        self.prices.map(|prices| prices.cost(usage))
    }

    /// Asks the model. The stream yields pieces of text, then their tokens, and ends without an error only when the model
    /// said that it was finished. Before the first piece a request is tried up to three times.
    pub fn stream(&self, prompt: Prompt, max_tokens: u32) -> impl Stream<Item = Result<Part, LlmError>> + Send + use<> {
        self.stream_shaped(prompt, max_tokens, None)
    }

    /// Asks the model for JSON and reads the answer to its end. An endpoint that knows no shapes is asked without: the
    /// caller has to look at what comes back in any case.
    pub async fn shaped(&self, prompt: Prompt, max_tokens: u32, shape: &Shape) -> Result<String, LlmError> {
        let text = |all: String, part| async move {
            Ok(match part {
                Part::Text(piece) => all + &piece,
                Part::Usage(_) => all,
            })
        };
        self.stream_shaped(prompt, max_tokens, Some(shape)).try_fold(String::new(), text).await
    }

    fn stream_shaped(
        &self,
        prompt: Prompt,
        max_tokens: u32,
        shape: Option<&Shape>,
    ) -> impl Stream<Item = Result<Part, LlmError>> + Send + use<> {
        let format = shape.map(Shape::format);
        let (llm, spent) = (self.clone(), Arc::clone(&self.spent));
        let count = move |part: &Part| {
            if let Part::Usage(usage) = part {
                spent.add(*usage);
            }
        };
        let begun = async move {
            let mut body = request::body(&llm.model, &prompt, max_tokens, llm.endpoint.is_openai());
            body.response_format = format;
            match llm.cache.clone() {
                None => Ok(llm.begin(body).await?.into_stream().left_stream()),
                Some(cache) => Ok(stream::iter(llm.replay(&cache, body).await?).right_stream()),
            }
        };
        stream::once(Box::pin(begun)).try_flatten().inspect_ok(count)
    }

    /// The models that the endpoint says it has: a cheap sign that address and key are right.
    pub async fn probe(&self) -> Result<Vec<String>, LlmError> {
        request::models(&self.endpoint, self.limits).await
    }

    async fn begin(&self, mut body: CreateChatCompletionRequest) -> Result<Reply, LlmError> {
        let turn = self.turns.take(&self.asker).await?;
        let deadline = Instant::now() + self.limits.total;
        if self.hides_usage.load(Ordering::Relaxed) {
            body.stream_options = None;
        }
        if self.knows_no_shapes.load(Ordering::Relaxed) {
            body.response_format = None;
        }
        if self.wants_newer_limit.load(Ordering::Relaxed) {
            request::use_newer_limit(&mut body);
        }
        let mut refused = None;
        let response = loop {
            match request::open((&self.endpoint, &self.spent), &body, self.limits, deadline).await {
                Err(error) if body.max_completion_tokens.is_none() && request::wants_newer_limit(&error) => {
                    request::use_newer_limit(&mut body);
                    refused = Some(&self.wants_newer_limit);
                }
                Err(error) if body.stream_options.is_some() && request::may_mean_options(&error) => {
                    body.stream_options = None;
                    refused = Some(&self.hides_usage);
                }
                Err(error) if body.response_format.is_some() && request::may_mean_shape(&error) => {
                    body.response_format = None;
                    refused = Some(&self.knows_no_shapes);
                }
                opened => break opened?,
            }
        };
        // What was left out last made the difference.
        if let Some(refused) = refused {
            refused.store(true, Ordering::Relaxed);
        }
        Ok(Reply::new(response, self.limits, deadline, turn, self.endpoint.key()))
    }

    /// The kept answer, or a new one, read to its end before anything is passed on: also what its reader gives up half-way
    /// is then kept whole.
    async fn replay(
        &self,
        cache: &Cache,
        body: CreateChatCompletionRequest,
    ) -> Result<Vec<Result<Part, LlmError>>, LlmError> {
        let key = Cache::key(self.endpoint.address(), &body);
        if let Some(parts) = cache.find(&key) {
            return Ok(parts.into_iter().map(Ok).collect());
        }
        let said: Vec<Result<Part, LlmError>> = self.begin(body).await?.into_stream().collect().await;
        if let Ok(parts) = said.iter().cloned().collect::<Result<Vec<Part>, LlmError>>() {
            cache.keep(&key, &parts);
        }
        Ok(said)
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
