//! The Statement of Applicability: decided row by row, saved as one version on top of what somebody else saved, approved by name.

use fantoccini::Client;
use serde_json::json;

use crate::{
    Visit, picture, shown, visited,
    workbench::{
        PROFILE, accessible, api, choose, click, enter, fits_a_phone, get, is, only, place, press, says, sign, write,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_decided_checked_and_approved() {
    visited(decide).await;
}

async fn decide(visit: Visit) {
    let workspace = enter(&visit, Some(PROFILE)).await;
    let Visit { browser, address, .. } = visit;
    place(&browser, &address, "soa").await;
    press(&browser, "[data-testid=draft]").await;
    shown(&browser, "[data-row='A.5.1']").await;
    assert!(is(&browser, "document.querySelectorAll('[data-row]').length === 93 && document.querySelectorAll('.grid-group').length === 4").await);
    let (id, _) = only(&browser, &workspace, "soa").await;
    let one = format!("{workspace}/soa/{id}");
    accessible(&browser, "statement").await;
    picture(&browser, "soa").await;

    confirm_what_is_shown(&browser, (&address, &one)).await;
    choose(&browser, "#soa-theme", "Physical").await;
    says(&browser, ".isms-soft[role=status]", "14 of 93 controls").await;
    write(&browser, "[data-testid=soa-search]", "A.7.4").await;
    says(&browser, ".isms-soft[role=status]", "1 of 93 controls").await;
    press(&browser, "[data-row='A.7.4'] .grid-open").await;
    click(&browser, "[data-testid=row-panel] [data-field=decision] input[value='not applicable']").await;
    write(&browser, "[data-testid=row-panel] [data-field=exclusion]", "No premises of our own").await;
    assert!(
        is(&browser, "document.querySelector('[data-row=\"A.7.4\"]').textContent.includes('Not applicable')").await,
        "at once"
    );
    accessible(&browser, "a row in the panel").await;
    click(&browser, "[data-testid=panel-close]").await;
    assert!(is(&browser, "document.activeElement.closest('[data-row=\"A.7.4\"]')").await, "the focus comes back");

    // The change waits while somebody looks elsewhere, and lands on what another saved meanwhile.
    let mut theirs = get(&browser, &one).await["content"].clone();
    theirs["rows"][0]["owner"] = json!("COO");
    let put = api(&browser, "PUT", &one, Some(("application/json", theirs.to_string()))).await;
    assert_eq!(put["status"], 200, "{put}");
    press(&browser, "[data-testid=nav-risks]").await;
    shown(&browser, "[data-testid=isms-start]").await;
    press(&browser, "[data-testid=nav-soa]").await;
    says(&browser, ".page .notice.warning", "Version 4 was saved meanwhile").await;
    theirs["rows"][1]["owner"] = json!("CTO");
    api(&browser, "PUT", &one, Some(("application/json", theirs.to_string()))).await;
    says(&browser, ".save-text", "1 row changed: A.7.4").await;
    press(&browser, "[data-testid=save]").await;
    press(&browser, ".save-bar .notice-actions .button").await;
    says(&browser, ".page .notice.warning, [data-testid=artefact-state]", "Version 5").await;
    press(&browser, "[data-testid=save]").await;
    says(&browser, "[data-testid=artefact-state]", "Version 6").await;
    let rows = get(&browser, &one).await["content"]["rows"].clone();
    let own = rows.as_array().unwrap().iter().find(|row| row["control"] == "A.7.4").unwrap();
    assert_eq!((&rows[0]["owner"], &rows[1]["owner"]), (&json!("COO"), &json!("CTO")), "theirs");
    assert_eq!(
        (&own["decision"], &own["exclusion"], &own["confirmed"]),
        (&json!("not applicable"), &json!("No premises of our own"), &json!(true)),
        "and mine"
    );

    approve(&browser, &address).await;
}

/// What a view shows is confirmed at once by keyboard, taken back, and saved in one request on top of what somebody else saved.
async fn confirm_what_is_shown(browser: &Client, (address, one): (&str, &str)) {
    let before = get(browser, one).await["content"]["rows"].clone();
    let is_ready = |row: &serde_json::Value| {
        let reason = if row["decision"] == "not applicable" { &row["exclusion"] } else { &row["inclusion"] };
        let has_drivers = row["drivers"].as_array().is_some_and(|all| all.iter().any(|one| one["reference"] != ""));
        row["decision"] != "undecided" && (has_drivers || reason.as_str().is_some_and(|text| !text.is_empty()))
    };
    let theme: Vec<_> =
        before.as_array().unwrap().iter().filter(|row| row["control"].as_str().unwrap().starts_with("A.6")).collect();
    let ready = theme.iter().filter(|row| is_ready(row)).count();
    assert!(ready > 1 && ready <= theme.len(), "{ready} of {}", theme.len());
    choose(browser, "#soa-theme", "People").await;
    let confirm = says(browser, "[data-testid=confirm-shown]", &format!("Confirm the {ready} proposals shown")).await;
    assert!(!confirm.is_empty());
    press(browser, "[data-testid=confirm-shown]").await;
    says(browser, "dialog", &format!("Confirm {ready} decisions?")).await;
    accessible(browser, "the question before confirming").await;
    press(browser, "[data-testid=confirm-delete]").await;
    says(browser, "[data-testid=confirmed-shown]", &format!("{ready} rows confirmed")).await;
    says(browser, ".save-text", &format!("{ready} rows changed")).await;
    accessible(browser, "confirmed and not saved").await;
    picture(browser, "soa-confirmed").await;
    assert!(
        is(browser, "document.activeElement.dataset.testid === 'undo-confirm'").await,
        "the way back has the focus"
    );
    press(browser, "[data-testid=undo-confirm]").await;
    assert!(is(browser, "document.querySelector('[data-testid=save-bar]').hidden").await);
    press(browser, "[data-testid=confirm-shown]").await;
    press(browser, "[data-testid=confirm-delete]").await;

    let mut theirs = get(browser, one).await["content"].clone();
    let other = theirs["rows"].as_array().unwrap().iter().position(|row| row["control"] == "A.6.1").unwrap();
    theirs["rows"][other]["owner"] = json!("Chief people officer");
    api(browser, "PUT", one, Some(("application/json", theirs.to_string()))).await;
    press(browser, "[data-testid=save]").await;
    press(browser, ".save-bar .notice-actions .button").await;
    says(browser, "[data-testid=artefact-state]", "Version 2").await;
    press(browser, "[data-testid=save]").await;
    says(browser, "[data-testid=artefact-state]", "Version 3").await;
    let after = get(browser, one).await["content"]["rows"].clone();
    let confirmed = after.as_array().unwrap().iter().filter(|row| row["confirmed"] == json!(true)).count();
    assert_eq!((confirmed, &after[other]["owner"]), (ready, &json!("Chief people officer")));
    assert!(
        after
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["control"].as_str().unwrap().starts_with("A.6") || row["confirmed"] != json!(true))
    );
    place(browser, address, "soa").await;
    fits_a_phone(browser).await;
}

/// What changed, every format, and the way into force.
async fn approve(browser: &Client, address: &str) {
    place(browser, address, "soa/versions").await;
    says(browser, ".changes", "No premises of our own").await;
    picture(browser, "soa-versions").await;
    place(browser, address, "soa/A.5.1").await;
    says(browser, "[data-testid=row-panel]", "Does not say whether it is implemented").await;
    choose(browser, "[data-testid=row-panel] [data-field=implemented]", "true").await;
    press(browser, "[data-testid=save]").await;
    says(browser, "[data-testid=artefact-state]", "Version 7").await;
    press(browser, "[data-testid=export]").await;
    assert!(is(browser, "[...document.querySelectorAll('[role=menuitem]')].filter((one) => one.href.includes(`version=7`)).length === 7").await);
    press(browser, "[role=menuitem]").await;
    press(browser, "[data-testid=step-review]").await;
    sign(browser, "Ben Ott").await;
    says(browser, "[data-testid=artefact-state]", "In review").await;
    press(browser, "[data-testid=step-approval]").await;
    sign(browser, "Dana Weiss").await;
    says(browser, "[data-testid=artefact-state]", "approved by Dana Weiss").await;
    fits_a_phone(browser).await;
    place(browser, address, "isms").await;
    says(browser, "[data-testid=step-soa]", "in force").await;
    accessible(browser, "overview").await;
    picture(browser, "overview").await;
}
