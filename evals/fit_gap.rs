//! `make fit-gap DATA="FOLDER …"`: learns from labelled policy sets what the documents must show for a verdict, and prints the
//! weights as they stand in `src/assess/weights.rs`.
//!
//! What a document must say of a requirement to treat it is learned from the policies of our own library, of which it is
//! known what they treat. The weights of checks rest on those, so run it twice when they change. The policies also show what a
//! rule looks like that says all of a check, and what is left of the neighbours once its clauses are thought away.
//!
//! First it prints what weights learned from four fifths of the requirements do for the last fifth, and on a set that is
//! named with --test: these figures, not those of the fitted labels, are what is earned.
#![allow(clippy::print_stdout, reason = "an evaluation prints its figures")]

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::PathBuf,
    sync::Arc,
};

use annexa::{
    app,
    assess::{
        Assessor, COVERAGE, COVERAGE_NAMES, FEATURES, Given, Measured, NAMES, SAYING, SAYING_NAMES, Text, strength,
    },
    config::Settings,
    document::Format,
    draft::{self, Draft},
    evaluate::{Example, LabelledSet, Logit, ReadyCase, Suite, auc, fit, gap_cases, kappa, mean},
    iso::{
        Catalogue, Check,
        GapVerdict::{self, Met, Missing, Partial},
        Nature, Profile, RequirementId,
    },
    knowledge::{Library, PaperKind},
};
use anyhow::Context;
use clap::Parser;
use serde_json::json;

const FOLDS: u64 = 5;
/// The company for which our own policies are written out.
const EMPLOYEES: u32 = 100;
/// What a weight of one deviation costs where our own policies are learned from.
const OWN_PENALTY: f64 = 10.0;
/// The same for what is covered at all.
const COVERED_PENALTY: f64 = 3.0;
/// The sizes of company for which our policies show what a check looks like, and what such an example counts for beside a
/// labelled one.
const SIZES: [u32; 3] = [20, 100, 500];
const OWN_WEIGHT: f64 = 0.2;
/// The percentile of the cases that counts as ordinary.
const ORDINARY: usize = 30;

/// Learns verdicts from labelled policy sets.
#[derive(Parser)]
struct Arguments {
    /// Folders to learn from
    #[arg(required = true)]
    learn: Vec<PathBuf>,
    /// A folder to measure on that nothing is learned from
    #[arg(long)]
    test: Option<PathBuf>,
    /// A suite of gap cases, to learn from as well what is covered at all
    #[arg(long)]
    suite: Option<PathBuf>,
    /// The folder of test sets that are not shipped
    #[arg(long, default_value = "../shared/datasets")]
    datasets: PathBuf,
    /// Write the numbers of all requirements to this file (JSON lines)
    #[arg(long)]
    dump: Option<PathBuf>,
    /// Write the numbers of all checks to this file (JSON lines)
    #[arg(long)]
    dump_checks: Option<PathBuf>,
    /// What a weight of one deviation costs
    #[arg(long, default_value_t = 20.0)]
    penalty: f64,
}

struct Row {
    numbers: [f64; FEATURES],
    expected: GapVerdict,
    nature: Nature,
    fold: u64,
    /// Whether a reader labelled it; the others are of our own policies.
    is_labelled: bool,
}

type Models = (Logit<FEATURES>, Logit<FEATURES>);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let settings = Settings::load(None, std::env::vars())?;
    let library = Arc::new(Library::load(settings.knowledge_dir.as_deref())?);
    let embedder =
        app::embedder(&settings).map_err(anyhow::Error::msg)?.context("the embedding model is switched off")?;
    let assessor = Assessor::ready(library.clone(), embedder, settings.models_dir().ok().as_deref(), &|_| ()).await?;
    let mut rows = Vec::new();
    for folder in &arguments.learn {
        rows.extend(read(&assessor, &library, folder).await?);
    }
    for people in SIZES {
        rows.extend(own(&assessor, &library, people).await?);
    }
    let says = says(&assessor, &library).await?;
    let (requirements, ordinary) = requirements(&assessor, &says, &arguments).await?;
    let test = match &arguments.test {
        Some(folder) => read(&assessor, &library, folder).await?,
        None => Vec::new(),
    };
    if let Some(file) = &arguments.dump_checks {
        let line = |row: &Row| {
            let (nature, expected) = (format!("{:?}", row.nature), row.expected.name());
            json!({"nature": nature, "expected": expected, "is_labelled": row.is_labelled, "fold": row.fold, "numbers": row.numbers.to_vec()})
        };
        let lines: Vec<String> = rows.iter().chain(&test).map(|row| line(row).to_string()).collect();
        std::fs::write(file, lines.join("\n")).with_context(|| format!("cannot write {}", file.display()))?;
    }
    println!(
        "//! Learned; do not edit: `make fit-gap`.\n\nuse super::{{\n    coverage::{{COVERAGE, SAYING}},\n    features::FEATURES,\n    judge::Logistic,\n}};\n"
    );
    for (name, nature) in [("RULE", Nature::Rule), ("RECORD", Nature::Record)] {
        let own: Vec<&Row> = rows.iter().filter(|row| row.nature == nature).collect();
        let folds: Vec<Models> =
            (0..FOLDS).map(|fold| learn(own.iter().filter(|row| row.fold != fold), arguments.penalty)).collect();
        let crossed: Vec<(&Row, f64, f64)> =
            own.iter().filter_map(|row| Some(judged(row, folds.get(usize::try_from(row.fold).ok()?)?))).collect();
        let part =
            |labelled: bool| crossed.iter().filter(|one| one.0.is_labelled == labelled).copied().collect::<Vec<_>>();
        figures(&format!("{name}, cross-validated"), &part(true));
        figures(&format!("{name}, our own policies, cross-validated"), &part(false));
        let models = learn(own.iter(), arguments.penalty);
        let tested: Vec<(&Row, f64, f64)> =
            test.iter().filter(|row| row.nature == nature).map(|row| judged(row, &models)).collect();
        figures(&format!("{name}, test"), &tested);
        print((&format!("{name}_SPEAKS"), "FEATURES"), &models.0, &NAMES);
        print((&format!("{name}_MET"), "FEATURES"), &models.1, &NAMES);
    }
    print(("SAYS", "SAYING"), &says, &SAYING_NAMES);
    println!(
        "/// How much ordinary documents say of what they say most about: the {ORDINARY}th percentile of the cases.\npub(super) const ORDINARY: f64 = {ordinary:.5};\n"
    );
    covered(&requirements);
    Ok(())
}

async fn read(assessor: &Assessor, library: &Library, folder: &std::path::Path) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for set in LabelledSet::all(folder)? {
        let measured = assessor.measured(&set.documents, &|_, _, _| false).await?;
        let measured: HashMap<String, [f64; FEATURES]> =
            measured.into_iter().map(|one| (one.check, one.numbers)).collect();
        let row = |label: &annexa::evaluate::CheckLabel| {
            let check: &Check = library.check(&label.check)?;
            let (numbers, fold) = (*measured.get(&label.check)?, fold(&label.check));
            Some(Row { numbers, expected: label.expected, nature: check.nature, fold, is_labelled: true })
        };
        rows.extend(set.labels.iter().filter_map(row));
    }
    Ok(rows)
}

/// Checks of one requirement are judged by the same passages, so they stay together.
fn fold(check: &str) -> u64 {
    let requirement = check.rsplit_once('-').map_or("", |(id, _)| id);
    requirement.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))) % FOLDS
}

/// Our own policies for a company of so many people: each check that a clause satisfies, with that clause and without.
async fn own(assessor: &Assessor, library: &Library, people: u32) -> anyhow::Result<Vec<Row>> {
    let profile = Profile::unnamed(people);
    let (mut documents, mut clauses) = (Vec::new(), Vec::new());
    let mut satisfied: BTreeSet<String> = BTreeSet::new();
    for paper in library.shelf().of_kind(PaperKind::Policy) {
        let draft = draft::policy(paper, library, &profile);
        documents.push(given(&draft));
        satisfied.extend(draft.checks);
        clauses.push(&paper.clauses);
    }
    let without = |check: &str, document: usize, heading: &[String]| {
        let title =
            heading.last().map_or("", String::as_str).trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let of = clauses.get(document).into_iter().flat_map(|clauses| clauses.iter());
        of.filter(|clause| clause.title == title.trim())
            .any(|clause| clause.marks.checks.iter().any(|one| one == check))
    };
    let measured = assessor.measured(&documents, &without).await?;
    let rules = measured.into_iter().filter(|one| satisfied.contains(&one.check) && is_changed(one));
    let pair = |one: Measured| {
        let nature = library.check(&one.check).map_or(Nature::Practice, |check| check.nature);
        [(one.numbers, Met), (one.without, Missing)].map(|(numbers, expected)| Row {
            numbers,
            expected,
            nature,
            fold: fold(&one.check),
            is_labelled: false,
        })
    };
    Ok(rules.flat_map(pair).filter(|row| row.nature == Nature::Rule).collect())
}

/// Whether its clause was among what the verdict looks at.
fn is_changed(one: &Measured) -> bool {
    one.numbers.iter().zip(&one.without).any(|(with, without)| (with - without).abs() > f64::EPSILON)
}

/// A policy without its annexes, which name the checks and so would give the answer away.
fn given(draft: &Draft) -> Given {
    let text = draft.markdown.split("\n## Annex").next().unwrap_or_default().to_owned();
    let text = Text { text, format: Format::Markdown, pages: Vec::new(), warnings: Vec::new() };
    Given { name: draft.title.clone(), sha256: draft.title.clone(), text: Ok(text) }
}

/// Whether the documents speak to a check is learned from labels alone: thinking a clause away leaves neighbours that may.
fn learn<'a>(rows: impl Iterator<Item = &'a &'a Row> + Clone, penalty: f64) -> Models {
    let labelled = rows.clone().filter(|row| row.is_labelled);
    let speaks: Vec<Example<FEATURES>> =
        labelled.map(|row| (row.numbers, row.expected != GapVerdict::Missing, 1.0)).collect();
    let weight = |row: &Row| if row.is_labelled { 1.0 } else { OWN_WEIGHT };
    let met: Vec<Example<FEATURES>> =
        rows.map(|row| (row.numbers, row.expected == GapVerdict::Met, weight(row))).collect();
    (fit(&speaks, penalty), fit(&met, penalty))
}

fn judged<'a>(row: &'a Row, (speaks, met): &Models) -> (&'a Row, f64, f64) {
    (row, speaks.probability(&row.numbers), met.probability(&row.numbers))
}

fn figures(name: &str, judged: &[(&Row, f64, f64)]) {
    let area = |score: fn(&(&Row, f64, f64)) -> f64, is: fn(&Row) -> bool| {
        let part = |wanted: bool| judged.iter().filter(|one| is(one.0) == wanted).map(score).collect::<Vec<f64>>();
        auc(&part(true), &part(false))
    };
    let speaks = area(|one| one.1, |row| row.expected != GapVerdict::Missing);
    let met = area(|one| one.2, |row| row.expected == GapVerdict::Met);
    println!("// {name}: {} checks, speaks auc {speaks:.3}, met auc {met:.3}", judged.len());
    for (speaks, met) in [(0.5, 0.5), (0.5, 0.4), (0.5, 0.33), (0.6, 0.4)] {
        let given = |one: &(&Row, f64, f64)| match () {
            () if one.2 > met => GapVerdict::Met,
            () if one.1 > speaks => GapVerdict::Partial,
            () => GapVerdict::Missing,
        };
        let plain = |verdict| if verdict == GapVerdict::Conflicting { GapVerdict::Partial } else { verdict };
        let pairs: Vec<(GapVerdict, GapVerdict)> =
            judged.iter().map(|one| (plain(one.0.expected), given(one))).collect();
        let right = pairs.iter().filter(|(expected, given)| expected == given).count();
        let of = |expected, given| pairs.iter().filter(|pair| **pair == (expected, given)).count();
        let table = [Missing, Partial, Met].map(|expected| [Missing, Partial, Met].map(|given| of(expected, given)));
        println!(
            "//   speaks > {speaks}, met > {met}: {right} of {} right, kappa {:.3}, table {table:?}",
            pairs.len(),
            kappa(&pairs)
        );
    }
}

fn print<const N: usize>((name, size): (&str, &str), model: &Logit<N>, names: &[&str; N]) {
    let list = |values: &[f64; N]| {
        let rows = values.iter().zip(names).map(|(value, name)| format!("        {value:.5}, // {name}"));
        rows.collect::<Vec<_>>().join("\n")
    };
    println!(
        "pub(super) const {name}: Logistic<{size}> = Logistic {{\n    offset: {:.5},\n    means: [\n{}\n    ],\n    weights: [\n{}\n    ],\n}};\n",
        model.offset,
        list(&model.means),
        list(&model.weights)
    );
}

/// A requirement of some documents.
struct Covered {
    set: String,
    numbers: [f64; COVERAGE],
    expected: bool,
}

/// Learns from our own policies when a document treats a requirement: when one of its clauses satisfies one of its checks.
async fn says(assessor: &Assessor, library: &Library) -> anyhow::Result<Logit<SAYING>> {
    let profile = Profile::unnamed(EMPLOYEES);
    let mut documents = Vec::new();
    let mut treats: Vec<Vec<RequirementId>> = Vec::new();
    for paper in library.shelf().of_kind(PaperKind::Policy) {
        let draft = draft::policy(paper, library, &profile);
        documents.push(given(&draft));
        treats.push(
            draft.checks.iter().filter_map(|check| Catalogue::get().canonical(check.rsplit_once('-')?.0)).collect(),
        );
    }
    let treated: BTreeSet<RequirementId> = treats.iter().flatten().copied().collect();
    let measured = assessor.measured_sayings(&documents).await?;
    let known = measured.into_iter().filter(|(id, ..)| treated.contains(id));
    let example = |(id, place, numbers): (RequirementId, usize, [f64; SAYING])| {
        (numbers, treats.get(place).is_some_and(|own| own.contains(&id)), 1.0)
    };
    Ok(fit(&known.map(example).collect::<Vec<Example<SAYING>>>(), OWN_PENALTY))
}

/// What the documents of a case say of each requirement, and how much they say at all.
struct Said {
    of: BTreeMap<RequirementId, f64>,
    strength: f64,
}

async fn said(assessor: &Assessor, says: &Logit<SAYING>, documents: &[Given]) -> anyhow::Result<Said> {
    let mut of: BTreeMap<RequirementId, f64> = BTreeMap::new();
    for (id, _, numbers) in assessor.measured_sayings(documents).await? {
        let best = of.entry(id).or_insert(f64::NEG_INFINITY);
        *best = best.max(says.logit(&numbers));
    }
    let strength = strength(of.values().copied());
    Ok(Said { of, strength })
}

/// The requirements of the labelled sets, and of the cases of the suite.
async fn requirements(
    assessor: &Assessor,
    says: &Logit<SAYING>,
    arguments: &Arguments,
) -> anyhow::Result<(Vec<Covered>, f64)> {
    let mut cases = Vec::new();
    for folder in &arguments.learn {
        // Sets of single statements say nothing of whole requirements.
        let sets = LabelledSet::all(folder)?.into_iter().filter(|set| !set.requirements.is_empty());
        cases.extend(sets.map(|set| ReadyCase { set: set.name, documents: set.documents, expected: set.requirements }));
    }
    if let Some(suite) = &arguments.suite {
        cases.extend(gap_cases(&Suite::read(suite, Some(&arguments.datasets))?)?);
    }
    let mut measured = Vec::new();
    for case in cases {
        let said = said(assessor, says, &case.documents).await?;
        measured.push((case, said));
    }
    let mut strengths: Vec<f64> = measured.iter().map(|(_, said)| said.strength).collect();
    strengths.sort_by(f64::total_cmp);
    let ordinary = strengths.get(strengths.len() * ORDINARY / 100).copied().unwrap_or(0.0);
    let mut found = Vec::new();
    for (case, said) in measured {
        for (id, expected) in case.expected {
            let Some(one) = said.of.get(&id) else { continue };
            found.push(Covered { set: case.set.clone(), numbers: [*one, said.strength.max(ordinary)], expected });
        }
    }
    if let Some(file) = &arguments.dump {
        let line =
            |one: &Covered| json!({"set": one.set, "expected": one.expected, "numbers": one.numbers}).to_string();
        std::fs::write(file, found.iter().map(line).collect::<Vec<_>>().join("\n"))?;
    }
    Ok((found, ordinary))
}

/// Learns what is covered at all. Each set counts as much as another, and in each set gaps as much as what is covered.
fn covered(all: &[Covered]) {
    let mut sets: Vec<&str> = all.iter().map(|one| one.set.as_str()).collect();
    sets.sort_unstable();
    sets.dedup();
    let examples = |leave: Option<&str>| -> Vec<Example<COVERAGE>> {
        let own = all.iter().filter(|one| leave != Some(one.set.as_str()));
        let weigh = |one: &Covered| {
            let like = all.iter().filter(|other| other.set == one.set && other.expected == one.expected).count();
            (one.numbers, one.expected, 100.0 / f64::from(u32::try_from(like.max(1)).unwrap_or(u32::MAX)))
        };
        own.map(weigh).collect()
    };
    for set in &sets {
        let model = fit(&examples(Some(set)), COVERED_PENALTY);
        let scores = |wanted: bool| {
            let own = all.iter().filter(|one| one.set == *set && one.expected == wanted);
            own.map(|one| model.probability(&one.numbers)).collect::<Vec<f64>>()
        };
        let (yes, no) = (scores(true), scores(false));
        let below = |scores: &[f64], bound: f64| mean(scores.iter().map(|score| f64::from(u8::from(*score < bound))));
        print!("// covered, {set} left out: auc {:.3};", auc(&yes, &no));
        for bound in [0.2, 0.3, 0.4, 0.5, 0.6] {
            print!(" below {bound}: gaps {:.3}, covered {:.3};", below(&no, bound), below(&yes, bound));
        }
        println!();
    }
    print(("COVERED", "COVERAGE"), &fit(&examples(None), COVERED_PENALTY), &COVERAGE_NAMES);
}
