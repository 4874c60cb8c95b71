//! The API in its own words: an `OpenAPI` document made from the list of routes, a page to read, and an index for language
//! models. What a route takes and gives is said where the route is, so that it changes with it.

mod document;
mod operation;
mod page;

use std::sync::LazyLock;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use super::route::{Access, Routes};
use document::Document;
pub(super) use operation::Operation;

const INDEX: &str = include_str!("openapi/llms.txt");

static DOCUMENT: LazyLock<Document> = LazyLock::new(Document::new);
static JSON: LazyLock<String> = LazyLock::new(|| DOCUMENT.json().to_string());
static PAGE: LazyLock<String> = LazyLock::new(|| page::html(&DOCUMENT));

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/openapi.json", Access::Open, json)
        .tagged()
        .says(
            Operation::new("This description as an OpenAPI document")
                .gives_kind(200, "application/json")
                .gives_nothing(304),
        )
        .get("/api/docs", Access::Open, docs)
        .says(Operation::new("This description as a page").gives_kind(200, "text/html"))
        .get("/llms.txt", Access::Open, index)
        .says(Operation::new("Where a language model finds what").gives_kind(200, "text/plain"))
}

async fn json() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], JSON.as_str()).into_response()
}

async fn docs() -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], PAGE.as_str()).into_response()
}

async fn index() -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], INDEX).into_response()
}
