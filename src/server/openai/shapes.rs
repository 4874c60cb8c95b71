//! The JSON of a completion, whole and in chunks.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use uuid::Uuid;

use crate::{
    chat::{Action, Answer, Citation, Verdict},
    iso::RequirementId,
    view::{answer_markdown, notice},
};

/// Bytes of text that a token stands for where nobody counted tokens.
const BYTES_PER_TOKEN: usize = 4;

/// What all parts of one completion share.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiHead")]
pub(super) struct Head {
    id: String,
    created: u64,
    model: String,
}

/// What OpenAI's shape has no place for.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiExtra")]
pub(super) struct Extra {
    verdict: Verdict,
    citations: Vec<Citation>,
    refs: Vec<RequirementId>,
    warnings: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actions: Vec<Action>,
    notice: String,
}

/// A whole completion.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiCompletion")]
pub(super) struct Completion {
    #[serde(flatten)]
    head: Head,
    object: &'static str,
    choices: [Choice; 1],
    usage: Usage,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiChoice")]
struct Choice {
    index: u8,
    message: Message,
    logprobs: Option<()>,
    finish_reason: &'static str,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiMessage")]
struct Message {
    role: &'static str,
    content: String,
    refusal: Option<()>,
    annexa: Extra,
}

/// A piece of a streamed completion.
#[derive(Debug, Serialize)]
pub(super) struct Chunk<'a> {
    #[serde(flatten)]
    head: &'a Head,
    object: &'static str,
    choices: Vec<Piece>,
    /// Null before the end, as the protocol asks when usage was wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Counted>,
}

#[derive(Debug, Serialize)]
struct Piece {
    index: u8,
    delta: Delta,
    logprobs: Option<()>,
    finish_reason: Option<&'static str>,
}

#[derive(Debug, Default, Serialize)]
struct Delta {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annexa: Option<Extra>,
}

/// The place of the usage in a chunk.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Counted {
    /// Null.
    Later,
    Now(Usage),
}

/// Tokens: as the model's endpoint counts them, or estimated from the length of the text.
#[derive(Debug, Clone, Copy, Serialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiUsage")]
pub(super) struct Usage {
    #[serde(rename = "prompt_tokens")]
    prompt: u64,
    #[serde(rename = "completion_tokens")]
    completion: u64,
    #[serde(rename = "total_tokens")]
    total: u64,
}

impl Head {
    pub(super) fn new(model: String) -> Self {
        let created = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self { id: format!("chatcmpl-{}", Uuid::now_v7().simple()), created, model }
    }
}

impl Extra {
    pub(super) fn of(answer: Answer) -> Self {
        let notice = notice(&answer);
        let Answer { verdict, citations, refs, warnings, actions, .. } = answer;
        Self { verdict, citations, refs, warnings, actions, notice }
    }
}

impl Usage {
    /// `sent` and `received` are bytes of text.
    pub(super) fn of(answer: &Answer, sent: usize, received: usize) -> Self {
        let about = |bytes: usize| u64::try_from(bytes.div_ceil(BYTES_PER_TOKEN)).unwrap_or(u64::MAX);
        let (prompt, completion) = match answer.usage {
            Some(counted) => (counted.prompt_tokens, counted.completion_tokens),
            None => (about(sent), about(received)),
        };
        Self { prompt, completion, total: prompt.saturating_add(completion) }
    }
}

impl Completion {
    /// `sent` is how many bytes of text the client sent.
    pub(super) fn new(head: Head, answer: Answer, sent: usize) -> Self {
        let content = answer_markdown(&answer);
        let usage = Usage::of(&answer, sent, content.len());
        let message = Message { role: "assistant", content, refusal: None, annexa: Extra::of(answer) };
        let choice = Choice { index: 0, message, logprobs: None, finish_reason: "stop" };
        Self { head, object: "chat.completion", choices: [choice], usage }
    }
}

impl<'a> Chunk<'a> {
    fn of(head: &'a Head, delta: Delta, finish_reason: Option<&'static str>, counts: bool) -> Self {
        let piece = Piece { index: 0, delta, logprobs: None, finish_reason };
        Self { head, object: "chat.completion.chunk", choices: vec![piece], usage: counts.then_some(Counted::Later) }
    }

    /// The first: who speaks.
    pub(super) fn role(head: &'a Head, counts: bool) -> Self {
        let delta = Delta { role: Some("assistant"), content: Some(String::new()), annexa: None };
        Self::of(head, delta, None, counts)
    }

    /// More text.
    pub(super) fn text(head: &'a Head, text: String, counts: bool) -> Self {
        Self::of(head, Delta { content: Some(text), ..Delta::default() }, None, counts)
    }

    /// The end.
    pub(super) fn finish(head: &'a Head, annexa: Extra, counts: bool) -> Self {
        Self::of(head, Delta { annexa: Some(annexa), ..Delta::default() }, Some("stop"), counts)
    }

    /// What it cost, behind the end.
    pub(super) fn usage(head: &'a Head, usage: Usage) -> Self {
        Self { head, object: "chat.completion.chunk", choices: Vec::new(), usage: Some(Counted::Now(usage)) }
    }
}
