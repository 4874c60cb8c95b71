//! The whole program over real HTTP on loopback: the API, signing in, who may do what, and what survives a crash.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod access;
mod answers;
mod artefacts;
mod bad_input;
mod carrying;
mod client;
mod crash;
mod dialogue;
mod doing;
mod door;
mod doors;
mod egress;
mod faults;
mod follow_ups;
mod gap;
mod liar;
mod limits;
mod lists;
mod mcp;
mod once;
mod openai;
mod openapi;
mod resume;
mod rewording;
mod shapes;
mod signin;
mod smollm;
mod uploads;
mod widget;
mod workspaces;

#[path = "../support/upstream.rs"]
mod upstream;
