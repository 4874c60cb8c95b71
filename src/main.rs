//! The program: reads arguments, sets up logging, runs the command.

use std::{io::IsTerminal, process::ExitCode};

use annexa::{cli, document};
use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    // A process that parses a file must be locked in before anything else happens in it.
    if let Some(ended) =
        document::run_if_asked(std::env::args_os().skip(1).map(|one| one.to_string_lossy().into_owned()))
    {
        return ended;
    }
    let arguments = cli::Arguments::parse();
    // The protocol's library would repeat what a client sent.
    let filter = EnvFilter::try_from_env("ANNEXA_LOG").unwrap_or_else(|_| EnvFilter::new("warn,rmcp=error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .without_time()
        .init();
    // One line for the log instead of a trace: what was asked never appears in it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!("a defect was met at {place}: please report this line");
    }));
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(cli::run(arguments)),
        Err(error) => {
            eprintln!("annexa: the runtime cannot be started: {error}");
            ExitCode::from(2)
        }
    }
}
