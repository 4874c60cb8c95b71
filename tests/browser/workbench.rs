//! The workbench in a real browser: from the profile to an approved statement, register and policy, by a person and by keyboard; what
//! somebody else saved meanwhile, files with broken rows, texts that try to be scripts, a phone, and what leaves the machine.

mod leaving;
mod papers;
mod profile;
mod risks;
mod statement;

use std::time::Duration;

use fantoccini::{Client, Locator, key::Key as Press};
use serde_json::{Value, json};

use crate::{Visit, shown, widget::assert_accessible};

const PROFILE: &str = "name: Nordlicht GmbH # as in the register\nsector: software as a service\npeople: 30\npremises: [remote, office]\n\
    services: [Portal]\ndevelopment: in-house\ncloud: {providers: [AWS], hosts_production: true}\nobligations: [GDPR]\n\
    data: [personal]\nroles: {top_management: Dana Weiss, isms_owner: Ben Ott}\n";

/// Signs in, with or without a profile, and gives the workspace's address in the API.
async fn enter(visit: &Visit, profile: Option<&str>) -> String {
    let Visit { browser, address, token, app } = visit;
    browser.goto(&format!("{address}/login?token={token}")).await.unwrap();
    shown(browser, "[data-testid=composer]").await;
    let workspace = app.store.workspaces().await.unwrap().remove(0).id;
    if let Some(text) = profile {
        app.store.set_profile_text(&workspace, text).await.unwrap();
    }
    format!("/api/v1/workspaces/{workspace}")
}

/// A request of the page's own session.
async fn api(browser: &Client, method: &str, path: &str, body: Option<(&str, String)>) -> Value {
    let script = "const [method, path, type, body, done] = arguments;
        fetch(path, { method, body: body ?? undefined, headers: type ? { 'Content-Type': type } : {} })
            .then(async (response) => done({ status: response.status, body: await response.json().catch(() => null) }));";
    let (kind, text) = body.map_or((Value::Null, Value::Null), |(kind, text)| (json!(kind), json!(text)));
    browser.execute_async(script, vec![json!(method), json!(path), kind, text]).await.unwrap()
}

async fn get(browser: &Client, path: &str) -> Value {
    api(browser, "GET", path, None).await["body"].clone()
}

/// The id and the latest version of the one artefact of a family.
async fn only(browser: &Client, workspace: &str, family: &str) -> (String, i64) {
    let list = get(browser, &format!("{workspace}/{family}")).await;
    let lines = list["artefacts"].as_array().unwrap();
    let line = lines.iter().find(|line| line["id"].is_string()).unwrap_or_else(|| panic!("no {family} in {list}"));
    (line["id"].as_str().unwrap().to_owned(), line["versions"][0]["version"].as_i64().unwrap())
}

async fn place(browser: &Client, address: &str, hash: &str) {
    browser.goto("about:blank").await.unwrap();
    browser.goto(&format!("{address}/#/{hash}")).await.unwrap();
}

async fn press(browser: &Client, selector: &str) {
    let element = shown(browser, selector).await;
    element.send_keys(&char::from(Press::Enter).to_string()).await.unwrap();
}

async fn click(browser: &Client, selector: &str) {
    shown(browser, selector).await;
    browser.execute("document.querySelector(arguments[0]).click()", vec![json!(selector)]).await.unwrap();
}

/// Writes into a field as a person does, over what stood there.
async fn write(browser: &Client, selector: &str, text: &str) {
    let field = shown(browser, selector).await;
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

async fn choose(browser: &Client, selector: &str, value: &str) {
    shown(browser, selector).await.select_by_value(value).await.unwrap();
}

/// Waits until the words stand in an element.
async fn says(browser: &Client, selector: &str, words: &str) -> String {
    let mut seen = String::new();
    for _ in 0..150 {
        if let Ok(element) = browser.find(Locator::Css(selector)).await {
            seen = element.text().await.unwrap_or_default();
            if seen.contains(words) {
                return seen;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{selector} never said {words:?}: {seen}");
}

/// Gives the name that a step asks for.
async fn sign(browser: &Client, name: &str) {
    write(browser, "[data-testid=sign-name]", name).await;
    press(browser, "[data-testid=sign-done]").await;
}

async fn is(browser: &Client, condition: &str) -> bool {
    browser.execute(&format!("return Boolean({condition})"), Vec::new()).await.unwrap() == Value::Bool(true)
}

/// On a phone nothing sticks out sideways, neither of the window nor of the page in it.
async fn fits_a_phone(browser: &Client) {
    browser.set_window_size(500, 780).await.unwrap();
    // A window cannot be as narrow as a phone, so the page is.
    browser.execute("document.documentElement.style.width = '360px'", Vec::new()).await.unwrap();
    let page = "document.querySelector('#page')";
    let condition = format!("{page}.scrollWidth <= {page}.clientWidth && document.body.scrollWidth <= 360");
    assert!(is(browser, &condition).await, "nothing sticks out sideways on a phone");
    browser.execute("document.documentElement.style.width = ''", Vec::new()).await.unwrap();
    browser.set_window_size(1280, 900).await.unwrap();
}

/// The rules of axe-core over what is shown, in both colours.
async fn accessible(browser: &Client, what: &str) {
    if std::env::var("AXE").is_err() {
        return;
    }
    for theme in ["light", "dark"] {
        let colour = "document.documentElement.dataset.theme = arguments[0]";
        browser.execute(colour, vec![json!(theme)]).await.unwrap();
        assert_accessible(browser, &format!("{what}, {theme}")).await;
    }
}
