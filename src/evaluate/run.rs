//! A run: what was measured, on what, with what, and every case of it. Kept as a file that is whole or is not read.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{Curve, Kind, Suite, SuiteError, judge::is_opinion};

/// The version of the files; another one is refused.
const FORMAT: u32 = 1;

/// One case of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its id in the set.
    pub id: String,
    /// What is compared with its like: a kind of question, or the mode of a search.
    pub group: String,
    /// The question or query.
    pub question: String,
    /// What a right result is, for a person to read.
    pub expected: String,
    /// What came out.
    pub got: String,
    /// The passages that it rests on.
    pub evidence: Vec<String>,
    /// Whether it is right, where that is a matter of yes or no.
    pub passed: Option<bool>,
    /// Its figures.
    pub metrics: BTreeMap<String, f64>,
    /// Why it is wrong, in words that other cases share.
    pub problems: Vec<String>,
}

/// A bound and the figure that was held against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// The figure's name.
    pub metric: String,
    /// The figure.
    pub value: f64,
    /// The least that it may be.
    pub min: Option<f64>,
    /// The most that it may be.
    pub max: Option<f64>,
    /// Whether it is within.
    pub passed: bool,
}

/// A whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The suite's name.
    pub suite: String,
    /// How it was run.
    pub kind: Kind,
    /// The suite's title.
    pub title: String,
    /// The hash of the set: only runs over the same set are compared.
    pub set_hash: String,
    /// Where the set was, for a person to read.
    pub set: String,
    /// When it began, epoch milliseconds.
    pub started_ms: u64,
    /// How long it took, seconds.
    pub seconds: f64,
    /// The program's version.
    pub version: String,
    /// What it ran with: model, knowledge, settings that change results.
    pub configuration: BTreeMap<String, String>,
    /// The suite's figures by name.
    pub metrics: BTreeMap<String, f64>,
    /// Curves, where a suite draws some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub curves: Vec<Curve>,
    /// Every case.
    pub cases: Vec<Case>,
    /// The suite's gates.
    pub gates: Vec<Gate>,
}

/// Why a run cannot be kept or read.
#[derive(Debug, Error)]
pub enum RunError {
    /// The file cannot be read or written.
    #[error("{path}: {reason}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: std::io::Error,
    },
    /// It is no run, only part of one, or was changed.
    #[error("{path} is not a whole run: {problem}; run the suite again")]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

/// A file: the run as text, and the hash of that text.
#[derive(Serialize, Deserialize)]
struct Envelope {
    format: u32,
    sha256: String,
    run: String,
}

impl Run {
    /// A run that begins now.
    pub fn begin(suite: &Suite) -> Result<Self, SuiteError> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self {
            suite: suite.name.clone(),
            kind: suite.kind,
            title: suite.title.clone(),
            set_hash: suite.hash()?,
            set: suite.set.clone(),
            started_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            seconds: 0.0,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            configuration: BTreeMap::new(),
            metrics: BTreeMap::new(),
            curves: Vec::new(),
            cases: Vec::new(),
            gates: Vec::new(),
        })
    }

    /// Holds the figures against the suite's bounds; those on a judge's figures only if there was a judge.
    pub fn judge(&mut self, suite: &Suite) -> Result<(), SuiteError> {
        self.gates.clear();
        let judged = self.metrics.keys().any(|metric| is_opinion(metric));
        for (metric, bounds) in suite.gates.iter().filter(|(metric, _)| judged || !is_opinion(metric)) {
            let value = *self.metrics.get(metric).ok_or_else(|| SuiteError::Gate(metric.clone()))?;
            let passed = bounds.min.is_none_or(|min| value >= min) && bounds.max.is_none_or(|max| value <= max);
            self.gates.push(Gate { metric: metric.clone(), value, min: bounds.min, max: bounds.max, passed });
        }
        Ok(())
    }

    /// Whether every gate was passed.
    pub fn passed(&self) -> bool {
        self.gates.iter().all(|gate| gate.passed)
    }

    /// Keeps the run in a folder, whole or not at all, and gives the file.
    pub fn save(&self, folder: &Path) -> Result<PathBuf, RunError> {
        let path = folder.join(format!("{}-{}.json", self.suite, self.started_ms));
        let failed = |reason| RunError::Io { path: path.clone(), reason };
        let broken = |error: serde_json::Error| RunError::Broken { path: path.clone(), problem: error.to_string() };
        let run = serde_json::to_string(self).map_err(broken)?;
        let envelope = Envelope { format: FORMAT, sha256: hash(&run), run };
        let text = serde_json::to_string(&envelope).map_err(broken)?;
        fs::create_dir_all(folder).map_err(failed)?;
        let draft = path.with_extension("json.part");
        let mut file = File::create(&draft).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        fs::rename(&draft, &path).map_err(failed)?;
        Ok(path)
    }

    /// Reads a run that was kept.
    pub fn load(path: &Path) -> Result<Self, RunError> {
        let text = fs::read_to_string(path).map_err(|reason| RunError::Io { path: path.to_owned(), reason })?;
        let broken = |problem: String| RunError::Broken { path: path.to_owned(), problem };
        let envelope: Envelope = serde_json::from_str(&text).map_err(|error| broken(error.to_string()))?;
        if envelope.format != FORMAT {
            return Err(broken(format!("it has format {}, this program reads {FORMAT}", envelope.format)));
        }
        if hash(&envelope.run) != envelope.sha256 {
            return Err(broken("its content is not what was written".to_owned()));
        }
        serde_json::from_str(&envelope.run).map_err(|error| broken(error.to_string()))
    }
}

fn hash(text: &str) -> String {
    format!("{:x}", Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::evaluate::Bounds;

    /// A run of two cases over a set of one file.
    pub(crate) fn run(folder: &Path, recall: [f64; 2]) -> Run {
        fs::write(folder.join("set"), "cases").unwrap();
        let suite = Suite::over(Kind::Questions, &folder.join("set"));
        let mut run = Run::begin(&suite).unwrap();
        for (n, recall) in recall.into_iter().enumerate() {
            run.cases.push(Case {
                id: n.to_string(),
                group: "explain".to_owned(),
                question: "?".to_owned(),
                expected: String::new(),
                got: String::new(),
                evidence: Vec::new(),
                passed: Some(recall > 0.5),
                metrics: BTreeMap::from([("recall".to_owned(), recall)]),
                problems: Vec::new(),
            });
        }
        run.metrics.insert("recall".to_owned(), f64::midpoint(recall[0], recall[1]));
        run
    }

    #[test]
    fn a_kept_run_comes_back_and_half_of_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let run = run(folder.path(), [1.0, 0.0]);
        let path = run.save(&folder.path().join("runs")).unwrap();
        assert_eq!(Run::load(&path).unwrap(), run);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() / 2]).unwrap();
        assert!(matches!(Run::load(&path), Err(RunError::Broken { .. })));
        fs::write(&path, text.replace("explain", "implement")).unwrap();
        assert!(Run::load(&path).unwrap_err().to_string().contains("not what was written"));
    }

    #[test]
    fn gates_hold_figures_and_miss_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut run = run(folder.path(), [1.0, 0.0]);
        let mut suite = Suite::over(Kind::Questions, &folder.path().join("set"));
        suite.gates.insert("recall".to_owned(), Bounds { min: Some(0.5), max: None });
        run.judge(&suite).unwrap();
        assert!(run.passed());
        suite.gates.insert("recall".to_owned(), Bounds { min: Some(0.6), max: None });
        run.judge(&suite).unwrap();
        assert!(!run.passed());
        suite.gates.insert("judge.answers".to_owned(), Bounds { min: Some(0.6), max: None });
        run.judge(&suite).unwrap();
        assert_eq!(run.gates.len(), 1, "without a judge its gate is not held");
        run.metrics.insert("judge.answers".to_owned(), 0.5);
        run.judge(&suite).unwrap();
        assert_eq!(run.gates.len(), 2);
        suite.gates.insert("beauty".to_owned(), Bounds { min: Some(0.6), max: None });
        assert!(matches!(run.judge(&suite), Err(SuiteError::Gate(_))));
    }
}
