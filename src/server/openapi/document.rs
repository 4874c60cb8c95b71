//! The `OpenAPI` document: routes, what is said beside them, and the shapes of their types.

use std::collections::BTreeSet;

use axum::http::Method;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::operation::{Body, EVENTS, JSON, Operation, Reply};
use crate::server::{
    openai,
    problem::Problem,
    route::{self, Access, Route},
};

/// Parameters in paths: the name, what it is, and the pattern of ids.
const PARAMETERS: [(&str, &str, &str); 12] = [
    ("w", "The workspace's id", "^ws_[0-9a-f]{32}$"),
    ("d", "The document's id", "^doc_[0-9a-f]{32}$"),
    ("c", "The conversation's id", "^cv_[0-9a-f]{32}$"),
    ("m", "The message's id", "^msg_[0-9a-f]{32}$"),
    ("key", "The id of a widget's key", "^key_[0-9a-f]{32}$"),
    ("j", "The job's id", "^job_[0-9a-f]{32}$"),
    ("g", "The gap analysis's id", "^gap_[0-9a-f]{32}$"),
    ("a", "The artefact's id, the same for all of its versions", "^art_[0-9a-f]{32}$"),
    ("id", "A control or clause, such as A.5.23 or 9.2.1", ""),
    ("guide", "The guide's name", ""),
    ("name", "The file's name", ""),
    ("model", "The model's name, which may hold slashes", ""),
];

/// Every route with what is said of it, and the document.
pub(super) struct Document {
    pub(super) routes: Vec<(Route, Operation)>,
    json: Value,
}

/// The shapes of types: of answers by reference, of requests in place.
struct Shapes {
    answers: SchemaGenerator,
    requests: SchemaGenerator,
}

impl Document {
    pub(super) fn new() -> Self {
        let all = route::all();
        let routes: Vec<(Route, Operation)> = all.list.into_iter().zip(all.operations).collect();
        let json = whole(&routes);
        Self { routes, json }
    }

    pub(super) fn json(&self) -> &Value {
        &self.json
    }

    /// What the document says of a route.
    pub(super) fn of(&self, route: &Route) -> &Value {
        let method = route.method.as_str().to_lowercase();
        self.json.get("paths").and_then(|paths| paths.get(address(route))?.get(method)).unwrap_or(&Value::Null)
    }
}

impl Shapes {
    fn new() -> Self {
        let settings = || SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = None);
        let answers = settings().for_serialize().with(|one| one.definitions_path = "/components/schemas".into());
        let requests = settings().with(|one| one.inline_subschemas = true);
        Self { answers: answers.into_generator(), requests: requests.into_generator() }
    }
}

fn whole(routes: &[(Route, Operation)]) -> Value {
    let mut shapes = Shapes::new();
    let mut paths = Map::new();
    for (route, operation) in routes {
        let described = described(route, operation, &mut shapes);
        let path = paths.entry(address(route)).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(route.method.as_str().to_lowercase(), described);
        }
    }
    shapes.answers.subschema_for::<Problem>();
    shapes.answers.subschema_for::<openai::ErrorBody>();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Annexa",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "A self-hosted assistant for ISO/IEC 27001:2022 that always shows its sources",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": shapes.answers.take_definitions(true),
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "description": "A key of `annexa key create`" },
            },
        },
    })
}

/// The path as `OpenAPI` writes it.
pub(super) fn address(route: &Route) -> String {
    route.path.replace("{*", "{")
}

fn described(route: &Route, operation: &Operation, shapes: &mut Shapes) -> Value {
    let words = address(route).replace(['{', '}'], "").replace(['/', '-', '.'], "_");
    let mut described = json!({
        "operationId": format!("{}{words}", route.method.as_str().to_lowercase()),
        "summary": operation.summary,
        "tags": [tag(route)],
        "parameters": parameters(route, operation, shapes),
        "responses": responses(route, operation, shapes),
        "security": if is_guarded(route) { json!([{ "key": [] }]) } else { json!([]) },
        "x-access": access(route.access),
    });
    if let Some(fields) = described.as_object_mut() {
        if !operation.details.is_empty() {
            fields.insert("description".to_owned(), operation.details.into());
        }
        if let Some(body) = &operation.body {
            fields.insert("requestBody".to_owned(), sent(body, shapes));
        }
    }
    described
}

/// The part of the API that a route belongs to.
pub(super) fn tag(route: &Route) -> &'static str {
    let path = route.path;
    let parts = [
        ("/v1/", "OpenAI's protocol"),
        ("/mcp", "MCP"),
        ("/api/v1/workspaces/{w}/documents", "Documents"),
        ("/api/v1/workspaces/{w}/conversations", "Conversations"),
        ("/api/v1/workspaces/{w}/gap-analyses", "Gap analyses"),
        ("/api/v1/workspaces/{w}/policies", "Policies"),
        ("/api/v1/workspaces/{w}/soa", "Statement of Applicability"),
        ("/api/v1/workspaces/{w}/risks", "Risks"),
        ("/api/v1/workspaces/{w}/audits", "Audits"),
        ("/api/v1/workspaces", "Workspaces"),
        ("/api/v1/controls", "Knowledge"),
        ("/api/v1/guides", "Knowledge"),
        ("/api/v1/", "Questions and jobs"),
        ("/api/", "Description"),
        ("/llms", "Description"),
        ("/healthz", "Operation"),
        ("/readyz", "Operation"),
        ("/metrics", "Operation"),
    ];
    parts.iter().find(|(start, _)| path.starts_with(start)).map_or("Pages", |(_, tag)| *tag)
}

/// Whom a route lets in, for readers.
pub(super) fn access(access: Access) -> &'static str {
    match access {
        Access::Open => "everybody",
        Access::Operator => "everybody on this machine; behind a proxy, admin keys",
        Access::Admin => "admin keys",
        Access::Member => "admin keys and keys of the workspace",
        Access::Asker => "admin keys, keys of the workspace, and its widget",
    }
}

fn is_guarded(route: &Route) -> bool {
    route.access != Access::Open
}

fn parameters(route: &Route, operation: &Operation, shapes: &mut Shapes) -> Vec<Value> {
    let mut found = Vec::new();
    for (name, what, pattern) in PARAMETERS {
        if !address(route).contains(&format!("{{{name}}}")) {
            continue;
        }
        let mut schema = json!({ "type": "string" });
        if let Some(fields) = schema.as_object_mut().filter(|_| !pattern.is_empty()) {
            fields.insert("pattern".to_owned(), pattern.into());
        }
        found.push(json!({ "name": name, "in": "path", "required": true, "description": what, "schema": schema }));
    }
    if route.is_once {
        found.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "The same request with the same key is served once, within a day; the second one gets the answer of the first",
            "schema": { "type": "string", "pattern": "^[!-~]{1,200}$" },
        }));
    }
    let Some(query) = operation.query else { return found };
    let shape = query(&mut shapes.requests).to_value();
    let needed: BTreeSet<&str> =
        shape.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, field) in shape.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let mut schema = field.clone();
        // A query holds text: what is left out is null.
        if let Some(kinds) = schema.get_mut("type").filter(|kind| kind.is_array()) {
            *kinds = kinds.get(0).cloned().unwrap_or_default();
        }
        found.push(json!({
            "name": name, "in": "query", "required": needed.contains(name.as_str()),
            "description": field.get("description"), "schema": schema,
        }));
    }
    found
}

fn sent(body: &Body, shapes: &mut Shapes) -> Value {
    let schema = match (body.shape, body.kind) {
        (Some(shape), _) => shape(&mut shapes.requests).to_value(),
        (None, "multipart/form-data") => json!({
            "type": "object",
            "properties": { "file": { "type": "array", "items": { "type": "string", "format": "binary" } } },
            "required": ["file"],
        }),
        (None, "application/x-www-form-urlencoded") => {
            json!({ "type": "object", "properties": { "key": { "type": "string" } }, "required": ["key"] })
        }
        (None, JSON) => json!({ "type": "object" }),
        (None, _) => json!({ "type": "string" }),
    };
    let mut content = json!({ "schema": schema });
    if let (Some(fields), Ok(example)) = (content.as_object_mut(), serde_json::from_str::<Value>(body.example)) {
        fields.insert("example".to_owned(), example);
    }
    json!({ "required": body.needed, "content": { body.kind: content } })
}

fn responses(route: &Route, operation: &Operation, shapes: &mut Shapes) -> Value {
    let mut all = Map::new();
    for reply in &operation.gives {
        let status = reply.status.to_string();
        let told = all.entry(status).or_insert_with(|| json!({ "description": phrase(reply.status) }));
        let (Some(told), Some(kind)) = (told.as_object_mut(), reply.kind) else { continue };
        let content = told.entry("content").or_insert_with(|| json!({}));
        if let Some(content) = content.as_object_mut() {
            content.insert(kind.to_owned(), json!({ "schema": given(reply, shapes) }));
        }
    }
    for status in refusals(route, operation) {
        let (kind, name) = if openai::is_its_path(route.path) {
            (JSON, "OpenAiError")
        } else {
            ("application/problem+json", "Problem")
        };
        let schema = json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } });
        let mut content = json!({ kind: schema });
        if let Some(kinds) = content.as_object_mut().filter(|_| route.path == "/mcp") {
            kinds.insert(JSON.to_owned(), json!({ "schema": { "type": "object" } }));
        }
        all.insert(status.to_string(), json!({ "description": phrase(status), "content": content }));
    }
    all.into()
}

fn given(reply: &Reply, shapes: &mut Shapes) -> Value {
    let mut found: Vec<Value> = reply.shapes.iter().map(|shape| shape(&mut shapes.answers).to_value()).collect();
    match (found.pop(), found.is_empty(), reply.kind) {
        (Some(only), true, _) => only,
        (Some(last), false, _) => {
            found.push(last);
            json!({ "anyOf": found })
        }
        (None, _, Some(JSON)) => json!({ "type": "object" }),
        (None, _, Some(EVENTS)) => {
            let text = json!({ "type": "string" });
            json!({ "type": "object", "properties": { "event": text, "data": text }, "required": ["data"] })
        }
        (None, ..) => json!({ "type": "string" }),
    }
}

/// The statuses that follow from whom a route lets in and what it takes, and those that are said beside it.
fn refusals(route: &Route, operation: &Operation) -> BTreeSet<u16> {
    // Another host name or origin, a fault of ours, and too much to do meet every request.
    let mut all = BTreeSet::from([403, 421, 500, 503]);
    if is_guarded(route) {
        all.insert(401);
    }
    if route.path.contains('{') {
        all.extend([400, 404]);
    }
    if operation.query.is_some() {
        all.insert(400);
    }
    if route.is_once {
        all.extend([400, 409, 422]);
    }
    if !matches!(route.method, Method::GET | Method::HEAD) {
        all.extend([408, 413, 507]);
    }
    if let Some(body) = &operation.body {
        all.insert(400);
        if body.needed && body.kind != "text/plain" {
            all.insert(415);
        }
    }
    all.extend(&operation.fails);
    all
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "Done",
        201 => "Made",
        202 => "Taken; the work goes on",
        204 => "Done, with nothing to say",
        303 => "Go there",
        304 => "What you have is still right",
        400 => "The request cannot be read",
        401 => "No valid key or session",
        403 => "The key does not reach so far, or a page of another origin asks",
        404 => "It does not exist, or the key cannot see it",
        406 => "None of the accepted types can be given",
        408 => "The request did not arrive, or was not done, in time",
        409 => "It contradicts what is there",
        412 => "It was changed since it was read",
        413 => "The body is too large",
        415 => "The body has a type that is not read here",
        421 => "The host name is not this server's",
        422 => "It can be read but not be used; the detail says what to do",
        500 => "A fault of the server, with a request id",
        503 => "Too much is going on, or a part is missing",
        507 => "The disk is full",
        _ => "",
    }
}
