//! Facts as lines of YAML, in the way in which people write them.

use serde_json::{Map, Value};

/// Words that mean something else when they stand alone.
const WORDS: [&str; 10] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "unknown"];

/// A value without fields that say nothing; null when nothing is left.
pub(super) fn said(value: &Value) -> Value {
    if let Value::Array(items) = value {
        return Value::Array(items.iter().map(said).collect());
    }
    let Value::Object(fields) = value else { return value.clone() };
    let fields: Map<String, Value> =
        fields.iter().map(|(key, value)| (key.clone(), said(value))).filter(|(_, value)| !value.is_null()).collect();
    if fields.is_empty() { Value::Null } else { Value::Object(fields) }
}

/// A whole file.
pub(super) fn document(fields: &Map<String, Value>) -> String {
    let lines = fields.iter().filter(|(_, value)| !said(value).is_null()).flat_map(|(key, value)| field(key, value, 0));
    lines.fold(String::new(), |text, line| text + &line + "\n")
}

/// The lines of a new field.
pub(super) fn field(key: &str, new: &Value, indent: usize) -> Vec<String> {
    value(&format!("{}{}:", " ".repeat(indent), scalar(&Value::from(key))), new, indent, false)
}

/// The lines of a field whose first one begins with `head`, on one line where `is_flow`.
pub(super) fn value(head: &str, value: &Value, indent: usize, is_flow: bool) -> Vec<String> {
    match said(value) {
        Value::Null => vec![format!("{head} unknown")],
        Value::Object(fields) if !is_flow => {
            let deep = indent + 2;
            let lines = fields.iter().flat_map(|(key, value)| field(key, value, deep));
            std::iter::once(head.to_owned()).chain(lines).collect()
        }
        Value::Array(rows) if !is_flow && rows.iter().any(Value::is_object) => {
            let lines = rows.iter().flat_map(|row| item(row, indent + 2, false));
            std::iter::once(head.to_owned()).chain(lines).collect()
        }
        said => vec![format!("{head} {}", flow(&said))],
    }
}

/// The lines of an item of a list.
pub(super) fn item(value: &Value, indent: usize, is_flow: bool) -> Vec<String> {
    let space = " ".repeat(indent);
    let said = said(value);
    let Value::Object(fields) = &said else { return vec![format!("{space}- {}", flow(&said))] };
    if is_flow {
        return vec![format!("{space}- {}", flow(&said))];
    }
    let named = fields.get_key_value("name");
    let rest = fields.iter().filter(|(key, _)| *key != "name");
    let lines = named
        .into_iter()
        .chain(rest)
        .map(|(key, value)| format!("{}: {}", scalar(&Value::from(key.as_str())), flow(value)));
    lines.enumerate().map(|(at, line)| format!("{space}{}{line}", if at == 0 { "- " } else { "  " })).collect()
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields =
                fields.iter().map(|(key, value)| format!("{}: {}", scalar(&Value::from(key.as_str())), flow(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        one => scalar(one),
    }
}

/// A word as it is where that is safe, else between quotes.
fn scalar(value: &Value) -> String {
    let Value::String(text) = value else { return value.to_string() };
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with(' ')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '/' | '(' | ')' | '+'))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    let is_day = text.len() == 10 && text.chars().all(|c| c.is_ascii_digit() || c == '-');
    if is_plain || is_day { text.clone() } else { value.to_string() }
}
