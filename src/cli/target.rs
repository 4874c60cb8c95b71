//! Where a command's document goes, and as what: a file, a pipe, or the terminal.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use clap::Args;

use super::{Outcome, input};
use crate::export::{Format, HouseStyle};

/// Where a document goes, and as what.
#[derive(Debug, Args)]
pub(super) struct Target {
    /// json, md, html, docx, xlsx or pdf, as the document allows [default: what the ending of --out says, else md]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write here instead of to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The house style of Word files, web pages and PDF: a YAML file with `colour`, `font`, `font_files`, `heading_numbers`,
    /// `header`, `footer`, `logo`, `voice`
    #[arg(long, value_name = "FILE")]
    style: Option<PathBuf>,
}

/// A house style from a file; a logo and faces that it names stand beside it.
pub(super) fn house_style(file: Option<&Path>) -> anyhow::Result<HouseStyle> {
    let Some(file) = file else { return Ok(HouseStyle::default()) };
    let beside = |name: &str| {
        let path = file.parent().unwrap_or(Path::new(".")).join(name);
        fs::read(&path).map_err(|error| format!("{} cannot be read ({error})", path.display()))
    };
    HouseStyle::read(&input::read_text(file)?, beside).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))
}

impl Target {
    /// The format that is wanted; none when neither an option nor an ending names one.
    pub(super) fn format(&self) -> Option<Format> {
        self.format.or_else(|| Format::of_file(self.out.as_deref()?))
    }

    /// The house style that is wanted.
    pub(super) fn style(&self) -> anyhow::Result<HouseStyle> {
        house_style(self.style.as_deref())
    }

    /// Whether --format was given.
    pub(super) fn names_format(&self) -> bool {
        self.format.is_some()
    }

    /// Puts a document where it goes.
    pub(super) fn put(self, bytes: &[u8], format: Format) -> anyhow::Result<Outcome> {
        match self.out {
            Some(file) => {
                fs::write(&file, bytes).map_err(|error| anyhow::anyhow!("cannot write {}: {error}", file.display()))?;
            }
            None if !format.is_binary() => input::line(String::from_utf8_lossy(bytes).trim_end())?,
            None if io::stdout().is_terminal() => {
                anyhow::bail!(
                    "a {0} file cannot be shown in a terminal: add `--out FILE.{0}` or pipe it",
                    format.extension()
                );
            }
            None => io::stdout().lock().write_all(bytes)?,
        }
        Ok(Outcome::Done)
    }
}
