//! One bit for each dimension of every token: what is left of a text's token vectors when only their signs are kept.
//!
//! A text's one vector says what it is about as a whole. Its token vectors say it word by word, in context, but weigh a
//! hundred times as much. Their signs alone keep almost all of what matters for comparing two texts (measured: nDCG@10 of
//! late interaction on `ObliQA` 0.693 with signs, 0.702 with whole numbers, 0.570 with one vector a text) and need 48 bytes
//! a token. They cost nothing to compute: the model has made the token vectors anyway.

#![allow(clippy::inline_always, reason = "only what is inlined is compiled for the wide registers")]

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

/// Bits in a word.
const BITS: usize = u64::BITS as usize;
/// Words that a token of the default model takes.
const MINILM: usize = 6;

/// A text as the model gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedded {
    /// The unit vector of the whole text.
    pub vector: Vec<f32>,
    /// The signs of its tokens' vectors; none for a model that gives no token vectors.
    pub signs: Signs,
    /// For a query, the bytes of its text that each token stands for; nothing for tokens that the model adds.
    pub places: Vec<Range<usize>>,
    /// What inner layers of the default model hold of the text, where that was asked for: [`DEPTHS`](super::DEPTHS) numbers,
    /// a unit vector for each of five layers.
    pub depths: Vec<f32>,
}

/// The signs of token vectors, token by token.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signs {
    /// Words of 64 bits that one token takes; 0 when there are no tokens.
    words: usize,
    bits: Vec<u64>,
}

impl Signs {
    /// The signs of these token vectors, which all have the same length.
    pub fn of<'a>(tokens: impl IntoIterator<Item = &'a [f32]>) -> Self {
        let mut signs = Self::default();
        for token in tokens {
            signs.words = token.len().div_ceil(BITS);
            signs.bits.extend(token.chunks(BITS).map(|part| {
                let set = part.iter().enumerate().filter(|(_, value)| **value > 0.0);
                set.fold(0_u64, |word, (at, _)| word | (1 << at))
            }));
        }
        signs
    }

    /// From bytes as [`Signs::to_bytes`] gives them, for vectors of this many dimensions; none if they do not fit.
    pub fn from_bytes(bytes: &[u8], dimensions: usize) -> Self {
        let words = dimensions.div_ceil(BITS);
        let (parts, rest) = bytes.as_chunks::<8>();
        if words == 0 || !rest.is_empty() || parts.len() % words != 0 {
            return Self::default();
        }
        Self { words, bits: parts.iter().map(|part| u64::from_le_bytes(*part)).collect() }
    }

    /// The bits, low byte first.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.bits.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// How well a passage answers these tokens, -1 to 1: for each of them the best of the passage's, on average, each
    /// weighing as much as its weight (the late interaction of Khattab and Zaharia's `ColBERT`, on signs). 0 when one of
    /// both has no tokens.
    pub fn likeness(&self, passage: &Self, weights: &[f32]) -> f32 {
        if self.words != passage.words || self.is_empty() || passage.is_empty() {
            return 0.0;
        }
        let apart = Arch::new().dispatch(Nearest { ours: &self.bits, theirs: &passage.bits, words: self.words });
        let (mut sum, mut all) = (0.0, 0.0);
        for (apart, weight) in apart.into_iter().zip(weights) {
            #[expect(clippy::cast_precision_loss, reason = "a token has a few hundred bits")]
            let apart = apart as f32;
            sum += weight * apart;
            all += weight;
        }
        #[expect(clippy::cast_precision_loss, reason = "a token has a few hundred bits")]
        let bits = (self.words * BITS) as f32;
        if all > 0.0 { 1.0 - 2.0 * sum / (all * bits) } else { 0.0 }
    }
}

/// Compares all tokens of two texts with the widest registers that this processor has.
struct Nearest<'a> {
    ours: &'a [u64],
    theirs: &'a [u64],
    words: usize,
}

impl WithSimd for Nearest<'_> {
    type Output = Vec<u32>;

    /// In how many bits each of our tokens differs from the nearest of theirs.
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Vec<u32> {
        let mut found = Vec::with_capacity(self.ours.len() / self.words.max(1));
        // Loops, not closures: a closure would be compiled without the wide registers.
        if self.words == MINILM {
            // A length that the compiler knows takes half the time.
            let (theirs, _) = self.theirs.as_chunks::<MINILM>();
            for token in self.ours.as_chunks::<MINILM>().0 {
                let mut nearest = u32::MAX;
                for other in theirs {
                    nearest = nearest.min(distance(token, other));
                }
                found.push(nearest);
            }
            return found;
        }
        for token in self.ours.chunks_exact(self.words.max(1)) {
            let mut nearest = u32::MAX;
            for other in self.theirs.chunks_exact(self.words.max(1)) {
                nearest = nearest.min(distance(token, other));
            }
            found.push(nearest);
        }
        found
    }
}

/// In how many bits two tokens differ.
#[inline(always)]
fn distance(a: &[u64], b: &[u64]) -> u32 {
    let mut bits = 0;
    for (a, b) in a.iter().zip(b) {
        bits += (a ^ b).count_ones();
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_most_like_itself() {
        let (a, b) = (vec![1.0, -1.0, 0.5], vec![-1.0, 1.0, -0.5]);
        let text = Signs::of([a.as_slice(), b.as_slice()]);
        assert!((text.likeness(&text, &[1.0, 1.0]) - 1.0).abs() < 1e-6);
        let half = Signs::of([a.as_slice()]);
        assert!((half.likeness(&text, &[1.0]) - 1.0).abs() < 1e-6, "all of its tokens are there");
        assert!(text.likeness(&half, &[1.0, 1.0]) < 1.0, "one of its tokens is not");
        assert!((text.likeness(&half, &[1.0, 0.0]) - 1.0).abs() < 1e-6, "and does not count");
        assert!(Signs::default().likeness(&text, &[]).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn bytes_give_the_same_signs_back(tokens in prop::collection::vec(prop::collection::vec(-1.0_f32..1.0, 100), 1..6)) {
            let signs = Signs::of(tokens.iter().map(Vec::as_slice));
            prop_assert_eq!(&Signs::from_bytes(&signs.to_bytes(), 100), &signs);
            prop_assert!(Signs::from_bytes(&signs.to_bytes()[1..], 100).is_empty());
            let likeness = signs.likeness(&signs, &vec![1.0; tokens.len()]);
            prop_assert!((likeness - 1.0).abs() < 1e-6);
        }
    }
}
