//! The profile: asked as an interview, kept as a file, never overwritten unseen; and the overview that goes on from it.

use fantoccini::Client;

use crate::{
    Visit, picture, shown, visited,
    workbench::{accessible, choose, click, enter, fits_a_phone, get, is, place, press, says, write},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_company_is_described_and_what_another_said_meanwhile_stays() {
    visited(describe).await;
}

async fn describe(visit: Visit) {
    let workspace = enter(&visit, None).await;
    let Visit { browser, address, app, .. } = visit;
    place(&browser, &address, "isms").await;
    says(&browser, "[data-testid=next-step]", "Profile: Say who you are").await;
    accessible(&browser, "overview of nothing").await;
    press(&browser, "[data-testid=next-step] a").await;
    says(&browser, "[data-testid=profile-state]", "Nothing is known yet").await;
    for (field, words) in [("name", "Nordlicht \"GmbH\""), ("sector", "software"), ("people", "30")] {
        write(&browser, &format!("[data-field={field}]"), words).await;
    }
    click(&browser, "[data-field=premises] input[value=remote]").await;
    choose(&browser, "select[data-field=development]", "in-house").await;
    click(&browser, "[data-add=suppliers]").await;
    write(&browser, "[data-field=suppliers] [data-field=name]", "AWS").await;
    write(&browser, "[data-field=roles] [data-field=top_management]", "Dana Weiss").await;
    says(&browser, ".save-text", "7 answers changed").await;
    picture(&browser, "profile-form").await;
    press(&browser, "[data-testid=save]").await;
    says(&browser, "[data-testid=profile-state]", "Ready to draft from").await;
    let kept = get(&browser, &format!("{workspace}/profile")).await;
    let text = kept["text"].as_str().unwrap();
    assert!(text.contains("name: \"Nordlicht \\\"GmbH\\\"\"") && text.contains("climate: unknown"), "{text}");
    assert_eq!(kept["profile"]["name"], "Nordlicht \"GmbH\"");
    assert_eq!(kept["profile"]["suppliers"][0]["cloud"], serde_json::Value::Null);
    assert!(
        says(&browser, "[data-problems=climate_use]", "climate").await.contains("4.1"),
        "a point stands at its field"
    );
    accessible(&browser, "profile").await;
    fits_a_phone(&browser).await;

    // Somebody else writes while this page is open.
    write(&browser, "[data-field=sector]", "software for clinics").await;
    let id = app.store.workspaces().await.unwrap().remove(0).id;
    let theirs =
        text.replace("people: 30", "people: 31").replace("sector: \"software\"", "sector: \"software\" # ours");
    app.store.set_profile_text(&id, &theirs).await.unwrap();
    press(&browser, "[data-testid=save]").await;
    says(&browser, ".save-bar [data-testid=problem]", "Changed meanwhile").await;
    press(&browser, ".save-bar .notice-actions .button").await;
    says(&browser, ".page .notice.warning", "Somebody changed the profile meanwhile").await;
    press(&browser, "[data-testid=save]").await;
    says(&browser, "[data-testid=profile-state]", "Ready").await;
    let kept = get(&browser, &format!("{workspace}/profile")).await;
    assert_eq!(
        (kept["profile"]["people"].as_i64(), kept["profile"]["sector"].as_str()),
        (Some(31), Some("software for clinics"))
    );

    edit_the_file(&browser, &address).await;
}

/// The same as YAML, and from there to what is next.
async fn edit_the_file(browser: &Client, address: &str) {
    click(browser, "[data-testid=profile-yaml-view]").await;
    let yaml = shown(browser, "[data-testid=profile-yaml]").await;
    yaml.send_keys("shoes: 2\n").await.unwrap();
    press(browser, "[data-testid=save]").await;
    assert!(
        says(browser, ".save-bar [data-testid=problem]", "shoes").await.contains("line"),
        "an unknown key is named"
    );
    picture(browser, "profile-yaml").await;
    accessible(browser, "profile as YAML").await;

    place(browser, address, "isms").await;
    says(browser, "[data-testid=next-step]", "Draft the risk register").await;
    assert!(is(browser, "document.querySelectorAll('[data-standing=none]').length === 5").await);
    fits_a_phone(browser).await;
}
