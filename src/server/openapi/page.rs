//! The description as a page without scripts: each route with what it takes, gives and refuses, and a command to try.

use serde_json::Value;

use super::{
    document::{Document, access, address, tag},
    operation::{JSON, Operation},
};
use crate::server::route::{Access, Route};

const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Annexa API</title>\n\
    <link rel=\"icon\" href=\"/assets/favicon.svg\">\n<link rel=\"stylesheet\" href=\"/assets/base.css\">\n\
    <link rel=\"stylesheet\" href=\"/assets/docs.css\">\n</head>\n<body>\n<main>\n<h1>Annexa API</h1>\n\
    <p>Every route of this server, made from the list that serves them. The same for programs: \
    <a href=\"/api/openapi.json\">/api/openapi.json</a>. Requests carry <code>Authorization: Bearer KEY</code>; \
    <code>annexa key create</code> makes a key. Errors are <code>application/problem+json</code>, under \
    <code>/v1</code> in OpenAI's words.</p>\n";

/// The whole page.
pub(super) fn html(document: &Document) -> String {
    let mut tags: Vec<&str> = Vec::new();
    for (route, _) in &document.routes {
        if !tags.contains(&tag(route)) {
            tags.push(tag(route));
        }
    }
    let mut html = HEAD.to_owned();
    html.push_str("<nav aria-label=\"Parts\"><ul>\n");
    for (at, name) in tags.iter().enumerate() {
        html.push_str(&format!("<li><a href=\"#part-{at}\">{}</a></li>\n", text(name)));
    }
    html.push_str("</ul></nav>\n");
    for (at, name) in tags.iter().enumerate() {
        html.push_str(&format!("<section id=\"part-{at}\">\n<h2>{}</h2>\n", text(name)));
        for (route, operation) in document.routes.iter().filter(|(route, _)| tag(route) == *name) {
            html.push_str(&article(route, operation, document.of(route)));
        }
        html.push_str("</section>\n");
    }
    html.push_str("<section id=\"schemas\">\n<h2>Schemas</h2>\n");
    let schemas = document.json().pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let pretty = serde_json::to_string_pretty(schema).unwrap_or_default();
        html.push_str(&format!(
            "<details id=\"schema-{0}\"><summary>{0}</summary><pre><code>{1}</code></pre></details>\n",
            text(name),
            text(&pretty)
        ));
    }
    html.push_str("</section>\n</main>\n</body>\n</html>\n");
    html
}

fn article(route: &Route, operation: &Operation, described: &Value) -> String {
    let path = address(route);
    let mut html = format!(
        "<article>\n<h3><span class=\"method\">{}</span> <code>{}</code></h3>\n<p>{}. {}</p>\n<p class=\"access\">For {}.</p>\n",
        route.method,
        text(&path),
        text(operation.summary),
        text(operation.details),
        access(route.access)
    );
    html.push_str(&parameters(described));
    if let Some(schema) = described.pointer("/requestBody/content/application~1json/schema") {
        let pretty = serde_json::to_string_pretty(schema).unwrap_or_default();
        html.push_str(&format!(
            "<details><summary>Body</summary><pre><code>{}</code></pre></details>\n",
            text(&pretty)
        ));
    }
    html.push_str(&responses(described));
    html.push_str(&format!("<pre class=\"try\"><code>{}</code></pre>\n</article>\n", text(&curl(route, operation))));
    html
}

fn parameters(described: &Value) -> String {
    let rows: Vec<String> = described
        .get("parameters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|one| {
            let word = |field: &str| one.get(field).and_then(Value::as_str).unwrap_or_default();
            let needed = if one.get("required") == Some(&Value::Bool(true)) { "needed" } else { "optional" };
            let kind = one.get("schema").map(ToString::to_string).unwrap_or_default();
            format!(
                "<tr><td><code>{}</code></td><td>{}, {needed}</td><td>{}</td><td><code>{}</code></td></tr>\n",
                text(word("name")),
                text(word("in")),
                text(word("description")),
                text(&kind)
            )
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("<table><caption>Parameters</caption>\n{}</table>\n", rows.concat())
}

fn responses(described: &Value) -> String {
    let row = |(status, reply): (&String, &Value)| {
        let content = reply.get("content").and_then(Value::as_object);
        let kinds: Vec<String> = content
            .into_iter()
            .flatten()
            .map(|(kind, one)| {
                let name = one.pointer("/schema/$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
                let link = name.map(|name| format!(" <a href=\"#schema-{0}\">{0}</a>", text(name)));
                format!("<code>{}</code>{}", text(kind), link.unwrap_or_default())
            })
            .collect();
        let what = reply.get("description").and_then(Value::as_str).unwrap_or_default();
        format!("<tr><td>{status}</td><td>{}</td><td>{}</td></tr>\n", text(what), kinds.join(" "))
    };
    let rows: String = described.get("responses").and_then(Value::as_object).into_iter().flatten().map(row).collect();
    format!("<details><summary>Responses</summary><table>\n{rows}</table></details>\n")
}

/// A command that tries the route, with variables where a value of one's own belongs.
fn curl(route: &Route, operation: &Operation) -> String {
    let mut path = address(route);
    for (name, variable) in [
        ("w", "$WORKSPACE"),
        ("d", "$DOCUMENT"),
        ("c", "$CONVERSATION"),
        ("m", "$MESSAGE"),
        ("key", "$WIDGET"),
        ("j", "$JOB"),
        ("g", "$ANALYSIS"),
    ] {
        path = path.replace(&format!("{{{name}}}"), variable);
    }
    for (name, value) in [("id", "A.5.23"), ("guide", "first-steps"), ("name", "base.css"), ("model", "annexa")] {
        path = path.replace(&format!("{{{name}}}"), value);
    }
    if operation.query.is_some() && path.ends_with("/search") {
        path.push_str("?q=cloud&limit=3");
    }
    let mut command = format!("curl -X {} \"$ANNEXA{path}\"", route.method);
    if route.access != Access::Open {
        command.push_str(" \\\n  -H \"Authorization: Bearer $KEY\"");
    }
    if let Some(body) = &operation.body {
        match body.kind {
            "multipart/form-data" => command.push_str(&format!(" \\\n  -F '{}'", body.example)),
            kind => {
                command.push_str(&format!(" \\\n  -H 'Content-Type: {kind}'"));
                if route.path == "/mcp" {
                    command.push_str(&format!(" -H 'Accept: {JSON}, text/event-stream'"));
                }
                command.push_str(&format!(" \\\n  -d '{}'", body.example));
            }
        }
    }
    command
}

/// Text that stands for itself in HTML.
fn text(raw: &str) -> String {
    raw.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
