//! A whole conversation: the questions of one person in their order, each held against what its answer must cite, and the
//! transcript as Markdown for people to read.

use std::{fmt::Write, time::Instant};

use super::{
    Case, EvaluateError, Run, Suite,
    asking::Asking,
    dataset,
    questions::{Judged, figures, held_against},
};
use crate::chat::{Answer, Assistant, Question, Topic};

/// Asks the questions one after the other in one conversation.
pub async fn session(suite: &Suite, assistant: &Assistant) -> Result<Run, EvaluateError> {
    let mut run = Run::begin(suite)?;
    let start = Instant::now();
    let mut asking = Asking::of(assistant);
    let mut topic: Option<Topic> = None;
    let mut judged: Vec<Judged> = Vec::new();
    for case in dataset::questions(&suite.path)? {
        let question = Question { text: case.question.clone(), before: topic.take(), ..Question::default() };
        let (answer, milliseconds) = asking.ask(&question).await?;
        topic = Some(Assistant::topic(question.before.as_ref(), &case.question, &answer));
        let (one, shown) = held_against(case, &answer, (assistant, None), milliseconds);
        judged.push(one);
        run.cases.push(Case { group: "turn".to_owned(), got: shown_answer(&answer), ..shown });
    }
    run.metrics = figures(&judged.iter().collect::<Vec<_>>());
    asking.report(&mut run);
    run.seconds = start.elapsed().as_secs_f64();
    run.judge(suite)?;
    Ok(run)
}

/// The conversation of a run, as a page.
pub fn transcript(run: &Run) -> String {
    let mut page = format!("# {}\n", run.title);
    for (at, case) in run.cases.iter().enumerate() {
        let missed = if case.problems.is_empty() {
            String::new()
        } else {
            format!("\n\n**Missed:** {}", case.problems.join("; "))
        };
        _ = write!(page, "\n---\n\n## {}. {}\n\n{}{missed}\n", at + 1, case.question, case.got);
    }
    page
}

/// An answer as a reader has it before them, with its sources and notes below.
fn shown_answer(answer: &Answer) -> String {
    let mut text: String = answer
        .answer
        .lines()
        .map(|line| if line.starts_with("##") { format!("#{line}\n") } else { format!("{line}\n") })
        .collect();
    if !answer.citations.is_empty() {
        text.push_str("\n*Sources:* ");
        let sources =
            answer.citations.iter().map(|citation| format!("[{}] {}", citation.n, citation.heading.join(" › ")));
        text.push_str(&sources.collect::<Vec<_>>().join("; "));
        text.push('\n');
    }
    for warning in &answer.warnings {
        _ = write!(text, "\n*Note:* {warning}\n");
    }
    for (name, asked) in [
        ("Did you mean", answer.choices.iter().map(|choice| choice.label.as_str()).collect::<Vec<_>>()),
        ("Next", answer.suggestions.iter().map(String::as_str).collect()),
    ] {
        if !asked.is_empty() {
            _ = write!(text, "\n*{name}:* {}\n", asked.join(" · "));
        }
    }
    text.trim_end().to_owned()
}
