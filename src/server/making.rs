//! Answers while they are made, and a little longer: what was told of each, so that a reader who lost the connection can
//! take it up again, and the two ways in which one ends early.
//!
//! What is kept is bounded in events and in bytes; who falls behind the oldest kept event goes on with the next one, and
//! the answer at the end counts in any case.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    chat::{self, AnswerMode, Citation},
    document::{Node, tree},
    store::{ConversationId, MessageId, WorkspaceId},
    view::CitationView,
};

/// How long an answer that has ended can be taken up again from here; later it is read from the store.
pub(super) const KEPT: Duration = Duration::from_mins(5);
/// What is kept of one answer.
const MAX_EVENTS: usize = 4_096;
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Answers that are kept at the same time, those that are being made not counted.
const MAX_ENDED: usize = 128;

/// The answers that are known here.
#[derive(Debug, Default)]
pub(super) struct Live(Mutex<HashMap<MessageId, Arc<Making>>>);

/// One answer.
#[derive(Debug)]
pub(super) struct Making {
    pub(super) id: MessageId,
    pub(super) question: MessageId,
    place: (WorkspaceId, ConversationId),
    /// Tells this attempt at the answer from an earlier one.
    run: String,
    /// A model may be writing, whose work nobody pays for when nobody reads.
    is_generated: bool,
    told: Mutex<Told>,
    changed: watch::Sender<()>,
    pub(super) stop: CancellationToken,
    pub(super) left: CancellationToken,
}

#[derive(Debug, Default)]
struct Told {
    events: VecDeque<Said>,
    /// Events that were told in all.
    count: usize,
    bytes: usize,
    readers: usize,
    has_ended: bool,
    shown: Shown,
}

/// What a reader has seen of an answer so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    pub(super) markdown: String,
    pub(super) citations: Vec<Citation>,
}

/// An event that was told.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) data: String,
}

/// Somebody who reads along. When the last one leaves, an answer that a model writes is given up.
pub(super) struct Reader {
    making: Arc<Making>,
    /// Events that were read.
    read: usize,
    changed: watch::Receiver<()>,
}

#[derive(Serialize)]
struct Begin<'a> {
    question: &'a MessageId,
    answer: &'a MessageId,
}

#[derive(Serialize)]
struct Evidence {
    citations: Vec<CitationView>,
}

#[derive(Serialize)]
struct Delta {
    blocks: Vec<Node>,
}

impl Live {
    /// Enters an answer; an earlier attempt at the same one leaves.
    pub(super) fn begin(
        &self,
        place: (WorkspaceId, ConversationId),
        (question, id): (MessageId, MessageId),
        is_generated: bool,
    ) -> Arc<Making> {
        let run = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
        let making = Arc::new(Making {
            id,
            question,
            place,
            run: format!("{run:x}"),
            is_generated,
            told: Mutex::default(),
            changed: watch::Sender::new(()),
            stop: CancellationToken::new(),
            left: CancellationToken::new(),
        });
        making.tell_data("begin", &Begin { question: &making.question, answer: &making.id });
        let mut all = self.all();
        let ended = all.values().filter(|one| one.has_ended());
        if let Some(oldest) = ended.clone().min_by(|a, b| a.run.cmp(&b.run)).filter(|_| ended.count() >= MAX_ENDED) {
            let oldest = oldest.id.clone();
            all.remove(&oldest);
        }
        all.insert(making.id.clone(), Arc::clone(&making));
        making
    }

    /// An answer of this conversation.
    pub(super) fn find(
        &self,
        (workspace, conversation): (&WorkspaceId, &ConversationId),
        id: &MessageId,
    ) -> Option<Arc<Making>> {
        let found = self.all().get(id).cloned()?;
        (found.place.0 == *workspace && found.place.1 == *conversation).then_some(found)
    }

    /// Whether an answer of this conversation is being made.
    pub(super) fn is_busy(&self, conversation: &ConversationId) -> bool {
        self.all().values().any(|one| one.place.1 == *conversation && !one.has_ended())
    }

    /// Forgets an attempt, unless another one has taken its place.
    pub(super) fn forget(&self, making: &Making) {
        let mut all = self.all();
        if all.get(&making.id).is_some_and(|kept| kept.run == making.run) {
            all.remove(&making.id);
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<MessageId, Arc<Making>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Making {
    /// A reader who has seen everything up to this event already.
    pub(super) fn read(self: &Arc<Self>, after: Option<&str>) -> Reader {
        let seen = after.and_then(|id| id.strip_prefix(&self.run)?.strip_prefix('-')?.parse().ok());
        self.told().readers += 1;
        Reader { making: Arc::clone(self), read: seen.unwrap_or(0), changed: self.changed.subscribe() }
    }

    /// Tells what happens while the answer is made.
    pub(super) fn tell(&self, step: chat::Event<'_>) {
        match step {
            chat::Event::Evidence(citations) => {
                self.told().shown.citations = citations.to_vec();
                let citations = citations.iter().cloned().map(CitationView::from).collect();
                self.tell_data("evidence", &Evidence { citations });
            }
            chat::Event::Piece(piece) => {
                self.told().shown.markdown.push_str(piece);
                self.tell_data("delta", &Delta { blocks: tree(piece, true) });
            }
        }
    }

    /// Tells the last event.
    pub(super) fn end(&self, name: &'static str, data: &impl Serialize) {
        self.push(name, data, true);
    }

    /// Who writes it, as far as that is known before it is whole.
    pub(super) fn mode(&self) -> AnswerMode {
        if self.is_generated { AnswerMode::Generated } else { AnswerMode::Composed }
    }

    /// What was shown so far.
    pub(super) fn shown(&self) -> Shown {
        self.told().shown.clone()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.told().has_ended
    }

    /// Waits for the end.
    pub(super) async fn ended(&self) {
        let mut changed = self.changed.subscribe();
        while !self.has_ended() {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    /// The message without which there is nothing to tell any more: the answer once it is stored, else its question.
    pub(super) fn rests_on(&self) -> &MessageId {
        let is_stored = self.told().events.back().is_some_and(|last| last.name == "answer");
        if is_stored { &self.id } else { &self.question }
    }

    /// Whether this is the id of the last event of an answer that has ended.
    pub(super) fn is_last(&self, id: &str) -> bool {
        let told = self.told();
        told.has_ended && told.events.back().is_some_and(|last| last.id == id)
    }

    fn tell_data(&self, name: &'static str, data: &impl Serialize) {
        self.push(name, data, false);
    }

    fn push(&self, name: &'static str, data: &impl Serialize, is_last: bool) {
        let data = serde_json::to_string(data).unwrap_or_default();
        let mut told = self.told();
        told.count += 1;
        told.bytes += data.len();
        let id = format!("{}-{}", self.run, told.count);
        told.events.push_back(Said { id, name, data });
        while told.events.len() > 1 && (told.events.len() > MAX_EVENTS || told.bytes > MAX_BYTES) {
            let gone = told.events.pop_front().map_or(0, |said| said.data.len());
            told.bytes = told.bytes.saturating_sub(gone);
        }
        told.has_ended |= is_last;
        drop(told);
        let _ = self.changed.send(());
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    /// The next event; none when there is no more.
    pub(super) async fn next(&mut self) -> Option<Said> {
        loop {
            self.changed.mark_unchanged();
            {
                let told = self.making.told();
                let first = told.count - told.events.len();
                self.read = self.read.max(first);
                if let Some(said) = told.events.get(self.read - first) {
                    self.read += 1;
                    return Some(said.clone());
                }
                if told.has_ended {
                    return None;
                }
            }
            self.changed.changed().await.ok()?;
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut told = self.making.told();
        told.readers = told.readers.saturating_sub(1);
        if told.readers == 0 && !told.has_ended && self.making.is_generated {
            self.making.left.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(kind: &str, digit: char) -> String {
        format!("{kind}_{}", digit.to_string().repeat(32))
    }

    fn begin(live: &Live, digit: char, is_generated: bool) -> Arc<Making> {
        let place = (id("ws", digit).parse().unwrap(), id("cv", digit).parse().unwrap());
        live.begin(place, (id("msg", '0').parse().unwrap(), id("msg", digit).parse().unwrap()), is_generated)
    }

    async fn names(mut reader: Reader) -> Vec<&'static str> {
        let mut names = Vec::new();
        while let Some(said) = reader.next().await {
            names.push(said.name);
        }
        names
    }

    #[tokio::test]
    async fn a_reader_who_comes_late_or_again_misses_nothing_and_gets_nothing_twice() {
        let live = Live::default();
        let making = begin(&live, '1', false);
        let along = tokio::spawn(names(making.read(None)));
        making.tell(chat::Event::Evidence(&[]));
        making.tell(chat::Event::Piece("One.\n\n"));
        let mut cut_off = making.read(None);
        let mut last = String::new();
        for _ in 0..2 {
            last = cut_off.next().await.unwrap().id;
        }
        drop(cut_off);
        making.tell(chat::Event::Piece("Two.\n\n"));
        making.end("answer", &1);
        assert_eq!(along.await.unwrap(), ["begin", "evidence", "delta", "delta", "answer"]);
        assert_eq!(names(making.read(Some(&last))).await, ["delta", "delta", "answer"]);
        assert_eq!(names(making.read(Some("other-3"))).await.len(), 5, "an id of another attempt says nothing");
        assert_eq!(making.shown().markdown, "One.\n\nTwo.\n\n");
        assert!(!making.left.is_cancelled(), "what the program composes is finished without readers");
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded_and_the_end_is_always_kept() {
        let live = Live::default();
        let making = begin(&live, '1', false);
        let large = "x".repeat(MAX_BYTES / 8);
        for _ in 0..20 {
            making.tell(chat::Event::Piece(&large));
        }
        making.end("answer", &"y".repeat(MAX_BYTES + 1));
        assert_eq!(names(making.read(None)).await, ["answer"]);
        let other = begin(&live, '2', false);
        for _ in 0..MAX_EVENTS + 5 {
            other.tell(chat::Event::Piece("."));
        }
        assert_eq!(other.told().events.len(), MAX_EVENTS);
    }

    #[tokio::test]
    async fn only_the_last_reader_who_leaves_gives_a_model_up() {
        let live = Live::default();
        let making = begin(&live, '1', true);
        let (one, two) = (making.read(None), making.read(None));
        drop(one);
        assert!(!making.left.is_cancelled());
        drop(two);
        assert!(making.left.is_cancelled());
        let ended = begin(&live, '2', true);
        let reader = ended.read(None);
        ended.end("answer", &1);
        drop(reader);
        assert!(!ended.left.is_cancelled());
    }

    #[test]
    fn an_answer_is_found_in_its_own_place_and_only_until_it_is_forgotten() {
        let live = Live::default();
        let making = begin(&live, '1', true);
        let (w, c): (WorkspaceId, ConversationId) = (id("ws", '1').parse().unwrap(), id("cv", '1').parse().unwrap());
        let (other_w, other_c) = (id("ws", '2').parse().unwrap(), id("cv", '2').parse().unwrap());
        assert!(live.find((&w, &c), &making.id).is_some() && live.is_busy(&c));
        assert!(live.find((&other_w, &c), &making.id).is_none() && live.find((&w, &other_c), &making.id).is_none());
        making.end("answer", &1);
        assert!(!live.is_busy(&c));
        let again = begin(&live, '1', true);
        live.forget(&making);
        assert!(live.find((&w, &c), &again.id).is_some(), "the later attempt stays");
        live.forget(&again);
        assert!(live.find((&w, &c), &again.id).is_none());
    }
}
