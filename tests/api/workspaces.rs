//! Workspaces, their conversations and their profile.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Annexa, send, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_is_always_a_workspace_and_names_are_unique() {
    let annexa = Annexa::start().await;
    let list = annexa.get("/api/v1/workspaces").await;
    assert_eq!(list["workspaces"][0]["name"], "My company");
    let first = format!("/api/v1/workspaces/{}", text(&list["workspaces"][0], "id"));
    send(annexa.admin(Method::DELETE, &first)).await.problem(409);

    let other = annexa.workspace(" Client ").await;
    annexa.post("/api/v1/workspaces", &json!({ "name": "Client" })).await.problem(409);
    for name in ["", " ", "a\nb", &"x".repeat(101)] {
        annexa.post("/api/v1/workspaces", &json!({ "name": name })).await.problem(422);
    }
    let path = format!("/api/v1/workspaces/{other}");
    let renamed = send(annexa.admin(Method::PATCH, &path).json(&json!({ "name": "Client B" }))).await.expect(200);
    assert_eq!(renamed["name"], "Client B");
    send(annexa.admin(Method::PATCH, &path).json(&json!({ "name": "My company" }))).await.problem(409);

    let upload = annexa.upload(&other, &[("a.md", b"The walrus approves.")]).await.expect(202);
    annexa.finish(&upload).await;
    assert_eq!(annexa.get(&path).await["documents"], 1);
    let conversation = annexa.conversation(&other).await;
    assert_eq!(send(annexa.admin(Method::DELETE, &path)).await.status, 204);
    send(annexa.admin(Method::GET, &path)).await.problem(404);
    send(annexa.admin(Method::GET, &format!("{path}/conversations/{conversation}"))).await.problem(404);
    send(annexa.admin(Method::GET, &format!("/api/v1/jobs/{}", text(&upload, "job")))).await.problem(404);
    assert_eq!(annexa.get("/api/v1/workspaces").await["workspaces"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conversations_are_listed_latest_first_and_can_be_deleted() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Talk").await;
    let path = format!("/api/v1/workspaces/{workspace}/conversations");
    let titled = annexa.post(&path, &json!({ "title": "Titled" })).await.expect(201);
    let bare = send(annexa.admin(Method::POST, &path)).await.expect(201);
    annexa.say(&workspace, &text(&titled, "id"), "What is A.5.23?").await;
    let list = annexa.get(&path).await;
    let ids: Vec<String> = list["conversations"].as_array().unwrap().iter().map(|one| text(one, "id")).collect();
    assert_eq!(ids, [text(&titled, "id"), text(&bare, "id")]);
    assert_eq!(list["conversations"][0]["title"], "Titled");
    annexa.post(&path, &json!({ "title": "x".repeat(201) })).await.problem(422);
    annexa.post(&path, &json!({ "name": "x" })).await.problem(400);

    let one = format!("{path}/{}", ids[0]);
    assert_eq!(send(annexa.admin(Method::DELETE, &one)).await.status, 204);
    send(annexa.admin(Method::DELETE, &one)).await.problem(404);
    send(annexa.admin(Method::GET, &one)).await.problem(404);
    annexa.post(&format!("{one}/messages"), &json!({ "text": "Still there?" })).await.problem(404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_is_kept_as_yaml_or_json() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Profiled").await;
    let path = format!("/api/v1/workspaces/{workspace}/profile");
    send(annexa.admin(Method::GET, &path)).await.problem(404);
    let put = |body: &str| annexa.admin(Method::PUT, &path).body(body.to_owned());
    let view = send(put("name: Acme\nsector: software\npeople: 30\n")).await.expect(200);
    assert_eq!((view["usable"].as_bool(), view["profile"]["people"].as_i64()), (Some(true), Some(30)));
    send(put("{\"name\": \"Acme\", \"sector\": \"software\", \"people\": 300}")).await.expect(200);
    assert_eq!(annexa.get(&path).await["profile"]["people"], 300);
    for bad in ["", "name: [", "name: Acme\nsector: x\npeople: many\n", "name: A\nsector: b\npeople: 1\nshoes: 2\n"] {
        send(put(bad)).await.problem(422);
    }
    send(annexa.admin(Method::PUT, &path).body(vec![0xff, 0xfe])).await.problem(400);
    assert_eq!(annexa.get(&path).await["profile"]["people"], 300);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_that_somebody_changed_meanwhile_is_not_overwritten() {
    let annexa = Annexa::start().await;
    let path = format!("/api/v1/workspaces/{}/profile", annexa.workspace("Shared").await);
    let first = "name: Acme # short\nsector: software\npeople: unknown\n";
    let put = |field: &'static str, tag: &str, body: &'static str| {
        annexa.admin(Method::PUT, &path).header(field, tag.to_owned()).body(body)
    };
    send(put("if-match", "\"0\"", first)).await.problem(412);
    send(put("if-match", "*", first)).await.problem(412);
    let view = send(put("if-none-match", "*", first)).await.expect(200);
    assert_eq!((&view["text"], view["usable"].as_bool()), (&json!(first), Some(false)));
    send(put("if-none-match", "*", first)).await.problem(412);
    let read = annexa.admin(Method::GET, &path).send().await.unwrap();
    let tag = read.headers()["etag"].to_str().unwrap().to_owned();
    let theirs =
        put("if-match", &format!("W/{tag}"), "name: Acme\nsector: software\npeople: 30\n").send().await.unwrap();
    assert_eq!((theirs.status().as_u16(), theirs.headers()["etag"] == tag.as_str()), (200, false));
    let problem = send(put("if-match", &tag, "name: Acme\nsector: software\npeople: 31\n")).await.problem(412);
    assert!(problem["detail"].as_str().unwrap().contains("read it again"), "{problem}");
    assert_eq!(annexa.get(&path).await["profile"]["people"], 30);
    let file = "# Of the board\nname: Nordlicht # as in the register\npeople: 30\n\nroles:\n  isms_owner: Ben\n  it_lead: unknown # ask Eva\n";
    send(annexa.admin(Method::PUT, &path).body(file)).await.expect(200);
    let patch = |body: Value| annexa.admin(Method::PATCH, &path).json(&body);
    let changed = send(patch(json!({ "people": 45, "roles": { "it_lead": "Eva" }, "sector": null }))).await.expect(200);
    assert_eq!(changed["text"], file.replace("30", "45").replace("unknown", "Eva"));
    assert_eq!((&changed["profile"]["people"], &changed["lost_comments"]), (&json!(45), &Value::Null));
    for wrong in [json!({ "peple": 3 }), json!({ "people": "many" }), json!({ "name": null })] {
        send(patch(wrong)).await.problem(422);
    }
    let refused = send(patch(json!({ "people": 9, "cloud": { "hosts_production": "perhaps" } }))).await.problem(422);
    assert!(text(&refused, "detail").contains("`cloud`: "), "{refused}");
    send(patch(json!({ "people": 9 })).header("if-match", "\"x\"")).await.problem(412);
    send(annexa.admin(Method::PUT, &path).body("{name: N, people: 3} # three")).await.expect(200);
    let anew = send(patch(json!({ "people": 4 }))).await.expect(200);
    assert_eq!((&anew["lost_comments"], &anew["profile"]["people"]), (&json!(true), &json!(4)));
    let template = annexa.admin(Method::GET, "/api/v1/profile-template").send().await.unwrap();
    let template = template.text().await.unwrap();
    assert!(annexa::iso::Profile::from_yaml(&template).is_ok_and(|profile| !profile.name.is_empty()), "{template}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn markdown_becomes_blocks_and_nothing_that_a_browser_would_follow() {
    let annexa = Annexa::start().await;
    let text = "# Policy\n\nThis <b onclick=x()>text</b> [here](https://elsewhere.example) fulfils A.5.15.\n";
    let made = send(annexa.admin(Method::POST, "/api/v1/blocks").body(text)).await.expect(200);
    let blocks = made["blocks"].as_array().unwrap();
    assert_eq!((&blocks[0]["type"], &blocks[0]["level"]), (&json!("heading"), &json!(1)));
    let inlines = blocks.iter().flat_map(|block| block["inlines"].as_array().cloned().unwrap_or_default());
    let refs: Vec<_> = inlines.filter(|inline| inline["type"] == "ref").map(|inline| inline["id"].clone()).collect();
    assert_eq!(refs, [json!("A.5.15")], "{made}");
    assert!(!made.to_string().contains("elsewhere.example"), "{made}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_style_is_kept_clean_and_goes_with_the_workspace() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Styled").await;
    let path = format!("/api/v1/workspaces/{workspace}/house-style");
    assert_eq!(annexa.get(&path).await, json!({ "heading_numbers": false }));
    let put = |body: String| annexa.admin(Method::PUT, &path).body(body);
    let drawing =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><script>SECRET</script><path d='M0 0'/></svg>";
    let logo = format!(
        "data:image/svg+xml;base64,{}",
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, drawing)
    );
    let style = json!({ "colour": "#7a1f3d", "font": "Times New Roman", "logo": logo });
    let kept = send(put(style.to_string())).await.expect(200);
    assert_eq!((&kept["colour"], &kept["font"]), (&json!("#7a1f3d"), &json!("Times New Roman")));
    let logo = text(&kept, "logo");
    let logo = logo.strip_prefix("data:image/svg+xml;base64,").unwrap();
    let clean = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, logo).unwrap();
    let clean = String::from_utf8(clean).unwrap();
    assert!(clean.contains("path") && !clean.contains("SECRET"), "{clean}");
    let face = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, notosans::REGULAR_TTF);
    let faces: Vec<String> = ["regular", "bold", "italic", "bold_italic"]
        .map(|name| format!("\"{name}\": \"data:font/ttf;base64,{face}\""))
        .into();
    let all = format!("{{\"font_files\": {{{}}}}}", faces.join(", "));
    assert!(all.len() > 1024 * 1024, "more than other requests may bring");
    let styled = send(put(all)).await.expect(200);
    assert!(text(&styled["font_files"], "bold").starts_with("data:font/ttf;base64,"), "the faces are kept");
    let kept = send(put(style.to_string())).await.expect(200);
    for bad in [
        "font_files: {regular: /etc/passwd}",
        "font_files: {regular: \"data:font/ttf;base64,AAAA\"}",
        "colour: red",
        "logo: /etc/passwd",
        "shoes: 2",
        "logo: data:image/png;base64,AAAA",
        "font: Wingdings",
    ] {
        send(put(bad.to_owned())).await.problem(422);
    }
    assert_eq!(annexa.get(&path).await, kept);
}
