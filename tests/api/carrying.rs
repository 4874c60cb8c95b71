//! A workspace as a file: it goes out and comes in without loss, and a file that is not whole changes nothing.

use std::{
    io::{Cursor, Read, Write},
    path::Path,
};

use annexa::{
    ingest::{Parcel, ParcelError, pack},
    iso::GapSummary,
    store::{ArtefactPlace, ArtefactStep, DocumentId, Family, GapEnd, NewGapAnalysis, NewVersion, Store, WorkspaceId},
};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::client::{Annexa, Reply, send, text};

const IMPORT: &str = "/api/v1/workspaces/import";

/// A workspace with something of everything in it, and what must never leave.
async fn filled(annexa: &Annexa) -> String {
    let workspace = annexa.workspace("Nordlicht").await;
    let inside = WorkspaceId::parse(&workspace).unwrap();
    let store = &annexa.app.store;
    let files: [(&str, &[u8]); 3] = [
        ("Zugänge/Access.md", "# Access\n\nThe walrus approves each account — ä.\n".as_bytes()),
        ("b.csv", b"Control,Applicable\nA.5.1,yes\n"),
        ("again.md", "# Access\n\nThe walrus approves each account — ä.\n".as_bytes()),
    ];
    let upload = annexa.upload(&workspace, &files).await.expect(202);
    annexa.finish(&upload).await;
    store.set_profile_text(&inside, "name: Nordlicht\nsector: software\npeople: 20\n").await.unwrap();
    let style = r##"{"colour":"#7a1f3d","heading_numbers":true}"##;
    store.set_house_style_text(&inside, style).await.unwrap();
    store.agree(&inside, "https://model.example", "canary-agreed").await.unwrap();
    for question in ["What is A.5.23?", "And what evidence?"] {
        let conversation = annexa.conversation(&workspace).await;
        let answer = text(&annexa.say(&workspace, &conversation, question).await, "id");
        let rating = format!("/api/v1/workspaces/{workspace}/conversations/{conversation}/messages/{answer}/rating");
        assert_eq!(annexa.post(&rating, &json!({ "rating": "down", "reason": "short" })).await.status, 204);
    }
    let version = |content: &str| NewVersion {
        title: "A".to_owned(),
        content: content.to_owned(),
        by: "k".to_owned(),
        wording: None,
    };
    let register = include_str!("register.json");
    let made = store.create_artefact(&inside, (Family::Risks, "register"), version(register), None).await.unwrap();
    assert_eq!(made.version, 1);
    let policy = store.create_artefact(&inside, (Family::Policies, "access-control"), version("# 1\r\n"), None).await;
    let id = policy.unwrap().id;
    let place = ArtefactPlace { workspace: &inside, family: Family::Policies, id: &id };
    store.move_artefact(place, 1, ArtefactStep::Approve, ("Dana", "key_a")).await.unwrap();
    store.acknowledge_artefact(place, 1, ("Ada", "key_a")).await.unwrap();
    store.add_artefact_version(place, None, version("# 2\n"), None).await.unwrap();
    store.move_artefact(place, 2, ArtefactStep::Approve, ("Dana", "key_a")).await.unwrap();
    for _ in 0..2 {
        store.create_artefact(&inside, (Family::Audits, "plan"), version("# Plan\n"), None).await.unwrap();
    }
    let documents = store.documents(&inside).await.unwrap();
    let file = |id: &DocumentId| annexa::store::AnalysedFile { id: id.clone(), name: "a".to_owned() };
    let order = NewGapAnalysis { documents: vec![file(&documents[0].id)], ..NewGapAnalysis::default() };
    let first = store.create_gap_analysis(&inside, order).await.unwrap();
    let report = report(documents[0].id.as_str()).to_string();
    store
        .end_gap_analysis(&first.id, GapEnd::Done { report, summary: GapSummary::default(), statements: 3 })
        .await
        .unwrap();
    let again = NewGapAnalysis { earlier: Some(first.id), ..NewGapAnalysis::default() };
    let failed = store.create_gap_analysis(&inside, again).await.unwrap();
    store.end_gap_analysis(&failed.id, GapEnd::Failed("no model".to_owned())).await.unwrap();
    store.create_gap_analysis(&inside, NewGapAnalysis::default()).await.unwrap();
    workspace
}

fn report(document: &str) -> Value {
    json!({
        "created": "2026-11-28T00:00:00Z", "mode": "composed", "documents": [], "themes": [], "priorities": [],
        "summary": { "met": 0, "partial": 0, "missing": 0, "not_assessed": 0, "not_applicable": 0 },
        "stage_1": { "ready": false, "missing": [], "asked": 0 },
        "contradictions": [], "items": [], "warnings": [format!("see {document}")],
    })
}

async fn export(annexa: &Annexa, workspace: &str) -> Vec<u8> {
    let reply = annexa.admin(Method::GET, &format!("/api/v1/workspaces/{workspace}/export")).send().await.unwrap();
    assert_eq!((reply.status().as_u16(), &reply.headers()["content-type"]), (200, &"application/zip".parse().unwrap()));
    assert_eq!(reply.headers()["content-disposition"], "attachment; filename=\"nordlicht.zip\"");
    reply.bytes().await.unwrap().to_vec()
}

async fn import(annexa: &Annexa, query: &str, bytes: Vec<u8>) -> Reply {
    let request = annexa.admin(Method::POST, &format!("{IMPORT}{query}"));
    send(request.header("content-type", "application/zip").body(bytes)).await
}

/// The entries of a file in order.
fn entries(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let one = |at| {
        let mut entry = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(one).collect()
}

fn zipped(entries: &[(String, Vec<u8>)], how: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(name, SimpleFileOptions::default().compression_method(how)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The file with other entries and, if `told`, a manifest that agrees with them.
fn changed(bytes: &[u8], told: bool, change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    let mut all = entries(bytes);
    change(&mut all);
    if told {
        let (_, last) = all.pop().unwrap();
        let mut manifest: Value = serde_json::from_slice(&last).unwrap();
        let line = |(name, bytes): &(String, Vec<u8>)| json!({ "name": name, "size": bytes.len(), "sha256": format!("{:x}", Sha256::digest(bytes)) });
        manifest["entries"] = all.iter().map(line).collect();
        all.push(("manifest.json".to_owned(), manifest.to_string().into_bytes()));
    }
    zipped(&all, CompressionMethod::Stored)
}

/// Changes the JSON of an entry.
fn edited(bytes: &[u8], name: &str, edit: impl FnOnce(&mut Value)) -> Vec<u8> {
    changed(bytes, true, |all| {
        let (_, text) = all.iter_mut().find(|(entry, _)| entry == name).unwrap();
        let mut json = serde_json::from_slice(text).unwrap();
        edit(&mut json);
        *text = json.to_string().into_bytes();
    })
}

fn files(dir: &Path) -> usize {
    let below = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    below.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workspace_goes_out_comes_in_and_goes_out_the_same() {
    let annexa = Annexa::start().await;
    let workspace = filled(&annexa).await;
    let first = export(&annexa, &workspace).await;
    assert!(export(&annexa, &workspace).await == first, "the same workspace gives the same bytes");
    let held = String::from_utf8_lossy(&first);
    let hash = format!("{:x}", Sha256::digest(&annexa.admin));
    for secret in ["model.example", "canary-agreed", &annexa.admin, &hash, &workspace] {
        assert!(!held.contains(secret), "{secret} must stay here");
    }

    annexa.post(IMPORT, &json!({})).await.problem(415);
    assert!(text(&import(&annexa, "", first.clone()).await.problem(409), "detail").contains("another name"));
    let made = import(&annexa, "?name=Copy", first.clone()).await.expect(201);
    assert_eq!((&made["name"], &made["documents"]), (&json!("Copy"), &json!(3)));
    let copy = text(&made, "id");
    let reply = annexa.admin(Method::GET, &format!("/api/v1/workspaces/{copy}/export")).send().await.unwrap();
    assert!(reply.bytes().await.unwrap() == first, "a copy goes out as it came");

    let other = Annexa::start().await;
    let moved = text(&import(&other, "", first.clone()).await.expect(201), "id");
    assert!(export(&other, &moved).await == first, "in another house too");
    let at = |rest: &str| format!("/api/v1/workspaces/{moved}{rest}");
    let search = format!("/api/v1/search?q=walrus&workspace={moved}");
    for _ in 0..100 {
        if other.get(&search).await["hits"][0]["source"] == "again.md" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(other.get(&search).await["hits"].as_array().unwrap().iter().any(|hit| hit["source"] == "Access.md"));
    let analyses = other.get(&at("/gap-analyses")).await;
    let done = text(&analyses["gap_analyses"][1], "id");
    let told = other.get(&at(&format!("/gap-analyses/{done}"))).await;
    let listed = other.get(&at("/documents")).await;
    assert_eq!(
        told["warnings"][0],
        format!("see {}", text(&listed["documents"][0], "id")),
        "ids are renamed in reports"
    );
    assert_eq!(analyses["gap_analyses"][0]["earlier"], json!(done));
    assert_eq!(other.get(&at("/ratings")).await["ratings"].as_array().unwrap().len(), 2);
    assert_eq!(other.get(&at("/house-style")).await["colour"], "#7a1f3d");
    let policies = other.get(&at("/policies")).await;
    assert_eq!(policies["artefacts"][0]["versions"][1]["approval"]["person"], "Dana");
    // Renamed here, it goes out under its new name.
    let rename = other.admin(Method::PATCH, &at("")).json(&json!({ "name": "Nordlicht!" }));
    send(rename).await.expect(200);
    assert!(entries(&export(&other, &moved).await)[0].1.windows(10).any(|ten| ten == b"Nordlicht!"));
    assert_eq!(other.app.store.check().await.unwrap(), Vec::<String>::new());
}

/// A file that is wrong, and how it is refused: what it is, its bytes, the status, and words of the reason.
type Wrong = (&'static str, Vec<u8>, u16, &'static str);

/// Wrong as a file: cut, damaged, made of other entries.
fn as_files(good: &[u8]) -> Vec<Wrong> {
    let add = |name: &str| {
        let name = name.to_owned();
        changed(good, true, |all| all.insert(0, (name, b"x".to_vec())))
    };
    let without = |name: &'static str| changed(good, false, |all| all.retain(|(entry, _)| entry != name));
    let mut flipped = good.to_vec();
    let at = flipped.windows(6).position(|six| six == b"walrus").unwrap();
    flipped[at] = b'W';
    let mut doubled = changed(good, true, |all| all.insert(0, ("texts/000X.txt".to_owned(), b"x".to_vec())));
    for at in 0..doubled.len() - 14 {
        if &doubled[at..at + 14] == b"texts/000X.txt" {
            doubled[at + 9] = b'1';
        }
    }
    let newer = changed(good, false, |all| {
        let text = String::from_utf8(all.last().unwrap().1.clone()).unwrap();
        all.last_mut().unwrap().1 = text.replace("\"format\": 1", "\"format\": 7").into_bytes();
    });
    let bomb = {
        let all = changed(good, true, |all| all.insert(0, ("texts/9999.txt".to_owned(), vec![b' '; 80 << 20])));
        zipped(&entries(&all), CompressionMethod::Deflated)
    };
    let lying = changed(good, false, |all| {
        let text = String::from_utf8(all.last().unwrap().1.clone()).unwrap();
        let (head, tail) = text.split_once("\"size\": ").unwrap();
        let (_, tail) = tail.split_once(',').unwrap();
        all.last_mut().unwrap().1 = format!("{head}\"size\": 99999999999,{tail}").into_bytes();
    });
    vec![
        ("nothing", Vec::new(), 422, "no workspace file"),
        ("words", b"hello".to_vec(), 422, "no workspace file"),
        ("another ZIP", zipped(&[("a.md".to_owned(), vec![1])], CompressionMethod::Stored), 422, "no manifest.json"),
        ("half", good[..good.len() / 2].to_vec(), 422, "did not arrive whole"),
        ("almost all", good[..good.len() - 1].to_vec(), 422, "did not arrive whole"),
        ("a flipped letter", flipped, 422, "damaged"),
        ("newer", newer, 422, "use a later version"),
        ("missing", without("texts/0001.txt"), 422, "texts/0001.txt is missing"),
        ("no data", without("workspace.json"), 422, "workspace.json is missing"),
        ("untold", changed(good, false, |all| all.insert(0, ("a".to_owned(), vec![1]))), 422, "does not name"),
        ("upwards", add("../../evil"), 422, "nothing in it speaks of the entry ../../evil"),
        ("absolute", add("/etc/passwd"), 422, "/etc/passwd"),
        ("twice", doubled, 422, "one name"),
        ("bomb", bomb, 422, "texts/9999.txt"),
        ("endless", lying, 413, "more than is read"),
    ]
}

/// Whole as a file, with data that cannot be so.
fn as_data(good: &[u8]) -> Vec<Wrong> {
    vec![
        (
            "a question with an answer in it",
            edited(good, "conversations.json", |json| {
                json[0]["messages"][0]["answer"] = json!({});
            }),
            422,
            "an answer is not",
        ),
        (
            "deep",
            changed(good, true, |all| {
                let (_, text) = all.iter_mut().find(|(name, _)| name == "conversations.json").unwrap();
                let deep = "[".repeat(200) + &"]".repeat(200);
                let said = String::from_utf8(text.clone()).unwrap();
                *text = said.replacen("\"answer\": {", &format!("\"answer\": {deep}, \"x\": {{"), 1).into_bytes();
            }),
            422,
            "contradicts itself",
        ),
        (
            "wrong text of a version",
            changed(good, true, |all| {
                all.iter_mut().find(|(name, _)| name == "artefacts/0002-v1.md").unwrap().1 = b"# other\n".to_vec();
            }),
            422,
            "what its hash says",
        ),
        (
            "approved by nobody",
            edited(good, "artefacts.json", |json| {
                json[1]["versions"][1]["approved_by"] = Value::Null;
            }),
            422,
            "by whom",
        ),
        (
            "one name twice",
            edited(good, "documents.json", |json| json[1]["name"] = json[0]["name"].clone()),
            422,
            "only once",
        ),
        (
            "another original",
            edited(good, "documents.json", |json| json[2]["sha256"] = json[0]["sha256"].clone()),
            422,
            "is not the file",
        ),
        ("unknown field", edited(good, "workspace.json", |json| json["admin"] = json!(true)), 422, "admin"),
        ("a name of nothing", edited(good, "workspace.json", |json| json["name"] = json!(" ")), 422, "1 to 100"),
        ("no profile", edited(good, "workspace.json", |json| json["profile"] = json!("a: [")), 422, "the profile"),
        ("no time", edited(good, "documents.json", |json| json[0]["created_at"] = json!(i64::MAX)), 422, "a time"),
        ("unfinished", edited(good, "gap-analyses.json", |json| json[0]["state"] = json!("running")), 422, "no end"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_not_whole_changes_nothing() {
    let source = Annexa::start().await;
    let good = export(&source, &filled(&source).await).await;
    let annexa = Annexa::start().await;
    let blobs = annexa.app.data_dir.join("blobs");
    let before = (annexa.get("/api/v1/workspaces").await, files(&blobs), annexa.app.store.last_seq().await.unwrap());

    let cases = as_files(&good).into_iter().chain(as_data(&good));
    for (what, bytes, status, words) in cases {
        let told = import(&annexa, "", bytes).await.problem(status);
        assert!(text(&told, "detail").contains(words), "{what}: {told}");
        let after = (annexa.get("/api/v1/workspaces").await, files(&blobs), annexa.app.store.last_seq().await.unwrap());
        assert_eq!(after, before, "{what}");
    }
    let squeezed = zipped(&entries(&good), CompressionMethod::Deflated);
    import(&annexa, "", squeezed).await.expect(201);
    import(&annexa, "", good).await.problem(409);
}

/// Without a server: a file is whole or an error, and a store without the original says which document lost it.
#[tokio::test]
async fn a_lost_original_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let workspace = store.create_workspace("A").await.unwrap().id;
    let empty = pack(&store, &workspace, tempfile::tempfile().unwrap()).await.unwrap();
    assert_eq!(Parcel::open(empty).unwrap().name(), "A");
    let reader = annexa::document::Reader::new(env!("CARGO_BIN_EXE_annexa").into(), true);
    let put = annexa::ingest::add_document(&store, &reader, &workspace, "lost.md", b"# A\n\nText.\n".to_vec()).await;
    store.remove_blob(&put.unwrap().document.sha256).await.unwrap();
    let error = pack(&store, &workspace, tempfile::tempfile().unwrap()).await.unwrap_err();
    assert!(matches!(&error, ParcelError::Lost(name) if name == "lost.md"), "{error}");
}
