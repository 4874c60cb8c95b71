//! The thread that owns the model: queries first, then passages, a small batch from each caller in turn.

use std::{
    any::Any,
    cmp::Reverse,
    collections::VecDeque,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use tokio::sync::{mpsc, oneshot};

use super::{EmbedError, Embedded, files::ModelFiles, model::Model};

/// Where a result goes. Its receiver is dropped when the caller no longer waits.
type Reply<T> = oneshot::Sender<Result<T, EmbedError>>;

/// So many callers' passages are worked on in turn; further ones wait in the channel.
const OPEN: usize = 8;

/// What goes ahead of all passages.
pub(super) enum Urgent {
    /// Load the model now.
    Warm(Reply<()>),
    /// Embed a query.
    Query(String, Reply<Embedded>),
}

/// One caller's passages and what is done of them.
pub(super) struct Passages {
    texts: Vec<String>,
    /// Whether their depths are wanted.
    is_deep: bool,
    /// Indices of `texts` still to do, the longest last, so that a batch holds texts of like length.
    left: Vec<usize>,
    made: Vec<Option<Embedded>>,
    reply: Reply<Vec<Embedded>>,
}

impl Passages {
    pub(super) fn new(texts: Vec<String>, is_deep: bool, reply: Reply<Vec<Embedded>>) -> Self {
        let mut left: Vec<usize> = (0..texts.len()).collect();
        left.sort_by_key(|&index| (texts.get(index).map(String::len), Reverse(index)));
        let made = vec![None; texts.len()];
        Self { texts, is_deep, left, made, reply }
    }
}

/// How the thread comes by its model.
pub(super) enum Source {
    /// Load these files when the model is first needed.
    Files(ModelFiles),
    /// It was loaded before.
    Loaded,
}

/// The thread's state.
pub(super) struct Worker {
    pub(super) source: Source,
    pub(super) threads: usize,
    pub(super) model: Option<Model>,
    pub(super) urgent: mpsc::Receiver<Urgent>,
    pub(super) passages: mpsc::Receiver<Passages>,
}

impl Worker {
    /// Works until every handle is gone.
    pub(super) fn run(mut self) {
        let mut open = VecDeque::new();
        loop {
            while let Ok(urgent) = self.urgent.try_recv() {
                self.answer(urgent);
            }
            while open.len() < OPEN
                && let Ok(passages) = self.passages.try_recv()
            {
                open.push_back(passages);
            }
            let Some(passages) = open.pop_front() else {
                match self.wait() {
                    ControlFlow::Continue(more) => open.extend(more),
                    ControlFlow::Break(()) => return,
                }
                continue;
            };
            open.extend(self.advance(passages));
        }
    }

    /// Sleeps until there is something to do; breaks when nothing can come any more.
    fn wait(&mut self) -> ControlFlow<(), Option<Passages>> {
        enum Next {
            Urgent(Option<Urgent>),
            Passages(Option<Passages>),
        }
        let (urgent, passages) = (&mut self.urgent, &mut self.passages);
        let next = futures::executor::block_on(async {
            tokio::select! {
                biased;
                next = urgent.recv() => Next::Urgent(next),
                next = passages.recv() => Next::Passages(next),
            }
        });
        match next {
            Next::Urgent(Some(urgent)) => {
                self.answer(urgent);
                ControlFlow::Continue(None)
            }
            Next::Passages(Some(passages)) => ControlFlow::Continue(Some(passages)),
            Next::Urgent(None) | Next::Passages(None) => ControlFlow::Break(()),
        }
    }

    fn answer(&mut self, urgent: Urgent) {
        // A caller that no longer waits costs nothing, and a reply that nobody hears is no error.
        match urgent {
            Urgent::Warm(reply) => drop(reply.send(self.guarded(|_| Ok(())))),
            Urgent::Query(_, reply) if reply.is_closed() => {}
            Urgent::Query(text, reply) => drop(reply.send(self.guarded(|model| model.query(&text)))),
        }
    }

    /// Does one batch; returns the passages if some are left.
    fn advance(&mut self, mut passages: Passages) -> Option<Passages> {
        if passages.reply.is_closed() {
            return None;
        }
        let Passages { texts, is_deep, left, made, .. } = &mut passages;
        let done = self.guarded(|model| {
            let batch = left.split_off(left.len().saturating_sub(model.batch()));
            let chosen: Vec<&str> = batch.iter().filter_map(|&index| texts.get(index)).map(String::as_str).collect();
            for (index, one) in batch.iter().zip(model.passages(&chosen, *is_deep)?) {
                if let Some(slot) = made.get_mut(*index) {
                    *slot = Some(one);
                }
            }
            Ok(())
        });
        match done {
            Ok(()) if !passages.left.is_empty() => return Some(passages),
            Ok(()) => drop(passages.reply.send(Ok(passages.made.into_iter().flatten().collect()))),
            Err(error) => drop(passages.reply.send(Err(error))),
        }
        None
    }

    /// Runs `work` with the model, which is loaded if need be. A panic becomes an error, and the model is let go.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut Model) -> Result<T, EmbedError>) -> Result<T, EmbedError> {
        let attempt = catch_unwind(AssertUnwindSafe(|| {
            let model = match (&mut self.model, &self.source) {
                (Some(model), _) => model,
                (slot, Source::Files(files)) => slot.insert(Model::minilm(files, self.threads)?),
                (_, Source::Loaded) => return Err(EmbedError::Closed),
            };
            work(model)
        }));
        attempt.unwrap_or_else(|panic| {
            self.model = None;
            Err(EmbedError::Model { reason: panic_text(&*panic) })
        })
    }
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
    said.unwrap_or("it panicked").to_owned()
}
