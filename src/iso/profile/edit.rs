//! A profile's text with other values in it: comments, blank lines and the order of fields stay as people wrote them.
//!
//! The text is edited by spans of lines, field by field. What comes out is read again; when it does not say exactly what it
//! should, the profile is written anew, and the caller hears that comments went with that.

use serde_json::{Map, Value};

use super::{Profile, yaml};

/// A text that says what a profile says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The text.
    pub text: String,
    /// It had to be written anew, and what was there had comments.
    pub lost_comments: bool,
}

impl Profile {
    /// This profile in the text of an earlier one. None when no text can say it, as with characters that YAML does not take.
    pub fn written_into(&self, text: &str) -> Option<Edited> {
        let says_it = |text: &String| Self::from_yaml(text).is_ok_and(|said| said == *self);
        let after = serde_json::to_value(self).ok()?;
        let edited = Self::from_yaml(text).ok().and_then(|before| {
            let before = serde_json::to_value(before).ok()?;
            document(text, before.as_object()?, after.as_object()?)
        });
        if let Some(text) = edited.filter(says_it) {
            return Some(Edited { text, lost_comments: false });
        }
        let anew = yaml::document(after.as_object()?);
        let anew = Some(anew).filter(says_it).or_else(|| serde_json::to_string_pretty(self).ok().filter(says_it))?;
        Some(Edited { text: anew, lost_comments: text.contains('#') })
    }
}

fn document(text: &str, before: &Map<String, Value>, after: &Map<String, Value>) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let edited = mapping(&lines, 0, before, after)?;
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    Some(edited.join(end) + end)
}

/// A field with the lines that belong to it: its own, what is deeper, and comments and blank lines up to the next one.
struct Entry<'a> {
    key: String,
    lines: Vec<&'a str>,
}

fn is_gap(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The key of a line, and where its value begins.
fn key_of(line: &str) -> Option<(String, usize)> {
    let at = line.find(':')?;
    let after = line.get(at + 1..)?;
    let key = line.get(..at)?.trim().trim_matches(['"', '\'']);
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    (is_key && !key.starts_with('-') && (after.is_empty() || after.starts_with(' '))).then(|| (key.to_owned(), at + 1))
}

/// What stands before the first field, and the fields. None when the lines are no plain mapping at this depth.
fn entries<'a>(lines: &[&'a str], indent: usize) -> Option<(Vec<&'a str>, Vec<Entry<'a>>)> {
    let (mut lead, mut entries): (Vec<&str>, Vec<Entry<'_>>) = (Vec::new(), Vec::new());
    for line in lines {
        let deep = indent_of(line);
        let is_item = deep == indent && line.trim_start().starts_with('-');
        match entries.last_mut() {
            Some(entry) if is_gap(line) || deep > indent || (is_item && !line.starts_with("---")) => {
                entry.lines.push(line);
            }
            None if is_gap(line) || *line == "---" => lead.push(line),
            _ if deep == indent => entries.push(Entry { key: key_of(line)?.0, lines: vec![line] }),
            _ => return None,
        }
    }
    Some((lead, entries))
}

/// What a field says; nothing said and null are the same.
fn at<'a>(fields: &'a Map<String, Value>, key: &str) -> &'a Value {
    fields.get(key).unwrap_or(&Value::Null)
}

/// The lines of a mapping with other values.
fn mapping(
    lines: &[&str],
    indent: usize,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Option<Vec<String>> {
    let (lead, entries) = entries(lines, indent)?;
    let mut out = owned(&lead);
    for entry in &entries {
        let (old, new) = (at(before, &entry.key), at(after, &entry.key));
        if yaml::said(old) == yaml::said(new) {
            out.extend(owned(&entry.lines));
        } else {
            out.extend(changed(&entry.lines, indent, old, new)?);
        }
    }
    for (key, value) in after {
        let is_there = entries.iter().any(|entry| entry.key == *key);
        if !is_there && yaml::said(at(before, key)) != yaml::said(value) {
            out.extend(yaml::field(key, value, indent));
        }
    }
    Some(out)
}

/// The lines of one field with another value.
fn changed(lines: &[&str], indent: usize, old: &Value, new: &Value) -> Option<Vec<String>> {
    let (first, rest) = lines.split_first()?;
    let (head, value, comment) = parted(first)?;
    // In a text over several lines a # may be part of it.
    if lines.iter().any(|line| parted(line).is_some_and(|(_, value, _)| value.starts_with(['|', '>', '&', '!']))) {
        return None;
    }
    let end = rest.len() - rest.iter().rev().take_while(|line| is_gap(line)).count();
    let (body, gap) = rest.split_at(end);
    let mut out = Vec::new();
    match (old, new) {
        (Value::Object(old), Value::Object(new))
            if value.is_empty() && !yaml::said(&Value::Object(new.clone())).is_null() =>
        {
            let deep =
                body.iter().find(|line| !is_gap(line)).map(|line| indent_of(line)).filter(|deep| *deep > indent)?;
            out.push((*first).to_owned());
            out.extend(mapping(body, deep, old, new)?);
        }
        (Value::Array(old), Value::Array(new)) if value.is_empty() && !new.is_empty() => {
            out.push((*first).to_owned());
            out.extend(items(body, old, new)?);
        }
        _ => {
            let is_flow = !value.is_empty() && !old.is_null();
            let mut written = yaml::value(head, new, indent, is_flow).into_iter();
            out.push(with_comment(written.next()?, first, comment));
            out.extend(comments(body));
            out.extend(written);
        }
    }
    out.extend(owned(gap));
    Some(out)
}

/// The lines of a list with other items: those that stay keep theirs, and the comments of those that go stay behind.
fn items(lines: &[&str], old: &[Value], new: &[Value]) -> Option<Vec<String>> {
    let begin = lines.iter().position(|line| !is_gap(line))?;
    let (lead, rest) = lines.split_at(begin);
    let deep = indent_of(rest.first()?);
    let mut spans: Vec<Vec<&str>> = Vec::new();
    for line in rest {
        let is_item = indent_of(line) == deep && line.trim_start().starts_with('-');
        match spans.last_mut() {
            _ if is_item => spans.push(vec![line]),
            Some(span) if is_gap(line) || indent_of(line) > deep => span.push(line),
            _ => return None,
        }
    }
    if spans.len() != old.len() {
        return None;
    }
    let is_flow = spans.first()?.first()?.contains('{');
    let mut there: Vec<Option<(&Value, Vec<&str>)>> = old.iter().zip(spans).map(Some).collect();
    let mut out = owned(lead);
    for value in new {
        let kept =
            there.iter_mut().find(|one| one.as_ref().is_some_and(|(old, _)| *old == value)).and_then(Option::take);
        match kept {
            Some((_, span)) => out.extend(owned(&span)),
            None => out.extend(yaml::item(value, deep, is_flow)),
        }
    }
    for (_, span) in there.into_iter().flatten() {
        out.extend(comments(&span));
    }
    Some(out)
}

/// The comments of lines that go, each on a line of its own.
fn comments(lines: &[&str]) -> Vec<String> {
    let comment = |line: &&str| {
        if is_gap(line) {
            return (!line.trim().is_empty()).then(|| (*line).to_owned());
        }
        let at = comment_at(line)?;
        Some(format!("{}{}", " ".repeat(indent_of(line)), line.get(at..)?))
    };
    lines.iter().filter_map(comment).collect()
}

/// The line with the comment of the one before it, in the same column where there is room.
fn with_comment(mut line: String, before: &str, comment: &str) -> String {
    if comment.is_empty() {
        return line;
    }
    let told = before.strip_suffix(comment).unwrap_or_default();
    let is_column = told.ends_with("  ");
    let room = told.chars().count().saturating_sub(line.chars().count());
    line.push_str(&" ".repeat(if is_column { room.max(2) } else { 1 }));
    line + comment
}

/// A line up to its colon, its value, and its comment.
fn parted(line: &str) -> Option<(&str, &str, &str)> {
    let (_, begin) = key_of(line)?;
    let end = comment_at(line).unwrap_or(line.len());
    Some((line.get(..begin)?, line.get(begin..end)?.trim(), line.get(end..)?))
}

/// Where the comment at the end of a line begins: at a # after a space, outside of quotes.
fn comment_at(line: &str) -> Option<usize> {
    let (mut quote, mut last) = (None, ' ');
    for (at, c) in line.char_indices() {
        match quote {
            Some('"') if last == '\\' && c != '\\' => {}
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && last.is_whitespace() => return Some(at),
            None if matches!(c, '"' | '\'') && matches!(last, ' ' | '[' | '{' | ',' | ':') => quote = Some(c),
            None => {}
        }
        // Two back strokes are one that means nothing for what follows.
        last = if last == '\\' && c == '\\' { ' ' } else { c };
    }
    None
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

#[cfg(test)]
mod tests;
