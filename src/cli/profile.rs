//! `annexa profile`: a template to fill in, and what is still missing in one.

use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::{Outcome, input};
use crate::iso::{Profile, ProfileProblem, profile_template};

#[derive(Debug, Subcommand)]
pub(super) enum ProfileCommand {
    /// Print a commented template
    New,
    /// Check a profile; exit status 1 when something blocks drafting
    Check {
        /// The file; `-` reads standard input
        file: PathBuf,
    },
}

#[derive(Debug, Serialize)]
struct Report {
    usable: bool,
    problems: Vec<ProfileProblem>,
}

pub(super) fn run(command: ProfileCommand, json: bool) -> anyhow::Result<Outcome> {
    let file = match command {
        ProfileCommand::New => {
            input::line(profile_template().trim_end())?;
            return Ok(Outcome::Done);
        }
        ProfileCommand::Check { file } => file,
    };
    let profile = Profile::from_yaml(&input::read_text(&file)?)?;
    let problems = profile.problems();
    let usable = !problems.iter().any(|problem| problem.blocking);
    if json {
        input::print_json(&Report { usable, problems })?;
    } else {
        for problem in &problems {
            input::line(&format!(
                "{}: {} {}",
                if problem.blocking { "error" } else { "open" },
                problem.field,
                problem.message
            ))?;
        }
        if usable {
            input::line(&format!("{}: usable; {} open points", profile.name, problems.len()))?;
        }
    }
    Ok(if usable { Outcome::Done } else { Outcome::Failed })
}
