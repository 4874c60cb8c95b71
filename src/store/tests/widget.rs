//! Widget keys: origins that can stand in a header, quotas that hold, conversations that nobody else continues, ratings.

use secrecy::ExposeSecret;

use super::*;

fn rules(origins: &[&str], quota: u32) -> WidgetRules {
    let origins = origins.iter().map(|origin| origin.parse().unwrap()).collect();
    WidgetRules { origins: Origins::new(origins).unwrap(), quota }
}

#[test]
fn an_origin_is_read_as_browsers_write_it_and_nothing_else_passes() {
    for (written, read) in [
        ("https://intranet.example", "https://intranet.example"),
        (" HTTPS://Intranet.Example/ ", "https://intranet.example"),
        ("https://intranet.example:443", "https://intranet.example"),
        ("http://localhost:08080", "http://localhost:8080"),
        ("http://10.0.0.7:80", "http://10.0.0.7"),
        ("https://xn--bcher-kva.example:8443", "https://xn--bcher-kva.example:8443"),
    ] {
        assert_eq!(written.parse::<Origin>().unwrap().as_str(), read);
    }
    for wrong in [
        "",
        "*",
        "intranet.example",
        "https://",
        "https://*.example",
        "https://a/b",
        "https://a//",
        "https://a b",
        "https://a;script-src *",
        "https://a,b",
        "https://user@a",
        "https://a:0",
        "https://a:65536",
        "https://a:",
        "https://a:8x",
        "https://[::1]",
        "https://a..b",
        "https://-a",
        "https://bücher.example",
        "https://a\r\nX: y",
        "javascript://a",
        "file://a",
        "null",
        "'self'",
    ] {
        assert_fails!(wrong.parse::<Origin>(), StoreError::Invalid { .. });
    }
    let many = (0..21).map(|n| format!("https://h{n}").parse().unwrap()).collect();
    assert_fails!(Origins::new(many), StoreError::Invalid { .. });
}

#[tokio::test]
async fn a_widget_is_found_by_its_id_with_its_rules() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let rules = rules(&["https://b.example", "https://a.example", "https://b.example/"], 3);
    let (key, token) = store.create_widget_key(acme.clone(), "intranet", rules).await.unwrap();
    let (digits, _) = token.expose_secret().strip_prefix("anw_").unwrap().split_once('_').unwrap();
    assert_eq!(
        format!("key_{digits}"),
        key.id.as_str(),
        "the token names the id, so that the frame can be found by it"
    );
    assert_eq!(store.widget(&key.id).await.unwrap(), key);
    assert_eq!((key.origins.to_string().as_str(), key.quota), ("https://a.example https://b.example", Some(3)));
    assert_eq!(store.keys().await.unwrap(), std::slice::from_ref(&key));
    let json = serde_json::to_value(&key).unwrap();
    assert_eq!(json["origins"], serde_json::json!(["https://a.example", "https://b.example"]));

    let (other, _) = store.create_key(Scope::Workspace, Some(acme.clone()), "api").await.unwrap();
    assert_eq!((other.origins.is_empty(), other.quota), (true, None));
    assert_fails!(store.widget(&other.id).await, StoreError::NotFound);
    store.revoke_key(&key.id).await.unwrap();
    assert_fails!(store.widget(&key.id).await, StoreError::NotFound);
    let none = WidgetRules { quota: 0, ..WidgetRules::default() };
    assert_fails!(store.create_widget_key(acme, "none", none).await, StoreError::Invalid { .. });
}

#[tokio::test]
async fn a_quota_holds_even_when_all_ask_at_once_and_is_each_keys_own() {
    let (dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let (one, _) = store.create_widget_key(acme.clone(), "one", rules(&[], 3)).await.unwrap();
    let (two, _) = store.create_widget_key(acme.clone(), "two", rules(&[], 1)).await.unwrap();
    let asked = futures::future::join_all((0..8).map(|_| store.take_widget_question(&one.id))).await;
    assert_eq!(asked.into_iter().filter(|taken| *taken.as_ref().unwrap()).count(), 3);
    for _ in 0..3 {
        assert!(store.create_widget_conversation(&acme, "", &one.id, None).await.unwrap().is_some());
    }
    assert!(store.create_widget_conversation(&acme, "", &one.id, None).await.unwrap().is_none());
    assert!(store.take_widget_question(&two.id).await.unwrap());

    // What was used is used after a restart too, and a new day begins at zero.
    store.close().await;
    let store = Store::open(dir.path()).await.unwrap();
    assert!(!store.take_widget_question(&one.id).await.unwrap());
    sqlx::query("UPDATE widget_day SET day = day - 1").execute(&store.writer).await.unwrap();
    assert!(store.take_widget_question(&one.id).await.unwrap());

    let (api, _) = store.create_key(Scope::Workspace, Some(acme), "api").await.unwrap();
    assert!(!store.take_widget_question(&api.id).await.unwrap(), "only a widget has a quota");
}

#[tokio::test]
async fn a_widget_continues_its_own_conversations_alone_and_they_crowd_no_list() {
    let (_dir, store) = store().await;
    let (acme, other) = (workspace(&store, "Acme").await, workspace(&store, "Other").await);
    let (one, _) = store.create_widget_key(acme.clone(), "one", rules(&[], 3)).await.unwrap();
    let (two, _) = store.create_widget_key(acme.clone(), "two", rules(&[], 3)).await.unwrap();
    let own = store.create_widget_conversation(&acme, "", &one.id, None).await.unwrap().unwrap().id;
    let members = store.create_conversation(&acme, "theirs").await.unwrap().id;
    store.require_widget_conversation(&acme, &own, &one.id).await.unwrap();
    for (place, conversation, key) in [(&acme, &own, &two.id), (&acme, &members, &one.id), (&other, &own, &one.id)] {
        assert_fails!(store.require_widget_conversation(place, conversation, key).await, StoreError::NotFound);
    }
    let listed: Vec<_> = store.conversations(&acme).await.unwrap().into_iter().map(|one| one.id).collect();
    assert_eq!(listed, [members]);
    store.delete_conversation(&acme, &own).await.unwrap();
    assert_fails!(store.require_widget_conversation(&acme, &own, &one.id).await, StoreError::NotFound);
}

#[tokio::test]
async fn an_answer_is_rated_in_its_own_place_and_the_rating_goes_with_it() {
    let (_dir, store) = store().await;
    let (acme, other) = (workspace(&store, "Acme").await, workspace(&store, "Other").await);
    let conversation = store.create_conversation(&acme, "").await.unwrap().id;
    let second = store.create_conversation(&acme, "").await.unwrap().id;
    let say = async |role, text: &str| {
        let message = NewMessage { role, text: text.to_owned(), answer: None };
        store.append_message(&acme, &conversation, message).await.unwrap().id
    };
    let question = say(Role::User, "Why?").await;
    let answer = say(Role::Assistant, "Because.").await;
    store.rate(&acme, (&conversation, &answer), Thumb::Up, "").await.unwrap();
    store.rate(&acme, (&conversation, &answer), Thumb::Down, " too short ").await.unwrap();
    for (place, conversation, message) in
        [(&acme, &conversation, &question), (&other, &conversation, &answer), (&acme, &second, &answer)]
    {
        assert_fails!(store.rate(place, (conversation, message), Thumb::Up, "").await, StoreError::NotFound);
    }
    let long = "x".repeat(1001);
    for reason in [long.as_str(), "\0"] {
        let rated = store.rate(&acme, (&conversation, &answer), Thumb::Up, reason).await;
        assert_fails!(rated, StoreError::Invalid { .. });
    }
    let ratings = store.ratings(&acme, &Page::all()).await.unwrap().items;
    let rating = &ratings[0];
    assert_eq!((ratings.len(), rating.rating, rating.reason.as_str()), (1, Thumb::Down, "too short"));
    assert_eq!((rating.question.as_str(), rating.answer.as_str()), ("Why?", "Because."));
    assert_eq!(store.ratings(&other, &Page::all()).await.unwrap().items, []);
    store.delete_conversation(&acme, &conversation).await.unwrap();
    assert_eq!(store.ratings(&acme, &Page::all()).await.unwrap().items, []);
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}
