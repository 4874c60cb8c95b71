//! `annexa knowledge check`: the rules of the pages, and what of the standard is covered.

use clap::Subcommand;
use serde::Serialize;

use super::{Outcome, input};
use crate::{
    config::Settings,
    knowledge::{Coverage, Library, Problem, check},
};

#[derive(Debug, Subcommand)]
pub(super) enum KnowledgeCommand {
    /// Check structure, ids, titles and links; exit status 1 when a rule is broken
    Check,
}

#[derive(Debug, Serialize)]
struct Report {
    coverage: Coverage,
    problems: Vec<Problem>,
}

pub(super) fn run(settings: &Settings, command: &KnowledgeCommand, json: bool) -> anyhow::Result<Outcome> {
    let KnowledgeCommand::Check = command;
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    let (problems, coverage) = check(&library);
    let outcome = if problems.is_empty() { Outcome::Done } else { Outcome::Failed };
    if json {
        input::print_json(&Report { coverage, problems })?;
        return Ok(outcome);
    }
    for problem in &problems {
        input::line(&format!("{}: {}", problem.page, problem.message))?;
    }
    input::line(&format!(
        "controls {}/93, clauses {}/{}, guides {}, checks {}, problems {}",
        coverage.controls,
        coverage.clauses,
        coverage.clauses_total,
        coverage.guides,
        coverage.checks,
        problems.len()
    ))?;
    Ok(outcome)
}
