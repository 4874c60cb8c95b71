//! The process that parses one file and ends: the bytes come on standard input, the answer goes to standard output.
//!
//! It is this program once more, under the hidden command `parse-worker`. The answer is the length of a JSON text as
//! eight bytes, the highest first, and then the text: a [`Extracted`], or the reason why there is none.

use std::{
    io::{self, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
};

use super::{
    Extracted, Kind, TextError, extract_as,
    jail::{escapes, exec_fails, lock_in},
};

/// The hidden command.
pub(super) const COMMAND: &str = "parse-worker";
/// The longest answer, in bytes.
pub(super) const MAX_ANSWER: usize = 16 * 1024 * 1024;
/// What the parent asks for instead of a kind when it wants to know whether the jail holds.
pub(super) const SELF_TEST: &str = "self-test";
/// What the parent gives when the bytes decide the kind.
pub(super) const ANY: &str = "any";
/// What the parent adds when parsing outside the jail is allowed.
pub(super) const UNJAILED: &str = "unjailed";

/// Runs the worker when the arguments (without the program's name) ask for it; none when they ask for something else.
///
/// It must be called before anything starts a thread: the jail closes on the thread that asks for it.
pub fn run_if_asked(mut arguments: impl Iterator<Item = String>) -> Option<ExitCode> {
    if arguments.next().as_deref() != Some(COMMAND) {
        return None;
    }
    let (kind, length) = (arguments.next().unwrap_or_default(), arguments.next().unwrap_or_default());
    let unjailed = arguments.next().as_deref() == Some(UNJAILED);
    // A panic is told to the parent in the answer; a trace would only repeat what a hostile file provoked.
    std::panic::set_hook(Box::new(|_| {}));
    let answer = match lock_in() {
        Err(reason) if !unjailed => Err(TextError::Unsafe(reason)),
        _ if kind == SELF_TEST => self_test(),
        _ => read(&length).and_then(|bytes| parse(&kind, &bytes)),
    };
    let written = write(&answer);
    Some(if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The input. One that ends early belongs to a parent that is gone, and a part of a file must not pass for the whole.
fn read(length: &str) -> Result<Vec<u8>, TextError> {
    let length: u64 = length.parse().unwrap_or(0);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0).min(super::MAX_FILE_BYTES));
    let read = io::stdin().lock().take(length).read_to_end(&mut bytes);
    match read {
        Ok(read) if u64::try_from(read).is_ok_and(|read| read == length) => Ok(bytes),
        _ => Err(TextError::Crashed("it did not get the whole file".to_owned())),
    }
}

fn parse(kind: &str, bytes: &[u8]) -> Result<Extracted, TextError> {
    let promised = if kind == ANY {
        None
    } else {
        let kind: Option<Kind> = serde_json::from_value(kind.into()).ok();
        Some(kind.ok_or_else(|| TextError::UnknownFormat(kind_shown()))?)
    };
    let parsed = catch_unwind(AssertUnwindSafe(|| extract_as(promised, bytes)));
    parsed.unwrap_or_else(|_| Err(TextError::Crashed("its parts contradict each other".to_owned())))
}

fn kind_shown() -> String {
    "of a kind that this program does not know".to_owned()
}

/// An answer whose warnings name what worked and should not have.
fn self_test() -> Result<Extracted, TextError> {
    let mut worked: Vec<String> = escapes().into_iter().map(str::to_owned).collect();
    if !exec_fails() {
        worked.push("becoming another program".to_owned());
    }
    if worked.is_empty() {
        let kind = Kind::Text;
        return Ok(Extracted {
            format: super::Format::Plain,
            kind,
            text: String::new(),
            pages: Vec::new(),
            warnings: worked,
            tables: Vec::new(),
        });
    }
    Err(TextError::Unsafe(format!("these worked and should not: {}", worked.join(", "))))
}

fn write(answer: &Result<Extracted, TextError>) -> io::Result<()> {
    let mut text = serde_json::to_vec(answer).map_err(io::Error::other)?;
    if let Ok(read) = answer
        && text.len() > MAX_ANSWER
    {
        // The text counts; rows are what some callers want beside it.
        let bare: Result<Extracted, TextError> = Ok(Extracted { tables: Vec::new(), ..read.clone() });
        text = serde_json::to_vec(&bare).map_err(io::Error::other)?;
    }
    if text.len() > MAX_ANSWER {
        let error: Result<Extracted, TextError> = Err(TextError::TextTooLong { limit: MAX_ANSWER });
        text = serde_json::to_vec(&error).map_err(io::Error::other)?;
    }
    let mut out = io::stdout().lock();
    out.write_all(&u64::try_from(text.len()).unwrap_or(0).to_be_bytes())?;
    out.write_all(&text)?;
    out.flush()
}
