//! The judge: a language model grades answers. It is an opinion beside the figures that need none, and gates nothing alone.
//!
//! Two grades from 0 to 2: does the answer answer the question, and is each claim held by the passage that it cites? How far
//! the judge can be believed is measured where people have graded the same answers.

use serde::Deserialize;
use thiserror::Error;

use futures::TryStreamExt;

use super::{
    Case, QuestionCase, Run,
    measure::{count, mean},
};
use crate::{
    chat::Answer,
    llm::{Llm, LlmError, Part},
    prompt::{self, Evidence, Graded, PromptError},
};

/// The best grade.
pub(super) const BEST: u8 = 2;
/// Tokens that a reply may have; some models think aloud first.
const MAX_TOKENS: u32 = 1_500;
/// Characters of a reason that are kept.
const MAX_REASON: usize = 300;
/// The first try and one more, told what was wrong with the first.
const TRIES: usize = 2;

/// The grades of one answer, each 0 to 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Whether it answers the question.
    pub answers: u8,
    /// Whether each claim stands in the passage that it cites.
    pub supported: u8,
}

/// A judge's reply.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Judgement {
    answers: u8,
    supported: u8,
    reason: String,
}

/// Why an answer has no judgement.
#[derive(Debug, Error)]
enum JudgeError {
    #[error(transparent)]
    Llm(#[from] LlmError),
    #[error(transparent)]
    Prompt(#[from] PromptError),
    #[error("the judge's reply is not the JSON object that is asked for: {0}")]
    Reply(String),
}

/// Grades the answers of one run.
pub(super) struct Judge {
    llm: Llm,
    grades: Vec<Label>,
    /// The judge's grades beside those of people.
    pairs: Vec<(Label, Label)>,
    failures: Vec<JudgeError>,
}

/// Whether a figure is a judge's opinion.
pub(super) fn is_opinion(metric: &str) -> bool {
    metric.split('.').any(|part| part == "judge")
}

impl Judge {
    pub(super) fn new(llm: Llm) -> Self {
        Self { llm, grades: Vec::new(), pairs: Vec::new(), failures: Vec::new() }
    }

    /// Grades an answer and notes the grades in its case. Whether a question that must be refused was refused needs no
    /// judge.
    pub(super) async fn grade(&mut self, case: &QuestionCase, answer: &Answer, shown: &mut Case) {
        if case.must_refuse {
            return;
        }
        let judgement = match judge(&self.llm, &case.question, answer).await {
            Ok(judgement) => judgement,
            Err(error) => {
                tracing::info!(%error, "an answer has no judgement");
                return self.failures.push(error);
            }
        };
        let grades = Label { answers: judgement.answers, supported: judgement.supported };
        self.grades.push(grades);
        self.pairs.extend(case.label.map(|label| (grades, label)));
        shown.metrics.insert("judge.answers".to_owned(), scaled(grades.answers));
        shown.metrics.insert("judge.supported".to_owned(), scaled(grades.supported));
        shown.got.push_str(&format!(
            "\n\nJudge: answers {} of {BEST}, supported {} of {BEST}. {}",
            grades.answers,
            grades.supported,
            one_line(&judgement.reason)
        ));
    }

    /// Puts the judge's figures into the run.
    pub(super) fn report(&self, run: &mut Run) {
        let mut put = |name: &str, value: f64| run.metrics.insert(format!("judge.{name}"), value);
        put("judged", count(self.grades.len()));
        put("failed", count(self.failures.len()));
        if !self.grades.is_empty() {
            put("answers", mean(self.grades.iter().map(|grades| scaled(grades.answers))));
            put("supported", mean(self.grades.iter().map(|grades| scaled(grades.supported))));
        }
        if !self.pairs.is_empty() {
            put("labelled", count(self.pairs.len()));
            for (name, value) in agreement(&self.pairs) {
                put(name, value);
            }
        }
        run.configuration.insert("judge".to_owned(), self.llm.name().to_owned());
        if let Some(first) = self.failures.first() {
            run.configuration.insert("judge failed".to_owned(), first.to_string());
        }
    }
}

async fn judge(llm: &Llm, question: &str, answer: &Answer) -> Result<Judgement, JudgeError> {
    let evidence: Vec<Evidence<'_>> = answer
        .citations
        .iter()
        .map(|citation| Evidence {
            n: citation.n,
            title: &citation.title,
            heading: citation.heading.last().map_or("", String::as_str),
            text: &citation.quote,
        })
        .collect();
    let graded = Graded { question, answer: &answer.answer, evidence: &evidence };
    let mut problem = None;
    for _ in 0..TRIES {
        let reply = reply(llm, prompt::judge(&graded, problem.as_deref())?).await?;
        match read(&reply) {
            Ok(judgement) => return Ok(judgement),
            Err(wrong) => problem = Some(wrong),
        }
    }
    Err(JudgeError::Reply(problem.unwrap_or_default()))
}

async fn reply(llm: &Llm, prompt: prompt::Prompt) -> Result<String, LlmError> {
    let text = |all: String, part| async move {
        Ok(match part {
            Part::Text(piece) => all + &piece,
            Part::Usage(_) => all,
        })
    };
    llm.stream(prompt, MAX_TOKENS).try_fold(String::new(), text).await
}

/// Reads a reply: the object alone, behind a model's thoughts if it thinks aloud.
fn read(reply: &str) -> Result<Judgement, String> {
    let spoken = match reply.trim_start().strip_prefix("<think>") {
        Some(thought) => thought.split_once("</think>").map_or("", |(_, spoken)| spoken),
        None => reply,
    };
    let judgement: Judgement = serde_json::from_str(spoken.trim()).map_err(|error| error.to_string())?;
    if judgement.answers > BEST || judgement.supported > BEST {
        return Err(format!("a grade is 0 to {BEST}"));
    }
    Ok(judgement)
}

fn scaled(grade: u8) -> f64 {
    f64::from(grade) / f64::from(BEST)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_REASON).collect()
}

/// Exact agreement over all grades, kappa for each scale, and the mean of those kappas that there are.
fn agreement(pairs: &[(Label, Label)]) -> Vec<(&'static str, f64)> {
    let scale = |grade: fn(&Label) -> u8| pairs.iter().map(|(a, b)| (grade(a), grade(b))).collect::<Vec<_>>();
    let (answers, supported) = (scale(|label| label.answers), scale(|label| label.supported));
    let same = answers.iter().chain(&supported).map(|(a, b)| if a == b { 1.0 } else { 0.0 });
    let mut found = vec![("agreement", mean(same))];
    let kappas = [("answers_kappa", kappa(&answers)), ("supported_kappa", kappa(&supported))];
    let known: Vec<(&str, f64)> = kappas.into_iter().filter_map(|(name, kappa)| Some((name, kappa?))).collect();
    if !known.is_empty() {
        found.push(("kappa", mean(known.iter().map(|(_, kappa)| *kappa))));
    }
    found.extend(known);
    found
}

/// Cohen's kappa (1960) of two raters over the same cases, unweighted. There is none when both give one and the same grade
/// to every case: chance alone would then agree as well.
fn kappa(pairs: &[(u8, u8)]) -> Option<f64> {
    let n = count(pairs.len());
    let share = |wanted: &dyn Fn(&(u8, u8)) -> bool| count(pairs.iter().filter(|pair| wanted(pair)).count()) / n;
    let observed = share(&|(a, b)| a == b);
    let chance: f64 = (0..=BEST).map(|grade| share(&|pair| pair.0 == grade) * share(&|pair| pair.1 == grade)).sum();
    (chance < 1.0).then(|| (observed - chance) / (1.0 - chance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_object_alone_is_a_judgement() {
        let good = Judgement { answers: 2, supported: 1, reason: "ok".to_owned() };
        let json = "{\"answers\": 2, \"supported\": 1, \"reason\": \"ok\"}";
        for reply in [json.to_owned(), format!("\n{json}\n"), format!("<think>2? {{}}</think>\n{json}")] {
            assert_eq!(read(&reply).as_ref(), Ok(&good), "{reply}");
        }
        for reply in [
            "",
            "Good answer.",
            "```json\n{\"answers\": 2, \"supported\": 1, \"reason\": \"ok\"}\n```",
            "{\"answers\": 3, \"supported\": 1, \"reason\": \"ok\"}",
            "{\"answers\": -1, \"supported\": 1, \"reason\": \"ok\"}",
            "{\"answers\": 1.5, \"supported\": 1, \"reason\": \"ok\"}",
            "{\"answers\": \"2\", \"supported\": 1, \"reason\": \"ok\"}",
            "{\"answers\": 2, \"supported\": 1}",
            "{\"answers\": 2, \"supported\": 1, \"reason\": \"ok\", \"sure\": true}",
            "{\"answers\": 2, \"supported\": 1, \"reason\": \"ok\"} Bye.",
            "<think>{\"answers\": 2, \"supported\": 1, \"reason\": \"ok\"}",
        ] {
            assert!(read(reply).is_err(), "{reply}");
        }
    }

    #[test]
    fn kappa_as_by_hand() {
        // Observed 3/5; chance (2*1 + 2*2 + 1*2) / 25 = 8/25; kappa = (15 - 8) / (25 - 8).
        let pairs = [(2, 2), (2, 1), (1, 1), (1, 0), (0, 0)];
        let found = kappa(&pairs).unwrap();
        assert!((found - 7.0 / 17.0).abs() < 1e-12, "{found}");
        assert!((kappa(&[(0, 0), (2, 2)]).unwrap() - 1.0).abs() < 1e-12);
        assert!((kappa(&[(0, 2), (2, 0)]).unwrap() + 1.0).abs() < 1e-12);
        assert_eq!(kappa(&[(2, 2), (2, 2)]), None, "chance alone would agree as well");
        assert_eq!(kappa(&[(2, 1), (2, 1)]), Some(0.0));
    }

    #[test]
    fn agreement_is_told_for_each_scale_and_together() {
        let label = |answers, supported| Label { answers, supported };
        let pairs = [(label(2, 2), label(2, 2)), (label(0, 2), label(0, 2)), (label(1, 2), label(0, 2))];
        let found: std::collections::BTreeMap<_, _> = agreement(&pairs).into_iter().collect();
        assert!((found["agreement"] - 5.0 / 6.0).abs() < 1e-12);
        assert!(!found.contains_key("supported_kappa"), "everything is 2 there");
        assert_eq!(found["kappa"].to_bits(), found["answers_kappa"].to_bits());
        assert!(is_opinion("judge.answers") && is_opinion("explain.judge.answers") && !is_opinion("judged"));
    }
}
