//! Reading test sets: folders of documents, queries and judgements, and questions as JSON lines. Whatever is wrong is told
//! with the file and the line.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};
use thiserror::Error;

use super::{judge, judge::Label, measure::Grades};
use crate::iso::RequirementId;

/// Why a set cannot be used.
#[derive(Debug, Error)]
pub enum DatasetError {
    /// There is no such file or folder.
    #[error("there is no test set at {0}")]
    Missing(PathBuf),
    /// A file cannot be read.
    #[error("{path} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: std::io::Error,
    },
    /// A line is not what it should be.
    #[error("{path}, line {line}: {problem}")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// There is nothing in it.
    #[error("{0} holds nothing to run")]
    Empty(PathBuf),
}

/// A document of a retrieval set.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// Its id in the set.
    pub id: String,
    /// Its title, perhaps empty.
    #[serde(default)]
    pub title: String,
    /// Its text.
    pub text: String,
}

/// A query of a retrieval set.
#[derive(Debug, Clone, Deserialize)]
pub struct Query {
    /// Its id in the set.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// A retrieval set: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`.
#[derive(Debug, Clone)]
pub struct RetrievalSet {
    /// All documents.
    pub documents: Vec<Document>,
    /// The queries that have at least one relevant document, with their grades.
    pub queries: Vec<(Query, Grades)>,
}

/// A question with what a right answer does.
#[derive(Debug, Clone, Deserialize)]
pub struct QuestionCase {
    /// Its id in the set.
    pub id: String,
    /// The words.
    pub question: String,
    /// Canonical ids that the answer must rest on.
    #[serde(default)]
    pub must_cite: Vec<String>,
    /// Ids that may stand beside them without being wrong.
    #[serde(default)]
    pub may_cite: Vec<String>,
    /// The answer must be an open refusal.
    #[serde(default)]
    pub must_refuse: bool,
    /// A correction of the question is as right as a refusal.
    #[serde(default)]
    pub may_correct: bool,
    /// Words of which the answer must have each; `a|b` is either.
    #[serde(default)]
    pub must_contain: Vec<String>,
    /// Words that only a wrong answer has.
    #[serde(default)]
    pub must_not_contain: Vec<String>,
    /// The documents of the library of which the answer must be one; when given and empty, it must be none.
    #[serde(default)]
    pub must_show: Option<Vec<String>>,
    /// What the answer must offer to make, such as `soa` or `policy:backup`; when given and empty, it must offer nothing.
    #[serde(default)]
    pub must_do: Option<String>,
    /// The question before it in the same conversation.
    #[serde(default)]
    pub after: Option<String>,
    /// What kind of question it is.
    #[serde(default)]
    pub intent: String,
    /// Its language; empty means English.
    #[serde(default)]
    pub lang: String,
    /// Nobody has tuned to it.
    #[serde(default)]
    pub held_out: bool,
    /// A person's grades of the answer.
    #[serde(default)]
    pub label: Option<Label>,
}

impl RetrievalSet {
    /// Reads the three files of a folder.
    pub fn read(folder: &Path) -> Result<Self, DatasetError> {
        let documents: Vec<(usize, Document)> = json_lines(&folder.join("corpus.jsonl"))?;
        let queries: Vec<(usize, Query)> = json_lines(&folder.join("queries.jsonl"))?;
        let known = ids(&folder.join("corpus.jsonl"), documents.iter().map(|(line, d)| (*line, d.id.as_str())))?;
        let asked = ids(&folder.join("queries.jsonl"), queries.iter().map(|(line, q)| (*line, q.id.as_str())))?;
        let mut grades = judgements(&folder.join("qrels.tsv"), &known, &asked)?;
        let queries: Vec<_> = queries
            .into_iter()
            .filter_map(|(_, query)| grades.remove(&query.id).map(|grades| (query, grades)))
            .filter(|(_, grades)| grades.values().any(|grade| *grade > 0.0))
            .collect();
        if queries.is_empty() {
            return Err(DatasetError::Empty(folder.to_owned()));
        }
        let documents = documents.into_iter().map(|(_, document)| document).collect();
        Ok(Self { documents, queries })
    }
}

/// Reads questions; ids that they want must exist, and a follow-up comes after its question.
pub(super) fn questions(path: &Path) -> Result<Vec<QuestionCase>, DatasetError> {
    let cases: Vec<(usize, QuestionCase)> = json_lines(path)?;
    ids(path, cases.iter().map(|(line, case)| (*line, case.id.as_str())))?;
    let mut before = HashSet::new();
    for (line, case) in &cases {
        let wrong = |problem: String| DatasetError::Line { path: path.to_owned(), line: *line, problem };
        for id in case.must_cite.iter().chain(&case.may_cite) {
            if RequirementId::from_canonical(id).is_none() {
                return Err(wrong(format!("`{id}` is no id of ISO/IEC 27001:2022 as in `A.5.23` or `9.2.1`")));
            }
        }
        if let Some(after) = case.after.as_ref().filter(|after| !before.contains(after.as_str())) {
            return Err(wrong(format!("it goes on from `{after}`, which does not stand before it")));
        }
        if let Some(label) = case.label {
            if label.answers.max(label.supported) > judge::BEST {
                return Err(wrong(format!("a grade of its label is 0 to {}", judge::BEST)));
            }
            if case.must_refuse {
                return Err(wrong("it must be refused, so no judge grades it and a label is never used".to_owned()));
            }
        }
        before.insert(case.id.as_str());
    }
    Ok(cases.into_iter().map(|(_, case)| case).collect())
}

/// The values of a file with one JSON object a line, each with its line number. Blank lines are skipped.
pub(super) fn json_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<(usize, T)>, DatasetError> {
    let text = read(path)?;
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let value = serde_json::from_str(line).map_err(|error| DatasetError::Line {
            path: path.to_owned(),
            line: at + 1,
            problem: format!("not the JSON object that is expected: {error}"),
        })?;
        found.push((at + 1, value));
    }
    if found.is_empty() { Err(DatasetError::Empty(path.to_owned())) } else { Ok(found) }
}

/// The ids of a file's lines, none of which may stand twice.
pub(super) fn ids<'a>(
    path: &Path,
    ids: impl Iterator<Item = (usize, &'a str)>,
) -> Result<HashSet<String>, DatasetError> {
    let mut known = HashSet::new();
    for (line, id) in ids {
        if !known.insert(id.to_owned()) {
            let problem = format!("the id `{id}` stands here a second time");
            return Err(DatasetError::Line { path: path.to_owned(), line, problem });
        }
    }
    Ok(known)
}

/// Reads `query-id, corpus-id, score` behind a header line, separated by tabs.
fn judgements(
    path: &Path,
    documents: &HashSet<String>,
    queries: &HashSet<String>,
) -> Result<HashMap<String, Grades>, DatasetError> {
    let text = read(path)?;
    let mut found: HashMap<String, Grades> = HashMap::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |problem: String| DatasetError::Line { path: path.to_owned(), line: at + 1, problem };
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [query, document, score] = cells.as_slice() else {
            return Err(wrong("three cells with tabs between are expected: query-id, corpus-id, score".to_owned()));
        };
        let score = score.parse::<f64>().ok().filter(|score| score.is_finite());
        match score {
            None if at == 0 => {}
            _ if at == 0 => {
                return Err(wrong("the first line must be the header query-id, corpus-id, score".to_owned()));
            }
            None => return Err(wrong("the score is no number".to_owned())),
            Some(score) => {
                if !queries.contains(*query) {
                    return Err(wrong(format!("there is no query `{query}`")));
                }
                if !documents.contains(*document) {
                    return Err(wrong(format!("there is no document `{document}`")));
                }
                found.entry((*query).to_owned()).or_default().insert((*document).to_owned(), score);
            }
        }
    }
    Ok(found)
}

/// The text of a file, without a byte-order mark.
pub(super) fn read(path: &Path) -> Result<String, DatasetError> {
    let text = fs::read_to_string(path).map_err(|reason| match reason.kind() {
        std::io::ErrorKind::NotFound => DatasetError::Missing(path.to_owned()),
        _ => DatasetError::Unreadable { path: path.to_owned(), reason },
    })?;
    Ok(text.strip_prefix('\u{FEFF}').map(ToOwned::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    const CORPUS: &str = "{\"id\":\"d1\",\"text\":\"one\"}\r\n\n{\"id\":\"d2\",\"title\":\"t\",\"text\":\"two\"}\n";
    const QUERIES: &str = "\u{FEFF}{\"id\":\"q1\",\"text\":\"one?\"}\n{\"id\":\"q2\",\"text\":\"none\"}\n";

    fn set(qrels: &str) -> Result<RetrievalSet, DatasetError> {
        let folder = folder(&[("corpus.jsonl", CORPUS), ("queries.jsonl", QUERIES), ("qrels.tsv", qrels)]);
        RetrievalSet::read(folder.path())
    }

    #[test]
    fn a_folder_is_read_and_queries_without_answers_are_left_out() {
        let set = set("query-id\tcorpus-id\tscore\r\nq1\td2\t2\r\nq2\td1\t0\r\n").unwrap();
        assert_eq!((set.documents.len(), set.queries.len()), (2, 1));
        assert_eq!(set.queries[0].1.get("d2"), Some(&2.0));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (qrels, said) in [
            ("query-id\tcorpus-id\tscore\nq1\td9\t1\n", "qrels.tsv, line 2: there is no document `d9`"),
            ("query-id\tcorpus-id\tscore\nq1\td1\t1\nq9\td1\t1\n", "qrels.tsv, line 3: there is no query `q9`"),
            ("query-id\tcorpus-id\tscore\nq1\td1\tmany\n", "line 2: the score is no number"),
            ("q1\td1\t1\n", "line 1: the first line must be the header"),
            ("query-id\tcorpus-id\tscore\nq1 d1 1\n", "line 2: three cells"),
            ("query-id\tcorpus-id\tscore\n", "holds nothing to run"),
        ] {
            let error = set(qrels).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        let broken = folder(&[("corpus.jsonl", "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":"), ("queries.jsonl", QUERIES)]);
        assert!(RetrievalSet::read(broken.path()).unwrap_err().to_string().contains("corpus.jsonl, line 2"));
        let missing = RetrievalSet::read(Path::new("/nowhere")).unwrap_err();
        assert!(matches!(missing, DatasetError::Missing(_)));
    }

    #[test]
    fn questions_name_real_ids_and_follow_what_came_before() {
        let read = |text: &str| questions(&folder(&[("q.jsonl", text)]).path().join("q.jsonl"));
        let good = "{\"id\":\"1\",\"question\":\"?\",\"must_cite\":[\"A.5.23\",\"9.2.1\"]}\n\
                    {\"id\":\"2\",\"question\":\"?\",\"after\":\"1\",\"answer\":[1]}\n";
        assert_eq!(read(good).unwrap().len(), 2);
        for (text, said) in [
            ("{\"id\":\"1\",\"question\":\"?\",\"must_cite\":[\"A.5.99\"]}", "line 1: `A.5.99` is no id"),
            ("{\"id\":\"1\",\"question\":\"?\",\"must_cite\":[\"5.23\"]}", "line 1: `5.23` is no id"),
            ("{\"id\":\"1\",\"question\":\"?\",\"after\":\"7\"}", "goes on from `7`"),
            ("{\"id\":\"1\",\"question\":\"?\"}\n{\"id\":\"1\",\"question\":\"?\"}", "line 2: the id `1`"),
            ("{\"id\":\"1\"}", "line 1: not the JSON object"),
            ("{\"id\":\"1\",\"question\":\"?\",\"label\":{\"answers\":3,\"supported\":0}}", "line 1: a grade"),
            ("{\"id\":\"1\",\"question\":\"?\",\"label\":{\"answers\":1}}", "line 1: not the JSON object"),
            ("\n", "holds nothing"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
