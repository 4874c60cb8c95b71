//! `annexa mcp`: a tool server for the program that starts it. Standard output belongs to the protocol.

use clap::Args;

use super::{Outcome, session};
use crate::{config::Settings, server};

#[derive(Debug, Args)]
pub(super) struct McpArguments {
    /// The workspace whose documents and profile count when a tool is told none
    #[arg(long, value_name = "W")]
    workspace: Option<String>,
}

pub(super) async fn run(settings: Settings, arguments: McpArguments) -> anyhow::Result<Outcome> {
    let app = session::open(settings).await?;
    let workspace = session::workspace(&app, arguments.workspace.as_deref()).await?;
    server::serve_stdio(app, workspace).await?;
    Ok(Outcome::Done)
}
