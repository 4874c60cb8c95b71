//! `annexa plan`: the project plan to certification, counted back from the date in a profile.

use std::path::PathBuf;

use clap::Args;

use super::{Outcome, draft::read_for, risk::wanted, target::Target};
use crate::{
    config::Settings,
    draft,
    export::{self, Format},
    iso::Day,
    knowledge::Library,
    view::today,
};

#[derive(Debug, Args)]
pub(super) struct PlanArguments {
    /// The organisation's profile (YAML); its `target_date` is the day on which Stage 2 begins
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    /// The day on which the plan is made, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DAY")]
    as_of: Option<Day>,
    #[command(flatten)]
    target: Target,
}

pub(super) fn run(settings: &Settings, arguments: PlanArguments, json: bool) -> anyhow::Result<Outcome> {
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    let profile = read_for(&arguments.profile, &library)?;
    let title = "Project plan to certification";
    let text = draft::project_plan(&profile, arguments.as_of.or_else(today));
    let format = wanted(&arguments.target, json, Format::Markdown)?;
    if format == Format::Json {
        let data = serde_json::json!({ "title": title, "markdown": text });
        return arguments.target.put((serde_json::to_string_pretty(&data)? + "\n").as_bytes(), format);
    }
    let style = arguments.target.style()?;
    arguments.target.put(&export::markdown(title, &text, (&*profile.name, &style), format)?, format)
}
