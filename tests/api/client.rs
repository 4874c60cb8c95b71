//! The real app on a port of its own, and a client that speaks the API's language.

use std::{net::SocketAddr, path::Path, sync::Once, time::Duration};

use annexa::{
    app::App,
    config::{EmbedSettings, ServerSettings, Settings},
    server::Server,
    store::{Scope, WorkspaceId},
};
use reqwest::{Method, RequestBuilder, header::HeaderMap};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// No request of a test takes longer.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server; it stops when this goes.
pub(crate) struct Annexa {
    pub(crate) app: App,
    pub(crate) address: SocketAddr,
    pub(crate) admin: String,
    http: reqwest::Client,
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
    /// Goes with it, when the folder is its own.
    data: Option<TempDir>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Annexa {
    /// A fresh one that searches by words alone, over a knowledge base of one page that does not change.
    pub(crate) async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut running = Self::run(settings(data.path(), "off")).await;
        running.data = Some(data);
        running
    }

    /// The same with the real embedding model, whose vectors come in the background.
    pub(crate) async fn start_with_model() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut running = Self::run(settings(data.path(), "minilm")).await;
        assert_eq!(running.app.semantic_off, None, "run `make models` first");
        running.data = Some(data);
        running
    }

    /// One over a data folder that outlives it.
    pub(crate) async fn over(data: &Path) -> Self {
        Self::run(settings(data, "off")).await
    }

    pub(crate) async fn run(settings: Settings) -> Self {
        let server = Server::bind(App::open(settings).await.unwrap()).await.unwrap();
        let (app, address, stop) = (server.app().clone(), server.address().unwrap(), CancellationToken::new());
        let (_, admin) = app.store.create_key(Scope::Admin, None, "test").await.unwrap();
        let stopped = stop.clone().cancelled_owned();
        let task = tokio::spawn(async move { server.run_until(stopped).await.unwrap() });
        let admin = admin.expose_secret().to_owned();
        Self { app, address, admin, http: http(), stop, task: Some(task), data: None }
    }

    /// Stops it and waits until it has.
    pub(crate) async fn stop(mut self) {
        self.stop.cancel();
        self.task.take().unwrap().await.unwrap();
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("http://{}{path}", self.address))
    }

    /// A request with the admin key.
    pub(crate) fn admin(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).bearer_auth(&self.admin)
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        send(self.admin(Method::GET, path)).await.expect(200)
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        send(self.admin(Method::POST, path).json(body)).await
    }

    pub(crate) async fn workspace(&self, name: &str) -> String {
        text(&self.post("/api/v1/workspaces", &json!({ "name": name })).await.expect(201), "id")
    }

    pub(crate) async fn conversation(&self, workspace: &str) -> String {
        let made = self.post(&format!("/api/v1/workspaces/{workspace}/conversations"), &json!({})).await;
        text(&made.expect(201), "id")
    }

    /// Asks in a conversation and gives the answer.
    pub(crate) async fn say(&self, workspace: &str, conversation: &str, text: &str) -> Value {
        let path = format!("/api/v1/workspaces/{workspace}/conversations/{conversation}/messages");
        self.post(&path, &json!({ "text": text })).await.expect(200)
    }

    pub(crate) async fn key(&self, scope: Scope, workspace: &str) -> String {
        let workspace = WorkspaceId::parse(workspace).unwrap();
        let (_, key) = self.app.store.create_key(scope, Some(workspace), "test").await.unwrap();
        key.expose_secret().to_owned()
    }

    /// Uploads files by hand-made multipart, which says exactly what the test means.
    pub(crate) async fn upload(&self, workspace: &str, files: &[(&str, &[u8])]) -> Reply {
        let path = format!("/api/v1/workspaces/{workspace}/documents");
        send(multipart(self.admin(Method::POST, &path), files)).await
    }

    /// Waits until an upload's job is done.
    pub(crate) async fn finish(&self, upload: &Value) {
        let path = format!("/api/v1/jobs/{}", text(upload, "job"));
        for _ in 0..600 {
            if self.get(&path).await["state"] == "done" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the job does not end");
    }
}

impl Drop for Annexa {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The JSON of a reply with this status.
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.json()
    }

    /// The same for an error, which must be a problem document with its own status in it.
    pub(crate) fn problem(&self, status: u16) -> Value {
        let problem = self.expect(status);
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        assert_eq!(problem["status"], status, "{self:?}");
        assert!(!text(&problem, "title").is_empty() && !text(&problem, "detail").is_empty(), "{self:?}");
        problem
    }

    /// The same for an error in the words of OpenAI's protocol.
    pub(crate) fn openai_error(&self, status: u16) -> Value {
        let error = self.expect(status)["error"].clone();
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        assert!(!text(&error, "message").is_empty() && !text(&error, "type").is_empty(), "{self:?}");
        assert!(error.get("param").is_some() && error.get("code").is_some(), "{self:?}");
        error
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The events of a stream in order.
    pub(crate) fn events(&self) -> Vec<(String, Value)> {
        assert_eq!((self.status, self.header("content-type")), (200, "text/event-stream"), "{self:?}");
        let events = self.body.split("\n\n").filter(|event| !event.trim().is_empty() && !event.starts_with(':'));
        events
            .map(|event| {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
                (field("event: ").to_owned(), serde_json::from_str(field("data: ")).unwrap())
            })
            .collect()
    }
}

pub(crate) fn settings(data: &Path, model: &str) -> Settings {
    Settings {
        data_dir: Some(data.to_owned()),
        parse_worker: Some(env!("CARGO_BIN_EXE_annexa").into()),
        knowledge_dir: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/knowledge")),
        server: ServerSettings { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..ServerSettings::default() },
        embed: EmbedSettings { model: model.to_owned(), ..EmbedSettings::default() },
        ..Settings::default()
    }
}

pub(crate) fn http() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    builder.timeout(PATIENCE).build().unwrap()
}

pub(crate) async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, body: response.text().await.unwrap() }
}

pub(crate) fn multipart(request: RequestBuilder, files: &[(&str, &[u8])]) -> RequestBuilder {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--edge--\r\n");
    request.header("content-type", "multipart/form-data; boundary=edge").body(body)
}

/// A text field of a JSON object.
pub(crate) fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no text `{field}` in {value}")).to_owned()
}
