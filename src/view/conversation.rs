//! A conversation as one Markdown text to keep: each question, its answer, who wrote it and how far the sources carried it,
//! and every passage that it cites, word for word.

use super::safe::{plain, safe_markdown};
use crate::chat::{Answer, AnswerMode, Citation, Verdict};

/// Below every conversation that leaves the house.
const NOTICE: &str = "Guidance with its sources, not legal advice. Check the passages before you rely on an answer.";
/// A longer question is no heading any more.
const HEADING: usize = 140;

/// One thing that was said.
#[derive(Debug, Clone)]
pub enum Turn {
    /// A question, in the words of who asked it.
    Question(String),
    /// An answer; perhaps only what was shown of it before somebody stopped it.
    Answer {
        /// The answer.
        answer: Box<Answer>,
        /// Whether somebody stopped it.
        stopped: bool,
    },
    /// A message of which only its text is known.
    Text(String),
}

/// The whole conversation; `day` is that of its last message. What documents and models wrote cannot load or open anything.
pub fn conversation_markdown(title: &str, day: &str, turns: Vec<Turn>) -> String {
    let questions = turns.iter().filter(|turn| matches!(turn, Turn::Question(_))).count();
    let mut text = format!("# {}\n\n", plain(title));
    text.push_str(&format!("| Last message | {day} |\n|---|---|\n| Questions | {questions} |\n\n"));
    let mut number = 0;
    for turn in turns {
        match turn {
            Turn::Question(question) => {
                number += 1;
                text.push_str(&asked(number, &question));
            }
            Turn::Answer { answer, stopped } => text.push_str(&answered(&answer, stopped)),
            Turn::Text(said) => text.push_str(&format!("{}\n\n", plain_lines(&said))),
        }
    }
    text.push_str(&format!("---\n\n*{NOTICE}*\n"));
    text
}

fn asked(number: usize, question: &str) -> String {
    let line = question.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= HEADING {
        return format!("## {number}. {}\n\n", plain(&line));
    }
    format!("## {number}. Question\n\n{}\n\n", plain_lines(question))
}

fn answered(answer: &Answer, stopped: bool) -> String {
    let mut text = format!("*{}*\n\n", label(answer, stopped));
    if !answer.answer.trim().is_empty() {
        text.push_str(&format!("{}\n\n", deeper(&safe_markdown(answer.answer.trim_end()))));
    }
    for warning in &answer.warnings {
        text.push_str(&format!("**Note:** {}\n\n", plain(warning)));
    }
    if !answer.citations.is_empty() {
        text.push_str("### Sources\n\n");
        text.extend(answer.citations.iter().map(source));
    }
    text
}

fn label(answer: &Answer, stopped: bool) -> &'static str {
    match (stopped, answer.verdict, answer.mode) {
        (true, ..) => "Stopped by the reader: what had been shown until then",
        (_, Verdict::Refused, _) => "Not answered: no source supports an answer",
        (_, Verdict::Answered, AnswerMode::Composed) => "Answered, composed from the sources word for word",
        (_, Verdict::Answered, AnswerMode::Generated) => {
            "Answered, written by a language model and checked against the sources"
        }
        (_, Verdict::Partial, AnswerMode::Composed) => "Partly answered, composed from the sources word for word",
        (_, Verdict::Partial, AnswerMode::Generated) => {
            "Partly answered, written by a language model and checked against the sources"
        }
    }
}

/// A numbered source with its place and its passage.
fn source(citation: &Citation) -> String {
    let name = if citation.title.is_empty() { &citation.source } else { &citation.title };
    let id = citation.requirement.map(|id| id.to_string()).filter(|id| !name.starts_with(id.as_str()));
    let id = id.map(|id| format!("{id} ")).unwrap_or_default();
    let mut place: Vec<String> = citation.heading.iter().skip(1).map(|part| plain(part)).collect();
    place.extend(citation.page.map(|page| format!("page {page}")));
    place.push(format!("from {}", plain(&citation.source)));
    let quote = deeper(&safe_markdown(citation.quote.trim_end()));
    let quote = format!("> {}\n", quote.replace('\n', "\n> "));
    format!("**\\[{}\\] {id}{}**, {}\n\n{quote}\n", citation.n, plain(name), place.join(", "))
}

/// The highest headings of an answer stand right below that of its question.
fn deeper(text: &str) -> String {
    let mut in_code = false;
    let lines: Vec<(usize, &str)> = text
        .lines()
        .map(|line| {
            in_code ^= line.trim_start().starts_with("```");
            let level = line.bytes().take_while(|byte| *byte == b'#').count();
            let is_heading = !in_code && (1..=6).contains(&level) && line.as_bytes().get(level) == Some(&b' ');
            (if is_heading { level } else { 0 }, line)
        })
        .collect();
    let highest = lines.iter().map(|(level, _)| *level).filter(|level| *level > 0).min().unwrap_or(3);
    let lines = lines.into_iter().map(|(level, line)| match level {
        0 => line.to_owned(),
        level => format!("{}{}", "#".repeat((level + 3 - highest).min(6)), line.trim_start_matches('#')),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Each line of a text as it stands.
fn plain_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(str::trim).map(plain).collect();
    lines.join("\n").replace("\n\n", "\u{0}").replace('\n', "\\\n").replace('\u{0}', "\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str, quote: &str) -> Answer {
        let citation = Citation {
            n: 1,
            requirement: "A.5.23".parse().ok(),
            title: "Cloud *rules*".to_owned(),
            source: "cloud [x](y).md".to_owned(),
            document: None,
            heading: vec!["Cloud rules".to_owned(), "Registers".to_owned()],
            page: Some(3),
            quote: quote.to_owned(),
            start: 0,
            end: quote.chars().count(),
        };
        Answer {
            answer: text.to_owned(),
            verdict: Verdict::Answered,
            mode: AnswerMode::Composed,
            citations: vec![citation],
            refs: Vec::new(),
            warnings: vec!["No profile.".to_owned()],
            suggestions: Vec::new(),
            choices: Vec::new(),
            actions: Vec::new(),
            usage: None,
            model: None,
            egress: None,
        }
    }

    #[test]
    fn a_conversation_reads_like_this() {
        let turns = vec![
            Turn::Question("What evidence\nfor A.5.23?".to_owned()),
            Turn::Answer {
                answer: Box::new(answer("# Evidence\n\n- A register. [1]", "A register\n\n- of services")),
                stopped: false,
            },
            Turn::Question("# not a heading\n![x](http://evil.example)".to_owned()),
            Turn::Answer { answer: Box::new(answer("", "x")), stopped: true },
        ];
        insta::assert_snapshot!(conversation_markdown("Cloud <b>", "2026-11-28", turns));
    }

    #[test]
    fn headings_keep_their_order_below_the_question() {
        assert_eq!(deeper("### A\n\n#### B\n\n#hash"), "### A\n\n#### B\n\n#hash");
        assert_eq!(deeper("# A\n###### B"), "### A\n###### B");
        assert_eq!(deeper("##### A\n```\n# b\n```"), "### A\n```\n# b\n```");
    }
}
