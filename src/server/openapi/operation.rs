//! What a route takes, gives and refuses, in a form that becomes a description.

use schemars::{JsonSchema, Schema, SchemaGenerator};

pub(super) const JSON: &str = "application/json";
pub(super) const EVENTS: &str = "text/event-stream";

/// How a type describes itself.
pub(super) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// A route described.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct Operation {
    pub(super) summary: &'static str,
    pub(super) details: &'static str,
    pub(super) query: Option<Shape>,
    pub(super) body: Option<Body>,
    pub(super) gives: Vec<Reply>,
    pub(super) fails: Vec<u16>,
}

/// A body to send.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) kind: &'static str,
    pub(super) shape: Option<Shape>,
    pub(super) needed: bool,
    pub(super) example: &'static str,
}

/// What comes back when all goes well.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) kind: Option<&'static str>,
    pub(super) shapes: Vec<Shape>,
}

impl Operation {
    /// What it does, in one line.
    pub(in crate::server) fn new(summary: &'static str) -> Self {
        Self { summary, ..Self::default() }
    }

    /// What else a caller should know.
    pub(in crate::server) fn details(self, details: &'static str) -> Self {
        Self { details, ..self }
    }

    /// It reads the fields of this type from the query.
    pub(in crate::server) fn query<T: JsonSchema>(self) -> Self {
        Self { query: Some(T::json_schema), ..self }
    }

    /// It needs this as JSON; `example` is a body that works.
    pub(in crate::server) fn takes<T: JsonSchema>(self, example: &'static str) -> Self {
        let body = Body { kind: JSON, shape: Some(SchemaGenerator::subschema_for::<T>), needed: true, example };
        Self { body: Some(body), ..self }
    }

    /// It takes this as JSON, or nothing.
    pub(in crate::server) fn may_take<T: JsonSchema>(self, example: &'static str) -> Self {
        let taken = self.takes::<T>(example);
        let body = taken.body.map(|body| Body { needed: false, ..body });
        Self { body, ..taken }
    }

    /// It needs a body of this media type.
    pub(in crate::server) fn takes_kind(self, kind: &'static str, example: &'static str) -> Self {
        Self { body: Some(Body { kind, shape: None, needed: true, example }), ..self }
    }

    /// It gives this as JSON.
    pub(in crate::server) fn gives<T: JsonSchema>(self, status: u16) -> Self {
        self.reply(Reply { status, kind: Some(JSON), shapes: vec![SchemaGenerator::subschema_for::<T>] })
    }

    /// It gives one of these as JSON.
    pub(in crate::server) fn gives_either<A: JsonSchema, B: JsonSchema>(self, status: u16) -> Self {
        let shapes: Vec<Shape> = vec![SchemaGenerator::subschema_for::<A>, SchemaGenerator::subschema_for::<B>];
        self.reply(Reply { status, kind: Some(JSON), shapes })
    }

    /// It gives something of this media type.
    pub(in crate::server) fn gives_kind(self, status: u16, kind: &'static str) -> Self {
        self.reply(Reply { status, kind: Some(kind), shapes: Vec::new() })
    }

    /// Asked for them, it gives events.
    pub(in crate::server) fn gives_events(self) -> Self {
        self.gives_kind(200, EVENTS)
    }

    /// It gives a status and no body.
    pub(in crate::server) fn gives_nothing(self, status: u16) -> Self {
        self.reply(Reply { status, kind: None, shapes: Vec::new() })
    }

    /// It refuses with these statuses, beside those that follow from what it takes and whom it lets in.
    pub(in crate::server) fn fails(self, statuses: &[u16]) -> Self {
        Self { fails: statuses.to_vec(), ..self }
    }

    fn reply(mut self, reply: Reply) -> Self {
        self.gives.push(reply);
        self
    }
}
