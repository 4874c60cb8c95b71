//! The fixed sections of a page, so that an intent ("evidence", "audit questions") finds its part by type.

use std::ops::Range;

use crate::document::{Block, BlockKind};

/// What a section is about. Requirement pages have these in this order; guides name their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SectionKind {
    /// Intent in plain words.
    PlainWords,
    /// Required, expected, optional, labelled.
    Obligations,
    /// What must exist in writing (clauses).
    DocumentedInformation,
    /// When a control can be excluded.
    Applicability,
    /// Risks that the control treats.
    Risks,
    /// The smallest adequate version by size and setting.
    SmallestVersion,
    /// Steps with owner and effort.
    Steps,
    /// Clauses to paste, with parameters.
    PolicyClauses,
    /// Evidence, with weak and strong examples.
    Evidence,
    /// Auditor questions by role.
    AuditorQuestions,
    /// A typical nonconformity and its corrective action.
    Nonconformity,
    /// A metric.
    Metric,
    /// Text for the Statement of Applicability.
    SoaText,
    /// Frequent questions, confusable pairs among them.
    Faq,
}

/// One level-2 section of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its type, when it is one of the fixed sections.
    pub kind: Option<SectionKind>,
    /// Its heading as written.
    pub heading: String,
    /// Its blocks, sub-headings included, the section's own heading not.
    pub blocks: Vec<Block>,
}

impl SectionKind {
    /// The sections of a control page, in order.
    pub const CONTROL: [Self; 13] = [
        Self::PlainWords,
        Self::Obligations,
        Self::Applicability,
        Self::Risks,
        Self::SmallestVersion,
        Self::Steps,
        Self::PolicyClauses,
        Self::Evidence,
        Self::AuditorQuestions,
        Self::Nonconformity,
        Self::Metric,
        Self::SoaText,
        Self::Faq,
    ];
    /// The sections of a clause page, in order.
    pub const CLAUSE: [Self; 11] = [
        Self::PlainWords,
        Self::Obligations,
        Self::DocumentedInformation,
        Self::SmallestVersion,
        Self::Steps,
        Self::PolicyClauses,
        Self::Evidence,
        Self::AuditorQuestions,
        Self::Nonconformity,
        Self::Metric,
        Self::Faq,
    ];

    /// The heading that pages write.
    pub fn heading(self) -> &'static str {
        match self {
            Self::PlainWords => "In plain words",
            Self::Obligations => "Required, expected, optional",
            Self::DocumentedInformation => "Documented information",
            Self::Applicability => "Applicability",
            Self::Risks => "Risks treated",
            Self::SmallestVersion => "Smallest adequate version",
            Self::Steps => "Implementation steps",
            Self::PolicyClauses => "Policy clauses",
            Self::Evidence => "Evidence",
            Self::AuditorQuestions => "Auditor questions",
            Self::Nonconformity => "Typical nonconformity",
            Self::Metric => "Metric",
            Self::SoaText => "SoA text",
            Self::Faq => "FAQ",
        }
    }

    /// The section of this heading, if it is a fixed one.
    pub fn of_heading(heading: &str) -> Option<Self> {
        Self::CONTROL.into_iter().chain(Self::CLAUSE).find(|kind| kind.heading() == heading)
    }
}

impl Section {
    /// Groups a page's blocks by their level-2 heading. Blocks before the first heading form a section of their own.
    pub(super) fn group(blocks: Vec<Block>) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for block in blocks {
            match block.kind {
                BlockKind::Heading(1) => {}
                BlockKind::Heading(2) => {
                    let heading = block.heading.last().cloned().unwrap_or_default();
                    found.push(Self { kind: SectionKind::of_heading(&heading), heading, blocks: Vec::new() });
                }
                _ => match found.last_mut() {
                    Some(section) => section.blocks.push(block),
                    None => found.push(Self { kind: None, heading: String::new(), blocks: vec![block] }),
                },
            }
        }
        found
    }

    /// The bytes of the page that the section's blocks span.
    pub fn range(&self) -> Option<Range<usize>> {
        Some(self.blocks.first()?.range.start..self.blocks.last()?.range.end)
    }

    /// The level-3 sub-sections: heading and blocks; blocks before the first have an empty heading.
    pub fn parts(&self) -> Vec<(&str, Vec<&Block>)> {
        let mut parts: Vec<(&str, Vec<&Block>)> = Vec::new();
        for block in &self.blocks {
            match (block.kind, parts.last_mut()) {
                (BlockKind::Heading(3), _) => {
                    parts.push((block.heading.last().map_or("", String::as_str), Vec::new()));
                }
                (_, Some((_, blocks))) => blocks.push(block),
                (_, None) => parts.push(("", vec![block])),
            }
        }
        parts
    }
}
