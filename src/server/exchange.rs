//! One question in a conversation and its answer. A new question is stored first, the answer when it is whole; an edited
//! question and an answer made anew take the place of what was there only when the new answer is stored.

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use serde_json::{Value, json};
use tokio::{
    sync::{OwnedSemaphorePermit, oneshot},
    time::sleep,
};

use super::{
    ask::attended,
    conversations::{answer_view, stored_answer},
    guard::InWorkspace,
    layers::panic_text,
    making::{KEPT, Making, Reader, Shown},
    once::{self, Once},
    problem::{ApiError, Problem},
    profile,
    state::Shared,
};
use crate::{
    chat::{Answer, AnswerMode, Assistant, Permit, Persona, Question, Topic, Verdict},
    store::{AnswerPlace, ConversationId, Message, MessageId, NewAnswer, NewMessage, Role},
    view::AnswerView,
};

/// What is to be answered.
#[derive(Debug, Clone)]
pub(super) enum Aim {
    /// A new question.
    Ask(String),
    /// An earlier question, which gets this text.
    Edit(MessageId, String),
    /// The question of this answer, or this question, once more.
    Again(MessageId),
}

/// A question that waits for its answer.
pub(super) struct Exchange {
    state: Shared,
    place: InWorkspace,
    conversation: ConversationId,
    question: Question,
    goes: AnswerPlace,
    making: Arc<Making>,
    once: Once,
    _permit: OwnedSemaphorePermit,
}

/// How an answer ended, for whoever asked for it as JSON. A failure was told in the stream, and logged, already.
pub(super) type End = Result<AnswerView, (ApiError, Problem)>;

/// A question with its place in the conversation.
struct Found {
    text: String,
    before: Option<Topic>,
    question: MessageId,
    answer: MessageId,
    goes: AnswerPlace,
}

impl Exchange {
    /// Finds or stores the question, with what the conversation was about before.
    pub(super) async fn begin(
        state: Shared,
        place: InWorkspace,
        conversation: ConversationId,
        (aim, persona, once): (Aim, Persona, Once),
    ) -> Result<Self, ApiError> {
        let permit = state.answer_permit().await?;
        let profile = profile::of(&state, place.id()).await?;
        let found = find(&state, &place, &conversation, aim).await?;
        let question = Question {
            text: found.text,
            workspace: Some(place.id().clone()),
            profile,
            before: found.before,
            persona,
            conversation: Some(conversation.clone()),
            person: Some(place.caller.person()),
        };
        let permit_to_send = state.app.assistant.permit(Some(place.id()), None).await;
        let is_generated = matches!(permit_to_send, Permit::Granted(_));
        let where_it_is = (place.id().clone(), conversation.clone());
        let making = state.live.begin(where_it_is, (found.question, found.answer), is_generated);
        Ok(Self { state, place, conversation, question, goes: found.goes, making, once, _permit: permit })
    }

    /// Answers in the background: the reader hears what happens, the receiver how it ended.
    pub(super) fn start(self) -> (Reader, oneshot::Receiver<End>) {
        let (said, heard) = oneshot::channel();
        let reader = self.making.read(None);
        tokio::spawn(async move {
            let (state, making) = (self.state.clone(), Arc::clone(&self.making));
            let end = AssertUnwindSafe(self.finish()).catch_unwind().await;
            let end = end.unwrap_or_else(|panic| Err(ApiError::Internal(format!("panic: {}", panic_text(&*panic)))));
            let end = end.map_err(|error| {
                let problem = error.problem();
                (error, problem)
            });
            match &end {
                Ok(view) => making.end("answer", view),
                Err((_, problem)) => making.end("problem", problem),
            }
            // Who asked for a stream does not listen here.
            let _ = said.send(end);
            let _ = state.stop.run_until_cancelled(sleep(KEPT)).await;
            state.live.forget(&making);
        });
        (reader, heard)
    }

    /// Answers, and stores the answer or as much of it as was shown before somebody stopped it.
    async fn finish(self) -> Result<AnswerView, ApiError> {
        let (state, making) = (&self.state, &self.making);
        let mut tell = |step: crate::chat::Event<'_>| making.tell(step);
        let work = async { Ok(state.app.assistant.answer(&self.question, &mut tell).await?) };
        let made = tokio::select! {
            biased;
            made = attended(state, Some(&self.place.caller), work) => Some(made?),
            () = making.stop.cancelled() => None,
            () = making.left.cancelled() => return Err(left()),
        };
        if let Some(answer) = made {
            state.metrics.answer(answer.verdict, answer.mode);
            let json = serde_json::to_value(&answer).map_err(|error| ApiError::Internal(error.to_string()))?;
            let view = self.store(answer.answer, json).await?;
            if let Some(egress) = &answer.egress {
                state.app.store.file_egress(egress, &making.id).await?;
            }
            return Ok(view);
        }
        let shown = making.shown();
        if let AnswerPlace::Of(_) = self.goes
            && shown.markdown.is_empty()
            && let Ok(old) = state.app.store.message((self.place.id(), &self.conversation), &making.id).await
            && let Some(view) = answer_view(&old)
        {
            // An answer is not given away for nothing.
            return Ok(view);
        }
        let answer = so_far(shown, making.mode());
        let mut json = serde_json::to_value(&answer).map_err(|error| ApiError::Internal(error.to_string()))?;
        if let Some(fields) = json.as_object_mut() {
            fields.insert("stopped".to_owned(), json!(true));
        }
        let view = self.store(answer.answer, json).await?;
        state.app.store.file_open_egress(&self.conversation, &making.id).await?;
        Ok(view)
    }

    async fn store(&self, text: String, answer: Value) -> Result<AnswerView, ApiError> {
        let new = NewAnswer { id: self.making.id.clone(), text, answer };
        let says = |message: &Message| once::json(200, &answer_view(message));
        let store = &self.state.app.store;
        let place = (self.place.id(), &self.conversation);
        let message = store.put_answer(place, &self.goes, new, self.once.receipt(&says)).await?;
        answer_view(&message).ok_or_else(|| ApiError::Internal("an answer that was just stored is none".to_owned()))
    }
}

async fn find(state: &Shared, place: &InWorkspace, conversation: &ConversationId, aim: Aim) -> Result<Found, ApiError> {
    let messages = state.app.store.messages(place.id(), conversation).await?;
    if !matches!(aim, Aim::Ask(_)) && state.live.is_busy(conversation) {
        let busy = "an answer is being made in this conversation: wait for its end, or stop it";
        return Err(ApiError::Conflict(busy.to_owned()));
    }
    match aim {
        Aim::Ask(text) => ask(state, place, conversation, (&messages, text)).await,
        Aim::Edit(id, text) => edit(state, &messages, (id, text)),
        Aim::Again(id) => {
            // The question of an answer that was given up is known here for a while, though the answer was never stored.
            let given_up = state.live.find((place.id(), conversation), &id).map(|making| making.question.clone());
            again(state, &messages, (id, given_up))
        }
    }
}

async fn ask(
    state: &Shared,
    place: &InWorkspace,
    conversation: &ConversationId,
    (messages, text): (&[Message], String),
) -> Result<Found, ApiError> {
    let before = topic(messages);
    // A question that is put again because its answer never came stands in the conversation once.
    let again = messages.last().filter(|last| last.role == Role::User && last.text == text);
    let question = if let Some(message) = again {
        message.id.clone()
    } else {
        let message = NewMessage { role: Role::User, text: text.clone(), answer: None };
        state.app.store.append_message(place.id(), conversation, message).await?.id
    };
    Ok(Found { text, before, question, answer: state.app.store.next_message_id(), goes: AnswerPlace::Last })
}

fn edit(state: &Shared, messages: &[Message], (id, text): (MessageId, String)) -> Result<Found, ApiError> {
    let at = messages.iter().position(|message| message.id == id).ok_or(ApiError::NotFound)?;
    let (before, rest) = messages.split_at(at);
    if rest.first().is_none_or(|message| message.role != Role::User) {
        return Err(ApiError::Unfit("only questions are edited: send the id of a message of the role user".to_owned()));
    }
    let last = rest.last().map_or_else(|| id.clone(), |message| message.id.clone());
    let goes = AnswerPlace::Edited { question: id.clone(), text: text.clone(), last };
    Ok(Found { text, before: topic(before), question: id, answer: state.app.store.next_message_id(), goes })
}

fn again(
    state: &Shared,
    messages: &[Message],
    (id, given_up): (MessageId, Option<MessageId>),
) -> Result<Found, ApiError> {
    let place_of = |id: &MessageId| messages.iter().position(|message| message.id == *id);
    let at = place_of(&id).or_else(|| place_of(given_up.as_ref()?)).ok_or(ApiError::NotFound)?;
    let (upto, after) = messages.split_at(at + 1);
    let is_question = upto.last().is_some_and(|message| message.role == Role::User);
    let (before, question) = match upto {
        [before @ .., question] if is_question => (before, question),
        [before @ .., question, _] if question.role == Role::User => (before, question),
        _ => return Err(ApiError::Unfit("no question stands before this answer: ask one".to_owned())),
    };
    let answer = match after.first() {
        _ if !is_question => id,
        Some(next) if next.role == Role::Assistant => next.id.clone(),
        // The id of an answer that was given up is known to whoever waited for it.
        None if given_up.is_some() && place_of(&id).is_none() => id,
        None => state.app.store.next_message_id(),
        Some(_) => {
            let why = "other questions follow this one, which has no answer: ask it again at the end";
            return Err(ApiError::Conflict(why.to_owned()));
        }
    };
    Ok(Found {
        text: question.text.clone(),
        before: topic(before),
        question: question.id.clone(),
        answer,
        goes: AnswerPlace::Of(question.id.clone()),
    })
}

/// What was shown before somebody stopped it, with the passages that it cites.
fn so_far(shown: Shown, mode: AnswerMode) -> Answer {
    let text = shown.markdown.trim_end().to_owned();
    let citations: Vec<_> = shown.citations.into_iter().filter(|one| text.contains(&format!("[{}]", one.n))).collect();
    let mut refs: Vec<_> = citations.iter().filter_map(|one| one.requirement).collect();
    refs.dedup();
    refs.truncate(6);
    let told =
        if text.is_empty() { "Stopped before anything was written." } else { "Stopped: the answer is not whole." };
    Answer {
        answer: text,
        verdict: Verdict::Partial,
        mode,
        citations,
        refs,
        warnings: vec![told.to_owned()],
        suggestions: Vec::new(),
        choices: Vec::new(),
        actions: Vec::new(),
        usage: None,
        model: None,
        egress: None,
    }
}

fn left() -> ApiError {
    let told = "nobody was reading any more, so the model was stopped and nothing was stored: answer the question anew \
                with POST …/regenerate";
    ApiError::Conflict(told.to_owned())
}

/// Messages of a conversation that its topic is read from.
const REMEMBERED: usize = 40;

/// What the conversation is about after its latest messages.
fn topic(messages: &[Message]) -> Option<Topic> {
    let mut topic = None;
    let mut asked = "";
    for message in messages.get(messages.len().saturating_sub(REMEMBERED)..).unwrap_or_default() {
        if message.role == Role::User {
            asked = &message.text;
        } else if let Some(answer) = message.answer.clone().and_then(stored_answer) {
            topic = Some(Assistant::topic(topic.as_ref(), asked, &answer));
        }
    }
    topic
}
