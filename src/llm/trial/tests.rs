//! The trial against endpoints that serve, that serve in part, and that do not.

use crate::{
    config::{LlmSettings, Provider},
    llm::{
        Check, Llm,
        upstream::{Reply, Upstream},
    },
};

const LIST: &str = r#"{"data":[{"id":"scripted","owned_by":"vllm","max_model_len":8192}]}"#;

fn json(body: &str) -> Reply {
    Reply::Status(200, "content-type: application/json\r\n".to_owned(), body.to_owned())
}

fn refuses(message: &str) -> Reply {
    Reply::Status(400, String::new(), serde_json::json!({ "error": { "message": message } }).to_string())
}

fn llm(upstream: &Upstream, provider: Provider) -> Llm {
    let settings = LlmSettings {
        base_url: Some(upstream.base_url()),
        model: "scripted".to_owned(),
        idle_timeout_s: 1,
        total_timeout_s: 3,
        provider,
        ..LlmSettings::default()
    };
    Llm::connect(&settings).unwrap().unwrap()
}

async fn tried(script: Vec<Reply>) -> (Vec<Check>, Upstream) {
    let upstream = Upstream::start_whole(script).await;
    (llm(&upstream, Provider::Auto).trial().await, upstream)
}

fn check<'a>(checks: &'a [Check], what: &str) -> &'a Check {
    checks.iter().find(|check| check.what == what).unwrap()
}

#[tokio::test]
async fn an_endpoint_that_serves_is_good_throughout() {
    let script = vec![
        json(LIST),
        Reply::Costs("Yes, indeed.".to_owned(), 12, 3),
        Reply::Costs(r#"{"yes": true}"#.to_owned(), 20, 5),
        json(LIST),
    ];
    let (checks, upstream) = tried(script).await;
    assert!(checks.iter().all(|check| check.good), "{checks:?}");
    let whats: Vec<_> = checks.iter().map(|check| check.what).collect();
    assert_eq!(whats, ["models", "call", "streaming", "usage", "schema", "context"]);
    assert_eq!(check(&checks, "usage").detail, "12 tokens in, 3 out");
    assert_eq!(check(&checks, "context").detail, "8192 tokens");
    assert_eq!(upstream.requests().len(), 4, "each is tried once");
}

#[tokio::test]
async fn what_does_not_serve_says_what_to_do() {
    let other = r#"{"data":[{"id":"a"},{"id":"b","context_length":2048}]}"#;
    let (checks, _) =
        tried(vec![json(other), Reply::Ends("Yes".to_owned(), "length"), refuses("no"), json(other)]).await;
    assert!(check(&checks, "models").detail.contains("set llm.model to one of a, b"), "{checks:?}");
    assert!(check(&checks, "call").good, "a call that few tokens cut off is a call: {checks:?}");
    assert!(check(&checks, "usage").detail.contains("stay unknown"));
    assert!(!check(&checks, "schema").good && check(&checks, "schema").detail.contains("no second opinion"));
    assert!(check(&checks, "context").detail.contains("llm.context_tokens"));

    let (checks, _) = tried(vec![Reply::Status(401, String::new(), String::new())]).await;
    assert!(!check(&checks, "call").good && check(&checks, "call").detail.contains("llm.api_key"), "{checks:?}");
    assert!(checks.iter().all(|check| check.what != "schema"), "after a call that failed the rest says nothing");
}

#[tokio::test]
async fn an_endpoint_that_wants_the_newer_limit_gets_it_from_then_on() {
    let refusal = refuses("Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.");
    let upstream = Upstream::start(vec![refusal, Reply::Says("Yes.".to_owned())]).await;
    let llm = llm(&upstream, Provider::Any);
    for _ in 0..2 {
        let checks = llm.try_call().await;
        assert!(check(&checks, "call").good, "{checks:?}");
    }
    let requests = upstream.requests();
    assert_eq!(requests.len(), 3);
    for (request, newer) in requests.iter().zip([false, true, true]) {
        assert_eq!(request.contains("max_completion_tokens"), newer, "{request}");
        assert_eq!(request.contains("temperature"), !newer, "{request}");
    }
    assert!(llm.sent().requests == 3 && llm.sent().bytes > 300);
}

#[tokio::test]
async fn llama_cpp_and_ollama_say_their_context_in_places_of_their_own() {
    let own = r#"{"data":[{"id":"scripted","owned_by":"llamacpp","meta":{"n_ctx_train":32768}}]}"#;
    let props = r#"{"default_generation_settings":{"n_ctx":4096}}"#;
    let upstream = Upstream::start_whole(vec![json(own), json(props)]).await;
    let llama = llm(&upstream, Provider::Auto);
    assert_eq!((llama.context().await, llama.context().await), (Some(4096), Some(4096)));
    assert!(upstream.requests()[1].starts_with("GET /props "), "{:?}", upstream.requests());
    assert_eq!(upstream.requests().len(), 2, "it is asked once");

    let loading = Reply::Status(503, String::new(), r#"{"error":{"message":"Loading model"}}"#.to_owned());
    let upstream = Upstream::start_whole(vec![loading, json(LIST)]).await;
    let late = llm(&upstream, Provider::Vllm);
    assert_eq!((late.context().await, late.context().await), (None, Some(8192)), "it was not there yet");

    let running = r#"{"models":[{"name":"scripted","context_length":16384}]}"#;
    let upstream = Upstream::start_whole(vec![json(running)]).await;
    assert_eq!(llm(&upstream, Provider::Ollama).context().await, Some(16_384));
    assert!(upstream.requests()[0].starts_with("GET /api/ps "));
    let silent = Upstream::start(vec![]).await;
    assert_eq!(llm(&silent, Provider::Ollama).context().await, Some(4_096), "what Ollama gives unasked");
    assert_eq!(llm(&silent, Provider::Any).context().await, None);
}
