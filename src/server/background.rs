//! What goes on beside requests: the indexes follow the store, vectors are computed, and gap analyses are made.

use std::time::Duration;

use tokio::{task::JoinHandle, time::timeout};

use super::{gap, state::Shared};
use crate::ingest::Progress;

/// How often the store is looked at for changes of other processes.
const POLL: Duration = Duration::from_millis(500);
/// How long to leave a failing index or model alone.
const PAUSE: Duration = Duration::from_secs(30);

/// Where lines for the operator go.
pub(super) type Say = fn(&str);

/// Starts only what follows the store, for a process that serves one person.
pub(super) fn start_following(state: &Shared) -> JoinHandle<()> {
    let follower = state.clone();
    tokio::spawn(async move {
        let stop = follower.stop.clone();
        stop.run_until_cancelled(follow(follower)).await;
    })
}

/// Starts them; they end when the server stops.
pub(super) fn start(state: &Shared, say: Say) -> [JoinHandle<()>; 3] {
    let (embedder, assessor) = (state.clone(), state.clone());
    [
        start_following(state),
        tokio::spawn(async move {
            let stop = embedder.stop.clone();
            stop.run_until_cancelled(embed(embedder, say)).await;
        }),
        tokio::spawn(async move {
            let stop = assessor.stop.clone();
            stop.run_until_cancelled(gap::work(assessor)).await;
        }),
    ]
}

/// Brings the indexes level whenever the store has moved.
async fn follow(state: Shared) {
    let mut level = -1;
    loop {
        match state.app.store.last_seq().await {
            Ok(last) if last == level => {}
            Ok(last) => match state.app.indexer.catch_up().await {
                Ok(()) => {
                    level = last;
                    state.unembedded.notify_one();
                }
                Err(error) => {
                    tracing::error!(%error, "the index cannot follow the store");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Err(error) => tracing::error!(%error, "the store cannot be read"),
        }
        // Either way the next look is due; a notice only makes it come sooner.
        let _ = timeout(POLL, state.changed.notified()).await;
    }
}

/// Computes vectors whenever some are missing.
async fn embed(state: Shared, say: Say) {
    if let Some((_, embedder)) = state.app.indexer.vectors()
        && let Err(error) = embedder.warm().await
    {
        state.set_trouble(Some(error.to_string()));
        tracing::error!(%error, "semantic search is off");
    }
    loop {
        state.unembedded.notified().await;
        let teller = Teller { say, said: std::sync::atomic::AtomicUsize::new(0) };
        match state.app.indexer.embed_pending(|progress| teller.tell(progress)).await {
            Ok(()) => state.set_trouble(None),
            Err(error) => {
                tracing::error!(%error, "semantic search is incomplete");
                state.set_trouble(Some(error.to_string()));
                tokio::time::sleep(PAUSE).await;
                state.unembedded.notify_one();
            }
        }
    }
}

/// Says every so often how far the vectors are.
struct Teller {
    say: Say,
    said: std::sync::atomic::AtomicUsize,
}

impl Teller {
    fn tell(&self, Progress { done, total }: Progress) {
        use std::sync::atomic::Ordering::Relaxed;
        let step = (total / 10).max(100);
        let said = self.said.load(Relaxed);
        if done >= said + step || (said > 0 && done == total) {
            self.said.store(done, Relaxed);
            (self.say)(&format!("computing vectors: {done} of {total}"));
        }
    }
}
