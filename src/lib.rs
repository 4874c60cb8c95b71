//! Annexa: a self-hosted assistant for ISO/IEC 27001:2022 that answers from a curated knowledge base and a company's own
//! documents, and shows the passage behind every sentence.
//!
//! The house has five floors; a module uses its own floor and those below, never one above. `tests/house.rs` holds it.
//! Read it in this order:
//!
//! 0. Nouns. [`iso`]: requirement ids, the catalogue, checks, the profile. [`config`]: the settings.
//! 1. Text and models. [`document`]: from bytes, parsed in a jail, to blocks and chunks. [`knowledge`]: the curated pages.
//!    [`embed`]: texts to vectors, on this machine. [`prompt`] and [`llm`]: a language model, when one is configured.
//! 2. Memory. [`store`]: SQL, the only truth. [`index`]: full text and vectors, derived from it.
//! 3. Verbs. [`ingest`]: files into memory. [`retrieve`]: passages for a question. [`chat`]: answers out of passages.
//!    [`draft`]: documents out of the library. [`assess`]: what a company's documents leave open. [`export`]: all of it as
//!    files. [`verify`]: is a model's sentence in its passages? [`evaluate`]: how good all of this is, by suites.
//! 4. Faces. [`view`]: the JSON that all faces share. [`server`]: HTTP, the chat page, the protocols of others. [`cli`]:
//!    the command line.
//!
//! The roof is [`app`], which opens a data folder and hands each part what it needs.
//!
//! Deliberately absent: no module reads a setting or a variable by itself, no answer is written without the passages it
//! rests on, and no index is ever trusted: what it finds is read again from SQL.

pub mod config;
pub mod iso;

pub mod document;
pub mod embed;
pub mod knowledge;
pub mod llm;
pub mod prompt;

pub mod index;
pub mod store;

pub mod assess;
pub mod chat;
pub mod draft;
pub mod evaluate;
pub mod export;
pub mod ingest;
pub mod retrieve;
pub mod verify;

pub mod cli;
pub mod server;
pub mod view;

pub mod app;
