//! The API's description of itself: nothing is left out, nothing points nowhere, and people can read it.

use annexa::server::{Access, routes};
use reqwest::Method;
use serde_json::Value;

use crate::client::{Annexa, send};

async fn document(annexa: &Annexa) -> Value {
    let reply = send(annexa.request(Method::GET, "/api/openapi.json")).await;
    assert_eq!(reply.header("content-type"), "application/json");
    reply.expect(200)
}

/// Every `$ref` in a value.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_is_described_with_what_it_takes_gives_and_refuses() {
    let annexa = Annexa::start().await;
    let document = document(&annexa).await;
    let mut names = Vec::new();
    for route in routes() {
        let path = route.path.replace("{*", "{");
        let described = &document["paths"][&path][route.method.as_str().to_lowercase()];
        let at = format!("{} {path}: describe it with `.says(Operation::new(…))`", route.method);
        assert!(described["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{at}");
        names.push(described["operationId"].as_str().unwrap().to_owned());
        let responses = described["responses"].as_object().unwrap();
        let good: Vec<&Value> =
            responses.iter().filter(|(status, _)| status.starts_with(['2', '3'])).map(|(_, reply)| reply).collect();
        assert!(!good.is_empty(), "{at}");
        for reply in responses.values() {
            assert!(!reply["description"].as_str().unwrap().is_empty(), "{at}: {reply}");
            for content in reply["content"].as_object().into_iter().flat_map(serde_json::Map::values) {
                assert!(content["schema"].as_object().is_some_and(|schema| !schema.is_empty()), "{at}: {reply}");
            }
        }
        let refuses = |status: &str| responses.get(status).is_some_and(|reply| reply["content"].is_object());
        assert!(refuses("403") && refuses("421") && refuses("500") && refuses("503"), "{at}");
        assert_eq!(refuses("401"), route.access != Access::Open, "{at}");
        assert_eq!(described["security"].as_array().unwrap().is_empty(), route.access == Access::Open, "{at}");
        if matches!(route.method.as_str(), "PUT" | "PATCH") {
            assert!(described["requestBody"]["content"].is_object(), "{at}");
        }
        for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            let parameters = described["parameters"].as_array().unwrap();
            assert!(parameters.iter().any(|one| one["name"] == name && one["required"] == true), "{at}: {name}");
            assert!(refuses("404"), "{at}");
        }
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "operation ids are unique");
    let described: usize =
        document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(described, count, "nothing is described that is not served");

    let mut pointers = Vec::new();
    references(&document, &mut pointers);
    assert!(pointers.len() > 100);
    for pointer in pointers {
        let inside = pointer.strip_prefix('#').unwrap_or_else(|| panic!("{pointer} leads outside"));
        assert!(document.pointer(inside).is_some(), "{pointer} leads nowhere");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shapes_say_what_the_types_say() {
    let annexa = Annexa::start().await;
    let document = document(&annexa).await;
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Problem"]["required"], serde_json::json!(["type", "title", "status", "detail"]));
    let verdicts = schemas["GapVerdict"]["oneOf"].as_array().unwrap();
    assert_eq!(verdicts.len(), 6, "{}", schemas["GapVerdict"]);
    let ask = &document["paths"]["/api/v1/ask"]["post"]["requestBody"]["content"]["application/json"];
    assert_eq!(ask["schema"]["additionalProperties"], false);
    assert_eq!(ask["schema"]["required"], serde_json::json!(["question"]));
    let search = document["paths"]["/api/v1/search"]["get"]["parameters"].as_array().unwrap();
    let needed: Vec<(&str, bool)> =
        search.iter().map(|one| (one["name"].as_str().unwrap(), one["required"].as_bool().unwrap())).collect();
    assert_eq!(needed, [("limit", false), ("mode", false), ("q", true), ("workspace", false)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_and_language_models_can_read_it() {
    let annexa = Annexa::start().await;
    let page = send(annexa.request(Method::GET, "/api/docs")).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    for route in routes() {
        assert!(page.body.contains(&route.path.replace("{*", "{")), "{}", route.path);
    }
    assert!(!page.body.contains("<script") && !page.body.contains("src=\"http") && !page.body.contains("href=\"http"));
    assert!(page.body.contains("curl -X POST &quot;$ANNEXA/api/v1/ask&quot;"));
    for link in page.body.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(page.body.contains(&format!("id=\"{link}\"")), "#{link} leads nowhere");
    }
    let index = send(annexa.request(Method::GET, "/llms.txt")).await;
    assert_eq!(index.header("content-type"), "text/plain; charset=utf-8");
    assert!(index.body.starts_with("# Annexa\n\n> "));
    let linked: Vec<&str> = index.body.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert_eq!(linked, ["/api/openapi.json", "/api/docs", "/mcp", "/v1/models"]);
    for path in linked {
        assert!(routes().iter().any(|route| route.path == path), "{path}");
    }
    for path in ["/assets/docs.css", "/api/openapi.json", "/api/docs", "/llms.txt"] {
        assert_eq!(send(annexa.request(Method::GET, path)).await.status, 200, "{path}");
    }
}
