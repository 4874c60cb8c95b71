//! Latency suites: how long answers and searches take on this machine, and how much memory they hold.
//!
//! Every question is asked and searched for in each mode, round after round. A first round fills caches and is not counted.

use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

use super::{
    Case, EvaluateError, QuestionCase, Run, Suite, dataset,
    measure::count,
    percentile,
    retrieval::{memory_mb, milliseconds},
};
use crate::{
    chat::{Assistant, Question, Topic},
    retrieve::{Mode, Search},
    store::WorkspaceId,
};

/// Rounds that are counted, unless the suite says otherwise.
const ROUNDS: usize = 5;
/// Hits of a search.
const HITS: usize = 10;

/// Times in milliseconds by what took them.
type Times = BTreeMap<String, Vec<f64>>;

/// Asks all questions of a set again and again. `opened` is how long a data folder that is level took to open.
pub async fn latency(suite: &Suite, assistant: &Assistant, opened: Duration) -> Result<Run, EvaluateError> {
    let mut run = Run::begin(suite)?;
    let start = Instant::now();
    let cases = dataset::questions(&suite.path)?;
    let rounds = suite.rounds.unwrap_or(ROUNDS);
    let mut times: Vec<Times> = vec![Times::new(); cases.len()];
    for round in 0..=rounds {
        let mut topics = HashMap::new();
        for (case, times) in cases.iter().zip(&mut times) {
            let taken = one(case, assistant, &mut topics).await?;
            for (name, time) in taken.into_iter().filter(|_| round > 0) {
                times.entry(name).or_default().push(milliseconds(time));
            }
        }
    }
    let mut all = Times::new();
    for (name, times) in times.iter().flatten() {
        all.entry(name.clone()).or_default().extend(times);
    }
    for (name, times) in &all {
        for percent in [50, 95] {
            run.metrics.insert(figure(name, percent), percentile(times, percent));
        }
    }
    run.metrics.insert("start.warm_ms".to_owned(), milliseconds(opened));
    run.metrics.insert("memory.rss_mb".to_owned(), memory_mb());
    run.metrics.insert("questions".to_owned(), count(cases.len()));
    run.configuration.insert("rounds".to_owned(), rounds.to_string());
    run.cases = cases.iter().zip(&times).map(|(case, times)| shown(case, times)).collect();
    run.seconds = start.elapsed().as_secs_f64();
    run.judge(suite)?;
    Ok(run)
}

/// How long one question took to answer, and to search for in each mode with and without embedding it.
async fn one(
    case: &QuestionCase,
    assistant: &Assistant,
    topics: &mut HashMap<String, Topic>,
) -> Result<Vec<(String, Duration)>, EvaluateError> {
    let before = case.after.as_ref().and_then(|id| topics.get(id)).cloned();
    let question = Question { text: case.question.clone(), before, ..Question::default() };
    let start = Instant::now();
    let answer = assistant.answer(&question, &mut |_| ()).await?;
    let mut found = vec![("answer".to_owned(), start.elapsed())];
    topics.insert(case.id.clone(), Assistant::topic(question.before.as_ref(), &case.question, &answer));
    let retriever = assistant.retriever();
    for mode in [Mode::Text, Mode::Vector, Mode::Hybrid] {
        let mut search = Search::new(&case.question, vec![WorkspaceId::knowledge()], HITS);
        search.mode = mode;
        let start = Instant::now();
        let probe = retriever.probe(&search).await;
        let embedded = start.elapsed();
        if mode != Mode::Text && probe.is_none() {
            continue;
        }
        retriever.search_with(&search, probe.as_ref()).await?;
        let whole = start.elapsed();
        found.push((format!("search.{}", mode.name()), whole.saturating_sub(embedded)));
        if mode != Mode::Text {
            found.push((format!("search.{}.with_embedding", mode.name()), whole));
        }
    }
    Ok(found)
}

/// `search.hybrid` is measured as `search.hybrid.p50_ms`, `….with_embedding` as `….with_embedding_p50_ms`.
fn figure(name: &str, percent: usize) -> String {
    let joint = if name.ends_with("embedding") { '_' } else { '.' };
    format!("{name}{joint}p{percent}_ms")
}

fn shown(case: &QuestionCase, times: &Times) -> Case {
    let metrics: BTreeMap<String, f64> =
        times.iter().map(|(name, times)| (figure(name, 50), percentile(times, 50))).collect();
    let parts: Vec<String> = metrics.iter().map(|(name, value)| format!("{name} {value:.1}")).collect();
    Case {
        id: case.id.clone(),
        group: "question".to_owned(),
        question: case.question.clone(),
        expected: String::new(),
        got: parts.join(", "),
        evidence: Vec::new(),
        passed: None,
        metrics,
        problems: Vec::new(),
    }
}
