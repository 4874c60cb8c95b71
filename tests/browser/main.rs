//! The page in a real browser: sign in, ask, watch the answer arrive, open a citation; have a policy analysed and open a
//! quote; on a desk and on a phone. `widget` has the chat in pages of other origins.
//!
//! It needs Debian's chromium and chromium-driver (`make test` installs them when it may). Without them it says loudly
//! that it was skipped, and fails when `CI=true`. With `BROWSER_PICTURES=FOLDER` it leaves pictures there; with
//! `AXE=axe.min.js` (`make accessibility`) the widget is held against the rules of axe-core too.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod dialogue;
mod doing;
#[path = "../support/upstream.rs"]
mod upstream;
mod widget;
mod workbench;

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use annexa::{app::App, config::Settings, server::Server};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

const QUESTION: &str = "What evidence do I need for control A.5.23?";
/// An emoji takes one character of an offset and two of a browser's.
const BACKUP: &str = "# Backup policy 🔐\n\nApproved by the managing director on 1 February 2026.\n\nEvery production \
                      database is backed up each night.\n\nBackups are encrypted and kept for 30 days at a second \
                      site.\n\nThe platform team restores a backup every quarter and keeps a record of the test.\n";

/// A driver process that ends with the test.
struct Driver {
    process: Child,
    address: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Driver {
    /// Starts chromedriver on a port of its own choice. None when it is not installed.
    fn start() -> Option<Self> {
        let spawned = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = spawned.ok()?;
        let said = BufReader::new(process.stdout.take().expect("its output is piped"));
        let port = said.lines().map_while(Result::ok).find_map(|line| {
            let rest = line.split("on port ").nth(1)?;
            rest.trim_end_matches('.').parse::<u16>().ok().filter(|port| *port > 0)
        });
        let address = format!("http://127.0.0.1:{}", port.expect("chromedriver names its port"));
        Some(Self { process, address })
    }

    async fn browser(&self, profile: &Path) -> Client {
        let folder = format!("--user-data-dir={}", profile.display());
        let options = json!({ "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            "--window-size=1280,900", folder] });
        let mut wanted = serde_json::Map::new();
        wanted.insert("goog:chromeOptions".to_owned(), options);
        ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&self.address)
            .await
            .expect("a headless browser starts")
    }
}

/// A browser, signed out, and a fresh server.
struct Visit {
    browser: Client,
    address: String,
    /// Of the link to sign in, which is good for a minute.
    token: String,
    app: App,
}

/// Runs a visit of a fresh server.
async fn visited<F: Future<Output = ()> + Send + 'static>(visit: impl FnOnce(Visit) -> F) {
    visited_with(|_| (), visit).await;
}

/// The same with other settings.
async fn visited_with<F: Future<Output = ()> + Send + 'static>(
    change: impl FnOnce(&mut Settings),
    visit: impl FnOnce(Visit) -> F,
) {
    let Some(driver) = Driver::start() else {
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "chromedriver is missing, and CI must not skip this test"
        );
        eprintln!("\n*** THE BROWSER TEST WAS SKIPPED: chromium and chromium-driver are missing ***\n");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings::load(None, std::env::vars()).unwrap();
    settings.data_dir = Some(folder.path().join("data"));
    settings.server.listen = "127.0.0.1:0".parse().unwrap();
    settings.parse_worker = Some(env!("CARGO_BIN_EXE_annexa").into());
    change(&mut settings);
    let server = Server::bind(App::open(settings).await.unwrap()).await.unwrap();
    let address = format!("http://{}", server.address().unwrap());
    let token = server.app().store.create_login_token(Duration::from_mins(1)).await.unwrap();
    let app = server.app().clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(server.run_until(async move {
        let _ = stopped.await;
    }));

    let browser = driver.browser(&folder.path().join("profile")).await;
    let visit = visit(Visit { browser: browser.clone(), address, token: token.expose_secret().to_owned(), app });
    let result = tokio::time::timeout(Duration::from_mins(3), tokio::spawn(visit)).await;
    let _ = browser.close().await;
    let _ = stop.send(());
    running.await.unwrap().unwrap();
    result.expect("the visit ends in time").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_and_its_citation_opens() {
    visited(ask_and_look).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_policy_is_analysed_and_a_quote_opens_in_its_text() {
    visited(analyse_and_look).await;
}

async fn ask_and_look(Visit { browser, address, token, .. }: Visit) {
    // Signed out, the page only asks to sign in.
    browser.goto(&address).await.unwrap();
    assert!(browser.find(Locator::Css("input[name=key]")).await.is_ok());
    browser.goto(&format!("{address}/login?token={token}")).await.unwrap();
    settled(&browser).await;
    ask(&browser, QUESTION).await;
    let answer = shown(&browser, "[data-testid=answer][data-state=done]").await;
    assert_eq!(answer.attr("data-verdict").await.unwrap().as_deref(), Some("answered"));
    assert!(answer.text().await.unwrap().contains("Cloud service register"));
    picture(&browser, "answer").await;

    shown(&browser, "[data-testid=cite]").await.click().await.unwrap();
    let quote = shown(&browser, "[data-testid=citation-quote]").await.text().await.unwrap();
    assert!(quote.contains("Cloud service register"), "{quote}");
    let panel = shown(&browser, "[data-testid=citation-panel]").await.text().await.unwrap();
    assert!(panel.contains("Information security for use of cloud services"), "{panel}");
    picture(&browser, "citation").await;

    shown(&browser, "[data-testid=open-page]").await.click().await.unwrap();
    let page = shown(&browser, "[data-testid=control-view]").await.text().await.unwrap();
    assert!(page.contains("Policy clauses") && page.contains("A.5.23"), "the whole page opens");
    picture(&browser, "control").await;

    browser.goto(&address).await.unwrap();
    ask(&browser, "How many categories does Annex A have?").await;
    shown(&browser, "[data-testid=answer][data-state=done] [data-testid=cite]").await.click().await.unwrap();
    shown(&browser, "[data-testid=open-page]").await.click().await.unwrap();
    let guide = shown(&browser, "[data-testid=guide-view]").await.text().await.unwrap();
    assert!(guide.contains("93 controls in 4 themes"), "a guide opens at the section that was cited: {guide}");
    picture(&browser, "guide").await;

    browser.set_window_size(390, 844).await.unwrap();
    browser.goto(&address).await.unwrap();
    ask(&browser, "Can we exclude A.7.4?").await;
    shown(&browser, "[data-testid=answer][data-state=done]").await;
    let fits =
        browser.execute("return document.documentElement.scrollWidth <= window.innerWidth", Vec::new()).await.unwrap();
    assert_eq!(fits, Value::Bool(true), "nothing sticks out sideways on a phone");
    picture(&browser, "phone").await;
}

async fn analyse_and_look(Visit { browser, address, token, .. }: Visit) {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    let files = [put("Backup policy.md", BACKUP.as_bytes()), put("scan.exe", b"MZ")];
    browser.goto(&format!("{address}/login?token={token}")).await.unwrap();
    shown(&browser, "[data-testid=nav-gap]").await.click().await.unwrap();
    shown(&browser, "[data-testid=gap-add]").await;
    picture(&browser, "gap-empty").await;
    browser.find(Locator::Css("#file")).await.unwrap().send_keys(&files.join("\n")).await.unwrap();
    shown(&browser, "[data-testid=gap-documents] input[type=checkbox]:checked").await;
    let failed = shown(&browser, "#gap-uploads .upload.failed").await.text().await.unwrap();
    assert!(failed.contains("scan.exe"), "the bad file names itself: {failed}");
    shown(&browser, "[data-testid=gap-start]:not([disabled])").await.click().await.unwrap();
    let report = shown(&browser, "[data-testid=gap-report]").await.text().await.unwrap();
    assert!(report.contains("Coverage by theme") && report.contains("Stage 1"), "{report}");
    picture(&browser, "gap-report").await;

    shown(&browser, "[data-testid=gap-search]").await.send_keys("A.8.13").await.unwrap();
    shown(&browser, "[data-testid=gap-item][data-id='A.8.13'] summary").await.click().await.unwrap();
    let quote = shown(&browser, "[data-id='A.8.13'] [data-testid=gap-quote]").await;
    let words = quote.find(Locator::Css(".gap-quote-text")).await.unwrap().text().await.unwrap();
    assert!(BACKUP.contains(&words), "{words}");
    quote.click().await.unwrap();
    assert_eq!(shown(&browser, "[data-testid=marked]").await.text().await.unwrap(), words, "after an emoji as well");
    let panel = shown(&browser, "[data-testid=citation-panel]").await.text().await.unwrap();
    assert!(panel.contains("word for word") && panel.contains("Backup policy.md"), "{panel}");
    picture(&browser, "gap-quote").await;

    browser.set_window_size(390, 844).await.unwrap();
    browser.goto(&format!("{address}/#/gap")).await.unwrap();
    let line = shown(&browser, "[data-testid=gap-line]").await.text().await.unwrap();
    assert!(line.contains("1 document: Backup policy.md"), "{line}");
    let fits =
        browser.execute("return document.documentElement.scrollWidth <= window.innerWidth", Vec::new()).await.unwrap();
    assert_eq!(fits, Value::Bool(true), "nothing sticks out sideways on a phone");
    picture(&browser, "gap-phone").await;
}

async fn ask(browser: &Client, question: &str) {
    let composer = shown(browser, "[data-testid=composer]").await;
    composer.send_keys(question).await.unwrap();
    browser
        .wait()
        .at_most(Duration::from_secs(20))
        .for_element(Locator::Css("[data-testid=send]:not([disabled])"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
}

async fn shown(browser: &Client, selector: &str) -> fantoccini::elements::Element {
    let wait = browser.wait().at_most(Duration::from_secs(30));
    wait.for_element(Locator::Css(selector)).await.unwrap_or_else(|error| panic!("{selector} never came: {error}"))
}

/// Pictures for people show the state that people mostly see: all vectors computed.
async fn settled(browser: &Client) {
    for _ in 0..180 {
        let status = shown(browser, "[data-testid=status]").await.text().await.unwrap_or_default();
        if std::env::var("BROWSER_PICTURES").is_err() || !(status.is_empty() || status.contains("computing")) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

async fn picture(browser: &Client, name: &str) {
    if let Ok(folder) = std::env::var("BROWSER_PICTURES") {
        let png = browser.screenshot().await.expect("the browser takes a picture");
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), png).expect("the picture can be written");
    }
}
