//! The report: decisions become items with reasons, quotes, gaps and what to do about them.

use super::{
    Given,
    applicability::{self, Decisions},
    contradictions,
    decided::Decided,
    features::Read,
    readiness, recommend, rollup,
    standing::standing,
    statement::{Statement, statements},
    summary,
};
use crate::{
    iso::{
        AnalysedDocument, Catalogue, Evidence, GapCheck, GapItem, GapReport, GapSummary, GapVerdict, Profile,
        RequirementId, Shown, Standing,
    },
    knowledge::Library,
};

/// Lines of instructions that are shown of a document.
const INSTRUCTIONS: usize = 5;

/// A set of documents, cut into statements.
#[derive(Default)]
pub(super) struct Set {
    pub(super) documents: Vec<AnalysedDocument>,
    /// What each document says of its own force.
    pub(super) standings: Vec<Standing>,
    pub(super) statements: Vec<Statement>,
    /// How many lines of each document were left out because they only claim that controls are implemented.
    claims: Vec<usize>,
    /// The character at which each page of each document begins.
    pages: Vec<Vec<usize>>,
}

impl Set {
    /// Cuts each document once: the same bytes under another name are named and passed over.
    pub(super) fn read(given: &[Given]) -> Self {
        let mut set = Self::default();
        for (place, one) in given.iter().enumerate() {
            let twin = given.iter().take(place).find(|earlier| earlier.sha256 == one.sha256 && earlier.text.is_ok());
            let mut document = AnalysedDocument {
                name: one.name.clone(),
                sha256: one.sha256.clone(),
                pages: None,
                words: 0,
                standing: Standing::Unreadable,
                problem: String::new(),
                supports: 0,
                shows: Shown::default(),
                speaks_to: Vec::new(),
                instructions: Vec::new(),
            };
            let mut pages = Vec::new();
            match (&one.text, twin) {
                (Err(problem), _) => document.problem.clone_from(problem),
                (Ok(text), Some(twin)) => {
                    document.standing = Standing::Duplicate;
                    document.words = text.text.split_whitespace().count();
                    document.problem = format!("the same file as {}: assessed once", twin.name);
                }
                (Ok(text), None) => {
                    document.standing = standing(&one.name, &text.text);
                    document.words = text.text.split_whitespace().count();
                    document.pages = (!text.pages.is_empty()).then_some(text.pages.len());
                    document.problem = text.warnings.join("; ");
                    set.statements.extend(statements(place, &text.text, text.format));
                    pages.clone_from(&text.pages);
                }
            }
            set.standings.push(document.standing);
            set.documents.push(document);
            set.pages.push(pages);
        }
        for place in 0..set.documents.len() {
            let own = set.statements.iter().filter(|one| one.document == place && one.speech.instructs);
            let lines: Vec<Evidence> = own.take(INSTRUCTIONS).map(|one| set.evidence(one)).collect();
            if let Some(document) = set.documents.get_mut(place) {
                document.instructions = lines;
            }
            let claims = set.statements.iter().filter(|one| one.document == place && one.speech.claims);
            set.claims.push(claims.count());
        }
        // They are not even measured: else they would colour what is said of the section around them.
        set.statements.retain(|one| !one.speech.instructs && !one.speech.claims);
        set
    }

    /// A statement as evidence.
    pub(super) fn evidence(&self, statement: &Statement) -> Evidence {
        let document = self.documents.get(statement.document);
        let pages = self.pages.get(statement.document).map_or(&[][..], Vec::as_slice);
        let page = pages.partition_point(|start| *start <= statement.chars.start);
        Evidence {
            document: document.map(|one| one.name.clone()).unwrap_or_default(),
            heading: statement.heading.clone(),
            page: (page > 0).then_some(page),
            quote: statement.text.clone(),
            start: statement.chars.start,
            end: statement.chars.end,
        }
    }
}

/// Writes the report.
pub(super) fn write(
    decided: &[Decided<'_>],
    (read, set): (&Read<'_>, &Set),
    soa: &Decisions,
    (library, profile): (&Library, Option<&Profile>),
) -> GapReport {
    let contradictions = contradictions::find(read, set);
    let mut items: Vec<GapItem> = Vec::new();
    for one in decided {
        let check = checked(one, (read, set), (library, profile));
        match items.last_mut().filter(|item| item.id == one.requirement.to_string()) {
            Some(item) => item.checks.push(check),
            None => items.push(begun(one.requirement, check)),
        }
        if let Some(item) = items.last_mut() {
            item.coverage = one.covered;
        }
    }
    for item in &mut items {
        contradictions::mark(item, &contradictions);
        rollup::settle(item);
    }
    applicability::apply(&mut items, soa);
    items.sort_by_key(|item| Catalogue::get().canonical(&item.id));
    let documents = summary::documents(&set.documents, &items);
    let stage_1 = readiness::stage_1(&items);
    GapReport {
        created: String::new(),
        company: profile.map(|profile| profile.name.clone()).unwrap_or_default(),
        mode: "composed".to_owned(),
        summary: GapSummary::of(items.iter().map(|item| item.verdict)),
        themes: rollup::themes(&items),
        priorities: rollup::priorities(&items, &stage_1, profile),
        stage_1,
        warnings: warnings(&documents, &set.claims).into_iter().chain(soa.warnings.iter().cloned()).collect(),
        documents,
        contradictions,
        items,
        comparison: None,
    }
}

fn begun(id: RequirementId, check: GapCheck) -> GapItem {
    GapItem {
        id: id.to_string(),
        title: Catalogue::get().entry(id).map(|entry| entry.title.clone()).unwrap_or_default(),
        verdict: GapVerdict::Missing,
        confidence: 0.0,
        coverage: 0.0,
        checks: vec![check],
    }
}

fn checked(
    one: &Decided<'_>,
    (read, set): (&Read<'_>, &Set),
    (library, profile): (&Library, Option<&Profile>),
) -> GapCheck {
    let (check, decision) = (one.check, &one.decision);
    let shown: Vec<&Statement> = decision.shown.iter().filter_map(|place| read.statements.get(*place)).collect();
    let evidence: Vec<Evidence> = shown.iter().map(|one| set.evidence(one)).collect();
    let advice = recommend::advise(check, decision, (library, profile));
    GapCheck {
        id: check.id.clone(),
        text: check.text.clone(),
        obligation: check.obligation,
        nature: check.nature,
        verdict: decision.verdict,
        confidence: (decision.confidence * 100.0).round() / 100.0,
        reason: [recommend::reason(decision, evidence.first()), one.remark.clone()].join(" ").trim_end().to_owned(),
        evidence,
        gap: advice.gap,
        recommendation: advice.recommendation,
        clause: advice.clause,
    }
}

/// What the reader has to know of the documents before relying on the verdicts.
fn warnings(documents: &[AnalysedDocument], claims: &[usize]) -> Vec<String> {
    let mut found = vec![
        "Guidance, not legal or certification advice: a person who knows the company decides.".to_owned(),
        "A document shows what is ruled, not what is done: practice is seen in interviews and records.".to_owned(),
    ];
    for (document, claims) in documents.iter().zip(claims) {
        let name = &document.name;
        match document.standing {
            Standing::Draft => {
                found.push(format!("{name} calls itself a draft: what stands only there is at most partial."));
            }
            Standing::Superseded => {
                found.push(format!("{name} calls itself superseded: what stands only there is at most partial."));
            }
            Standing::Unreadable => found.push(format!("{name} was not assessed: {}", document.problem)),
            Standing::InForce | Standing::Duplicate => {}
        }
        if !document.instructions.is_empty() {
            found.push(format!(
                "{name} holds a line that gives orders to whoever analyses it. It was not obeyed and is not evidence."
            ));
        }
        if *claims > 0 {
            found.push(format!(
                "{name} only claims of some controls that they are implemented, without saying how: that is no evidence."
            ));
        }
    }
    found
}
