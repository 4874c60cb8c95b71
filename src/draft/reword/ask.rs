//! Asks the model for the words of one clause, and reads its reply.

use serde::Deserialize;
use serde_json::json;
use thiserror::Error;

use super::{Editor, PLAIN, Sheet};
use crate::{
    llm::{LlmError, Shape, object_in},
    prompt,
};

/// Tokens of a reply beside those of the clause; some models think aloud first.
const MORE_TOKENS: usize = 1_500;

/// Why nothing usable came back.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    Llm(#[from] LlmError),
    #[error("{0}")]
    Prompt(String),
    #[error("its reply is not the JSON that is asked for: {0}")]
    Reply(String),
    #[error("it was not asked any more after it had failed several times")]
    GivenUp,
    #[error("the policy was not done within {0} s")]
    Late(u64),
    #[error("what leaves could not be noted, so nothing was sent: {0}")]
    Unnoted(String),
}

impl Trouble {
    /// Whether the next clause would fail the same way.
    pub(super) fn is_lasting(&self) -> bool {
        match self {
            Self::Llm(error) => matches!(
                error,
                LlmError::Setting { .. }
                    | LlmError::Unreachable { .. }
                    | LlmError::Denied
                    | LlmError::NotFound
                    | LlmError::Redirected
                    | LlmError::Limited
                    | LlmError::Refused { .. }
                    | LlmError::Garbled(_)
            ),
            Self::Prompt(_) | Self::GivenUp | Self::Late(_) | Self::Unnoted(_) => true,
            Self::Reply(_) => false,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    parts: Vec<String>,
}

/// The parts in other words, as many as were sent. `problem` says what was wrong with the reply before.
pub(super) async fn ask(sheet: &Sheet, editor: &Editor<'_>, problem: Option<&str>) -> Result<Vec<String>, Trouble> {
    let parts: Vec<&str> = sheet.parts.iter().map(String::as_str).collect();
    let prompt = prompt::reword(editor.voice.unwrap_or(PLAIN), &parts, problem);
    let prompt = prompt.map_err(|error| Trouble::Prompt(error.to_string()))?;
    let bytes: usize = parts.iter().map(|part| part.len()).sum();
    let tokens = u32::try_from(MORE_TOKENS + bytes).unwrap_or(u32::MAX);
    let reply = editor.llm.shaped(prompt, tokens, &shape(parts.len())).await?;
    let Reply { parts } = object_in(&reply).map_err(Trouble::Reply)?;
    if parts.len() != sheet.parts.len() {
        let told = format!("it has {} parts instead of {}", parts.len(), sheet.parts.len());
        return Err(Trouble::Reply(told));
    }
    Ok(parts)
}

/// As many parts as were sent; small models would go on for ever.
fn shape(parts: usize) -> Shape {
    let schema = json!({
        "type": "object",
        "properties": {
            "parts": {"type": "array", "items": {"type": "string"}, "minItems": parts, "maxItems": parts},
        },
        "required": ["parts"],
        "additionalProperties": false,
    });
    Shape { name: "reword", schema }
}
