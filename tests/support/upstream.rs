//! A scripted language model: real HTTP and server-sent events on loopback, with every fault that a real one has.

#![allow(dead_code, reason = "each test binary uses its own part of it")]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "it is part of tests only")]

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

/// No connection lives longer than this.
const LIFE: Duration = Duration::from_secs(20);
/// No script serves more connections than this.
const MAX_CONNECTIONS: usize = 256;

/// What one request gets.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// This text in small deltas, then `stop`.
    Says(String),
    /// The same, with the tokens of prompt and completion in an event of their own behind `stop`.
    Costs(String, u64, u64),
    /// This text, then this finish reason.
    Ends(String, &'static str),
    /// This text, then the connection closes in the middle of an event.
    BreaksOff(String),
    /// This text, then `[DONE]` without a finish reason.
    ForgetsToFinish(String),
    /// This text, then nothing, with the connection open.
    Hangs(String),
    /// These texts one after the other, with this time between them, then `stop`.
    Slowly(Vec<String>, Duration),
    /// The connection is accepted and nothing is ever said.
    Silent,
    /// This text, then an event with an `error` key.
    FailsWith(String, String),
    /// A status with headers and a body.
    Status(u16, String, String),
    /// A redirect to this address.
    RedirectsTo(String),
    /// Event lines without end.
    EndlessEvents,
    /// Bytes without any line break, without end.
    EndlessLine,
    /// An event that is not JSON.
    Malformed,
    /// A web page with status 200.
    WebPage,
    /// These bytes, as they are.
    Raw(String),
    /// These bytes, which need not be text.
    Bytes(Vec<u8>),
    /// What this makes of the request, as `Says`.
    Makes(fn(&str) -> String),
    /// The reply, this long after the request.
    After(Duration, Box<Reply>),
    /// Events of this text in pieces, with a pause behind each piece.
    Dribbles(String, Duration),
    /// Bytes, then a reset of the connection in place of an end.
    Resets(String),
}

/// The running server; it ends when dropped.
pub(crate) struct Upstream {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    open: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Upstream {
    /// Starts a server that gives the replies in order and repeats the last one. What it says of its models is no part of
    /// the script: it keeps no list.
    pub(crate) async fn start(script: Vec<Reply>) -> Self {
        Self::start_with(script, false, MAX_CONNECTIONS).await
    }

    /// The same, where also questions about models are answered from the script.
    pub(crate) async fn start_whole(script: Vec<Reply>) -> Self {
        Self::start_with(script, true, MAX_CONNECTIONS).await
    }

    /// The same for up to so many connections.
    pub(crate) async fn start_for(script: Vec<Reply>, connections: usize) -> Self {
        Self::start_with(script, false, connections).await
    }

    async fn start_with(script: Vec<Reply>, whole: bool, connections: usize) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback can be bound");
        let address = listener.local_addr().expect("a bound socket has an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (open, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (seen, alive, peak) = (Arc::clone(&requests), Arc::clone(&open), Arc::clone(&most));
        let task = tokio::spawn(async move {
            for _ in 0..connections {
                let Ok((stream, _)) = listener.accept().await else { break };
                let (script, seen) = (script.clone(), Arc::clone(&seen));
                let (alive, peak) = (Arc::clone(&alive), Arc::clone(&peak));
                tokio::spawn(async move {
                    peak.fetch_max(alive.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let _ = timeout(LIFE, serve(stream, (&script, whole), &seen)).await;
                    alive.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, requests, open, most, task }
    }

    /// What goes into `llm.base_url`.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Every request so far, head and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no test panics while it holds the lock").clone()
    }

    /// Connections that are open right now.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// The most that were open at once.
    pub(crate) fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One event of a streamed answer.
fn delta(text: &str) -> String {
    let chunk = serde_json::json!({
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted",
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": null}],
    });
    format!("data: {chunk}\n\n")
}

fn finish(reason: &str) -> String {
    format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"{reason}\"}}]}}\n\n")
}

/// The event that says what the answer took; it has no choices.
fn usage(prompt: u64, completion: u64) -> String {
    let total = prompt.saturating_add(completion);
    let usage = serde_json::json!({"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total});
    format!("data: {}\n\n", serde_json::json!({"choices": [], "usage": usage}))
}

/// The text in deltas of seven characters, so that sentences, citations and words are cut anywhere.
fn deltas(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(7).map(|piece| delta(&piece.iter().collect::<String>())).collect()
}

async fn serve(
    mut stream: TcpStream,
    (script, whole): (&[Reply], bool),
    seen: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let request = read_request(&mut stream).await?;
    if request.starts_with("GET ") && !whole {
        return stream.write_all(b"HTTP/1.1 404 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    }
    let reply = {
        let mut seen = seen.lock().expect("no test panics while it holds the lock");
        seen.push(request.clone());
        script.get(seen.len() - 1).or(script.last()).cloned().unwrap_or(Reply::Silent)
    };
    give(stream, reply, &request).await
}

async fn give(mut stream: TcpStream, reply: Reply, request: &str) -> std::io::Result<()> {
    let page = |status: u16, head: &str, body: &str| {
        format!("HTTP/1.1 {status} X\r\n{head}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
    };
    let events = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    let (bytes, stays) = match reply {
        Reply::Says(text) => (format!("{events}{}{}data: [DONE]\n\n", deltas(&text), finish("stop")), false),
        Reply::Costs(text, prompt, completion) => {
            let usage = usage(prompt, completion);
            (format!("{events}{}{}{usage}data: [DONE]\n\n", deltas(&text), finish("stop")), false)
        }
        Reply::Ends(text, reason) => (format!("{events}{}{}data: [DONE]\n\n", deltas(&text), finish(reason)), false),
        Reply::BreaksOff(text) => (format!("{events}{}data: {{\"choi", deltas(&text)), false),
        Reply::ForgetsToFinish(text) => (format!("{events}{}data: [DONE]\n\n", deltas(&text)), false),
        Reply::Hangs(text) => (format!("{events}{}", deltas(&text)), true),
        Reply::Silent => (String::new(), true),
        Reply::FailsWith(text, message) => {
            let error = serde_json::json!({"error": {"message": message}, "choices": [{"finish_reason": "stop"}]});
            (format!("{events}{}data: {error}\n\n", deltas(&text)), false)
        }
        Reply::Status(status, head, body) => (page(status, &head, &body), false),
        Reply::RedirectsTo(to) => (page(307, &format!("location: {to}\r\n"), ""), false),
        Reply::Slowly(texts, pause) => return slowly(stream, events, &texts, pause).await,
        Reply::EndlessEvents => return endless(stream, events, ": padding\n\n").await,
        Reply::EndlessLine => return endless(stream, events, "garbage ").await,
        Reply::Malformed => (format!("{events}data: {{\"choices\": nonsense}}\n\n"), false),
        Reply::WebPage => (page(200, "content-type: text/html\r\n", "<h1>Welcome</h1>"), false),
        Reply::Raw(bytes) => (bytes, false),
        Reply::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            return stream.shutdown().await;
        }
        Reply::Makes(make) => (format!("{events}{}{}data: [DONE]\n\n", deltas(&make(request)), finish("stop")), false),
        Reply::After(pause, reply) => {
            tokio::time::sleep(pause).await;
            return Box::pin(give(stream, *reply, request)).await;
        }
        Reply::Dribbles(text, pause) => {
            dribble(&mut stream, events, &text, pause).await?;
            (format!("{}data: [DONE]\n\n", finish("stop")), false)
        }
        Reply::Resets(text) => {
            stream.write_all(format!("{events}{text}").as_bytes()).await?;
            tokio::time::sleep(Duration::from_millis(20)).await;
            // Closing at once with nothing lingering is a reset.
            return stream.set_zero_linger();
        }
    };
    stream.write_all(bytes.as_bytes()).await?;
    stream.flush().await?;
    if stays {
        // Ends when the client closes its side.
        let mut rest = [0; 64];
        while stream.read(&mut rest).await? > 0 {}
    } else {
        stream.shutdown().await?;
    }
    Ok(())
}

async fn dribble(stream: &mut TcpStream, head: &str, text: &str, pause: Duration) -> std::io::Result<()> {
    stream.write_all(head.as_bytes()).await?;
    for event in deltas(text).split_inclusive("\n\n") {
        stream.write_all(event.as_bytes()).await?;
        tokio::time::sleep(pause).await;
    }
    Ok(())
}

async fn slowly(mut stream: TcpStream, head: &str, texts: &[String], pause: Duration) -> std::io::Result<()> {
    stream.write_all(head.as_bytes()).await?;
    for text in texts {
        stream.write_all(deltas(text).as_bytes()).await?;
        stream.flush().await?;
        tokio::time::sleep(pause).await;
    }
    stream.write_all(format!("{}data: [DONE]\n\n", finish("stop")).as_bytes()).await?;
    stream.shutdown().await
}

async fn endless(mut stream: TcpStream, head: &str, piece: &str) -> std::io::Result<()> {
    stream.write_all(head.as_bytes()).await?;
    let block = piece.repeat(2_000);
    loop {
        stream.write_all(block.as_bytes()).await?;
    }
}

/// Head and body; the body's length comes from the head.
async fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or(0) {
                return Ok(text.into_owned());
            }
        }
        let read = stream.read(&mut buffer).await?;
        if read == 0 || bytes.len() > 1 << 20 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&buffer[..read]);
    }
}
