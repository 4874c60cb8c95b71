//! Secrets that are shown once: 256 random bits each, of which only the SHA-256 is kept.

use std::fmt::Write;

use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::StoreError;

/// A new secret behind a prefix that tells what it opens.
pub(super) fn fresh(prefix: &str) -> Result<SecretString, StoreError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    let secret = bytes.iter().fold(prefix.to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok(secret.into())
}

/// What is kept of a secret. Its 256 bits cannot be guessed from this, so no salt or slow hash is needed.
pub(super) fn hash(secret: &str) -> String {
    format!("{:x}", Sha256::digest(secret))
}
