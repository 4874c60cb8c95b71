//! Prompts for people: what a chat client offers to pick, filled in with what they typed.

use std::collections::BTreeMap;

use minijinja::Value;

use super::{PromptError, as_data, fill, source};

/// A prompt to pick.
#[derive(Debug, Clone, Copy)]
pub struct Offered {
    /// Its name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// What it asks for.
    pub arguments: &'static [Argument],
    file: &'static str,
}

/// Something that a prompt asks for.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// What to type.
    pub description: &'static str,
    /// Whether it has to be given.
    pub required: bool,
}

const WORKSPACE: Argument =
    Argument { name: "workspace", description: "The workspace whose documents count, by name or id", required: false };

/// All of them.
pub const OFFERED: [Offered; 3] = [
    Offered {
        name: "gap_review",
        title: "Review a policy for gaps",
        description: "Analyse a policy against ISO/IEC 27001:2022 and plan what closes its gaps",
        arguments: &[
            Argument { name: "policy", description: "Which policy, as attached or quoted in the chat", required: true },
            WORKSPACE,
        ],
        file: "offer-gap-review.prompt.md",
    },
    Offered {
        name: "soa_justification",
        title: "Justify a control in the Statement of Applicability",
        description: "Write the justification of one Annex A control, included or excluded",
        arguments: &[
            Argument { name: "control", description: "The control, such as A.5.23", required: true },
            Argument {
                name: "decision",
                description: "What was decided, and by whom: applicable or not, and why",
                required: true,
            },
            WORKSPACE,
        ],
        file: "offer-soa-justification.prompt.md",
    },
    Offered {
        name: "audit_interview",
        title: "Rehearse an audit interview",
        description: "Be interviewed on one control or clause as a certification auditor would",
        arguments: &[
            Argument {
                name: "requirement",
                description: "A control or clause, such as A.8.13 or 9.2.1",
                required: true,
            },
            Argument { name: "role", description: "Who is interviewed, such as head of IT", required: false },
            WORKSPACE,
        ],
        file: "offer-audit-interview.prompt.md",
    },
];

/// The text of a prompt with these values, one for each argument; what was typed is data in it.
pub fn offered(prompt: &Offered, values: &[(&str, &str)]) -> Result<String, PromptError> {
    let values: BTreeMap<&str, String> = values.iter().map(|(name, value)| (*name, as_data(value))).collect();
    fill(prompt.file, &source(prompt.file)?, &Value::from(values))
}
