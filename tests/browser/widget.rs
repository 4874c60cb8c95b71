//! The widget in a real browser, on pages of other origins: asking, citations, stopping, feedback, keyboard, phone, dark,
//! pages that may not show it, and texts that try to be scripts.

use std::{net::SocketAddr, time::Duration};

use annexa::{
    app::App,
    store::{Page, Thumb, WidgetRules, WorkspaceId},
};
use axum::{Router, http::header, response::IntoResponse, routing::get};
use fantoccini::{Client, Locator, elements::Element, key::Key as Press};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::{
    QUESTION, Visit, picture, shown,
    upstream::{Reply, Upstream},
    visited, visited_with,
};

/// A title that is a script wherever text is taken for markup.
const HOSTILE: &str = "<img src=x onerror=self.pwned=1>";

/// Another site: a page whose own rules let it load scripts and frames from Annexa and nothing else.
struct Site {
    address: String,
}

impl Site {
    /// `token` comes later: the key names the site's address, and the page names the key.
    async fn start(annexa: &str) -> (Self, tokio::sync::watch::Sender<String>) {
        let (token, current) = tokio::sync::watch::channel(String::new());
        let annexa = annexa.to_owned();
        let page = move |uri: axum::http::Uri| {
            let attributes = uri.query().unwrap_or_default().replace("%23", "#").replace('&', " ");
            let token = current.borrow().clone();
            let policy = format!("default-src 'none'; style-src 'nonce-a'; script-src {annexa}; frame-src {annexa}");
            let body =
                PAGE.replace("{annexa}", &annexa).replace("{token}", &token).replace("{attributes}", &attributes);
            async move {
                let fields =
                    [(header::CONTENT_SECURITY_POLICY, policy), (header::CONTENT_TYPE, "text/html".to_owned())];
                (fields, body).into_response()
            }
        };
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        // Another site as well, not only another port.
        let address = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/", get(page))).await });
        (Self { address }, token)
    }
}

/// Its styles would hide or colour a chat that stood among its own elements.
const PAGE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Intranet</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style nonce="a">
iframe, button { display: none !important; } p { color: #333; }
body { margin: 0; background: #eef1f4; font: 16px/1.6 sans-serif; } header { padding: 16px 32px; background: #26374a; color: #fff; }
main { max-width: 720px; margin: 0 auto; padding: 24px 32px; } article { margin: 16px 0; padding: 16px 20px; background: #fff; border-radius: 6px; }
h1 { font-size: 20px; margin: 0; } h2 { font-size: 17px; margin: 0 0 8px; } article p { margin: 0; }
</style></head><body><header><h1>Larkfield intranet</h1></header><main>
<article><h2>Information security</h2><p>Our policies, who to ask, and how to report an incident. The assistant answers questions
about ISO 27001 and about our own documents.</p></article>
<article><h2>News</h2><p>The internal audit begins on Monday. Please have your evidence at hand.</p></article>
<article><h2>Canteen</h2><p>Tuesday: lentil soup. Wednesday: pasta.</p></article></main>
<script async src="{annexa}/widget.js" data-token="{token}" data-workspace="Larkfield" {attributes}></script></body></html>"#;

/// Makes a widget key of the first workspace.
async fn widget(app: &App, origins: &str, quota: u32) -> (WorkspaceId, String) {
    let workspace = app.store.workspaces().await.unwrap().remove(0).id;
    let rules = WidgetRules { origins: origins.to_owned().try_into().unwrap(), quota };
    let (_, key) = app.store.create_widget_key(workspace.clone(), "intranet", rules).await.unwrap();
    (workspace, key.expose_secret().to_owned())
}

/// Something within the loader's shadow root.
async fn outside(browser: &Client, selector: &str) -> Element {
    let host = shown(browser, "annexa-chat").await;
    for _ in 0..150 {
        if let Ok(found) = host.shadow_root().await.unwrap().find(Locator::Css(selector)).await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{selector} never came beside the page");
}

/// Opens the chat and goes into its frame.
async fn open(browser: &Client) {
    outside(browser, "button").await.click().await.unwrap();
    outside(browser, ".ready").await;
    outside(browser, "iframe").await.enter_frame().await.unwrap();
    shown(browser, "#text").await;
}

async fn ask(browser: &Client, question: &str) {
    shown(browser, "#text").await.send_keys(question).await.unwrap();
    shown(browser, "#send:not([disabled])").await.click().await.unwrap();
}

const ANSWERED: &str = ".turn:last-child [data-state=done]";

async fn is(browser: &Client, expression: &str) -> Value {
    browser.execute(&format!("return {expression}"), Vec::new()).await.unwrap()
}

async fn assert_is(browser: &Client, expression: &str) {
    for _ in 0..30 {
        if is(browser, expression).await == Value::Bool(true) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never true: {expression}");
}

/// Holds what is shown against the rules of axe-core, when `AXE` names it.
pub(crate) async fn assert_accessible(browser: &Client, what: &str) {
    let Ok(path) = std::env::var("AXE") else { return };
    browser.execute(&std::fs::read_to_string(path).unwrap(), Vec::new()).await.unwrap();
    let run = "const done = arguments[0]; const inside = document.querySelector('annexa-chat') ?? document;
        axe.run(inside, { resultTypes: ['violations'], iframes: false }).then(({ violations, passes }) => done(
            { held: passes.length, broken: violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.failureSummary + node.html)]) }));";
    let result = browser.execute_async(run, Vec::new()).await.unwrap();
    assert_eq!(result["broken"], json!([]), "{what}");
    eprintln!("axe-core: {what}: {} rules held, none broken", result["held"]);
}

/// Nothing that was written ran or became an element.
async fn assert_harmless(browser: &Client) {
    assert_is(browser, "self.pwned === undefined && document.images.length === 0").await;
}

/// Puts a document with hostile names into the workspace, from a page of ours.
async fn put_hostile_document(Visit { browser, address, token, .. }: &Visit, workspace: &WorkspaceId) {
    browser.goto(&format!("{address}/login?token={token}")).await.unwrap();
    let put = "const [workspace, name, text, done] = arguments;
        const form = new FormData();
        form.append('file', new File([text], name));
        (async () => {
            const { job } = await (await fetch(`/api/v1/workspaces/${workspace}/documents`, { method: 'POST', body: form })).json();
            for (let turn = 0; turn < 200; turn += 1) {
                if ((await (await fetch(`/api/v1/jobs/${job}`)).json()).state === 'done') return done('done');
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
        })().catch((error) => done(String(error)));";
    let text = format!(
        "# {HOSTILE} Zebrafish rules\n\n## {HOSTILE} Feeding\n\nThe zebrafish of the lobby are fed by the facilities \
         team every Monday {HOSTILE}.\n"
    );
    let name = format!("{HOSTILE}.md");
    let done = browser.execute_async(put, vec![json!(workspace), json!(name), json!(text)]).await.unwrap();
    assert_eq!(done, "done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_origin_shows_the_chat() {
    visited(ask_on_the_intranet).await;
}

async fn ask_on_the_intranet(visit: Visit) {
    let (site, token) = Site::start(&visit.address).await;
    let (workspace, key) = widget(&visit.app, &site.address, 50).await;
    token.send(key).unwrap();
    put_hostile_document(&visit, &workspace).await;
    let Visit { browser, app, .. } = &visit;
    browser.goto(&site.address).await.unwrap();
    outside(browser, "button").await;
    assert_accessible(browser, "closed").await;
    picture(browser, "widget-closed").await;

    open(browser).await;
    assert_is(browser, "document.activeElement.id === 'text'").await;
    assert_accessible(browser, "open").await;
    picture(browser, "widget-open").await;
    ask(browser, QUESTION).await;
    let answer = shown(browser, ANSWERED).await;
    assert_eq!(answer.attr("data-verdict").await.unwrap().as_deref(), Some("answered"));
    assert!(answer.text().await.unwrap().contains("Cloud service register"));
    assert_accessible(browser, "answer").await;
    picture(browser, "widget-answer").await;

    look_at_a_source(browser).await;
    rate(browser, app, &workspace).await;

    ask(browser, &format!("{HOSTILE} Who feeds the zebrafish of the lobby?")).await;
    let answer = shown(browser, ANSWERED).await;
    assert!(answer.text().await.unwrap().contains("facilities"), "{}", answer.text().await.unwrap());
    shown(browser, &format!("{ANSWERED} .cite")).await.click().await.unwrap();
    let source = shown(browser, "#source").await.text().await.unwrap();
    assert!(source.contains(HOSTILE) && source.contains("facilities team every Monday"), "{source}");
    assert_harmless(browser).await;
    press(browser, Press::Escape).await;
    shown(browser, "#text").await;

    // Escape closes the chat, and the focus is on its button again; what was said is there after the next page too.
    press(browser, Press::Escape).await;
    browser.enter_parent_frame().await.unwrap();
    let button = "document.querySelector('annexa-chat').shadowRoot.activeElement";
    assert_is(browser, &format!("{button}?.getAttribute('aria-expanded') === 'false'")).await;
    assert_is(browser, "self.pwned === undefined").await;
    browser.goto(&format!("{}/?data-theme=dark&data-accent=%23f2b705", site.address)).await.unwrap();
    open(browser).await;
    assert_is(browser, "document.querySelectorAll('.turn').length === 2").await;
    assert_harmless(browser).await;
    shown(browser, "#new").await.click().await.unwrap();
    assert_is(browser, "document.querySelectorAll('.turn').length === 0 && document.activeElement.id === 'text'").await;
    ask(browser, "Can we exclude A.7.4?").await;
    shown(browser, ANSWERED).await;
    assert_accessible(browser, "dark, with a colour of the page").await;
    picture(browser, "widget-dark").await;
    browser.enter_parent_frame().await.unwrap();
    on_a_phone(browser, &site).await;
}

/// By keyboard: Enter opens it, Escape closes it, and the focus comes back to the mark.
async fn look_at_a_source(browser: &Client) {
    shown(browser, ".cite").await.send_keys(&char::from(Press::Enter).to_string()).await.unwrap();
    let quote = shown(browser, "#source blockquote").await.text().await.unwrap();
    assert!(quote.contains("Cloud service register"), "{quote}");
    let source = shown(browser, "#source").await.text().await.unwrap();
    assert!(source.contains("A.5.23") && source.contains("Word for word from"), "{source}");
    assert_is(browser, "document.activeElement.id === 'source-title' && document.getElementById('thread').inert").await;
    assert_accessible(browser, "citation").await;
    picture(browser, "widget-citation").await;
    press(browser, Press::Escape).await;
    assert_is(browser, "document.activeElement.className === 'cite' && !document.getElementById('thread').inert").await;
}

async fn rate(browser: &Client, app: &App, workspace: &WorkspaceId) {
    shown(browser, "[aria-label='Not helpful']").await.click().await.unwrap();
    shown(browser, ".why input").await.send_keys("too long").await.unwrap();
    press(browser, Press::Enter).await;
    for _ in 0..50 {
        let ratings = app.store.ratings(workspace, &Page::all()).await.unwrap().items;
        if ratings.first().is_some_and(|rating| (rating.rating, rating.reason.as_str()) == (Thumb::Down, "too long")) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the rating never came");
}

async fn on_a_phone(browser: &Client, site: &Site) {
    browser.set_window_size(390, 844).await.unwrap();
    browser.goto(&format!("{}/?data-label=Ask", site.address)).await.unwrap();
    picture(browser, "widget-phone-closed").await;
    open(browser).await;
    shown(browser, "#new").await.click().await.unwrap();
    ask(browser, "Can we exclude A.7.4?").await;
    shown(browser, ANSWERED).await;
    assert_is(browser, "document.documentElement.scrollWidth <= innerWidth").await;
    assert_accessible(browser, "phone").await;
    picture(browser, "widget-phone").await;
    browser.enter_parent_frame().await.unwrap();
    let panel = "document.querySelector('annexa-chat').shadowRoot.querySelector('iframe').getBoundingClientRect()";
    assert_is(browser, &format!("{panel}.width === innerWidth && {panel}.height === innerHeight")).await;
    assert_is(browser, "document.querySelector('main').inert && document.querySelector('header').inert").await;
    outside(browser, "iframe").await.enter_frame().await.unwrap();
    shown(browser, "#close").await.click().await.unwrap();
    browser.enter_parent_frame().await.unwrap();
    assert_is(browser, "!document.querySelector('main').inert").await;
    outside(browser, "button[aria-expanded=false]").await;
}

/// Presses a key where the focus is.
async fn press(browser: &Client, key: Press) {
    browser.active_element().await.unwrap().send_keys(&char::from(key).to_string()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_may_not_show_it_cannot_and_the_frame_alone_does_nothing() {
    visited(try_elsewhere).await;
}

async fn try_elsewhere(Visit { browser, address, app, .. }: Visit) {
    let (allowed, _) = Site::start(&address).await;
    let (other, token) = Site::start(&address).await;
    let (_, key) = widget(&app, &allowed.address, 5).await;
    let id = format!("key_{}", &key[4..36]);
    token.send(key).unwrap();
    browser.goto(&other.address).await.unwrap();
    outside(&browser, "button").await.click().await.unwrap();
    let said = "document.querySelector('annexa-chat').shadowRoot.querySelector('p').textContent";
    for _ in 0..120 {
        if is(&browser, said).await.as_str().is_some_and(|text| text.contains("cannot be shown here")) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_is(&browser, &format!("{said}.includes('cannot be shown here')")).await;
    assert_is(&browser, "document.querySelector('annexa-chat').shadowRoot.querySelector('iframe') === null").await;
    picture(&browser, "widget-refused").await;

    browser.goto(&format!("{address}/widget/frame/{id}")).await.unwrap();
    assert_is(&browser, "document.getElementById('thread').textContent.includes('opens inside a page')").await;
    assert_is(&browser, "!document.getElementById('text').checkVisibility()").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_can_be_stopped_and_a_used_up_quota_is_said() {
    let upstream = Upstream::start(vec![Reply::Silent; 8]).await;
    let base = upstream.base_url();
    visited_with(
        move |settings| {
            settings.llm.base_url = Some(base);
            settings.llm.model = "silent".to_owned();
        },
        stop_and_use_up,
    )
    .await;
}

async fn stop_and_use_up(Visit { browser, address, app, .. }: Visit) {
    let (site, token) = Site::start(&address).await;
    let (workspace, key) = widget(&app, &site.address, 1).await;
    let origin = app.assistant.llm().unwrap().origin();
    app.store.agree(&workspace, &origin, "test").await.unwrap();
    token.send(key).unwrap();
    browser.goto(&site.address).await.unwrap();
    open(&browser).await;
    ask(&browser, QUESTION).await;
    shown(&browser, "#stop:not([hidden])").await.click().await.unwrap();
    let stopped = shown(&browser, "[data-state=stopped]").await.text().await.unwrap();
    assert!(stopped.contains("Stopped.") && stopped.contains("Ask again"), "{stopped}");
    assert_is(&browser, "document.activeElement.id === 'text'").await;
    ask(&browser, QUESTION).await;
    let problem = shown(&browser, "[role=alert]").await.text().await.unwrap();
    assert!(problem.contains("No more questions today") && problem.contains("midnight UTC"), "{problem}");
    picture(&browser, "widget-quota").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_is_shown_before_the_stream_has_ended() {
    let sentence = "Keep a cloud service register with an owner for each service. [1]";
    let texts = vec![format!("{sentence}\n\n"); 30];
    let upstream = Upstream::start(vec![Reply::Slowly(texts, Duration::from_millis(400))]).await;
    let base = upstream.base_url();
    visited_with(
        move |settings| {
            settings.llm.base_url = Some(base);
            settings.llm.model = "slow".to_owned();
        },
        watch_it_come,
    )
    .await;
}

async fn watch_it_come(Visit { browser, address, app, .. }: Visit) {
    let (site, token) = Site::start(&address).await;
    let (workspace, key) = widget(&app, &site.address, 9).await;
    let origin = app.assistant.llm().unwrap().origin();
    app.store.agree(&workspace, &origin, "test").await.unwrap();
    token.send(key).unwrap();
    browser.goto(&site.address).await.unwrap();
    open(&browser).await;
    ask(&browser, QUESTION).await;
    let block = shown(&browser, ".turn [data-state=streaming] .prose p").await.text().await.unwrap();
    assert!(block.to_lowercase().contains("cloud service register"), "{block}");
    assert_is(
        &browser,
        "!document.getElementById('stop').hidden && document.querySelector('[data-state=done]') === null",
    )
    .await;
    picture(&browser, "widget-streaming").await;
    // Stopped, it keeps what was shown, here and on the server.
    shown(&browser, "#stop").await.click().await.unwrap();
    let stopped = shown(&browser, "[data-state=stopped]").await.text().await.unwrap();
    assert!(stopped.to_lowercase().contains("cloud service register") && stopped.contains("Stopped."), "{stopped}");
    assert_is(&browser, "document.activeElement.id === 'text'").await;
    assert!(app.store.conversations(&workspace).await.unwrap().is_empty(), "a widget's talk is not in the list");
    picture(&browser, "widget-stopped").await;
}
