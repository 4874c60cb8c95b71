//! A policy in the voice of the house: a language model says the clauses of the library in other words, and code decides
//! clause by clause whether they still say the same.
//!
//! The model is believed in nothing. What must not change is taken out before it is asked (`marks`), the structure never
//! leaves (`pieces`), and what comes back is held against its source (`judge`). A clause that fails keeps the library's words,
//! and so does every clause when the model is away, slow or wrong: there is always a whole policy.

mod ask;
mod judge;
mod leaving;
mod marks;
mod pieces;
mod wording;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use futures::{StreamExt, stream};
use tokio::time::{Instant, timeout_at};

use super::{
    Draft,
    blocks::{Block, blocks},
    policy::{roles_named, written},
    values::Values,
};
use crate::{
    embed::Embedder,
    iso::Profile,
    knowledge::{Library, Paper, PaperKind},
    llm::Llm,
    store::{Store, WorkspaceId},
    verify::Slip,
};
use ask::Trouble;
use leaving::Leaving;
use marks::{Marks, Names};
use pieces::{Piece, pieces, said};
pub use wording::{ClauseWording, Wording, WordingMode};

/// Clauses that are asked for at the same time.
const AT_ONCE: usize = 2;
/// Failures in a row after which the rest is not asked.
const GIVE_UP: usize = 3;
/// The largest clause that is sent, in bytes.
const MOST: usize = 8 * 1024;
/// How to write where the house says nothing.
const PLAIN: &str = "Plain and direct: short, common words, active voice, present tense.";

/// Who words a policy anew, and within which bounds.
pub struct Editor<'a> {
    /// The model that may be asked.
    pub llm: &'a Llm,
    /// Compares meanings as well, where there is one.
    pub embedder: Option<&'a Embedder>,
    /// Notes what leaves before it leaves.
    pub store: &'a Store,
    /// Whose policy it is.
    pub workspace: Option<&'a WorkspaceId>,
    /// How this house writes.
    pub voice: Option<&'a str>,
    /// How long the whole policy may take; clauses that are not done by then keep their words.
    pub patience: Duration,
}

/// A clause on its way to the model: what is said in it, with marks, and what they stand for.
struct Sheet {
    pieces: Vec<Piece>,
    parts: Vec<String>,
    marks: Marks,
}

/// What became of a clause.
#[derive(Debug)]
enum Fate {
    /// There is nothing in it to word anew.
    Unasked,
    /// It has other words now.
    Reworded(String),
    /// The model left it as it is.
    Unchanged,
    /// What came back does not say the same.
    Refused(Slip),
    /// Nothing usable came back.
    Silent(Trouble),
}

/// The policy for a company, with those clauses in the voice of the house whose new words hold.
pub async fn reworded(
    (paper, library): (&Paper, &Library),
    profile: &Profile,
    editor: &Editor<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Draft {
    let mut values = Values::new(library.shelf(), profile);
    let mut blocks = blocks(paper, &mut values, profile);
    let names = names(library, profile);
    let sheets: Vec<Option<Sheet>> = blocks.iter().map(|block| Sheet::of(block, &names)).collect();
    let leaving = Leaving::begin(editor, paper, &blocks, &sheets).await;
    let fates: Vec<Fate> = match &leaving {
        Ok(_) => all(&sheets, editor, progress).await,
        // What cannot be noted is not sent.
        Err(error) => {
            let trouble = |_| Fate::Silent(Trouble::Unnoted(error.to_string()));
            sheets.iter().map(|sheet| sheet.as_ref().map_or(Fate::Unasked, trouble)).collect()
        }
    };
    if let Ok(leaving) = &leaving {
        leaving.end(editor, &fates).await;
    }
    let wording = Wording::of(editor, &blocks, &fates);
    for (block, fate) in blocks.iter_mut().zip(fates) {
        if let Fate::Reworded(text) = fate {
            block.text = text;
        }
    }
    let mut draft = written((paper, library), profile, &blocks, &values);
    draft.markdown.push_str(&wording.annex());
    draft.wording = Some(wording);
    draft
}

impl Sheet {
    /// None where nothing is said that has a voice.
    fn of(block: &Block<'_>, names: &Names) -> Option<Self> {
        let own = Names { who: names.who.clone(), other: names.other.iter().chain(&block.held).cloned().collect() };
        let pieces = pieces(&block.text);
        let mut marks = Marks::default();
        let parts: Vec<String> = said(&pieces).map(|text| marks.protect(text, &own)).collect();
        let bytes: usize = parts.iter().map(String::len).sum();
        let has_words = parts.iter().any(|part| part.split_whitespace().filter(|word| !word.contains('{')).count() > 3);
        (has_words && bytes <= MOST).then_some(Self { pieces, parts, marks })
    }
}

/// Asks for one clause after the other, a few at a time, until the time is up or the model has failed too often.
async fn all(sheets: &[Option<Sheet>], editor: &Editor<'_>, progress: &(dyn Fn(usize, usize) + Sync)) -> Vec<Fate> {
    let of = sheets.iter().flatten().count();
    let (failed, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let round = Round { editor, deadline: Instant::now() + editor.patience, failed, done, of, progress };
    progress(0, of);
    let turns: Vec<_> = sheets.iter().map(|sheet| round.turn(sheet.as_ref())).collect();
    stream::iter(turns).buffered(AT_ONCE).collect().await
}

/// All clauses of one policy, on their way.
struct Round<'a> {
    editor: &'a Editor<'a>,
    deadline: Instant,
    /// Failures in a row.
    failed: AtomicUsize,
    done: AtomicUsize,
    of: usize,
    progress: &'a (dyn Fn(usize, usize) + Sync),
}

impl Round<'_> {
    async fn turn(&self, sheet: Option<&Sheet>) -> Fate {
        let Some(sheet) = sheet else { return Fate::Unasked };
        if self.failed.load(Ordering::Relaxed) >= GIVE_UP {
            return Fate::Silent(Trouble::GivenUp);
        }
        let late = |_| Fate::Silent(Trouble::Late(self.editor.patience.as_secs()));
        let fate = timeout_at(self.deadline, one(sheet, self.editor)).await.unwrap_or_else(late);
        match &fate {
            Fate::Silent(trouble) if trouble.is_lasting() => self.failed.store(GIVE_UP, Ordering::Relaxed),
            Fate::Silent(_) => {
                self.failed.fetch_add(1, Ordering::Relaxed);
            }
            _ => self.failed.store(0, Ordering::Relaxed),
        }
        (self.progress)(self.done.fetch_add(1, Ordering::Relaxed) + 1, self.of);
        fate
    }
}

/// One clause: what comes back is judged, and once more when it fails.
async fn one(sheet: &Sheet, editor: &Editor<'_>) -> Fate {
    let mut problem: Option<String> = None;
    loop {
        let is_second = problem.is_some();
        let fate = match ask::ask(sheet, editor, problem.as_deref()).await {
            Ok(parts) => judge::judge(sheet, &parts, editor.embedder).await,
            Err(trouble) => Fate::Silent(trouble),
        };
        problem = match &fate {
            _ if is_second => return fate,
            Fate::Refused(slip) => Some(slip.to_string()),
            Fate::Silent(trouble @ Trouble::Reply(_)) => Some(trouble.to_string()),
            _ => return fate,
        };
    }
}

/// All that is known by name, whichever clause it stands in.
fn names(library: &Library, profile: &Profile) -> Names {
    let shelf = library.shelf();
    let titles = shelf.of_kind(PaperKind::Policy).chain(shelf.of_kind(PaperKind::Template));
    let titles = titles.map(|paper| paper.front.title.as_str());
    let lists = [&profile.services, &profile.obligations, &profile.contracts, &profile.documents, &profile.countries];
    let cloud = profile.cloud.iter().flat_map(|cloud| &cloud.providers);
    let other = lists.into_iter().flatten().chain(profile.tools.named()).chain(cloud).map(String::as_str);
    let other = other.chain(profile.sites.iter().map(|site| site.name.as_str()));
    let other = other.chain(profile.suppliers.iter().map(|supplier| supplier.name.as_str()));
    let other = other.chain([profile.name.as_str()]).chain(titles);
    let people = profile.roles.holders().chain(profile.former_people.iter().map(String::as_str));
    Names { who: roles_named().chain(people).filter_map(known).collect(), other: other.filter_map(known).collect() }
}

/// A name as documents write it; one letter is none.
fn known(name: &str) -> Option<String> {
    (name.trim().chars().count() > 1).then(|| super::values::plain(name))
}

#[cfg(test)]
mod tests;
