//! The house style of a company: its colour, its font, numbered headings, what stands on every page, and its logo.

mod font;
mod logo;

use std::{fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{pdf, tone};
pub use font::{FontFile, FontFiles};
pub use logo::{Logo, LogoKind};

/// The longest text of a header or footer, in characters.
const MAX_LINE: usize = 120;
/// The longest description of how a house writes, in characters.
const MAX_VOICE: usize = 300;
/// The most pixels of a logo, which a PDF holds one by one.
const MAX_PIXELS: u64 = 6_000_000;
/// How much darker than white a colour has to be, as web pages measure it.
const CONTRAST: f64 = 4.5;

/// How documents of a company look. What is absent looks as without a style.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HouseStyle {
    /// The colour of headings and links: `#0f5c6e`, dark enough to be read on white
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
    /// The font of Word files and web pages; every machine has those of the list. A PDF is set in `font_files`, or in Noto Sans
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<HouseFont>,
    /// The faces of the house's own font, which a PDF brings along; Word files and web pages name its family if there is no `font`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font_files: Option<FontFiles>,
    /// Whether headings are numbered that have no number of their own
    pub heading_numbers: bool,
    /// What stands at the head of every page but the first, in the place of the company's name
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// What stands at the foot of every page, before version and classification
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    /// How this house writes, for a language model that words policies: `we and you, short sentences`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// The logo: `data:image/png;base64,…`, or JPEG or SVG. Word files, PDF and web pages show it, SVG only web pages
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
}

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub(super) [u8; 3]);

/// Fonts that office programs and browsers have everywhere, or have a twin of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum HouseFont {
    /// Without serifs.
    Arial,
    /// Without serifs, rounder.
    Calibri,
    /// Without serifs, wide.
    Verdana,
    /// With serifs.
    Cambria,
    /// With serifs, wide.
    Georgia,
    /// With serifs, narrow.
    #[serde(rename = "Times New Roman")]
    TimesNewRoman,
}

/// Why a style cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StyleError {
    /// It is no style.
    #[error("this is no house style: {0}")]
    Unreadable(String),
    /// A colour is none.
    #[error("`{0}` is no colour: write # and six hexadecimal digits, like #0f5c6e")]
    NoColour(String),
    /// A colour is too light.
    #[error("`{0}` can hardly be read on white: choose a darker colour")]
    TooLight(String),
    /// A header or footer is too long.
    #[error("the {0} is no line of at most {MAX_LINE} characters: shorten it")]
    Line(&'static str),
    /// How the house writes is too long.
    #[error("the voice is no line of 1 to {MAX_VOICE} characters: say in a few words how this house writes")]
    Voice,
    /// A logo is none.
    #[error("the logo cannot be used: {0}")]
    Logo(String),
    /// A font is none, or may not be embedded.
    #[error("the font cannot be used: {0}")]
    Font(String),
}

impl HouseStyle {
    /// Reads YAML, or JSON, which is YAML as well. `file` gives the bytes of a logo or a face that is named by its file.
    pub fn read(text: &str, file: impl Fn(&str) -> Result<Vec<u8>, String>) -> Result<Self, StyleError> {
        let mut value: serde_json::Value =
            serde_saphyr::from_str(text).map_err(|error| StyleError::Unreadable(error.to_string()))?;
        if let Some(logo) = value.get_mut("logo") {
            inlined(logo, |named| Ok(Logo::of(&file(named).map_err(StyleError::Logo)?)?.to_string()))?;
        }
        let faces = value.get_mut("font_files").and_then(serde_json::Value::as_object_mut);
        for face in faces.into_iter().flat_map(serde_json::Map::values_mut) {
            inlined(face, |named| Ok(FontFile::of(&file(named).map_err(StyleError::Font)?)?.to_string()))?;
        }
        let style: Self = serde_json::from_value(value).map_err(|error| StyleError::Unreadable(error.to_string()))?;
        for (name, line) in [("header", &style.header), ("footer", &style.footer)] {
            let is_line = |line: &String| line.chars().count() <= MAX_LINE && !line.chars().any(char::is_control);
            if line.as_ref().is_some_and(|line| !is_line(line)) {
                return Err(StyleError::Line(name));
            }
        }
        style.voice.as_deref().map_or(Ok(()), voice)?;
        style.try_out()?;
        Ok(style)
    }

    /// Refuses a logo or a font with which no PDF can be made, each on its own so that the right one is named.
    fn try_out(&self) -> Result<(), StyleError> {
        if let Some(logo) = &self.logo {
            let pixels = u64::from(logo.size.0) * u64::from(logo.size.1);
            if logo.kind != LogoKind::Svg && pixels > MAX_PIXELS {
                return Err(StyleError::Logo("it has more than 6 million pixels: make it smaller".to_owned()));
            }
            let alone = Self { logo: Some(logo.clone()), ..Self::default() };
            let why = "its pixels cannot be read: save it anew";
            pdf::trial(&alone).map_err(|_| StyleError::Logo(why.to_owned()))?;
        }
        if let Some(files) = &self.font_files {
            let alone = Self { font_files: Some(files.clone()), ..Self::default() };
            pdf::trial(&alone).map_err(|_| StyleError::Font("its shapes cannot be read: save it anew".to_owned()))?;
        }
        Ok(())
    }

    /// The family that Word files name; none without a font of the house.
    pub(super) fn font_name(&self) -> Option<&str> {
        let given = || self.font_files.as_ref().map(|files| files.regular.family.as_str());
        self.font.map(HouseFont::name).or_else(given).filter(|name| !name.is_empty())
    }

    /// The same with what stands in for it, as style sheets write it.
    pub(super) fn font_family(&self) -> Option<String> {
        let given = || self.font_name().map(|name| format!("\"{name}\", sans-serif"));
        self.font.map(|font| font.family().to_owned()).or_else(given)
    }

    pub(super) fn accent(&self) -> [u8; 3] {
        self.colour.map_or(tone::ACCENT, |colour| colour.0)
    }
}

impl HouseFont {
    /// Its name as programs know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arial => "Arial",
            Self::Calibri => "Calibri",
            Self::Verdana => "Verdana",
            Self::Cambria => "Cambria",
            Self::Georgia => "Georgia",
            Self::TimesNewRoman => "Times New Roman",
        }
    }

    /// It and what stands in for it, as style sheets write it.
    pub(super) const fn family(self) -> &'static str {
        match self {
            Self::Arial => "Arial, \"Liberation Sans\", sans-serif",
            Self::Calibri => "Calibri, Carlito, sans-serif",
            Self::Verdana => "Verdana, \"DejaVu Sans\", sans-serif",
            Self::Cambria => "Cambria, Caladea, serif",
            Self::Georgia => "Georgia, Gelasio, serif",
            Self::TimesNewRoman => "\"Times New Roman\", \"Liberation Serif\", serif",
        }
    }
}

/// Whether a text can say how a house writes: one line of a few words.
pub fn voice(text: &str) -> Result<(), StyleError> {
    let is_line = (1..=MAX_VOICE).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control);
    if is_line { Ok(()) } else { Err(StyleError::Voice) }
}

/// Puts the content of a file in the place of its name.
fn inlined(
    value: &mut serde_json::Value,
    content: impl FnOnce(&str) -> Result<String, StyleError>,
) -> Result<(), StyleError> {
    if let Some(named) = value.as_str().filter(|text| !text.starts_with("data:")) {
        *value = serde_json::Value::String(content(named)?);
    }
    Ok(())
}

/// How bright a colour is, from 0 to 1.
fn luminance(colour: [u8; 3]) -> f64 {
    let part = |byte: u8| {
        let share = f64::from(byte) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(part);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

impl FromStr for Colour {
    type Err = StyleError;

    fn from_str(text: &str) -> Result<Self, StyleError> {
        let none = || StyleError::NoColour(text.chars().take(20).collect());
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(none)?;
        let number = u32::from_str_radix(digits, 16).map_err(|_| none())?;
        let [_, red, green, blue] = number.to_be_bytes();
        let colour = [red, green, blue];
        if 1.05 / (luminance(colour) + 0.05) < CONTRAST {
            return Err(StyleError::TooLight(text.trim().to_owned()));
        }
        Ok(Self(colour))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", tone::hex(self.0))
    }
}

impl TryFrom<String> for Colour {
    type Error = StyleError;

    fn try_from(text: String) -> Result<Self, StyleError> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl JsonSchema for Colour {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Colour".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^#[0-9a-fA-F]{6}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_read_or_told_what_is_wrong_with_it() {
        let read = |text: &str| HouseStyle::read(text, |name| Err(format!("{name} cannot be read")));
        let style = read(
            "colour: \"#7a1f3d\"\nfont: Georgia\nheading_numbers: true\nfooter: Nordlicht GmbH\nvoice: we and you\n",
        )
        .unwrap();
        assert_eq!((style.accent(), style.font), ([0x7a, 0x1f, 0x3d], Some(HouseFont::Georgia)));
        assert_eq!(style.voice.as_deref(), Some("we and you"));
        assert_eq!(read(&serde_json::to_string(&style).unwrap()).unwrap(), style, "JSON is YAML as well");
        assert_eq!(HouseStyle::default().accent(), tone::ACCENT);
        for (text, words) in [
            ("colour: red", "no colour"),
            ("colour: \"#ffee00\"", "darker"),
            ("font: Comic Sans", "no house style"),
            ("shoes: 2", "shoes"),
            ("logo: mine.png", "mine.png cannot be read"),
            ("font_files: {regular: mine.ttf}", "the font cannot be used: mine.ttf cannot be read"),
            ("font_files: {bold: mine.ttf}", "the font"),
            ("font_files: {regular: \"data:font/ttf;base64,AAAA\"}", "neither TTF nor OTF"),
            ("header: \"a\\nb\"", "the header"),
            ("voice: ' '", "the voice"),
            ("voice: \"we\\nyou\"", "the voice"),
            ("- a", "no house style"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
