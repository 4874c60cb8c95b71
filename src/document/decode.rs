//! From bytes to text: UTF-8, UTF-16, or an old encoding that has to be guessed, and then the user is told.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::TextError;

/// Bytes that the guess looks at.
const SAMPLE: usize = 256 * 1024;

/// A text, and what was guessed to get it.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) warnings: Vec<String>,
}

/// Decodes a text file. `said` is an encoding that the file names for itself, as web pages do.
pub(super) fn decode(bytes: &[u8], said: Option<&'static Encoding>) -> Result<Decoded, TextError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(with(encoding, bytes.get(mark..).unwrap_or_default(), Vec::new()));
    }
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        let Some(encoding) = unmarked_utf16(bytes) else { return Err(TextError::Binary(at)) };
        return Ok(with(encoding, bytes, vec![guessed(encoding)]));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: text.to_owned(), warnings: Vec::new() });
    }
    if let Some(encoding) = said.filter(|said| *said != UTF_8) {
        return Ok(with(encoding, bytes, Vec::new()));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..SAMPLE).unwrap_or(bytes), bytes.len() <= SAMPLE);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    Ok(with(encoding, bytes, vec![guessed(encoding)]))
}

fn with(encoding: &'static Encoding, bytes: &[u8], mut warnings: Vec<String>) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken {
        warnings.push(format!("some characters are not valid {} and could not be read", encoding.name()));
    }
    Decoded { text: text.into_owned(), warnings }
}

fn guessed(encoding: &'static Encoding) -> String {
    format!("the file is not UTF-8; it was read as {}: save it as UTF-8 if characters look wrong", encoding.name())
}

/// Text of western scripts in UTF-16 has a zero in nearly every other byte.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096) & !1)?;
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if half < 2 {
        return None;
    }
    match (even * 10 < half, odd * 10 > half * 7, odd * 10 < half, even * 10 > half * 7) {
        (true, true, ..) => Some(UTF_16LE),
        (.., true, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether a character turns the reading direction of what follows: text can be made to show another order than it has.
pub(super) fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
