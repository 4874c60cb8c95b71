//! Markdown and plain text: the file's own text, apart from a byte-order mark, line ends, and direction overrides.

use super::{
    Extracted, Format, Kind, TextError,
    decode::{decode, turns_direction},
};

/// The text of a file that is its own text.
pub(super) fn extract(kind: Kind, bytes: &[u8]) -> Result<Extracted, TextError> {
    let decoded = decode(bytes, None)?;
    let mut warnings = decoded.warnings;
    let mut text = decoded.text;
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    if text.contains(turns_direction) {
        text.retain(|c| !turns_direction(c));
        warnings.push("characters that turn the reading direction were left out".to_owned());
    }
    let format = if kind == Kind::Markdown { Format::Markdown } else { Format::Plain };
    Ok(Extracted { format, kind, text, pages: Vec::new(), warnings, tables: Vec::new() })
}
