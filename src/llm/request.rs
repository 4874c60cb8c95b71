//! From a prompt to the beginning of an answer: the request, its retries, and what a refusal means.

use std::time::Duration;

use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    ChatCompletionStreamOptions, CreateChatCompletionRequest, ResponseFormat, ResponseFormatJsonSchema,
};
use reqwest::{Response, StatusCode, header};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::{Limits, LlmError, endpoint::Endpoint, error::in_one_line, usage::Total};
use crate::prompt::Prompt;

/// Tries after the first.
const MAX_RETRIES: u32 = 2;
/// The longest pause that an endpoint may ask for; a longer one means giving up at once.
const MAX_PAUSE: Duration = Duration::from_secs(30);
/// The pause before the first retry is at most this, before the second twice as long.
const PAUSE: Duration = Duration::from_millis(500);
/// Bytes of an error's or a list's body that are read.
const MAX_BODY: usize = 256 * 1024;
/// How long they may take.
const BODY_TIME: Duration = Duration::from_secs(10);

/// What an answer in JSON has to look like.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Letters, digits, dashes.
    pub name: &'static str,
    /// A JSON schema of the strict kind: each field required, no others.
    pub schema: Value,
}

impl Shape {
    pub(super) fn format(&self) -> ResponseFormat {
        let (name, schema) = (self.name.to_owned(), self.schema.clone());
        let json_schema = ResponseFormatJsonSchema { description: None, name, schema, strict: Some(true) };
        ResponseFormat::JsonSchema { json_schema }
    }
}

/// A try that failed, and whether another one makes sense.
struct Failure {
    error: LlmError,
    again: Again,
}

enum Again {
    No,
    Soon,
    After(Duration),
}

/// The request; it asks for the tokens that the answer takes. OpenAI's own models take the newer limit only and no
/// temperature; all others know the older ones.
pub(super) fn body(model: &str, prompt: &Prompt, max_tokens: u32, is_openai: bool) -> CreateChatCompletionRequest {
    let system = ChatCompletionRequestSystemMessage::from(prompt.system.as_str());
    let user = ChatCompletionRequestUserMessage::from(prompt.user.as_str());
    let mut body = CreateChatCompletionRequest {
        model: model.to_owned(),
        messages: vec![ChatCompletionRequestMessage::System(system), ChatCompletionRequestMessage::User(user)],
        stream: Some(true),
        stream_options: Some(ChatCompletionStreamOptions { include_usage: Some(true), include_obfuscation: None }),
        ..CreateChatCompletionRequest::default()
    };
    if is_openai {
        body.max_completion_tokens = Some(max_tokens);
    } else {
        #[expect(deprecated, reason = "Ollama and others know no other limit")]
        let limit = &mut body.max_tokens;
        *limit = Some(max_tokens);
        body.temperature = Some(0.0);
    }
    body
}

/// The newer limit on tokens in the place of the older one, and no temperature beside it.
pub(super) fn use_newer_limit(body: &mut CreateChatCompletionRequest) {
    #[expect(deprecated, reason = "it is the one that was refused")]
    let older = body.max_tokens.take();
    body.max_completion_tokens = body.max_completion_tokens.or(older);
    body.temperature = None;
}

/// Whether the endpoint says that it takes the newer limit only, or no temperature.
pub(super) fn wants_newer_limit(error: &LlmError) -> bool {
    let LlmError::Refused { status: 400 | 422, message } = error else { return false };
    message.contains("max_completion_tokens") || message.contains("'temperature'")
}

/// Sends the request until an answer begins or trying again makes no sense. Each try is counted before it is made.
pub(super) async fn open(
    (endpoint, sent): (&Endpoint, &Total),
    body: &CreateChatCompletionRequest,
    limits: Limits,
    deadline: Instant,
) -> Result<Response, LlmError> {
    let body = serde_json::to_vec(body).map_err(|_| LlmError::Garbled("the request cannot be written"))?;
    let mut tries = 0;
    loop {
        sent.add_request(body.len());
        let failure = match try_once(endpoint, body.clone(), limits, deadline).await {
            Ok(response) => return Ok(response),
            Err(failure) => failure,
        };
        let pause = match failure.again {
            Again::Soon => jitter(PAUSE * 2_u32.pow(tries)),
            Again::After(pause) if pause <= MAX_PAUSE => pause,
            Again::No | Again::After(_) => return Err(failure.error),
        };
        if tries == MAX_RETRIES || Instant::now() + pause >= deadline {
            return Err(failure.error);
        }
        sleep(pause).await;
        tries += 1;
    }
}

/// Whether a refusal may mean that the endpoint does not know the option to report usage.
pub(super) fn may_mean_options(error: &LlmError) -> bool {
    match error {
        LlmError::Refused { status: 400, .. } => true,
        LlmError::Refused { status: 422, message } => message.contains("stream_options"),
        _ => false,
    }
}

/// Whether a refusal may mean that the endpoint does not know shapes of answers.
pub(super) fn may_mean_shape(error: &LlmError) -> bool {
    matches!(error, LlmError::Refused { status: 400 | 422, .. })
}

/// Asks for a document in JSON.
pub(super) async fn document(endpoint: &Endpoint, address: &str, limits: Limits) -> Result<Value, LlmError> {
    let deadline = Instant::now() + limits.total.min(BODY_TIME);
    let (end, slow) = limits.next_byte(deadline);
    let sent = timeout_at(end, endpoint.get(address).send()).await.map_err(|_| slow)?;
    let response = sent.map_err(|error| unsent(endpoint, limits, &error).error)?;
    if !response.status().is_success() {
        return Err(refusal(endpoint, response).await.error);
    }
    serde_json::from_slice(&read(response).await).map_err(|_| LlmError::Garbled("its list of models is not JSON"))
}

/// Asks for the list of models.
pub(super) async fn models(endpoint: &Endpoint, limits: Limits) -> Result<Vec<String>, LlmError> {
    let list = document(endpoint, &endpoint.url("models"), limits).await?;
    let models = list.get("data").and_then(Value::as_array);
    let models = models.ok_or(LlmError::Garbled("its list of models has no `data`"))?;
    Ok(models.iter().filter_map(|model| model.get("id")?.as_str()).map(|id| in_one_line(id, None)).collect())
}

async fn try_once(endpoint: &Endpoint, body: Vec<u8>, limits: Limits, deadline: Instant) -> Result<Response, Failure> {
    let (end, slow) = limits.next_byte(deadline);
    let request = endpoint.post("chat/completions").header(header::ACCEPT, "text/event-stream");
    let request = request.header(header::CONTENT_TYPE, "application/json").body(body);
    let sent = timeout_at(end, request.send()).await.map_err(|_| Failure { error: slow, again: Again::No })?;
    let response = sent.map_err(|error| unsent(endpoint, limits, &error))?;
    if !response.status().is_success() {
        return Err(refusal(endpoint, response).await);
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.trim_start().to_ascii_lowercase().starts_with("text/event-stream") {
        return Ok(response);
    }
    let said = serde_json::from_slice::<Value>(&read(response).await).ok();
    let error = match said.as_ref().and_then(|said| said.get("error")) {
        Some(error) => LlmError::Upstream(words(error, endpoint)),
        None => LlmError::Garbled("the answer is no event stream"),
    };
    Err(Failure { error, again: Again::No })
}

/// No answer came back at all.
fn unsent(endpoint: &Endpoint, limits: Limits, error: &reqwest::Error) -> Failure {
    if error.is_timeout() {
        let seconds = limits.connect.as_secs();
        let error = LlmError::Slow { seconds, phase: "to accept a connection", setting: "llm.connect_timeout_s" };
        return Failure { error, again: Again::No };
    }
    // The innermost reason is the one that says something: "connection refused", "certificate expired".
    let mut reason: &dyn std::error::Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    let reason = in_one_line(&reason.to_string(), endpoint.key());
    Failure { error: LlmError::Unreachable { origin: endpoint.origin(), reason }, again: Again::Soon }
}

/// What an answer with an error status means.
async fn refusal(endpoint: &Endpoint, response: Response) -> Failure {
    let status = response.status();
    let wait = response.headers().get(header::RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.trim().parse().ok());
    let again = wait.map_or(Again::Soon, |seconds| Again::After(Duration::from_secs(seconds)));
    let body = read(response).await;
    let said = serde_json::from_slice(&body).unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&body).as_ref()));
    let said = said.get("error").unwrap_or(&said);
    let failed = |error| Failure { error, again: Again::No };
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => failed(LlmError::Denied),
        StatusCode::NOT_FOUND => failed(LlmError::NotFound),
        StatusCode::TOO_MANY_REQUESTS if names(said, "insufficient_quota") => failed(LlmError::Limited),
        StatusCode::TOO_MANY_REQUESTS => Failure { error: LlmError::Limited, again },
        _ if status.is_redirection() => failed(LlmError::Redirected),
        _ if status.is_server_error() => Failure { error: LlmError::Upstream(words(said, endpoint)), again },
        _ if is_overflow(said) => failed(LlmError::TooLong),
        _ => failed(LlmError::Refused { status: status.as_u16(), message: words(said, endpoint) }),
    }
}

/// The endpoint's own words, fit for a message.
pub(super) fn words(error: &Value, endpoint: &Endpoint) -> String {
    words_without(error, endpoint.key())
}

/// The same, where only the key is at hand.
pub(super) fn words_without(error: &Value, key: Option<&str>) -> String {
    let message = ["message", "detail", "error"].iter().find_map(|name| error.get(name)?.as_str());
    in_one_line(message.or(error.as_str()).unwrap_or_default(), key)
}

fn names(error: &Value, code: &str) -> bool {
    ["code", "type"].iter().any(|name| error.get(name).and_then(Value::as_str) == Some(code))
}

/// Each server has its own way to say that a prompt is too long.
fn is_overflow(error: &Value) -> bool {
    let message = error.get("message").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    names(error, "context_length_exceeded")
        || names(error, "exceed_context_size_error")
        || (message.contains("context")
            && ["length", "size", "window", "exceed"].iter().any(|sign| message.contains(sign)))
}

/// The beginning of a body; an endpoint that stalls or never ends gets no more of our time.
async fn read(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    let all = async {
        while let Ok(Some(bytes)) = response.chunk().await {
            body.extend_from_slice(&bytes);
            if body.len() > MAX_BODY {
                break;
            }
        }
    };
    let _ = timeout(BODY_TIME, all).await;
    body.truncate(MAX_BODY);
    body
}

/// A pause of any length up to the given one, so that many clients do not come back together.
fn jitter(most: Duration) -> Duration {
    let random = getrandom::u32().unwrap_or(u32::MAX / 2);
    most.mul_f64(f64::from(random) / f64::from(u32::MAX))
}
