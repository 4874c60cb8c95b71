//! JSON as text that can be quoted: objects are sections, values are lines `key: value`, equal objects are table rows.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

use super::{
    Extracted, Kind, TextError,
    decode::decode,
    writer::{Mark, Writer},
};

/// The text of a JSON file.
pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, TextError> {
    let decoded = decode(bytes, None)?;
    let value: Value = serde_json::from_str(&decoded.text).map_err(|error| TextError::Damaged(error.to_string()))?;
    let mut writer = Writer::default();
    decoded.warnings.into_iter().for_each(|warning| writer.warn(warning));
    write(&mut writer, &mut Vec::new(), &value);
    Ok(writer.finish(Kind::Json))
}

/// A value whose keys keep the file's order, which `serde_json`'s own does not.
enum Value {
    Plain(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

fn write(writer: &mut Writer, path: &mut Vec<String>, value: &Value) {
    match value {
        Value::Plain(text) => writer.paragraph(text),
        Value::List(values) => list(writer, path, values),
        Value::Object(fields) => {
            for (key, value) in fields {
                if let Some(text) = value.line() {
                    writer.item(0, Mark::Bullet, &format!("{key}: {text}"));
                }
            }
            for (key, value) in fields.iter().filter(|(_, value)| value.line().is_none()) {
                section(writer, path, key, value);
            }
        }
    }
}

fn section(writer: &mut Writer, path: &mut Vec<String>, key: &str, value: &Value) {
    path.push(key.to_owned());
    // A section's heading names the whole way to it, for the way is what a reader of JSON knows a value by.
    writer.heading(path.len() + 1, &path.join("."));
    write(writer, path, value);
    path.pop();
}

fn list(writer: &mut Writer, path: &mut Vec<String>, values: &[Value]) {
    if let Some(rows) = table(values) {
        writer.table(&rows);
        return;
    }
    for (at, value) in values.iter().enumerate() {
        match value.line() {
            Some(text) => writer.item(0, Mark::Bullet, &text),
            None => section(writer, path, &(at + 1).to_string(), value),
        }
    }
}

/// Rows, when all values are objects with the same keys and nothing nested.
fn table(values: &[Value]) -> Option<Vec<Vec<String>>> {
    let Some(Value::Object(first)) = values.first() else { return None };
    let header: Vec<String> = first.iter().map(|(key, _)| key.clone()).collect();
    if values.len() < 2 || header.len() < 2 {
        return None;
    }
    let mut rows = vec![header.clone()];
    for value in values {
        let Value::Object(fields) = value else { return None };
        if !fields.iter().map(|(key, _)| key).eq(header.iter()) {
            return None;
        }
        rows.push(fields.iter().map(|(_, value)| value.line()).collect::<Option<_>>()?);
    }
    Some(rows)
}

impl Value {
    /// The value on one line; none when it is nested.
    fn line(&self) -> Option<String> {
        match self {
            Self::Plain(text) => Some(text.clone()),
            Self::List(values) if values.iter().all(|value| matches!(value, Self::Plain(_))) && values.len() <= 8 => {
                let shown: Vec<String> = values.iter().filter_map(Self::line).collect();
                let line = shown.join(", ");
                (line.len() < 120).then_some(line)
            }
            Self::List(_) => None,
            Self::Object(fields) => fields.is_empty().then(String::new),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Plain(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Plain(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Plain(String::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            fields.push(entry);
        }
        Ok(Value::Object(fields))
    }
}
