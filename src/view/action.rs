//! What an answer offers to make, as JSON: the card, and its preview as a tree for pages.

use serde::Serialize;

use crate::{
    chat::Action,
    document::{Node, tree},
};

/// A card to show.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ActionWithBlocks")]
pub struct ActionView {
    /// The card itself.
    #[serde(flatten)]
    pub action: Action,
    /// The preview as a tree.
    pub preview_blocks: Vec<Node>,
}

impl From<Action> for ActionView {
    fn from(action: Action) -> Self {
        Self { preview_blocks: tree(&action.preview, false), action }
    }
}
