//! The prompts that a person can pick in a client: each sends the client's model to our tools.

use rmcp::model::{ErrorData, GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};

use crate::prompt::{OFFERED, Offered, offered};

/// Characters of an argument.
const MAX_ARGUMENT: usize = 4_000;

pub(super) fn all() -> Vec<Prompt> {
    OFFERED.iter().map(prompt).collect()
}

fn prompt(offered: &Offered) -> Prompt {
    let arguments = offered.arguments.iter().map(|argument| {
        PromptArgument::new(argument.name).with_description(argument.description).with_required(argument.required)
    });
    Prompt::new(offered.name, Some(offered.description), Some(arguments.collect())).with_title(offered.title)
}

/// The prompt of this name with its arguments filled in.
pub(super) fn filled(name: &str, arguments: &JsonObject) -> Result<GetPromptResult, ErrorData> {
    let wrong = |message: String| ErrorData::invalid_params(message, None);
    let Some(chosen) = OFFERED.iter().find(|offered| offered.name == name) else {
        return Err(wrong(format!("there is no prompt `{name}`: prompts/list names them")));
    };
    let mut values = Vec::new();
    for argument in chosen.arguments {
        let value = match arguments.get(argument.name) {
            Some(serde_json::Value::String(text)) => text.trim(),
            None if !argument.required => "",
            _ => return Err(wrong(format!("`{}` is needed, as a text: {}", argument.name, argument.description))),
        };
        if value.chars().count() > MAX_ARGUMENT || (value.is_empty() && argument.required) {
            return Err(wrong(format!("`{}` is a text of 1 to {MAX_ARGUMENT} characters", argument.name)));
        }
        values.push((argument.name, value));
    }
    if let Some(other) =
        arguments.keys().find(|key| chosen.arguments.iter().all(|argument| argument.name != key.as_str()))
    {
        return Err(wrong(format!("the prompt `{name}` has no argument `{other}`")));
    }
    let text = offered(chosen, &values).map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
    let message = PromptMessage::new_text(Role::User, text);
    Ok(GetPromptResult::new(vec![message]).with_description(chosen.description))
}
