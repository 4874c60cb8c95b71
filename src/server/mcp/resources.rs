//! The resources: pages of the knowledge base and the documents of workspaces, each under an `annexa://` address.

use rmcp::model::{ErrorData, ListResourcesResult, ReadResourceResult, Resource, ResourceContents, ResourceTemplate};

use super::{Mcp, fault, tools};
use crate::{
    knowledge::Library,
    server::problem::ApiError,
    store::DocumentId,
    view::{control_lines, guide_lines, guide_markdown},
};

/// Resources of one page of the list.
const PAGE: usize = 200;

const CONTROL: &str = "annexa://control/";
const GUIDE: &str = "annexa://guide/";
const DOCUMENT: &str = "annexa://document/";

const MARKDOWN: &str = "text/markdown";
const PLAIN: &str = "text/plain";

/// A page of the list; `cursor` is what the page before it gave.
pub(super) async fn list(mcp: &Mcp, cursor: Option<String>) -> Result<ListResourcesResult, ErrorData> {
    let from = match cursor {
        None => 0,
        Some(cursor) => cursor.parse::<usize>().map_err(|_| {
            ErrorData::invalid_params("the cursor is none that this list gave: begin without one", None)
        })?,
    };
    let mut all = pages(mcp.state.app.assistant.library());
    all.extend(documents(mcp).await.map_err(|error| fault(&error))?);
    let next = from.saturating_add(PAGE);
    let more = (next < all.len()).then(|| next.to_string());
    let mut result = ListResourcesResult::with_all_items(all.into_iter().skip(from).take(PAGE).collect());
    result.next_cursor = more;
    Ok(result)
}

fn pages(library: &Library) -> Vec<Resource> {
    let controls = control_lines(library).into_iter().map(|line| {
        let id = line.id.to_string();
        Resource::new(format!("{CONTROL}{id}"), id).with_title(line.title).with_mime_type(MARKDOWN)
    });
    let guides = guide_lines(library).into_iter().map(|line| {
        Resource::new(format!("{GUIDE}{}", line.id), line.id).with_title(line.title).with_mime_type(MARKDOWN)
    });
    controls.chain(guides).collect()
}

async fn documents(mcp: &Mcp) -> Result<Vec<Resource>, ApiError> {
    let store = &mcp.state.app.store;
    let mut found = Vec::new();
    for workspace in store.workspaces().await? {
        if !mcp.person.may_enter(&workspace.id) {
            continue;
        }
        found.extend(store.documents(&workspace.id).await?.into_iter().map(|document| {
            Resource::new(format!("{DOCUMENT}{}/{}", workspace.id, document.id), document.name)
                .with_title(document.title)
                .with_description(format!("A document of the workspace {}", workspace.name))
                .with_mime_type(PLAIN)
        }));
    }
    Ok(found)
}

pub(super) fn templates() -> Vec<ResourceTemplate> {
    let template = |uri: String, name: &str, mime: &str| ResourceTemplate::new(uri, name).with_mime_type(mime);
    vec![
        template(format!("{CONTROL}{{id}}"), "control", MARKDOWN)
            .with_description("The page of a control or clause, such as A.5.23 or 9.2.1"),
        template(format!("{GUIDE}{{name}}"), "guide", MARKDOWN).with_description("A guide of the knowledge base"),
        template(format!("{DOCUMENT}{{workspace}}/{{document}}"), "document", PLAIN)
            .with_description("The text of a workspace's document"),
    ]
}

pub(super) async fn read(mcp: &Mcp, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let (text, mime) = text(mcp, uri).await.map_err(|error| match error {
        ApiError::NotFound => {
            ErrorData::resource_not_found(format!("there is no resource {uri}: resources/list names them"), None)
        }
        other => fault(&other),
    })?;
    Ok(ReadResourceResult::new(vec![ResourceContents::text(text, uri).with_mime_type(mime)]))
}

async fn text(mcp: &Mcp, uri: &str) -> Result<(String, &'static str), ApiError> {
    let library = mcp.state.app.assistant.library();
    if let Some(id) = uri.strip_prefix(CONTROL) {
        return Ok((tools::page(library, id)?, MARKDOWN));
    }
    if let Some(name) = uri.strip_prefix(GUIDE) {
        return guide_markdown(library, name).map(|text| (text, MARKDOWN)).ok_or(ApiError::NotFound);
    }
    let named = uri.strip_prefix(DOCUMENT).and_then(|rest| rest.split_once('/')).ok_or(ApiError::NotFound)?;
    let (workspace, document) = named;
    let workspace = workspace.parse().map_err(|_| ApiError::NotFound)?;
    let document: DocumentId = document.parse().map_err(|_| ApiError::NotFound)?;
    if !mcp.person.may_enter(&workspace) {
        return Err(ApiError::NotFound);
    }
    Ok((mcp.state.app.store.document_text(&workspace, &document).await?, PLAIN))
}
