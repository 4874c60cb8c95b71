//! `annexa isms`: the whole document set of a company in one folder, from its profile.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use super::{Outcome, draft::read_for, input};
use crate::{
    config::Settings,
    draft::{self, Advice, AuditGrounds, Finding, Grounds},
    export::{self, Format},
    iso::Profile,
    knowledge::{Form, Library, Paper, PaperKind},
};

#[derive(Debug, Args)]
pub(super) struct IsmsArguments {
    /// The organisation's profile (YAML); `annexa profile new` makes one
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    /// A new or empty folder
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// docx, pdf, html or md
    #[arg(long, value_name = "FORMAT", default_value = "docx")]
    format: Format,
}

/// What was written, and what was advised against.
#[derive(Debug, Default, Serialize)]
struct Written {
    files: Vec<String>,
    not_needed: Vec<Unneeded>,
    open_decisions: usize,
}

#[derive(Debug, Serialize)]
struct Unneeded {
    title: String,
    why: String,
}

/// Writes into one folder.
struct Folder<'a> {
    root: &'a Path,
    format: Format,
    company: &'a str,
    written: Written,
}

pub(super) fn run(settings: &Settings, arguments: &IsmsArguments, json: bool) -> anyhow::Result<Outcome> {
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    let profile = read_for(&arguments.profile, &library)?;
    let root = arguments.out.as_path();
    fs::create_dir_all(root).with_context(|| format!("cannot make {}", root.display()))?;
    let is_empty = fs::read_dir(root)?.next().is_none();
    anyhow::ensure!(is_empty, "{} is not empty: name a folder that is new or empty", root.display());
    let mut folder = Folder { root, format: arguments.format, company: &profile.name, written: Written::default() };
    folder.file("", "profile.yaml", input::read_text(&arguments.profile)?.as_bytes())?;
    policies(&mut folder, &library, &profile)?;
    management(&mut folder, &library, &profile)?;
    templates(&mut folder, &library, &profile)?;
    folder.advice()?;
    if json {
        input::print_json(&folder.written)?;
    } else {
        let written = &folder.written;
        input::line(&format!(
            "{}: {} files; {} open decisions; {} policies are not needed",
            root.display(),
            written.files.len(),
            written.open_decisions,
            written.not_needed.len()
        ))?;
    }
    Ok(Outcome::Done)
}

fn policies(folder: &mut Folder<'_>, library: &Library, profile: &Profile) -> anyhow::Result<()> {
    for paper in library.shelf().of_kind(PaperKind::Policy) {
        if draft::advice(paper, profile) == Advice::NotNeeded {
            let why = paper.front.needed.clone().unwrap_or_default();
            folder.written.not_needed.push(Unneeded { title: paper.front.title.clone(), why });
            continue;
        }
        let draft = draft::policy(paper, library, profile);
        folder.document("policies", &paper.front.id, &draft.title, &draft.markdown)?;
    }
    Ok(())
}

fn management(folder: &mut Folder<'_>, library: &Library, profile: &Profile) -> anyhow::Result<()> {
    let risks = draft::risks(library, profile);
    let register = &risks.register;
    let text = draft::risk_paper(&risks, library, profile);
    folder.document("risk", "risk-assessment", "Risk assessment and treatment plan", &text)?;
    let tables = register.tables();
    folder.file(
        "risk",
        "risk-register.xlsx",
        &export::tables("Risk register", &profile.name, &tables, Format::Xlsx)?,
    )?;
    folder.file("risk", "heat-map.svg", draft::heat_map(register).as_bytes())?;
    folder.file("risk", "risk-register.json", &json(register)?)?;

    let grounds = Grounds { library, profile, register, gap: None, earlier: None };
    let statement = draft::statement(&grounds);
    let text = draft::statement_paper(&statement, profile);
    folder.document("statement-of-applicability", "statement-of-applicability", "Statement of Applicability", &text)?;
    let tables = export::tables("Statement of Applicability", &profile.name, &statement.tables(), Format::Xlsx)?;
    folder.file("statement-of-applicability", "statement-of-applicability.xlsx", &tables)?;
    folder.file("statement-of-applicability", "statement-of-applicability.json", &json(&statement)?)?;

    let audit = AuditGrounds { library, profile, register, statement: &statement, gap: None };
    folder.document(
        "audit",
        "internal-audit-programme",
        "Internal audit programme",
        &draft::audit_programme(&audit),
    )?;
    folder.document("audit", "internal-audit-checklist", "Internal audit checklist", &draft::checklist(&audit, &[]))?;
    folder.document("audit", "management-review", "Management review", &draft::management_review(&audit))?;
    let action = draft::corrective_action(library, profile, &Finding::default());
    folder.document("audit", "corrective-action", "Corrective action", &action)
}

/// Templates that the parts above do not make already.
fn templates(folder: &mut Folder<'_>, library: &Library, profile: &Profile) -> anyhow::Result<()> {
    const MADE: [&str; 5] = [
        "risk-register-and-treatment-plan",
        "statement-of-applicability",
        "internal-audit-programme",
        "management-review",
        "corrective-action-record",
    ];
    let is_open = |paper: &&Paper| !MADE.contains(&paper.front.id.as_str());
    for paper in library.shelf().of_kind(PaperKind::Template).filter(is_open) {
        if draft::advice(paper, profile) == Advice::NotNeeded {
            continue;
        }
        let place = match paper.front.form {
            Some(Form::Playbook) => "playbooks",
            Some(Form::Register) => "registers",
            Some(Form::Record) => "records",
            _ => "planning",
        };
        let draft = draft::template(paper, library.shelf(), profile, false);
        folder.document(place, &paper.front.id, &draft.title, &draft.markdown)?;
    }
    Ok(())
}

fn json(value: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    Ok((serde_json::to_string_pretty(value)? + "\n").into_bytes())
}

impl Folder<'_> {
    fn document(&mut self, place: &str, name: &str, title: &str, markdown: &str) -> anyhow::Result<()> {
        self.written.open_decisions += markdown.matches("**[decide").count();
        let bytes = export::markdown(title, markdown, self.company, self.format)?;
        self.file(place, &format!("{name}.{}", self.format.extension()), &bytes)
    }

    fn file(&mut self, place: &str, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let folder = self.root.join(place);
        fs::create_dir_all(&folder)?;
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        self.written.files.push(if place.is_empty() { name.to_owned() } else { format!("{place}/{name}") });
        Ok(())
    }

    /// What is not needed, and why.
    fn advice(&mut self) -> anyhow::Result<()> {
        let mut text = format!(
            "# Document set of {}\n\nDrafted from the profile. Each document marks what somebody has to decide; a person approves it.\n\n\
             ## Not needed\n\n",
            self.company
        );
        if self.written.not_needed.is_empty() {
            text.push_str("The profile calls for every kind of policy.\n");
        }
        for one in &self.written.not_needed {
            text.push_str(&format!("- **{}:** {}\n", one.title, one.why));
        }
        self.file("", "README.md", text.as_bytes())
    }
}
