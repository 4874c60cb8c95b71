//! Signing in and out: links work once, keys open what they may, and what is revoked is dead at once.

use std::time::Duration;

use annexa::store::Scope;
use reqwest::Method;
use secrecy::ExposeSecret;

use crate::client::{Annexa, Reply, send};

const LOGIN: &str = "id=\"login\"";
const CHAT: &str = "id=\"composer\"";

async fn link(annexa: &Annexa, token: &str) -> Reply {
    send(annexa.request(Method::GET, &format!("/login?token={token}"))).await
}

async fn form(annexa: &Annexa, body: String) -> Reply {
    let request = annexa.request(Method::POST, "/login").header("content-type", "application/x-www-form-urlencoded");
    send(request.body(body)).await
}

async fn page(annexa: &Annexa, cookie: &str) -> Reply {
    send(annexa.request(Method::GET, "/").header("cookie", cookie)).await
}

/// The cookie that a reply sets, as a browser would send it back.
fn cookie(reply: &Reply) -> String {
    reply.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_opens_one_session_and_only_once() {
    let annexa = Annexa::start().await;
    let token = annexa.app.store.create_login_token(Duration::from_mins(1)).await.unwrap();
    let head = send(annexa.request(Method::HEAD, &format!("/login?token={}", token.expose_secret()))).await;
    assert_eq!(head.header("set-cookie"), "", "a look-ahead used the link up");

    let first = link(&annexa, token.expose_secret()).await;
    assert_eq!((first.status, first.header("location")), (303, "/"));
    let set = first.header("set-cookie");
    for part in ["annexa_session=ans_", "; Path=/", "; HttpOnly", "; SameSite=Strict"] {
        assert!(set.contains(part), "{set}");
    }
    let second = link(&annexa, token.expose_secret()).await;
    assert_eq!((second.status, second.header("location"), second.header("set-cookie")), (303, "/?error=1", ""));
    assert_eq!(link(&annexa, "anl_0000").await.header("location"), "/?error=1");
    let expired = annexa.app.store.create_login_token(Duration::ZERO).await.unwrap();
    assert_eq!(link(&annexa, expired.expose_secret()).await.header("location"), "/?error=1");

    assert!(page(&annexa, &cookie(&first)).await.body.contains(CHAT));
    assert!(page(&annexa, "annexa_session=ans_0000").await.body.contains(LOGIN));
    assert!(page(&annexa, "other=1").await.body.contains(LOGIN));
    assert!(send(annexa.request(Method::GET, "/login")).await.body.contains(LOGIN));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_signs_in_until_it_is_revoked_and_a_widget_key_never() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Signed in").await;
    let key = annexa.key(Scope::Workspace, &workspace).await;
    let id = annexa.app.store.keys().await.unwrap().pop().unwrap().id;
    let signed_in = form(&annexa, format!("key={key}")).await;
    assert_eq!((signed_in.status, signed_in.header("location")), (303, "/"));
    let session = cookie(&signed_in);
    let ask = || annexa.request(Method::GET, "/api/v1/session").header("cookie", &session);
    let view = send(ask()).await.expect(200);
    assert_eq!((view["scope"].as_str(), view["workspace"].as_str()), (Some("workspace"), Some(workspace.as_str())));

    annexa.app.store.revoke_key(&id).await.unwrap();
    send(ask()).await.problem(401);
    assert!(page(&annexa, &session).await.body.contains(LOGIN));

    let widget = annexa.key(Scope::Widget, &workspace).await;
    for body in [format!("key={widget}"), format!("key={key}"), "key=".to_owned(), String::new(), "x".repeat(1000)] {
        let refused = form(&annexa, body).await;
        assert_eq!((refused.status, refused.header("location"), refused.header("set-cookie")), (303, "/?error=1", ""));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_ends_the_session_itself() {
    let annexa = Annexa::start().await;
    let session = cookie(&form(&annexa, format!("key={}", annexa.admin)).await);
    let out = annexa.request(Method::POST, "/logout").header("cookie", &session);
    let out = send(out.header("origin", format!("http://{}", annexa.address))).await;
    assert_eq!((out.status, out.header("location")), (303, "/"));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    send(annexa.request(Method::GET, "/api/v1/session").header("cookie", &session)).await.problem(401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_proxy_the_cookie_insists_on_tls_and_metrics_on_a_key() {
    let data = tempfile::tempdir().unwrap();
    let mut settings = crate::client::settings(data.path(), "off");
    settings.server.behind_tls_proxy = true;
    settings.server.hosts = vec!["isms.example".to_owned()];
    let annexa = Annexa::run(settings).await;
    let request = annexa.request(Method::POST, "/login").header("host", "isms.example");
    let reply = send(request.header("origin", "https://isms.example").body(format!("key={}", annexa.admin))).await;
    let set = reply.header("set-cookie");
    assert!(set.starts_with("__Host-annexa_session=ans_") && set.contains("; Secure"), "{set}");
    send(annexa.request(Method::GET, "/metrics")).await.problem(401);
    assert_eq!(send(annexa.admin(Method::GET, "/metrics")).await.status, 200);
}
