//! What answers cost: tokens as the endpoint counts them, and money where prices are set.

use std::{
    ops::AddAssign,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LlmError;
use crate::config::LlmSettings;

/// Tokens that a price is for.
const PRICED: f64 = 1_000_000.0;

/// Tokens, as the endpoint counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Usage {
    /// Tokens that were sent.
    pub prompt_tokens: u64,
    /// Tokens that came back.
    pub completion_tokens: u64,
}

impl Usage {
    /// The `usage` of an event, if it has one with both numbers. No answer has more tokens than 32 bits count.
    pub(super) fn of(event: &Value) -> Option<Self> {
        let usage = event.get("usage")?;
        let tokens = |name: &str| u32::try_from(usage.get(name)?.as_u64()?).ok().map(u64::from);
        Some(Self { prompt_tokens: tokens("prompt_tokens")?, completion_tokens: tokens("completion_tokens")? })
    }

    /// What came to this since an earlier count.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            prompt_tokens: self.prompt_tokens.saturating_sub(earlier.prompt_tokens),
            completion_tokens: self.completion_tokens.saturating_sub(earlier.completion_tokens),
        }
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, more: Self) {
        self.prompt_tokens = self.prompt_tokens.saturating_add(more.prompt_tokens);
        self.completion_tokens = self.completion_tokens.saturating_add(more.completion_tokens);
    }
}

/// Currency per million tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prices {
    prompt: f64,
    completion: f64,
}

impl Prices {
    /// Both prices of the settings, or none.
    pub(super) fn of(settings: &LlmSettings) -> Result<Option<Self>, LlmError> {
        let wrong = |name, reason: &str| LlmError::Setting { name, reason: reason.to_owned() };
        let prices = [("llm.prompt_price", settings.prompt_price), ("llm.completion_price", settings.completion_price)];
        for (name, price) in prices {
            if price.is_some_and(|price| !price.is_finite() || price < 0.0) {
                return Err(wrong(name, "a price is a number from 0, per million tokens"));
            }
        }
        match (settings.prompt_price, settings.completion_price) {
            (Some(prompt), Some(completion)) => Ok(Some(Self { prompt, completion })),
            (None, None) => Ok(None),
            (None, _) => Err(wrong("llm.prompt_price", "it is missing beside llm.completion_price: set both or none")),
            (_, None) => Err(wrong("llm.completion_price", "it is missing beside llm.prompt_price: set both or none")),
        }
    }

    pub(super) fn cost(self, usage: Usage) -> f64 {
        let of = |tokens: u64, price: f64| {
            #[expect(clippy::cast_precision_loss, reason = "sums of tokens are far below 2^52")]
            let tokens = tokens as f64;
            tokens / PRICED * price
        };
        of(usage.prompt_tokens, self.prompt) + of(usage.completion_tokens, self.completion)
    }
}

/// What went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// Requests, each try counted.
    pub requests: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
}

/// A running total that clones of one client share. What is counted in one counts in the one above it as well.
#[derive(Debug, Default)]
pub(super) struct Total {
    prompt: AtomicU64,
    completion: AtomicU64,
    requests: AtomicU64,
    bytes: AtomicU64,
    above: Option<Arc<Total>>,
}

impl Total {
    /// A new total within this one.
    pub(super) fn below(above: &Arc<Self>) -> Self {
        Self { above: Some(Arc::clone(above)), ..Self::default() }
    }

    pub(super) fn add(&self, usage: Usage) {
        self.prompt.fetch_add(usage.prompt_tokens, Ordering::Relaxed);
        self.completion.fetch_add(usage.completion_tokens, Ordering::Relaxed);
        if let Some(above) = &self.above {
            above.add(usage);
        }
    }

    /// Counts a request of so many bytes.
    pub(super) fn add_request(&self, bytes: usize) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(u64::try_from(bytes).unwrap_or(u64::MAX), Ordering::Relaxed);
        if let Some(above) = &self.above {
            above.add_request(bytes);
        }
    }

    pub(super) fn sent(&self) -> Sent {
        Sent { requests: self.requests.load(Ordering::Relaxed), bytes: self.bytes.load(Ordering::Relaxed) }
    }

    pub(super) fn so_far(&self) -> Usage {
        Usage {
            prompt_tokens: self.prompt.load(Ordering::Relaxed),
            completion_tokens: self.completion.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_whole_and_plausible_usage_is_read() {
        let whole = json!({"usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9}});
        assert_eq!(Usage::of(&whole), Some(Usage { prompt_tokens: 7, completion_tokens: 2 }));
        for event in [
            json!({}),
            json!({"usage": null}),
            json!({"usage": {"prompt_tokens": 7}}),
            json!({"usage": {"prompt_tokens": -1, "completion_tokens": 2}}),
            json!({"usage": {"prompt_tokens": u64::MAX, "completion_tokens": 2}}),
        ] {
            assert_eq!(Usage::of(&event), None, "{event}");
        }
    }

    #[test]
    fn prices_come_in_pairs_and_make_a_cost() {
        let prices = |prompt_price, completion_price| {
            Prices::of(&LlmSettings { prompt_price, completion_price, ..LlmSettings::default() })
        };
        let usage = Usage { prompt_tokens: 2_000_000, completion_tokens: 500_000 };
        let cost = prices(Some(0.5), Some(2.0)).unwrap().unwrap().cost(usage);
        assert!((cost - 2.0).abs() < 1e-12, "{cost}");
        assert!(prices(None, None).unwrap().is_none());
        for (prompt, completion, name) in [
            (Some(1.0), None, "llm.completion_price"),
            (None, Some(1.0), "llm.prompt_price"),
            (Some(-1.0), Some(1.0), "llm.prompt_price"),
            (Some(1.0), Some(f64::NAN), "llm.completion_price"),
        ] {
            let error = prices(prompt, completion).unwrap_err();
            assert!(matches!(&error, LlmError::Setting { name: wrong, .. } if *wrong == name), "{error}");
        }
    }
}
