//! Search results as JSON.

use serde::Serialize;

use crate::retrieve::Hit;

/// A list of hits.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "SearchResult")]
pub struct SearchView {
    /// Best first.
    pub hits: Vec<HitView>,
}

/// One hit.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Hit")]
pub struct HitView {
    /// 1 is best.
    pub rank: usize,
    /// The requirement that the passage is about, if it is about one.
    #[serde(rename = "ref")]
    pub requirement: Option<String>,
    /// The page or document.
    pub source: String,
    /// The headings above the passage.
    pub heading: Vec<String>,
    /// The fused score; comparable within one list only.
    pub score: f32,
    /// The passage.
    pub text: String,
}

impl From<Vec<Hit>> for SearchView {
    fn from(hits: Vec<Hit>) -> Self {
        let hits = hits.into_iter().enumerate().map(|(at, hit)| HitView {
            rank: at + 1,
            requirement: hit.chunk.requirement,
            source: hit.chunk.document_name,
            heading: hit.chunk.heading,
            score: hit.score,
            text: hit.chunk.text.trim().to_owned(),
        });
        Self { hits: hits.collect() }
    }
}
