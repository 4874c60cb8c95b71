//! Running text of a Word file: runs, links, bookmarks.

use crate::export::{
    sheet::Span,
    tone::{self, hex},
};

/// How a run looks.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) role: Role,
}

/// What a run is besides text.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing else.
    #[default]
    Plain,
    /// Code.
    Code,
    /// Beside the matter.
    Soft,
    /// Something to decide.
    Mark,
    /// A link.
    Link,
    /// A verdict: ink and background.
    Verdict([u8; 3], [u8; 3]),
}

impl Look {
    /// Bold text.
    pub(super) const BOLD: Self = Self { bold: true, italic: false, role: Role::Plain };

    /// The same in another role.
    pub(super) const fn with(self, role: Role) -> Self {
        Self { role, ..self }
    }
}

/// The runs of spans.
pub(super) fn runs(spans: &[Span], look: Look) -> String {
    spans.iter().fold(String::new(), |mut out, span| {
        match span {
            Span::Text(text) => out.push_str(&run(text, look)),
            Span::Strong(inner) => out.push_str(&runs(inner, Look { bold: true, ..look })),
            Span::Emphasis(inner) => out.push_str(&runs(inner, Look { italic: true, ..look })),
            Span::Mark(inner) => out.push_str(&runs(inner, Look { bold: true, ..look.with(Role::Mark) })),
            Span::Soft(inner) => out.push_str(&runs(inner, look.with(Role::Soft))),
            Span::Code(text) => out.push_str(&run(text, look.with(Role::Code))),
            Span::Break => out.push_str("<w:r><w:br/></w:r>"),
            Span::Link(to, text) => out.push_str(&format!(
                "<w:hyperlink w:anchor=\"{}\" w:history=\"1\">{}</w:hyperlink>",
                bookmark(to),
                run(text, look.with(Role::Link))
            )),
            Span::Verdict(verdict) => {
                let tone = tone::of(*verdict);
                let badge = Look { bold: true, ..look.with(Role::Verdict(tone.ink, tone.tint)) };
                out.push_str(&run(&format!("\u{a0}{}\u{a0}", verdict.name()), badge));
            }
        }
        out
    })
}

/// One run.
pub(super) fn run(text: &str, look: Look) -> String {
    let mut properties = String::new();
    for (is_on, xml) in [
        (look.role == Role::Link, "<w:rStyle w:val=\"Hyperlink\"/>"),
        (look.role == Role::Code, "<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\" w:cs=\"Consolas\"/>"),
        (look.bold, "<w:b/><w:bCs/>"),
        (look.italic, "<w:i/><w:iCs/>"),
    ] {
        if is_on {
            properties.push_str(xml);
        }
    }
    let (ink, is_small, back) = match look.role {
        Role::Plain | Role::Link => (None, false, None),
        Role::Code => (None, true, None),
        Role::Soft => (Some(tone::SOFT), true, None),
        Role::Mark => (None, false, Some(tone::MARK)),
        Role::Verdict(ink, tint) => (Some(ink), false, Some(tint)),
    };
    if let Some(ink) = ink {
        properties.push_str(&format!("<w:color w:val=\"{}\"/>", hex(ink)));
    }
    if is_small {
        properties.push_str("<w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/>");
    }
    if let Some(back) = back {
        properties.push_str(&format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{}\"/>", hex(back)));
    }
    let lines: Vec<String> =
        text.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(line))).collect();
    format!("<w:r><w:rPr>{properties}</w:rPr>{}</w:r>", lines.join("<w:br/>"))
}

/// A link's name as Word allows it: letters, digits and low lines, at most forty.
pub(super) fn bookmark(anchor: &str) -> String {
    anchor.replace('-', "_").chars().take(40).collect()
}

/// Text that cannot become XML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
