//! One question in a conversation and its answer: the question is stored first, the answer when it is whole.

use tokio::sync::OwnedSemaphorePermit;

use super::{
    caller::Caller, conversations::stored_answer, guard::InWorkspace, problem::ApiError, profile, state::Shared,
};
use crate::{
    chat::{Assistant, Event, Persona, Question, Topic, Verdict},
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
        let caller = place.caller.clone();
        let workspace = Some(place.id().clone());
        let (of, person) = (Some(conversation.clone()), Some(caller.person()));
        let question = Question { text, workspace, profile, before, persona, conversation: of, person };
        Ok(Self { state, caller, place, conversation, question, _permit: permit })
    }

    /// Answers and stores the answer; what happens meanwhile goes to `emit`.
    pub(super) async fn finish(self, emit: &mut (dyn FnMut(Event<'_>) + Send)) -> Result<AnswerView, ApiError> {
        let answer = self.state.app.assistant.answer(&self.question, emit).await?;
        self.state.metrics.answer(answer.verdict, answer.mode);
        let json = serde_json::to_value(&answer).map_err(|error| ApiError::Internal(error.to_string()))?;
        let message = NewMessage { role: Role::Assistant, text: answer.answer.clone(), answer: Some(json) };
        let message = self.state.app.store.append_message(self.place.id(), &self.conversation, message).await?;
        if let Some(egress) = &answer.egress {
            self.state.app.store.file_egress(egress, &message.id).await?;
        }
        Ok(AnswerView::new(answer, Some(message.id.to_string())))
    }
}

/// What the last answer that was one was about, and the question that it answered. A refusal leaves the topic as it was.
fn topic(messages: &[Message]) -> Option<Topic> {
    let mut latest = messages.iter().rev();
    let answer = latest.by_ref().find_map(|message| {
        let answer = stored_answer(message.answer.clone()?)?;
        (answer.verdict != Verdict::Refused).then_some(answer)
    })?;
    let asked = latest.find(|message| message.role == Role::User).map(|message| message.text.as_str());
    Some(Assistant::topic(asked.unwrap_or_default(), &answer))
}
