//! The HTTP face: the chat page, the widget for other pages, the API under `/api/v1`, the protocols of others (OpenAI under
//! `/v1`, MCP at `/mcp`), health and metrics.
//!
//! A request passes from the outside in: security headers and counting, the net that turns panics and bare errors into
//! problem documents, Host and Origin (`door`), the caller and what it may do (`guard`, the one place where that is
//! decided), a time limit, and then a handler that is one hop from the core. [`routes`] lists every route with whom it
//! lets in; the router is built from the same list, so none can be left out.

mod artefacts;
mod ask;
mod assets;
mod background;
mod blocks;
mod caller;
mod carrying;
mod connection;
mod consistency;
mod controls;
mod conversations;
mod documents;
mod door;
mod egress;
mod exchange;
mod files;
mod gap;
mod guard;
mod house_style;
mod input;
mod jobs;
mod launch;
mod layers;
mod lock;
mod making;
mod mcp;
mod messages;
mod metrics;
mod once;
mod openai;
mod openapi;
mod operations;
mod pages;
mod problem;
mod profile;
mod ratings;
mod route;
mod running;
mod search;
mod session;
mod state;
mod tag;
mod upload;
mod widget;
mod widget_keys;
mod workspaces;

pub use launch::{ServeArguments, serve};
pub use lock::is_running;
pub use mcp::serve_stdio;
pub use route::{Access, Route, routes};
pub use running::{Server, router};
pub use state::ServerState;
