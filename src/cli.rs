//! The command line: arguments become calls on the library, results go to standard output, errors become one line.
//!
//! Exit status: 0 when the command did its work (a refusal is a result), 1 when a check failed, 2 for wrong usage or
//! input that cannot be read.

mod ask;
mod audit;
mod backup;
mod check;
mod consent;
mod control;
mod doctor;
mod documents;
mod draft;
mod evaluate;
mod gap;
mod ingest;
mod input;
mod isms;
mod key;
mod knowledge;
mod mcp;
mod plan;
mod profile;
mod reword;
mod risk;
mod search;
mod session;
mod soa;
mod tables;
mod target;
mod text;
mod verify;
mod workspace;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{config::Settings, server};

/// A self-hosted assistant for ISO/IEC 27001:2022 that always shows its sources.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
pub struct Arguments {
    /// Folder for state [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Configuration file (TOML)
    #[arg(long, global = true, value_name = "FILE", env = "ANNEXA_CONFIG")]
    config: Option<PathBuf>,
    /// Folder of model files [default: annexa/models in the platform's cache folder]
    #[arg(long, global = true, value_name = "DIR")]
    models_dir: Option<PathBuf>,
    /// Print data as JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the server: chat page, API, health
    Serve(server::ServeArguments),
    /// Ask a question
    Ask(ask::AskArguments),
    /// Search the knowledge base and a workspace's documents
    Search(search::SearchArguments),
    /// Show the whole page of a control or clause
    Control {
        /// For example A.5.23, "clause 6.1.3", 9.2
        id: String,
    },
    /// Print the extracted text that offsets refer to
    Text {
        /// The file; `-` reads standard input
        file: PathBuf,
    },
    /// Take files or folders into a workspace
    Ingest(ingest::IngestArguments),
    /// Take a whole workspace home as one file, or bring one in
    #[command(subcommand)]
    Workspace(workspace::WorkspaceCommand),
    /// Whether texts of a workspace may go to the language model
    Consent(consent::ConsentArguments),
    /// Make, list and revoke API keys
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// The organisation's profile
    #[command(subcommand)]
    Profile(profile::ProfileCommand),
    /// Policies, drafted for the organisation's profile
    #[command(subcommand)]
    Policy(draft::PolicyCommand),
    /// Registers, records, plans, checklists and playbooks
    #[command(subcommand)]
    Template(draft::TemplateCommand),
    /// The Statement of Applicability: drafted for a profile, or any checked
    #[command(subcommand)]
    Soa(soa::SoaCommand),
    /// Audit preparation: programme, checklists, management review, corrective action
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Risks: criteria, register and treatment plan
    #[command(subcommand)]
    Risk(risk::RiskCommand),
    /// Assess documents against every clause and control
    Gap(gap::GapArguments),
    /// Serve one MCP client over standard input and output
    Mcp(mcp::McpArguments),
    /// Find what a text gets wrong about ISO 27001: ids, titles, old editions, overclaims
    Verify(verify::VerifyArguments),
    /// The knowledge base
    #[command(subcommand)]
    Knowledge(knowledge::KnowledgeCommand),
    /// Measure retrieval and answers by suites, and compare runs
    #[command(subcommand, name = "eval")]
    Evaluate(evaluate::EvaluateCommand),
    /// Draft the whole document set of a company into a folder
    Isms(isms::IsmsArguments),
    /// Check whether a whole ISMS fits together: risks, statement, policies, people, dates
    Check(check::CheckArguments),
    /// The project plan to certification, counted back from the date in the profile
    Plan(plan::PlanArguments),
    /// Make a backup of everything but the indexes, or check one
    Backup(backup::BackupArguments),
    /// Put a backup into a new or empty data folder
    Restore {
        /// The backup
        folder: PathBuf,
    },
    /// Check models, index and store, and say what to do
    Doctor,
}

/// How a command ended when nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did its work.
    Done,
    /// It is a check, and the check failed.
    Failed,
}

/// Runs the command that the arguments name.
pub async fn run(arguments: Arguments) -> ExitCode {
    match dispatch(arguments).await {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(1),
        Err(error) if input::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            input::complain(&error);
            ExitCode::from(2)
        }
    }
}

async fn dispatch(arguments: Arguments) -> anyhow::Result<Outcome> {
    let json = arguments.json;
    let settings = settings(&arguments)?;
    match arguments.command {
        Command::Serve(serve) => server::serve(settings, serve).await.map(|()| Outcome::Done),
        Command::Ask(ask) => ask::run(settings, ask, json).await,
        Command::Search(search) => search::run(settings, search, json).await,
        Command::Control { id } => control::run(&settings, &id, json),
        Command::Text { file } => text::run(&settings, &file, json),
        Command::Ingest(ingest) => ingest::run(settings, ingest, json).await,
        Command::Workspace(command) => workspace::run(settings, command, json).await,
        Command::Consent(consent) => consent::run(&settings, consent, json).await,
        Command::Key(key) => key::run(settings, key, json).await,
        Command::Profile(profile) => profile::run(profile, json),
        Command::Policy(policy) => draft::policies(&settings, policy, json).await,
        Command::Template(template) => draft::templates(&settings, template, json),
        Command::Soa(command) => soa::run(&settings, command, json),
        Command::Audit(command) => audit::run(&settings, command, json),
        Command::Risk(command) => risk::run(&settings, command, json),
        Command::Gap(arguments) => gap::run(settings, arguments, json).await,
        Command::Mcp(arguments) => mcp::run(settings, arguments).await,
        Command::Verify(arguments) => verify::run(settings, arguments, json).await,
        Command::Knowledge(knowledge) => knowledge::run(&settings, &knowledge, json),
        Command::Evaluate(command) => evaluate::run(settings, command, json).await,
        Command::Isms(arguments) => isms::run(&settings, &arguments, json),
        Command::Check(arguments) => check::run(&settings, &arguments, json).await,
        Command::Plan(arguments) => plan::run(&settings, arguments, json),
        Command::Backup(arguments) => backup::backup(&settings, arguments, json).await,
        Command::Restore { folder } => backup::restore(&settings, &folder, json).await,
        Command::Doctor => doctor::run(settings, json).await,
    }
}

fn settings(arguments: &Arguments) -> anyhow::Result<Settings> {
    let mut settings = Settings::load(arguments.config.as_deref(), environment())?;
    settings.data_dir = arguments.data_dir.clone().or(settings.data_dir);
    settings.models_dir = arguments.models_dir.clone().or(settings.models_dir);
    Ok(settings)
}

/// The variables that are text; others are none of ours.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}
