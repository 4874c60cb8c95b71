//! `annexa knowledge check`: the rules of the pages, and what of the standard is covered.

use clap::Subcommand;
use serde::Serialize;

use super::{Outcome, input};
use crate::{
    config::Settings,
    knowledge::{Coverage, Library, Problem, check, covered},
};

#[derive(Debug, Subcommand)]
pub(super) enum KnowledgeCommand {
    /// Check structure, ids, titles and links; exit status 1 when a rule is broken
    Check {
        /// Also print which checks of rules the documents of the library satisfy, document by document
        #[arg(long)]
        documents: bool,
    },
}

#[derive(Debug, Serialize)]
struct Report {
    coverage: Coverage,
    problems: Vec<Problem>,
}

pub(super) fn run(settings: &Settings, command: &KnowledgeCommand, json: bool) -> anyhow::Result<Outcome> {
    let KnowledgeCommand::Check { documents } = command;
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
    if *documents {
        input::line("| Document | Words for 20 / 100 / 500 | Rule checks |\n|---|---|---|")?;
        for kind in covered(&library) {
            let [small, medium, large] = kind.words;
            input::line(&format!("| {} | {small} / {medium} / {large} | {} |", kind.id, kind.checks))?;
        }
    }
    input::line(&format!(
        "policies {}, templates {}, scenarios {}, rule checks that they satisfy {}/{}",
        coverage.policies, coverage.templates, coverage.scenarios, coverage.rules_covered, coverage.rules
    ))?;
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
