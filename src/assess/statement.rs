//! Statements: the pieces of documents that verdicts rest on, and what kind of speech each is.
//!
//! An auditor reads a rule differently from a promise, a quotation of the standard, an exclusion or a list of ids. These
//! are told apart by their words alone, the same way for every document.

use std::{ops::Range, sync::LazyLock};

use regex::{Regex, RegexSet};

use crate::{
    document::{Block, BlockKind, Format, Offsets, blocks, front_matter},
    iso::mentions,
};

/// The heading of what a document says of itself: version, owner, approval, next review.
const CONTROL: &str = "Document control";

/// A line or a row at the head of a document that says such a thing.
static OF_ITSELF: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*((document )?(owner|author|company|approv(al|er|ed)( by| on| date)?|version|revision|status|classification|effective (date|from)|valid from|(next|last) review(ed)?( date)?|review date|document (id|no|number)|prepared by|issued( on| by)?|date)\W*[|:]|version \d)").ok()
});

/// Ids of requirements in a piece from which on it is a list of them.
const IDS: usize = 3;
/// Words per id up to which such a piece says nothing else.
const WORDS_PER_ID: usize = 6;
/// The longest piece, in characters; what is longer is cut at sentences by nobody: it is a wall of text.
const SHORTEST: usize = 3;
/// Words before a colon up to which they are a name, and the characters of a name.
const LEAD: usize = 5;
const LEAD_CHARS: Range<usize> = 3..81;

/// What the words of a statement give away.
static SIGNS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        // Talk about the standard or the auditor.
        r"(?i)\b(the standard|iso(/iec)?[ -]?2700\d|annex a|auditors?|clause \d)\b[^.]{0,60}\b(requires?|asks?|expects?|wants?|says?|demands?|needs?|calls? for|looks?)\b",
        // Exclusion and denial.
        r"(?i)\b(do(es)? not (apply|cover|review|test|have|keep|record|require|include|perform|use|currently|yet)|don't (have|do|review|test|keep)|(is|are) not (yet )?(covered|in place|defined|done|performed|reviewed|required|part|included|tested|recorded|documented)|no (formal|review|process|procedure|plan|policy|record|register|owner|rule|training|tests?) (is|are|exists?|has|have|was|were)|out(side)? (of )?(the )?scope|outside this|(is|are) excluded|have never been|has never been|(we|it|they|the (company|bank|firm|group|organi[sz]ation)) (do(es)?|did) not (\w+ )?(plan|operate|run|maintain|hold|train|monitor|check|log|encrypt|anonymi[sz]e|mask|restore|back up|scan|patch|screen|track|measure|assess|approve|document|define|limit|separate|label|ask|see a need)|(we|they) have no \w+|nobody (reviews?|tests?|checks?|restores?|monitors?|approves?|keeps?|owns?|looks?|documents?|records?|trains?|knows?))\b",
        // Promise and placeholder.
        r"(?i)\b(will be (defined|agreed|established|documented|added|written|decided|set up|introduced|completed|developed|determined|drawn up|created|described)|tb[dc]|t\.b\.d|(is|are) planned|we (plan|intend|aim|hope|want) to|in (the )?future|not yet|under development|work in progress|open point|placeholder|lorem ipsum)\b|\[(insert|your|name|date|tbd|to be)[^\]]*\]|<(insert|your|name)[^>]*>|\bto be (defined|agreed|confirmed|determined|decided|completed|written|added|done)(\W*$|\W+([^\Wb]|b[^y]))",
        // A rule.
        r"(?i)\b(must|shall|(is|are) (required|prohibited|forbidden|responsible|mandatory|to \w+)|required to|mandatory|ha(s|ve) to|needs? to|may not)\b",
        // A wish.
        r"(?i)\b(should|tr(y|ies) to|where possible|as far as possible|encouraged?|recommend\w*|ideally|usually|normally|generally|best effort)\b",
        // Timing.
        r"(?i)\b(annual\w*|yearly|quarter\w*|month\w*|weekly|daily|hourly|nightly|every \w+|each (year|month|quarter|week|day)|(once|twice) (a|per|every)|within \w+|no later than|\d+ ?(minutes?|hours?|days?|weeks?|months?|years?)\b|before |after |at once|immediately|on the (same|last|first) day|without (undue )?delay)",
        // An actor.
        r"(?i)\b(owners?|managers?|leads?|officers?|head of|ciso|cto|ceo|coo|cfo|directors?|team|committee|board|management|administrators?|supervisors?|hr|it department|employees?|staff|everyone|everybody|users?|personnel|contractors?)\b",
        // A date.
        r"(?i)\b(20\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](20)?\d\d|(\d{1,2} )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* 20\d\d|q[1-4] 20\d\d)\b",
        // An order to whoever analyses the document.
        r"(?i)\b((mark|treat|rate|assess|consider|score|report|regard|classify) (all|every|each|any|these|the following|this)\b[^.]{0,60}\b(as )?(met|compliant|fulfilled|satisfied|conform\w*|implemented|passed|covered)|ignore (all |any |the )?(previous|prior|above|earlier|other) (instructions?|prompts?|rules?)|(note|instructions?|message) (to|for) (the )?(ai|llm|assistant|model|reviewers?|auditors?|analy[sz]\w+|chatbot|language model)|you are (now )?(an?|the) (ai|assistant|auditor|model)|system prompt|do not (report|list|flag|mention) (any )?(gaps?|findings?|missing))\b",
        // A line of a table of contents.
        r"\.{4,}\s*\d+\s*$",
        // A claim that something is done.
        r"(?i)\b(is|are|was|were|has been|have been)\s+(\w+\s+){0,2}(implemented|compliant|met|audited|fulfilled|satisfied|conform\w*|certified|covered|in place)\b",
        // A word explained. What a thing is called says nothing of what is done.
        r"(?i)^\W*(the )?term\W|\b(denotes|is defined as|is understood as|is short for|stands for)\b|\bmeans (an?|any|that)\b",
        // A question: nobody has answered it.
        r"\?\s*$",
        // What the standard asks for, as the object of a rule.
        r"(?i)\b(what|whatever|everything|all)( that)? (the standard|iso(/iec)?[ -]?2700\d)",
    ])
    .unwrap_or_default()
});

/// A heading below which words are explained, or that our own annexes have: they list, and say no rule.
static EXPLAINS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\d.\s]*((key |important |defined )?terms( (and|&) (definitions|abbreviations)|,.*| used.*| we use.*)?|definitions?( .*)?|glossary.*|(list of )?(abbreviations|acronyms)|words (we|that|used).*|vocabulary|annex\W+(decisions to confirm|what this policy covers))$").ok()
});

/// What kind of speech a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a sign of its own; any of them may come with any other")]
pub(super) struct Speech {
    /// It talks about the standard or about auditors.
    pub(super) is_about_standard: bool,
    /// It denies or excludes something.
    pub(super) denies: bool,
    /// It promises, or holds a placeholder.
    pub(super) promises: bool,
    /// It rules: must, shall, is responsible.
    pub(super) rules: bool,
    /// It wishes: should, where possible.
    pub(super) wishes: bool,
    /// It says when or how often.
    pub(super) has_timing: bool,
    /// It says who.
    pub(super) has_actor: bool,
    /// It bears a date.
    pub(super) has_date: bool,
    /// It tries to give orders to whoever analyses it.
    pub(super) instructs: bool,
    /// It is a line of a table of contents, a list of ids, a question, or only leads to what follows it.
    pub(super) is_hollow: bool,
    /// It explains a word.
    pub(super) explains: bool,
    /// It says of a control by its number that it is implemented, and nothing else.
    pub(super) claims: bool,
}

impl Speech {
    pub(super) fn of(text: &str) -> Self {
        let signs = SIGNS.matches(text);
        let ids = mentions(text).len();
        let words = text.split_whitespace().count();
        let has = |place: usize| signs.matched(place);
        Self {
            is_about_standard: has(0) && !(has(3) && has(13)),
            denies: has(1),
            promises: has(2),
            rules: has(3),
            wishes: has(4),
            has_timing: has(5),
            has_actor: has(6),
            has_date: has(7),
            instructs: has(8),
            is_hollow: has(9)
                || (ids >= IDS && words <= ids * WORDS_PER_ID)
                || has(12)
                || text.trim_end_matches(['*', '_']).ends_with(':'),
            explains: has(11),
            claims: has(10) && ids > 0 && words <= ids * WORDS_PER_ID + 1,
        }
    }

    /// Whether it can show that something is done or ruled at all.
    pub(super) fn can_show(self) -> bool {
        !(self.is_about_standard || self.instructs || self.is_hollow || self.claims || self.explains)
    }

    /// The same below these headings.
    fn below(mut self, heading: &[String]) -> Self {
        let explains = |one: &String| EXPLAINS.as_ref().is_some_and(|pattern| pattern.is_match(one));
        self.explains |= heading.last().is_some_and(explains);
        self
    }
}

/// A piece of a document: a paragraph, an item of a list, a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// The place of its document.
    pub(super) document: usize,
    /// Its characters in the document's text.
    pub(super) chars: Range<usize>,
    /// Its text, exactly as it stands there.
    pub(super) text: String,
    /// The headings above it, outermost first.
    pub(super) heading: Vec<String>,
    /// What kind of speech it is.
    pub(super) speech: Speech,
    /// Whether it is a row of a table.
    pub(super) is_row: bool,
}

impl Statement {
    /// What is embedded and searched: the nearest heading, then the text.
    pub(super) fn in_context(&self) -> String {
        self.under_heading(&self.text)
    }

    /// A part of its text below the nearest heading.
    pub(super) fn under_heading(&self, part: &str) -> String {
        let text = part.replace('|', " ");
        self.heading.last().map_or(text.clone(), |heading| format!("{heading}: {text}"))
    }

    /// What it begins with to say what it is about: bold words, or a few words before a colon.
    pub(super) fn lead(&self) -> Option<&str> {
        let bold = self.text.strip_prefix("**").and_then(|rest| rest.split_once("**")).map(|(lead, _)| lead);
        let plain = || {
            let (lead, rest) = self.text.split_once(": ")?;
            let is_name = lead.chars().next().is_some_and(char::is_uppercase) && !lead.contains(['.', '|', ',']);
            (is_name && !rest.trim().is_empty() && lead.split_whitespace().count() <= LEAD).then_some(lead)
        };
        let lead = bold.or_else(plain)?.trim_matches([':', '.', ' ']);
        (LEAD_CHARS.contains(&lead.chars().count())).then_some(lead)
    }

    /// The two nearest headings.
    pub(super) fn subject(&self) -> String {
        let from = self.heading.len().saturating_sub(2);
        self.heading.get(from..).unwrap_or_default().join(" - ")
    }
}

/// The statements of a document's text, in order. Headings are context, not statements.
pub(super) fn statements(document: usize, text: &str, format: Format) -> Vec<Statement> {
    let mut offsets = Offsets::new(text);
    let mut found = Vec::new();
    // What a document says of itself before it begins.
    if let Some((front, _)) = front_matter(text).filter(|_| format == Format::Markdown) {
        let start = "---\n".len();
        let end = start + front.trim_end().len();
        let piece = text.get(start..end).unwrap_or("");
        found.push(Statement {
            document,
            chars: offsets.chars_before(start)..offsets.chars_before(end),
            text: piece.to_owned(),
            heading: vec![CONTROL.to_owned()],
            speech: Speech::of(piece),
            is_row: false,
        });
    }
    for block in blocks(text, format) {
        for range in pieces(text, &block) {
            let piece = text.get(range.clone()).unwrap_or("");
            if piece.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count() < SHORTEST {
                continue;
            }
            let is_of_itself = block.heading.len() < 2 && OF_ITSELF.as_ref().is_some_and(|line| line.is_match(piece));
            let heading = if is_of_itself { vec![CONTROL.to_owned()] } else { block.heading.clone() };
            found.push(Statement {
                document,
                chars: offsets.chars_before(range.start)..offsets.chars_before(range.end),
                speech: Speech::of(piece).below(&heading),
                text: piece.to_owned(),
                heading,
                is_row: block.kind == BlockKind::Table,
            });
        }
    }
    found
}

/// A block in pieces: nested items and rows each on their own, without the marks that make them so.
fn pieces(text: &str, block: &Block) -> Vec<Range<usize>> {
    let whole = text.get(block.range.clone()).unwrap_or("");
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = block.range.start;
    for (n, line) in whole.split_inclusive('\n').enumerate() {
        let (start, end) = (at, at + line.trim_end().len());
        at += line.len();
        let mark = marker(line);
        let begins = n == 0 || mark > 0 || block.kind == BlockKind::Table;
        match found.last_mut() {
            Some(last) if !begins => last.end = end,
            _ => found.push(start + mark..end),
        }
    }
    if matches!(block.kind, BlockKind::Heading(_)) {
        return Vec::new();
    }
    found.retain(|range| range.start < range.end);
    found
}

/// Bytes of the mark with which a line of a list or a table begins: indentation, then `- `, `3. `, `| ` or `> `.
fn marker(line: &str) -> usize {
    let rest = line.trim_start();
    let indent = line.len() - rest.len();
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let after = rest.get(digits..).unwrap_or("");
    let length = match rest.chars().next() {
        Some('-' | '*' | '+' | '|' | '>') if rest.get(1..).is_some_and(|rest| rest.starts_with([' ', '\t'])) => 1,
        Some('|') => 1,
        _ if digits > 0 && digits < 4 && after.starts_with(['.', ')']) && after.get(1..2) == Some(" ") => digits + 1,
        _ => return 0,
    };
    let body = rest.get(length..).unwrap_or("");
    indent + length + (body.len() - body.trim_start().len())
}
