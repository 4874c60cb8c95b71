//! A request that comes twice makes one thing, whatever happens between the two.

use super::*;

fn claim(credential: &str, key: &str) -> Claim {
    Claim { credential: credential.to_owned(), key: key.to_owned() }
}

fn settled(claimed: Claimed) -> Settled {
    match claimed {
        Claimed::Settled(settled) => settled,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_claim_is_one_callers_and_is_answered_once() {
    let (_dir, store) = store().await;
    let (mine, other) = (claim("a", "k"), claim("b", "k"));
    assert_eq!(store.claim(&mine, "/x", Some("h")).await.unwrap(), Claimed::Fresh);
    assert_eq!(store.claim(&mine, "/x", Some("h")).await.unwrap(), Claimed::Running);
    assert_eq!(store.claim(&other, "/x", Some("h")).await.unwrap(), Claimed::Fresh);
    store.settle(&mine, None, (201, "one")).await.unwrap();
    store.settle(&mine, Some("z"), (202, "two")).await.unwrap();
    let kept = Settled { request: Some("h".to_owned()), status: 201, response: "one".to_owned() };
    assert_eq!(settled(store.claim(&mine, "/x", Some("other")).await.unwrap()), kept);
    store.release(&mine).await.unwrap();
    assert_eq!(settled(store.claim(&mine, "/x", Some("h")).await.unwrap()), kept, "what was answered stays");
    store.release(&other).await.unwrap();
    assert_eq!(store.claim(&other, "/x", Some("h")).await.unwrap(), Claimed::Fresh);
}

/// As after a kill: the process that claimed the key is gone, and what it made has its answer beside it.
#[tokio::test]
async fn what_was_made_is_answered_for_though_its_maker_never_said_so() {
    let (dir, store) = store().await;
    let says = |made: &Workspace| (201, format!("made {}", made.id));
    let (made, lost) = (claim("a", "made"), claim("a", "lost"));
    store.claim(&made, "/workspaces", Some("h")).await.unwrap();
    let workspace = store.create_workspace_once("Acme", Some(Receipt::new(&made, &says))).await.unwrap();
    store.claim(&lost, "/workspaces", Some("h")).await.unwrap();
    store.close().await;

    let store = Store::open(dir.path()).await.unwrap();
    assert_eq!(store.claim(&lost, "/workspaces", Some("h")).await.unwrap(), Claimed::Running);
    assert_eq!(store.release_open_claims().await.unwrap(), 1);
    assert_eq!(store.claim(&lost, "/workspaces", Some("h")).await.unwrap(), Claimed::Fresh);
    let kept = settled(store.claim(&made, "/workspaces", Some("h")).await.unwrap());
    assert_eq!((kept.status, kept.response), (201, format!("made {}", workspace.id)));
}

#[tokio::test]
async fn a_thing_that_cannot_be_made_leaves_no_answer() {
    let (_dir, store) = store().await;
    workspace(&store, "Acme").await;
    let (mine, says) = (claim("a", "k"), |_: &Workspace| (201, "made".to_owned()));
    store.claim(&mine, "/workspaces", Some("h")).await.unwrap();
    assert_fails!(
        store.create_workspace_once("Acme", Some(Receipt::new(&mine, &says))).await,
        StoreError::Conflict { .. }
    );
    assert_eq!(store.claim(&mine, "/workspaces", Some("h")).await.unwrap(), Claimed::Running);
}

#[tokio::test]
async fn answers_go_after_a_day_and_with_what_they_tell_of() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let conversation = store.create_conversation(&acme, "").await.unwrap().id;
    let place = format!("/api/v1/workspaces/{acme}/conversations/{conversation}/messages");
    for key in ["old", "told", "other"] {
        store.claim(&claim("a", key), if key == "told" { &place } else { "/y" }, Some("h")).await.unwrap();
        store.settle(&claim("a", key), None, (200, "secret words")).await.unwrap();
    }
    let day = 24 * 60 * 60 * 1000;
    let aged = sqlx::query("UPDATE idempotency SET at = at - $1 WHERE key = 'old'").bind(day).execute(&store.writer);
    assert_eq!(aged.await.unwrap().rows_affected(), 1);
    store.delete_conversation(&acme, &conversation).await.unwrap();
    assert_eq!(store.claim(&claim("a", "told"), &place, Some("h")).await.unwrap(), Claimed::Fresh);
    assert_eq!(store.claim(&claim("a", "old"), "/y", Some("h")).await.unwrap(), Claimed::Fresh);
    assert_eq!(settled(store.claim(&claim("a", "other"), "/y", Some("h")).await.unwrap()).status, 200);
}
