//! What readers thought of answers, from the widget or from anybody who may ask.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};

use super::{
    guard::InWorkspace,
    input::{Asked, Named, Paging, Sent},
    openapi::Operation,
    problem::ApiError,
    route::{Access, Routes},
    state::Shared,
};
use crate::{
    store::{ConversationId, MAX_PAGE, MessageId, Rating, Thumb},
    view::rfc3339,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post("/api/v1/workspaces/{w}/conversations/{c}/messages/{m}/rating", Access::Asker, rate)
        .says(
            Operation::new("Rate an answer")
                .details("A second rating of the same answer takes the place of the first")
                .takes::<NewRating>(r#"{"rating": "up", "reason": "exactly what I needed"}"#)
                .gives_nothing(204)
                .fails(&[422]),
        )
        .get("/api/v1/workspaces/{w}/ratings", Access::Member, list)
        .says(Operation::new("What readers thought of answers, the newest first").query::<Paging>().gives::<List>(200))
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewRating {
    rating: Thumb,
    #[serde(default)]
    reason: String,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "RatingLine")]
struct Line {
    message: MessageId,
    conversation: ConversationId,
    question: String,
    answer: String,
    rating: Thumb,
    reason: String,
    rated_at: String,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "RatingList")]
struct List {
    ratings: Vec<Line>,
    next: Option<String>,
}

impl From<Rating> for Line {
    fn from(rating: Rating) -> Self {
        Self {
            message: rating.message_id,
            conversation: rating.conversation_id,
            question: rating.question,
            answer: rating.answer,
            rating: rating.rating,
            reason: rating.reason,
            rated_at: rfc3339(rating.at),
        }
    }
}

async fn rate(
    State(state): State<Shared>,
    place: InWorkspace,
    Named(conversation): Named<ConversationId>,
    Named(message): Named<MessageId>,
    Sent(new): Sent<NewRating>,
) -> Result<StatusCode, ApiError> {
    state.app.store.rate(place.id(), (&conversation, &message), new.rating, &new.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list(
    State(state): State<Shared>,
    place: InWorkspace,
    Asked(paging): Asked<Paging>,
) -> Result<Json<List>, ApiError> {
    let found = state.app.store.ratings(place.id(), &paging.page()?.or_limit(MAX_PAGE)).await?;
    let next = found.next.map(|next| next.to_string());
    Ok(Json(List { ratings: found.items.into_iter().map(Line::from).collect(), next }))
}
