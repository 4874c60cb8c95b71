//! Who may do what: every route against every kind of credential, from the list that builds the router.

use annexa::{
    server::{Access, Route, routes},
    store::{ArtefactPlace, ArtefactStep, Family, NewGapAnalysis, NewVersion, Scope, Store, WorkspaceId},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Annexa, Reply, multipart, send, text};

/// One workspace with something of everything in it.
struct Tenant {
    workspace: String,
    document: String,
    conversation: String,
    job: String,
    analysis: String,
    /// One of each family, in the order of [`Family::ALL`].
    artefacts: Vec<String>,
    message: String,
    question: String,
    widget_key: String,
    key: String,
    widget: String,
    /// A conversation that the widget began, and its answer.
    asked: (String, String),
}

impl Tenant {
    async fn new(annexa: &Annexa, name: &str) -> Self {
        let workspace = annexa.workspace(name).await;
        let upload = annexa.upload(&workspace, &[("a.md", b"# Policy\n\nText.")]).await.expect(202);
        let conversation = annexa.conversation(&workspace).await;
        let message = text(&annexa.say(&workspace, &conversation, "What is A.5.23?").await, "id");
        let said = annexa.get(&format!("/api/v1/workspaces/{workspace}/conversations/{conversation}")).await;
        let widget = annexa.key(Scope::Widget, &workspace).await;
        let widget_key = format!("key_{}", &widget[4..36]);
        let asked = crate::widget::ask(annexa, &workspace, &widget).await;
        let inside = WorkspaceId::parse(&workspace).unwrap();
        let analysis = annexa.app.store.create_gap_analysis(&inside, NewGapAnalysis::default()).await.unwrap();
        let profile = "name: A\nsector: b\npeople: 3\n";
        annexa.app.store.set_profile_text(&inside, profile).await.unwrap();
        Self {
            artefacts: artefacts(&annexa.app.store, &inside).await,
            key: annexa.key(Scope::Workspace, &workspace).await,
            widget,
            asked,
            message,
            question: text(&said["messages"][0], "id"),
            widget_key,
            document: text(&upload["documents"][0], "id"),
            job: text(&upload, "job"),
            analysis: analysis.id.to_string(),
            conversation,
            workspace,
        }
    }

    /// The same route to what the widget may reach.
    fn widget_path(&self, route: &Route) -> String {
        let path = self.path(route).replace(&self.conversation, &self.asked.0);
        path.replace(&self.message, &self.asked.1)
    }

    fn path(&self, route: &Route) -> String {
        let family = Family::ALL.into_iter().position(|family| route.path.contains(&format!("/{}/", family.name())));
        let path = route.path.replace("{a}", &self.artefacts[family.unwrap_or(0)]);
        let path = path.replace("{w}", &self.workspace).replace("{d}", &self.document);
        // Questions are edited, answers are everything else.
        let message = if route.method == "PATCH" { &self.question } else { &self.message };
        let path = path
            .replace("{m}", message)
            .replace("{key}", &self.widget_key)
            .replace("{c}", &self.conversation)
            .replace("{j}", &self.job)
            .replace("{g}", &self.analysis);
        path.replace("{id}", "A.5.23")
            .replace("{name}", "base.css")
            .replace("{guide}", "first-steps")
            .replace("{*model}", "annexa")
    }
}

/// One artefact of each family: the first version is approved, and three more stand ready for a step each.
async fn artefacts(store: &Store, workspace: &WorkspaceId) -> Vec<String> {
    let mut made = Vec::new();
    for family in Family::ALL {
        let version = |number: usize| {
            let content = match family {
                Family::Policies | Family::Audits => format!("# A\n\n{number}\n"),
                Family::Soa => json!({ "company": format!("A{number}"), "version": "1", "rows": [] }).to_string(),
                Family::Risks => register(&format!("A{number}")).to_string(),
            };
            NewVersion { title: "A".to_owned(), content, by: "test".to_owned(), wording: None }
        };
        let kind = match family {
            Family::Policies => "access-control",
            Family::Soa => "statement",
            Family::Risks => "register",
            Family::Audits => "plan",
        };
        let first = store.create_artefact(workspace, (family, kind), version(1), None).await.unwrap();
        let place = ArtefactPlace { workspace, family, id: &first.id };
        for number in 2..=4 {
            store.add_artefact_version(place, None, version(number), None).await.unwrap();
        }
        store.move_artefact(place, 1, ArtefactStep::Approve, ("Dana", "test")).await.unwrap();
        made.push(first.id.to_string());
    }
    made
}

fn register(company: &str) -> Value {
    json!({ "company": company, "criteria": { "likelihood": [], "impact": [], "levels": [], "accepted": [] } })
}

/// What sends the credential.
#[derive(Clone, Copy)]
enum By<'a> {
    Nothing,
    Key(&'a str),
    Cookie(&'a str),
}

/// A request that the route understands; `path` may name somebody else's objects.
async fn call(annexa: &Annexa, route: &Route, path: &str, by: By<'_>) -> Reply {
    let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
    let path = match path {
        "/api/v1/search" => format!("{path}?q=cloud"),
        path if path.ends_with("/diff") => format!("{path}?with=1"),
        path => path.to_owned(),
    };
    let mut request = annexa.request(method, &path);
    request = match by {
        By::Nothing => request,
        By::Key(key) => request.bearer_auth(key),
        By::Cookie(session) => request
            .header("cookie", format!("annexa_session={session}"))
            .header("origin", format!("http://{}", annexa.address)),
    };
    request = match (route.method.as_str(), route.path) {
        ("POST", path) if path.ends_with("/documents") => multipart(request, &[("b.md", b"Text.")]),
        ("POST", path) if path.ends_with("/messages") => request.json(&json!({ "text": "What is A.5.23?" })),
        ("PATCH", path) if path.ends_with("/{m}") => request.json(&json!({ "text": "What is A.5.24?" })),
        ("PATCH", path) if path.ends_with("/{c}") => request.json(&json!({ "title": "New" })),
        ("POST", path) if path.ends_with("/widget-keys") => request.json(&json!({ "label": "New" })),
        ("POST", path) if path.ends_with("/rating") => request.json(&json!({ "rating": "up" })),
        ("POST", path) if path.ends_with("/ask") => request.json(&json!({ "question": "What is A.5.23?" })),
        ("POST" | "PATCH", "/api/v1/workspaces" | "/api/v1/workspaces/{w}") => request.json(&json!({ "name": "New" })),
        ("POST", "/mcp") => {
            let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
            request.header("accept", "application/json, text/event-stream").json(&ping)
        }
        ("POST", "/v1/chat/completions") => {
            let question = json!([{ "role": "user", "content": "What is A.5.23?" }]);
            request.json(&json!({ "model": "annexa", "messages": question }))
        }
        ("POST", path) if path.ends_with("/policies") => request.json(&json!({ "kind": "access-control" })),
        ("POST", path) if path.ends_with("/audits") => request.json(&json!({ "kind": "plan" })),
        ("POST", path) if path.ends_with("/soa") || path.ends_with("/risks") => request.json(&json!({ "again": true })),
        ("POST", path) if path.contains("{a}") => {
            let step = path.rsplit('/').next().unwrap_or_default();
            let steps = ["", "acknowledgements", "withdrawal", "approval", "review"];
            let version = steps.iter().position(|one| *one == step).unwrap();
            request.json(&json!({ "version": version, "person": "Dana" }))
        }
        ("PUT", path) if path.ends_with("/soa/{a}") => {
            request.json(&json!({ "company": "New", "version": "2", "rows": [] }))
        }
        ("PUT", path) if path.ends_with("/risks/{a}") => request.json(&register("New")),
        ("PUT", path) if path.ends_with("/{a}") => request.header("content-type", "text/markdown").body("# New\n"),
        ("PATCH", path) if path.ends_with("/profile") => request.json(&json!({ "people": 4 })),
        ("PUT", path) if path.ends_with("/house-style") => request.body("font: Arial\n"),
        ("PUT", path) if path.ends_with("/model-consent") => request.json(&json!({ "agreed": false })),
        ("POST", "/api/v1/blocks") => request.body("# A"),
        ("PUT", _) => request.body("name: A\nsector: b\npeople: 3\n"),
        _ => request,
    };
    send(request).await
}

/// An error with this status, in the words of the route's protocol.
fn refusal(route: &Route, reply: &Reply, status: u16) -> Value {
    if route.path.starts_with("/v1/") { reply.openai_error(status) } else { reply.problem(status) }
}

/// Harmless routes first: a route that deletes must not take away what the next one needs.
fn guarded() -> Vec<Route> {
    let mut all: Vec<Route> =
        routes().into_iter().filter(|route| !matches!(route.access, Access::Open | Access::Operator)).collect();
    all.sort_by_key(|route| (route.method == "DELETE", std::cmp::Reverse(route.path.len())));
    all
}

#[test]
fn the_list_of_routes_is_as_it_was_reviewed() {
    let mut lines: Vec<String> = routes()
        .iter()
        .map(|route| format!("{:<8} {:<7} {}", format!("{:?}", route.access), route.method, route.path))
        .collect();
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_valid_credential_every_guarded_route_is_closed() {
    let annexa = Annexa::start().await;
    let ours = Tenant::new(&annexa, "Ours").await;
    let revoked = annexa.key(Scope::Workspace, &ours.workspace).await;
    let newest = annexa.app.store.keys().await.unwrap().pop().unwrap();
    annexa.app.store.revoke_key(&newest.id).await.unwrap();
    let mut bodies = Vec::new();
    for route in guarded() {
        for by in [
            By::Nothing,
            By::Key(&revoked),
            By::Key("anx_0000"),
            By::Key(""),
            By::Cookie("ans_0000"),
            By::Cookie(&revoked),
            By::Cookie(&annexa.admin),
        ] {
            let reply = call(&annexa, &route, &ours.path(&route), by).await;
            let told = refusal(&route, &reply, 401);
            assert_eq!(reply.header("www-authenticate"), "Bearer", "{route:?}");
            bodies.push(told.get("detail").or(told.get("message")).unwrap().clone());
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_reaches_as_far_as_its_scope_and_its_workspace() {
    let annexa = Annexa::start().await;
    let (ours, theirs) = (Tenant::new(&annexa, "Ours").await, Tenant::new(&annexa, "Theirs").await);
    let nobody = "ws_0123456789abcdef0123456789abcdef";
    for route in guarded() {
        let path = ours.path(&route);
        let missing = path.replace(&ours.workspace, nobody);
        let inside = route.path.contains("{w}");
        let absent = call(&annexa, &route, &missing, By::Key(&annexa.admin)).await;

        let foreign = call(&annexa, &route, &path, By::Key(&theirs.key)).await;
        let own_path = ours.widget_path(&route);
        let widget = call(&annexa, &route, &own_path, By::Key(&ours.widget)).await;
        let foreign_widget = call(&annexa, &route, &path, By::Key(&theirs.widget)).await;
        match route.access {
            Access::Admin => assert_eq!(foreign.status, 403, "{route:?}"),
            _ if inside => {
                assert_eq!(foreign.problem(404), absent.problem(404), "{route:?}");
            }
            _ if route.path.contains("{j}") => drop(foreign.problem(404)),
            _ => assert!(foreign.status < 300, "{route:?}: {foreign:?}"),
        }
        if route.access == Access::Asker {
            assert!(widget.status < 300, "{route:?}: {widget:?}");
            if inside {
                assert_eq!(foreign_widget.problem(404), absent.problem(404), "{route:?}");
            }
        } else {
            refusal(&route, &widget, 403);
            refusal(&route, &foreign_widget, 403);
        }

        let own = call(&annexa, &route, &path, By::Key(&ours.key)).await;
        match route.access {
            Access::Admin => drop(own.problem(403)),
            // There is no analysis without a model, and no kind of policy in the knowledge base of these tests.
            _ => assert!(
                own.status < 300
                    || (own.status == 422 && path.ends_with("/policies"))
                    || (own.status == 503 && path.ends_with("/gap-analyses")),
                "{route:?}: {own:?}"
            ),
        }
    }
}

/// What members talk about is not the widget's, and neither is what another widget of the same workspace talks about.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_widget_reaches_only_the_conversations_that_it_began() {
    let annexa = Annexa::start().await;
    let ours = Tenant::new(&annexa, "Ours").await;
    let sibling = annexa.key(Scope::Widget, &ours.workspace).await;
    let routes: Vec<Route> =
        guarded().into_iter().filter(|route| route.access == Access::Asker && route.path.contains("{c}")).collect();
    assert_eq!(routes.len(), 3, "{routes:?}");
    for route in routes {
        let (path, own_path) = (ours.path(&route), ours.widget_path(&route));
        let missing = path.replace(&ours.conversation, "cv_0123456789abcdef0123456789abcdef");
        let absent = call(&annexa, &route, &missing, By::Key(&ours.widget)).await.problem(404);
        for (path, key) in [(&path, &ours.widget), (&own_path, &sibling)] {
            assert_eq!(call(&annexa, &route, path, By::Key(key)).await.problem(404), absent, "{route:?}");
        }
        assert!(call(&annexa, &route, &own_path, By::Key(&ours.widget)).await.status < 300, "{route:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn objects_of_another_workspace_look_like_objects_that_do_not_exist() {
    let annexa = Annexa::start().await;
    let (ours, theirs) = (Tenant::new(&annexa, "Ours").await, Tenant::new(&annexa, "Theirs").await);
    for route in guarded()
        .into_iter()
        .filter(|route| ["{d}", "{c}", "{m}", "{j}", "{g}", "{a}"].iter().any(|id| route.path.contains(id)))
    {
        // Our own workspace in the path, their object: the second way to the same thing.
        let smuggled = Tenant { workspace: ours.workspace.clone(), ..theirs_objects(&theirs) };
        let mut missing = smuggled.path(&route);
        for id in
            [&theirs.document, &theirs.conversation, &theirs.message, &theirs.question, &theirs.job, &theirs.analysis]
                .into_iter()
                .chain(&theirs.artefacts)
        {
            let (kind, _) = id.split_once('_').unwrap();
            missing = missing.replace(id.as_str(), &format!("{kind}_0123456789abcdef0123456789abcdef"));
        }
        let (path, key) = (smuggled.path(&route), By::Key(&ours.key));
        let foreign = call(&annexa, &route, &path, key).await.problem(404);
        assert_eq!(foreign, call(&annexa, &route, &missing, key).await.problem(404), "{route:?}");
        for shape in ["x", "..", "doc_", "%00", "%ff", "' OR 1=1"] {
            let id = path.split('/').find(|part| part.len() > 30 && !part.starts_with("ws_")).unwrap();
            let reply = call(&annexa, &route, &path.replace(id, shape), key).await;
            assert!(matches!(reply.status, 400 | 404 | 405), "{shape}: {reply:?}");
        }
    }
    for path in ["/api/v1/search?q=policy&workspace=", "/api/v1/search?q=policy&mode=text&workspace="] {
        let path = format!("{path}{}", theirs.workspace);
        send(annexa.request(Method::GET, &path).bearer_auth(&ours.key)).await.problem(404);
    }
    for path in ["/api/v1/ask", "/api/v1/controls/A.5.23/ask"] {
        let question = json!({ "question": "What is A.5.23?", "workspace": theirs.workspace });
        send(annexa.request(Method::POST, path).bearer_auth(&ours.key).json(&question)).await.problem(404);
    }
    let list = send(annexa.request(Method::GET, "/api/v1/workspaces").bearer_auth(&ours.key)).await.expect(200);
    assert_eq!(list["workspaces"].as_array().unwrap().len(), 1);
    let whole =
        annexa.get(&format!("/api/v1/workspaces/{}/conversations/{}", theirs.workspace, theirs.conversation)).await;
    assert_eq!(whole["messages"].as_array().unwrap().len(), 2, "somebody wrote into it: {whole}");
}

/// The same objects again; only the paths are used.
fn theirs_objects(theirs: &Tenant) -> Tenant {
    Tenant {
        workspace: theirs.workspace.clone(),
        document: theirs.document.clone(),
        conversation: theirs.conversation.clone(),
        job: theirs.job.clone(),
        analysis: theirs.analysis.clone(),
        artefacts: theirs.artefacts.clone(),
        message: theirs.message.clone(),
        question: theirs.question.clone(),
        widget_key: theirs.widget_key.clone(),
        asked: theirs.asked.clone(),
        key: String::new(),
        widget: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_allows_what_its_key_allows() {
    let annexa = Annexa::start().await;
    let (ours, theirs) = (Tenant::new(&annexa, "Ours").await, Tenant::new(&annexa, "Theirs").await);
    let form = annexa.request(Method::POST, "/login").header("content-type", "application/x-www-form-urlencoded");
    let signed_in = send(form.body(format!("key={}", ours.key))).await;
    let cookie = signed_in.header("set-cookie").to_owned();
    let session = cookie.split(['=', ';']).nth(1).unwrap();
    for route in guarded().into_iter().filter(|route| route.method != "DELETE") {
        for tenant in [&ours, &theirs] {
            let path = tenant.path(&route);
            let by_key = call(&annexa, &route, &path, By::Key(&ours.key)).await.status;
            let by_cookie = call(&annexa, &route, &path, By::Cookie(session)).await.status;
            assert_eq!(by_key, by_cookie, "{route:?}");
        }
    }
}
