//! A completion piece by piece: the role, each block once it is verified, the sources, the end.

use std::convert::Infallible;

use axum::response::{
    IntoResponse, Response, Sse,
    sse::{Event, KeepAlive},
};
use serde::Serialize;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_stream::wrappers::UnboundedReceiverStream;

use super::{
    error::Body,
    shapes::{Chunk, Extra, Head, Usage},
};
use crate::{
    chat::{self, Answer},
    server::{
        ask::{Turn, attended},
        caller::Caller,
        messages::KEEP_ALIVE,
        state::Shared,
    },
    view::{footnotes, safe_markdown},
};

/// What is said when a text that was streamed does not stand: the protocol cannot take it back.
const WITHDRAWN: &str = "\n\n---\n\n**The text above could not be verified and is withdrawn. This answer counts:**\n\n";

/// Where the pieces go.
struct Stream {
    head: Head,
    events: UnboundedSender<Result<Event, Infallible>>,
    /// Bytes that the client sent, when it wants to know the usage.
    counted: Option<usize>,
    said: String,
}

/// Streams the answer. When the client goes away, the work is dropped.
pub(super) fn stream(state: Shared, caller: Caller, turn: Turn, (head, counted): (Head, Option<usize>)) -> Response {
    let (events, received) = unbounded_channel();
    let mut stream = Stream { head, events: events.clone(), counted, said: String::new() };
    tokio::spawn(async move {
        let work = async {
            stream.send(&Chunk::role(&stream.head, stream.counted.is_some()));
            let mut tell = |step: chat::Event<'_>| {
                if let chat::Event::Piece(piece) = step {
                    stream.say(piece);
                }
            };
            let end = attended(&state, Some(&caller), turn.answer(&mut tell)).await;
            match end {
                Ok(answer) => stream.end(answer),
                Err(error) => stream.send(&Body::of(&error)),
            }
        };
        tokio::select! {
            () = events.closed() => {}
            () = work => {}
        }
    });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    Sse::new(UnboundedReceiverStream::new(received)).keep_alive(keep_alive).into_response()
}

impl Stream {
    fn say(&mut self, piece: &str) {
        self.said.push_str(piece);
        self.text(safe_markdown(piece));
    }

    fn text(&self, text: String) {
        self.send(&Chunk::text(&self.head, text, self.counted.is_some()));
    }

    /// What is behind the text, and what was said is set right where it is not the answer.
    fn end(&self, answer: Answer) {
        if self.said.trim_end() != answer.answer.trim_end() {
            let before = if self.said.is_empty() { "" } else { WITHDRAWN };
            self.text(format!("{before}{}", safe_markdown(&answer.answer)));
        }
        let notes = footnotes(&answer);
        let usage = self.counted.map(|sent| Usage::of(&answer, sent, answer.answer.len() + notes.len()));
        if !notes.is_empty() {
            self.text(notes);
        }
        self.send(&Chunk::finish(&self.head, Extra::of(answer), self.counted.is_some()));
        if let Some(usage) = usage {
            self.send(&Chunk::usage(&self.head, usage));
        }
        let _ = self.events.send(Ok(Event::default().data("[DONE]")));
    }

    fn send(&self, data: &impl Serialize) {
        if let Ok(event) = Event::default().json_data(data) {
            // A receiver that is gone is noticed where the work is done.
            let _ = self.events.send(Ok(event));
        }
    }
}
