//! `annexa soa`: a Statement of Applicability drafted for a profile, and any statement checked.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};

use super::{
    Outcome,
    draft::read_for,
    risk::{self, wanted},
    tables::{self, Held},
    target::Target,
};
use crate::{
    config::Settings,
    draft::{self, Grounds},
    export::{self, Format, HouseStyle},
    iso::{GapReport, Profile, Rows, SoaSheet, Statement},
    knowledge::Library,
    verify::check_statement,
};

#[derive(Debug, Subcommand)]
pub(super) enum SoaCommand {
    /// Draft the statement for a profile: nothing is applicable or left out without a driver or a fact
    Draft(DraftArguments),
    /// Check any statement (CSV, XLSX, DOCX, Markdown, JSON); exit status 1 when it breaks what clause 6.1.3 asks for
    Check(CheckArguments),
    /// Carry a statement that Annexa wrote from one format into another: json, csv, xlsx
    Convert {
        /// The statement
        file: PathBuf,
        #[command(flatten)]
        target: Target,
    },
}

#[derive(Debug, Args)]
pub(super) struct DraftArguments {
    /// The organisation's profile (YAML); `annexa profile new` prints a template
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    /// A gap analysis, as `annexa gap --format json` writes it: what documents describe stands beside each row
    #[arg(long, value_name = "FILE")]
    gap: Option<PathBuf>,
    /// The risk register (JSON, CSV, XLSX) whose risks drive controls [default: the one that `risk draft` proposes]
    #[arg(long, value_name = "FILE")]
    risks: Option<PathBuf>,
    /// An earlier statement of Annexa (JSON, CSV, XLSX): its confirmed rows and own controls stay
    #[arg(long, value_name = "FILE")]
    earlier: Option<PathBuf>,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// The statement; `-` reads standard input
    file: PathBuf,
    /// The organisation's profile: exclusions are held against it
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
}

pub(super) fn run(settings: &Settings, command: SoaCommand, json: bool) -> anyhow::Result<Outcome> {
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    match command {
        SoaCommand::Draft(arguments) => draft_statement(settings, arguments, &library, json),
        SoaCommand::Check(arguments) => {
            let profile = arguments.profile.as_deref().map(|file| read_for(file, &library)).transpose()?;
            let sheet = sheet(&arguments.file, settings)?;
            tables::report(&check_statement(&sheet, profile.as_ref()), "the statement", json)
        }
        SoaCommand::Convert { file, target } => {
            let statement = read(&file, settings)?;
            let format = wanted(&target, json, Format::Json)?;
            target.put(&data(&statement, format)?, format)
        }
    }
}

fn draft_statement(
    settings: &Settings,
    arguments: DraftArguments,
    library: &Library,
    json: bool,
) -> anyhow::Result<Outcome> {
    let profile = read_for(&arguments.profile, library)?;
    let gap = arguments.gap.as_deref().map(read_gap).transpose()?;
    let earlier = arguments.earlier.as_deref().map(|file| read(file, settings)).transpose()?;
    let register = match arguments.risks.as_deref() {
        Some(file) => risk::read(file, Some(&profile), settings, library)?,
        None => draft::risks(library, &profile).register,
    };
    let grounds =
        Grounds { library, profile: &profile, register: &register, gap: gap.as_ref(), earlier: earlier.as_ref() };
    let statement = draft::statement(&grounds);
    let format = wanted(&arguments.target, json, Format::Markdown)?;
    let style = arguments.target.style()?;
    arguments.target.put(&write(&statement, (&profile, &style), format)?, format)
}

fn write(statement: &Statement, (profile, style): (&Profile, &HouseStyle), format: Format) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Json | Format::Csv | Format::Xlsx | Format::Svg => data(statement, format),
        _ => {
            let text = draft::statement_paper(statement, profile);
            Ok(export::markdown("Statement of Applicability", &text, (&*profile.name, style), format)?)
        }
    }
}

fn data(statement: &Statement, format: Format) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        Format::Json => (serde_json::to_string_pretty(statement)? + "\n").into_bytes(),
        Format::Csv | Format::Xlsx => {
            export::tables("Statement of Applicability", &statement.company, &statement.tables(), format)?
        }
        _ => anyhow::bail!("a statement is carried as json, csv or xlsx; `annexa soa draft` writes documents"),
    })
}

/// A gap analysis that Annexa wrote.
pub(super) fn read_gap(file: &Path) -> anyhow::Result<GapReport> {
    serde_json::from_str(&super::input::read_text(file)?)
        .with_context(|| format!("{} is no gap report: name one that `annexa gap --format json` wrote", file.display()))
}

/// A statement that Annexa wrote.
pub(super) fn read(file: &Path, settings: &Settings) -> anyhow::Result<Statement> {
    match tables::read(file, settings)? {
        Held::Json(text) => statement_of(&text, file),
        Held::Tables(rows) => Statement::from_tables(&rows).map_err(|problems| tables::refused(file, &problems)),
    }
}

fn statement_of(text: &str, file: &Path) -> anyhow::Result<Statement> {
    serde_json::from_str(text).with_context(|| format!("{} is no Statement of Applicability", file.display()))
}

/// Anybody's statement, as its file has it.
fn sheet(file: &Path, settings: &Settings) -> anyhow::Result<SoaSheet> {
    let tables = match tables::read(file, settings)? {
        Held::Json(text) => statement_of(&text, file)?.tables().into_iter().map(Rows::of).collect(),
        Held::Tables(tables) => tables,
    };
    SoaSheet::read(&tables).with_context(|| {
        format!(
            "{} has no table with a column of control ids and one that says whether each is applicable",
            file.display()
        )
    })
}
