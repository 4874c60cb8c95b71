//! Cuts running Markdown into units that can be judged alone: a sentence with its citations, a heading, a whole table.
//!
//! Units laid end to end are the text, white space included, and they are the same however the text was cut on its way here:
//! wherever the next characters could change the decision, the splitter waits for them.

/// A unit longer than this is given out as it is; nothing that long is a sentence.
const MAX_UNIT: usize = 8 * 1024;

/// Words before a full stop that ends no sentence.
const ABBREVIATIONS: [&str; 30] = [
    "e.g", "i.e", "eg", "ie", "etc", "vs", "cf", "approx", "incl", "excl", "no", "nr", "art", "sec", "para", "fig",
    "vol", "ed", "mr", "ms", "mrs", "dr", "inc", "ltd", "co", "corp", "z.b", "d.h", "bzw", "ca",
];

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A sentence, alone or in a list item; headings and lead-ins are told apart by who judges.
    Prose,
    /// All rows of a table.
    Table,
    /// A fenced block.
    Code,
}

/// One unit with the white space behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) kind: Kind,
    pub(super) text: String,
}

/// Collects text and gives out units.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    buffer: String,
    /// The buffer goes on in the middle of a line.
    inline: bool,
}

/// The sentences of a whole paragraph, each with the citations behind it.
pub(crate) fn sentences(paragraph: &str) -> Vec<String> {
    let mut splitter = Splitter::default();
    splitter.push(paragraph);
    std::iter::from_fn(|| splitter.next(true)).map(|unit| unit.text).collect()
}

/// Where a unit ends, or that this cannot be known yet.
enum End {
    At(usize),
    NotHere,
    Unknown,
}

impl Splitter {
    /// Takes in the next text.
    pub(super) fn push(&mut self, text: &str) {
        self.buffer.push_str(text);
    }

    /// The next whole unit; when the text is `done`, also the last one.
    pub(super) fn next(&mut self, done: bool) -> Option<Unit> {
        if self.buffer.is_empty() {
            return None;
        }
        let (kind, end) = self.find(done);
        let end = match end {
            Some(end) => end,
            None if done || self.buffer.len() > MAX_UNIT => self.buffer.len(),
            None => return None,
        };
        let rest = self.buffer.split_off(end);
        let text = std::mem::replace(&mut self.buffer, rest);
        self.inline = !text.trim_end_matches(' ').ends_with('\n');
        Some(Unit { kind, text })
    }

    fn find(&self, done: bool) -> (Kind, Option<usize>) {
        let text = self.buffer.as_str();
        let start = text.trim_start();
        if self.inline {
            return (Kind::Prose, prose(text, done));
        }
        if start.len() < 3 && !done {
            return (Kind::Prose, None);
        }
        let skipped = text.len() - start.len();
        let shifted = |end: Option<usize>| end.map(|end| end + skipped);
        match start.as_bytes() {
            [b'|', ..] => (Kind::Table, shifted(lines_while(start, done, |line| line.trim_start().starts_with('|')))),
            [b'`', b'`', b'`', ..] | [b'~', b'~', b'~', ..] => (Kind::Code, shifted(fenced(start, done))),
            [b'#', ..] => (Kind::Prose, shifted(line_end(start, done))),
            _ => (Kind::Prose, shifted(prose(start, done))),
        }
    }
}

/// The end of the first line and the white space behind it.
fn line_end(text: &str, done: bool) -> Option<usize> {
    let line = text.find('\n')?;
    blank_end(text, line, done)
}

/// The end of the white space that starts here; not known while nothing follows it.
fn blank_end(text: &str, from: usize, done: bool) -> Option<usize> {
    let rest = text.get(from..)?;
    let blank = rest.len() - rest.trim_start().len();
    // Spaces behind the last line break indent what follows and belong to it.
    let lines = rest.get(..blank)?.rfind('\n').map_or(blank, |last| last + 1);
    if blank == rest.len() && !done { None } else { Some(from + lines) }
}

fn lines_while(text: &str, done: bool, belongs: impl Fn(&str) -> bool) -> Option<usize> {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if !belongs(line) {
            // A line of which only the indent is here may still belong.
            let known = !line.trim().is_empty() || line.ends_with('\n') || done;
            return if known { blank_end(text, end.max(1) - 1, done).map(|at| at.max(end)) } else { None };
        }
        end += line.len();
    }
    None
}

fn fenced(text: &str, done: bool) -> Option<usize> {
    let fence = text.get(..3)?;
    let mut end = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        end += line.len();
        if at > 0 && line.trim_start().starts_with(fence) && line.ends_with('\n') {
            return blank_end(text, end - 1, done);
        }
    }
    None
}

/// The end of the first sentence, or of the paragraph or list item.
fn prose(text: &str, done: bool) -> Option<usize> {
    for (at, c) in text.char_indices() {
        let end = match c {
            '\n' => after_line(text, at, done),
            '.' | '!' | '?' | '…' | '。' | '！' | '？' => after_stop(text, at, c, done),
            _ => End::NotHere,
        };
        match end {
            End::At(end) => return Some(end),
            End::Unknown => return None,
            End::NotHere => {}
        }
    }
    None
}

/// Whether the unit ends with this line.
fn after_line(text: &str, at: usize, done: bool) -> End {
    let line = text.get(..at).unwrap_or_default().trim();
    let Some(end) = blank_end(text, at, done) else { return End::Unknown };
    let next = text.get(end..).unwrap_or_default();
    let paragraph = text.get(at..end).is_some_and(|blank| blank.matches('\n').count() > 1);
    if line.is_empty() {
        return End::NotHere;
    }
    if paragraph || line.ends_with(':') || is_bold(line) {
        return End::At(end);
    }
    match begins_block(next.trim_start_matches([' ', '\t']), done) {
        Some(true) => End::At(end),
        Some(false) => End::NotHere,
        None => End::Unknown,
    }
}

/// Whether a line begins a list item, heading, table, quotation or fence; `None` while its start is not all here.
fn begins_block(line: &str, done: bool) -> Option<bool> {
    let marks = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - marks.len();
    if line.starts_with(['#', '|', '>', '~', '`']) {
        return Some(true);
    }
    if line.starts_with(['-', '*', '+', '•']) {
        let mut characters = line.chars().skip(1);
        return match characters.next() {
            Some(next) => Some(next.is_whitespace() || line.starts_with("---") || line.starts_with("**")),
            None => done.then_some(false),
        };
    }
    if digits == 0 || digits > 3 {
        return Some(false);
    }
    let mut characters = marks.chars();
    match (characters.next(), characters.next()) {
        (Some('.' | ')'), Some(next)) => Some(next.is_whitespace()),
        (None | Some('.' | ')'), None) => done.then_some(false),
        _ => Some(false),
    }
}

/// Whether the unit ends with this full stop and the citations behind it.
fn after_stop(text: &str, at: usize, stop: char, done: bool) -> End {
    let before = text.get(..at).unwrap_or_default();
    if stop == '.' && (is_abbreviation(before) || is_list_number(before)) {
        return End::NotHere;
    }
    let behind = text.get(at + stop.len_utf8()..).unwrap_or_default();
    let rest = behind.trim_start_matches(['"', '\'', '\u{201d}', '\u{2019}', ')', '*', '_', '.', '!', '?']);
    let Some(rest) = without_citations(rest, done) else { return End::Unknown };
    let next = rest.chars().next();
    let wide = matches!(stop, '。' | '！' | '？');
    if !wide && next.is_some_and(|next| !next.is_whitespace()) {
        return End::NotHere;
    }
    let end = text.len() - rest.len();
    let body = text.get(..end).unwrap_or_default();
    // "**Owner.** The CTO …": a label belongs to its sentence, unless its line ends here.
    if is_bold(body.trim()) && next != Some('\n') {
        return if next.is_none() && !done { End::Unknown } else { End::NotHere };
    }
    let Some(blank) = blank_end(text, end, done) else { return End::Unknown };
    match text.get(blank..).unwrap_or_default().trim_start().chars().next() {
        Some(next)
            if stop == '.' && next.is_lowercase() && !text.get(end..blank).is_some_and(|gap| gap.contains('\n')) =>
        {
            End::NotHere
        }
        _ => End::At(blank),
    }
}

/// The text behind citations such as ` [1][2].`; `None` while they may go on.
fn without_citations(text: &str, done: bool) -> Option<&str> {
    let mut rest = text;
    loop {
        let next = rest.trim_start();
        let gap = rest.get(..rest.len() - next.len()).unwrap_or_default();
        if next.is_empty() && !done {
            return None;
        }
        let Some(inside) = next.strip_prefix(['[', '【']).filter(|_| gap.matches('\n').count() < 2) else { break };
        let behind =
            inside.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | ',' | ';' | '-' | '–' | '&'));
        if behind.is_empty() && !done {
            return None;
        }
        let Some(after) = behind.strip_prefix([']', '】']).filter(|_| behind.len() < inside.len()) else { break };
        // A link's label is no citation.
        if after.is_empty() && !done {
            return None;
        }
        rest = after;
    }
    if rest.len() == text.len() {
        return Some(text);
    }
    let closed = rest.trim_start_matches(['.', '!', '?', ')', '*', '_']);
    if closed.is_empty() && !done { None } else { Some(closed) }
}

fn is_bold(text: &str) -> bool {
    let text =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '•' | ' ' | '.' | ')' | '>'));
    let text = text.strip_prefix("* ").unwrap_or(text).trim();
    let inside = text.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    inside.is_some_and(|inside| !inside.is_empty() && !inside.contains("**"))
}

fn is_abbreviation(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '*' | '\u{201c}'))
        .next()
        .unwrap_or_default();
    let single = word.chars().count() == 1 && word.chars().all(char::is_alphabetic) && word != "I";
    single || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// `1.` at the start of a line numbers a list.
fn is_list_number(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start_matches(['>', ' ', '\t']);
    !line.is_empty() && line.len() <= 3 && line.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests;
