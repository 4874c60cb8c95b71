//! What a workspace has of a family, and for policies what else it needs.

use super::{
    paths::At,
    view::{Line, List, Need},
};
use crate::{
    draft::{self, Counsel, Keep},
    knowledge::PaperKind,
    server::{problem::ApiError, profile, state::Shared},
    store::{ArtefactVersion, Family, Page},
};

/// A page of the list of a family.
pub(super) async fn all(state: &Shared, at: &At, page: &Page) -> Result<List, ApiError> {
    let found = state.app.store.artefact_versions(at.place.id(), at.family).await?;
    let (mut artefacts, mut counts) = (lines(found), None);
    if at.family == Family::Policies {
        (artefacts, counts) = policies(state, at, artefacts).await?;
    }
    // A policy that is written meanwhile keeps its place, since its kind names it; audits of a kind are many.
    let name = |line: &Line| match &line.id {
        Some(id) if !at.family.is_single() => id.to_string(),
        _ => line.kind.clone(),
    };
    let paged = page.of(artefacts, name).map_err(|error| ApiError::Unreadable(error.to_string()))?;
    Ok(List { artefacts: paged.items, counts, next: paged.next.map(|next| next.to_string()) })
}

/// One line for each artefact; its versions come one after the other.
fn lines(versions: Vec<ArtefactVersion>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for version in versions {
        match lines.last_mut() {
            Some(line) if line.id.as_ref() == Some(&version.id) => line.versions.push(version.into()),
            _ => lines.push(Line {
                id: Some(version.id.clone()),
                kind: version.kind.clone(),
                title: version.title.clone(),
                needed: None,
                chapter_of: None,
                why: None,
                versions: vec![version.into()],
            }),
        }
    }
    lines
}

/// Every kind of the library in its order, then what the library does not know any more; and how many are needed in which way.
async fn policies(
    state: &Shared,
    at: &At,
    mut there: Vec<Line>,
) -> Result<(Vec<Line>, Option<draft::Counts>), ApiError> {
    let profile = profile::of(state, at.place.id()).await?;
    let shelf = state.app.assistant.library().shelf();
    let is_written = |kind: &str| there.iter().any(|line| line.kind == kind);
    let counts = profile.as_ref().map(|profile| draft::counts(shelf, profile, is_written));
    let mut all = Vec::new();
    for paper in shelf.of_kind(PaperKind::Policy) {
        let own = there.iter().position(|line| line.kind == paper.front.id).map(|at| there.remove(at));
        let line = own.unwrap_or_else(|| Line {
            id: None,
            kind: paper.front.id.clone(),
            title: paper.front.title.clone(),
            needed: None,
            chapter_of: None,
            why: None,
            versions: Vec::new(),
        });
        all.push(match profile.as_ref().map(|profile| draft::counsel(paper, shelf, profile)) {
            None => Line { why: paper.front.needed.clone(), ..line },
            Some(Counsel { keep, reason }) => {
                let needed = Some(Need::from(&keep));
                let chapter_of = if let Keep::Chapter(home) = keep { Some(home) } else { None };
                Line { needed, chapter_of, why: Some(reason), ..line }
            }
        });
    }
    all.extend(there);
    Ok((all, counts))
}
