//! What a run tells people: one HTML page that needs nothing else, and the table of figures in Markdown.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{AutoEscape, Environment, Value, context, value::Serde};
use serde::Serialize;

use super::{Case, Comparison, Curve, Kind, Line, Run, mean};

/// The page; everything of a document or a model goes through its escaping.
const PAGE: &str = include_str!("report.html");
/// Cases that are shown in full.
const WORST: usize = 20;
/// Endings of figures that count something, even when they happen to lie between 0 and 1.
const COUNTS: [&str; 13] = [
    "_ids",
    "_titles",
    "hits",
    "misses",
    "missing",
    "judged",
    "failed",
    "labelled",
    "cost",
    "prompt",
    "completion",
    "words",
    "documents",
];
/// Width of a full bar, in units of the drawing.
const WIDTH: f64 = 320.0;

/// A run with what earlier ones say about it.
pub struct Reported<'a> {
    /// The run.
    pub run: &'a Run,
    /// How it differs from its baseline, when there is one.
    pub comparison: Option<Comparison>,
}

/// A figure as a bar.
#[derive(Serialize)]
struct Bar {
    name: String,
    value: String,
    width: f64,
    before: Option<f64>,
    gate: Option<f64>,
}

/// The figures that start with the same word.
#[derive(Serialize)]
struct Panel {
    name: String,
    bars: Vec<Bar>,
}

/// A change with its interval, on a scale that all changes of a run share.
#[derive(Serialize)]
struct Whisker {
    metric: String,
    before: String,
    after: String,
    low: f64,
    middle: f64,
    high: f64,
    is_worse: bool,
}

/// The page for these runs.
pub fn html(runs: &[Reported<'_>]) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", PAGE)?;
    let suites: Vec<Value> = runs.iter().map(suite).collect();
    environment.get_template("report")?.render(context! { suites })
}

fn suite(reported: &Reported<'_>) -> Value {
    let run = reported.run;
    let mut worst: Vec<&Case> = run.cases.iter().filter(|case| badness(case) > 0.0).collect();
    // Those that are equally wrong keep their order in the run.
    worst.sort_by(|a, b| badness(b).total_cmp(&badness(a)));
    let failing = worst.len();
    if run.kind == Kind::Gap {
        // One method's failures say nothing of another's.
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        worst.retain(|case| {
            let count = shown.entry(&case.group).or_default();
            *count += 1;
            *count <= WORST
        });
    } else {
        worst.truncate(WORST);
    }
    let mut problems: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for case in &run.cases {
        for problem in &case.problems {
            *problems.entry((problem, &case.group)).or_default() += 1;
        }
    }
    let mut problems: Vec<(usize, &str, &str)> =
        problems.into_iter().map(|((problem, group), count)| (count, problem, group)).collect();
    problems.sort_by(|a, b| b.cmp(a));
    let comparison = reported.comparison.as_ref();
    context! {
        run => Value::from(Serde(run)),
        passed => run.passed(),
        seconds => format!("{:.1}", run.seconds),
        panels => Value::from(Serde(panels(run, comparison))),
        curves => Value::from(Serde(drawn(run))),
        groups => Value::from(Serde(groups(run))),
        problems => Value::from(Serde(problems)),
        worst => Value::from(Serde(worst)),
        failing,
        cases => run.cases.len(),
        comparison => comparison.map(|found| context! {
            whiskers => Value::from(Serde(whiskers(found))),
            broken => Value::from(Serde(&found.broken)),
            mended => Value::from(Serde(&found.mended)),
            chance => format!("{:.3}", found.chance),
            is_worse => found.is_worse(),
        }),
    }
}

/// How wrong a case is: from 1 for a failed one, more when it lacks points; what its list lacks for a query of the mode that
/// users get.
fn badness(case: &Case) -> f64 {
    match case.passed {
        Some(true) => 0.0,
        Some(false) => 2.0 - case.metrics.get("coverage").copied().unwrap_or(1.0),
        None if case.group == "hybrid" => 1.0 - case.metrics.get("ndcg@10").copied().unwrap_or(1.0),
        None => 0.0,
    }
}

/// What a figure is of, and its name. Policy sets may have dots in their names, figures of gap suites have none.
fn parted<'a>(run: &Run, metric: &'a str) -> Option<(&'a str, &'a str)> {
    if run.kind == Kind::Gap { metric.rsplit_once('.') } else { metric.split_once('.') }
}

/// Shares as bars, by the word before the dot.
fn panels(run: &Run, comparison: Option<&Comparison>) -> Vec<Panel> {
    let mut found: BTreeMap<&str, Vec<Bar>> = BTreeMap::new();
    for (metric, value) in &run.metrics {
        let (panel, name) = parted(run, metric).unwrap_or(("", metric));
        let is_time = name.ends_with("_ms") || name.ends_with("_s");
        let is_count = COUNTS.iter().any(|ending| name.ends_with(ending));
        let is_share = (0.0..=1.0).contains(value) && !is_time && !is_count;
        let before = comparison.and_then(|found| found.changes.iter().find(|change| change.metric == *metric));
        let gate = run.gates.iter().find(|gate| gate.metric == *metric).and_then(|gate| gate.min);
        found.entry(panel).or_default().push(Bar {
            name: name.to_owned(),
            value: if value.abs() <= 1.0 && !is_time { format!("{value:.3}") } else { format!("{value:.1}") },
            width: if is_share { value * WIDTH } else { 0.0 },
            before: before.map(|change| change.before * WIDTH),
            gate: gate.filter(|_| is_share).map(|gate| gate * WIDTH),
        });
    }
    found.into_iter().map(|(name, bars)| Panel { name: name.to_owned(), bars }).collect()
}

/// A curve as it is drawn.
#[derive(Serialize)]
struct Drawn {
    title: String,
    across: String,
    up: String,
    lines: Vec<Drawing>,
}

#[derive(Serialize)]
struct Drawing {
    name: String,
    points: String,
    colour: &'static str,
    is_part: bool,
}

/// The curves of a run: a method has one colour, and its line for a single set is broken.
fn drawn(run: &Run) -> Vec<Drawn> {
    let drawing = |line: &Line| {
        let (method, is_part) =
            line.name.split_once('/').map_or((line.name.as_str(), false), |(method, _)| (method, true));
        let colour = match method {
            "annexa" => "#0b6e6e",
            "embedding" => "#b25d00",
            "bm25" => "#6b4fb3",
            _ => "#808080",
        };
        let place = |(x, y): &(f64, f64)| format!("{:.1},{:.1}", 30.0 + x * 280.0, 220.0 - y * 210.0);
        let points = line.points.iter().map(place).collect::<Vec<_>>().join(" ");
        Drawing { name: line.name.clone(), points, colour, is_part }
    };
    let curve = |curve: &Curve| Drawn {
        title: curve.title.clone(),
        across: curve.across.clone(),
        up: curve.up.clone(),
        lines: curve.lines.iter().map(drawing).collect(),
    };
    run.curves.iter().map(curve).collect()
}

/// Curves as tables: a row for each line, its points in the cells.
fn curve_tables(run: &Run) -> String {
    let mut text = String::new();
    for curve in &run.curves {
        text.push_str(&format!("{}: {}, then {}\n\n| | points |\n|---|---|\n", curve.title, curve.across, curve.up));
        for line in &curve.lines {
            let points: Vec<String> = line.points.iter().map(|(x, y)| format!("{x:.2} → {y:.2}")).collect();
            text.push_str(&format!("| {} | {} |\n", line.name, points.join("; ")));
        }
        text.push('\n');
    }
    text
}

/// Per group: how many cases, and how many of them are right.
fn groups(run: &Run) -> Vec<(String, usize, Option<String>)> {
    let mut found: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in &run.cases {
        found.entry(&case.group).or_default().push(case);
    }
    let right = |cases: &[&Case]| {
        let judged: Vec<f64> =
            cases.iter().filter_map(|case| case.passed.map(|passed| f64::from(u8::from(passed)))).collect();
        (!judged.is_empty()).then(|| format!("{:.2}", mean(judged)))
    };
    found.into_iter().map(|(group, cases)| (group.to_owned(), cases.len(), right(&cases))).collect()
}

fn whiskers(found: &Comparison) -> Vec<Whisker> {
    let shown = || found.changes.iter().filter(|change| !change.metric.ends_with("_ms"));
    let reach = shown().flat_map(|change| [change.low.abs(), change.high.abs()]).fold(0.01, f64::max);
    let place = |value: f64| WIDTH / 2.0 * (1.0 + value / reach);
    shown()
        .map(|change| Whisker {
            metric: change.metric.clone(),
            before: format!("{:.3}", change.before),
            after: format!("{:.3}", change.after),
            low: place(change.low),
            middle: place(change.after - change.before),
            high: place(change.high),
            is_worse: change.is_worse,
        })
        .collect()
}

/// The table of figures, with the command that prints each.
pub fn markdown(runs: &[Run]) -> String {
    let mut text = String::from(
        "# Results\n\nWritten by `annexa eval run … --results FILE` from the runs themselves; `evals/README.md` explains the figures.\n\
         Times were taken on two shared cores and vary; everything else is the same at every run.\n",
    );
    for run in runs {
        let judge = if run.configuration.contains_key("judge") { " --judge" } else { "" };
        text.push_str(&format!("\n## {}\n\n`annexa eval run {}{judge}`, ", run.title, run.suite));
        text.push_str(&format!("set `{}`, hash `{}`, version {}", run.set, short(&run.set_hash), run.version));
        for (name, value) in &run.configuration {
            text.push_str(&format!(", {name} {value}"));
        }
        text.push_str(&format!(", {} cases\n\n", run.cases.len()));
        text.push_str(&match run.kind {
            Kind::Retrieval => by_mode(run),
            Kind::Gap => by_method(run),
            Kind::Questions
            | Kind::Latency
            | Kind::Generation
            | Kind::Verdicts
            | Kind::Verify
            | Kind::Reasons
            | Kind::Attacks
            | Kind::Session
            | Kind::Companies => by_figure(run),
        });
        text.push_str(&curve_tables(run));
        for gate in &run.gates {
            let bound = |word: &str, bound: Option<f64>| bound.map_or_else(String::new, |b| format!(" {word} {b}"));
            let word = if gate.passed { "kept" } else { "**failed**" };
            let bounds = format!("{}{}", bound("at least", gate.min), bound("at most", gate.max));
            text.push_str(&format!("- gate `{}`{bounds}: {:.3}, {word}\n", gate.metric, gate.value));
        }
    }
    text
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

fn by_figure(run: &Run) -> String {
    let mut text = String::from("| Figure | |\n|---|---|\n");
    for (metric, value) in &run.metrics {
        text.push_str(&format!("| {metric} | {value:.3} |\n"));
    }
    text.push('\n');
    text
}

/// A row for each method and policy set, and a column for each figure.
fn by_method(run: &Run) -> String {
    let mut rows: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
    for (metric, value) in &run.metrics {
        if let Some((row, figure)) = parted(run, metric) {
            rows.entry(row).or_default().insert(figure, *value);
        }
    }
    let figures: BTreeSet<&str> = rows.values().flat_map(BTreeMap::keys).copied().collect();
    let names: Vec<&str> = figures.iter().copied().collect();
    let mut text = format!("| | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for (row, values) in &rows {
        let cell = |figure: &&str| values.get(figure).map_or_else(String::new, |value| format!("{value:.3}"));
        let cells: Vec<String> = names.iter().map(cell).collect();
        text.push_str(&format!("| {row} | {} |\n", cells.join(" | ")));
    }
    text.push('\n');
    text
}

/// A row for each figure and a column for each mode, then what belongs to no mode.
fn by_mode(run: &Run) -> String {
    let mut rows: BTreeMap<&str, [Option<f64>; 3]> = BTreeMap::new();
    let mut rest = String::new();
    for (metric, value) in &run.metrics {
        let place = metric.split_once('.').and_then(|(mode, name)| {
            let column = ["text", "vector", "hybrid"].iter().position(|known| *known == mode)?;
            Some((column, name))
        });
        match place {
            Some((column, name)) => {
                if let Some(cell) = rows.entry(name).or_default().get_mut(column) {
                    *cell = Some(*value);
                }
            }
            None => rest.push_str(&format!("- {metric}: {value:.3}\n")),
        }
    }
    let mut text = String::from("| | text | vector | hybrid |\n|---|---|---|---|\n");
    for (name, cells) in rows {
        let cells = cells.map(|cell| cell.map_or_else(String::new, |value| format!("{value:.3}")));
        text.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
    }
    format!("{text}\n{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::run::tests::run;

    #[test]
    fn a_page_is_whole_and_lets_nothing_through() {
        let folder = tempfile::tempdir().unwrap();
        let mut after = run(folder.path(), [0.0, 1.0]);
        after.cases[0].question = "<script>alert(1)</script>".to_owned();
        after.cases[0].problems = vec!["a fact is missing".to_owned()];
        let before = run(folder.path(), [1.0, 1.0]);
        let comparison = Comparison::of(&before, &after, 0.01).ok();
        let page = html(&[Reported { run: &after, comparison }]).unwrap();
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>alert"), "escaped");
        assert!(page.contains("a fact is missing") && page.contains("<svg"));
        assert!(!page.contains("http://") && !page.contains("https://"), "no network");
    }

    #[test]
    fn a_gap_run_has_a_row_for_each_method_and_its_worst_cases_by_method() {
        let folder = tempfile::tempdir().unwrap();
        let mut run = run(folder.path(), [0.0, 0.0]);
        run.kind = Kind::Gap;
        run.metrics = [("bm25.auc", 0.5), ("bm25/acme.com.auc", 0.25), ("bm25.kappa", -0.125)]
            .map(|(name, value)| (name.to_owned(), value))
            .into();
        let text = markdown(std::slice::from_ref(&run));
        assert!(text.contains("| | auc | kappa |") && text.contains("| bm25 | 0.500 | -0.125 |"), "{text}");
        assert!(text.contains("| bm25/acme.com | 0.250 |  |"), "{text}");
        let (one, other) = (run.cases[0].clone(), run.cases[1].clone());
        run.cases = vec![one; WORST + 5];
        run.cases.push(Case { id: "last".to_owned(), group: "bm25/b".to_owned(), ..other });
        let page = html(&[Reported { run: &run, comparison: None }]).unwrap();
        assert!(page.contains("acme.com</h3>") && page.contains("-0.125") && page.contains("last · ?"), "{page}");
        assert!(page.contains(&format!("Worst cases ({} of {})", WORST + 1, WORST + 6)), "{page}");
    }

    #[test]
    fn figures_stand_in_a_table_with_their_command() {
        let folder = tempfile::tempdir().unwrap();
        let text = markdown(&[run(folder.path(), [1.0, 0.0])]);
        assert!(text.contains("`annexa eval run questions`") && text.contains("| recall | 0.500 |"), "{text}");
    }
}
