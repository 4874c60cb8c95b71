//! Gap analyses: whose they are, how they end, and that nothing of a deleted one stays.

use super::*;
use crate::iso::GapSummary;

fn done() -> GapEnd {
    let summary = GapSummary { met: 3, ..GapSummary::default() };
    GapEnd::Done { report: "{\"walrus\":1}".to_owned(), summary, statements: 7 }
}

async fn order(store: &Store, workspace: &WorkspaceId) -> NewGapAnalysis {
    let document = put(store, workspace, "a.md", "one\n").await;
    let documents = vec![AnalysedFile { id: document.id, name: document.name }];
    NewGapAnalysis { documents, profile: Some("{}".to_owned()), earlier: None }
}

#[tokio::test]
async fn an_analysis_is_kept_with_its_report_and_belongs_to_its_workspace() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let order = order(&store, &acme).await;
    let made = store.create_gap_analysis(&acme, order.clone()).await.unwrap();
    assert_eq!(store.gap_analysis(&acme, &made.id).await.unwrap(), made);
    assert_eq!(store.gap_report(&acme, &made.id).await.unwrap(), None);
    assert!(store.begin_gap_analysis(&made.id).await.unwrap());
    assert!(!store.begin_gap_analysis(&made.id).await.unwrap());
    assert!(store.end_gap_analysis(&made.id, done()).await.unwrap());
    let kept = store.gap_analyses(&acme, &Page::all()).await.unwrap().items.pop().unwrap();
    assert_eq!((kept.state, kept.progress, kept.order), (GapState::Done, (7, 7), order));
    assert_eq!(kept.summary.unwrap().met, 3);
    assert_eq!(store.gap_report(&acme, &made.id).await.unwrap().as_deref(), Some("{\"walrus\":1}"));

    assert_eq!(store.gap_analyses(&beta, &Page::all()).await.unwrap().items, []);
    assert_fails!(store.gap_analysis(&beta, &made.id).await, StoreError::NotFound);
    assert_fails!(store.gap_report(&beta, &made.id).await, StoreError::NotFound);
    assert_fails!(store.delete_gap_analysis(&beta, &made.id).await, StoreError::NotFound);
    let job = made.id.job();
    assert_eq!(GapAnalysisId::of_job(&job), made.id);
    assert_eq!(store.gap_analysis_workspace(Some(&acme), &made.id).await.unwrap(), acme);
    assert_fails!(store.gap_analysis_workspace(Some(&beta), &made.id).await, StoreError::NotFound);
}

#[tokio::test]
async fn an_analysis_ends_once() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let made = store.create_gap_analysis(&acme, order(&store, &acme).await).await.unwrap();
    assert!(store.end_gap_analysis(&made.id, GapEnd::Cancelled).await.unwrap());
    assert!(!store.end_gap_analysis(&made.id, done()).await.unwrap());
    assert!(!store.end_gap_analysis(&made.id, GapEnd::Failed("late".to_owned())).await.unwrap());
    assert_eq!(store.gap_analysis(&acme, &made.id).await.unwrap().state, GapState::Cancelled);
    assert_eq!(store.fail_open_gap_analyses("stopped").await.unwrap(), 0);
    let next = store.create_gap_analysis(&acme, NewGapAnalysis::default()).await.unwrap();
    assert_eq!(store.fail_open_gap_analyses("stopped").await.unwrap(), 1);
    let next = store.gap_analysis(&acme, &next.id).await.unwrap();
    assert_eq!((next.state, next.problem.as_deref()), (GapState::Failed, Some("stopped")));
}

#[tokio::test]
async fn a_deleted_analysis_leaves_nothing() {
    let (dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    for by_workspace in [false, true] {
        let made = store.create_gap_analysis(&acme, order(&store, &acme).await).await.unwrap();
        store.end_gap_analysis(&made.id, done()).await.unwrap();
        if by_workspace {
            store.delete_workspace(&acme).await.unwrap();
            assert_fails!(store.create_gap_analysis(&acme, NewGapAnalysis::default()).await, StoreError::NotFound);
        } else {
            store.delete_gap_analysis(&acme, &made.id).await.unwrap();
        }
        assert_eq!(count(&store, "gap_analysis").await, 0);
    }
    store.close().await;
    for (path, bytes) in files(dir.path()) {
        assert!(!bytes.windows(6).any(|part| part == b"walrus"), "{}", path.display());
    }
}
