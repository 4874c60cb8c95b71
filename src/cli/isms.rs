//! `annexa isms`: the whole document set of a company in one folder, from its profile.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use super::{Outcome, draft::read_for, input, soa, target::house_style};
use crate::{
    config::Settings,
    draft::{self, Advice, AuditGrounds, Counts, Finding, Grounds, Keep},
    export::{self, Format, HouseStyle},
    iso::{Day, Profile},
    knowledge::{Form, Library, Paper, PaperKind},
    view::today,
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
    /// A gap analysis, as `annexa gap --format json` writes it: the list for Stage 1 says what it found
    #[arg(long, value_name = "FILE")]
    gap: Option<PathBuf>,
    /// The day on which certificates and dates are looked at, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DAY")]
    as_of: Option<Day>,
    /// The house style: a YAML file with `colour`, `font`, `font_files`, `heading_numbers`, `header`, `footer`,
    /// `logo`, `voice`
    #[arg(long, value_name = "FILE")]
    style: Option<PathBuf>,
}

/// What was written, and what was advised against.
#[derive(Debug, Default, Serialize)]
struct Written {
    files: Vec<String>,
    not_needed: Vec<Unneeded>,
    may_fold: Vec<Folded>,
    policies: Counts,
    open_decisions: usize,
}

#[derive(Debug, Serialize)]
struct Unneeded {
    title: String,
    why: String,
}

#[derive(Debug, Serialize)]
struct Folded {
    title: String,
    into: String,
    why: String,
}

/// Writes into one folder.
struct Folder<'a> {
    root: &'a Path,
    format: Format,
    company: &'a str,
    style: &'a HouseStyle,
    written: Written,
}

pub(super) fn run(settings: &Settings, arguments: &IsmsArguments, json: bool) -> anyhow::Result<Outcome> {
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    let profile = read_for(&arguments.profile, &library)?;
    let root = arguments.out.as_path();
    fs::create_dir_all(root).with_context(|| format!("cannot make {}", root.display()))?;
    let is_empty = fs::read_dir(root)?.next().is_none();
    anyhow::ensure!(is_empty, "{} is not empty: name a folder that is new or empty", root.display());
    let style = house_style(arguments.style.as_deref())?;
    let (company, format) = (profile.name.as_str(), arguments.format);
    let mut folder = Folder { root, format, company, style: &style, written: Written::default() };
    folder.file("", "profile.yaml", input::read_text(&arguments.profile)?.as_bytes())?;
    policies(&mut folder, &library, &profile)?;
    let gap = arguments.gap.as_deref().map(soa::read_gap).transpose()?;
    let risks = draft::risks(&library, &profile);
    let register = &risks.register;
    let statement =
        draft::statement(&Grounds { library: &library, profile: &profile, register, gap: gap.as_ref(), earlier: None });
    let grounds =
        AuditGrounds { library: &library, profile: &profile, register, statement: &statement, gap: gap.as_ref() };
    folder.document(
        "risk",
        "risk-assessment",
        "Risk assessment and treatment plan",
        &draft::risk_paper(&risks, &library, &profile),
    )?;
    let day = arguments.as_of.or_else(today);
    management(&mut folder, &grounds)?;
    templates(&mut folder, &grounds, day)?;
    let plan = draft::project_plan(&profile, day);
    folder.document("planning", "project-plan", "Project plan to certification", &plan)?;
    folder.advice()?;
    if json {
        input::print_json(&folder.written)?;
    } else {
        let written = &folder.written;
        input::line(&format!(
            "{}: {} files; {} open decisions; {} policies may be chapters of others, {} are not needed",
            root.display(),
            written.files.len(),
            written.open_decisions,
            written.policies.chapters.kinds,
            written.policies.not_needed.kinds
        ))?;
    }
    Ok(Outcome::Done)
}

fn policies(folder: &mut Folder<'_>, library: &Library, profile: &Profile) -> anyhow::Result<()> {
    folder.written.policies = draft::counts(library.shelf(), profile, |_| false);
    for paper in library.shelf().of_kind(PaperKind::Policy) {
        let (counsel, title) = (draft::counsel(paper, library.shelf(), profile), paper.front.title.clone());
        match counsel.keep {
            Keep::Nothing => {
                folder.written.not_needed.push(Unneeded { title, why: counsel.reason });
                continue;
            }
            Keep::Chapter(home) => {
                folder.written.may_fold.push(Folded { title, into: home.title, why: counsel.reason });
            }
            Keep::Own | Keep::Unknown => {}
        }
        let draft = draft::policy(paper, library, profile);
        folder.document("policies", &paper.front.id, &draft.title, &draft.markdown)?;
    }
    Ok(())
}

fn management(folder: &mut Folder<'_>, grounds: &AuditGrounds<'_>) -> anyhow::Result<()> {
    let (profile, register, statement) = (grounds.profile, grounds.register, grounds.statement);
    let tables = export::tables("Risk register", &profile.name, &register.tables(), Format::Xlsx)?;
    folder.file("risk", "risk-register.xlsx", &tables)?;
    folder.file("risk", "heat-map.svg", draft::heat_map(register).as_bytes())?;
    folder.file("risk", "risk-register.json", &json(register)?)?;

    let place = "statement-of-applicability";
    folder.document(place, place, "Statement of Applicability", &draft::statement_paper(statement, profile))?;
    let tables = export::tables("Statement of Applicability", &profile.name, &statement.tables(), Format::Xlsx)?;
    folder.file(place, "statement-of-applicability.xlsx", &tables)?;
    folder.file(place, "statement-of-applicability.json", &json(statement)?)?;

    let audit = [
        ("internal-audit-programme", "Internal audit programme", draft::audit_programme(grounds)),
        ("internal-audit-checklist", "Internal audit checklist", draft::checklist(grounds, &[])),
        ("management-review", "Management review", draft::management_review(grounds)),
        (
            "corrective-action",
            "Corrective action",
            draft::corrective_action(grounds.library, profile, &Finding::default()),
        ),
    ];
    audit.iter().try_for_each(|(name, title, text)| folder.document("audit", name, title, text))
}

/// Templates that the parts above do not make already.
fn templates(folder: &mut Folder<'_>, grounds: &AuditGrounds<'_>, day: Option<Day>) -> anyhow::Result<()> {
    const MADE: [&str; 5] = [
        "risk-register-and-treatment-plan",
        "statement-of-applicability",
        "internal-audit-programme",
        "management-review",
        "corrective-action-record",
    ];
    let is_open = |paper: &&Paper| !MADE.contains(&paper.front.id.as_str());
    for paper in grounds.library.shelf().of_kind(PaperKind::Template).filter(is_open) {
        if draft::advice(paper, grounds.profile) == Advice::NotNeeded {
            continue;
        }
        let place = match paper.front.form {
            Some(Form::Playbook) => "playbooks",
            Some(Form::Register) => "registers",
            Some(Form::Record) => "records",
            _ => "planning",
        };
        let draft = draft::completed(paper, grounds, day);
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
        let bytes = export::markdown(title, markdown, (self.company, self.style), self.format)?;
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
            "# Document set of {}\n\nDrafted from the profile. Each document marks what somebody has to decide; a person approves it. Begin \
             with planning/project-plan.\n\n## You may fold\n\n",
            self.company
        );
        if self.written.may_fold.is_empty() {
            text.push_str("Nothing: at this size each policy is read by other people.\n");
        } else {
            text.push_str("Fewer documents are read more often. Each of these may be a chapter of another one; its rules stay the same.\n\n");
        }
        for one in &self.written.may_fold {
            text.push_str(&format!("- **{}** into the {}. {}\n", one.title, one.into, one.why));
        }
        text.push_str("\n## Not needed\n\n");
        if self.written.not_needed.is_empty() {
            text.push_str("Nothing: the profile calls for the rules of every kind of policy.\n");
        }
        for one in &self.written.not_needed {
            text.push_str(&format!("- **{}:** {}\n", one.title, one.why));
        }
        self.file("", "README.md", text.as_bytes())
    }
}
