//! `annexa policy draft --reword`: the clauses in the voice of the house, by the configured model.

use std::time::Duration;

use anyhow::Context;

use super::input;
use crate::{
    app,
    config::Settings,
    draft::{self, Draft, Editor},
    export,
    iso::Profile,
    knowledge::{Library, Paper},
    llm::Llm,
    store::Store,
};

/// How long a whole policy may take: somebody waits, and a small model on a small machine is slow.
const PATIENCE: Duration = Duration::from_mins(30);

/// The policy in this voice. What came of it is said on standard error.
pub(super) async fn reworded(
    (paper, library): (&Paper, &Library),
    profile: &Profile,
    voice: Option<&str>,
    settings: &Settings,
) -> anyhow::Result<Draft> {
    let voice = voice.map(str::trim);
    voice.map_or(Ok(()), export::voice)?;
    anyhow::ensure!(!settings.no_egress, "--reword needs a language model, and no_egress forbids one");
    let llm = Llm::of(settings)?
        .context("--reword needs a language model: set ANNEXA_LLM_BASE_URL and ANNEXA_LLM_MODEL, then try again")?;
    let embedder = app::embedder(settings).unwrap_or_else(|reason| {
        input::complain(&anyhow::anyhow!("note: the words alone are compared, not meanings: {reason}"));
        None
    });
    // What cannot be noted is not sent.
    let store = Store::open(&settings.data_dir()?).await.context("what goes to the model is noted there")?;
    let editor =
        Editor { llm: &llm, embedder: embedder.as_ref(), store: &store, workspace: None, voice, patience: PATIENCE };
    let progress = |done: usize, of: usize| {
        if done == of || done.is_multiple_of(5) {
            eprintln!("asking the language model, clause by clause: {done} of {of}");
        }
    };
    let draft = draft::reworded((paper, library), profile, &editor, &progress).await;
    if let Some(wording) = &draft.wording {
        input::complain(&anyhow::anyhow!("note: {}", wording.said));
        if let Some(problem) = &wording.problem {
            input::complain(&anyhow::anyhow!("note: the first trouble was: {problem}"));
        }
    }
    Ok(draft)
}
