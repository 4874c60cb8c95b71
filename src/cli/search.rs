//! `annexa search`: the passages behind answers.

use clap::{Args, ValueEnum};

use super::{Outcome, input, session};
use crate::{
    chat::MAX_QUESTION,
    config::Settings,
    retrieve::{Mode, Search},
    store::WorkspaceId,
    view::SearchView,
};

#[derive(Debug, Args)]
pub(super) struct SearchArguments {
    /// What to look for
    query: String,
    /// How many hits
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    limit: u16,
    /// Which halves of the index to search
    #[arg(long, value_enum, default_value_t = ModeArgument::Hybrid)]
    mode: ModeArgument,
    /// A workspace whose documents are searched as well
    #[arg(long, value_name = "W")]
    workspace: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ModeArgument {
    Hybrid,
    Text,
    Vector,
}

pub(super) async fn run(settings: Settings, arguments: SearchArguments, json: bool) -> anyhow::Result<Outcome> {
    anyhow::ensure!(!arguments.query.trim().is_empty(), "the query is empty");
    anyhow::ensure!(
        arguments.query.chars().count() <= MAX_QUESTION,
        "the query is longer than {MAX_QUESTION} characters"
    );
    let app = session::open(settings).await?;
    let mut workspaces = vec![WorkspaceId::knowledge()];
    workspaces.extend(session::workspace(&app, arguments.workspace.as_deref()).await?);
    let mut search = Search::new(&arguments.query, workspaces, usize::from(arguments.limit));
    search.mode = match arguments.mode {
        ModeArgument::Hybrid => Mode::Hybrid,
        ModeArgument::Text => Mode::Text,
        ModeArgument::Vector => Mode::Vector,
    };
    let view = SearchView::from(app.assistant.retriever().search(&search).await?);
    if json {
        input::print_json(&view)?;
        return Ok(Outcome::Done);
    }
    for hit in &view.hits {
        input::line(&format!("{}. {} ({}, {:.3})", hit.rank, hit.heading.join(" > "), hit.source, hit.score))?;
        let first: String = hit.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
        input::line(&format!("   {first}"))?;
    }
    if view.hits.is_empty() {
        input::line("nothing found")?;
    }
    if let Some(reason) = &app.semantic_off {
        input::line(&format!("Note: semantic search is off: {reason}"))?;
    }
    Ok(Outcome::Done)
}
