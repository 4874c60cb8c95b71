//! Reading what a user names, and telling a user what went wrong.

use std::{
    fs,
    io::{self, Read, Write},
    path::Path,
};

use anyhow::Context;

/// The bytes of a file; `-` is standard input.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("standard input cannot be read")?;
        return Ok(bytes);
    }
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The same as text.
pub(super) fn read_text(path: &Path) -> anyhow::Result<String> {
    String::from_utf8(read(path)?).map_err(|error| {
        anyhow::anyhow!("{} is not UTF-8 text (byte {})", path.display(), error.utf8_error().valid_up_to())
    })
}

/// Writes a line to standard output. Text of documents is data: nothing in it may steer a terminal or turn its reading
/// direction round.
pub(super) fn line(text: &str) -> anyhow::Result<()> {
    let steers = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    let text: String = text.chars().filter(|c| !steers(c)).collect();
    Ok(writeln!(io::stdout().lock(), "{text}")?)
}

/// Whether the error is only that nobody reads any more, as in `annexa … | head`.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        io.or_else(|| cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind))
    };
    error.chain().any(|cause| kind(cause) == Some(io::ErrorKind::BrokenPipe))
}

/// Writes JSON, indented, with a line end.
pub(super) fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// An error with its causes on one line, said once each.
pub(super) fn complain(error: &anyhow::Error) {
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain().map(ToString::to_string) {
        let cause = cause.split('\n').map(str::trim).collect::<Vec<_>>().join(" ");
        if !said.iter().any(|before| before.contains(&cause)) {
            said.push(cause);
        }
    }
    let _ = writeln!(io::stderr(), "annexa: {}", said.join(": "));
}
