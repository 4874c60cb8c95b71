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

    assert!(kept["text"].as_str().unwrap().contains("# ours"), "the form keeps the comments of the file: {kept}");

    edit_the_file(&browser, &address).await;
    merge_the_file(&browser, (&address, &workspace), &app).await;
}

/// Two people write in the file: what one of them changed is there, and what both changed is shown with both.
async fn merge_the_file(browser: &Client, (address, workspace): (&str, &str), app: &annexa::app::App) {
    let id = app.store.workspaces().await.unwrap().remove(0).id;
    let before = "# Ours\nname: Nordlicht # board\nsector: software\npeople: 30\ncountries: [DE]\n";
    app.store.set_profile_text(&id, before).await.unwrap();
    place(browser, address, "profile").await;
    click(browser, "[data-testid=profile-yaml-view]").await;
    let mine = before.replace("people: 30", "people: 45").replace("[DE]", "[DE, AT]");
    write(browser, "[data-testid=profile-yaml]", &mine).await;
    let theirs = before.replace("people: 30", "people: 31 # counted").replace("software", "software for clinics");
    app.store.set_profile_text(&id, &theirs).await.unwrap();
    press(browser, "[data-testid=save]").await;
    says(browser, ".save-bar [data-testid=problem]", "Changed meanwhile").await;
    press(browser, ".save-bar .notice-actions .button").await;
    let both = says(browser, "[data-clash=people]", "Theirs").await;
    assert!(both.contains("people: 45") && both.contains("people: 31 # counted"), "{both}");
    accessible(browser, "what both changed").await;
    picture(browser, "profile-clash").await;
    fits_a_phone(browser).await;
    // Whoever goes away for a moment finds it again.
    press(browser, "[data-testid=nav-risks]").await;
    shown(browser, "[data-testid=isms-start]").await;
    browser.back().await.unwrap();
    says(browser, "[data-clash=people]", "Theirs").await;
    press(browser, "[data-testid=take-theirs]").await;
    press(browser, "[data-testid=save]").await;
    says(browser, "[data-testid=profile-state]", "Ready").await;
    let kept = get(browser, &format!("{workspace}/profile")).await;
    let wanted = theirs.replace("[DE]", "[DE, AT]");
    assert_eq!(kept["text"].as_str(), Some(wanted.as_str()));
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
    let refused = says(browser, "[data-testid=yaml-refused]", "shoes").await;
    let at = browser.execute("return document.querySelector('#profile-yaml').value.split('\\n').findIndex((line) => line.startsWith('shoes')) + 1", Vec::new());
    let at = at.await.unwrap();
    assert!(refused.contains(&format!("Line {at}: shoes: 2")), "{refused}");
    assert!(
        is(browser, "!document.querySelector('.yaml-mark').hidden && document.activeElement.id === 'profile-yaml'")
            .await
    );
    accessible(browser, "a line that is refused").await;
    write(browser, "[data-testid=profile-yaml]", "name: N\npeople: many\n").await;
    assert!(is(browser, "document.querySelector('.yaml-mark').hidden").await, "it goes with the next word");
    press(browser, "[data-testid=save]").await;
    says(browser, "[data-testid=yaml-refused]", "Line 2, “People” in the interview").await;
    picture(browser, "profile-yaml").await;
    accessible(browser, "profile as YAML").await;
    press(browser, "[data-testid=discard]").await;
    press(browser, "[data-testid=confirm-delete]").await;
    says(browser, "[data-testid=profile-state]", "Ready").await;

    place(browser, address, "isms").await;
    says(browser, "[data-testid=next-step]", "Draft the risk register").await;
    assert!(is(browser, "document.querySelectorAll('[data-standing=none]').length === 5").await);
    fits_a_phone(browser).await;
}
