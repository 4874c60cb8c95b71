//! Streams that are cut off and taken up again: nothing is missed, nothing comes twice, and nobody works for nobody.

use std::time::{Duration, Instant};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{
    client::{Annexa, send, text},
    dialogue::{QUESTION, TRUE, path},
    openai::over,
    upstream,
};

/// A stream of events that is read as it comes; dropping it hangs up.
pub(crate) struct Stream {
    response: reqwest::Response,
    rest: String,
    /// The id of the last event.
    pub(crate) last: String,
}

impl Stream {
    pub(crate) async fn open(request: RequestBuilder) -> Self {
        let response = request.header("accept", "text/event-stream").send().await.unwrap();
        assert_eq!(response.status(), 200);
        Self { response, rest: String::new(), last: String::new() }
    }

    /// The next event; none at the end.
    pub(crate) async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.rest = rest;
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                let Some(data) = field("data: ") else { continue };
                field("id: ").expect("each event has an id").clone_into(&mut self.last);
                return Some((field("event: ").unwrap().to_owned(), serde_json::from_str(data).unwrap()));
            }
            let piece = tokio::time::timeout(Duration::from_secs(30), self.response.chunk()).await.unwrap().unwrap()?;
            self.rest.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    /// The data of the next event of this name.
    pub(crate) async fn until(&mut self, wanted: &str) -> Value {
        while let Some((name, data)) = self.next().await {
            if name == wanted {
                return data;
            }
        }
        panic!("the stream ended without {wanted}");
    }

    /// The names of all events that are still to come.
    async fn rest(mut self) -> Vec<String> {
        let mut names = Vec::new();
        while let Some((name, _)) = self.next().await {
            names.push(name);
        }
        names
    }
}

async fn closed(upstream: &upstream::Upstream) -> Duration {
    let start = Instant::now();
    while upstream.open() > 0 && start.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    start.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_is_taken_up_where_it_was_cut_off() {
    let data = tempfile::tempdir().unwrap();
    let texts = vec![format!("{TRUE}\n\n"), format!("{TRUE}\n\n"), format!("{TRUE}\n\n"), TRUE.to_owned()];
    let (annexa, _upstream) = over(vec![upstream::Reply::Slowly(texts, Duration::from_millis(300))], data.path()).await;
    let workspace = annexa.workspace("Resumed").await;
    let conversation = annexa.conversation(&workspace).await;
    let messages = format!("{}/messages", path(&workspace, &conversation));
    let ask = annexa.admin(Method::POST, &messages).json(&json!({ "text": QUESTION }));
    let mut whole = Stream::open(ask).await;
    let id = text(&whole.until("begin").await, "answer");
    let events = format!("{messages}/{id}/events");
    whole.until("delta").await;
    let seen = whole.last.clone();

    // Two more readers come: one by the header, one by the query. The first one leaves; the work goes on.
    let mut by_header = Stream::open(annexa.admin(Method::GET, &events).header("last-event-id", &seen)).await;
    let by_query = Stream::open(annexa.admin(Method::GET, &format!("{events}?after={seen}"))).await;
    let from_start = Stream::open(annexa.admin(Method::GET, &events)).await;
    drop(whole);
    let answer = by_header.until("answer").await;
    assert_eq!(answer["id"], json!(id));
    let rest = by_query.rest().await;
    assert!(rest.len() > 1 && rest[..rest.len() - 1].iter().all(|name| name == "delta"), "{rest:?}");
    let all = from_start.rest().await;
    assert_eq!(all[..3], ["begin", "evidence", "delta"]);
    assert_eq!(all[3..], rest);

    // Afterwards: the same from here, nothing behind the last one, and from the store once it is forgotten here.
    let again = Stream::open(annexa.admin(Method::GET, &events).header("last-event-id", &seen)).await.rest().await;
    assert_eq!(again, rest);
    let done = send(annexa.admin(Method::GET, &events).header("last-event-id", &by_header.last)).await;
    assert_eq!(done.status, 204, "{done:?}");
    annexa.stop().await;
    let annexa = Annexa::over(data.path()).await;
    let mut stored = Stream::open(annexa.admin(Method::GET, &events).header("last-event-id", &seen)).await;
    assert_eq!(stored.until("answer").await, answer);
    let done = send(annexa.admin(Method::GET, &events).header("last-event-id", &stored.last)).await;
    assert_eq!(done.status, 204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_replaced_or_deleted_is_told_to_nobody() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Gone").await;
    let conversation = annexa.conversation(&workspace).await;
    let base = path(&workspace, &conversation);
    let first = text(&annexa.say(&workspace, &conversation, QUESTION).await, "id");
    let events = |id: &str| annexa.admin(Method::GET, &format!("{base}/messages/{id}/events"));
    assert_eq!(send(events(&first)).await.events().last().unwrap().0, "answer");
    let question = text(&annexa.get(&base).await["messages"][0], "id");
    let edit = annexa.admin(Method::PATCH, &format!("{base}/messages/{question}")).json(&json!({ "text": "Why?" }));
    let second = text(&send(edit).await.expect(200), "id");
    send(events(&first)).await.problem(404);
    assert_eq!(send(events(&second)).await.events().last().unwrap().0, "answer");
    assert_eq!(send(annexa.admin(Method::DELETE, &base)).await.status, 204);
    send(events(&second)).await.problem(404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_last_reader_goes_the_model_is_stopped_within_a_second_and_a_later_one_is_told() {
    let data = tempfile::tempdir().unwrap();
    let script = vec![upstream::Reply::Hangs(format!("{TRUE} And"))];
    let (annexa, upstream) = over(script, data.path()).await;
    let workspace = annexa.workspace("Left").await;
    crate::doors::agree(&annexa, &workspace).await;
    let conversation = annexa.conversation(&workspace).await;
    let base = path(&workspace, &conversation);
    let ask = || annexa.admin(Method::POST, &format!("{base}/messages")).json(&json!({ "text": QUESTION }));
    let mut stream = Stream::open(ask()).await;
    let id = text(&stream.until("begin").await, "answer");
    stream.until("delta").await;
    assert_eq!(upstream.open(), 1);
    let seen = stream.last.clone();
    drop(stream);
    let took = closed(&upstream).await;
    assert!(took < Duration::from_secs(1), "{took:?}");
    let events = format!("{base}/messages/{id}/events");
    let mut late = Stream::open(annexa.admin(Method::GET, &events).header("last-event-id", &seen)).await;
    let problem = late.until("problem").await;
    assert!(text(&problem, "detail").contains("regenerate"), "{problem}");
    let kept = annexa.get(&base).await;
    assert_eq!(kept["messages"].as_array().unwrap().len(), 1, "the question stays, the answer never was");

    // It can be made anew by its own id, or by that of its question.
    let anew = annexa.admin(Method::POST, &format!("{base}/messages/{id}/regenerate"));
    let mut anew = Stream::open(anew).await;
    assert_eq!(anew.until("begin").await["answer"], json!(id));
    anew.until("delta").await;
    drop(anew);
    closed(&upstream).await;

    let waiting = tokio::spawn(send(ask()));
    while upstream.open() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    waiting.abort();
    let took = closed(&upstream).await;
    assert!(took < Duration::from_secs(1), "who waits for JSON counts as a reader: {took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_program_composes_is_stored_though_nobody_waits() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Composed").await;
    let conversation = annexa.conversation(&workspace).await;
    let base = path(&workspace, &conversation);
    let ask = annexa.admin(Method::POST, &format!("{base}/messages")).json(&json!({ "text": QUESTION }));
    drop(Stream::open(ask).await);
    for _ in 0..100 {
        let kept = annexa.get(&base).await;
        if kept["messages"][1]["answer"]["verdict"] == "answered" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the answer was never stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_jobs_stream_tells_only_what_is_new() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Jobs").await;
    let upload = annexa.upload(&workspace, &[("a.md", b"# A\n\nText.")]).await.expect(202);
    annexa.finish(&upload).await;
    let path = format!("/api/v1/jobs/{}", text(&upload, "job"));
    let mut stream = Stream::open(annexa.admin(Method::GET, &path)).await;
    assert_eq!(stream.until("job").await["state"], "done");
    let events = |seen: &str| {
        annexa.admin(Method::GET, &path).header("accept", "text/event-stream").header("last-event-id", seen)
    };
    assert_eq!(send(events(&stream.last)).await.status, 204);
    assert_eq!(send(events("something-else")).await.events().len(), 1);
}
