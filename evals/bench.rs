//! `make bench`: how long a start, an answer and a search take, and how much memory they hold. Prints a table.
//!
//! Everything is real: the embedded knowledge base, the embedding model, a data folder of its own under the system's
//! temporary folder. Times are wall clock; the first of each kind warms up and is not counted.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::time::{Duration, Instant};

use annexa::{
    app::App,
    chat::Question,
    config::Settings,
    retrieve::{Mode, Search},
    store::WorkspaceId,
};

/// Half of them name a requirement, half do not.
const QUESTIONS: [&str; 12] = [
    "What evidence do I need for control A.5.23?",
    "How does the certification process work?",
    "What will the auditor ask about A.8.8?",
    "What should an asset inventory contain?",
    "How do we implement A.5.15?",
    "How is ISO 27001 different from SOC 2?",
    "Can we exclude A.7.4?",
    "What is a statement of applicability?",
    "What does clause 6.1.3 ask for?",
    "How often do we have to run an internal audit?",
    "Which risks does A.8.13 treat?",
    "Can I still transition from the 2013 edition?",
];
const ROUNDS: usize = 20;

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut settings = Settings::load(None, std::env::vars())?;
    settings.data_dir = Some(folder.path().to_owned());
    let start = Instant::now();
    let app = App::open(settings.clone()).await?;
    row("first start, full text ready", &[start.elapsed()]);
    let start = Instant::now();
    app.embed(|_| ()).await?;
    println!(
        "{:<42} {:>8.1} s for {} passages",
        "first start, vectors computed",
        start.elapsed().as_secs_f64(),
        app.indexer.progress().done
    );
    if let Some(reason) = &app.semantic_off {
        println!("semantic search is off: {reason}");
    }
    app.store.close().await;
    drop(app);

    let mut starts = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let app = App::open(settings.clone()).await?;
        starts.push(start.elapsed());
        app.store.close().await;
    }
    row("warm start", &starts);

    let app = App::open(settings).await?;
    let mut answers = Vec::new();
    for round in 0..=ROUNDS {
        for text in QUESTIONS {
            let question = Question { text: text.to_owned(), ..Question::default() };
            let start = Instant::now();
            app.assistant.answer(&question, &mut |_| ()).await?;
            if round > 0 {
                answers.push(start.elapsed());
            }
        }
    }
    row("composed answer", &answers);
    for (name, mode) in [("search, text", Mode::Text), ("search, hybrid, question embedded", Mode::Hybrid)] {
        row(name, &searches(&app, mode).await?);
    }
    println!("{:<42} {:>8} MB", "memory held at the end (RSS)", memory("VmRSS:"));
    println!("{:<42} {:>8} MB", "most memory ever held", memory("VmHWM:"));
    Ok(())
}

async fn searches(app: &App, mode: Mode) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::new();
    for round in 0..=ROUNDS {
        for text in QUESTIONS {
            let mut search = Search::new(text, vec![WorkspaceId::knowledge()], 10);
            search.mode = mode;
            let start = Instant::now();
            app.assistant.retriever().search(&search).await?;
            if round > 0 {
                times.push(start.elapsed());
            }
        }
    }
    Ok(times)
}

fn row(name: &str, times: &[Duration]) {
    let mut times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1_000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| {
        times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied().unwrap_or(0.0)
    };
    match times.as_slice() {
        [once] => println!("{name:<42} {once:>8.1} ms"),
        _ => println!("{name:<42} {:>8.1} ms median, {:.1} ms p95, {} runs", at(50), at(95), times.len()),
    }
}

/// A line of the process's status, in megabytes; 0 where the system has none.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1_024
}
