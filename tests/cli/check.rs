//! `annexa check --workspace`: what a workspace holds is held against each other.

use annexa::store::{Family, NewVersion, Store, WorkspaceId};
use serde_json::json;

use super::Desk;

/// A workspace with a profile, a register and a statement.
async fn workspace(desk: &Desk, statement: &serde_json::Value) -> WorkspaceId {
    let store = Store::open(&desk.path("data")).await.unwrap();
    let workspace = store.create_workspace("Nordlicht").await.unwrap().id;
    store.set_profile_text(&workspace, "name: Nordlicht\nsector: software\npeople: 20\n").await.unwrap();
    let new = |content: String| NewVersion { title: "A".to_owned(), content, by: "test".to_owned(), wording: None };
    let register = include_str!("../api/register.json").to_owned();
    store.create_artefact(&workspace, (Family::Risks, "register"), new(register), None).await.unwrap();
    let statement = new(statement.to_string());
    store.create_artefact(&workspace, (Family::Soa, "statement"), statement, None).await.unwrap();
    let policy = new("# Policy\n\nA **rule**.\n".to_owned());
    store.create_artefact(&workspace, (Family::Policies, "access-control"), policy, None).await.unwrap();
    store.close().await;
    workspace
}

#[tokio::test]
async fn an_error_fails_the_check_and_says_both_sides() {
    let desk = Desk::new();
    let id = workspace(&desk, &json!({ "company": "Nordlicht", "version": "0.1", "rows": [] })).await;
    let said = desk.run(&["check", "--workspace", "Nordlicht"]);
    assert_eq!(said.status, 1, "{}", said.err);
    assert!(said.out.contains("error[edition-2013] R-02"), "{}", said.out);
    let last = said.out.lines().last().unwrap();
    assert!(last.starts_with("1 documents: ") && !last.contains(" 0 errors"), "{last}");

    let told = desk.run(&["check", "--json", "--workspace", id.as_str()]);
    let report: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!((told.status, &report["documents"]), (1, &json!(1)));
    let errors = report["findings"].as_array().unwrap().iter().filter(|one| one["severity"] == "error").count();
    assert_eq!(report["errors"], errors);
}

#[tokio::test]
async fn a_workspace_without_errors_passes_and_an_empty_or_unknown_one_is_refused() {
    let desk = Desk::new();
    let store = Store::open(&desk.path("data")).await.unwrap();
    let workspace = store.create_workspace("Quiet").await.unwrap().id;
    desk.run(&["check", "--workspace", "Quiet"]).refused(&["Quiet", "empty"]);
    store.set_profile_text(&workspace, "name: Quiet\nsector: software\npeople: 20\n").await.unwrap();
    store.close().await;
    let said = desk.run(&["check", "--workspace", "Quiet", "--json"]).json();
    assert_eq!((&said["errors"], &said["documents"]), (&json!(0), &json!(0)));
    desk.run(&["check", "--workspace", "Nobody"]).refused(&["no workspace `Nobody`"]);
    for wrong in [vec!["check"], vec!["check", "folder", "--workspace", "Quiet"]] {
        assert_eq!(desk.run(&wrong).status, 2, "{wrong:?}");
    }
}
