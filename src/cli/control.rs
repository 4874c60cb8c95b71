//! `annexa control`: a page of the knowledge base.

use std::io::Write;

use super::{Outcome, input};
use crate::{
    config::Settings,
    iso::{Catalogue, RequirementId},
    knowledge::Library,
    view::{control_markdown, control_view},
};

pub(super) fn run(settings: &Settings, id: &str, json: bool) -> anyhow::Result<Outcome> {
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    // As the catalogue writes it, `5.2` is the clause; loose talk that can mean two things is asked back.
    let id = Catalogue::get().canonical(id.trim()).map_or_else(|| id.parse::<RequirementId>(), Ok)?;
    let missing = || anyhow::anyhow!("{id} does not exist in ISO/IEC 27001:2022");
    if json {
        input::print_json(&control_view(&library, id).ok_or_else(missing)?)?;
    } else {
        let page = control_markdown(&library, id).ok_or_else(missing)?;
        writeln!(std::io::stdout().lock(), "{page}")?;
    }
    Ok(Outcome::Done)
}
