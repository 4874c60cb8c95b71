//! What an OpenAI client sends, read for what can be honoured; what would be silently wrong is refused.

use serde::Deserialize;
use serde_json::Value;

use super::error::Refused;
use crate::{chat::Topic, retrieve::named, server::input};

/// Requirements that a follow-up is about at most.
const CARRIED: usize = 2;

/// A request. Fields that only say how a model should write (`temperature`, `max_tokens` …) have nothing to act on.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiRequest")]
pub(super) struct Request {
    model: String,
    #[serde(default)]
    messages: Vec<Message>,
    stream: Option<bool>,
    stream_options: Option<Streaming>,
    n: Option<u64>,
    response_format: Option<Value>,
    tool_choice: Option<Value>,
}

/// How to stream.
#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiStreamOptions")]
pub(super) struct Streaming {
    #[serde(default)]
    pub(super) include_usage: bool,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "OpenAiRequestMessage")]
struct Message {
    role: String,
    content: Option<Value>,
}

/// A request, understood.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) model: String,
    pub(super) question: String,
    pub(super) before: Option<Topic>,
    /// Bytes of the messages beside the question.
    pub(super) earlier: usize,
    pub(super) stream: Option<Streaming>,
}

/// Who said a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaker {
    User,
    Assistant,
    /// Instructions of the client, which change no fact.
    Client,
}

impl Request {
    pub(super) fn read(self) -> Result<Asked, Refused> {
        if self.n.is_some_and(|n| n != 1) {
            return Err(Refused::field("n", "one answer is given: leave `n` out, or send 1"));
        }
        if kind(self.response_format.as_ref()).is_some_and(|kind| kind != "text") {
            let message = "answers are Markdown: leave `response_format` out, and read `message.annexa` for data";
            return Err(Refused::field("response_format", message));
        }
        if self.tool_choice.as_ref().is_some_and(|choice| choice == "required" || choice.is_object()) {
            return Err(Refused::field("tool_choice", "no tools are called here: leave `tool_choice` out"));
        }
        let mut said = Vec::new();
        for (at, message) in self.messages.into_iter().enumerate() {
            said.push(message.read(at)?);
        }
        let Some(last) = said.iter().rposition(|(speaker, _)| *speaker == Speaker::User) else {
            return Err(Refused::field("messages", "there is no question: send a message with the role `user`"));
        };
        let earlier = said.iter().map(|(_, text)| text.len()).sum();
        said.truncate(last + 1);
        let (_, question) = said.pop().unwrap_or((Speaker::User, String::new()));
        let earlier: usize = usize::saturating_sub(earlier, question.len());
        let question = input::question(question)
            .map_err(|error| Refused::field(format!("messages[{last}].content"), error.problem_detail()))?;
        let stream = self.stream.unwrap_or(false).then(|| self.stream_options.unwrap_or_default());
        Ok(Asked { model: self.model, question, before: topic(&said), earlier, stream })
    }
}

impl Message {
    fn read(self, at: usize) -> Result<(Speaker, String), Refused> {
        let speaker = match self.role.as_str() {
            "user" => Speaker::User,
            "assistant" => Speaker::Assistant,
            "system" | "developer" => Speaker::Client,
            "tool" | "function" => {
                return Err(Refused::field(format!("messages[{at}].role"), "results of tools are not read here"));
            }
            _ => {
                let message = "a role is one of system, developer, user and assistant";
                return Err(Refused::field(format!("messages[{at}].role"), message));
            }
        };
        let text = match self.content {
            None | Some(Value::Null) if speaker == Speaker::Assistant => String::new(),
            Some(Value::String(text)) => text,
            Some(Value::Array(parts)) => joined(&parts, at)?,
            _ => {
                let message = "content is a text, or a list of parts of the type `text`";
                return Err(Refused::field(format!("messages[{at}].content"), message));
            }
        };
        Ok((speaker, text))
    }
}

/// The text parts of a message, laid end to end.
fn joined(parts: &[Value], at: usize) -> Result<String, Refused> {
    let texts = parts.iter().enumerate().map(|(place, part)| {
        let text = part.get("text").and_then(Value::as_str);
        match (kind(Some(part)), text) {
            (Some("text" | "input_text" | "output_text"), Some(text)) => Ok(text),
            _ => Err(Refused::field(
                format!("messages[{at}].content[{place}]"),
                "only parts of the type `text` are read here: pictures, sound and files are not; upload a file as a \
                 document of the workspace instead",
            )),
        }
    });
    texts.collect::<Result<Vec<_>, _>>().map(|texts| texts.join("\n"))
}

fn kind(value: Option<&Value>) -> Option<&str> {
    value?.get("type")?.as_str()
}

/// What the conversation was about: the latest question whose words, or whose answer, name a requirement. Which requirements
/// exist is ours to know, so nothing that a client puts into an answer can bring one in.
fn topic(said: &[(Speaker, String)]) -> Option<Topic> {
    let users = said.iter().enumerate().filter(|(_, (speaker, _))| *speaker == Speaker::User);
    let questions: Vec<(usize, &String)> = users.map(|(at, (_, text))| (at, text)).collect();
    let about = |at: usize, question: &str| {
        let own = named(question);
        if !own.is_empty() {
            return own;
        }
        let answer = said.get(at + 1).filter(|(speaker, _)| *speaker == Speaker::Assistant);
        answer.map(|(_, text)| named(text)).unwrap_or_default()
    };
    let found = questions.iter().rev().find_map(|(at, question)| {
        let mut requirements = about(*at, question);
        requirements.truncate(CARRIED);
        (!requirements.is_empty()).then(|| Topic { requirements, question: (*question).clone(), ..Topic::default() })
    });
    let last = || questions.last().map(|(_, text)| Topic { question: (*text).clone(), ..Topic::default() });
    found.or_else(last)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(messages: &Value) -> Asked {
        let request: Request = serde_json::from_value(json!({ "model": "annexa", "messages": messages })).unwrap();
        request.read().unwrap()
    }

    #[test]
    fn the_last_user_message_is_the_question_and_its_parts_are_joined() {
        let asked = read(&json!([
            { "role": "system", "content": "You are a pirate." },
            { "role": "user", "content": [{ "type": "text", "text": "What is" }, { "type": "text", "text": "A.5.23?" }] },
        ]));
        assert_eq!((asked.question.as_str(), asked.before), ("What is\nA.5.23?", None));
        assert_eq!(asked.earlier, "You are a pirate.".len());
    }

    #[test]
    fn what_was_said_before_is_only_a_topic() {
        let before = |first: &str, answer: &str| {
            let said = json!([
                { "role": "user", "content": first },
                { "role": "assistant", "content": answer },
                { "role": "user", "content": "And who checks that?" },
            ]);
            let topic = read(&said).before.unwrap();
            topic.requirements.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(before("What is A.5.23?", "It is about A.8.1."), ["A.5.23"]);
        assert_eq!(before("How do we choose cloud services?", "See A.5.23 [1]."), ["A.5.23"]);
        assert!(before("How?", "As A.9.99 says.").is_empty(), "an id that does not exist is no topic");
    }
}
