//! Artefacts: versions are kept as they were written, an approval holds what it approved, and nothing of a deleted one stays.

use super::*;

fn version(content: &str) -> NewVersion {
    NewVersion {
        title: "Access Control Policy".to_owned(),
        content: content.to_owned(),
        by: "key_1".to_owned(),
        wording: None,
    }
}

async fn policy(store: &Store, workspace: &WorkspaceId, content: &str) -> ArtefactVersion {
    store.create_artefact(workspace, (Family::Policies, "access-control"), version(content), None).await.unwrap()
}

fn at<'a>(workspace: &'a WorkspaceId, id: &'a ArtefactId) -> ArtefactPlace<'a> {
    ArtefactPlace { workspace, family: Family::Policies, id }
}

async fn states(store: &Store, place: ArtefactPlace<'_>) -> Vec<(i64, ArtefactState)> {
    let versions = store.versions_of_artefact(place).await.unwrap();
    versions.into_iter().map(|one| (one.version, one.state)).collect()
}

#[tokio::test]
async fn new_content_is_a_new_version_and_the_same_content_is_none() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let first = policy(&store, &acme, "# One\n").await;
    let place = at(&acme, &first.id);
    assert_eq!((first.version, first.state, first.kind.as_str()), (1, ArtefactState::Draft, "access-control"));
    assert_eq!(store.add_artefact_version(place, None, version("# One\n"), None).await.unwrap(), first);
    let second = store.add_artefact_version(place, Some(1), version("# Two\n"), None).await.unwrap();
    assert_eq!((second.version, &second.id), (2, &first.id));
    assert_fails!(store.add_artefact_version(place, Some(1), version("# 3\n"), None).await, StoreError::Refused { .. });
    assert_fails!(store.add_artefact_version(place, None, version(" \n"), None).await, StoreError::Invalid { .. });
    assert_fails!(store.add_artefact_version(place, None, version("\0"), None).await, StoreError::Invalid { .. });
    assert_eq!(store.artefact(place, Some(1)).await.unwrap().1, "# One\n");
    assert_eq!(store.artefact(place, None).await.unwrap(), (second, "# Two\n".to_owned()));

    let again = store.create_artefact(&acme, (Family::Policies, "access-control"), version("#"), None).await;
    assert_fails!(again, StoreError::Refused { .. });
    for _ in 0..2 {
        store.create_artefact(&acme, (Family::Audits, "plan"), version("# Plan"), None).await.unwrap();
    }
    assert_eq!(store.artefact_versions(&acme, Family::Audits).await.unwrap().len(), 2);
    assert_eq!(
        store.artefact_of_kind(&acme, (Family::Policies, "access-control")).await.unwrap(),
        Some(first.id.clone())
    );

    assert_fails!(store.artefact(at(&beta, &first.id), None).await, StoreError::NotFound);
    assert_fails!(store.artefact(place, Some(3)).await, StoreError::NotFound);
    let soa = ArtefactPlace { family: Family::Soa, ..place };
    assert_fails!(store.versions_of_artefact(soa).await, StoreError::NotFound);
    assert_fails!(store.add_artefact_version(soa, None, version("x"), None).await, StoreError::NotFound);
    assert_eq!(store.artefact_versions(&beta, Family::Policies).await.unwrap(), []);
}

#[tokio::test]
async fn one_version_is_in_force_and_it_says_who_approved_what() {
    use ArtefactState::{Approved, Draft, Superseded, Withdrawn};

    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let first = policy(&store, &acme, "# One\n").await;
    let place = at(&acme, &first.id);
    let step = async |version, step| store.move_artefact(place, version, step, ("Dana Weiss", "key_1")).await;
    assert_eq!(step(1, ArtefactStep::Review).await.unwrap().state, ArtefactState::InReview);
    let approved = step(1, ArtefactStep::Approve).await.unwrap();
    assert_eq!(approved.approved_by.as_deref(), Some("Dana Weiss"));
    assert_eq!(approved.approved_sha256.as_deref(), Some(first.sha256.as_str()));
    assert_eq!(step(1, ArtefactStep::Approve).await.unwrap(), approved, "the first approval stands");
    assert_fails!(step(1, ArtefactStep::Review).await, StoreError::Refused { .. });

    for content in ["# Two\n", "# Three\n", "# Four\n"] {
        store.add_artefact_version(place, None, version(content), None).await.unwrap();
    }
    step(3, ArtefactStep::Approve).await.unwrap();
    assert_fails!(step(2, ArtefactStep::Approve).await, StoreError::Refused { .. });
    step(2, ArtefactStep::Withdraw).await.unwrap();
    assert_eq!(states(&store, place).await, [(4, Draft), (3, Approved), (2, Withdrawn), (1, Superseded)]);
    assert_fails!(step(1, ArtefactStep::Withdraw).await, StoreError::Refused { .. });
    assert_fails!(step(9, ArtefactStep::Withdraw).await, StoreError::NotFound);
    let nameless = store.move_artefact(place, 4, ArtefactStep::Approve, (" ", "key_1")).await;
    assert_fails!(nameless, StoreError::Invalid { .. });
    step(4, ArtefactStep::Withdraw).await.unwrap();
    let current = store.current_artefacts(&acme, Family::Policies).await.unwrap();
    assert_eq!(current.iter().map(|(one, text)| (one.version, text.as_str())).collect::<Vec<_>>(), [(3, "# Three\n")]);
    let again = store.add_artefact_version(place, None, version("# Four\n"), None).await.unwrap();
    assert_eq!((again.version, again.state), (5, Draft), "what was withdrawn comes back as a version of its own");
}

#[tokio::test]
async fn only_the_version_in_force_is_acknowledged_and_by_each_person_once() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let first = policy(&store, &acme, "# One\n").await;
    let place = at(&acme, &first.id);
    let read = async |version, person| store.acknowledge_artefact(place, version, (person, "key_1")).await;
    assert_fails!(read(1, "Ada").await, StoreError::Refused { .. });
    store.move_artefact(place, 1, ArtefactStep::Approve, ("Dana", "key_1")).await.unwrap();
    let noted = read(1, " Ada ").await.unwrap();
    assert_eq!((noted.version, noted.person.as_str()), (1, "Ada"));
    assert_eq!(read(1, "Ada").await.unwrap(), noted);
    read(1, "Ben").await.unwrap();
    assert_fails!(read(2, "Ada").await, StoreError::NotFound);
    let people: Vec<String> = store.acknowledgements(place).await.unwrap().into_iter().map(|one| one.person).collect();
    assert_eq!(people, ["Ada", "Ben"]);
    assert_eq!(store.artefact(place, None).await.unwrap().0.acknowledgements, 2);
}

#[tokio::test]
async fn not_even_sql_changes_a_version_or_its_approval() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let first = policy(&store, &acme, "# One\n").await;
    let place = at(&acme, &first.id);
    store.move_artefact(place, 1, ArtefactStep::Approve, ("Dana", "key_1")).await.unwrap();
    let before = store.artefact(place, None).await.unwrap();
    for sql in [
        "UPDATE artefact_version SET content = 'other'",
        "UPDATE artefact_version SET content = 'other', sha256 = 'other', approved_sha256 = 'other'",
        "UPDATE artefact_version SET title = 'other'",
        "UPDATE artefact_version SET approved_by = 'Mallory'",
        "UPDATE artefact_version SET approved_sha256 = NULL, state = 'draft'",
        "INSERT INTO artefact_version (artefact_id, version, state, title, content, sha256, created_at, created_by, \
         changed_at, changed_by) SELECT id, 2, 'approved', '', 'x', 'x', 0, '', 0, '' FROM artefact",
    ] {
        assert!(sqlx::query(sql).execute(&store.writer).await.is_err(), "{sql}");
    }
    assert_eq!(store.artefact(place, None).await.unwrap(), before);
    // Somebody who takes the locks away is found out when it is read.
    sqlx::query("DROP TRIGGER artefact_version_kept").execute(&store.writer).await.unwrap();
    sqlx::query("UPDATE artefact_version SET content = 'other'").execute(&store.writer).await.unwrap();
    assert_fails!(store.artefact(place, None).await, StoreError::Corrupt);
}

#[tokio::test]
async fn nothing_of_a_deleted_workspace_stays() {
    let (dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let first = policy(&store, &acme, "# A walrus\n").await;
    let place = at(&acme, &first.id);
    store.move_artefact(place, 1, ArtefactStep::Approve, ("Dana", "key_1")).await.unwrap();
    store.acknowledge_artefact(place, 1, ("walrus", "key_1")).await.unwrap();
    store.delete_workspace(&acme).await.unwrap();
    for table in ["artefact", "artefact_version", "artefact_acknowledgement"] {
        assert_eq!(count(&store, table).await, 0, "{table}");
    }
    let late = store.create_artefact(&acme, (Family::Soa, "statement"), version("{}"), None).await;
    assert_fails!(late, StoreError::NotFound);
    store.close().await;
    for (path, bytes) in files(dir.path()) {
        assert!(!bytes.windows(6).any(|part| part == b"walrus"), "{}", path.display());
    }
}

#[tokio::test]
async fn who_worded_a_version_is_kept_with_it_and_never_changed() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let wording = Some("{\"model\": \"m\"}".to_owned());
    let new = NewVersion { wording: wording.clone(), ..version("# A\n") };
    let made = store.create_artefact(&acme, (Family::Policies, "access-control"), new, None).await.unwrap();
    assert_eq!(made.wording, wording);
    let place = at(&acme, &made.id);
    let next = store.add_artefact_version(place, None, version("# B\n"), None).await.unwrap();
    assert_eq!((next.version, next.wording), (2, None), "what a person wrote since is no model's");
    let changed = sqlx::query("UPDATE artefact_version SET wording = NULL").execute(&store.writer).await;
    assert!(changed.unwrap_err().to_string().contains("never changed"));
    assert_eq!(store.artefact(place, Some(1)).await.unwrap().0.wording, wording);
}
