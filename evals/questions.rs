//! `make questions FILE=QUESTIONS.jsonl`: how many of the requirements that each question must cite the composed answers
//! cite, and how many of those that they cite were wanted. One JSON object a line: `question`, `must_cite`.
#![allow(clippy::print_stdout, reason = "an evaluation prints its figures")]

use std::fs;

use annexa::{
    app::App,
    chat::{Question, Verdict},
    config::Settings,
};
use anyhow::Context;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    question: String,
    #[serde(default)]
    must_cite: Vec<String>,
}

fn main() -> anyhow::Result<()> {
    let file = std::env::args().nth(1).context("name a file: make questions FILE=QUESTIONS.jsonl")?;
    let text = fs::read_to_string(&file).with_context(|| format!("{file} cannot be read"))?;
    let read =
        |(at, line): (usize, &str)| serde_json::from_str(line).with_context(|| format!("{file}, line {}", at + 1));
    let cases = text.lines().enumerate().map(read).collect::<anyhow::Result<Vec<Case>>>()?;
    tokio::runtime::Runtime::new()?.block_on(run(&cases))
}

#[allow(clippy::cast_precision_loss, reason = "counts of questions")]
async fn run(cases: &[Case]) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut settings = Settings::load(None, std::env::vars())?;
    settings.data_dir = Some(folder.path().to_owned());
    let app = App::open(settings).await?;
    app.embed(|_| ()).await?;
    let (mut wanted, mut found, mut cited, mut verdicts) = (0, 0, 0, (0, 0, 0));
    for case in cases {
        let question = Question { text: case.question.clone(), ..Question::default() };
        let answer = app.assistant.answer(&question, &mut |_| ()).await?;
        match answer.verdict {
            Verdict::Answered => verdicts.0 += 1,
            Verdict::Partial => verdicts.1 += 1,
            Verdict::Refused => verdicts.2 += 1,
        }
        if case.must_cite.is_empty() {
            continue;
        }
        let refs: Vec<String> = answer.refs.iter().map(ToString::to_string).collect();
        let hits = case.must_cite.iter().filter(|id| refs.contains(id)).count();
        (wanted, found, cited) = (wanted + case.must_cite.len(), found + hits, cited + refs.len());
        if hits < case.must_cite.len() {
            println!("wanted {:?}, cited {refs:?}: {}", case.must_cite, case.question);
        }
    }
    let (answered, partial, refused) = verdicts;
    println!("{} questions: {answered} answered, {partial} partly, {refused} refused", cases.len());
    println!("must_cite recall {:.3} ({found} of {wanted})", found as f64 / wanted.max(1) as f64);
    println!("precision of refs {:.3} ({found} of {cited})", found as f64 / cited.max(1) as f64);
    Ok(())
}
