//! The client against every fault of a scripted endpoint, over real sockets.

use std::time::{Duration, Instant};

use futures::StreamExt;
use secrecy::SecretString;

use super::{
    Llm, LlmError, Part, Shape, Usage,
    upstream::{Reply, Upstream},
};
use crate::{config::LlmSettings, prompt::Prompt};

const KEY: &str = "sk-canary-1";

fn settings(base: &str) -> LlmSettings {
    LlmSettings {
        base_url: Some(base.to_owned()),
        model: "scripted".to_owned(),
        api_key: Some(SecretString::from(KEY)),
        connect_timeout_s: 1,
        idle_timeout_s: 1,
        total_timeout_s: 3,
        ..LlmSettings::default()
    }
}

fn llm(base: &str) -> Llm {
    Llm::connect(&settings(base)).unwrap().unwrap()
}

fn prompt() -> Prompt {
    Prompt { system: "be brief".to_owned(), user: "what is an ISMS?".to_owned() }
}

/// Text that arrived and how it ended.
async fn ask(llm: &Llm) -> (String, Result<(), LlmError>) {
    let mut stream = Box::pin(llm.stream(prompt(), 50));
    let mut text = String::new();
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(Part::Text(piece)) => text.push_str(&piece),
            Ok(Part::Usage(_)) => {}
            Err(error) => return (text, Err(error)),
        }
    }
    (text, Ok(()))
}

async fn one(reply: Reply) -> (String, Result<(), LlmError>, Upstream) {
    let upstream = Upstream::start(vec![reply]).await;
    let (text, end) = ask(&llm(&upstream.base_url())).await;
    (text, end, upstream)
}

fn said(text: &str) -> String {
    text.to_owned()
}

#[tokio::test]
async fn a_whole_answer_arrives_and_the_request_is_what_servers_expect() {
    let (text, end, upstream) = one(Reply::Says(said("An ISMS is größer als gedacht. [1]"))).await;
    assert_eq!((text.as_str(), end), ("An ISMS is größer als gedacht. [1]", Ok(())));
    let requests = upstream.requests();
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{head}");
    assert!(head.to_lowercase().contains(&format!("authorization: bearer {KEY}")), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["model"], "scripted");
    assert_eq!(body["stream"], true);
    assert_eq!(body["max_tokens"], 50);
    assert_eq!(body["stream_options"], serde_json::json!({"include_usage": true}));
    assert_eq!(body["messages"][0]["role"], "system");
    assert_eq!(body["messages"][1]["content"], "what is an ISMS?");
}

#[tokio::test]
async fn an_answer_is_whole_only_after_stop() {
    let half = || said("half");
    for (reply, wanted) in [
        (Reply::Ends(half(), "length"), LlmError::Cut),
        (Reply::Ends(half(), "content_filter"), LlmError::Filtered),
        (Reply::Ends(half(), "tool_calls"), LlmError::BrokenOff),
        (Reply::ForgetsToFinish(half()), LlmError::BrokenOff),
        (Reply::BreaksOff(half()), LlmError::BrokenOff),
        (Reply::FailsWith(half(), format!("out\nof memory {KEY}")), LlmError::Upstream(said("out of memory …"))),
    ] {
        let (text, end, _) = one(reply.clone()).await;
        assert_eq!((text.as_str(), end), ("half", Err(wanted)), "{reply:?}");
    }
}

#[tokio::test]
async fn what_is_not_the_protocol_is_refused_within_bounds() {
    for (reply, wanted) in [
        (Reply::Malformed, LlmError::Garbled("an event is not JSON")),
        (Reply::EndlessLine, LlmError::Garbled("a line of more than 256 KiB")),
        (Reply::EndlessEvents, LlmError::Garbled("more than 8 MiB in one answer")),
        (Reply::WebPage, LlmError::Garbled("the answer is no event stream")),
        (
            Reply::Status(200, said("content-type: application/json\r\n"), said("{\"error\":\"no GPU\"}")),
            LlmError::Upstream(said("no GPU")),
        ),
    ] {
        let (text, end, upstream) = one(reply.clone()).await;
        assert_eq!((text.as_str(), end), ("", Err(wanted)), "{reply:?}");
        assert_eq!(upstream.requests().len(), 1, "{reply:?}");
    }
}

#[tokio::test]
async fn silence_ends_in_time() {
    for (reply, wanted) in [(Reply::Silent, ""), (Reply::Hangs(said("half")), "half")] {
        let began = Instant::now();
        let (text, end, _upstream) = one(reply).await;
        assert_eq!(text, wanted);
        assert!(matches!(&end, Err(LlmError::Slow { setting: "llm.idle_timeout_s", .. })), "{end:?}");
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    }
}

#[tokio::test]
async fn the_whole_answer_has_a_deadline() {
    let upstream = Upstream::start(vec![Reply::Hangs(said("half"))]).await;
    let mut settings = settings(&upstream.base_url());
    (settings.idle_timeout_s, settings.total_timeout_s) = (60, 1);
    let (_, end) = ask(&Llm::connect(&settings).unwrap().unwrap()).await;
    assert!(matches!(&end, Err(LlmError::Slow { seconds: 1, setting: "llm.total_timeout_s", .. })), "{end:?}");
}

#[tokio::test]
async fn each_status_says_what_to_do() {
    let body = |code: &str| format!("{{\"error\":{{\"message\":\"key {KEY} bad\",\"code\":\"{code}\"}}}}");
    for (status, code, requests, sign) in [
        (401, "invalid_api_key", 1, "llm.api_key"),
        (404, "model_not_found", 1, "llm.model"),
        (400, "context_length_exceeded", 1, "do not fit"),
        (422, "x", 1, "(422): key … bad"),
        (429, "insufficient_quota", 1, "quota"),
        (429, "rate_limit", 3, "later"),
        (503, "x", 3, "failed: key … bad"),
    ] {
        let (_, end, upstream) = one(Reply::Status(status, String::new(), body(code))).await;
        let message = end.unwrap_err().to_string();
        assert!(message.contains(sign) && !message.contains(KEY) && !message.contains('\n'), "{status}: {message}");
        assert_eq!(upstream.requests().len(), requests, "{status} {code}");
    }
}

#[tokio::test]
async fn a_passing_failure_is_tried_again_and_a_long_pause_is_not_waited_for() {
    let limited = |wait: u32| Reply::Status(429, format!("retry-after: {wait}\r\n"), said("{}"));
    let began = Instant::now();
    let upstream = Upstream::start(vec![limited(1), Reply::Says(said("at last"))]).await;
    assert_eq!(ask(&llm(&upstream.base_url())).await, (said("at last"), Ok(())));
    assert!(began.elapsed() >= Duration::from_secs(1), "Retry-After is kept");
    let upstream = Upstream::start(vec![limited(31), Reply::Says(said("never"))]).await;
    let (_, end) = ask(&llm(&upstream.base_url())).await;
    assert_eq!((end, upstream.requests().len()), (Err(LlmError::Limited), 1));
}

#[tokio::test]
async fn a_refused_connection_and_a_redirect_go_nowhere_else() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let (_, end) = ask(&llm(&format!("http://{closed}/v1"))).await;
    assert!(matches!(&end, Err(LlmError::Unreachable { reason, .. }) if reason.contains("refused")), "{end:?}");
    let target = Upstream::start(vec![Reply::Says(said("stolen"))]).await;
    let (_, end, _) = one(Reply::RedirectsTo(target.base_url())).await;
    assert_eq!((end, target.requests().len()), (Err(LlmError::Redirected), 0));
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let upstream = Upstream::start(vec![Reply::Hangs(said("half"))]).await;
    let mut stream = Box::pin(llm(&upstream.base_url()).stream(prompt(), 50));
    stream.next().await.unwrap().unwrap();
    assert_eq!(upstream.open(), 1);
    drop(stream);
    let closed = async {
        while upstream.open() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_millis(900), closed).await.expect("the connection closes within a second");
}

#[tokio::test]
async fn only_eight_answers_are_written_at_once() {
    let upstream = Upstream::start(vec![Reply::Hangs(said("half"))]).await;
    let llm = llm(&upstream.base_url());
    let mut running = Vec::new();
    for _ in 0..LlmSettings::default().max_calls {
        let mut stream = Box::pin(llm.stream(prompt(), 50));
        stream.next().await.unwrap().unwrap();
        running.push(stream);
    }
    let waits = tokio::time::timeout(Duration::from_millis(200), ask(&llm)).await;
    assert!(waits.is_err() && upstream.requests().len() == 8, "the ninth waits without a request");
    running.pop();
    let mut ninth = Box::pin(llm.stream(prompt(), 50));
    assert_eq!(ninth.next().await.unwrap().unwrap(), Part::Text(said("half")));
}

#[tokio::test]
async fn the_probe_lists_models() {
    let list = "{\"object\":\"list\",\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}";
    let upstream = Upstream::start_whole(vec![Reply::Status(200, String::new(), said(list)), Reply::WebPage]).await;
    let llm = llm(&upstream.base_url());
    assert_eq!(llm.probe().await.unwrap(), ["a", "b"]);
    assert!(upstream.requests()[0].starts_with("GET /v1/models"));
    assert!(matches!(llm.probe().await, Err(LlmError::Garbled(_))));
}

#[test]
fn settings_decide_whether_there_is_a_model() {
    assert!(Llm::connect(&LlmSettings::default()).unwrap().is_none());
    let empty = LlmSettings { base_url: Some(" ".to_owned()), ..LlmSettings::default() };
    assert!(Llm::connect(&empty).unwrap().is_none());
    let nameless = LlmSettings { base_url: Some("http://127.0.0.1:9/v1".to_owned()), ..LlmSettings::default() };
    assert!(matches!(Llm::connect(&nameless), Err(LlmError::Setting { name: "llm.model", .. })));
    let llm = llm("http://127.0.0.1:9/v1");
    assert_eq!((llm.name(), llm.origin().as_str()), ("scripted", "http://127.0.0.1:9"));
}

#[tokio::test]
async fn tokens_come_behind_the_text_and_add_up_even_when_the_answer_is_cut() {
    let cut = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"length\"}],\
               \"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\ndata: [DONE]\n\n";
    let raw = format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n{cut}");
    let upstream = Upstream::start(vec![Reply::Costs(said("ok"), 40, 2), Reply::Raw(raw)]).await;
    let priced = LlmSettings { prompt_price: Some(1e6), completion_price: Some(3e6), ..settings(&upstream.base_url()) };
    let llm = Llm::connect(&priced).unwrap().unwrap();
    let parts: Vec<_> = llm.stream(prompt(), 50).map(Result::unwrap).collect().await;
    let usage = Usage { prompt_tokens: 40, completion_tokens: 2 };
    assert_eq!(parts, [Part::Text(said("ok")), Part::Usage(usage)]);
    assert_eq!(llm.cost(usage), Some(46.0));
    assert_eq!(ask(&llm.clone()).await, (said("a"), Err(LlmError::Cut)));
    assert_eq!(llm.spent(), Usage { prompt_tokens: 41, completion_tokens: 3 });
}

#[tokio::test]
async fn an_endpoint_that_refuses_to_report_tokens_is_asked_without_and_remembered() {
    let refusal = said("{\"error\":{\"message\":\"Unrecognized request argument supplied: stream_options\"}}");
    for status in [400, 422] {
        let refuses = Reply::Status(status, String::new(), refusal.clone());
        let upstream = Upstream::start(vec![refuses, Reply::Says(said("ok"))]).await;
        let llm = llm(&upstream.base_url());
        for _ in 0..2 {
            assert_eq!(ask(&llm.clone()).await, (said("ok"), Ok(())));
        }
        let asked: Vec<bool> = upstream.requests().iter().map(|body| body.contains("include_usage")).collect();
        assert_eq!(asked, [true, false, false]);
    }
}

#[tokio::test]
async fn another_refusal_is_tried_once_more_and_teaches_nothing() {
    let refuses = Reply::Status(400, String::new(), said("{\"error\":{\"message\":\"no such tool\"}}"));
    let upstream = Upstream::start(vec![refuses.clone(), refuses, Reply::Says(said("ok"))]).await;
    let llm = llm(&upstream.base_url());
    let (_, end) = ask(&llm).await;
    assert_eq!(end, Err(LlmError::Refused { status: 400, message: said("no such tool") }));
    assert_eq!(ask(&llm).await, (said("ok"), Ok(())));
    let asked: Vec<bool> = upstream.requests().iter().map(|body| body.contains("include_usage")).collect();
    assert_eq!(asked, [true, false, true]);
}

#[tokio::test]
async fn a_shape_is_asked_for_and_left_out_where_it_is_not_known() {
    let shape = Shape { name: "yes", schema: serde_json::json!({"type": "object"}) };
    let unknown = || Reply::Status(400, String::new(), said("{\"error\":{\"message\":\"unknown field\"}}"));
    let upstream = Upstream::start(vec![unknown(), unknown(), Reply::Says(said("{}"))]).await;
    let llm = llm(&upstream.base_url());
    for _ in 0..2 {
        assert_eq!(llm.shaped(prompt(), 50, &shape).await, Ok(said("{}")));
    }
    let has = |text: &str| upstream.requests().iter().map(|one| one.contains(text)).collect::<Vec<bool>>();
    assert_eq!(has("\"response_format\":{\"type\":\"json_schema\""), [true, true, false, false]);
    assert_eq!(has("stream_options"), [true, false, false, true], "only what made the difference is left out for good");
}
