//! Corrective action: the record of one case, with what a page knows of such findings as help.

use std::fmt::Write;

use super::{filled, labelled, section};
use crate::{
    draft::values::plain,
    iso::{Profile, RequirementId},
    knowledge::{Library, SectionKind},
};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finding {
    /// The requirement that is not met, if it is known.
    pub requirement: Option<RequirementId>,
    /// What was found, in the words of who found it; may be empty.
    pub text: String,
}

/// Register and record as Markdown.
pub fn corrective_action(library: &Library, profile: &Profile, finding: &Finding) -> String {
    let mut text = filled(library, profile, "corrective-action-record");
    let requirement = finding.requirement.and_then(|id| library.page(id));
    let mut nature = requirement.map(|page| format!("{}. ", page.label())).unwrap_or_default();
    nature.push_str(&if finding.text.trim().is_empty() {
        "**[decide: what was seen, where, how often, and what is missing]**".to_owned()
    } else {
        plain(&finding.text)
    });
    let row = "| 1 Nature: requirement, evidence, what is missing |";
    text = text.replacen(&format!("{row} | "), &format!("{row} {nature} | "), 1);
    if let Some(page) = requirement {
        let _ = write!(text, "\n## What such findings usually look like\n\n");
        for line in section(page, SectionKind::Nonconformity).lines() {
            let parts = labelled(line);
            for label in ["Finding", "Usual grade", "Correction", "Corrective action"] {
                if let Some(said) = parts.get(label) {
                    let _ = writeln!(text, "- **{label}:** {said}");
                }
            }
        }
        text.push_str(
            "\nThe grade belongs to the certification scheme and depends on the evidence. A correction repairs the case; a corrective action \
             removes its cause.\n",
        );
    }
    text
}
