//! Annexa

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod config;
pub mod iso;

pub mod document;
pub mod embed;
pub mod knowledge;

pub mod index;
pub mod store;

pub mod app;
pub mod chat;
pub mod cli;
pub mod ingest;
pub mod retrieve;
pub mod view;
