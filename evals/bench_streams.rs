//! `make bench-streams`: how soon a sentence that the model has finished is shown verified, and what fifty streams hold.
//!
//! The server and everything below it are real, over HTTP on loopback; the model is a script that notes when it has written
//! the last byte of its first sentence. A sentence is known to be over when the next one begins, which the script does twenty
//! milliseconds later; these are part of the figure. Times are wall clock; the first answer is not counted.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use annexa::{
    app::App,
    config::{LlmSettings, ServerSettings, Settings},
    server::Server,
    store::Scope,
};
use futures::StreamExt;
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tokio_util::sync::CancellationToken;

const QUESTION: &str = "How many categories does Annex A have?";
const FIRST: &str = "The 2022 edition has 93 controls in 4 themes. [1] ";
const SECOND: &str = "The 14 domains belong to the 2013 edition. [1]";
const SERIAL: usize = 60;
const STREAMS: usize = 50;

/// When the script last finished its first sentence.
type Finished = Arc<Mutex<Option<Instant>>>;

fn main() -> anyhow::Result<()> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    let finished = Finished::default();
    let base = script(Arc::clone(&finished)).await?;
    let folder = tempfile::tempdir()?;
    let mut settings = Settings::load(None, std::env::vars())?;
    settings.data_dir = Some(folder.path().to_owned());
    settings.server = ServerSettings { listen: ([127, 0, 0, 1], 0).into(), ..ServerSettings::default() };
    settings.llm = LlmSettings {
        base_url: Some(base),
        model: "script".to_owned(),
        max_calls: STREAMS,
        max_calls_workspace: STREAMS,
        max_calls_user: STREAMS,
        ..LlmSettings::default()
    };
    let app = App::open(settings).await?;
    app.embed(|_| ()).await?;
    let (_, key) = app.store.create_key(Scope::Admin, None, "bench").await?;
    let workspace = app.store.create_workspace("Bench").await?.id;
    let origin = app.assistant.llm().map(annexa::llm::Llm::origin).unwrap_or_default();
    app.store.agree(&workspace, &origin, "bench").await?;
    let server = Server::bind(app).await?;
    let root = format!("http://{}/api/v1/workspaces/{workspace}/conversations", server.address()?);
    let stop = CancellationToken::new();
    let serving = tokio::spawn(server.run_until(stop.clone().cancelled_owned()));
    let client =
        Client { http: reqwest::Client::builder().no_proxy().build()?, root, key: key.expose_secret().to_owned() };

    let mut waits = Vec::new();
    for round in 0..=SERIAL {
        let (first, _) = client.ask().await?;
        let at = finished.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let (Some(first), Some(at), true) = (first, at, round > 0) {
            waits.push(first.saturating_duration_since(at).as_secs_f64() * 1_000.0);
        }
    }
    waits.sort_by(f64::total_cmp);
    let at = |share: usize| {
        waits.get((waits.len() * share / 100).min(waits.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    };
    let count = waits.len();
    println!(
        "{:<42} {:>8.2} ms median, {:.2} ms p95, {count} runs",
        "first verified sentence after the model's",
        at(50),
        at(95)
    );

    let before = memory();
    let many = (0..STREAMS).map(|_| client.ask());
    let (done, most) = tokio::join!(futures::future::join_all(many), most_memory());
    let whole = done.iter().filter(|end| matches!(end, Ok((_, true)))).count();
    println!("{:<42} {whole:>8} of {STREAMS} generated and whole", "streams at once");
    println!(
        "{:<42} {:>8} MB ({before} MB before, {most} MB at most)",
        "memory that they added (RSS)",
        most.saturating_sub(before)
    );
    stop.cancel();
    serving.await?
}

struct Client {
    http: reqwest::Client,
    root: String,
    key: String,
}

impl Client {
    /// When the first verified words came, and whether the answer is the model's and whole.
    async fn ask(&self) -> anyhow::Result<(Option<Instant>, bool)> {
        let made = self.http.post(&self.root).bearer_auth(&self.key).send().await?.json::<serde_json::Value>().await?;
        let id = made.get("id").and_then(serde_json::Value::as_str).unwrap_or_default();
        let asked = self.http.post(format!("{}/{id}/messages", self.root)).bearer_auth(&self.key);
        let asked = asked.header("accept", "text/event-stream").json(&json!({ "text": QUESTION }));
        let mut stream = asked.send().await?.bytes_stream();
        let (mut first, mut text) = (None, String::new());
        while let Some(bytes) = stream.next().await {
            text.push_str(&String::from_utf8_lossy(&bytes?));
            if first.is_none() && text.contains("event: delta") {
                first = Some(Instant::now());
            }
        }
        Ok((first, text.contains("\"mode\":\"generated\"") && text.contains("2013 edition")))
    }
}

/// The most memory that is held while streams run.
async fn most_memory() -> u64 {
    let mut most = 0;
    for _ in 0..60 {
        most = most.max(memory());
        sleep(Duration::from_millis(50)).await;
    }
    most
}

async fn script(finished: Finished) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}/v1", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(say(stream, Arc::clone(&finished)));
        }
    });
    Ok(base)
}

/// One answer in pieces of seven characters, twenty milliseconds apart.
async fn say(mut stream: TcpStream, finished: Finished) -> std::io::Result<()> {
    let mut request = vec![0; 256 * 1024];
    let read = stream.read(&mut request).await?;
    if request.get(..read).is_some_and(|request| request.starts_with(b"GET")) {
        return stream.write_all(b"HTTP/1.1 404 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    }
    stream.set_nodelay(true)?;
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n").await?;
    for sentence in [FIRST, SECOND] {
        let letters: Vec<char> = sentence.chars().collect();
        for piece in letters.chunks(7) {
            let text: String = piece.iter().collect();
            let event = json!({ "choices": [{ "index": 0, "delta": { "content": text } }] });
            stream.write_all(format!("data: {event}\n\n").as_bytes()).await?;
            if letters.ends_with(piece) {
                finished.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(Instant::now);
            }
            sleep(Duration::from_millis(20)).await;
        }
    }
    stream.write_all(b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n").await?;
    stream.shutdown().await
}

/// Memory that this process holds, in megabytes; 0 where the system does not say.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1_024
}
