//! `annexa ask`: one question, one answer with its sources.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, input, session};
use crate::{
    chat::{Answer, AnswerMode, Persona, Question, Verdict},
    config::Settings,
    view::AnswerView,
};

#[derive(Debug, Args)]
pub(super) struct AskArguments {
    /// The question; `-` reads standard input
    question: String,
    /// A workspace whose documents are asked as well
    #[arg(long, value_name = "W")]
    workspace: Option<String>,
    /// The organisation's profile, to size the answer
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Whom the answer is for: implementer, auditor, management or consultant
    #[arg(long, value_name = "PERSONA", default_value_t)]
    persona: Persona,
}

pub(super) async fn run(settings: Settings, arguments: AskArguments, json: bool) -> anyhow::Result<Outcome> {
    let text = match arguments.question.as_str() {
        "-" => input::read_text(&PathBuf::from("-"))?,
        _ => arguments.question,
    };
    let profile = arguments.profile.map(|path| super::draft::read(&path)).transpose()?;
    let app = session::open(settings).await?;
    let workspace = session::workspace(&app, arguments.workspace.as_deref()).await?;
    let question = Question { text, workspace, profile, persona: arguments.persona, ..Question::default() };
    let mut answer = app.assistant.answer(&question, &mut |_| ()).await?;
    if let Some(reason) = app.semantic_off.as_ref().filter(|_| !app.settings.embed.model.eq_ignore_ascii_case("off")) {
        answer.warnings.push(format!("Semantic search is off: {reason}"));
    }
    if json {
        input::print_json(&AnswerView::new(answer, None))?;
    } else {
        print(&answer)?;
    }
    Ok(Outcome::Done)
}

fn print(answer: &Answer) -> anyhow::Result<()> {
    input::line(&answer.answer)?;
    if !answer.citations.is_empty() {
        input::line("\nSources")?;
    }
    for citation in &answer.citations {
        input::line(&format!("[{}] {} ({})", citation.n, citation.heading.join(" > "), citation.source))?;
    }
    let mode = match answer.mode {
        AnswerMode::Composed => "composed from the sources, word for word",
        AnswerMode::Generated => "written by the model, each sentence checked against the sources",
    };
    match answer.verdict {
        Verdict::Answered => input::line(&format!("\n({mode})"))?,
        Verdict::Partial => input::line(&format!("\n({mode}; partly answered)"))?,
        Verdict::Refused => input::line("\n(not answered: no source)")?,
    }
    for warning in &answer.warnings {
        input::line(&format!("Note: {warning}"))?;
    }
    Ok(())
}
