//! Kept answers: given again without a request, never in part, never damaged.

use futures::StreamExt;

use super::*;
use crate::{
    config::LlmSettings,
    llm::{
        Llm, LlmError,
        upstream::{Reply, Upstream},
    },
    prompt::Prompt,
};

/// A model at this endpoint that keeps its answers in this folder, as each run has its own.
fn llm(upstream: &Upstream, model: &str, folder: &Path) -> Llm {
    let settings = LlmSettings {
        base_url: Some(upstream.base_url()),
        model: model.to_owned(),
        idle_timeout_s: 1,
        ..LlmSettings::default()
    };
    Llm::connect(&settings).unwrap().unwrap().with_cache(Cache::open(folder).unwrap())
}

async fn ask(llm: &Llm, question: &str) -> Vec<Result<Part, LlmError>> {
    let prompt = Prompt { system: "be brief".to_owned(), user: question.to_owned() };
    llm.stream(prompt, 50).collect().await
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[tokio::test]
async fn the_second_run_sends_no_request_and_gets_the_same_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![Reply::Costs("An ISMS is größer. [1]".to_owned(), 40, 7)]).await;
    let first = llm(&upstream, "a", &folder.path().join("new/cache"));
    let said = ask(&first, "q").await;
    assert!(said.len() > 3 && said.iter().all(Result::is_ok), "{said:?}");
    let second = llm(&upstream, "a", &folder.path().join("new/cache"));
    assert_eq!(ask(&second, "q").await, said);
    assert_eq!(upstream.requests().len(), 1);
    let counts = |llm: &Llm| llm.cache().map(|cache| (cache.hits(), cache.misses()));
    assert_eq!((counts(&first), counts(&second)), (Some((0, 1)), Some((1, 0))));
    assert_eq!(second.spent(), first.spent(), "a replayed answer costs what it cost");
}

#[tokio::test]
async fn another_question_or_model_is_another_answer() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![Reply::Says("ok".to_owned())]).await;
    for (model, question) in [("a", "q"), ("a", "p"), ("b", "q")] {
        ask(&llm(&upstream, model, folder.path()), question).await;
    }
    assert_eq!((upstream.requests().len(), files(folder.path()).len()), (3, 3));
}

#[tokio::test]
async fn an_endpoint_that_hides_its_tokens_is_replayed_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let refuses = Reply::Status(400, String::new(), "{\"error\":\"stream_options\"}".to_owned());
    let upstream = Upstream::start(vec![refuses, Reply::Says("ok".to_owned())]).await;
    for _ in 0..2 {
        let llm = llm(&upstream, "a", folder.path());
        ask(&llm, "p").await;
        ask(&llm, "q").await;
    }
    assert_eq!(upstream.requests().len(), 3);
}

#[tokio::test]
async fn only_whole_answers_are_kept() {
    let half = || "half".to_owned();
    for reply in [
        Reply::Ends(half(), "length"),
        Reply::Ends(half(), "content_filter"),
        Reply::BreaksOff(half()),
        Reply::ForgetsToFinish(half()),
        Reply::FailsWith(half(), "overloaded".to_owned()),
        Reply::WebPage,
    ] {
        let folder = tempfile::tempdir().unwrap();
        let upstream = Upstream::start(vec![reply]).await;
        let said = ask(&llm(&upstream, "a", folder.path()), "q").await;
        assert!(said.last().unwrap().is_err(), "{said:?}");
        assert!(files(folder.path()).is_empty());
    }
}

#[tokio::test]
async fn a_damaged_entry_is_asked_again_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![Reply::Says("approved".to_owned())]).await;
    let said = ask(&llm(&upstream, "a", folder.path()), "q").await;
    let [path] = files(folder.path()).try_into().unwrap();
    let good = fs::read_to_string(&path).unwrap();
    let longer = good.replace("\"format\":1", "\"format\":2");
    for (n, bad) in [&good[..good.len() / 2], "", &good.replace("approv", "refus_"), &longer, "[]"].iter().enumerate() {
        assert_ne!(*bad, good);
        fs::write(&path, bad).unwrap();
        assert_eq!(ask(&llm(&upstream, "a", folder.path()), "q").await, said);
        assert_eq!(upstream.requests().len(), n + 2, "{bad}");
        assert_eq!(fs::read_to_string(&path).unwrap(), good);
    }
    // A whole file under another's name is no answer either.
    ask(&llm(&upstream, "a", folder.path()), "p").await;
    let other = files(folder.path()).into_iter().find(|file| *file != path).unwrap();
    fs::copy(other, &path).unwrap();
    let before = upstream.requests().len();
    ask(&llm(&upstream, "a", folder.path()), "q").await;
    assert_eq!(upstream.requests().len(), before + 1);
}
