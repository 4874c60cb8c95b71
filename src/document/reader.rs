//! The reader of files that strangers made: each file is parsed in a process of its own, which is locked in and killed
//! when it takes too long.

use std::{
    io::{self, Read, Write},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use tokio::sync::Semaphore;

use super::{
    Extracted, Kind, TextError,
    extract::settled,
    extract_as,
    jail::{MEMORY, SECONDS},
    worker::{ANY, COMMAND, MAX_ANSWER, SELF_TEST, UNJAILED},
};

/// Bytes of a worker's complaints that are kept.
const MAX_COMPLAINT: u64 = 4096;

/// Reads files. Cloning shares the limit on how many are read at once.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The program that is started for each file; none parses in this process.
    worker: Option<PathBuf>,
    /// A worker that cannot lock itself in parses all the same.
    unjailed: bool,
    seconds: u64,
    at_once: Arc<Semaphore>,
}

impl Reader {
    /// A reader that starts `worker` for each file: this program, or one that knows its hidden command.
    ///
    /// `unjailed` parses even where the system cannot lock a process in.
    pub fn new(worker: PathBuf, unjailed: bool) -> Self {
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { worker: Some(worker), unjailed, seconds: SECONDS, at_once: Arc::new(Semaphore::new(cores)) }
    }

    /// A reader that parses in this process, without any protection: for files that are known, as in tests.
    pub fn in_process() -> Self {
        Self { worker: None, unjailed: true, seconds: SECONDS, at_once: Arc::new(Semaphore::new(1)) }
    }

    /// The text of a file; its name's ending says what it should be.
    ///
    /// Markdown and plain text are their own text and are read here; everything else is parsed in the jail, as many
    /// files at once as there are processors.
    pub async fn read(&self, name: &str, bytes: Arc<Vec<u8>>) -> Result<Extracted, TextError> {
        let promised = Kind::of(name)?;
        let _turn = self.at_once.acquire().await.map_err(|error| TextError::NoReader(error.to_string()))?;
        let reader = self.clone();
        let read = tokio::task::spawn_blocking(move || reader.read_blocking(promised, &bytes)).await;
        read.map_err(|_| TextError::Crashed("a defect was met".to_owned()))?
    }

    /// The same for callers without a runtime. It blocks until the file is read, at most some 20 seconds.
    pub fn read_now(&self, name: &str, bytes: &[u8]) -> Result<Extracted, TextError> {
        self.read_blocking(Kind::of(name)?, bytes)
    }

    /// Whether the jail holds: a worker is locked in and tries to break out.
    pub fn self_test(&self) -> Result<(), TextError> {
        match &self.worker {
            Some(worker) => self.ask(worker, SELF_TEST, &[]).map(|_| ()),
            None => Err(TextError::Unsafe("files are parsed in the program itself".to_owned())),
        }
    }

    fn read_blocking(&self, promised: Option<Kind>, bytes: &[u8]) -> Result<Extracted, TextError> {
        let Some(worker) = &self.worker else { return extract_as(promised, bytes) };
        if promised.is_some_and(Kind::is_bare) {
            return extract_as(promised, bytes);
        }
        if bytes.len() > super::MAX_FILE_BYTES || bytes.is_empty() {
            return Err(settled(promised, bytes).err().unwrap_or(TextError::Empty));
        }
        let kind = match promised.map(serde_json::to_value) {
            Some(Ok(kind)) => kind.as_str().unwrap_or(ANY).to_owned(),
            _ => ANY.to_owned(),
        };
        self.ask(worker, &kind, bytes)
    }

    fn ask(&self, worker: &PathBuf, kind: &str, bytes: &[u8]) -> Result<Extracted, TextError> {
        let unstarted = |error: io::Error| TextError::NoReader(error.to_string());
        let mut command = Command::new(worker);
        command.arg(COMMAND).arg(kind).arg(bytes.len().to_string()).env_clear();
        if self.unjailed {
            command.arg(UNJAILED);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = Running { child: command.spawn().map_err(unstarted)?, status: None };
        let (input, output, complaints) =
            (child.child.stdin.take(), child.child.stdout.take(), child.child.stderr.take());
        let wait = Duration::from_secs(self.seconds);
        let (answer, complaint) = thread::scope(|scope| {
            scope.spawn(move || input.map(|mut input| input.write_all(bytes)));
            let complaint = scope.spawn(move || complaints.map(complaint).unwrap_or_default());
            let (send, receive) = mpsc::channel();
            scope.spawn(move || send.send(output.map(answer)));
            let answer = receive.recv_timeout(wait);
            // Ends the worker, and with it what the other threads wait for.
            child.stop();
            (answer, complaint.join().unwrap_or_default())
        });
        let Ok(answer) = answer else { return Err(TextError::TimedOut { seconds: self.seconds }) };
        match answer.unwrap_or(Answer::None) {
            Answer::Whole(json) => serde_json::from_slice(&json).map_err(|_| odd("its answer makes no sense"))?,
            Answer::TooLong => Err(TextError::TextTooLong { limit: MAX_ANSWER }),
            Answer::None => Err(self.ended(child.status, &complaint)),
        }
    }

    /// Why a worker ended without an answer.
    fn ended(&self, status: Option<ExitStatus>, complaint: &str) -> TextError {
        if complaint.contains("memory allocation") {
            return TextError::OutOfMemory { megabytes: MEMORY / 1024 / 1024 };
        }
        if complaint.contains("stack") {
            return odd("it is nested too deep");
        }
        match signal(status) {
            // The limit on processor time.
            Some(9 | 24) => TextError::TimedOut { seconds: self.seconds },
            Some(signal) => odd(&format!("signal {signal}")),
            None => odd("it ended without an answer"),
        }
    }
}

fn odd(reason: &str) -> TextError {
    TextError::Crashed(reason.to_owned())
}

/// A worker that is stopped and waited for whatever happens, so that none is left behind.
struct Running {
    child: Child,
    /// How it ended.
    status: Option<ExitStatus>,
}

impl Running {
    /// Lets a worker that is done end by itself for a moment, so that its end tells why; kills one that is not.
    fn stop(&mut self) {
        for _ in 0..20 {
            if let Ok(Some(status)) = self.child.try_wait() {
                self.status = Some(status);
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
        let _ = self.child.kill();
        self.status = self.child.wait().ok();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.status.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

enum Answer {
    Whole(Vec<u8>),
    TooLong,
    None,
}

fn answer(mut output: impl Read) -> Answer {
    let mut length = [0; 8];
    if output.read_exact(&mut length).is_err() {
        return Answer::None;
    }
    let length = usize::try_from(u64::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > MAX_ANSWER {
        return Answer::TooLong;
    }
    let mut json = vec![0; length];
    if output.read_exact(&mut json).is_ok() { Answer::Whole(json) } else { Answer::None }
}

fn complaint(output: impl Read) -> String {
    let mut text = Vec::new();
    let _ = output.take(MAX_COMPLAINT).read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(unix)]
fn signal(status: Option<ExitStatus>) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status?)
}

#[cfg(not(unix))]
fn signal(_: Option<ExitStatus>) -> Option<i32> {
    None
}
