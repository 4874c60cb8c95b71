//! The body: every part of the fixed shape is there and filled, parameters are used and listed, ids exist.

use std::collections::BTreeSet;

use super::super::{Page, PageKind, Section, SectionKind};
use crate::{
    document::{Block, BlockKind},
    iso::{Meaning, mentions},
};

/// The level-3 headings of the smallest adequate version.
const SIZES: [&str; 6] =
    ["20 people", "100 people", "500 people", "Remote, SaaS only", "With offices", "With own data centre"];
/// What an auditor's question brings along.
const QUESTION: [&str; 4] = ["**Question:**", "**Good answer:**", "**Red flag:**", "**Follow-up:**"];
/// What a finding brings along.
const FINDING: [&str; 4] = ["**Finding:**", "**Usual grade:**", "**Correction:**", "**Corrective action:**"];
const OBLIGATIONS: [&str; 4] = ["**Required:**", "**Expected:**", "**Good practice:**", "**Scheme rule:**"];
const SOA: [&str; 3] = ["**Implemented:**", "**Planned:**", "**Excluded:**"];

pub(super) fn check(page: &Page, say: &mut impl FnMut(String)) {
    sections(page, say);
    for section in &page.sections {
        anatomy(page, section, say);
    }
    parameters(page, say);
    ids(page, say);
    strays(page, say);
}

/// A phrase of a check that slipped out of the front matter would be shown as text.
fn strays(page: &Page, say: &mut impl FnMut(String)) {
    let body = page.sections.iter().filter_map(Section::range).map(|range| page.slice(&range));
    for line in body.flat_map(str::lines).filter(|line| line.starts_with("      - \"")) {
        say(format!("`{}` belongs to the front matter", line.trim()));
    }
}

fn sections(page: &Page, say: &mut impl FnMut(String)) {
    let wanted: &[SectionKind] = match page.front.kind {
        PageKind::Control => &SectionKind::CONTROL,
        PageKind::Clause => &SectionKind::CLAUSE,
        PageKind::Guide | PageKind::Entry => &[],
    };
    let found: Vec<&str> = page.sections.iter().map(|section| section.heading.as_str()).collect();
    let wanted: Vec<&str> = wanted.iter().map(|kind| kind.heading()).collect();
    if !wanted.is_empty() && found != wanted {
        let missing: Vec<&&str> = wanted.iter().filter(|heading| !found.contains(heading)).collect();
        say(format!("sections must be {wanted:?}, in this order; missing: {missing:?}"));
    }
    if wanted.is_empty() && found.len() < 3 {
        say("a guide has at least three sections".to_owned());
    }
    for section in &page.sections {
        if section.blocks.is_empty() {
            say(format!("section `{}` is empty", section.heading));
        }
        if section.heading.is_empty() {
            say("there is text before the first section".to_owned());
        }
        for (part, blocks) in section.parts() {
            if blocks.is_empty() {
                say(format!("`{} > {part}` is empty", section.heading));
            }
        }
    }
}

/// What each fixed section is made of.
fn anatomy(page: &Page, section: &Section, say: &mut impl FnMut(String)) {
    let Some(kind) = section.kind.filter(|_| page.requirement.is_some()) else { return };
    let mut wrong = |what: String| say(format!("`{}`: {what}", section.heading));
    let items = || section.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Item(_)));
    let count = |label: &str| items().filter(|block| page.slice(&block.range).contains(label)).count();
    let parts: Vec<&str> = section.parts().iter().map(|(part, _)| *part).filter(|part| !part.is_empty()).collect();
    match kind {
        SectionKind::SmallestVersion if parts != SIZES => wrong(format!("its parts are {SIZES:?}")),
        SectionKind::Obligations => {
            let labelled = |block: &&Block| OBLIGATIONS.iter().any(|label| starts(page, block, label));
            if items().count() < 3 || !items().all(|block| labelled(&block)) || count(OBLIGATIONS[0]) == 0 {
                wrong(format!("three bullets or more, each with one of {OBLIGATIONS:?}, one of them required"));
            }
        }
        SectionKind::Risks if items().count() < 3 => wrong("three scenarios or more".to_owned()),
        SectionKind::Steps => steps(page, section, &mut wrong),
        SectionKind::Evidence => {
            if !section.blocks.iter().any(|block| block.kind == BlockKind::Table) {
                wrong("a table of artefacts".to_owned());
            }
            if count("**Weak:**") == 0 || count("**Strong:**") == 0 {
                wrong("a weak and a strong example".to_owned());
            }
        }
        SectionKind::AuditorQuestions if !same(&QUESTION.map(&count), 4) => {
            wrong(format!("four questions or more, each with {QUESTION:?}"));
        }
        SectionKind::Nonconformity if !same(&FINDING.map(&count), 2) => {
            wrong(format!("two findings or more, each with {FINDING:?}"));
        }
        SectionKind::SoaText if SOA.iter().any(|label| count(label) == 0) => wrong(format!("one of each of {SOA:?}")),
        SectionKind::Faq if parts.len() < 4 || !parts.iter().all(|part| part.ends_with('?')) => {
            wrong("four headings or more that are questions".to_owned());
        }
        _ => {}
    }
}

fn steps(page: &Page, section: &Section, wrong: &mut impl FnMut(String)) {
    let mut numbered = 0;
    for block in section.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Item(Some(_)))) {
        numbered += 1;
        let text = page.slice(&block.range);
        if !text.contains("*Owner:*") || !text.contains("*Effort:*") {
            wrong(format!("step {numbered} needs an owner and an effort"));
        }
    }
    if numbered < 3 {
        wrong("three numbered steps or more".to_owned());
    }
}

/// Whether all counts are the same and large enough.
fn same(counts: &[usize; 4], least: usize) -> bool {
    counts.iter().all(|count| *count == counts[0] && *count >= least)
}

fn starts(page: &Page, block: &Block, label: &str) -> bool {
    page.slice(&block.range).trim_start_matches(['-', '*', ' ']).starts_with(label.trim_start_matches('*'))
}

fn parameters(page: &Page, say: &mut impl FnMut(String)) {
    let Some(section) = page.section(SectionKind::PolicyClauses) else { return };
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (part, blocks) in section.parts() {
        if part != "Parameters" {
            let text = blocks.iter().map(|block| page.slice(&block.range));
            used.extend(text.flat_map(|text| text.split("{{").skip(1)).filter_map(|rest| rest.split("}}").next()));
        }
    }
    let used: BTreeSet<String> = used.into_iter().map(|name| name.trim().to_owned()).collect();
    let listed: BTreeSet<String> = page.parameters().into_iter().map(|row| row.name).collect();
    for name in used.symmetric_difference(&listed) {
        say(format!("parameter `{name}` must be both used in a clause and listed in the table"));
    }
}

/// Ids in the text exist, and 2013 ids stand only where the sentence says so; in the front matter they never stand.
fn ids(page: &Page, say: &mut impl FnMut(String)) {
    for section in &page.sections {
        for block in &section.blocks {
            let text = page.slice(&block.range);
            for mention in mentions(text) {
                match mention.meaning {
                    Meaning::Unknown(id) => say(format!("`{}`: {id} does not exist", section.heading)),
                    Meaning::Edition2013(id) if !text.contains("2013") => {
                        say(format!("`{}`: {id} is a 2013 id and the text does not say so", section.heading));
                    }
                    _ => {}
                }
            }
        }
    }
    let checks = page.front.checks.iter();
    let of_checks = checks.flat_map(|check| {
        [Some(&check.text), check.ask.as_ref(), check.observe.as_ref()].into_iter().flatten().chain(&check.phrases)
    });
    for text in of_checks.chain(page.front.related.iter().map(|related| &related.why)) {
        for mention in mentions(text) {
            if let Meaning::Unknown(id) | Meaning::Edition2013(id) = mention.meaning
                && id.contains('.')
            {
                say(format!("front matter: {id} is no id of ISO/IEC 27001:2022"));
            }
        }
    }
}
