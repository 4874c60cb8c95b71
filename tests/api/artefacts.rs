//! The documents of an ISMS over HTTP: from a profile to an approved policy, tables there and back, and what does not fit.

use std::path::Path;

use annexa::config::Settings;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Annexa, Reply, send, settings, text};

const PROFILE: &str = "name: Nordlicht GmbH\nsector: software\npeople: 40\npremises: [office]\nservices: [Portal]\n\
    development: in-house\nobligations: [GDPR]\ndata: [personal]\nroles: {top_management: Dana Weiss, isms_owner: Ben Ott}\n";

/// With the real knowledge base, which has the papers, and with a workspace that has a profile.
async fn start(data: &Path) -> (Annexa, String) {
    let annexa = Annexa::run(Settings { knowledge_dir: None, ..settings(data, "off") }).await;
    let workspace = format!("/api/v1/workspaces/{}", annexa.workspace("Nordlicht").await);
    put(&annexa, &format!("{workspace}/profile"), "text/plain", PROFILE).await.expect(200);
    (annexa, workspace)
}

async fn put(annexa: &Annexa, path: &str, kind: &str, body: impl Into<reqwest::Body>) -> Reply {
    send(annexa.admin(Method::PUT, path).header("content-type", kind).body(body)).await
}

/// A file as it is, with its media type.
async fn file(annexa: &Annexa, path: &str) -> (String, Vec<u8>) {
    let response = annexa.admin(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    (kind, response.bytes().await.unwrap().to_vec())
}

fn line<'a>(list: &'a Value, kind: &str) -> &'a Value {
    let lines = list["artefacts"].as_array().unwrap();
    lines.iter().find(|line| line["kind"] == kind).unwrap_or_else(|| panic!("no {kind} in {list}"))
}

async fn states(annexa: &Annexa, one: &str) -> Vec<(i64, String)> {
    let versions = annexa.get(&format!("{one}/versions")).await;
    let versions = versions["versions"].as_array().unwrap();
    versions.iter().map(|one| (one["version"].as_i64().unwrap(), text(one, "state"))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_needs_a_profile_that_is_ready_and_an_order_that_means_something() {
    let data = tempfile::tempdir().unwrap();
    let (annexa, workspace) = start(data.path()).await;
    let empty = format!("/api/v1/workspaces/{}", annexa.workspace("Empty").await);
    for family in ["risks", "soa"] {
        let problem = annexa.post(&format!("{empty}/{family}"), &json!({})).await.problem(409);
        assert!(text(&problem, "detail").contains("profile"), "{problem}");
    }
    put(&annexa, &format!("{empty}/profile"), "text/plain", "name: E\nsector: s\npeople: unknown\n").await.expect(200);
    let problem = annexa.post(&format!("{empty}/risks"), &json!({})).await.problem(422);
    assert!(text(&problem, "detail").contains("`people`"), "{problem}");
    let gap = "gap_0123456789abcdef0123456789abcdef";
    for (family, order, word) in [
        ("policies", json!({}), "kind"),
        ("policies", json!({ "kind": "no-such-policy" }), "no-such-policy"),
        ("policies", json!({ "kind": "access-control", "gap": gap }), "gap"),
        ("soa", json!({ "kind": "register" }), "kind"),
        ("soa", json!({ "gap": gap }), gap),
        ("risks", json!({ "only": ["A.5.1"] }), "only"),
        ("audits", json!({ "kind": "party" }), "corrective-action"),
        ("audits", json!({ "kind": "checklist", "only": ["A.9.99"] }), "A.9.99"),
        ("audits", json!({ "kind": "plan", "finding": "x" }), "corrective action"),
    ] {
        let problem = annexa.post(&format!("{workspace}/{family}"), &order).await.problem(422);
        assert!(text(&problem, "detail").contains(word), "{problem}");
    }
    annexa.post(&format!("{workspace}/risks"), &json!({ "kinds": "x" })).await.problem(400);
    for family in ["soa", "risks", "audits"] {
        assert_eq!(annexa.get(&format!("{workspace}/{family}")).await, json!({ "artefacts": [], "next": null }));
    }
}

/// Of each policy the list says whether it stands alone or may be a chapter, and of which; it counts both over all.
fn needs_are_counted(list: &Value) {
    assert_eq!(line(list, "access-control")["chapter_of"], Value::Null);
    let home = json!({ "kind": "business-continuity", "title": "Business Continuity Policy" });
    assert_eq!(line(list, "backup")["chapter_of"], home);
    assert!(text(line(list, "backup"), "why").contains("40 people"), "{list}");
    let lines = list["artefacts"].as_array().unwrap();
    let many = |test: &dyn Fn(&Value) -> bool| json!(lines.iter().filter(|line| test(line)).count());
    let is_needed = |line: &Value| line["needed"] == "needed";
    let counts = &list["counts"];
    assert_eq!(counts["own"]["kinds"], many(&|line| is_needed(line) && line["chapter_of"].is_null()));
    assert_eq!(counts["chapters"]["kinds"], many(&|line| is_needed(line) && line["chapter_of"].is_object()));
    assert_eq!(counts["not_needed"]["kinds"], many(&|line| line["needed"] == "not-needed"));
    assert_eq!((&counts["own"]["written"], &counts["chapters"]["written"]), (&json!(0), &json!(0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_goes_from_the_profile_to_those_who_have_read_it() {
    let data = tempfile::tempdir().unwrap();
    let (annexa, workspace) = start(data.path()).await;
    let all = format!("{workspace}/policies");
    let list = annexa.get(&all).await;
    assert!(list["artefacts"].as_array().unwrap().len() > 20);
    assert_eq!(line(&list, "secure-development")["needed"], "needed");
    assert_eq!(line(&list, "access-control")["versions"], json!([]));
    needs_are_counted(&list);

    let order = json!({ "kind": "access-control" });
    let once = annexa.admin(Method::POST, &all).header("idempotency-key", "k1");
    let made = send(once.try_clone().unwrap().json(&order)).await.expect(201);
    assert_eq!(send(once.json(&order)).await.expect(201), made, "the same request again makes nothing");
    let problem = annexa.post(&all, &order).await.problem(409);
    assert!(text(&problem, "detail").contains("again") && text(&problem, "detail").contains(&text(&made, "id")));
    let again = annexa.post(&all, &json!({ "kind": "access-control", "again": true })).await.expect(201);
    assert_eq!(again["version"], 1, "the same draft is no new version");
    let counts = annexa.get(&format!("{all}?limit=1")).await["counts"].clone();
    assert_eq!((&counts["own"]["written"], &counts["chapters"]["written"]), (&json!(1), &json!(0)), "over all pages");

    let one = format!("{all}/{}", text(&made, "id"));
    let markdown = text(&annexa.get(&one).await, "content");
    assert!(markdown.starts_with("# Access Control Policy\n") && markdown.contains("Nordlicht GmbH"), "{markdown}");
    let edited = markdown.replace("# Access Control Policy", "# Access Policy") + "\nA rule of our own.\r\n";
    let written = put(&annexa, &format!("{one}?base=1"), "text/markdown; charset=utf-8", edited).await.expect(200);
    assert_eq!((&written["version"], &written["title"]), (&json!(2), &json!("Access Policy")));
    put(&annexa, &format!("{one}?base=1"), "text/markdown", "# Other\n").await.problem(409);
    put(&annexa, &one, "text/markdown", " \n").await.problem(422);
    put(&annexa, &one, "text/markdown", b"# \xff\n".to_vec()).await.problem(400);
    put(&annexa, &one, "application/pdf", "# Other\n").await.problem(415);
    put(&annexa, &one, "application/json", "{\"markdown\": 1}").await.problem(422);
    let (_, json) = file(&annexa, &format!("{one}?format=json")).await;
    assert_eq!(put(&annexa, &one, "application/json", json).await.expect(200)["version"], 2);
    let diff = annexa.get(&format!("{one}/diff?with=1")).await;
    assert_eq!((&diff["added"], &diff["removed"]), (&json!(3), &json!(1)), "{diff}");
    send(annexa.admin(Method::GET, &format!("{one}/diff?with=9"))).await.problem(404);

    let sign = |version: i64| json!({ "version": version, "person": "Dana Weiss", "sha256": written["sha256"] });
    annexa.post(&format!("{one}/acknowledgements"), &sign(2)).await.problem(409);
    annexa.post(&format!("{one}/approval"), &sign(1)).await.problem(409);
    annexa.post(&format!("{one}/approval"), &json!({ "version": 2, "person": " " })).await.problem(422);
    let approved = annexa.post(&format!("{one}/approval"), &sign(2)).await.expect(200);
    assert_eq!(approved["approval"]["sha256"], written["sha256"]);
    assert_eq!(annexa.post(&format!("{one}/acknowledgements"), &sign(2)).await.expect(201)["person"], "Dana Weiss");
    assert_eq!(put(&annexa, &one, "text/plain", "# Access Policy\n\nShort.\n").await.expect(200)["version"], 3);
    assert_eq!(states(&annexa, &one).await, [(3, "draft"), (2, "approved"), (1, "draft")].map(|(n, s)| (n, s.into())));
    let kept = annexa.get(&format!("{one}?version=2")).await;
    assert_eq!((&kept["sha256"], &kept["acknowledgements"]), (&written["sha256"], &json!(1)));
    let (kind, page) = file(&annexa, &format!("{one}?version=2&format=html")).await;
    let page = String::from_utf8(page).unwrap();
    assert!(kind.starts_with("text/html") && page.contains("2, approved") && page.contains("by Dana Weiss"), "{page}");
    for (format, magic) in [("docx", "PK"), ("pdf", "%PDF"), ("md", "# Access Policy")] {
        assert!(file(&annexa, &format!("{one}?version=2&format={format}")).await.1.starts_with(magic.as_bytes()));
    }
    for wrong in ["xlsx", "csv", "svg", "exe"] {
        send(annexa.admin(Method::GET, &format!("{one}?format={wrong}"))).await.problem(400);
    }
    let versions = line(&annexa.get(&all).await, "access-control")["versions"].clone();
    assert_eq!(versions.as_array().unwrap().len(), 3);
    let other = one.replace("/policies/", "/audits/");
    send(annexa.admin(Method::GET, &other)).await.problem(404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_register_and_a_statement_travel_as_tables_and_nothing_half_taken_stays() {
    let data = tempfile::tempdir().unwrap();
    let (annexa, workspace) = start(data.path()).await;
    for (family, edit, broken) in [("risks", ",modify,", ",perhaps,"), ("soa", ",undecided,", ",perhaps,")] {
        let made = annexa.post(&format!("{workspace}/{family}"), &json!({})).await.expect(201);
        let one = format!("{workspace}/{family}/{}", text(&made, "id"));
        let excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        for (format, kind) in [("csv", "text/csv"), ("xlsx", excel), ("json", "application/json")] {
            let (_, bytes) = file(&annexa, &format!("{one}?format={format}")).await;
            let back = put(&annexa, &one, kind, bytes).await.expect(200);
            assert_eq!((&back["version"], &back["sha256"]), (&json!(1), &made["sha256"]), "{family} as {format}");
        }
        let table = String::from_utf8(file(&annexa, &format!("{one}?format=csv")).await.1).unwrap();
        let row = table.lines().position(|line| line.contains(edit)).unwrap() + 1;
        let problem = put(&annexa, &one, "text/csv", table.replacen(edit, broken, 1)).await.problem(422);
        assert!(text(&problem, "detail").starts_with("nothing was taken: row "), "{problem}");
        assert!(problem["rows"][0]["message"].as_str().unwrap().contains("perhaps"), "{problem}");
        assert!(problem["rows"][0]["row"].as_u64().unwrap() >= u64::try_from(row).unwrap(), "{row}: {problem}");
        put(&annexa, &one, "text/csv", "a,b\n1,2\n").await.problem(422);
        put(&annexa, &one, excel, "PK no workbook").await.problem(422);
        put(&annexa, &one, "application/json", "{\"company\": 1}").await.problem(422);
        put(&annexa, &one, "application/json", "{").await.problem(400);
        put(&annexa, &one, "text/markdown", "# x").await.problem(415);
        assert_eq!(states(&annexa, &one).await.len(), 1);
        let changed = table.replacen(edit, if family == "soa" { ",applicable," } else { ",avoid," }, 1);
        assert_eq!(put(&annexa, &one, "text/csv", changed).await.expect(200)["version"], 2);
        let found = annexa.get(&format!("{one}/findings")).await;
        let list = found["findings"].as_array().unwrap();
        assert_eq!(found["errors"].as_u64().unwrap() + found["warnings"].as_u64().unwrap(), list.len() as u64);
        assert!(!list.is_empty() && found["version"] == 2);
        for (format, magic) in [("docx", "PK"), ("pdf", "%PDF"), ("md", "# "), ("html", "<!")] {
            assert!(file(&annexa, &format!("{one}?format={format}")).await.1.starts_with(magic.as_bytes()), "{format}");
        }
    }
    let risks = annexa.get(&format!("{workspace}/risks")).await;
    let one = format!("{workspace}/risks/{}", text(&risks["artefacts"][0], "id"));
    let (kind, picture) = file(&annexa, &format!("{one}/heat-map.svg")).await;
    assert!(kind == "image/svg+xml" && picture.starts_with(b"<svg"));
    let content = annexa.get(&one).await["content"].clone();
    assert_eq!(content["company"], "Nordlicht GmbH");
    assert!(!content["treatments"].as_array().unwrap().is_empty(), "a single table leaves the plan alone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_drafted_again_keeps_what_a_person_confirmed() {
    let data = tempfile::tempdir().unwrap();
    let (annexa, workspace) = start(data.path()).await;
    let all = format!("{workspace}/soa");
    let made = annexa.post(&all, &json!({})).await.expect(201);
    let one = format!("{all}/{}", text(&made, "id"));
    let mut content = annexa.get(&one).await["content"].clone();
    let row = &mut content["rows"][0];
    row["decision"] = json!("applicable");
    row["confirmed"] = json!(true);
    row["inclusion"] = json!("Because Dana says so");
    put(&annexa, &one, "application/json", content.to_string()).await.expect(200);
    let again = annexa.post(&all, &json!({ "again": true })).await.expect(201);
    assert_eq!(again["id"], made["id"]);
    let content = annexa.get(&one).await["content"].clone();
    assert_eq!(content["rows"][0]["inclusion"], "Because Dana says so");
    assert_eq!(content["rows"].as_array().unwrap().len(), 93);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn audits_are_made_again_and_again_and_everything_is_held_against_each_other() {
    let data = tempfile::tempdir().unwrap();
    let (annexa, workspace) = start(data.path()).await;
    let all = format!("{workspace}/audits");
    for order in [
        json!({ "kind": "plan" }),
        json!({ "kind": "plan" }),
        json!({ "kind": "review" }),
        json!({ "kind": "checklist", "only": ["A.5.18"] }),
        json!({ "kind": "corrective-action", "requirement": "9.2.1", "finding": "No audit in 2025" }),
        json!({ "kind": "interview", "role": "hr" }),
    ] {
        annexa.post(&all, &order).await.expect(201);
    }
    let list = annexa.get(&all).await;
    assert_eq!(list["artefacts"].as_array().unwrap().len(), 6);
    for wrong in [json!({ "kind": "interview" }), json!({ "kind": "interview", "role": "pilot" })] {
        annexa.post(&all, &wrong).await.problem(422);
    }
    annexa.post(&all, &json!({ "kind": "plan", "role": "hr" })).await.problem(422);
    let interview = format!("{all}/{}", text(line(&list, "interview"), "id"));
    assert!(text(&annexa.get(&interview).await, "content").contains("**The auditor would ask to see:**"));
    let action = format!("{all}/{}", text(line(&list, "corrective-action"), "id"));
    assert!(text(&annexa.get(&action).await, "content").contains("No audit in 2025"));

    annexa.post(&format!("{workspace}/risks"), &json!({})).await.expect(201);
    let made = annexa.post(&format!("{workspace}/soa"), &json!({})).await.expect(201);
    let before = annexa.get(&format!("{workspace}/check")).await;
    assert_eq!(before["documents"], 6);
    let one = format!("{workspace}/soa/{}", text(&made, "id"));
    let table = String::from_utf8(file(&annexa, &format!("{one}?format=csv")).await.1).unwrap();
    let doubled = table.clone() + table.lines().nth(1).unwrap() + "\n";
    put(&annexa, &one, "text/csv", doubled).await.expect(200);
    let after = annexa.get(&format!("{workspace}/check")).await;
    assert!(after["errors"].as_u64().unwrap() > before["errors"].as_u64().unwrap(), "{after}");
    let finding = &after["findings"][0];
    assert!(finding["severity"] == "error" && !text(&finding["sides"][0], "place").is_empty(), "{finding}");
    annexa.post(&format!("{one}/withdrawal"), &json!({ "version": 2, "person": "Dana" })).await.expect(200);
    let back = annexa.get(&format!("{workspace}/check")).await;
    assert_eq!(back["errors"], before["errors"], "a version that was withdrawn does not count");
}
