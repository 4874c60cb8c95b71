//! Web pages: headings, paragraphs, lists and tables, without scripts, navigation and what the page hides.
//!
//! Only a tokenizer is used, and no tree is built, so neither depth nor size of a page costs more than its length.

mod page;

use std::convert::Infallible;

use encoding_rs::Encoding;
use html5gum::{
    State, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

use page::{Page, Tag};

use super::{Extracted, Kind, TextError, decode::decode};

/// Bytes in which a page must name its encoding.
const HEAD: usize = 4096;

/// The text of a web page.
pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, TextError> {
    let decoded = decode(bytes, named_encoding(bytes))?;
    let mut page = Page::default();
    decoded.warnings.iter().for_each(|warning| page.warn(warning));
    let mut tag = Tag::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => tag = Tag::named(name),
            CallbackEvent::AttributeName { name } => tag.attribute(name),
            CallbackEvent::AttributeValue { value } => tag.value(value),
            CallbackEvent::CloseStartTag { self_closing } => page.open(&tag, self_closing),
            CallbackEvent::EndTag { name } => page.close(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => page.text(&String::from_utf8_lossy(value)),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    });
    emitter.naively_switch_states(true);
    let mut tokens = Tokenizer::new_with_emitter(decoded.text.as_str(), emitter);
    tokens.set_state(State::Data);
    // Reading a text in memory cannot fail.
    let _ = tokens.finish();
    Ok(page.finish(Kind::Html))
}

/// The encoding that a page names for itself.
fn named_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes)).to_lowercase();
    let (_, rest) = head.split_once("charset=")?;
    let label = rest.trim_start_matches(['"', '\'', ' ']);
    let label = label.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).next()?;
    Encoding::for_label(label.as_bytes())
}
