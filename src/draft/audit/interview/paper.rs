//! An interview as a document: to prepare with, to write answers into, and with what documents say of them.

use std::fmt::Write;

use super::{
    Interview, InterviewQuestion,
    answers::{BLANK, LEAD},
};
use crate::{draft::values::plain, verify::Backed};

/// The interview in Markdown.
pub fn interview_paper(interview: &Interview) -> String {
    let mut text = format!(
        "# Mock interview: {}\n\n| Company | {} |\n|---|---|\n| Who is asked | {} |\n| Questions | {} |\n| Classification | Internal |\n\n",
        interview.role.title(),
        plain(&interview.company),
        interview.role.title(),
        interview.questions.len()
    );
    text.push_str(match interview.result {
        None => {
            "## How to use it\n\nOne asks, one answers from memory, a third person notes. Auditors do not want recited policies: they \
             want to hear what you do, and then to see it. Write the answers into this document and let them be held against your \
             documents and records.\n"
        }
        Some(_) => {
            "## What the result means\n\nEach sentence of an answer was held against the documents that were given. *Supported* means that \
             a passage says the same; *contradicted* that a passage says otherwise; *nothing found* that no passage carries it, which \
             an auditor would ask about. This is no pass mark: what was not looked at may be fine or missing.\n"
        }
    });
    if let Some(result) = interview.result {
        let _ = write!(
            text,
            "\n| Answers | Count |\n|---|---|\n| Supported | {} |\n| Contradicted | {} |\n| Nothing found | {} |\n| Not answered | {} |\n",
            result.supported, result.contradicted, result.nothing_found, result.not_answered
        );
    }
    text.push_str("\n## Questions\n");
    for (number, question) in (1..).zip(&interview.questions) {
        one(&mut text, number, question);
    }
    text
}

fn one(text: &mut String, number: usize, question: &InterviewQuestion) {
    let _ =
        write!(text, "\n### {number}. {} ({})\n\n**Question:** {}\n", question.label, question.id, question.question);
    for (label, said) in [
        ("A good answer shows", &question.good_answer),
        ("A warning sign", &question.warning_sign),
        ("Then the auditor asks", &question.follow_up),
    ] {
        if !said.is_empty() {
            let _ = write!(text, "\n**{label}:** {said}\n");
        }
    }
    if !question.to_show.is_empty() {
        text.push_str("\n**The auditor would ask to see:**\n\n");
        question.to_show.iter().for_each(|line| text.push_str(&format!("- {line}\n")));
    }
    let Some(answer) = &question.answer else {
        let _ = write!(text, "\n{LEAD} {BLANK}\n");
        return;
    };
    let _ = write!(text, "\n**Answered:** {}\n\n**Documents say:** {}\n\n", plain(&answer.text), answer.backing.name());
    answer.sentences.iter().for_each(|sentence| text.push_str(&backed(sentence)));
}

fn backed(one: &Backed) -> String {
    let mut line = format!("- *{}:* {}", one.backing.name(), plain(&one.sentence));
    if let Some(passage) = &one.passage {
        let heading = passage.heading.last().map(|heading| format!(", {}", plain(heading))).unwrap_or_default();
        let page = passage.page.map(|page| format!(", page {page}")).unwrap_or_default();
        let quote = passage.quote.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = write!(line, " \u{201c}{}\u{201d} ({}{heading}{page})", plain(&quote), plain(&passage.document));
    }
    line + "\n"
}
