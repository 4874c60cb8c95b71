//! Counters in Prometheus' text format: requests by route, answers by verdict, how far the indexes are.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use axum::http::Method;

use crate::{
    chat::{AnswerMode, Verdict},
    ingest::Progress,
    llm::Llm,
};

type Counter<K> = Mutex<BTreeMap<K, u64>>;

/// What is counted. Labels are routes, never addresses, so their number is bounded.
#[derive(Debug)]
pub(super) struct Metrics {
    started: Instant,
    requests: Counter<(String, String, u16)>,
    answers: Counter<(&'static str, &'static str)>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self { started: Instant::now(), requests: Mutex::default(), answers: Mutex::default() }
    }
}

impl Metrics {
    pub(super) fn request(&self, method: &Method, route: &str, status: u16) {
        // Anybody can make up a method; those that no route has are counted together.
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(&method.as_str());
        let method = if known { method.as_str() } else { "other" };
        count(&self.requests, (method.to_owned(), route.to_owned(), status));
    }

    pub(super) fn answer(&self, verdict: Verdict, mode: AnswerMode) {
        let verdict = match verdict {
            Verdict::Answered => "answered",
            Verdict::Partial => "partial",
            Verdict::Refused => "refused",
        };
        let mode = match mode {
            AnswerMode::Composed => "composed",
            AnswerMode::Generated => "generated",
        };
        count(&self.answers, (verdict, mode));
    }

    pub(super) fn text(&self, chunks: i64, vectors: Progress, llm: Option<&Llm>) -> String {
        let mut text = String::new();
        let mut gauge = |name: &str, kind: &str, help: &str, value: String| {
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
        };
        let uptime = self.started.elapsed().as_secs_f64();
        gauge("annexa_uptime_seconds", "gauge", "Time since the server started.", format!("{uptime:.3}"));
        gauge("annexa_chunks", "gauge", "Passages of live documents and pages.", chunks.to_string());
        gauge("annexa_vectors", "gauge", "Passages that can be found by meaning.", vectors.done.to_string());
        gauge("annexa_vectors_wanted", "gauge", "Passages that shall be.", vectors.total.to_string());
        if let Some(llm) = llm {
            model(&mut text, llm);
        }
        text.push_str("# HELP annexa_requests_total Requests served.\n# TYPE annexa_requests_total counter\n");
        for ((method, route, status), n) in self.requests.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            let _ = writeln!(text, "annexa_requests_total{{{labels}}} {n}");
        }
        text.push_str("# HELP annexa_answers_total Answers given.\n# TYPE annexa_answers_total counter\n");
        for ((verdict, mode), n) in self.answers.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let _ = writeln!(text, "annexa_answers_total{{verdict=\"{verdict}\",mode=\"{mode}\"}} {n}");
        }
        text
    }
}

/// What the language model has been asked since the start, and what that took.
fn model(text: &mut String, llm: &Llm) {
    let (sent, spent) = (llm.sent(), llm.spent());
    let cost = llm.cost(spent).map(|cost| ("annexa_model_cost_total", "What these tokens cost.", cost.to_string()));
    let counters = [
        ("annexa_model_requests_total", "Requests sent to the language model.", sent.requests.to_string()),
        ("annexa_model_sent_bytes_total", "Bytes of these requests.", sent.bytes.to_string()),
        ("annexa_model_prompt_tokens_total", "Tokens sent, as the endpoint counts.", spent.prompt_tokens.to_string()),
        ("annexa_model_completion_tokens_total", "Tokens received.", spent.completion_tokens.to_string()),
    ];
    for (name, help, value) in counters.into_iter().chain(cost) {
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}\n");
    }
    let (name, waiting) = ("annexa_model_waiting", llm.waiting());
    let _ = write!(text, "# HELP {name} Calls that wait for their turn.\n# TYPE {name} gauge\n{name} {waiting}\n");
}

fn count<K: Ord>(counter: &Counter<K>, key: K) {
    *counter.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += 1;
}
