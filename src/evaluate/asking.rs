//! Asking the assistant, and what that takes: time without the model and with it, tokens, money.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use super::{Run, measure::count, percentile};
use crate::{
    chat::{Answer, Assistant, ChatError, Event, Question, Verdict},
    llm::{Llm, Usage},
};

/// Asks one question after the other.
pub(super) struct Asking<'a> {
    assistant: &'a Assistant,
    /// Milliseconds that the model took, of answers that were not replayed.
    model: Vec<f64>,
    used: Usage,
}

impl<'a> Asking<'a> {
    pub(super) fn of(assistant: &'a Assistant) -> Self {
        Self { assistant, model: Vec::new(), used: Usage::default() }
    }

    /// The answer, and the milliseconds that it took without the model: all of them for a composed answer, those until the
    /// evidence was there for one that a model was asked for.
    pub(super) async fn ask(&mut self, question: &Question) -> Result<(Answer, f64), ChatError> {
        let (spent, hits) = (self.spent(), self.hits());
        let start = Instant::now();
        let mut evidence = Duration::ZERO;
        let mut emit = |event: Event<'_>| {
            if matches!(event, Event::Evidence(_)) {
                evidence = start.elapsed();
            }
        };
        let answer = self.assistant.answer(question, &mut emit).await?;
        let whole = start.elapsed();
        self.used += self.spent().since(spent);
        let modelled = self.llm().is_some() && answer.verdict != Verdict::Refused && !answer.citations.is_empty();
        if !modelled {
            return Ok((answer, milliseconds(whole)));
        }
        if self.hits() == hits {
            self.model.push(milliseconds(whole.saturating_sub(evidence)));
        }
        Ok((answer, milliseconds(evidence)))
    }

    /// Puts the model's figures and name into the run. Without a model there are none.
    pub(super) fn report(&self, run: &mut Run) {
        let mode = if self.llm().is_some() { "generated" } else { "composed" };
        run.configuration.insert("mode".to_owned(), mode.to_owned());
        let Some(llm) = self.llm() else { return };
        run.configuration.insert("model".to_owned(), llm.name().to_owned());
        run.configuration.insert("endpoint".to_owned(), llm.origin());
        put_times(&mut run.metrics, &self.model);
        if self.used != Usage::default() {
            run.metrics.insert("tokens.prompt".to_owned(), tokens(self.used.prompt_tokens));
            run.metrics.insert("tokens.completion".to_owned(), tokens(self.used.completion_tokens));
            run.metrics.extend(llm.cost(self.used).map(|cost| ("cost".to_owned(), cost)));
        }
        if let Some(cache) = llm.cache() {
            run.metrics.insert("cache.hits".to_owned(), count(cache.hits()));
            run.metrics.insert("cache.misses".to_owned(), count(cache.misses()));
        }
    }

    fn llm(&self) -> Option<&'a Llm> {
        self.assistant.llm()
    }

    fn spent(&self) -> Usage {
        self.llm().map(Llm::spent).unwrap_or_default()
    }

    fn hits(&self) -> usize {
        self.llm().and_then(Llm::cache).map_or(0, crate::llm::Cache::hits)
    }
}

fn put_times(metrics: &mut BTreeMap<String, f64>, times: &[f64]) {
    if !times.is_empty() {
        metrics.insert("model.p50_ms".to_owned(), percentile(times, 50));
        metrics.insert("model.p95_ms".to_owned(), percentile(times, 95));
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn tokens(n: u64) -> f64 {
    count(usize::try_from(n).unwrap_or(usize::MAX))
}
