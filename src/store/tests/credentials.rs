//! Keys, sessions, login tokens: what is revoked, used or expired opens nothing, and no secret is on the disk.

use std::time::Duration;

use secrecy::ExposeSecret;

use super::*;

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn a_key_grants_its_scope_until_it_is_revoked() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let (key, secret) = store.create_key(Scope::Workspace, Some(acme.clone()), " ci ").await.unwrap();
    let secret = secret.expose_secret();
    assert_eq!((key.label.as_str(), secret.len()), ("ci", "anx_".len() + 64));
    let grant = Grant { scope: Scope::Workspace, workspace: Some(acme), key_id: Some(key.id.clone()) };
    assert_eq!(store.authenticate(secret).await.unwrap(), Some(grant));
    assert!(store.keys().await.unwrap()[0].last_used_at.is_some());
    for wrong in ["", "anx_", &secret[..67], &secret.to_uppercase(), &secret::hash(secret)] {
        assert_eq!(store.authenticate(wrong).await.unwrap(), None);
    }
    store.revoke_key(&key.id).await.unwrap();
    assert_eq!(store.authenticate(secret).await.unwrap(), None);
    assert_fails!(store.revoke_key(&key.id).await, StoreError::NotFound);
    assert!(store.keys().await.unwrap()[0].revoked_at.is_some());
}

#[tokio::test]
async fn only_an_admin_key_has_no_workspace() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    assert_fails!(store.create_key(Scope::Admin, Some(acme.clone()), "x").await, StoreError::Invalid { .. });
    assert_fails!(store.create_key(Scope::Widget, None, "x").await, StoreError::Invalid { .. });
    assert_fails!(store.create_key(Scope::Admin, None, "\n").await, StoreError::Invalid { .. });
    let (key, secret) = store.create_key(Scope::Admin, None, "root").await.unwrap();
    let grant = store.authenticate(secret.expose_secret()).await.unwrap().unwrap();
    assert_eq!(grant, Grant { scope: Scope::Admin, workspace: None, key_id: Some(key.id) });
    for scope in [Scope::Admin, Scope::Workspace, Scope::Widget] {
        assert_eq!(scope.to_string().parse::<Scope>().unwrap(), scope);
        assert_eq!(serde_json::to_string(&scope).unwrap(), format!("\"{scope}\""));
    }
    assert_fails!("Admin".parse::<Scope>(), StoreError::Invalid { .. });
}

#[tokio::test]
async fn a_session_dies_when_it_ends_expires_or_its_key_is_revoked() {
    let (_dir, store) = store().await;
    let (key, secret) = store.create_key(Scope::Admin, None, "root").await.unwrap();
    let grant = store.authenticate(secret.expose_secret()).await.unwrap().unwrap();
    let ended = store.create_session(&grant, HOUR).await.unwrap();
    let revoked = store.create_session(&grant, HOUR).await.unwrap();
    let expired = store.create_session(&grant, Duration::ZERO).await.unwrap();
    let alone = store.create_session(&Grant { key_id: None, ..grant.clone() }, HOUR).await.unwrap();
    let open = async |session: &secrecy::SecretString| store.session(session.expose_secret()).await.unwrap();
    assert_eq!(open(&ended).await, Some(grant.clone()));
    assert_eq!(open(&expired).await, None);
    assert_eq!(store.session(secret.expose_secret()).await.unwrap(), None, "a key is no session");
    assert_eq!(store.authenticate(ended.expose_secret()).await.unwrap(), None, "a session is no key");
    store.end_session(ended.expose_secret()).await.unwrap();
    store.end_session(ended.expose_secret()).await.unwrap();
    assert_eq!(open(&ended).await, None);
    assert_eq!(open(&revoked).await, Some(grant.clone()));
    store.revoke_key(&key.id).await.unwrap();
    assert_eq!(open(&revoked).await, None);
    assert!(open(&alone).await.is_some());
    let late = store.create_session(&grant, HOUR).await.unwrap();
    assert_eq!(open(&late).await, None, "a grant that outlived its key");
    assert_eq!(count(&store, "session").await, 4, "the expired one was swept");
}

#[tokio::test]
async fn a_login_token_opens_one_session() {
    let (_dir, store) = store().await;
    let token = store.create_login_token(HOUR).await.unwrap();
    let redeemed = (0..8).map(|_| store.redeem_login_token(token.expose_secret(), HOUR)).collect::<Vec<_>>();
    let sessions: Vec<_> = futures::future::join_all(redeemed).await.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(sessions.len(), 1);
    let grant = store.session(sessions[0].expose_secret()).await.unwrap().unwrap();
    assert_eq!(grant, Grant { scope: Scope::Admin, workspace: None, key_id: None });
    let expired = store.create_login_token(Duration::ZERO).await.unwrap();
    assert!(store.redeem_login_token(expired.expose_secret(), HOUR).await.unwrap().is_none());
    assert!(store.redeem_login_token("anl_", HOUR).await.unwrap().is_none());
    let forever = store.create_login_token(Duration::MAX).await.unwrap();
    assert!(store.redeem_login_token(forever.expose_secret(), Duration::MAX).await.unwrap().is_some());
}

#[tokio::test]
async fn no_secret_is_on_the_disk() {
    let (dir, store) = store().await;
    let (_, key) = store.create_key(Scope::Admin, None, "root").await.unwrap();
    let token = store.create_login_token(HOUR).await.unwrap();
    let session = store.redeem_login_token(token.expose_secret(), HOUR).await.unwrap().unwrap();
    for (path, bytes) in files(dir.path()) {
        for secret in [&key, &token, &session] {
            let random = &secret.expose_secret().as_bytes()[4..];
            assert!(!bytes.windows(random.len()).any(|window| window == random), "{}", path.display());
        }
    }
}
