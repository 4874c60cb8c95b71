//! Whose turn it is: how many calls run at once, of all, of one workspace, of one person, and how many may wait.
//!
//! Who waits in vain is told that the model is busy; the caller then has the composed answer, so nobody is sent away.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::LlmError;
use crate::config::LlmSettings;

/// On whose behalf the model is asked. What is not named is not limited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asker {
    /// The workspace whose texts are sent.
    pub workspace: Option<String>,
    /// The key or session that asks.
    pub person: Option<String>,
}

/// The places, and who waits for one.
#[derive(Debug)]
pub(super) struct Turns {
    all: Arc<Semaphore>,
    /// Places of those who have one or wait for one; the rest is forgotten.
    shares: Mutex<HashMap<String, Weak<Semaphore>>>,
    of_workspace: usize,
    of_person: usize,
    waiting: AtomicUsize,
    max_waiting: usize,
    max_wait: Duration,
}

/// A turn; it ends when dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _places: Vec<OwnedSemaphorePermit>,
}

/// Somebody who waits, counted for as long as they do.
struct Waiting<'a>(&'a AtomicUsize);

impl Turns {
    pub(super) fn new(settings: &LlmSettings) -> Self {
        let places = |wanted: usize| wanted.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            all: Arc::new(Semaphore::new(places(settings.max_calls))),
            shares: Mutex::default(),
            of_workspace: places(settings.max_calls_workspace),
            of_person: places(settings.max_calls_user),
            waiting: AtomicUsize::new(0),
            max_waiting: settings.max_waiting,
            max_wait: Duration::from_secs(settings.max_wait_s.min(86_400)),
        }
    }

    /// Calls that wait right now.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// A turn, at once or within the time that waiting may take.
    pub(super) async fn take(&self, asker: &Asker) -> Result<Turn, LlmError> {
        let places = self.places(asker);
        // Who gets only some of the places at once gives them back and waits in line.
        let now: Result<Vec<_>, _> = places.iter().map(|places| Arc::clone(places).try_acquire_owned()).collect();
        if let Ok(places) = now {
            return Ok(Turn { _places: places });
        }
        let _waiting = self.wait()?;
        let all = async {
            let mut held = Vec::new();
            for places in places {
                held.push(places.acquire_owned().await.map_err(|_| LlmError::Busy)?);
            }
            Ok(Turn { _places: held })
        };
        timeout(self.max_wait, all).await.map_err(|_| LlmError::Busy)?
    }

    fn wait(&self) -> Result<Waiting<'_>, LlmError> {
        let waiting = Waiting(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= self.max_waiting {
            return Err(LlmError::Busy);
        }
        Ok(waiting)
    }

    /// The narrowest places first: nobody holds one of all while they wait for one of their own.
    fn places(&self, asker: &Asker) -> Vec<Arc<Semaphore>> {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        shares.retain(|_, places| places.strong_count() > 0);
        let mut share = |kind: &str, name: &str, most: usize| {
            let key = format!("{kind}:{name}");
            if let Some(places) = shares.get(&key).and_then(Weak::upgrade) {
                return places;
            }
            let places = Arc::new(Semaphore::new(most));
            shares.insert(key, Arc::downgrade(&places));
            places
        };
        let person = asker.person.as_deref().map(|name| share("person", name, self.of_person));
        let workspace = asker.workspace.as_deref().map(|name| share("workspace", name, self.of_workspace));
        person.into_iter().chain(workspace).chain([Arc::clone(&self.all)]).collect()
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(max_waiting: usize) -> Turns {
        let settings = LlmSettings { max_calls: 4, max_waiting, ..LlmSettings::default() };
        let settings = LlmSettings { max_calls_workspace: 3, max_calls_user: 2, ..settings };
        Turns { max_wait: Duration::from_millis(50), ..Turns::new(&settings) }
    }

    fn asker(workspace: &str, person: &str) -> Asker {
        Asker { workspace: Some(workspace.to_owned()), person: Some(person.to_owned()) }
    }

    #[tokio::test]
    async fn each_share_has_its_own_places_and_they_come_back() {
        let turns = turns(8);
        let mut held = vec![turns.take(&asker("a", "x")).await.unwrap(), turns.take(&asker("a", "x")).await.unwrap()];
        assert_eq!(turns.take(&asker("a", "x")).await.unwrap_err(), LlmError::Busy, "a person has two");
        held.push(turns.take(&asker("a", "y")).await.unwrap());
        assert_eq!(turns.take(&asker("a", "z")).await.unwrap_err(), LlmError::Busy, "a workspace has three");
        held.push(turns.take(&asker("b", "z")).await.unwrap());
        assert_eq!(turns.take(&Asker::default()).await.unwrap_err(), LlmError::Busy, "all have four");
        assert_eq!(turns.waiting(), 0);
        drop(held);
        drop(turns.take(&asker("a", "x")).await.unwrap());
        turns.take(&asker("c", "c")).await.unwrap();
        assert!(turns.shares.lock().unwrap().len() <= 2, "who is gone is forgotten");
    }

    #[tokio::test]
    async fn only_so_many_wait_and_who_waits_gets_the_place_that_comes_free() {
        let turns = turns(1);
        let held = [turns.take(&asker("a", "x")).await.unwrap(), turns.take(&asker("a", "x")).await.unwrap()];
        let me = asker("a", "x");
        let second = async {
            tokio::task::yield_now().await;
            assert_eq!(turns.take(&asker("a", "x")).await.unwrap_err(), LlmError::Busy, "one waits already");
            drop(held);
        };
        let (first, ()) = tokio::join!(turns.take(&me), second);
        assert!(first.is_ok() && turns.waiting() == 0);
    }
}
