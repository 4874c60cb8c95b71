//! Conversations in the page: search, rename, export, delete; edit a question, answer anew, stop; by mouse and by keyboard.

use std::time::Duration;

use annexa::store::{Page, Thumb};
use fantoccini::{Client, Locator, key::Key as Press};
use serde_json::Value;

use crate::{
    QUESTION, Visit, ask, picture, settled, shown,
    upstream::{Reply, Upstream},
    visited, visited_with,
};

const DONE: &str = ".turn:last-child [data-testid=answer][data-state=done]";

async fn assert_is(browser: &Client, expression: &str) {
    for _ in 0..100 {
        if browser.execute(&format!("return {expression}"), Vec::new()).await.unwrap() == Value::Bool(true) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never true: {expression}");
}

async fn press(browser: &Client, key: Press) {
    browser.active_element().await.unwrap().send_keys(&char::from(key).to_string()).await.unwrap();
}

async fn text_of(browser: &Client, selector: &str) -> String {
    shown(browser, selector).await.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_edited_and_an_answer_made_anew_in_its_place() {
    visited(edit_and_regenerate).await;
}

async fn edit_and_regenerate(Visit { browser, address, token, app }: Visit) {
    browser.goto(&format!("{address}/login?token={token}")).await.unwrap();
    settled(&browser).await;
    ask(&browser, QUESTION).await;
    shown(&browser, DONE).await;
    ask(&browser, "Who audits?").await;
    shown(&browser, &format!(".turn:nth-child(2){DONE}").replace(".turn:last-child", "")).await;

    // By keyboard: the pencil, another text, Enter. What follows is gone when the new answer is there.
    assert_is(&browser, "document.querySelectorAll('.turn').length === 2").await;
    shown(&browser, ".turn:first-child [data-testid=edit]")
        .await
        .send_keys(&char::from(Press::Enter).to_string())
        .await
        .unwrap();
    assert_is(&browser, "document.activeElement.dataset.testid === 'edit-text'").await;
    let note = text_of(&browser, ".turn-note").await;
    assert!(note.contains("the question below will be replaced"), "{note}");
    picture(&browser, "chat-edit").await;
    press(&browser, Press::Escape).await;
    assert_is(&browser, "document.activeElement.dataset.testid === 'edit' && !document.querySelector('.turn-form')")
        .await;
    press(&browser, Press::Enter).await;
    let field = shown(&browser, "[data-testid=edit-text]").await;
    field.clear().await.unwrap();
    field.send_keys("Can we exclude A.7.4?").await.unwrap();
    press(&browser, Press::Enter).await;
    assert_is(&browser, "document.querySelectorAll('.turn').length === 1").await;
    assert_eq!(text_of(&browser, ".turn .question").await, "Can we exclude A.7.4?");
    assert_is(&browser, "document.getElementById('title').textContent === 'Can we exclude A.7.4?'").await;
    assert!(text_of(&browser, DONE).await.contains("A.7.4"));
    let workspace = app.store.workspaces().await.unwrap().remove(0).id;
    let conversation = app.store.conversations(&workspace).await.unwrap().remove(0).id;
    let said = app.store.messages(&workspace, &conversation).await.unwrap();
    assert_eq!((said.len(), said[0].text.as_str()), (2, "Can we exclude A.7.4?"));

    shown(&browser, "[data-testid=regenerate]").await.click().await.unwrap();
    let id = said[1].id.clone();
    for _ in 0..100 {
        if app.store.message((&workspace, &conversation), &id).await.unwrap().created_at > said[1].created_at {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(text_of(&browser, DONE).await.contains("A.7.4"));
    let again = app.store.messages(&workspace, &conversation).await.unwrap();
    assert_eq!((again.len(), &again[1].id), (2, &id));
    assert!(again[1].created_at > said[1].created_at, "it was made anew");
    picture(&browser, "chat-anew").await;

    browser.refresh().await.unwrap();
    shown(&browser, DONE).await;
    assert_is(&browser, "!document.querySelector('.turn [data-testid=edit]').hidden").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_found_named_taken_home_and_deleted() {
    visited(look_after_conversations).await;
}

async fn look_after_conversations(Visit { browser, address, token, app }: Visit) {
    browser.goto(&format!("{address}/login?token={token}")).await.unwrap();
    settled(&browser).await;
    for question in [QUESTION, "Can we exclude A.7.4?", "How many categories does Annex A have?"] {
        shown(&browser, "[data-testid=new]").await.click().await.unwrap();
        shown(&browser, ".empty").await;
        ask(&browser, question).await;
        shown(&browser, DONE).await;
    }
    let rows = "document.querySelectorAll('[data-testid=conversation]').length";
    assert_is(&browser, &format!("{rows} === 3")).await;
    shown(&browser, "[data-testid=conversation-search]").await.send_keys("CLOUD SERVICE REG").await.unwrap();
    assert_is(&browser, &format!("{rows} === 1 && document.querySelector('.row-snippet mark').textContent.toLowerCase() === 'cloud service reg'")).await;
    picture(&browser, "conversations-search").await;

    // The menu by keyboard: down to the next entries, Escape back to its button.
    let actions = "[data-testid=conversation-actions]";
    shown(&browser, actions).await.send_keys(&char::from(Press::Enter).to_string()).await.unwrap();
    shown(&browser, "[data-testid=menu]").await;
    assert_is(&browser, "document.activeElement.dataset.action === 'Rename' && document.activeElement.getAttribute('role') === 'menuitem'").await;
    press(&browser, Press::Down).await;
    assert_is(&browser, "document.activeElement.dataset.action === 'Export as Word'").await;
    let file = "(async (done) => { const response = await fetch(document.querySelector('[data-action=\"Export as Markdown\"]').href); \
                done(response.headers.get('content-disposition') + await response.text()); })(arguments[0])";
    let file = browser.execute_async(file, Vec::new()).await.unwrap();
    assert!(file.as_str().is_some_and(|file| file.starts_with("attachment") && file.contains("### Sources")), "{file}");
    picture(&browser, "conversations-menu").await;
    press(&browser, Press::Escape).await;
    assert_is(
        &browser,
        "!document.querySelector('.menu') && document.activeElement.dataset.testid === 'conversation-actions'",
    )
    .await;
    press(&browser, Press::Enter).await;
    press(&browser, Press::Enter).await;
    let name = shown(&browser, "[data-testid=name]").await;
    assert_eq!(name.prop("value").await.unwrap().as_deref(), Some(QUESTION));
    name.clear().await.unwrap();
    name.send_keys("Cloud evidence <b>").await.unwrap();
    picture(&browser, "conversations-rename").await;
    press(&browser, Press::Enter).await;
    assert_is(&browser, "document.querySelector('.row-name').textContent === 'Cloud evidence <b>'").await;
    let workspace = app.store.workspaces().await.unwrap().remove(0).id;
    let titles: Vec<String> =
        app.store.conversations(&workspace).await.unwrap().into_iter().map(|one| one.title).collect();
    assert!(titles.contains(&"Cloud evidence <b>".to_owned()), "{titles:?}");

    shown(&browser, "[data-testid=conversation] .row-link").await.click().await.unwrap();
    assert_is(&browser, "document.getElementById('title').textContent === 'Cloud evidence <b>'").await;
    shown(&browser, "[data-testid=conversation-menu]:not([hidden])").await.click().await.unwrap();
    shown(&browser, "[data-action=Delete]").await.click().await.unwrap();
    shown(&browser, "[data-testid=confirm-delete]").await.click().await.unwrap();
    assert_is(&browser, &format!("{rows} === 0 && location.hash === '#/'")).await;
    assert_eq!(app.store.conversations(&workspace).await.unwrap().len(), 2);
    assert!(text_of(&browser, "#conversation-list").await.contains("Nothing found"));
    shown(&browser, "[data-testid=conversation-search]").await.clear().await.unwrap();
    browser
        .execute("document.getElementById('conversation-search').dispatchEvent(new Event('input'))", Vec::new())
        .await
        .unwrap();
    assert_is(&browser, &format!("{rows} === 2")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_streams_is_stopped_and_what_was_shown_stays() {
    let sentence = "Keep a cloud service register with an owner for each service. [1]";
    let texts = vec![format!("{sentence}\n\n"); 40];
    let upstream = Upstream::start(vec![Reply::Slowly(texts, Duration::from_millis(400))]).await;
    let base = upstream.base_url();
    visited_with(
        move |settings| {
            settings.llm.base_url = Some(base);
            settings.llm.model = "slow".to_owned();
        },
        stop_and_keep,
    )
    .await;
    assert_eq!(upstream.open(), 0, "the model is still at work");
}

async fn stop_and_keep(Visit { browser, address, token, app }: Visit) {
    let workspace = app.store.workspaces().await.unwrap().remove(0).id;
    let origin = app.assistant.llm().unwrap().origin();
    app.store.agree(&workspace, &origin, "test").await.unwrap();
    browser.goto(&format!("{address}/login?token={token}")).await.unwrap();
    ask(&browser, QUESTION).await;
    shown(&browser, "[data-testid=answer][data-state=streaming] .answer-body p").await;
    picture(&browser, "chat-streaming").await;
    shown(&browser, "[data-testid=stop]:not([hidden])").await.click().await.unwrap();
    shown(&browser, DONE).await;
    let badge = text_of(&browser, &format!("{DONE} [data-testid=badge]")).await;
    assert_eq!(badge.trim(), "Stopped");
    assert!(text_of(&browser, DONE).await.to_lowercase().contains("cloud service register"));
    assert_is(&browser, "document.getElementById('announcer').textContent === 'Stopped.'").await;
    picture(&browser, "chat-stopped").await;
    let conversation = app.store.conversations(&workspace).await.unwrap().remove(0).id;
    let said = app.store.messages(&workspace, &conversation).await.unwrap();
    assert_eq!(said.len(), 2);
    assert_eq!(said[1].answer.as_ref().unwrap()["stopped"], true);
    browser.refresh().await.unwrap();
    assert_eq!(text_of(&browser, &format!("{DONE} [data-testid=badge]")).await.trim(), "Stopped");
}

#[tokio::test(flavor = "multi_thread")]
async fn widget_keys_and_feedback_have_their_pages() {
    visited(look_after_the_widget).await;
}

async fn look_after_the_widget(Visit { browser, address, token, app }: Visit) {
    browser.goto(&format!("{address}/login?token={token}")).await.unwrap();
    shown(&browser, "[data-testid=nav-widget]:not([hidden])").await.click().await.unwrap();
    shown(&browser, "[data-testid=widget-label]").await.send_keys("Intranet").await.unwrap();
    shown(&browser, "[data-testid=widget-origins]").await.send_keys("intranet.example").await.unwrap();
    shown(&browser, "[data-testid=widget-create]").await.click().await.unwrap();
    let problem = text_of(&browser, "[data-testid=problem]").await;
    assert!(problem.contains("https://intranet.example"), "it says what an origin is: {problem}");
    let origins = shown(&browser, "[data-testid=widget-origins]").await;
    origins.clear().await.unwrap();
    origins.send_keys("https://intranet.example\nhttps://wiki.example:8443").await.unwrap();
    shown(&browser, "[data-testid=widget-create]").await.click().await.unwrap();
    let snippet = text_of(&browser, "[data-testid=widget-snippet]").await;
    assert!(snippet.starts_with("<script async src=\"http://127.0.0.1:") && snippet.contains("anw_"), "{snippet}");
    let row = text_of(&browser, "[data-testid=widget-key]").await;
    assert!(row.contains("https://wiki.example:8443") && row.contains("0 of 200"), "{row}");
    picture(&browser, "widget-keys").await;
    shown(&browser, "[data-testid=widget-revoke]").await.click().await.unwrap();
    shown(&browser, "[data-testid=confirm-delete]").await.click().await.unwrap();
    shown(&browser, ".key.is-revoked").await;
    assert!(app.store.keys().await.unwrap().iter().any(|key| key.label == "Intranet" && key.revoked_at.is_some()));

    let workspace = app.store.workspaces().await.unwrap().remove(0).id;
    browser.goto(&format!("{address}/#/")).await.unwrap();
    for (number, (thumb, reason)) in
        [(Thumb::Up, ""), (Thumb::Down, "It does not say who approves <img src=x onerror=self.pwned=1>.")]
            .iter()
            .enumerate()
    {
        ask(&browser, if number == 0 { QUESTION } else { "Can we exclude A.7.4?" }).await;
        shown(&browser, &format!(".turn:nth-child({}) [data-state=done]", number + 1)).await;
        let conversation = app.store.conversations(&workspace).await.unwrap().remove(0).id;
        let answer = app.store.messages(&workspace, &conversation).await.unwrap().pop().unwrap().id;
        app.store.rate(&workspace, (&conversation, &answer), *thumb, reason).await.unwrap();
    }
    assert_eq!(app.store.ratings(&workspace, &Page::all()).await.unwrap().items.len(), 2);
    shown(&browser, "[data-testid=nav-feedback]").await.click().await.unwrap();
    let view = text_of(&browser, "[data-testid=feedback-view]").await;
    assert!(view.contains("who approves <img src=x") && view.contains(QUESTION), "{view}");
    assert_is(&browser, "self.pwned === undefined && document.querySelectorAll('[data-testid=rating]').length === 2")
        .await;
    picture(&browser, "feedback").await;
    browser.find(Locator::Css("input[name=feedback][value=down]")).await.unwrap().click().await.unwrap();
    assert_is(
        &browser,
        "[...document.querySelectorAll('[data-testid=rating]')].filter((one) => !one.hidden).length === 1",
    )
    .await;
    browser.set_window_size(390, 844).await.unwrap();
    for place in ["#/feedback", "#/widget"] {
        browser.goto(&format!("{address}/{place}")).await.unwrap();
        shown(&browser, ".page.manage").await;
        // The menu slides out of the picture first.
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_is(&browser, "document.documentElement.scrollWidth <= window.innerWidth").await;
        picture(&browser, &format!("phone-{}", &place[2..])).await;
    }
}
