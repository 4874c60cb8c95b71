//! Cards in the page: an analysis that is ordered in the conversation begins with the button and not before; what is said of the
//! company goes into the profile only when it is saved.

use std::time::Duration;

use fantoccini::{Client, Locator, key::Key as Press};
use serde_json::{Value, json};

use crate::{BACKUP, Visit, ask, picture, settled, shown, visited};

/// Notes each request that the page sends.
const LISTEN: &str = "window.sent = []; const send = window.fetch; window.fetch = (url, how = {}) => { \
                      window.sent.push([how.method ?? 'GET', String(url), how.headers?.['Idempotency-Key'] ?? '']); return send(url, how); };";
const CARD: &str = ".turn:last-child [data-testid=answer][data-state=done] [data-testid=card]";

async fn sent(browser: &Client, method: &str, end: &str) -> Vec<String> {
    let all = browser.execute("return window.sent", Vec::new()).await.unwrap();
    let calls = all.as_array().cloned().unwrap_or_default();
    let is_it = |call: &&Value| call[0] == method && call[1].as_str().is_some_and(|url| url.ends_with(end));
    calls.iter().filter(is_it).map(|call| call[2].as_str().unwrap_or_default().to_owned()).collect()
}

async fn press(browser: &Client, selector: &str) {
    shown(browser, selector).await.send_keys(&char::from(Press::Enter).to_string()).await.unwrap();
}

async fn fits(browser: &Client) {
    let fits = browser.execute("return document.documentElement.scrollWidth <= window.innerWidth", Vec::new()).await;
    assert_eq!(fits.unwrap(), Value::Bool(true), "nothing sticks out sideways");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analysis_is_ordered_in_the_conversation_and_begins_with_the_button() {
    visited(order_an_analysis).await;
}

async fn order_an_analysis(Visit { browser, address, token, app }: Visit) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Backup policy.md");
    std::fs::write(&path, BACKUP).unwrap();
    browser.goto(&format!("{address}/login?token={token}")).await.unwrap();
    settled(&browser).await;
    ask(&browser, "run a gap analysis on my backup policy").await;
    let text = shown(&browser, CARD).await.text().await.unwrap();
    assert!(text.contains("Gap analysis"), "{text}");
    assert!(browser.find(Locator::Css(&format!("{CARD} [data-testid=card-make][disabled]"))).await.is_ok());

    shown(&browser, "[data-testid=nav-gap]").await.click().await.unwrap();
    shown(&browser, "[data-testid=gap-add]").await;
    browser.find(Locator::Css("#file")).await.unwrap().send_keys(&path.to_string_lossy()).await.unwrap();
    shown(&browser, "[data-testid=gap-documents] input[type=checkbox]:checked").await;
    browser.goto(&format!("{address}/")).await.unwrap();
    browser.execute(LISTEN, Vec::new()).await.unwrap();
    ask(&browser, "Can you check my backup policy against ISO 27001?").await;
    shown(&browser, &format!("{CARD} [data-testid=card-make]:not([disabled])")).await;
    let answer = shown(&browser, ".turn:last-child .answer-body").await.text().await.unwrap();
    assert!(answer.contains("Backup policy.md"), "{answer}");
    picture(&browser, "card-gap").await;
    let workspace = app.store.workspaces().await.unwrap().remove(0).id;
    let page = annexa::store::Page::default();
    assert!(app.store.gap_analyses(&workspace, &page).await.unwrap().items.is_empty(), "nothing before the button");

    press(&browser, "[data-testid=card-make]").await;
    let status = shown(&browser, "[data-testid=card-status][role=status]").await;
    shown(&browser, "[data-testid=card-link]").await;
    picture(&browser, "card-progress").await;
    for _ in 0..600 {
        if status.text().await.unwrap() == "The analysis is done." {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(status.text().await.unwrap(), "The analysis is done.");
    let keys = sent(&browser, "POST", "/gap-analyses").await;
    assert!(keys.len() == 1 && keys[0].len() == 32, "{keys:?}");
    picture(&browser, "card-done").await;
    press(&browser, "[data-testid=card-link]").await;
    let report = shown(&browser, "[data-testid=gap-report]").await.text().await.unwrap();
    assert!(report.contains("Coverage by theme"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_ordered_its_questions_answered_and_the_profile_saved() {
    visited(order_a_statement).await;
}

async fn order_a_statement(Visit { browser, address, token, app }: Visit) {
    browser.goto(&format!("{address}/login?token={token}")).await.unwrap();
    settled(&browser).await;
    browser.execute(LISTEN, Vec::new()).await.unwrap();
    ask(&browser, "Draft a Statement of Applicability").await;
    shown(&browser, &format!("{CARD} [data-testid=card-make][disabled]")).await;
    picture(&browser, "card-questions").await;
    let fields = browser.find_all(Locator::Css(&format!("{CARD} input.field"))).await.unwrap();
    for (field, words) in fields.iter().zip(["Nordlicht AG", "software", "30"]) {
        field.send_keys(words).await.unwrap();
    }
    let remote = format!("{CARD} option[value='premises: remote']");
    shown(&browser, &remote).await.click().await.unwrap();
    press(&browser, &format!("{CARD} [data-testid=card-say]")).await;
    let profile = shown(&browser, ".turn:nth-child(2) [data-testid=card-profile]").await.text().await.unwrap();
    assert!(profile.contains("Nordlicht AG") && profile.contains("remote"), "{profile}");
    let workspace = app.store.workspaces().await.unwrap().remove(0).id;
    let key = format!("profile:{workspace}");
    assert_eq!(app.store.setting(&key).await.unwrap(), None, "nothing is saved by talking");
    shown(&browser, &format!("{CARD} [data-testid=card-preview] summary")).await.click().await.unwrap();
    picture(&browser, "card-profile").await;

    press(&browser, &format!("{CARD} [data-testid=card-keep]")).await;
    shown(&browser, &format!("{CARD} [data-testid=card-make]:not([disabled])")).await;
    let kept = app.store.setting(&key).await.unwrap().unwrap_or_default();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!((&kept["name"], &kept["premises"]), (&json!("Nordlicht AG"), &json!(["remote"])));

    press(&browser, &format!("{CARD} [data-testid=card-make]")).await;
    shown(&browser, &format!("{CARD} [data-testid=problem], {CARD} .card-result a")).await;
    let keys = sent(&browser, "POST", &format!("/workspaces/{workspace}/soa")).await;
    assert!(keys.len() == 1 && keys[0].len() == 32, "{keys:?}");
    browser.set_window_size(390, 844).await.unwrap();
    fits(&browser).await;
    picture(&browser, "card-phone").await;
}
