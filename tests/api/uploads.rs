//! Documents of one's own: taken in, cited, replaced, removed; bad files and hostile names change nothing.

use std::{
    io::{Cursor, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use annexa::store::{Scope, WorkspaceId};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::client::{Annexa, send, text};

const POLICY: &str = "# Cloud policy\n\n## Approval\n\nThe security officer approves each new cloud service before company \
                      data goes into it, and enters it in the cloud service register.\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_uploaded_document_is_found_by_meaning_and_cited_word_for_word() {
    let annexa = Annexa::start_with_model().await;
    let workspace = annexa.workspace("Own documents").await;
    let upload = annexa.upload(&workspace, &[("Cloud policy.md", POLICY.as_bytes())]).await.expect(202);
    annexa.finish(&upload).await;
    let id = text(&upload["documents"][0], "id");

    let question = json!({ "question": "Who approves cloud services under A.5.23?", "workspace": workspace });
    let answer = annexa.post("/api/v1/ask", &question).await.expect(200);
    let citations = answer["citations"].as_array().unwrap();
    let own = citations.iter().find(|citation| citation["document"] == id.as_str());
    let own = own.unwrap_or_else(|| panic!("not cited: {answer}"));
    assert_eq!(own["source"], "Cloud policy.md");

    let path = format!("/api/v1/workspaces/{workspace}/documents/{id}");
    let reply = send(annexa.admin(Method::GET, &format!("{path}/text"))).await;
    assert_eq!((reply.body.as_str(), reply.header("content-type")), (POLICY, "text/plain; charset=utf-8"));
    let at = |field: &str| usize::try_from(own[field].as_u64().unwrap()).unwrap();
    let slice: String = POLICY.chars().skip(at("start")).take(at("end") - at("start")).collect();
    assert_eq!(slice, text(own, "quote"));

    let near = annexa.get(&format!("/api/v1/search?q=permission%20for%20SaaS&mode=vector&workspace={workspace}")).await;
    assert!(near["hits"].as_array().unwrap().iter().any(|hit| hit["source"] == "Cloud policy.md"), "{near}");
    let session = annexa.get("/api/v1/session").await;
    assert_ne!(
        session["semantic"]["state"], "off",
        "found by meaning, even while older pages wait for vectors: {session}"
    );
    let other = annexa.workspace("Somebody else").await;
    let question = json!({ "question": "Who approves cloud services under A.5.23?", "workspace": other });
    let foreign = annexa.post("/api/v1/ask", &question).await;
    assert!(!foreign.body.contains("Cloud policy.md"), "{foreign:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_can_be_replaced_and_removed_without_a_trace() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Lifecycle").await;
    let documents = format!("/api/v1/workspaces/{workspace}/documents");
    let search = format!("/api/v1/search?q=walrus&workspace={workspace}");
    let first = annexa.upload(&workspace, &[("a.md", b"The walrus approves.")]).await.expect(202);
    annexa.finish(&first).await;
    let found = |hits: Value| hits["hits"].as_array().unwrap().iter().any(|hit| hit["source"] == "a.md");
    assert!(found(annexa.get(&search).await));

    let again = annexa.upload(&workspace, &[("a.md", b"The walrus approves.")]).await.expect(202);
    assert_eq!(again["documents"], first["documents"]);
    let next = annexa.upload(&workspace, &[("a.md", b"The ocelot approves.")]).await.expect(202);
    annexa.finish(&next).await;
    assert!(!found(annexa.get(&search).await));
    let list = annexa.get(&documents).await;
    assert_eq!(list["documents"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list["documents"][0]["state"], "ready");

    let blob = blob(&annexa.app.data_dir, &text(&list["documents"][0], "sha256"));
    assert!(blob.exists());
    let id = text(&list["documents"][0], "id");
    assert_eq!(send(annexa.admin(Method::DELETE, &format!("{documents}/{id}"))).await.status, 204);
    send(annexa.admin(Method::GET, &format!("{documents}/{id}"))).await.problem(404);
    send(annexa.admin(Method::GET, &format!("{documents}/{id}/text"))).await.problem(404);
    send(annexa.admin(Method::DELETE, &format!("{documents}/{id}"))).await.problem(404);
    assert!(!blob.exists(), "the original is still on the disk");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_files_are_named_and_do_not_spoil_the_good_one() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Mixed").await;
    let large = vec![b'x'; 50 * 1024 * 1024 + 1];
    let files: &[(&str, &[u8])] = &[
        ("broken.docx", b"caf\xe9"),
        ("picture.png", b"\x89PNG"),
        ("binary.txt", b"a\0b"),
        ("empty.md", b"  \n"),
        ("large.txt", &large),
        ("good.md", b"# Good\n\nText."),
        ("page.html", b"<h1>Good</h1><p>Text.<script>bad()</script>"),
    ];
    let report = annexa.upload(&workspace, files).await.expect(202);
    assert_eq!(report["documents"].as_array().unwrap().len(), 2, "{report}");
    let page = text(&report["documents"][1], "id");
    let page = send(annexa.admin(Method::GET, &format!("/api/v1/workspaces/{workspace}/documents/{page}/text"))).await;
    assert_eq!(page.body, "# Good\n\nText.\n", "a web page is parsed in the jail");
    let failed: Vec<String> = report["failed"].as_array().unwrap().iter().map(|one| text(one, "name")).collect();
    assert_eq!(failed, ["broken.docx", "picture.png", "binary.txt", "empty.md", "large.txt"]);
    annexa.finish(&report).await;

    let bad = annexa.upload(&workspace, &[("fake.pdf", b"<html>")]).await.problem(422);
    assert!(text(&bad, "detail").contains("an HTML page"), "{bad}");
    annexa.upload(&workspace, &[("large.txt", &large)]).await.problem(413);
    annexa.upload(&workspace, &[]).await.problem(400);
    let path = format!("/api/v1/workspaces/{workspace}/documents");
    annexa.post(&path, &json!({ "file": "x" })).await.problem(415);
    let broken = annexa.admin(Method::POST, &path).header("content-type", "multipart/form-data; boundary=edge");
    send(broken.body("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.md\"\r\n\r\nhalf"))
        .await
        .problem(400);
    assert_eq!(annexa.get(&path).await["documents"].as_array().unwrap().len(), 2);
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_is_as_many_documents_as_it_holds() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Archive").await;
    let before = tree(&annexa.app.data_dir);
    let zeros = vec![b'0'; 20 * 1024 * 1024];
    let archive = zip(&[
        ("policies/a.md", b"# A\n\nThe walrus approves."),
        ("other/a.md", b"Another."),
        ("page.html", b"<h1>Good</h1><p>Text.<script>bad()</script>"),
        ("../../up.md", b"x"),
        ("inner.zip", b"PK"),
        ("zeros.txt", &zeros),
        ("fake.pdf", b"<html>"),
    ]);
    let report = annexa.upload(&workspace, &[("all.zip", &archive), ("single.md", b"Single.")]).await.expect(202);
    let names = |list: &Value| list.as_array().unwrap().iter().map(|one| text(one, "name")).collect::<Vec<_>>();
    assert_eq!(names(&report["documents"]), ["policies/a.md", "other/a.md", "page.html", "single.md"], "{report}");
    let failed = report["failed"].as_array().unwrap();
    let reason = |name: &str| {
        let found = failed.iter().find(|one| text(one, "name").contains(name));
        text(found.unwrap_or_else(|| panic!("{name} is not refused: {report}")), "detail")
    };
    assert!(reason("fake.pdf").contains("an HTML page"));
    assert!(reason("up.md").contains("leads out") && reason("inner.zip").contains("unpack it"));
    assert!(reason("zeros.txt").contains("expands"));
    annexa.finish(&report).await;
    let found = annexa.get(&format!("/api/v1/search?q=walrus&workspace={workspace}")).await;
    assert_eq!(found["hits"][0]["source"], "policies/a.md", "{found}");
    let kept =
        |path: &PathBuf| ["/blobs/", "/index/", "annexa.db"].iter().any(|part| path.to_string_lossy().contains(part));
    let new = tree(&annexa.app.data_dir).into_iter().filter(|path| !before.contains(path) && !kept(path));
    assert_eq!(new.collect::<Vec<_>>(), Vec::<PathBuf>::new(), "the archive stays nowhere");

    let broken = annexa.upload(&workspace, &[("broken.zip", b"PK\x03\x04 and nothing")]).await.problem(422);
    assert!(text(&broken, "detail").contains("the archive is damaged"), "{broken}");
    let empty = annexa.upload(&workspace, &[("empty.zip", &zip(&[]))]).await.problem(422);
    assert!(text(&empty, "detail").contains("holds no document"), "{empty}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_can_be_followed_as_events() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Jobs").await;
    let upload = annexa.upload(&workspace, &[("a.md", b"Text."), ("b.md", b"More text.")]).await.expect(202);
    let path = format!("/api/v1/jobs/{}", text(&upload, "job"));
    let events = send(annexa.admin(Method::GET, &path).header("accept", "text/event-stream")).await.events();
    let (name, last) = events.last().unwrap();
    assert_eq!(
        (name.as_str(), &last["state"], &last["done"], &last["total"]),
        ("job", &json!("done"), &json!(2), &json!(2))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_ends_soon_after_its_key_is_revoked() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Revoked").await;
    let key = annexa.key(Scope::Workspace, &workspace).await;
    let id = annexa.app.store.keys().await.unwrap().pop().unwrap().id;
    // The index never comes so far, so the job's stream would go on.
    let endless = annexa.app.store.create_job(&WorkspaceId::parse(&workspace).unwrap(), i64::MAX, 1).await.unwrap();
    let path = format!("/api/v1/jobs/{}", endless.id);
    let watching =
        tokio::spawn(send(annexa.request(Method::GET, &path).bearer_auth(&key).header("accept", "text/event-stream")));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!watching.is_finished());
    annexa.app.store.revoke_key(&id).await.unwrap();
    let events = timeout(Duration::from_secs(5), watching).await.unwrap().unwrap().events();
    assert_eq!(events.last().unwrap().1["state"], "running");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_names_stay_names() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Names").await;
    let before = tree(&annexa.app.data_dir);
    let hostile = [
        "../../../../tmp/annexa-escaped.md",
        "..\\\\..\\\\windows.md",
        "/etc/annexa-escaped.md",
        "<img src=x onerror=alert(1)>.md",
        "a';DROP TABLE document;--.md",
        "%2e%2e%2fescaped.md",
        "CON.md",
        ".htaccess.md",
        "\u{202e}fdp.md",
        "{{7*7}}.md",
        "file:///etc/passwd.md",
        "-rf.md",
    ];
    for (number, name) in hostile.iter().enumerate() {
        let reply = annexa.upload(&workspace, &[(name, format!("Text {number}.").as_bytes())]).await;
        assert!(matches!(reply.status, 202 | 422), "{name}: {reply:?}");
        let workspace = annexa.post("/api/v1/workspaces", &json!({ "name": name })).await;
        assert!(matches!(workspace.status, 201 | 422), "{name}: {workspace:?}");
    }
    for name in ["..", ".", "/", "", &"x".repeat(300), "a\tb.md"] {
        let reply = annexa.upload(&workspace, &[(name, b"Text.")]).await;
        assert!(matches!(reply.status, 400 | 422), "{name}: {reply:?}");
    }
    let list = annexa.get(&format!("/api/v1/workspaces/{workspace}/documents")).await;
    for document in list["documents"].as_array().unwrap() {
        let name = text(document, "name");
        assert!(!name.contains(['/', '\\']) && !name.contains(char::is_control), "{name:?}");
    }
    let strange =
        |path: &PathBuf| !path.to_string_lossy().contains("/blobs/") && !path.to_string_lossy().contains("/index");
    let new: Vec<PathBuf> =
        tree(&annexa.app.data_dir).into_iter().filter(|path| !before.contains(path) && strange(path)).collect();
    assert!(new.iter().all(|path| path.to_string_lossy().contains("annexa.db")), "{new:?}");
    assert!(!Path::new("/tmp/annexa-escaped.md").exists() && !Path::new("/etc/annexa-escaped.md").exists());
}

fn blob(data: &Path, sha256: &str) -> PathBuf {
    data.join("blobs").join(&sha256[..2]).join(sha256)
}

/// Every file below a folder.
fn tree(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tree(&path));
        } else {
            found.push(path);
        }
    }
    found
}
