//! `annexa policy` and `annexa template`: the documents of the library, listed and drafted for a profile.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Outcome, input, reword, target::Target};
use crate::{
    config::Settings,
    draft::{self, Advice, Draft},
    export::{self, Format},
    iso::Profile,
    knowledge::{Library, Paper, PaperKind},
};

#[derive(Debug, Subcommand)]
pub(super) enum PolicyCommand {
    /// List the policy kinds, the name first; with a profile, whether it needs each
    List(ListArguments),
    /// Draft a policy for a profile
    Draft(PolicyArguments),
}

#[derive(Debug, Subcommand)]
pub(super) enum TemplateCommand {
    /// List registers, records, plans, checklists and playbooks, the name first
    List,
    /// Draft one for a profile
    Draft(TemplateArguments),
}

#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// The organisation's profile (YAML)
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct DraftArguments {
    /// A name that the list prints
    kind: String,
    /// The organisation's profile (YAML); `annexa profile new` prints a template
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
pub(super) struct PolicyArguments {
    #[command(flatten)]
    draft: DraftArguments,
    /// Have the configured language model say the clauses in the voice of your house; each is checked, and keeps the
    /// library's words when it fails
    #[arg(long)]
    reword: bool,
    /// How your house writes, for example "we and you, short sentences" [default: `voice` of the house style]
    #[arg(long, value_name = "VOICE", requires = "reword")]
    voice: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct TemplateArguments {
    #[command(flatten)]
    draft: DraftArguments,
    /// Add the filled example of an invented company
    #[arg(long)]
    example: bool,
}

#[derive(Debug, Serialize)]
struct Line<'a> {
    id: &'a str,
    title: &'a str,
    purpose: &'a str,
    needed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

pub(super) async fn policies(settings: &Settings, command: PolicyCommand, json: bool) -> anyhow::Result<Outcome> {
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    match command {
        PolicyCommand::List(ListArguments { profile }) => {
            let profile = profile.map(|file| read(&file)).transpose()?;
            list(&library, PaperKind::Policy, profile.as_ref(), json)
        }
        PolicyCommand::Draft(PolicyArguments { draft: arguments, reword, voice }) => {
            let profile = read_for(&arguments.profile, &library)?;
            let paper = paper(&library, PaperKind::Policy, &arguments.kind)?;
            if draft::advice(paper, &profile) == Advice::NotNeeded {
                let needed = paper.front.needed.as_deref().unwrap_or_default();
                input::complain(&anyhow::anyhow!(
                    "note: by its profile, {} needs no {} of its own. {needed}",
                    profile.name,
                    paper.front.title
                ));
            }
            let draft = if reword {
                let voice = voice.or(arguments.target.style()?.voice);
                reword::reworded((paper, &library), &profile, voice.as_deref(), settings).await?
            } else {
                draft::policy(paper, &library, &profile)
            };
            write(&draft, &profile, arguments.target, json)
        }
    }
}

pub(super) fn templates(settings: &Settings, command: TemplateCommand, json: bool) -> anyhow::Result<Outcome> {
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    match command {
        TemplateCommand::List => list(&library, PaperKind::Template, None, json),
        TemplateCommand::Draft(TemplateArguments { draft: arguments, example }) => {
            let profile = read_for(&arguments.profile, &library)?;
            let paper = paper(&library, PaperKind::Template, &arguments.kind)?;
            write(&draft::template(paper, library.shelf(), &profile, example), &profile, arguments.target, json)
        }
    }
}

fn list(library: &Library, kind: PaperKind, profile: Option<&Profile>, json: bool) -> anyhow::Result<Outcome> {
    let needed = |paper: &Paper| {
        profile.map(|profile| draft::counsel(paper, library.shelf(), profile)).filter(|_| kind == PaperKind::Policy)
    };
    let lines: Vec<Line<'_>> = library
        .shelf()
        .of_kind(kind)
        .map(|paper| Line {
            id: &paper.front.id,
            title: &paper.front.title,
            purpose: paper.front.purpose.as_deref().unwrap_or_default(),
            needed: needed(paper).map(|counsel| counsel.words()),
            why: needed(paper).map(|counsel| counsel.reason),
        })
        .collect();
    if json {
        input::print_json(&lines)?;
        return Ok(Outcome::Done);
    }
    let width = lines.iter().map(|line| line.id.len()).max().unwrap_or(0);
    for line in &lines {
        let needed = line.needed.as_ref().map(|needed| format!(" ({needed})")).unwrap_or_default();
        input::line(&format!("{:width$}  {}{needed}: {}", line.id, line.title, line.purpose))?;
    }
    Ok(Outcome::Done)
}

/// A profile whose decisions fit the library; names that it does not have are noted.
pub(super) fn read_for(file: &std::path::Path, library: &Library) -> anyhow::Result<Profile> {
    let profile = read(file)?;
    let notes =
        draft::decisions(&profile, library.shelf()).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
    for note in &notes {
        input::complain(&anyhow::anyhow!("note: {note}"));
    }
    Ok(profile)
}

pub(super) fn read(file: &std::path::Path) -> anyhow::Result<Profile> {
    let profile = Profile::from_yaml(&input::read_text(file)?)?;
    if let Some(problem) = profile.problems().into_iter().find(|problem| problem.blocking) {
        anyhow::bail!("{}: {} {}", file.display(), problem.field, problem.message);
    }
    Ok(profile)
}

fn paper<'a>(library: &'a Library, kind: PaperKind, name: &str) -> anyhow::Result<&'a Paper> {
    let shelf = library.shelf();
    let lower = name.to_lowercase();
    shelf.paper(kind, &lower).ok_or_else(|| {
        let (what, verb, other, other_verb) = match kind {
            PaperKind::Policy => ("policy kind", "policy", PaperKind::Template, "template"),
            _ => ("template", "template", PaperKind::Policy, "policy"),
        };
        if shelf.paper(other, &lower).is_some() {
            return anyhow::anyhow!("`{name}` is no {what}; it is drafted with `annexa {other_verb} draft {lower}`");
        }
        let part = lower.split('-').next().unwrap_or(&lower);
        let near: Vec<&str> =
            shelf.of_kind(kind).map(|paper| paper.front.id.as_str()).filter(|id| id.contains(part)).take(3).collect();
        let near = if near.is_empty() { String::new() } else { format!("; did you mean {}", near.join(", ")) };
        anyhow::anyhow!("`{name}` is no {what}{near}; `annexa {verb} list` prints all")
    })
}

fn write(draft: &Draft, profile: &Profile, target: Target, json: bool) -> anyhow::Result<Outcome> {
    if json && target.names_format() {
        anyhow::bail!("--json gives the draft as data and --format gives it as a document: choose one");
    }
    if json {
        return target.put((serde_json::to_string_pretty(draft)? + "\n").as_bytes(), Format::Json);
    }
    let format = target.format().unwrap_or(Format::Markdown);
    let style = target.style()?;
    target.put(&export::markdown(&draft.title, &draft.markdown, (&*profile.name, &style), format)?, format)
}
