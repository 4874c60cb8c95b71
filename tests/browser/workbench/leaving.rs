//! What leaves the machine: nothing before somebody agrees in the page, and then each passage is told, for the very answer.

use annexa::config::LlmSettings;

use crate::{
    QUESTION, Visit, ask, picture, shown,
    upstream::{Reply, Upstream},
    visited, visited_with,
    workbench::{accessible, api, enter, fits_a_phone, get, place, press, says},
};

const GOOD: &str = "Keep a cloud service register with an owner for each service [1].";

#[tokio::test(flavor = "multi_thread")]
async fn somebody_agrees_sees_what_went_and_takes_it_back() {
    let upstream = Upstream::start(vec![Reply::Says(GOOD.to_owned())]).await;
    let llm =
        LlmSettings { base_url: Some(upstream.base_url()), model: "scripted".to_owned(), ..LlmSettings::default() };
    let origin = upstream.base_url().trim_end_matches("/v1").to_owned();
    visited_with(move |settings| settings.llm = llm, move |visit| agree(visit, upstream, origin)).await;
}

async fn agree(visit: Visit, upstream: Upstream, origin: String) {
    let workspace = enter(&visit, None).await;
    let Visit { browser, address, .. } = visit;
    place(&browser, &address, "leaving").await;
    says(&browser, "[data-testid=consent]", &origin).await;
    says(&browser, "[data-testid=sent-nothing]", "Nothing of this workspace").await;
    accessible(&browser, "what leaves").await;
    picture(&browser, "leaving").await;
    assert_eq!(upstream.requests().len(), 0);
    press(&browser, "[data-testid=consent-agree]").await;
    press(&browser, "[data-testid=confirm-delete]").await;
    says(&browser, "[data-testid=consent]", "Agreed by").await;
    assert_eq!(get(&browser, &format!("{workspace}/model-consent")).await["agreed"], true);

    place(&browser, &address, "").await;
    ask(&browser, QUESTION).await;
    shown(&browser, "[data-testid=answer][data-state=done]").await;
    press(&browser, "[data-testid=left]").await;
    let told = says(&browser, "[data-testid=sent-for-answer]", "scripted").await;
    assert!(told.contains("knowledge/controls/A.5.23.md") && told.contains(&origin), "{told}");
    accessible(&browser, "what left for an answer").await;
    picture(&browser, "leaving-answer").await;
    fits_a_phone(&browser).await;
    assert_eq!(upstream.requests().len(), 1);

    press(&browser, "[data-testid=consent-withdraw]").await;
    press(&browser, "[data-testid=confirm-delete]").await;
    says(&browser, "[data-testid=consent]", "leaves this machine").await;
    assert_eq!(get(&browser, &format!("{workspace}/model-consent")).await["agreed"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_the_page_says_that_nothing_leaves() {
    visited(nothing).await;
}

async fn nothing(visit: Visit) {
    let workspace = enter(&visit, None).await;
    let Visit { browser, address, .. } = visit;
    place(&browser, &address, "leaving").await;
    says(&browser, "[data-testid=consent]", "Nothing leaves this machine").await;
    let key =
        api(&browser, "POST", &format!("{workspace}/conversations"), Some(("application/json", "{}".to_owned()))).await;
    assert_eq!(key["status"], 201, "{key}");
}
