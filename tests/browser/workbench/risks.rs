//! The risk register: rated by keyboard beside its table, saved as one version, taken in and out as a table, approved by name.

use fantoccini::{Client, Locator, key::Key as Press};
use serde_json::json;

use crate::{
    Visit, picture, shown, visited,
    workbench::{
        PROFILE, accessible, choose, click, enter, fits_a_phone, get, is, only, place, press, says, sign, write,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn risks_are_rated_treated_and_approved() {
    visited(rate).await;
}

async fn rate(visit: Visit) {
    let workspace = enter(&visit, Some(PROFILE)).await;
    let Visit { browser, address, .. } = visit;
    place(&browser, &address, "risks").await;
    picture(&browser, "risks-start").await;
    press(&browser, "[data-testid=draft]").await;
    shown(&browser, "[data-row=R-01]").await;
    let (id, _) = only(&browser, &workspace, "risks").await;
    let one = format!("{workspace}/risks/{id}");
    let many = get(&browser, &one).await["content"]["risks"].as_array().unwrap().len();
    accessible(&browser, "risk register").await;
    picture(&browser, "risks").await;

    // The highest level comes first, and a click on a head turns the order.
    let first = "document.querySelector('[data-row] .level').textContent";
    assert!(is(&browser, &format!("{first} === 'high'")).await);
    press(&browser, "[data-sort=level]").await;
    assert!(is(&browser, &format!("{first} !== 'high' && document.activeElement.dataset.sort === 'level'")).await);

    press(&browser, "[data-row=R-01] .grid-open").await;
    assert!(is(&browser, "document.activeElement.id === 'panel-title'").await, "the panel has the focus");
    choose(&browser, "[data-testid=row-panel] [data-field=likelihood]", "1").await;
    choose(&browser, "[data-testid=row-panel] [data-field=impact]", "1").await;
    assert!(is(&browser, "document.querySelector('[data-testid=row-panel] [data-field=confirmed]').checked").await);
    write(&browser, "[data-testid=row-panel] [data-field=owner]", "COO").await;
    assert!(
        is(&browser, "document.querySelector('[data-row=R-01] .grid-level').textContent === 'low'").await,
        "at once"
    );
    accessible(&browser, "a risk in the panel").await;
    picture(&browser, "risk-panel").await;
    shown(&browser, "#panel-title").await.send_keys(&char::from(Press::Escape).to_string()).await.unwrap();
    assert!(is(&browser, "document.activeElement.closest('[data-row=R-01]')").await, "and gives it back");

    click(&browser, "[data-testid=risk-add]").await;
    write(&browser, "[data-testid=row-panel] [data-field=title]", "Flood in <b>the</b> cellar").await;
    click(&browser, "[data-testid=treatments-add]").await;
    write(&browser, "[data-testid=row-panel] [data-field=action]", "Move the rack upstairs").await;
    says(&browser, ".save-text", "2 risks, 1 treatment changed").await;
    press(&browser, "[data-testid=save]").await;
    says(&browser, "[data-testid=artefact-state]", "Version 2").await;
    let content = get(&browser, &one).await["content"].clone();
    let added = content["risks"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&added["title"], content["risks"].as_array().unwrap().len()),
        (&json!("Flood in <b>the</b> cellar"), many + 1)
    );
    assert_eq!(content["risks"][0]["owner"], "COO");

    let number = added["id"].as_str().unwrap().to_owned();
    take_away_and_approve(&browser, &address, &workspace, &number).await;
}

/// Risks go, come back, come in as a table, and the register is approved.
async fn take_away_and_approve(browser: &Client, address: &str, workspace: &str, number: &str) {
    let (id, _) = only(browser, workspace, "risks").await;
    // The new risk is taken away again, and the map shows its fields' risks.
    place(browser, address, &format!("risks/{number}")).await;
    press(browser, "[data-testid=row-remove]").await;
    press(browser, "[data-testid=confirm-delete]").await;
    says(browser, ".save-text", "1 risk changed").await;
    press(browser, "[data-testid=discard]").await;
    press(browser, "[data-testid=confirm-delete]").await;
    shown(browser, &format!("[data-row={number}]")).await;
    press(browser, ".heat-button").await;
    assert!(says(browser, ".isms-soft[role=status]", "with likelihood").await.contains(" of "));

    import(browser, workspace, &id).await;
    press(browser, "[data-testid=more]").await;
    press(browser, "[data-action=Approve]").await;
    sign(browser, "Dana Weiss").await;
    says(browser, "[data-testid=artefact-state]", "approved by Dana Weiss").await;
    fits_a_phone(browser).await;
    place(browser, address, "risks/versions").await;
    says(browser, ".changes", "avoid").await;
    press(browser, "[data-testid=version]:nth-child(2) [data-testid=version-compare]").await;
    says(browser, ".changes", "Flood in <b>the</b> cellar").await;
    accessible(browser, "versions").await;
    picture(browser, "risk-versions").await;
}

/// A file with a row that cannot be read is not taken, and the row is named; a whole one is.
async fn import(browser: &Client, workspace: &str, id: &str) {
    let folder = tempfile::tempdir().unwrap();
    let table = "const [path, done] = arguments; fetch(path).then((response) => response.text()).then(done);";
    let path = json!(format!("{workspace}/risks/{id}?format=csv"));
    let table = browser.execute_async(table, vec![path]).await.unwrap().as_str().unwrap().to_owned();
    for (name, text, words) in [
        ("broken.csv", table.replacen(",modify,", ",perhaps,", 1), "perhaps"),
        ("whole.csv", table.replacen(",modify,", ",avoid,", 1), "Version 3"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let field = browser.find(Locator::Css("[data-testid=import-file]")).await.unwrap();
        field.send_keys(&file.to_string_lossy()).await.unwrap();
        let place = if name == "broken.csv" { "[data-testid=row-problems]" } else { "[data-testid=artefact-state]" };
        let said = says(browser, place, words).await;
        assert!(
            name != "broken.csv" || (said.contains("Nothing of broken.csv was taken") && said.contains("Row ")),
            "{said}"
        );
    }
    assert_eq!(only(browser, workspace, "risks").await.1, 3);
}
