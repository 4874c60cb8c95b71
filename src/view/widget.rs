//! The line that puts the chat widget into a page.

/// What a page of a company holds to show the widget of the server at `address`.
pub fn widget_snippet(address: &str, workspace: &str, key: &str) -> String {
    let name = workspace.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(r#"<script async src="{address}/widget.js" data-workspace="{name}" data-token="{key}"></script>"#)
}
