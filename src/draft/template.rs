//! Templates: the thing itself, filled with the company's decisions, and what its size leaves out.

use super::{Draft, values::Values};
use crate::{
    iso::{Profile, Size},
    knowledge::{Clause, Paper, Shelf},
};

/// The template for a company: what it is for, the document to fill in, advice for its size; the example on demand.
pub fn template(paper: &Paper, shelf: &Shelf, profile: &Profile, with_example: bool) -> Draft {
    let mut values = Values::new(shelf, profile);
    let size = match profile.size() {
        Size::Small => "20 people",
        Size::Medium => "100 people",
        Size::Large => "500 people",
    };
    let mut markdown = format!("# {}\n", paper.front.title);
    let (mut part, mut words, mut checks) = ("", 0, Vec::new());
    for clause in &paper.clauses {
        if clause.level == 2 {
            part = &clause.title;
        }
        if !is_shown(clause, part, size, with_example) {
            continue;
        }
        let title = if clause.title == size { format!("For your size ({size})") } else { values.fill(&clause.title) };
        let body = values.fill(paper.body(clause));
        words += body.split_whitespace().count();
        checks.extend(clause.marks.checks.iter().cloned());
        // The document itself begins where the word "Template" stands, so that can go.
        match (clause.level, clause.title.as_str()) {
            (2, "Template") if body.is_empty() => {}
            (2, "Template") => markdown.push_str(&format!("\n{body}\n")),
            (2, _) => markdown.push_str(&format!("\n## {title}\n\n{body}\n")),
            _ if part == "Template" => markdown.push_str(&format!("\n## {title}\n\n{body}\n")),
            _ => markdown.push_str(&format!("\n### {title}\n\n{body}\n")),
        }
    }
    checks.sort();
    checks.dedup();
    let decisions = values.used().into_iter().map(|(decision, ..)| decision.name.clone()).collect();
    Draft { title: paper.front.title.clone(), markdown, checks, decisions, words, wording: None }
}

fn is_shown(clause: &Clause, part: &str, size: &str, with_example: bool) -> bool {
    match part {
        "Example" => with_example,
        "For 20, 100 and 500 people" => clause.level == 3 && clause.title == size,
        _ => true,
    }
}
