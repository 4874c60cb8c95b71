//! A requirement's whole page as Markdown, for a terminal and for programs that read Markdown.

use super::control::{ControlView, control_view};
use crate::{iso::RequirementId, knowledge::Library};

/// The page of a requirement, with those of its sub-clauses. None when the catalogue does not have it.
pub fn control_markdown(library: &Library, id: RequirementId) -> Option<String> {
    let mut views = vec![control_view(library, id)?];
    let children: Vec<RequirementId> = views.iter().flat_map(|view| &view.children).map(|child| child.id).collect();
    views.extend(children.into_iter().filter_map(|id| control_view(library, id)));
    let pages: Vec<String> = views.iter().map(markdown).collect();
    Some(pages.join("\n\n"))
}

/// The page as Markdown: facts first, then the author's sections.
fn markdown(view: &ControlView) -> String {
    let mut text = format!("# {} {}\n", view.line.id, view.line.title);
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            text.push_str(&format!("\n- {name}: {value}"));
        }
    };
    fact("Theme", view.line.theme.map(|theme| format!("{theme:?}")).unwrap_or_default());
    if let Some(attributes) = &view.attributes {
        fact("Control type", attributes.control_type.join(", "));
        fact("Properties", attributes.information_security_properties.join(", "));
        fact("Concepts", attributes.cybersecurity_concepts.join(", "));
        fact("Operational capabilities", attributes.operational_capabilities.join(", "));
        fact("Security domains", attributes.security_domains.join(", "));
    }
    fact("2013 edition", if view.new_in_2022 { "new in 2022".to_owned() } else { view.origin_2013.join(", ") });
    fact("Amendment 1:2024", if view.amended_2024 { "changed".to_owned() } else { String::new() });
    fact("Page", view.source.clone().unwrap_or_else(|| "not written yet".to_owned()));
    fact("Reviewed", view.reviewed.clone().unwrap_or_default());
    for child in &view.children {
        fact("Sub-clause", format!("{} {}", child.id, child.title));
    }
    for section in &view.sections {
        text.push_str(&format!("\n\n## {}\n\n{}", section.heading, section.markdown));
    }
    text.push_str(&lists(view));
    text
}

fn lists(view: &ControlView) -> String {
    let mut text = String::new();
    if !view.checks.is_empty() {
        text.push_str("\n\n## Checks\n");
        for check in &view.checks {
            text.push_str(&format!("\n- {} ({:?}, {:?}): {}", check.id, check.obligation, check.nature, check.text));
        }
    }
    if !view.related.is_empty() {
        text.push_str("\n\n## Related\n");
        for related in &view.related {
            text.push_str(&format!("\n- {} {}: {}", related.id, related.title, related.why));
        }
    }
    if !view.crosswalks.is_empty() {
        text.push_str("\n\n## Crosswalks\n");
        for crosswalk in &view.crosswalks {
            let ids: Vec<String> =
                crosswalk.entries.iter().map(|entry| format!("{} ({})", entry.id, entry.relationship)).collect();
            text.push_str(&format!("\n- {} (trust: {}): {}", crosswalk.framework, crosswalk.trust, ids.join(", ")));
        }
    }
    if !view.sources.is_empty() {
        text.push_str("\n\n## Sources\n");
        for source in &view.sources {
            let used = source.used_for.as_ref().map(|used| format!(": {used}")).unwrap_or_default();
            text.push_str(&format!("\n- {}{used}", source.name));
        }
    }
    text
}
