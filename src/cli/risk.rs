//! `annexa risk`: a register drafted for a profile, checked, and carried between formats.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};

use super::{
    Outcome,
    draft::read_for,
    tables::{self, Held},
    target::Target,
};
use crate::{
    config::Settings,
    draft::{self, RiskDraft},
    export::{self, Format, HouseStyle},
    iso::{Profile, RiskRegister, RowProblem, Rows},
    knowledge::Library,
    verify::check_register,
    view::today,
};

#[derive(Debug, Subcommand)]
pub(super) enum RiskCommand {
    /// Draft criteria, register and treatment plan for a profile
    Draft(DraftArguments),
    /// Check a register (JSON, CSV, XLSX); exit status 1 when it breaks what clause 6.1 asks for
    Check(CheckArguments),
    /// Carry a register from one format into another: json, csv, xlsx, svg
    Convert(ConvertArguments),
}

#[derive(Debug, Args)]
pub(super) struct DraftArguments {
    /// The organisation's profile (YAML); `annexa profile new` prints a template
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// The register; `-` reads standard input
    file: PathBuf,
    /// The organisation's profile, whose size chooses the scale of a register that brings none
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ConvertArguments {
    #[command(flatten)]
    check: CheckArguments,
    #[command(flatten)]
    target: Target,
}

pub(super) fn run(settings: &Settings, command: RiskCommand, json: bool) -> anyhow::Result<Outcome> {
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    match command {
        RiskCommand::Draft(arguments) => {
            let profile = read_for(&arguments.profile, &library)?;
            let draft = draft::risks(&library, &profile);
            let format = wanted(&arguments.target, json, Format::Markdown)?;
            let style = arguments.target.style()?;
            let bytes = write(&draft, &library, (&profile, &style), format)?;
            arguments.target.put(&bytes, format)
        }
        RiskCommand::Check(arguments) => {
            let register = register(&arguments, settings, &library)?;
            tables::report(&check_register(&register, today()), "the register", json)
        }
        RiskCommand::Convert(arguments) => {
            let register = register(&arguments.check, settings, &library)?;
            let format = wanted(&arguments.target, json, Format::Json)?;
            anyhow::ensure!(
                matches!(format, Format::Json | Format::Csv | Format::Xlsx | Format::Svg),
                "a register is carried as json, csv, xlsx or svg; `annexa risk draft` writes documents"
            );
            arguments.target.put(&data(&register, format)?, format)
        }
    }
}

/// The format that is asked for.
pub(super) fn wanted(target: &Target, json: bool, otherwise: Format) -> anyhow::Result<Format> {
    match target.format() {
        Some(format) if json && format != Format::Json => {
            anyhow::bail!("--json and another format were asked for: choose one")
        }
        Some(format) => Ok(format),
        None if json => Ok(Format::Json),
        None => Ok(otherwise),
    }
}

fn write(
    draft: &RiskDraft,
    library: &Library,
    (profile, style): (&Profile, &HouseStyle),
    format: Format,
) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Json | Format::Csv | Format::Xlsx | Format::Svg => data(&draft.register, format),
        _ => {
            let text = draft::risk_paper(draft, library, profile);
            Ok(export::markdown("Risk assessment and treatment plan", &text, (&*profile.name, style), format)?)
        }
    }
}

fn data(register: &RiskRegister, format: Format) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        Format::Json => (serde_json::to_string_pretty(register)? + "\n").into_bytes(),
        Format::Svg => draft::heat_map(register).into_bytes(),
        _ => export::tables("Risk register", &register.company, &register.tables(), format)?,
    })
}

fn register(arguments: &CheckArguments, settings: &Settings, library: &Library) -> anyhow::Result<RiskRegister> {
    let profile = arguments.profile.as_deref().map(|file| read_for(file, library)).transpose()?;
    read(&arguments.file, profile.as_ref(), settings, library)
}

/// A register from a file of any format. One without criteria of its own is held against the example scale of the
/// company's size, the medium one when nobody says.
pub(super) fn read(
    file: &Path,
    profile: Option<&Profile>,
    settings: &Settings,
    library: &Library,
) -> anyhow::Result<RiskRegister> {
    match tables::read(file, settings)? {
        Held::Json(text) => {
            serde_json::from_str(&text).with_context(|| format!("{} is no risk register", file.display()))
        }
        Held::Tables(rows) => {
            let mut register = match profile {
                Some(profile) => RiskRegister::from_tables(&rows, &draft::criteria(library, profile)),
                None => on_a_scale(&rows, library),
            }
            .map_err(|problems| tables::refused(file, &problems))?;
            if let Some(profile) = profile {
                register.company.clone_from(&profile.name);
            }
            Ok(register)
        }
    }
}

/// Rows that bring no criteria, read on the example scale whose levels they have; on the medium one when none fits.
fn on_a_scale(rows: &[Rows], library: &Library) -> Result<RiskRegister, Vec<RowProblem>> {
    let read = |people| RiskRegister::from_tables(rows, &draft::criteria(library, &Profile::unnamed(people)));
    [20, 100, 500].into_iter().find_map(|people| read(people).ok()).map_or_else(|| read(100), Ok)
}
