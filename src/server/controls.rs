//! The knowledge base: requirements, their pages, questions put to one of them, and guides.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};

use super::{
    ask,
    caller::Caller,
    input::{self, Sent},
    openapi::Operation,
    problem::ApiError,
    route::{Access, Pace, Routes},
    state::Shared,
};
use crate::{
    chat::Persona,
    iso::{Catalogue, RequirementId},
    retrieve::named,
    view::{
        AnswerView, ControlLine, ControlView, GuideLine, GuideView, control_lines, control_view, guide_lines,
        guide_view,
    },
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/controls", Access::Member, list)
        .tagged()
        .says(Operation::new("List all clauses and controls").gives::<List>(200).gives_nothing(304))
        .get("/api/v1/controls/{id}", Access::Member, show)
        .tagged()
        .says(Operation::new("Read the page of a clause or control").gives::<ControlView>(200).gives_nothing(304))
        .get("/api/v1/guides", Access::Member, guides)
        .says(Operation::new("List the guides").gives::<Guides>(200))
        .get("/api/v1/guides/{guide}", Access::Member, guide)
        .says(Operation::new("Read a guide").gives::<GuideView>(200))
        .pace(Pace::Answer)
        .post("/api/v1/controls/{id}/ask", Access::Member, put_question)
        .says(
            Operation::new("Ask about a clause or control")
                .takes::<ControlQuestion>(r#"{"question": "What evidence is needed?"}"#)
                .gives::<AnswerView>(200)
                .fails(&[422]),
        )
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ControlList")]
struct List {
    controls: Vec<ControlLine>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct ControlQuestion {
    question: String,
    workspace: Option<String>,
}

async fn list(State(state): State<Shared>) -> Json<List> {
    Json(List { controls: control_lines(state.app.assistant.library()) })
}

async fn show(State(state): State<Shared>, Path(id): Path<String>) -> Result<Json<ControlView>, ApiError> {
    let id = requirement(&id)?;
    control_view(state.app.assistant.library(), id).map(Json).ok_or_else(|| missing(&id.to_string()))
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "GuideList")]
struct Guides {
    guides: Vec<GuideLine>,
}

async fn guides(State(state): State<Shared>) -> Json<Guides> {
    Json(Guides { guides: guide_lines(state.app.assistant.library()) })
}

async fn guide(State(state): State<Shared>, Path(name): Path<String>) -> Result<Json<GuideView>, ApiError> {
    guide_view(state.app.assistant.library(), &name).map(Json).ok_or(ApiError::NotFound)
}

async fn put_question(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Sent(body): Sent<ControlQuestion>,
) -> Result<Json<AnswerView>, ApiError> {
    let id = requirement(&id)?;
    let text = addressed(id, input::question(body.question)?);
    let workspace = caller.choose(&state, body.workspace.as_deref()).await?;
    ask::answer(&state, text, (workspace, Some(&caller)), Persona::default()).await.map(Json)
}

/// The requirement of an address: as the list writes it, else in any usual spelling.
fn requirement(text: &str) -> Result<RequirementId, ApiError> {
    let catalogue = Catalogue::get();
    let id = match catalogue.canonical(text) {
        Some(id) => id,
        None => text.parse::<RequirementId>()?,
    };
    catalogue.entry(id).map(|entry| entry.id).ok_or_else(|| missing(text))
}

fn missing(id: &str) -> ApiError {
    ApiError::NoRequirement(format!("{id} does not exist in ISO/IEC 27001:2022"))
}

/// The question, put to this requirement unless it names it itself.
fn addressed(id: RequirementId, question: String) -> String {
    let wanted = Catalogue::get().leaves(id);
    let names_it = named(&question).iter().any(|named| *named == id || wanted.contains(named));
    if names_it { question } else { format!("{}: {question}", id.spoken()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_put_to_its_requirement_once() {
        let id: RequirementId = "A.5.23".parse().unwrap();
        assert_eq!(addressed(id, "What evidence?".to_owned()), "A.5.23: What evidence?");
        assert_eq!(addressed(id, "Evidence for a5.23?".to_owned()), "Evidence for a5.23?");
        assert_eq!(addressed("clause 9.2".parse().unwrap(), "Who audits?".to_owned()), "clause 9.2: Who audits?");
    }

    #[test]
    fn addresses_are_read_as_the_list_writes_them() {
        assert_eq!(requirement("5.1").unwrap().spoken(), "clause 5.1");
        assert_eq!(requirement("a.5.1").unwrap().to_string(), "A.5.1");
        for unknown in ["A.9.99", "", "..", "A.9.2.1", "x"] {
            assert!(matches!(requirement(unknown), Err(ApiError::NoRequirement(_))), "{unknown}");
        }
    }
}
