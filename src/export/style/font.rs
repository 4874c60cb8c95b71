//! The faces of a house's font: files that a PDF may bring along. What a face's maker forbids is refused.

use std::{borrow::Cow, fmt, str::FromStr, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use rustybuzz::ttf_parser::{self, Face, Permissions};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::StyleError;

/// The largest face, in bytes.
const MAX_BYTES: usize = 1024 * 1024;
/// The longest name of a family, in characters.
const MAX_NAME: usize = 60;

/// The faces of a font. The regular one has to be there; of the others the nearest one stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FontFiles {
    /// The upright face
    pub regular: FontFile,
    /// The bold face; without it the regular one is drawn thicker
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bold: Option<FontFile>,
    /// The italic face; without it the regular one stands in
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub italic: Option<FontFile>,
    /// The bold italic face; without it the bold one stands in
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bold_italic: Option<FontFile>,
}

/// A face that may be embedded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FontFile {
    pub(in crate::export) bytes: Arc<Vec<u8>>,
    /// The name of its family, in letters, digits, spaces and dashes; may be empty.
    pub(in crate::export) family: String,
}

impl FontFile {
    /// The face of a file.
    pub fn of(bytes: &[u8]) -> Result<Self, StyleError> {
        if bytes.len() > MAX_BYTES {
            return Err(refused("the file has more than 1 MB: take one that holds the letters of your languages only"));
        }
        match bytes.get(..4).unwrap_or_default() {
            [0, 1, 0, 0] | b"OTTO" | b"true" => {}
            b"ttcf" => return Err(refused("the file is a collection of fonts: save the one face as TTF or OTF")),
            b"wOFF" | b"wOF2" => {
                return Err(refused("WOFF is for web pages only: take the TTF or OTF of the same face"));
            }
            _ => return Err(broken()),
        }
        let face = Face::parse(bytes, 0).map_err(|_| broken())?;
        permitted(&face)?;
        let has_letters = ('a'..='z').chain('A'..='Z').chain('0'..='9').all(|c| face.glyph_index(c).is_some());
        if !has_letters {
            return Err(refused("it lacks letters from A to Z or digits: take a font for text"));
        }
        Ok(Self { bytes: Arc::new(bytes.to_vec()), family: family(&face) })
    }

    fn media_type(&self) -> &'static str {
        if self.bytes.starts_with(b"OTTO") { "font/otf" } else { "font/ttf" }
    }
}

fn refused(why: &str) -> StyleError {
    StyleError::Font(why.to_owned())
}

fn broken() -> StyleError {
    refused("the file is broken, or neither TTF nor OTF")
}

/// What its maker allows, as the file says it. A PDF holds the letters that it uses, never the whole font.
fn permitted(face: &Face<'_>) -> Result<(), StyleError> {
    let Some(rules) = face.tables().os2 else { return Ok(()) };
    if rules.permissions().is_none_or(|allowed| allowed == Permissions::Restricted) {
        return Err(refused(
            "its maker does not allow it to be embedded (fsType in the file): ask for a licence, or take another",
        ));
    }
    if !rules.is_subsetting_allowed() || !rules.is_outline_embedding_allowed() {
        let why = "its maker allows it to be embedded as a whole or as pixels only (fsType in the file), and a PDF holds \
                   outlines of the letters that it uses: take another";
        return Err(refused(why));
    }
    Ok(())
}

/// The name of its family, without what could mean something in a document.
fn family(face: &Face<'_>) -> String {
    use ttf_parser::name_id::{FAMILY, TYPOGRAPHIC_FAMILY};
    let named = |id: u16| face.names().into_iter().filter(|name| name.name_id == id).find_map(|name| name.to_string());
    let name = named(FAMILY).or_else(|| named(TYPOGRAPHIC_FAMILY)).unwrap_or_default();
    let plain = name.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-')).take(MAX_NAME);
    plain.collect::<String>().trim().to_owned()
}

impl fmt::Display for FontFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "data:{};base64,{}", self.media_type(), STANDARD.encode(&*self.bytes))
    }
}

impl FromStr for FontFile {
    type Err = StyleError;

    fn from_str(text: &str) -> Result<Self, StyleError> {
        let data = text.strip_prefix("data:font/").and_then(|rest| rest.split_once(";base64,"));
        let (_, data) = data.ok_or_else(|| refused("write it as data:font/ttf;base64,… (or otf)"))?;
        Self::of(&STANDARD.decode(data.trim()).map_err(|_| refused("its base64 is broken"))?)
    }
}

impl TryFrom<String> for FontFile {
    type Error = StyleError;

    fn try_from(text: String) -> Result<Self, StyleError> {
        text.parse()
    }
}

impl From<FontFile> for String {
    fn from(file: FontFile) -> Self {
        file.to_string()
    }
}

impl JsonSchema for FontFile {
    fn schema_name() -> Cow<'static, str> {
        "FontFile".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^data:font/(ttf|otf);base64," })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The built-in face with other bits of what its maker allows, and the place of these bits.
    fn with_bits(version: u16, bits: u16) -> Vec<u8> {
        let mut bytes = notosans::REGULAR_TTF.to_vec();
        let tables = usize::from(u16::from_be_bytes([bytes[4], bytes[5]]));
        let record = (0..tables).map(|at| 12 + at * 16).find(|at| &bytes[*at..*at + 4] == b"OS/2").unwrap();
        let place = u32::from_be_bytes(bytes[record + 8..record + 12].try_into().unwrap()) as usize;
        bytes[place..place + 2].copy_from_slice(&version.to_be_bytes());
        bytes[place + 8..place + 10].copy_from_slice(&bits.to_be_bytes());
        bytes
    }

    #[test]
    fn what_a_maker_forbids_is_refused() {
        for (bits, words) in [
            (0, ""),
            (4, ""),
            (8, ""),
            (2, "does not allow"),
            (0x100, "as a whole"),
            (0x208, "pixels"),
            (6, "does not allow"),
        ] {
            match FontFile::of(&with_bits(4, bits)) {
                Ok(file) => assert!(words.is_empty() && file.family == "Noto Sans", "{bits:#x}: {}", file.family),
                Err(error) => assert!(!words.is_empty() && error.to_string().contains(words), "{bits:#x}: {error}"),
            }
        }
        assert!(FontFile::of(&with_bits(2, 6)).is_ok(), "an old file that allows several things allows the widest");
    }

    #[test]
    fn what_is_no_face_is_refused_and_a_face_travels_as_text() {
        let file = FontFile::of(notosans::ITALIC_TTF).unwrap();
        assert_eq!(file.to_string().parse::<FontFile>().unwrap(), file);
        let cut = &notosans::REGULAR_TTF[..300];
        let large = [notosans::REGULAR_TTF, &vec![0; MAX_BYTES]].concat();
        for (bytes, words) in [
            (&b"hello"[..], "neither TTF nor OTF"),
            (b"", "neither"),
            (b"\x89PNG\r\n\x1a\n", "neither"),
            (b"ttcf\0\x01", "collection"),
            (b"wOF2", "WOFF"),
            (cut, "broken"),
            (&large, "1 MB"),
        ] {
            let error = FontFile::of(bytes).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        assert!("data:text/plain;base64,AAAA".parse::<FontFile>().is_err());
        assert!("data:font/ttf;base64,*".parse::<FontFile>().is_err());
    }
}
