//! A logo: a small picture without anything but the picture. What programs and cameras write beside it goes.

use std::{borrow::Cow, fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use quick_xml::{
    Reader, Writer,
    events::{BytesStart, Event},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::StyleError;

/// The largest logo, in bytes.
const MAX_BYTES: usize = 256 * 1024;
/// The longest side, in pixels.
const MAX_SIDE: u32 = 4_000;
/// Elements that draw, and what they need.
const DRAWS: [&str; 14] = [
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "title",
    "defs",
    "linearGradient",
    "radialGradient",
    "stop",
];
/// Attributes that say where and how; none of them names anything outside of the picture.
const SAYS: [&str; 44] = [
    "xmlns",
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "d",
    "points",
    "transform",
    "fill",
    "fill-rule",
    "fill-opacity",
    "clip-rule",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-opacity",
    "opacity",
    "id",
    "offset",
    "stop-color",
    "stop-opacity",
    "gradientUnits",
    "gradientTransform",
    "spreadMethod",
    "fx",
    "fy",
    "version",
    "preserveAspectRatio",
    "color",
    "role",
];

/// What a logo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoKind {
    /// Pixels without loss.
    Png,
    /// Pixels of a photograph.
    Jpeg,
    /// Lines.
    Svg,
}

/// A clean picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Logo {
    pub(in crate::export) kind: LogoKind,
    pub(in crate::export) bytes: Vec<u8>,
    /// Width and height; only their ratio counts.
    pub(in crate::export) size: (u32, u32),
}

impl Logo {
    /// The picture of a file, cleaned.
    pub fn of(bytes: &[u8]) -> Result<Self, StyleError> {
        if bytes.len() > MAX_BYTES {
            return Err(refused("it has more than 256 KB: make it smaller"));
        }
        let (kind, (clean, size)) = match bytes {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, rest @ ..] => (LogoKind::Png, png(rest)?),
            [0xff, 0xd8, 0xff, ..] => (LogoKind::Jpeg, jpeg(bytes)?),
            _ => (LogoKind::Svg, svg(bytes)?),
        };
        if size.0 == 0 || size.1 == 0 || size.0 > MAX_SIDE || size.1 > MAX_SIDE {
            return Err(refused("its sides have 1 to 4,000 pixels each: make it smaller"));
        }
        Ok(Self { kind, bytes: clean, size })
    }

    /// Its media type.
    pub(in crate::export) const fn media_type(&self) -> &'static str {
        match self.kind {
            LogoKind::Png => "image/png",
            LogoKind::Jpeg => "image/jpeg",
            LogoKind::Svg => "image/svg+xml",
        }
    }
}

fn refused(why: &str) -> StyleError {
    StyleError::Logo(why.to_owned())
}

fn broken() -> StyleError {
    refused("it is broken, or neither PNG, JPEG nor SVG")
}

/// The chunks that are the picture.
fn png(mut rest: &[u8]) -> Result<(Vec<u8>, (u32, u32)), StyleError> {
    let mut clean = vec![0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
    let mut size = None;
    loop {
        let length = rest.first_chunk::<4>().map(|length| u32::from_be_bytes(*length)).ok_or_else(broken)?;
        let whole = usize::try_from(length).ok().and_then(|length| length.checked_add(12)).ok_or_else(broken)?;
        let chunk = rest.get(..whole).ok_or_else(broken)?;
        let name = chunk.get(4..8).unwrap_or_default();
        if name == b"IHDR" {
            let side = |at: usize| {
                chunk.get(at..at + 4).and_then(|side| side.try_into().ok()).map(u32::from_be_bytes).ok_or_else(broken)
            };
            size = Some((side(8)?, side(12)?));
        }
        if [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"].iter().any(|kept| name == *kept) {
            clean.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            return size.map(|size| (clean, size)).ok_or_else(broken);
        }
        rest = rest.get(whole..).unwrap_or_default();
    }
}

/// The segments that are the picture: without comments and what cameras tell.
fn jpeg(bytes: &[u8]) -> Result<(Vec<u8>, (u32, u32)), StyleError> {
    let mut clean = vec![0xff, 0xd8];
    let mut rest = bytes.get(2..).unwrap_or_default();
    let mut size = None;
    loop {
        let [0xff, marker, high, low, ..] = rest else { return Err(broken()) };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let segment = rest.get(..length + 2).filter(|_| length >= 2).ok_or_else(broken)?;
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let side =
                |at: usize| segment.get(at..at + 2).and_then(|side| side.try_into().ok()).map(u16::from_be_bytes);
            size = side(7).zip(side(5)).map(|(width, height)| (u32::from(width), u32::from(height)));
        }
        // Application segments but the first and Adobe's, which say how colours are meant, and comments.
        let is_extra = matches!(marker, 0xe1..=0xed | 0xef | 0xfe);
        if !is_extra {
            clean.extend_from_slice(segment);
        }
        rest = rest.get(length + 2..).unwrap_or_default();
        if *marker == 0xda {
            clean.extend_from_slice(rest);
            return size.map(|size| (clean, size)).ok_or_else(broken);
        }
    }
}

/// What draws, written anew; everything else is left out, with what is in it.
fn svg(bytes: &[u8]) -> Result<(Vec<u8>, (u32, u32)), StyleError> {
    let text = std::str::from_utf8(bytes).map_err(|_| broken())?;
    let mut reader = Reader::from_str(text);
    let mut writer = Writer::new(Vec::new());
    let (mut size, mut depth, mut skipped) = (None, 0_usize, 0_usize);
    loop {
        let event = reader.read_event().map_err(|_| broken())?;
        match &event {
            Event::DocType(_) => return Err(refused("it declares a document type: save it as plain SVG")),
            Event::Start(start) => {
                let kept = skipped == 0 && depth < 64 && draws(start);
                depth += 1;
                if !kept {
                    skipped += 1;
                    continue;
                }
                size = size.or_else(|| sides(start));
                writer.write_event(Event::Start(cleaned(start))).map_err(|_| broken())?;
            }
            Event::Empty(start) if skipped == 0 && draws(start) => {
                writer.write_event(Event::Empty(cleaned(start))).map_err(|_| broken())?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if skipped > 0 {
                    skipped -= 1;
                } else {
                    writer.write_event(Event::End(end.clone())).map_err(|_| broken())?;
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let size = size.filter(|_| depth == 0).ok_or_else(broken)?;
    Ok((writer.into_inner(), size))
}

fn draws(start: &BytesStart<'_>) -> bool {
    DRAWS.contains(&start.name().as_ref())
}

/// The element with the attributes that only say where and how.
fn cleaned<'a>(start: &BytesStart<'_>) -> BytesStart<'a> {
    let mut clean = BytesStart::new(start.name().as_ref().to_owned());
    for attribute in start.attributes().flatten() {
        let (name, value) = (attribute.key.as_ref().to_owned(), attribute.value.to_string());
        let is_inner = !value.contains("url(") || value.starts_with("url(#");
        let is_plain = !value.contains(['<', '"', '\\']) && !value.to_ascii_lowercase().contains("javascript");
        if SAYS.contains(&name.as_str()) && is_inner && is_plain {
            clean.push_attribute((name.as_str(), value.as_str()));
        }
    }
    clean
}

/// Width and height of the picture, from its view box if it has one.
fn sides(start: &BytesStart<'_>) -> Option<(u32, u32)> {
    let value = |name: &str| {
        let found = start.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
        Some(found.value.to_string())
    };
    let number = |text: &str| {
        let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok().map(|side| side.max(1))
    };
    let boxed = value("viewBox").and_then(|text| {
        let mut sides = text.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        Some((number(sides.next()?)?, number(sides.next()?)?))
    });
    boxed.or_else(|| Some((number(&value("width")?)?, number(&value("height")?)?)))
}

impl fmt::Display for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "data:{};base64,{}", self.media_type(), STANDARD.encode(&self.bytes))
    }
}

impl FromStr for Logo {
    type Err = StyleError;

    fn from_str(text: &str) -> Result<Self, StyleError> {
        let data = text.strip_prefix("data:image/").and_then(|rest| rest.split_once(";base64,"));
        let (_, data) = data.ok_or_else(|| refused("write it as data:image/png;base64,… (or jpeg, svg+xml)"))?;
        Self::of(&STANDARD.decode(data.trim()).map_err(|_| refused("its base64 is broken"))?)
    }
}

impl TryFrom<String> for Logo {
    type Error = StyleError;

    fn try_from(text: String) -> Result<Self, StyleError> {
        text.parse()
    }
}

impl From<Logo> for String {
    fn from(logo: Logo) -> Self {
        logo.to_string()
    }
}

impl JsonSchema for Logo {
    fn schema_name() -> Cow<'static, str> {
        "Logo".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^data:image/(png|jpeg|svg\\+xml);base64," })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_draws_is_left_of_a_drawing() {
        let text = r#"<?xml version="1.0"?><!-- SECRET --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80" onload="SECRET">
            <script>SECRET</script><style>SECRET</style><g fill="url(#a)"><path d="M0 0h9" style="SECRET" fill="url(http://SECRET)"/></g>
            <image href="SECRET"/><foreignObject><p>SECRET</p></foreignObject><a xlink:href="javascript:SECRET"><rect width="9"/></a></svg>"#;
        let logo = Logo::of(text.as_bytes()).unwrap();
        let clean = String::from_utf8(logo.bytes.clone()).unwrap();
        assert!(!clean.contains("SECRET") && clean.contains("<path d=\"M0 0h9\"/>"), "{clean}");
        assert_eq!((logo.kind, logo.size), (LogoKind::Svg, (200, 80)));
        assert_eq!(logo.to_string().parse::<Logo>().unwrap().bytes, logo.bytes);
        for wrong in
            ["<!DOCTYPE svg><svg viewBox=\"0 0 1 1\"></svg>", "<svg viewBox=\"0 0 1 1\">", "hello", "", "<html/>"]
        {
            assert!(Logo::of(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn pictures_lose_what_is_told_beside_them() {
        let chunk = |name: &[u8], data: &[u8]| {
            [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], name, data, &[0; 4]].concat()
        };
        let head = [&8_u32.to_be_bytes()[..], &4_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let start = b"\x89PNG\r\n\x1a\n".to_vec();
        let png = [
            start.clone(),
            chunk(b"IHDR", &head),
            chunk(b"tEXt", b"SECRET"),
            chunk(b"IDAT", b"x"),
            chunk(b"IEND", b""),
        ]
        .concat();
        let logo = Logo::of(&png).unwrap();
        assert_eq!((logo.kind, logo.size), (LogoKind::Png, (8, 4)));
        assert!(!logo.bytes.windows(6).any(|six| six == b"SECRET"));
        assert!(Logo::of(&png[..png.len() - 13]).is_err(), "cut off");
        let segment =
            |marker: u8, data: &[u8]| [&[0xff, marker, 0, u8::try_from(data.len() + 2).unwrap()], data].concat();
        let jpeg = [
            vec![0xff, 0xd8],
            segment(0xe0, b"JFIF"),
            segment(0xe1, b"SECRET"),
            segment(0xc0, &[8, 0, 4, 0, 8, 1, 1, 0x11, 0]),
            segment(0xda, &[1, 1, 0, 0, 63, 0]),
            vec![1, 2, 0xff, 0xd9],
        ]
        .concat();
        let logo = Logo::of(&jpeg).unwrap();
        assert_eq!((logo.kind, logo.size), (LogoKind::Jpeg, (8, 4)));
        assert!(!logo.bytes.windows(6).any(|six| six == b"SECRET"));
        assert!(Logo::of(&vec![0xff; MAX_BYTES + 1]).is_err());
        let huge = [
            start,
            chunk(b"IHDR", &[&9_000_u32.to_be_bytes()[..], &4_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat()),
            chunk(b"IEND", b""),
        ]
        .concat();
        assert!(Logo::of(&huge).is_err());
    }
}
