//! Texts that cite: sentences with `[1]`, and a list of sources with what each one says.

use super::{
    super::{Doubt, Verifier, cited::without_citations, cited_numbers, is_heading},
    Doubtful, Finding, Rule, Severity,
    pattern::Pattern,
};
use crate::chat::Citation;

static SOURCES: Pattern =
    Pattern::new(r"^\s*(?:\#{1,6}\s*)?\**(?:sources|references|citations|quellen|fuentes)\**\s*:?\s*$");
static ENTRY: Pattern = Pattern::new(r"^\s*(?:[-*]\s+)?\[?(?P<n>\d{1,3})(?:\]:?|[.)])\s+(?P<text>\S.*)$");
/// A source must say at least so many words, else it only names where to look.
const QUOTE: usize = 6;
/// Words from which a line is a claim.
const CLAIM: usize = 5;

/// Claims without a citation, and citations that do not hold them; of those that only the words speak against, what a model
/// of meaning has to compare.
pub(super) fn findings(text: &str) -> (Vec<Finding>, Vec<Doubtful>) {
    let lines: Vec<&str> = text.lines().collect();
    let Some(at) = lines.iter().rposition(|line| SOURCES.is_match(line)) else { return Default::default() };
    let (body, list) = lines.split_at(at);
    let sources = sources(list.get(1..).unwrap_or_default());
    if sources.is_empty() || !body.iter().any(|line| !cited_numbers(line).is_empty()) {
        return Default::default();
    }
    let verifier = Verifier::new(&sources, "");
    let (mut found, mut doubtful) = (Vec::new(), Vec::new());
    for (number, line) in body.iter().enumerate() {
        let Some((rule, severity, doubt)) = of_line(line, &verifier, &sources) else { continue };
        if doubt == Doubt::Unsupported {
            let cited = cited_numbers(line);
            let quotes = sources.iter().filter(|source| cited.contains(&source.n)).map(|source| source.quote.clone());
            doubtful.push(Doubtful { line: number + 1, claim: without_citations(line), quotes: quotes.collect() });
        }
        let (text, message, fix) = (super::shown(line), doubt.to_string(), fix(rule).to_owned());
        found.push(Finding { line: number + 1, severity, rule, text, message, fix });
    }
    (found, doubtful)
}

fn of_line(line: &str, verifier: &Verifier, sources: &[Citation]) -> Option<(Rule, Severity, Doubt)> {
    let cited = cited_numbers(line);
    let claims = line.split_whitespace().count() >= CLAIM
        && !is_heading(line)
        && !line.trim_start().starts_with('|')
        && !line.trim_end().ends_with('?');
    let quoted =
        |n: &usize| sources.iter().any(|source| source.n == *n && source.quote.split_whitespace().count() >= QUOTE);
    match verifier.check(line).err()? {
        doubt @ Doubt::UnknownCitation(_) => Some((Rule::UnsupportedCitation, Severity::Error, doubt)),
        doubt @ Doubt::NoCitation if claims => Some((Rule::UncitedClaim, Severity::Warning, doubt)),
        doubt @ (Doubt::Unsupported
        | Doubt::Contradiction
        | Doubt::IdNotInEvidence(_)
        | Doubt::NumberNotInEvidence(_))
            if !cited.is_empty() && cited.iter().all(quoted) =>
        {
            Some((Rule::UnsupportedCitation, Severity::Warning, doubt))
        }
        // Ids, titles and promises have rules of their own.
        _ => None,
    }
}

const fn fix(rule: Rule) -> &'static str {
    match rule {
        Rule::UncitedClaim => "Cite the source that says this, or leave it out.",
        _ => "Cite the passage that says this, or say what the cited one says.",
    }
}

/// The numbered list; what is indented below an entry, or stands in a quotation, belongs to it.
fn sources(lines: &[&str]) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    for line in lines {
        if let Some(groups) = ENTRY.captures(line)
            && let (Some(Ok(n)), Some(text)) = (groups.name("n").map(|n| n.as_str().parse()), groups.name("text"))
        {
            found.push(source(n, text.as_str()));
        } else if let Some(last) = found.last_mut().filter(|_| !line.trim().is_empty() && !line.starts_with('#')) {
            last.quote.push('\n');
            last.quote.push_str(line.trim().trim_start_matches('>').trim());
        }
    }
    found
}

fn source(n: usize, text: &str) -> Citation {
    Citation {
        n,
        requirement: None,
        title: String::new(),
        source: String::new(),
        document: None,
        heading: Vec::new(),
        page: None,
        quote: text.to_owned(),
        start: 0,
        end: text.chars().count(),
    }
}
