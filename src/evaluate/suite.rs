//! A suite: a TOML file that names a test set and the bounds that its figures must keep. `evals/README.md` has the format.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{DatasetError, Method, companies, generation, judge::is_opinion, labelled::LABELS};

/// What stands before a path below the folder of test sets that are not shipped.
const DATASETS: &str = "datasets:";

/// How a suite is run and measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Queries over a folder of documents: what is found, how high, how fast.
    Retrieval,
    /// Questions to the assistant: what it cites, says and refuses.
    Questions,
    /// Policy documents: which requirements they cover, and which are gaps.
    Gap,
    /// Questions to the assistant: how long an answer and a search take.
    Latency,
    /// A labelled policy set: the verdict of each check, and its quote.
    Verdicts,
    /// Requests for documents: which points the text covers, and whether its ids, titles and citations hold.
    Generation,
    /// Sentences with one fault each, and sentences without: what the linter finds.
    Verify,
    /// Labelled reasons for leaving out a control: which of them are weak.
    Reasons,
    /// Hostile prompts: what got through, by the kind of harm.
    Attacks,
    /// One conversation: each answer in its place, and the transcript.
    Session,
    /// Profiles of companies: whether the policies drafted for them stand up to the gap analysis.
    Companies,
}

/// The least and the most that a figure may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// The least.
    pub min: Option<f64>,
    /// The most.
    pub max: Option<f64>,
}

/// A suite as its file states it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// The file's name without its ending.
    #[serde(skip)]
    pub name: String,
    /// How it is run.
    pub kind: Kind,
    /// What a report calls it.
    pub title: String,
    /// What it shows, in a sentence or two.
    #[serde(default)]
    pub about: String,
    /// The file or folder of cases: relative to the folder above the suite's, or `datasets:` and a path below the folder
    /// of test sets that are not shipped.
    pub set: String,
    /// Part of the subset that runs before each merge.
    #[serde(default)]
    pub fast: bool,
    /// A smaller difference between two runs is no regression, whatever its interval.
    #[serde(default = "minimum_effect")]
    pub minimum_effect: f64,
    /// For retrieval, a file with the weights of the second look for each question in turn, so that none is measured with
    /// weights that it was learned from; relative to the folder above the suite's.
    #[serde(default)]
    pub folds: Option<PathBuf>,
    /// Bounds by the name of a figure.
    #[serde(default)]
    pub gates: BTreeMap<String, Bounds>,
    /// Question suites and attacks: a folder of documents that the questions may be about, named as `set` is.
    pub documents: Option<String>,
    /// Attacks: a folder of documents of another workspace, named as `set` is.
    pub elsewhere: Option<String>,
    /// Gap suites: a table of documents that stand for others, named as `set` is.
    pub documents_map: Option<String>,
    /// Gap suites: what judges; without it everything that can run here.
    pub methods: Option<Vec<Method>>,
    /// Latency suites: how often every question is asked.
    pub rounds: Option<usize>,
    /// Where the set lies.
    #[serde(skip)]
    pub path: PathBuf,
    /// The folder of test sets that are not shipped.
    #[serde(skip)]
    pub datasets: Option<PathBuf>,
    /// The folder that paths in the file are relative to.
    #[serde(skip)]
    home: PathBuf,
}

/// Why a suite cannot be run.
#[derive(Debug, Error)]
pub enum SuiteError {
    /// There is no suite of this name.
    #[error("there is no suite `{name}`; there are: {known}")]
    Unknown {
        /// The name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// The file is no suite.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Its test set is not shipped and was not found.
    #[error("its test set is not here: {0}; name the folder of test sets with --datasets")]
    NoSet(PathBuf),
    /// It names a method that needs an embedding model, and there is none.
    #[error("the method `{0}` needs the embedding model: run `make models`, switch it on, or leave the method out")]
    NoModel(&'static str),
    /// Its test set is wrong.
    #[error(transparent)]
    Set(#[from] DatasetError),
    /// A gate names a figure that the run does not give.
    #[error("the gate `{0}` names a figure that this suite does not give")]
    Gate(String),
}

const fn minimum_effect() -> f64 {
    0.01
}

impl Kind {
    /// Its name in a suite's file and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retrieval => "retrieval",
            Self::Questions => "questions",
            Self::Gap => "gap",
            Self::Verdicts => "verdicts",
            Self::Latency => "latency",
            Self::Generation => "generation",
            Self::Verify => "verify",
            Self::Reasons => "reasons",
            Self::Attacks => "attacks",
            Self::Session => "session",
            Self::Companies => "companies",
        }
    }
}

impl Suite {
    /// Gap suites: whether one of its methods needs the embedding model.
    pub fn needs_model(&self) -> bool {
        self.methods.as_ref().is_none_or(|named| named.iter().any(|method| method.needs_model()))
    }

    /// Reads a suite's file. `datasets` is the folder of test sets that are not shipped.
    pub fn read(path: &Path, datasets: Option<&Path>) -> Result<Self, SuiteError> {
        let wrong = |problem: String| SuiteError::File { path: path.to_owned(), problem };
        let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let mut suite: Self = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if !suite.gates.is_empty() && suite.gates.keys().all(|metric| is_opinion(metric)) {
            let problem =
                "all its gates are on figures of the judge, which never decides alone: add one that needs no judge";
            return Err(wrong(problem.to_owned()));
        }
        suite.name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        suite.refuse_keys().map_err(wrong)?;
        suite.datasets = datasets.map(Path::to_owned);
        path.parent().and_then(Path::parent).unwrap_or_else(|| Path::new("")).clone_into(&mut suite.home);
        suite.path = suite.place(&suite.set);
        suite.folds = suite.folds.take().map(|folds| suite.home.join(folds));
        Ok(suite)
    }

    /// Where something lies that the suite's file names.
    pub fn place(&self, named: &str) -> PathBuf {
        match named.strip_prefix(DATASETS) {
            Some(below) => self.datasets.as_deref().unwrap_or_else(|| Path::new("datasets")).join(below),
            None => self.home.join(named),
        }
    }

    /// Keys that belong to another kind, or say nothing.
    fn refuse_keys(&self) -> Result<(), String> {
        let keys = [
            ("folds", Kind::Retrieval, self.folds.is_some()),
            ("documents", Kind::Questions, self.documents.is_some() && self.kind != Kind::Attacks),
            ("elsewhere", Kind::Attacks, self.elsewhere.is_some()),
            ("documents_map", Kind::Gap, self.documents_map.is_some()),
            ("methods", Kind::Gap, self.methods.is_some()),
            ("rounds", Kind::Latency, self.rounds.is_some()),
        ];
        for (key, kind, is_given) in keys {
            if is_given && kind != self.kind {
                let (own, kind) = (self.kind.name(), kind.name());
                return Err(format!("`{key}` belongs to suites of kind \"{kind}\"; this one is of kind \"{own}\""));
            }
        }
        if self.methods.as_ref().is_some_and(Vec::is_empty) {
            return Err("`methods` names none: leave it out, and everything that can run here is run".to_owned());
        }
        if self.rounds == Some(0) {
            return Err("`rounds` must be at least 1".to_owned());
        }
        Ok(())
    }

    /// A suite without gates over a set that the user names.
    pub fn over(kind: Kind, set: &Path) -> Self {
        let name = kind.name();
        let shown =
            set.file_name().map_or_else(|| set.display().to_string(), |name| name.to_string_lossy().into_owned());
        Self {
            name: name.to_owned(),
            kind,
            title: format!("{name} over {shown}"),
            about: String::new(),
            set: shown,
            fast: false,
            minimum_effect: minimum_effect(),
            folds: None,
            gates: BTreeMap::new(),
            documents: None,
            elsewhere: None,
            documents_map: None,
            methods: None,
            rounds: None,
            path: set.to_owned(),
            datasets: None,
            home: PathBuf::new(),
        }
    }

    /// All suites of a folder, by name.
    pub fn all(folder: &Path, datasets: Option<&Path>) -> Result<Vec<Self>, SuiteError> {
        let entries = fs::read_dir(folder)
            .map_err(|error| SuiteError::File { path: folder.to_owned(), problem: error.to_string() })?;
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        paths.sort();
        paths.iter().map(|path| Self::read(path, datasets)).collect()
    }

    /// The suite of this name in a folder.
    pub fn named(name: &str, folder: &Path, datasets: Option<&Path>) -> Result<Self, SuiteError> {
        let all = Self::all(folder, datasets)?;
        let known: Vec<&str> = all.iter().map(|suite| suite.name.as_str()).collect();
        let unknown = SuiteError::Unknown { name: name.to_owned(), known: known.join(", ") };
        all.into_iter().find(|suite| suite.name == name).ok_or(unknown)
    }

    /// Whether its set is where it should be. A set that does not ship may be absent.
    pub fn is_here(&self) -> bool {
        self.path.exists()
    }

    /// A hash over the set's files and what is asked of them, by which two runs are known to be comparable.
    pub fn hash(&self) -> Result<String, SuiteError> {
        let mut hash = Sha256::new();
        hash.update(format!("{:?}", self.kind));
        let mut files = Vec::new();
        if self.path.is_dir() {
            let entries = fs::read_dir(&self.path).map_err(|_| SuiteError::NoSet(self.path.clone()))?;
            files.extend(entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()));
            files.sort();
        } else {
            files.push(self.path.clone());
        }
        let is_many = self.kind == Kind::Verdicts && !self.path.join(LABELS).is_file();
        if self.kind == Kind::Companies || is_many {
            files.extend(companies::files(&self.path)?);
        }
        if self.kind == Kind::Generation {
            files.extend(generation::profiles(&self.path)?);
        }
        for file in files {
            let bytes = fs::read(&file).map_err(|_| SuiteError::NoSet(file.clone()))?;
            hash.update(file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default());
            hash.update(bytes.len().to_le_bytes());
            hash.update(bytes);
        }
        Ok(format!("{:x}", hash.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_names_its_set_and_refuses_what_it_does_not_know() {
        let folder = tempfile::tempdir().unwrap();
        let suites = folder.path().join("suites");
        fs::create_dir(&suites).unwrap();
        let write = |text: &str| fs::write(suites.join("a.toml"), text).unwrap();
        write("kind = \"questions\"\ntitle = \"A\"\nset = \"q.jsonl\"\n[gates]\n\"x.recall@10\" = { min = 0.5 }\n");
        let suite = Suite::named("a", &suites, None).unwrap();
        assert_eq!(suite.path, folder.path().join("q.jsonl"));
        assert_eq!(suite.gates.get("x.recall@10").unwrap().min, Some(0.5));
        assert!(!suite.is_here());
        let unknown = Suite::named("b", &suites, None).unwrap_err().to_string();
        assert!(unknown.contains("there are: a"), "{unknown}");
        write("kind = \"questions\"\ntitle = \"A\"\nset = \"datasets:q\"\n");
        assert_eq!(Suite::named("a", &suites, Some(Path::new("/d"))).unwrap().path, Path::new("/d/q"));
        write("kind = \"questions\"\ntitle = \"A\"\nset = \"q\"\n[gates]\n\"judge.answers\" = { min = 0.5 }\n");
        let alone = Suite::named("a", &suites, None).unwrap_err().to_string();
        assert!(alone.contains("a.toml: all its gates") && alone.contains("never decides alone"), "{alone}");
        for wrong in ["kind = \"poems\"\ntitle = \"A\"\nset = \"q\"", "kind = \"questions\"\nset = \"q\"", "size = 1"] {
            write(wrong);
            assert!(matches!(Suite::named("a", &suites, None), Err(SuiteError::File { .. })), "{wrong}");
        }
    }

    #[test]
    fn keys_belong_to_a_kind_and_say_something() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("suites/a.toml");
        fs::create_dir(folder.path().join("suites")).unwrap();
        let read = |kind: &str, keys: &str| {
            fs::write(&path, format!("kind = \"{kind}\"\ntitle = \"A\"\nset = \"q\"\n{keys}\n")).unwrap();
            Suite::read(&path, Some(Path::new("/d")))
        };
        let gap = read("gap", "documents_map = \"datasets:m.csv\"\nmethods = [\"bm25\", \"printed-ids\"]").unwrap();
        assert_eq!(gap.methods, Some(vec![Method::Bm25, Method::PrintedIds]));
        assert_eq!(gap.place(gap.documents_map.as_ref().unwrap()), Path::new("/d/m.csv"));
        assert_eq!(read("latency", "rounds = 2").unwrap().rounds, Some(2));
        for (kind, keys, said) in [
            ("gap", "rounds = 2", "`rounds` belongs to suites of kind \"latency\"; this one is of kind \"gap\""),
            ("questions", "documents_map = \"m\"", "`documents_map` belongs to suites of kind \"gap\""),
            ("retrieval", "methods = [\"bm25\"]", "`methods` belongs to suites of kind \"gap\""),
            ("gap", "methods = [\"guess\"]", "line 4"),
            ("gap", "methods = []", "`methods` names none"),
            ("latency", "rounds = 0", "at least 1"),
        ] {
            let error = read(kind, keys).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn the_hash_sees_every_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "1").unwrap();
        let suite = Suite::over(Kind::Retrieval, folder.path());
        let before = suite.hash().unwrap();
        assert_eq!(before, suite.hash().unwrap());
        fs::write(folder.path().join("b"), "").unwrap();
        assert_ne!(before, suite.hash().unwrap());
    }
}
