//! Bodies that lie, never end or make no sense cost one clear answer and nothing else.

use std::time::Duration;

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use reqwest::Method;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::client::{Annexa, send};

/// Sends bytes as they are and gives what comes back until the server hangs up or nothing more comes.
async fn raw(annexa: &Annexa, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(annexa.address).await.unwrap();
    // A server that answers early closes before it has read all.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(Ok(n @ 1..)) = timeout(Duration::from_secs(2), stream.read(&mut piece)).await {
        answer.extend_from_slice(&piece[..n]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lying_and_endless_bodies_are_cut_off() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Bodies").await;
    let head = |path: &str, rest: &str| {
        format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n{rest}\r\n\r\n", annexa.admin)
    };
    let claimed = head("/api/v1/ask", "Content-Type: application/json\r\nContent-Length: 99999999999");
    assert!(raw(&annexa, claimed.as_bytes()).await.starts_with("HTTP/1.1 413"));

    let json = "Content-Type: application/json\r\nTransfer-Encoding: chunked";
    let mut endless = head("/api/v1/ask", json).into_bytes();
    for _ in 0..100 {
        endless.extend_from_slice(format!("1000\r\n{}\r\n", "x".repeat(4096)).as_bytes());
    }
    assert!(raw(&annexa, &endless).await.starts_with("HTTP/1.1 413"));

    let documents = format!("/api/v1/workspaces/{workspace}/documents");
    let form = "Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: 99999999999";
    assert!(raw(&annexa, head(&documents, form).as_bytes()).await.starts_with("HTTP/1.1 413"));

    let short = head("/api/v1/ask", "Content-Type: application/json\r\nContent-Length: 50\r\nConnection: close");
    assert!(!raw(&annexa, format!("{short}{{").as_bytes()).await.starts_with("HTTP/1.1 2"));
    let both = head("/api/v1/ask", &format!("{json}\r\nContent-Length: 5"));
    assert!(!raw(&annexa, format!("{both}0\r\n\r\n").as_bytes()).await.starts_with("HTTP/1.1 2"));
    for nonsense in
        ["", "\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/9\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n"]
    {
        assert!(!raw(&annexa, nonsense.as_bytes()).await.starts_with("HTTP/1.1 2"), "{nonsense:?}");
    }
    assert_eq!(send(annexa.request(Method::GET, "/healthz")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sends_too_much_is_told_so_and_not_hung_up_on() {
    let annexa = Annexa::start().await;
    for size in [70_000, 1_000_000, 8_000_000] {
        for _ in 0..5 {
            annexa.post("/api/v1/ask", &json!({ "question": "x".repeat(size) })).await.problem(413);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mutated_requests_never_break_the_server() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Mutants").await;
    let conversation = annexa.conversation(&workspace).await;
    let bodies = prop_oneof![
        any::<Vec<u8>>(),
        any::<String>().prop_map(|text| json!({ "text": text, "question": text, "name": text }).to_string().into_bytes()),
        any::<String>().prop_map(|text| json!({ "text": text }).to_string().into_bytes()),
        any::<String>().prop_map(|text| json!({ "question": text }).to_string().into_bytes()),
        any::<String>().prop_map(|text| json!({ "name": text }).to_string().into_bytes()),
        any::<String>().prop_map(|text| format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{text}.md\"\r\n\r\n{text}\r\n--edge--").into_bytes()),
    ];
    let kinds = prop::sample::select(vec!["application/json", "multipart/form-data; boundary=edge", "text/plain"]);
    let routes = prop::sample::select(annexa::server::routes());
    let parts = ("[a-zA-Z0-9._~%-]{0,40}", "[ -~]{0,60}", any::<bool>());
    let requests = (routes, bodies, kinds, parts);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut answered = 0;
    for _ in 0..400 {
        let (route, body, kind, (id, query, real)) = requests.new_tree(&mut runner).unwrap().current();
        let (w, c) = if real { (workspace.as_str(), conversation.as_str()) } else { (id.as_str(), id.as_str()) };
        let path = route.path.replace("{w}", w).replace("{c}", c);
        let path = ["{d}", "{j}", "{m}", "{g}", "{key}", "{id}", "{name}", "{guide}"]
            .iter()
            .fold(path, |path, name| path.replace(name, &id));
        let query: String = query.bytes().filter(|byte| !b" \"<>#`{}|\\^%".contains(byte)).map(char::from).collect();
        let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
        if method == Method::DELETE && !path.contains("/documents/") {
            continue;
        }
        let request = annexa.admin(method, &format!("{path}?q={query}")).header("content-type", kind).body(body);
        // A connection may be closed on a request that is no HTTP; a server that died is seen below.
        let Ok(response) = request.send().await else { continue };
        answered += 1;
        assert!(response.status().as_u16() < 500, "{route:?} {id} {query}: {}", response.text().await.unwrap());
    }
    assert!(answered > 200, "only {answered} of 400 requests were answered");
    assert_eq!(annexa.get("/healthz").await["status"], "ok", "the server is alive after all of them");
}
