//! `annexa audit`: programme, checklists, management review and corrective action for a profile.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};

use super::{
    Outcome, documents,
    draft::read_for,
    input,
    risk::{self, wanted},
    soa,
    target::Target,
};
use crate::{
    app,
    config::Settings,
    draft::{self, AuditGrounds, Finding, Grounds, Interview, InterviewRole},
    export::{self, Format},
    iso::{Catalogue, Profile, RequirementId},
    knowledge::Library,
    verify::{EvidenceBase, EvidenceText},
};

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// The internal audit programme, with the plan of the first audit
    Plan(Common),
    /// What to test, draw and ask for each clause and applicable control
    Checklist(ChecklistArguments),
    /// Agenda and minutes of the management review, its inputs filled as far as data are there
    Review(Common),
    /// The record of a corrective action
    CorrectiveAction(ActionArguments),
    /// A mock interview of people of one role; with --answers, what they say held against documents
    Interview(InterviewArguments),
}

#[derive(Debug, Args)]
pub(super) struct Common {
    /// The organisation's profile (YAML); `annexa profile new` prints a template
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    /// The risk register (JSON, CSV, XLSX) [default: the one that `risk draft` proposes]
    #[arg(long, value_name = "FILE")]
    risks: Option<PathBuf>,
    /// The Statement of Applicability that Annexa wrote (JSON, CSV, XLSX) [default: the one that `soa draft` proposes]
    #[arg(long, value_name = "FILE")]
    soa: Option<PathBuf>,
    /// A gap analysis, as `annexa gap --format json` writes it
    #[arg(long, value_name = "FILE")]
    gap: Option<PathBuf>,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
pub(super) struct ChecklistArguments {
    /// Only these clauses and controls, for example A.5.18
    #[arg(long = "only", value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
pub(super) struct ActionArguments {
    /// The clause or control that is not met
    #[arg(long, value_name = "ID")]
    requirement: Option<String>,
    /// What was found
    #[arg(long, value_name = "TEXT", default_value = "")]
    finding: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
pub(super) struct InterviewArguments {
    /// Who is asked: top-management, isms-manager, it-admin, developer, hr, employee
    #[arg(long, value_name = "ROLE")]
    role: InterviewRole,
    /// The organisation's profile (YAML) [default: a company of 50 people of which nothing else is known]
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// The Statement of Applicability that Annexa wrote (JSON, CSV, XLSX): what it leaves out is not asked
    #[arg(long, value_name = "FILE")]
    soa: Option<PathBuf>,
    /// Answers: YAML (`A.5.18-q1: the answer`), or the interview in Markdown with answers written into it
    #[arg(long, value_name = "FILE", requires = "evidence")]
    answers: Option<PathBuf>,
    /// Documents and records (files, folders, ZIP archives) that answers are held against
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "answers")]
    evidence: Vec<PathBuf>,
    #[command(flatten)]
    target: Target,
}

pub(super) fn run(settings: &Settings, command: AuditCommand, json: bool) -> anyhow::Result<Outcome> {
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    match command {
        AuditCommand::Plan(common) => {
            made(settings, &library, common, json, ("Internal audit programme", &draft::audit_programme))
        }
        AuditCommand::Checklist(arguments) => {
            let only = arguments.only.iter().map(|id| named(id)).collect::<anyhow::Result<Vec<_>>>()?;
            let write = |grounds: &AuditGrounds<'_>| draft::checklist(grounds, &only);
            made(settings, &library, arguments.common, json, ("Internal audit checklist", &write))
        }
        AuditCommand::Review(common) => {
            made(settings, &library, common, json, ("Management review", &draft::management_review))
        }
        AuditCommand::CorrectiveAction(arguments) => {
            let requirement = arguments.requirement.as_deref().map(named).transpose()?;
            let finding = Finding { requirement, text: arguments.finding };
            let write =
                |grounds: &AuditGrounds<'_>| draft::corrective_action(grounds.library, grounds.profile, &finding);
            made(settings, &library, arguments.common, json, ("Corrective action", &write))
        }
        AuditCommand::Interview(arguments) => interviewed(settings, &library, arguments, json),
    }
}

fn named(id: &str) -> anyhow::Result<RequirementId> {
    Catalogue::get()
        .canonical(id)
        .ok_or_else(|| anyhow::anyhow!("`{id}` is no clause or control of ISO/IEC 27001:2022; write A.5.18 or 9.2.1"))
}

/// Size of a company of which nobody said anything.
const PEOPLE: u32 = 50;

fn interviewed(
    settings: &Settings,
    library: &Library,
    arguments: InterviewArguments,
    json: bool,
) -> anyhow::Result<Outcome> {
    let profile = match arguments.profile.as_deref() {
        Some(file) => read_for(file, library)?,
        None => Profile::unnamed(PEOPLE),
    };
    let register = draft::risks(library, &profile).register;
    let statement = match arguments.soa.as_deref() {
        Some(file) => soa::read(file, settings)?,
        None => {
            draft::statement(&Grounds { library, profile: &profile, register: &register, gap: None, earlier: None })
        }
    };
    let grounds = AuditGrounds { library, profile: &profile, register: &register, statement: &statement, gap: None };
    let mut interview = draft::interview(&grounds, arguments.role);
    if let Some(file) = arguments.answers.as_deref() {
        answer(&mut interview, file, &arguments.evidence, settings)?;
    }
    let format = wanted(&arguments.target, json, Format::Markdown)?;
    if format == Format::Json {
        return arguments.target.put((serde_json::to_string_pretty(&interview)? + "\n").as_bytes(), format);
    }
    let (title, text) = ("Mock interview", draft::interview_paper(&interview));
    let style = arguments.target.style()?;
    arguments.target.put(&export::markdown(title, &text, (&*profile.name, &style), format)?, format)
}

/// Holds the answers of a file against documents. What gives no text, and answers to no question, are told.
fn answer(interview: &mut Interview, file: &Path, evidence: &[PathBuf], settings: &Settings) -> anyhow::Result<()> {
    let answers = draft::interview_answers(&input::read_text(file)?).with_context(|| file.display().to_string())?;
    let given = documents::given(evidence, &app::reader(settings)?)?;
    let mut texts = Vec::new();
    for document in &given {
        match &document.text {
            Ok(read) => texts.push(EvidenceText {
                name: &document.name,
                text: &read.text,
                format: read.format,
                pages: &read.pages,
            }),
            Err(reason) => eprintln!("annexa: {} was not read: {reason}", document.name),
        }
    }
    anyhow::ensure!(!texts.is_empty(), "none of the evidence could be read: name documents or records");
    for id in interview.answer(answers, &EvidenceBase::of(&texts)) {
        eprintln!("annexa: {id} is no question of this interview, so its answer was left out");
    }
    Ok(())
}

fn made(
    settings: &Settings,
    library: &Library,
    common: Common,
    json: bool,
    (title, write): (&str, &dyn Fn(&AuditGrounds<'_>) -> String),
) -> anyhow::Result<Outcome> {
    let profile: Profile = read_for(&common.profile, library)?;
    let register = match common.risks.as_deref() {
        Some(file) => risk::read(file, Some(&profile), settings, library)?,
        None => draft::risks(library, &profile).register,
    };
    let gap = common.gap.as_deref().map(soa::read_gap).transpose()?;
    let statement = match common.soa.as_deref() {
        Some(file) => soa::read(file, settings)?,
        None => draft::statement(&Grounds {
            library,
            profile: &profile,
            register: &register,
            gap: gap.as_ref(),
            earlier: None,
        }),
    };
    let grounds =
        AuditGrounds { library, profile: &profile, register: &register, statement: &statement, gap: gap.as_ref() };
    let text = write(&grounds);
    let format = wanted(&common.target, json, Format::Markdown)?;
    if format == Format::Json {
        let data = serde_json::json!({ "title": title, "markdown": text });
        return common.target.put((serde_json::to_string_pretty(&data)? + "\n").as_bytes(), format);
    }
    let style = common.target.style()?;
    common.target.put(&export::markdown(title, &text, (&*profile.name, &style), format)?, format)
}
