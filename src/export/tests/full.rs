//! A report of full size, made from the catalogue and the checks of the library, with verdicts that take turns.

use std::time::Instant;

use super::{
    super::{Format, gap},
    fixture::nasty,
};
use crate::{
    draft,
    iso::{
        Catalogue, Check, Evidence, GapCheck, GapItem, GapReport, GapSummary, GapVerdict, MissingDocument, Nature,
        Priority, Profile, Readiness, SuggestedClause, ThemeSummary, profile_template,
    },
    knowledge::Library,
};

const DOCUMENTS: [&str; 4] = [
    "Information Security Policy v3.docx",
    "ISMS Handbuch 2025 – Geltungsbereich & Ziele.pdf",
    "Política de control de acceso.docx",
    "Rejestr ryzyka – zażółć gęślą jaźń.xlsx",
];

/// A number that looks like chance and is not.
fn turn(seed: &str, of: u32) -> u32 {
    seed.bytes().fold(2_166_136_261_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619)) / 7 % of
}

fn gap_check(check: &Check, lean: u32) -> GapCheck {
    let verdict = match (check.nature, turn(&check.id, 10) + lean) {
        (Nature::Practice, _) => GapVerdict::NotAssessed,
        (_, 0..=5) => GapVerdict::Met,
        (_, 6..=8) => GapVerdict::Partial,
        (_, 9) if turn(&check.id, 7) == 0 => GapVerdict::Conflicting,
        (_, _) => GapVerdict::Missing,
    };
    let phrase = check.phrases.first().cloned().unwrap_or_else(|| check.text.clone());
    let document = DOCUMENTS[turn(&check.id, 4) as usize];
    let quote = format!(
        "{phrase}. The owner of the process keeps a record of it and reports “deviations” to the security lead within 5 working days."
    );
    let evidence = Evidence {
        document: document.into(),
        heading: vec!["4 Regeln und Zuständigkeiten".into(), "4.2 Operation".into()],
        page: (turn(&check.id, 3) > 0).then_some(7),
        end: quote.chars().count(),
        quote,
        start: 0,
    };
    let is_gap = matches!(verdict, GapVerdict::Partial | GapVerdict::Missing | GapVerdict::Conflicting);
    let clause = (is_gap && turn(&check.id, 3) == 0).then(|| SuggestedClause {
        policy: "information-security".into(),
        title: "Roles and reviews".into(),
        text: "The security lead must review this every 12 months:\n\n1. collect what changed\n2. decide what follows\n3. record **[decide: where]**\n".into(),
    });
    let evidence =
        if matches!(verdict, GapVerdict::Missing | GapVerdict::NotAssessed) { Vec::new() } else { vec![evidence] };
    GapCheck {
        id: check.id.clone(),
        text: check.text.clone(),
        obligation: check.obligation,
        nature: check.nature,
        verdict,
        confidence: 0.75,
        reason: match verdict {
            GapVerdict::Met => "A statement in force says it.".into(),
            GapVerdict::NotAssessed => "Only an interview or a look can show it.".into(),
            _ => "A passage speaks to it, but names neither who does it nor when.".into(),
        },
        evidence,
        gap: if is_gap { "Who does it, and how often, is not said.".into() } else { String::new() },
        recommendation: if is_gap {
            "Add a sentence that names the owner and the interval, and keep the first record.".into()
        } else {
            String::new()
        },
        clause,
    }
}

fn item_verdict(checks: &[GapCheck]) -> GapVerdict {
    let of = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    let (met, open) = (of(GapVerdict::Met), of(GapVerdict::Partial) + of(GapVerdict::Missing));
    match (met, open, of(GapVerdict::Conflicting)) {
        (.., 1..) => GapVerdict::Conflicting,
        (0, 0, _) => GapVerdict::NotAssessed,
        (_, 0, _) => GapVerdict::Met,
        (0, _, _) if of(GapVerdict::Partial) == 0 => GapVerdict::Missing,
        _ => GapVerdict::Partial,
    }
}

/// The item of a page of the library; a quarter of them is met throughout.
fn item(entry: &crate::iso::Entry, library: &Library) -> GapItem {
    let id = entry.id.to_string();
    let is_met = turn(&id, 4) == 0;
    let lean = if is_met { 0 } else { turn(&id, 8) / 3 * 3 };
    let own = library.page(entry.id).into_iter().flat_map(|page| &page.front.checks);
    let mut checks: Vec<GapCheck> = own.map(|check| gap_check(check, lean)).collect();
    for check in checks.iter_mut().filter(|check| is_met && check.nature != Nature::Practice) {
        check.verdict = GapVerdict::Met;
        (check.gap, check.recommendation, check.clause) = (String::new(), String::new(), None);
    }
    GapItem { verdict: item_verdict(&checks), id, title: entry.title.clone(), confidence: 0.7, coverage: 0.6, checks }
}

/// The report.
pub(super) fn report() -> GapReport {
    let library = Library::load(None).unwrap();
    let leaves = Catalogue::get().entries().iter().filter(|entry| entry.is_leaf);
    let items: Vec<GapItem> = leaves.map(|entry| item(entry, &library)).collect();
    let themes = ["Clauses 4 to 10", "Organizational", "People", "Physical", "Technological"].map(|theme| {
        let own = items.iter().filter(|item| super::super::report::theme_of(&item.id) == theme);
        ThemeSummary { theme: theme.into(), summary: GapSummary::of(own.map(|item| item.verdict)) }
    });
    let open = items.iter().filter(|item| item.verdict == GapVerdict::Missing || item.verdict == GapVerdict::Partial);
    let priorities = open.take(10).enumerate().map(|(at, item)| Priority {
        id: item.id.clone(),
        title: item.title.clone(),
        check: format!("{}-1", item.id),
        gap: "Who does it, and how often, is not said.".into(),
        why: "The clause requires it, and Stage 1 looks for it".into(),
        quick_win: at % 3 == 0,
    });
    let nasty = nasty();
    GapReport {
        company: "Müller & Söhne Präzisionstechnik GmbH".into(),
        documents: DOCUMENTS
            .iter()
            .map(|name| crate::iso::AnalysedDocument {
                name: (*name).into(),
                instructions: Vec::new(),
                ..nasty.documents[0].clone()
            })
            .chain(nasty.documents.last().cloned())
            .collect(),
        summary: GapSummary::of(items.iter().map(|item| item.verdict)),
        themes: themes.into(),
        stage_1: Readiness {
            ready: false,
            asked: 15,
            missing: vec![
                MissingDocument {
                    id: "6.1.3".into(),
                    name: "Statement of Applicability".into(),
                    verdict: GapVerdict::Missing,
                },
                MissingDocument {
                    id: "9.2.2".into(),
                    name: "Audit programme and reports of internal audits".into(),
                    verdict: GapVerdict::Partial,
                },
            ],
        },
        priorities: priorities.collect(),
        items,
        ..nasty
    }
}

#[test]
fn a_report_of_full_size_exports_in_every_format_within_seconds() {
    let report = report();
    let checks: usize = report.items.iter().map(|item| item.checks.len()).sum();
    assert!(report.items.len() >= 120 && checks > 800, "{} items, {checks} checks", report.items.len());
    for format in Format::REPORT {
        let begin = Instant::now();
        let bytes = gap(&report, format).unwrap();
        let took = begin.elapsed();
        println!("{}: {} bytes in {took:?}", format.extension(), bytes.len());
        // A shared test machine is slow; the aim is three seconds on a quiet one.
        assert!(took.as_secs() < 20, "{} took {took:?}", format.extension());
        if let Some(folder) = std::env::var_os("ANNEXA_TEST_EXPORTS") {
            std::fs::write(std::path::Path::new(&folder).join(format!("gap.{}", format.extension())), bytes).unwrap();
        }
    }
}

#[test]
fn a_draft_exports_as_what_the_library_wrote() {
    let library = Library::load(None).unwrap();
    let profile = Profile::from_yaml(&profile_template().replace("Example Ltd", "Żółw & Söhne")).unwrap();
    let paper = library.shelf().paper(crate::knowledge::PaperKind::Policy, "access-control").unwrap();
    let draft = draft::policy(paper, &library, &profile);
    let write = |format| super::super::markdown(&draft.title, &draft.markdown, &profile.name, format);
    assert_eq!(write(Format::Markdown).unwrap(), draft.markdown.as_bytes());
    let html = super::text(write(Format::Html).unwrap());
    assert!(html.contains("<h2 id=") && html.contains("<mark>[decide: "));
    assert!(write(Format::Pdf).unwrap().starts_with(b"%PDF"));
    assert!(write(Format::Xlsx).is_err() && write(Format::Json).is_err());
}
