//! The program itself: started, killed, started again; what it refuses to do; how it stops.

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Annexa, http, send, text};

/// A server in a process of its own; it is killed when this goes.
struct Process {
    child: Child,
    out: BufReader<ChildStdout>,
    address: String,
    /// What it said until it was ready.
    said: String,
}

fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_annexa"));
    command.env_clear().env("ANNEXA_EMBED_MODEL", "off").env("ANNEXA_DATA_DIR", data);
    command.env("ANNEXA_KNOWLEDGE_DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/knowledge"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Process {
    fn start(data: &Path) -> Self {
        let mut child = command(data, &["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (mut said, mut line) = (String::new(), String::new());
        while !line.starts_with("semantic search") {
            line.clear();
            assert_ne!(out.read_line(&mut line).unwrap(), 0, "it ended early: {said}");
            said.push_str(&line);
        }
        let address = after(&said, "listening on ").to_owned();
        Self { child, out, address, said }
    }

    async fn post(&self, key: &str, path: &str, body: &Value) -> Value {
        let reply = send(http().post(format!("{}{path}", self.address)).bearer_auth(key).json(body)).await;
        assert!(reply.status < 300, "{reply:?}");
        reply.json()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The rest of the line that holds this.
fn after<'a>(text: &'a str, start: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no `{start}` in {text}"));
    rest.lines().next().unwrap()
}

/// Runs a command that must end by itself, and gives its status and what it complained.
fn ends(mut command: Command) -> (i32, String) {
    let mut child = command.spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            let mut complaint = String::new();
            child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
            return (status.code().unwrap_or(-1), complaint);
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::start(data.path());
    let key = after(&process.said, "shown only now: ").to_owned();
    let link = after(&process.said, "15 minutes: ").to_owned();
    let workspace = text(&process.post(&key, "/api/v1/workspaces", &json!({ "name": "Kept" })).await, "id");
    let conversations = format!("/api/v1/workspaces/{workspace}/conversations");
    let id = text(&process.post(&key, &conversations, &json!({})).await, "id");
    let question = json!({ "text": "What evidence do I need for A.5.23?" });
    let answer = process.post(&key, &format!("{conversations}/{id}/messages"), &question).await;
    let documents = format!("{}/api/v1/workspaces/{workspace}/documents", process.address);
    let upload =
        crate::client::multipart(http().post(&documents).bearer_auth(&key), &[("a.md", b"The walrus approves.")]);
    send(upload).await.expect(202);
    drop(process);

    let process = Process::start(data.path());
    assert!(!process.said.contains("admin key"), "a second admin key was made");
    let get =
        async |path: &str| send(http().get(format!("{}{path}", process.address)).bearer_auth(&key)).await.expect(200);
    let kept = get(&format!("{conversations}/{id}")).await;
    assert_eq!(kept["messages"][1]["answer"], answer);
    let found = get(&format!("/api/v1/search?q=walrus&workspace={workspace}")).await;
    assert!(found["hits"].as_array().unwrap().iter().any(|hit| hit["source"] == "a.md"), "{found}");
    let token = link.split_once("/login").unwrap().1;
    let reply = send(http().get(format!("{}/login{token}", process.address))).await;
    assert_eq!(reply.header("location"), "/", "an unused link outlives a restart within its time");
}

/// Killed while it takes a workspace in: afterwards the workspace is there whole, or nothing of it shows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workspace_that_is_brought_in_is_there_whole_or_not_at_all() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::start(data.path());
    let key = after(&process.said, "shown only now: ").to_owned();
    let workspace = text(&process.post(&key, "/api/v1/workspaces", &json!({ "name": "Kept" })).await, "id");
    let at = |process: &Process, rest: &str| format!("{}/api/v1/workspaces{rest}", process.address);
    let names: Vec<String> = (0..40).map(|number| format!("{number}.md")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"# A\n\nText.\n".as_slice())).collect();
    let upload = http().post(at(&process, &format!("/{workspace}/documents"))).bearer_auth(&key);
    send(crate::client::multipart(upload, &files)).await.expect(202);
    let export = async |process: &Process, id: &str| {
        let request = http().get(at(process, &format!("/{id}/export"))).bearer_auth(&key);
        request.send().await.unwrap().bytes().await.unwrap()
    };
    let whole = export(&process, &workspace).await;
    drop(process);
    let mut seen = [false, false];
    for wait in [0, 3, 10, 20, 40, 2_000] {
        let process = Process::start(data.path());
        let name = format!("after-{wait}");
        let import = http().post(at(&process, &format!("/import?name={name}"))).bearer_auth(&key);
        let import = import.header("content-type", "application/zip").body(whole.clone());
        let sent = tokio::spawn(import.send());
        tokio::time::sleep(Duration::from_millis(wait)).await;
        drop(process);
        drop(sent.await);

        let process = Process::start(data.path());
        let list = send(http().get(at(&process, "")).bearer_auth(&key)).await.expect(200);
        let made = list["workspaces"].as_array().unwrap().iter().find(|one| one["name"] == name.as_str());
        seen[usize::from(made.is_some())] = true;
        if let Some(made) = made {
            assert!(export(&process, &text(made, "id")).await == whole, "half a workspace after {wait} ms");
        }
    }
    assert_eq!(seen, [true, true], "both ends were seen");
}

/// Killed at any moment after the request was sent: the same request again finds what was made, or makes it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_is_sent_again_after_a_kill_makes_nothing_twice() {
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::start(data.path());
    let key = after(&process.said, "shown only now: ").to_owned();
    for round in 0..6_u64 {
        let name = format!("Round {round}");
        let make = |process: &Process| {
            let request = http().post(format!("{}/api/v1/workspaces", process.address)).bearer_auth(&key);
            request.header("idempotency-key", format!("round-{round}")).json(&json!({ "name": name }))
        };
        let first = tokio::spawn(make(&process).send());
        tokio::time::sleep(Duration::from_millis(round * 3)).await;
        drop(process);
        let acknowledged = first.await.unwrap().is_ok_and(|reply| reply.status() == 201);
        process = Process::start(data.path());
        let again = send(make(&process)).await;
        let id = text(&again.expect(201), "id");
        assert!(!acknowledged || again.header("idempotency-replayed") == "true", "{again:?}");
        assert_eq!(text(&send(make(&process)).await.expect(201), "id"), id);
        let list =
            send(http().get(format!("{}/api/v1/workspaces", process.address)).bearer_auth(&key)).await.expect(200);
        let made = list["workspaces"].as_array().unwrap().iter().filter(|one| one["name"] == name.as_str()).count();
        assert_eq!(made, 1, "{list}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_has_one_server_at_a_time_and_a_stopped_one_leaves_it() {
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::start(data.path());
    let (status, complaint) = ends(command(data.path(), &["serve", "--listen", "127.0.0.1:0"]));
    assert_eq!(status, 2);
    let who =
        format!("another annexa server (pid {}, {}) is using this data folder", process.child.id(), process.address);
    assert!(complaint.contains(&who), "{complaint}");
    let (status, complaint) = ends(command(data.path(), &["key", "list"]));
    assert_eq!(status, 0, "a command beside the server: {complaint}");

    let id = process.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let mut rest = String::new();
    process.out.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("stopped\n"), "{rest}");
    assert!(process.child.wait().unwrap().success());
    drop(Process::start(data.path()));
}

#[test]
fn the_key_that_exposure_asks_for_can_be_made_as_the_message_says() {
    let data = tempfile::tempdir().unwrap();
    let (status, complaint) = ends(command(data.path(), &["key", "create"]));
    assert_eq!(status, 0, "{complaint}");
}

#[test]
fn it_is_not_exposed_by_accident() {
    let data = tempfile::tempdir().unwrap();
    let serve = |more: &[&str]| ends(command(data.path(), &[&["serve", "--listen", "0.0.0.0:0"], more].concat()));
    let (status, complaint) = serve(&[]);
    assert_eq!(status, 2);
    assert!(complaint.contains("--behind-tls-proxy") && complaint.contains("127.0.0.1"), "{complaint}");
    let (status, complaint) = serve(&["--behind-tls-proxy"]);
    assert_eq!(status, 2);
    assert!(complaint.contains("annexa key create"), "{complaint}");
}

#[test]
fn a_port_in_use_is_named_with_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let (status, complaint) = ends(command(data.path(), &["serve", "--listen", &address.to_string()]));
    assert_eq!(status, 2);
    assert!(complaint.contains(&format!("port {} is in use", address.port())), "{complaint}");
    assert!(complaint.contains("--listen 127.0.0.1:"), "{complaint}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_does_not_wait_for_idle_connections() {
    let data = tempfile::tempdir().unwrap();
    let annexa = Annexa::over(data.path()).await;
    assert_eq!(send(annexa.request(Method::GET, "/healthz")).await.status, 200);
    let _idle = tokio::net::TcpStream::connect(annexa.address).await.unwrap();
    let start = Instant::now();
    annexa.stop().await;
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    let again = Annexa::over(data.path()).await;
    assert_eq!(again.get("/api/v1/workspaces").await["workspaces"][0]["name"], "My company");
}
