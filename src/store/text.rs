//! Which texts may be stored: names are cleaned, and no text holds a zero character, at which SQL functions stop.

use super::StoreError;

/// A name that people choose: trimmed, 1 to 100 characters on one line.
pub(super) fn chosen_name(name: &str) -> Result<String, StoreError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(StoreError::Invalid { what: "a name needs 1 to 100 characters on one line" });
    }
    Ok(name.to_owned())
}

/// A file's name or path, kept as it is.
pub(super) fn file_name(name: &str) -> Result<(), StoreError> {
    if name.is_empty() || name.chars().count() > 1024 {
        return Err(StoreError::Invalid { what: "a document's name needs 1 to 1,024 characters" });
    }
    storable(name)
}

/// Any other text.
pub(super) fn storable(text: &str) -> Result<(), StoreError> {
    if text.contains('\0') {
        return Err(StoreError::Invalid { what: "a zero character cannot be stored: remove it from the text" });
    }
    Ok(())
}

/// A SHA-256 in the one form that names blobs.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
