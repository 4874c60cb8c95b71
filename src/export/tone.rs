//! How a verdict looks. Each has a word, a colour and a pattern, so that none depends on colour alone.

use crate::iso::GapVerdict;

/// The look of a verdict, on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tone {
    /// The class that style sheets use.
    pub(super) class: &'static str,
    /// Behind the word, as red, green, blue.
    pub(super) tint: [u8; 3],
    /// The word, the frame and the pattern.
    pub(super) ink: [u8; 3],
    /// What fills a bar.
    pub(super) pattern: Pattern,
}

/// What fills the part of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Full colour; its words are white.
    Solid,
    /// Lines that rise.
    Stripes,
    /// Dots.
    Dots,
    /// Lines that cross.
    Mesh,
    /// Nothing but the tint.
    Plain,
}

/// The look of a verdict.
pub(super) const fn of(verdict: GapVerdict) -> Tone {
    let (class, tint, ink, pattern) = match verdict {
        GapVerdict::Met => ("met", [0xdf, 0xf0, 0xe6], [0x1d, 0x64, 0x46], Pattern::Solid),
        GapVerdict::Partial => ("partial", [0xfb, 0xef, 0xd2], [0x7a, 0x4d, 0x00], Pattern::Stripes),
        GapVerdict::Missing => ("missing", [0xfb, 0xe3, 0xe0], [0xa3, 0x26, 0x1c], Pattern::Dots),
        GapVerdict::Conflicting => ("conflicting", [0xec, 0xe4, 0xf6], [0x5b, 0x3a, 0x8e], Pattern::Mesh),
        GapVerdict::NotAssessed => ("open", [0xea, 0xee, 0xed], [0x4c, 0x58, 0x55], Pattern::Plain),
        GapVerdict::NotApplicable => ("left", [0xff, 0xff, 0xff], [0x6a, 0x75, 0x72], Pattern::Plain),
    };
    Tone { class, tint, ink, pattern }
}

/// A colour as web pages and Word write it, without the hash.
pub(super) fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("{red:02x}{green:02x}{blue:02x}")
}

/// The colour of headings and links.
pub(super) const ACCENT: [u8; 3] = [0x0f, 0x5c, 0x6e];
/// Text beside the matter.
pub(super) const SOFT: [u8; 3] = [0x56, 0x62, 0x5f];
/// Text.
pub(super) const TEXT: [u8; 3] = [0x18, 0x20, 0x23];
/// Lines.
pub(super) const LINE: [u8; 3] = [0xc9, 0xd2, 0xcf];
/// Behind headers of tables and frames.
pub(super) const SUNKEN: [u8; 3] = [0xf1, 0xf4, 0xf3];
/// Behind what still has to be decided.
pub(super) const MARK: [u8; 3] = [0xff, 0xef, 0xb0];

/// Behind a cell that says a level of risk, alone or before a colon: `high`, `high: R-01`. Each is darker than the one below it.
pub(super) fn level(text: &str) -> Option<[u8; 3]> {
    match text.split(':').next()?.trim() {
        "very low" | "low" => Some([0xe6, 0xf2, 0xea]),
        "medium" | "moderate" => Some([0xfd, 0xf3, 0xd3]),
        "high" => Some([0xf9, 0xd9, 0xb8]),
        "very high" | "critical" | "extreme" => Some([0xef, 0xb3, 0xa4]),
        _ => None,
    }
}
