//! Host and Origin, forged requests from other pages, and the headers that every response wears.

use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::json;
use std::time::Duration;

use crate::client::{Annexa, Reply, send};

fn assert_dressed(reply: &Reply) {
    let policy = reply.header("content-security-policy");
    for part in
        ["default-src 'none'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
    {
        assert!(policy.contains(part), "{reply:?}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert_eq!(reply.header("x-frame-options"), "DENY");
    assert!(reply.headers.keys().all(|name| !name.as_str().starts_with("access-control")), "{reply:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_host_names_are_misdirected() {
    let annexa = Annexa::start().await;
    let port = annexa.address.port();
    for path in ["/", "/healthz", "/api/v1/session", "/assets/base.css", "/nowhere", "/login?token=x"] {
        for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "8.8.8.8", "0.0.0.0", ""] {
            let reply = send(annexa.admin(Method::GET, path).header("host", host)).await;
            reply.problem(421);
            assert_dressed(&reply);
        }
        for host in ["localhost", "127.0.0.1:1", "[::1]", &format!("LOCALHOST:{port}")] {
            let reply = send(annexa.admin(Method::GET, path).header("host", host)).await;
            assert_ne!(reply.status, 421, "{host}: {reply:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_other_origins_get_nothing_even_with_a_key() {
    let annexa = Annexa::start().await;
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1", "file://", ""] {
        for method in [Method::GET, Method::POST, Method::OPTIONS, Method::DELETE] {
            let reply = send(annexa.admin(method, "/api/v1/workspaces").header("origin", origin)).await;
            reply.problem(403);
            assert_dressed(&reply);
        }
        let form =
            annexa.request(Method::POST, "/login").header("origin", origin).body(format!("key={}", annexa.admin));
        send(form).await.problem(403);
    }
    let own = format!("http://{}", annexa.address);
    let reply = send(annexa.admin(Method::GET, "/api/v1/workspaces").header("origin", own)).await;
    assert_eq!(reply.status, 200);
    assert_dressed(&reply);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cookie_alone_changes_nothing() {
    let annexa = Annexa::start().await;
    let token = annexa.app.store.create_login_token(Duration::from_mins(1)).await.unwrap();
    let session =
        annexa.app.store.redeem_login_token(token.expose_secret(), Duration::from_mins(5)).await.unwrap().unwrap();
    let create = |name: &str| {
        let request = annexa.request(Method::POST, "/api/v1/workspaces").json(&json!({ "name": name }));
        request.header("cookie", format!("other=1; annexa_session={}", session.expose_secret()))
    };
    send(create("a")).await.problem(403);
    for site in ["cross-site", "same-site", "x"] {
        send(create("b").header("sec-fetch-site", site)).await.problem(403);
        send(create("b").header("sec-fetch-site", site).header("origin", "null")).await.problem(403);
    }
    send(create("c").header("sec-fetch-site", "same-origin")).await.expect(201);
    send(create("d").header("sec-fetch-site", "same-origin").header("origin", "null")).await.expect(201);
    send(create("e").header("origin", format!("http://{}", annexa.address))).await.expect(201);
    assert_eq!(annexa.get("/api/v1/workspaces").await["workspaces"].as_array().unwrap().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_response_is_dressed_and_every_error_is_a_problem() {
    let annexa = Annexa::start().await;
    for (method, path, status) in [
        (Method::GET, "/", 200),
        (Method::GET, "/healthz", 200),
        (Method::GET, "/readyz", 200),
        (Method::GET, "/metrics", 200),
        (Method::GET, "/assets/app.js", 200),
        (Method::GET, "/assets/index.html", 404),
        (Method::GET, "/assets/widget.html", 404),
        (Method::GET, "/widget/frame/key_0123456789abcdef0123456789abcdef", 404),
        (Method::GET, "/widget/frame/x", 404),
        (Method::GET, "/assets/..%2f..%2fserver.rs", 404),
        (Method::GET, "/assets/", 404),
        (Method::GET, "/nowhere", 404),
        (Method::GET, "/api/v1/nowhere", 404),
        (Method::GET, "/api/v1/search", 400),
        (Method::GET, "/api/v1/search?q=x&limit=0", 400),
        (Method::GET, "/api/v1/search?q=x&limit=x", 400),
        (Method::GET, "/api/v1/search?q=x&mode=x", 400),
        (Method::GET, "/api/v1/search?q=cloud&mode=vector", 503),
        (Method::DELETE, "/api/v1/session", 405),
        (Method::POST, "/healthz", 405),
        (Method::POST, "/api/v1/ask", 415),
    ] {
        let reply = send(annexa.admin(method.clone(), path)).await;
        if status >= 400 {
            reply.problem(status);
        }
        assert_eq!(reply.status, status, "{method} {path}");
        assert_dressed(&reply);
        let kept = if path == "/assets/app.js" { "no-cache" } else { "no-store" };
        assert_eq!(reply.header("cache-control"), kept, "{method} {path}");
    }
    let script = send(annexa.request(Method::GET, "/assets/app.js")).await;
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    let again = annexa.request(Method::GET, "/assets/app.js").header("if-none-match", script.header("etag"));
    assert_eq!(send(again).await.status, 304);
    let metrics = send(annexa.request(Method::GET, "/metrics")).await.body;
    assert!(
        metrics.contains("annexa_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 3"),
        "{metrics}"
    );
}
