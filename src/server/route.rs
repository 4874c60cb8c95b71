//! The list of routes: what builds the router also says who is let in, so a route without a rule cannot exist.

use std::{convert::Infallible, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::Method,
    routing::{MethodFilter, MethodRouter, on},
};
use tower_http::limit::RequestBodyLimitLayer;

use super::{
    artefacts, ask, blocks, carrying, consistency, controls, conversations, documents, egress, gap, house_style, jobs,
    mcp, messages, openai, openapi, openapi::Operation, operations, pages, profile, ratings, search, session,
    state::Shared, upload, widget, widget_keys, workspaces,
};
use crate::store::Scope;

/// The largest body of a request that is not an upload, in bytes.
const SMALL_BODY: usize = 64 * 1024;

/// The largest body that brings a conversation or a document along, in bytes.
pub(super) const TALK_BODY: usize = 1024 * 1024;

/// The largest body that brings a house style along, with a logo and four faces, in bytes.
const STYLE_BODY: usize = 6 * 1024 * 1024;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Open,
    /// Everybody on this machine; behind a proxy an administrator.
    Operator,
    /// Administrators.
    Admin,
    /// Administrators and keys of a workspace; where the path names one, of that workspace.
    Member,
    /// Members, and the chat widget of that workspace in the conversations that it began.
    Asker,
}

/// How long a request may take and how large its body may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Pace {
    #[default]
    Quick,
    Answer,
    /// An answer to somebody who sends a whole conversation, or a document, with the question.
    Talk,
    /// A house style with its files.
    Style,
    Upload,
}

/// A route and whom it lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The method; GET answers HEAD as well.
    pub method: Method,
    /// The path, with its parameters in braces: `{w}` workspace, `{d}` document, `{c}` conversation,
    /// `{m}` message, `{j}` job, `{g}` gap analysis, `{a}` artefact, `{key}` widget key.
    pub path: &'static str,
    /// Whom it lets in.
    pub access: Access,
    pub(super) pace: Pace,
    /// A request may bring an `Idempotency-Key`.
    pub(super) is_once: bool,
    /// The answer has an entity tag.
    pub(super) is_tagged: bool,
}

/// Routes on their way into the router, and the list of them.
pub(super) struct Routes {
    pub(super) router: Router<Shared>,
    pub(super) list: Vec<Route>,
    /// What is said of each, in the same order.
    pub(super) operations: Vec<Operation>,
    pace: Pace,
}

/// Every route of the server.
pub fn routes() -> Vec<Route> {
    all().list
}

pub(super) fn all() -> Routes {
    let empty = Routes { router: Router::new(), list: Vec::new(), operations: Vec::new(), pace: Pace::Quick };
    [
        operations::routes,
        pages::routes,
        session::routes,
        workspaces::routes,
        carrying::routes,
        profile::routes,
        house_style::routes,
        egress::routes,
        documents::routes,
        upload::routes,
        jobs::routes,
        gap::routes,
        artefacts::routes,
        consistency::routes,
        blocks::routes,
        conversations::routes,
        messages::routes,
        ratings::routes,
        controls::routes,
        search::routes,
        ask::routes,
        widget::routes,
        widget_keys::routes,
        openai::routes,
        mcp::routes,
        openapi::routes,
    ]
    .into_iter()
    .fold(empty, |routes, add| add(routes.pace(Pace::Quick)))
}

impl Access {
    /// Whether a credential of this scope may call the route at all.
    pub(super) fn admits(self, scope: Scope) -> bool {
        match self {
            Self::Open => true,
            Self::Operator | Self::Admin => scope == Scope::Admin,
            Self::Member => matches!(scope, Scope::Admin | Scope::Workspace),
            Self::Asker => true,
        }
    }
}

impl Pace {
    pub(super) fn time(self) -> Duration {
        match self {
            Self::Quick | Self::Style => Duration::from_secs(30),
            // An endpoint's whole answer may take 300 s by default; the composed one follows it.
            Self::Answer | Self::Talk => Duration::from_secs(330),
            Self::Upload => Duration::from_mins(5),
        }
    }

    pub(super) fn body(self) -> usize {
        match self {
            Self::Quick | Self::Answer => SMALL_BODY,
            Self::Talk => TALK_BODY,
            Self::Style => STYLE_BODY,
            Self::Upload => upload::MAX_FILES * (upload::MAX_FILE + 4096),
        }
    }
}

impl Routes {
    /// What the route before this takes and gives.
    pub(super) fn says(mut self, operation: Operation) -> Self {
        if let Some(last) = self.operations.last_mut() {
            *last = operation;
        }
        self
    }

    /// The route before this may be sent again with the same `Idempotency-Key`.
    pub(super) fn once(mut self) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.is_once = true;
        }
        self
    }

    /// What the route before this gives has an entity tag.
    pub(super) fn tagged(mut self) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.is_tagged = true;
        }
        self
    }

    /// The pace of the routes that follow.
    pub(super) fn pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    pub(super) fn get<T: 'static>(self, path: &'static str, access: Access, handler: impl Handler<T, Shared>) -> Self {
        self.add((Method::GET, path, access), on(MethodFilter::GET, handler))
    }

    pub(super) fn post<T: 'static>(self, path: &'static str, access: Access, handler: impl Handler<T, Shared>) -> Self {
        self.add((Method::POST, path, access), on(MethodFilter::POST, handler))
    }

    pub(super) fn put<T: 'static>(self, path: &'static str, access: Access, handler: impl Handler<T, Shared>) -> Self {
        self.add((Method::PUT, path, access), on(MethodFilter::PUT, handler))
    }

    pub(super) fn patch<T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: impl Handler<T, Shared>,
    ) -> Self {
        self.add((Method::PATCH, path, access), on(MethodFilter::PATCH, handler))
    }

    pub(super) fn delete<T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: impl Handler<T, Shared>,
    ) -> Self {
        self.add((Method::DELETE, path, access), on(MethodFilter::DELETE, handler))
    }

    fn add(mut self, (method, path, access): (Method, &'static str, Access), handler: MethodRouter<Shared>) -> Self {
        let limited: MethodRouter<Shared> = handler
            .layer::<_, Infallible>(RequestBodyLimitLayer::new(self.pace.body()))
            .layer(DefaultBodyLimit::disable());
        self.router = self.router.route(path, limited);
        self.operations.push(Operation::default());
        self.list.push(Route { method, path, access, pace: self.pace, is_once: false, is_tagged: false });
        self
    }
}
