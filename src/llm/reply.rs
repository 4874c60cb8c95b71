//! An answer while it arrives. It is whole only if the model said `stop`; every other end is an error.

use std::collections::VecDeque;

use futures::{Stream, stream};
use reqwest::Response;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::{Limits, LlmError, Part, Usage, request::words_without, sse::Events, turns::Turn};

/// A running answer; dropping it closes the connection and frees its turn.
pub(super) struct Reply {
    response: Response,
    limits: Limits,
    deadline: Instant,
    events: Events,
    ready: VecDeque<String>,
    /// The last word on how the answer ended, as the model gave it.
    finish: Option<String>,
    /// What the endpoint last said that the answer takes.
    usage: Option<Usage>,
    /// Nothing more is read: the end, or what went wrong.
    end: Option<Result<(), LlmError>>,
    key: Option<String>,
    _turn: Turn,
}

impl Reply {
    pub(super) fn new(response: Response, limits: Limits, deadline: Instant, turn: Turn, key: Option<&str>) -> Self {
        Self {
            response,
            limits,
            deadline,
            events: Events::default(),
            ready: VecDeque::new(),
            finish: None,
            usage: None,
            end: None,
            key: key.map(ToOwned::to_owned),
            _turn: turn,
        }
    }

    /// The pieces of text, then the tokens, then the end.
    pub(super) fn into_stream(self) -> impl Stream<Item = Result<Part, LlmError>> + Send {
        stream::try_unfold(self, async |mut reply| Ok(reply.next().await?.map(|part| (part, reply))))
    }

    async fn next(&mut self) -> Result<Option<Part>, LlmError> {
        loop {
            if let Some(text) = self.ready.pop_front() {
                return Ok(Some(Part::Text(text)));
            }
            match self.end.take() {
                Some(Ok(())) => {
                    // Tokens were spent whatever the verdict says.
                    let Some(usage) = self.usage.take() else { return self.verdict().map(|()| None) };
                    self.end = Some(Ok(()));
                    return Ok(Some(Part::Usage(usage)));
                }
                Some(Err(error)) => return Err(error),
                None => self.end = self.read().await.transpose(),
            }
        }
    }

    /// Reads the next bytes. Returns that nothing more will come, or why.
    async fn read(&mut self) -> Result<Option<()>, LlmError> {
        let (end, slow) = self.limits.next_byte(self.deadline);
        let bytes = match timeout_at(end, self.response.chunk()).await {
            Err(_) => return Err(slow),
            // What broke after the last word does no harm; without a last word the verdict says so.
            Ok(Err(_)) => return Ok(Some(())),
            Ok(Ok(bytes)) => bytes,
        };
        let Some(bytes) = bytes else {
            // Half an event at the end is no protocol error but a broken connection.
            return match self.events.finish()?.map(|event| self.event(&event)) {
                Some(Err(error)) if !matches!(error, LlmError::Garbled(_)) => Err(error),
                _ => Ok(Some(())),
            };
        };
        for event in self.events.push(&bytes)? {
            if self.event(&event)? {
                return Ok(Some(()));
            }
        }
        Ok(None)
    }

    /// Takes in one event. Returns whether it was the last.
    fn event(&mut self, data: &str) -> Result<bool, LlmError> {
        if data.trim() == "[DONE]" {
            return Ok(true);
        }
        let event: Value = serde_json::from_str(data).map_err(|_| LlmError::Garbled("an event is not JSON"))?;
        if let Some(error) = event.get("error").filter(|error| !error.is_null()) {
            return Err(LlmError::Upstream(words_without(error, self.key.as_deref())));
        }
        let text = |path: &str| event.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty());
        if text("/choices/0/delta/refusal").is_some() {
            return Err(LlmError::Filtered);
        }
        if let Some(content) = text("/choices/0/delta/content") {
            self.ready.push_back(content.to_owned());
        }
        if let Some(reason) = text("/choices/0/finish_reason") {
            self.finish = Some(reason.to_owned());
        }
        self.usage = Usage::of(&event).or(self.usage);
        Ok(false)
    }

    fn verdict(&self) -> Result<(), LlmError> {
        match self.finish.as_deref() {
            Some("stop") => Ok(()),
            Some("length") => Err(LlmError::Cut),
            Some("content_filter") => Err(LlmError::Filtered),
            _ => Err(LlmError::BrokenOff),
        }
    }
}
