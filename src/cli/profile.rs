//! `annexa profile`: a template to fill in, and what is still missing in one.

mod interview;

use std::{
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use clap::Subcommand;
use serde::Serialize;

use super::{Outcome, input};
use crate::iso::{Profile, ProfileProblem, profile_template};

#[derive(Debug, Subcommand)]
pub(super) enum ProfileCommand {
    /// Make a profile: an interview in a terminal, else a commented template
    New {
        /// Ask the questions, also where no terminal is
        #[arg(long, conflicts_with = "template")]
        interview: bool,
        /// Give the template, also in a terminal
        #[arg(long)]
        template: bool,
        /// Write here instead of to standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Print the JSON Schema of profiles, for editors
    Schema,
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
        ProfileCommand::New { interview, template, out } => {
            let asks = interview || (!template && io::stdin().is_terminal() && io::stdout().is_terminal());
            return new(asks, out.as_deref());
        }
        ProfileCommand::Schema => {
            input::print_json(&schemars::schema_for!(Profile))?;
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

fn new(asks: bool, out: Option<&Path>) -> anyhow::Result<Outcome> {
    if let Some(file) = out {
        // An interview takes minutes; that its file cannot be written is said before.
        anyhow::ensure!(!file.exists(), "{} is there already: name another file", file.display());
    }
    let text = if asks {
        interview::interview(&mut io::stdin().lock(), &mut io::stderr().lock())?
    } else {
        profile_template().to_owned()
    };
    match out {
        Some(file) => fs::write(file, &text)
            .map_err(|error| anyhow::anyhow!("cannot write {}: {error}", file.display()))
            .map(|()| Outcome::Done),
        None => input::line(text.trim_end()).map(|()| Outcome::Done),
    }
}
