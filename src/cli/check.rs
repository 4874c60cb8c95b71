//! `annexa check`: whether a whole ISMS fits together, from a folder as `annexa isms` writes it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use serde::Serialize;

use super::{
    Outcome, documents,
    draft::read_for,
    input,
    risk::{self, today},
    soa,
};
use crate::{
    app,
    config::Settings,
    document::plain_text,
    iso::{Profile, RiskRegister, Statement},
    knowledge::Library,
    verify::{Inconsistency, Isms, IsmsDocument, Severity, consistency},
};

/// Files that hold the data, wherever in the folder they stand; the first found counts.
const REGISTERS: [&str; 3] = ["risk-register.json", "risk-register.xlsx", "risk-register.csv"];
const STATEMENTS: [&str; 3] =
    ["statement-of-applicability.json", "statement-of-applicability.xlsx", "statement-of-applicability.csv"];
const PROFILES: [&str; 2] = ["profile.yaml", "profile.yml"];

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// A folder with profile.yaml, the risk register, the statement and the documents
    folder: PathBuf,
    /// The profile, when it stands elsewhere
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    findings: &'a [Inconsistency],
    errors: usize,
    warnings: usize,
    documents: usize,
}

/// What a folder holds.
#[derive(Default)]
struct Held {
    profile: Option<Profile>,
    register: Option<RiskRegister>,
    statement: Option<Statement>,
    documents: Vec<IsmsDocument>,
}

pub(super) fn run(settings: &Settings, arguments: &CheckArguments, json: bool) -> anyhow::Result<Outcome> {
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    let held = held(settings, arguments, &library)?;
    let isms = Isms {
        profile: held.profile.as_ref(),
        register: held.register.as_ref(),
        statement: held.statement.as_ref(),
        documents: &held.documents,
        today: today(),
    };
    report(&consistency(&isms), held.documents.len(), json)
}

/// Prints what does not fit, each with both sides; exit status 1 when something is broken.
pub(super) fn report(found: &[Inconsistency], documents: usize, json: bool) -> anyhow::Result<Outcome> {
    let count = |severity| found.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if json {
        input::print_json(&Report { findings: found, errors, warnings, documents })?;
    } else {
        for one in found {
            let severity = if one.severity == Severity::Error { "error" } else { "warning" };
            input::line(&format!("{severity}[{}] {}", one.rule, one.message))?;
            for side in one.sides.iter().filter(|side| !side.quote.is_empty()) {
                input::line(&format!("    {}: \u{201c}{}\u{201d}", side.place, side.quote))?;
            }
            input::line(&format!("    {}", one.fix))?;
        }
        input::line(&format!("{documents} documents: {errors} errors, {warnings} warnings"))?;
    }
    Ok(if errors > 0 { Outcome::Failed } else { Outcome::Done })
}

fn held(settings: &Settings, arguments: &CheckArguments, library: &Library) -> anyhow::Result<Held> {
    let folder = &arguments.folder;
    anyhow::ensure!(folder.is_dir(), "{} is no folder: name one that `annexa isms` wrote", folder.display());
    let files = files(folder)?;
    let named = |names: &[&str]| {
        names.iter().find_map(|name| files.iter().find(|file| file.file_name().is_some_and(|file| file == *name)))
    };
    let mut held = Held::default();
    let profile = arguments.profile.as_ref().or_else(|| named(&PROFILES));
    held.profile = profile.map(|file| read_for(file, library)).transpose()?;
    held.register =
        named(&REGISTERS).map(|file| risk::read(file, held.profile.as_ref(), settings, library)).transpose()?;
    held.statement = named(&STATEMENTS).map(|file| soa::read(file, settings)).transpose()?;
    anyhow::ensure!(
        held.register.is_some() || held.statement.is_some(),
        "{} holds neither a risk register ({}) nor a statement ({})",
        folder.display(),
        REGISTERS[0],
        STATEMENTS[0]
    );
    // The data are read above; what is left are documents for people.
    let is_data = |name: &str| {
        REGISTERS
            .iter()
            .chain(&STATEMENTS)
            .chain(&PROFILES)
            .any(|data| name == *data || name.ends_with(&format!("/{data}")))
    };
    let reader = app::reader(settings)?;
    for given in documents::given(std::slice::from_ref(folder), &reader)? {
        match given.text {
            _ if is_data(&given.name) => {}
            Ok(text) => held.documents.push(IsmsDocument { name: given.name, text: readable(&text.text) }),
            Err(reason) => eprintln!("annexa: {} was not read: {reason}", given.name),
        }
    }
    Ok(held)
}

/// The text of a document without marks of Markdown, so that words are found and quotes read well.
fn readable(text: &str) -> String {
    text.lines()
        .map(|line| if line.starts_with('|') { line.to_owned() } else { plain_text(line) })
        .collect::<Vec<_>>()
        .join("\n")
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(&next)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        entries.sort();
        for path in entries {
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    Ok(found)
}
