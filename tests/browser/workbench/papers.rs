//! Policies and audit papers: drafted, read, written on beside their picture, approved, acknowledged; and the check over everything.

use fantoccini::Client;
use serde_json::{Value, json};

use crate::{
    Visit, picture, shown, visited,
    workbench::{PROFILE, accessible, click, enter, fits_a_phone, get, is, only, place, press, says, sign, write},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_is_written_approved_and_acknowledged() {
    visited(write_policy).await;
}

async fn write_policy(visit: Visit) {
    let workspace = enter(&visit, Some(PROFILE)).await;
    let Visit { browser, address, .. } = visit;
    place(&browser, &address, "policies").await;
    says(&browser, "[data-row=access-control]", "Needed").await;
    let counts = get(&browser, &format!("{workspace}/policies")).await["counts"].clone();
    advice_is_counted(&browser, &counts).await;
    accessible(&browser, "policies").await;
    picture(&browser, "policies").await;
    press(&browser, "[data-testid=draft-access-control]").await;
    says(&browser, "[data-testid=paper-text]", "Nordlicht GmbH").await;
    accessible(&browser, "a policy").await;
    picture(&browser, "policy").await;
    fits_a_phone(&browser).await;

    press(&browser, "[data-testid=edit]").await;
    let hostile = "# Access Policy\n\nKeys are kept as A.5.17 asks. <img src=x onerror=self.pwned=1>\n";
    write(&browser, "[data-testid=paper-source]", hostile).await;
    says(&browser, ".paper-preview", "Keys are kept").await;
    assert!(
        is(&browser, "document.querySelector('.paper-preview a[href=\"#/control/A.5.17\"]')").await,
        "controls are links"
    );
    picture(&browser, "policy-editor").await;
    accessible(&browser, "the editor").await;
    press(&browser, "[data-testid=save]").await;
    says(&browser, "[data-testid=paper-text]", "Keys are kept").await;
    assert!(
        is(&browser, "self.pwned === undefined && document.querySelector('#page').querySelector('img') === null").await
    );
    says(&browser, ".page-title", "Access Policy").await;

    press(&browser, "[data-testid=step-review]").await;
    sign(&browser, "Ben Ott").await;
    press(&browser, "[data-testid=step-approval]").await;
    sign(&browser, "Dana Weiss").await;
    press(&browser, "[data-testid=step-acknowledgements]").await;
    sign(&browser, "Ada Brandt").await;
    says(&browser, "[data-testid=readers]", "Ada Brandt").await;
    written_is_counted(&browser, &address, &counts).await;
    let (id, version) = only(&browser, &workspace, "policies").await;
    let list = get(&browser, &format!("{workspace}/policies/{id}/versions")).await;
    assert_eq!((version, &list["versions"][0]["approval"]["person"]), (2, &json!("Dana Weiss")));
    assert_eq!(list["acknowledgements"][0]["person"], "Ada Brandt");

    press(&browser, "[data-testid=versions]").await;
    let said = says(&browser, ".diff", "Keys are kept").await;
    assert!(said.contains("Access Control Policy"), "both sides of the change: {said}");
    picture(&browser, "policy-versions").await;
    accessible(&browser, "versions of a policy").await;
    press(&browser, ".page-kicker a").await;
    press(&browser, "[data-testid=more]").await;
    press(&browser, "[data-action=Withdraw]").await;
    sign(&browser, "Dana Weiss").await;
    says(&browser, "[data-testid=artefact-state]", "withdrawn by Dana Weiss").await;
}

/// The page counts apart what stands alone and what may be a chapter, as the API does.
async fn advice_is_counted(browser: &Client, counts: &Value) {
    let (own, chapters) = (&counts["own"]["kinds"], &counts["chapters"]["kinds"]);
    let row = says(browser, "[data-row=backup]", "May be a chapter").await;
    assert!(row.contains("As a chapter of the Business Continuity Policy. 30 people"), "{row}");
    let said = says(browser, "[data-testid=policy-advice]", &format!("{own} need a text of their own")).await;
    assert!(said.contains(&format!("{chapters} may be chapters of another one")), "{said}");
}

/// And so does the overview, when one is written.
async fn written_is_counted(browser: &Client, address: &str, counts: &Value) {
    let (own, chapters) = (&counts["own"]["kinds"], &counts["chapters"]["kinds"]);
    place(browser, address, "isms").await;
    let step = says(browser, "[data-testid=step-policies]", &format!("1 of the {own} that need")).await;
    let missing = own.as_i64().unwrap() - 1;
    assert!(step.contains(&format!("{chapters} may be chapters")), "{step}");
    assert!(step.contains(&format!("Write the {missing} that")), "{step}");
    picture(browser, "overview-policies").await;
    place(browser, address, "policies").await;
    press(browser, "[data-row=access-control] td a").await;
    shown(browser, "[data-testid=paper-view]").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_is_prepared_and_everything_held_against_each_other() {
    visited(audit).await;
}

async fn audit(visit: Visit) {
    let workspace = enter(&visit, Some(&PROFILE.replace("roles: {", "former_people: [Ben Ott]\nroles: {"))).await;
    let Visit { browser, address, .. } = visit;
    place(&browser, &address, "audits").await;
    accessible(&browser, "audit").await;
    write(&browser, "[data-field=finding]", "No audit in 2025").await;
    write(&browser, "[data-field=requirement]", "9.9.9").await;
    press(&browser, "[data-testid=draft-corrective-action]").await;
    says(&browser, ".audit-card [data-testid=problem]", "9.9.9").await;
    write(&browser, "[data-field=requirement]", "9.2.1").await;
    press(&browser, "[data-testid=draft-corrective-action]").await;
    says(&browser, "[data-testid=paper-text]", "No audit in 2025").await;
    place(&browser, &address, "audits").await;
    says(&browser, "[data-testid=audit-line]", "Corrective action").await;
    press(&browser, "[data-testid=draft-plan]").await;
    shown(&browser, "[data-testid=paper-view]").await;
    fits_a_phone(&browser).await;

    place(&browser, &address, "risks").await;
    press(&browser, "[data-testid=draft]").await;
    shown(&browser, "[data-testid=risks-view]").await;
    place(&browser, &address, "audits").await;
    press(&browser, "[data-testid=to-check]").await;
    says(&browser, "[data-testid=check-view]", "Ben Ott").await;
    let report = get(&browser, &format!("{workspace}/check")).await;
    let shown_all = format!(
        "document.querySelectorAll('[data-testid=inconsistency]').length === {}",
        report["findings"].as_array().unwrap().len()
    );
    assert!(is(&browser, &shown_all).await);
    click(&browser, ".rule:not([open]) summary").await;
    accessible(&browser, "the check").await;
    picture(&browser, "check").await;
    let side = says(&browser, ".side:has(blockquote)", "").await;
    assert!(!side.is_empty(), "a side is quoted");
    fits_a_phone(&browser).await;
}
