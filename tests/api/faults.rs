//! A model's endpoint in every way in which it can fail, over the whole server: there is always an end, nothing cut is ever
//! taken for whole, nobody waits past the deadline, and the conversation stays what it was.
//!
//! `make faults` runs each way twenty times and prints the counts; a plain test run tries each once.

mod modes;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use futures::{StreamExt, stream};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    client::{Annexa, send, text},
    doors,
    upstream::Upstream,
};
use modes::{GOOD, Mode};

const QUESTION: &str = "What evidence do I need for A.5.23?";
/// The whole answer of the model has three seconds in these tests; the rest is for a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);
/// Ways that are tried beside each other.
const AT_ONCE: usize = 6;

/// How the runs of one way ended.
#[derive(Debug, Default)]
struct Counts {
    generated: usize,
    composed: usize,
    /// No terminal event, or none in time.
    hung: usize,
    /// A text that is not the whole one, and counts as the model's.
    cut: usize,
    /// The conversation is not the question and its answer.
    damaged: usize,
    slowest: Duration,
}

pub(crate) fn runs() -> usize {
    std::env::var("ANNEXA_FAULT_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_endpoint_does_there_is_a_whole_answer_and_an_end() {
    let modes = modes::all();
    assert!(modes.len() >= 30, "{} ways", modes.len());
    let done: BTreeMap<&str, (Counts, bool)> = stream::iter(modes)
        .map(|mode| async move { (mode.name, (tried(&mode, runs()).await, mode.is_harmless)) })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let mut sum = Counts::default();
    for (name, (counts, _)) in &done {
        println!(
            "{name:<34} generated {:>3}  composed {:>3}  hung {}  cut {}  damaged {}  slowest {:.1} s",
            counts.generated,
            counts.composed,
            counts.hung,
            counts.cut,
            counts.damaged,
            counts.slowest.as_secs_f64()
        );
        sum.generated += counts.generated;
        sum.composed += counts.composed;
        sum.hung += counts.hung;
        sum.cut += counts.cut;
        sum.damaged += counts.damaged;
        sum.slowest = sum.slowest.max(counts.slowest);
    }
    println!("{} ways x {}: {sum:?}", done.len(), runs());
    assert_eq!((sum.hung, sum.cut, sum.damaged), (0, 0, 0));
    for (name, (counts, harmless)) in &done {
        let wanted = if *harmless { (runs(), 0) } else { (0, runs()) };
        assert_eq!((counts.generated, counts.composed), wanted, "{name}");
    }
}

/// One way, several times beside each other, on a server of its own.
async fn tried(mode: &Mode, runs: usize) -> Counts {
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start_for(mode.script.clone(), 4_096).await;
    let annexa = doors::over(data.path(), doors::model(&upstream)).await;
    let workspace = annexa.workspace("Faults").await;
    doors::agree(&annexa, &workspace).await;
    let mut counts = Counts::default();
    // A script that changes its mind is for one run at a time.
    for batch in 0..runs.div_ceil(mode.together) {
        let ends = (0..mode.together.min(runs - batch * mode.together)).map(|n| one(&annexa, &workspace, n % 2 == 0));
        for (end, took) in futures::future::join_all(ends).await {
            counts.slowest = counts.slowest.max(took);
            match end {
                End::Generated => counts.generated += 1,
                End::Composed => counts.composed += 1,
                End::Hung => counts.hung += 1,
                End::Cut => counts.cut += 1,
                End::Damaged => counts.damaged += 1,
            }
        }
    }
    counts
}

enum End {
    Generated,
    Composed,
    Hung,
    Cut,
    Damaged,
}

async fn one(annexa: &Annexa, workspace: &str, events: bool) -> (End, Duration) {
    let conversation = annexa.conversation(workspace).await;
    let path = format!("/api/v1/workspaces/{workspace}/conversations/{conversation}");
    let began = Instant::now();
    let asked = annexa.admin(Method::POST, &format!("{path}/messages")).json(&json!({ "text": QUESTION }));
    let accept = if events { "text/event-stream" } else { "application/json" };
    let reply = tokio::time::timeout(DEADLINE, send(asked.header("accept", accept))).await;
    let took = began.elapsed();
    let Ok(reply) = reply else { return (End::Hung, took) };
    let last = if events { reply.events().pop() } else { Some(("answer".to_owned(), reply.expect(200))) };
    let Some(answer) = last.filter(|(name, _)| name == "answer").map(|(_, answer)| answer) else {
        return (End::Hung, took);
    };
    let kept = annexa.get(&path).await;
    let messages = kept["messages"].as_array().unwrap();
    let intact = messages.len() == 2 && messages[0]["text"] == QUESTION && messages[1]["answer"] == answer;
    if !intact {
        return (End::Damaged, took);
    }
    (read(&answer), took)
}

fn read(answer: &Value) -> End {
    let labelled = answer["warnings"].as_array().is_some_and(|warnings| !warnings.is_empty());
    match answer["mode"].as_str() {
        Some("generated") if text(answer, "answer") == GOOD => End::Generated,
        Some("composed") if labelled && text(answer, "answer").contains("Cloud service register") => End::Composed,
        _ => End::Cut,
    }
}
