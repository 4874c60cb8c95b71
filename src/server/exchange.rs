//! One question in a conversation and its answer: the question is stored first, the answer when it is whole.

use tokio::sync::OwnedSemaphorePermit;

use super::{
    caller::Caller, conversations::stored_answer, guard::InWorkspace, problem::ApiError, profile, state::Shared,
};
use crate::{
    chat::{Assistant, Event, Persona, Question, Topic},
    store::{ConversationId, Message, NewMessage, Role},
    view::AnswerView,
};

/// A question that is stored and waits for its answer.
pub(super) struct Exchange {
    pub(super) state: Shared,
    pub(super) caller: Caller,
    place: InWorkspace,
    conversation: ConversationId,
    question: Question,
    _permit: OwnedSemaphorePermit,
}

impl Exchange {
    /// Stores the question, with what the conversation was about before.
    pub(super) async fn begin(
        state: Shared,
        place: InWorkspace,
        conversation: ConversationId,
        (text, persona): (String, Persona),
    ) -> Result<Self, ApiError> {
        let permit = state.answer_permit().await?;
        let store = &state.app.store;
        let messages = store.messages(place.id(), &conversation).await?;
        let before = topic(&messages);
        let profile = profile::of(&state, place.id()).await?;
        // A question that is put again because its answer never came stands in the conversation once.
        let again = messages.last().is_some_and(|last| last.role == Role::User && last.text == text);
        if !again {
            let message = NewMessage { role: Role::User, text: text.clone(), answer: None };
            store.append_message(place.id(), &conversation, message).await?;
        }
        let question = Question { text, workspace: Some(place.id().clone()), profile, before, persona };
        let caller = place.caller.clone();
        Ok(Self { state, caller, place, conversation, question, _permit: permit })
    }

    /// Answers and stores the answer; what happens meanwhile goes to `emit`.
    pub(super) async fn finish(self, emit: &mut (dyn FnMut(Event<'_>) + Send)) -> Result<AnswerView, ApiError> {
        let answer = self.state.app.assistant.answer(&self.question, emit).await?;
        self.state.metrics.answer(answer.verdict, answer.mode);
        let json = serde_json::to_value(&answer).map_err(|error| ApiError::Internal(error.to_string()))?;
        let message = NewMessage { role: Role::Assistant, text: answer.answer.clone(), answer: Some(json) };
        let message = self.state.app.store.append_message(self.place.id(), &self.conversation, message).await?;
        Ok(AnswerView::new(answer, Some(message.id.to_string())))
    }
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
