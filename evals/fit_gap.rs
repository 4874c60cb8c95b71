//! `make fit-gap DATA="FOLDER …"`: learns from labelled policy sets what the documents must show for a verdict, and prints the
//! weights as they stand in `src/assess/weights.rs`.
//!
//! First it prints what weights learned from four fifths of the requirements do for the last fifth, and on a set that is
//! named with --test: these figures, not those of the fitted labels, are what is earned.
#![allow(clippy::print_stdout, reason = "an evaluation prints its figures")]

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use annexa::{
    app,
    assess::{Assessor, FEATURES, NAMES},
    config::Settings,
    evaluate::{LabelledSet, Logit, auc, fit, kappa},
    iso::{
        Check,
        GapVerdict::{self, Met, Missing, Partial},
        Nature,
    },
    knowledge::Library,
};
use anyhow::Context;
use clap::Parser;

const FOLDS: u64 = 5;

/// Learns verdicts from labelled policy sets.
#[derive(Parser)]
struct Arguments {
    /// Folders to learn from
    #[arg(required = true)]
    learn: Vec<PathBuf>,
    /// A folder to measure on that nothing is learned from
    #[arg(long)]
    test: Option<PathBuf>,
    /// What a weight of one deviation costs
    #[arg(long, default_value_t = 20.0)]
    penalty: f64,
}

struct Row {
    numbers: [f64; FEATURES],
    expected: GapVerdict,
    nature: Nature,
    fold: u64,
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
    let test = match &arguments.test {
        Some(folder) => read(&assessor, &library, folder).await?,
        None => Vec::new(),
    };
    println!("//! Learned; do not edit: `make fit-gap`.\n\nuse super::{{features::FEATURES, judge::Logistic}};\n");
    for (name, nature) in [("RULE", Nature::Rule), ("RECORD", Nature::Record)] {
        let own: Vec<&Row> = rows.iter().filter(|row| row.nature == nature).collect();
        let folds: Vec<Models> =
            (0..FOLDS).map(|fold| learn(own.iter().filter(|row| row.fold != fold), arguments.penalty)).collect();
        let crossed: Vec<(&Row, f64, f64)> =
            own.iter().filter_map(|row| Some(judged(row, folds.get(usize::try_from(row.fold).ok()?)?))).collect();
        figures(&format!("{name}, cross-validated"), &crossed);
        let models = learn(own.iter(), arguments.penalty);
        let tested: Vec<(&Row, f64, f64)> =
            test.iter().filter(|row| row.nature == nature).map(|row| judged(row, &models)).collect();
        figures(&format!("{name}, test"), &tested);
        print(&format!("{name}_SPEAKS"), &models.0);
        print(&format!("{name}_MET"), &models.1);
    }
    Ok(())
}

async fn read(assessor: &Assessor, library: &Library, folder: &std::path::Path) -> anyhow::Result<Vec<Row>> {
    let set = LabelledSet::read(folder)?;
    let measured: HashMap<String, [f64; FEATURES]> = assessor.measured(&set.documents).await?.into_iter().collect();
    let row = |label: &annexa::evaluate::CheckLabel| {
        let check: &Check = library.check(&label.check)?;
        // Checks of one requirement are judged by the same passages, so they stay together.
        let requirement = label.check.rsplit_once('-').map_or("", |(id, _)| id);
        let fold =
            requirement.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))) % FOLDS;
        Some(Row { numbers: *measured.get(&label.check)?, expected: label.expected, nature: check.nature, fold })
    };
    Ok(set.labels.iter().filter_map(row).collect())
}

fn learn<'a>(rows: impl Iterator<Item = &'a &'a Row> + Clone, penalty: f64) -> Models {
    let speaks: Vec<([f64; FEATURES], bool)> =
        rows.clone().map(|row| (row.numbers, row.expected != GapVerdict::Missing)).collect();
    let met: Vec<([f64; FEATURES], bool)> = rows.map(|row| (row.numbers, row.expected == GapVerdict::Met)).collect();
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

fn print(name: &str, model: &Logit<FEATURES>) {
    let list = |values: &[f64; FEATURES]| {
        let rows = values.iter().zip(NAMES).map(|(value, name)| format!("        {value:.5}, // {name}"));
        rows.collect::<Vec<_>>().join("\n")
    };
    println!(
        "pub(super) const {name}: Logistic = Logistic {{\n    offset: {:.5},\n    means: [\n{}\n    ],\n    weights: [\n{}\n    ],\n}};\n",
        model.offset,
        list(&model.means),
        list(&model.weights)
    );
}
