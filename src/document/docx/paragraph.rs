//! One paragraph of a Word document: its runs as text, without what is hidden, deleted or computed for a reader's eye.

use super::styles::Styles;
use crate::document::xml::Element;

/// Characters of a line that may be a heading though nothing but bold type says so.
const MAX_BOLD_LINE: usize = 90;

/// The text of a paragraph, and what was met on the way.
#[derive(Debug, Default)]
pub(super) struct Paragraph<'a> {
    pub(super) text: String,
    /// Text was hidden.
    pub(super) hidden: bool,
    /// Text was deleted under tracked changes.
    pub(super) deleted: bool,
    /// The blocks of each text box.
    pub(super) boxes: Vec<Vec<&'a Element>>,
    /// Characters in bold type, and all characters that show.
    bold: usize,
    shown: usize,
}

/// Computed fields that are open, for they may span paragraphs.
#[derive(Debug, Default)]
pub(super) struct Fields {
    open: Vec<Field>,
}

#[derive(Debug, Default)]
struct Field {
    code: String,
    has_result: bool,
}

/// How runs are read.
pub(super) struct Reading<'s> {
    pub(super) styles: &'s Styles,
    /// The paragraph's style hides it.
    pub(super) hidden: bool,
}

impl Paragraph<'_> {
    /// A short line in bold type that does not end like a sentence.
    pub(super) fn is_bold_line(&self) -> bool {
        let text = self.text.trim();
        self.shown > 2
            && self.bold == self.shown
            && text.chars().count() <= MAX_BOLD_LINE
            && !text.contains('\n')
            && !text.ends_with(['.', ':', ';', ','])
            && text.chars().any(char::is_alphabetic)
    }
}

impl Fields {
    /// Whether text that comes now is a field's code, or the lines of a table of contents.
    fn swallow(&self) -> bool {
        self.open.iter().any(|field| !field.has_result || field.code.trim_start().starts_with("TOC"))
    }

    fn mark(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") if self.open.len() < 64 => self.open.push(Field::default()),
            Some("separate") => {
                if let Some(field) = self.open.last_mut() {
                    field.has_result = true;
                }
            }
            Some("end") => {
                self.open.pop();
            }
            _ => {}
        }
    }
}

impl Reading<'_> {
    pub(super) fn paragraph<'a>(&self, block: &'a Element, fields: &mut Fields) -> Paragraph<'a> {
        let mut read = Paragraph::default();
        let style = block.child("pPr").and_then(|settings| settings.setting("pStyle")).unwrap_or("");
        self.runs(block, self.styles.is_bold(style), fields, &mut read);
        read
    }

    fn runs<'a>(&self, parent: &'a Element, bold: bool, fields: &mut Fields, read: &mut Paragraph<'a>) {
        for inner in parent.elements() {
            match inner.name.as_str() {
                "r" => self.run(inner, bold, fields, read),
                "del" | "moveFrom" => read.deleted |= has_text(inner),
                "fldSimple" if inner.attribute("instr").is_some_and(|code| code.trim_start().starts_with("TOC")) => {}
                "AlternateContent" => {
                    let choice = inner.child("Choice").or_else(|| inner.child("Fallback"));
                    if let Some(choice) = choice {
                        self.runs(choice, bold, fields, read);
                    }
                }
                "pPr" | "rPr" | "sdtPr" | "commentRangeStart" | "commentRangeEnd" => {}
                _ => self.runs(inner, bold, fields, read),
            }
        }
    }

    fn run<'a>(&self, run: &'a Element, bold: bool, fields: &mut Fields, read: &mut Paragraph<'a>) {
        let settings = run.child("rPr");
        let style = settings.and_then(|settings| settings.setting("rStyle")).unwrap_or("");
        let vanishes = settings.and_then(|settings| settings.is_on("vanish"));
        // Type below two points cannot be read; sizes are in halves of a point.
        let tiny =
            settings.and_then(|settings| settings.setting("sz")?.parse::<f32>().ok()).is_some_and(|size| size < 4.0);
        let hidden = vanishes.unwrap_or(self.hidden || self.styles.hides(style)) || tiny;
        let bold = settings.and_then(|settings| settings.is_on("b")).unwrap_or(bold || self.styles.is_bold(style));
        for inner in run.elements() {
            match inner.name.as_str() {
                "fldChar" => fields.mark(inner.attribute("fldCharType")),
                "instrText" => {
                    if let Some(field) = fields.open.last_mut() {
                        field.code.push_str(&inner.text());
                    }
                }
                "AlternateContent" | "drawing" | "pict" | "object" => boxes(inner, 0, read),
                name => {
                    let text = shown(name, inner);
                    if text.is_empty() || fields.swallow() {
                        continue;
                    }
                    if hidden {
                        read.hidden |= !text.trim().is_empty();
                        continue;
                    }
                    let count = text.chars().filter(|c| !c.is_whitespace()).count();
                    read.shown += count;
                    read.bold += if bold { count } else { 0 };
                    read.text.push_str(&text);
                }
            }
        }
    }
}

/// What a piece of a run shows.
fn shown(name: &str, element: &Element) -> String {
    match name {
        "t" => element.text(),
        "tab" | "ptab" => " ".to_owned(),
        "br" | "cr" => "\n".to_owned(),
        "noBreakHyphen" => "-".to_owned(),
        "sym" => symbol(element.attribute("char").unwrap_or_default()),
        _ => String::new(),
    }
}

/// The few signs of symbol fonts that carry meaning in forms.
fn symbol(code: &str) -> String {
    let sign = match code.to_ascii_uppercase().trim_start_matches("F0").trim_start_matches("00") {
        "FE" | "52" => "☑",
        "A8" | "6F" | "A3" => "☐",
        "FD" | "54" | "53" => "☒",
        "FC" => "✓",
        "FB" => "✗",
        "E0" => "→",
        _ => "",
    };
    sign.to_owned()
}

/// Text boxes below a drawing; of alternatives only the first, for the second says the same.
fn boxes<'a>(element: &'a Element, depth: usize, read: &mut Paragraph<'a>) {
    if depth > 40 {
        return;
    }
    if element.name == "txbxContent" {
        read.boxes.push(element.elements().collect());
        return;
    }
    if element.name == "AlternateContent" {
        let choice = element.child("Choice").or_else(|| element.child("Fallback"));
        if let Some(choice) = choice {
            boxes(choice, depth + 1, read);
        }
        return;
    }
    element.elements().for_each(|inner| boxes(inner, depth + 1, read));
}

fn has_text(element: &Element) -> bool {
    let own = matches!(element.name.as_str(), "delText" | "t") && !element.text().trim().is_empty();
    own || element.elements().any(has_text)
}
