//! Words as numbers: a hash of each word's stem, so that passages are compared word by word without their text.

use std::ops::Range;

use super::tokenizer;

/// The stems of a text's words in order, hashed.
pub fn term_hashes(text: &str) -> Vec<u32> {
    let mut found = Vec::new();
    tokenizer::each(text, |_, term| found.push(term_hash(term)));
    found
}

/// The same with the bytes where each word stands.
pub fn term_places(text: &str) -> Vec<(Range<usize>, u32)> {
    let mut found = Vec::new();
    tokenizer::each(text, |place, term| found.push((place, term_hash(term))));
    found
}

/// FNV-1a of 32 bits: two of a passage's few hundred words share a hash once in a hundred thousand passages.
pub fn term_hash(stem: &str) -> u32 {
    stem.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one_and_stems_share_it() {
        assert_eq!(term_hash("a"), 0xE40C_292C);
        assert_eq!(term_hash("foobar"), 0xBF9C_F968);
        assert_eq!(term_hashes("Backups"), term_hashes("backup"));
    }
}
