//! The documents of an ISMS over HTTP: drafted from the profile, written on in versions, reviewed, approved, read, taken home.
//!
//! Policies, the statement, the register and audit material share every address; what differs is what their content is.

mod content;
mod diff;
mod drafting;
mod giving;
mod list;
mod paths;
mod rewording;
mod taking;
mod view;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::sync::Arc;

use self::{
    content::Content,
    diff::Difference,
    drafting::{Drafted, Order, Wish},
    paths::{At, PATHS, Paths, Which},
    view::{AcknowledgementView, Checked, List, VersionView, Versions, Whole},
};
use super::{
    house_style,
    input::{self, Asked, Paging, Sent},
    once::{self, Once},
    openapi::Operation,
    problem::ApiError,
    profile,
    route::{Access, Pace, Routes},
    state::Shared,
};
use crate::{
    draft,
    export::Format,
    iso::{Rows, SoaSheet},
    store::{ArtefactPlace, ArtefactStep, ArtefactVersion, Family, NewVersion},
    verify::{check_register, check_statement},
    view::today,
};

const SOA_FINDINGS: &str = "/api/v1/workspaces/{w}/soa/{a}/findings";
const RISK_FINDINGS: &str = "/api/v1/workspaces/{w}/risks/{a}/findings";
const HEAT_MAP: &str = "/api/v1/workspaces/{w}/risks/{a}/heat-map.svg";

pub(super) fn routes(routes: Routes) -> Routes {
    let routes = PATHS.iter().fold(routes, family);
    let findings = |summary| Operation::new(summary).query::<Of>().gives::<Checked>(200);
    routes
        .pace(Pace::Quick)
        .get(SOA_FINDINGS, Access::Member, found)
        .says(findings("Check the Statement of Applicability row by row"))
        .get(RISK_FINDINGS, Access::Member, found)
        .says(findings("Check the risk register row by row"))
        .get(HEAT_MAP, Access::Member, heat_map)
        .says(Operation::new("Draw the heat map of the risk register").query::<Of>().gives_kind(200, "image/svg+xml"))
}

/// The addresses of one family.
fn family(routes: Routes, paths: &Paths) -> Routes {
    let says = &paths.says;
    let (order, kind, reading, writing) = words(paths.family);
    let step = |summary| {
        let example = r#"{"version": 1, "person": "Dana Weiss"}"#;
        Operation::new(summary).takes::<Signed>(example).gives::<VersionView>(200).fails(&[409, 422])
    };
    routes
        .pace(Pace::Quick)
        .get(paths.all, Access::Member, list)
        .says(Operation::new(says.list).query::<Paging>().gives::<List>(200))
        // A model that words a policy takes its time.
        .pace(Pace::Answer)
        .post(paths.all, Access::Member, create)
        .once()
        .says(Operation::new(says.draft).may_take::<Order>(order).gives::<VersionView>(201).fails(&[409, 422]))
        .pace(Pace::Quick)
        .get(paths.versions, Access::Member, versions)
        .says(Operation::new(says.versions).gives::<Versions>(200))
        .get(paths.diff, Access::Member, compare)
        .says(Operation::new(says.diff).query::<Pair>().gives::<Difference>(200))
        .post(paths.review, Access::Member, review)
        .says(step(says.review))
        .post(paths.approval, Access::Member, approve)
        .says(step(says.approval).details("The version that was in force is superseded"))
        .post(paths.withdrawal, Access::Member, withdraw)
        .says(step(says.withdrawal))
        .post(paths.acknowledgements, Access::Member, acknowledge)
        .says(
            Operation::new(says.acknowledgements)
                .takes::<Signed>(r#"{"version": 1, "person": "Ada Brandt"}"#)
                .gives::<AcknowledgementView>(201)
                .fails(&[409, 422]),
        )
        .pace(Pace::Talk)
        .put(paths.one, Access::Member, write)
        .says(
            Operation::new(says.write)
                .details(writing)
                .query::<Base>()
                .takes_kind(kind, "")
                .gives::<VersionView>(200)
                .fails(&[409, 422]),
        )
        // A PDF of a large document takes longer than most answers.
        .pace(Pace::Answer)
        .get(paths.one, Access::Member, show)
        .says(Operation::new(says.read).details(reading).query::<Wanted>().gives::<Whole>(200).gives_kind(200, "*/*"))
}

/// Of a family: an order, what is written, and what is said of reading and of writing.
fn words(family: Family) -> (&'static str, &'static str, &'static str, &'static str) {
    let order = match family {
        Family::Policies => r#"{"kind": "access-control"}"#,
        Family::Audits => r#"{"kind": "plan"}"#,
        Family::Soa | Family::Risks => "{}",
    };
    match family {
        Family::Policies | Family::Audits => (
            order,
            "text/markdown",
            "With `format` (json, md, html, docx, pdf) as a file; else in JSON, the latest version",
            "Markdown, or JSON as reading gives it",
        ),
        Family::Soa | Family::Risks => (
            order,
            "application/json",
            "With `format` (json, csv, xlsx, md, html, docx, pdf) as a file; else in JSON, the latest version",
            "JSON, CSV or Excel as reading gives them; nothing is taken of a table with a row that cannot be read",
        ),
    }
}

/// Which version is meant; the latest when it is left out.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Of {
    version: Option<i64>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    version: Option<i64>,
    format: Option<String>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Pair {
    /// The version to compare with
    with: i64,
    /// The other one; the latest when it is left out
    version: Option<i64>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Base {
    /// The version that was edited: if somebody saved a later one meanwhile, nothing is written
    base: Option<i64>,
}

/// Who does a step with which version.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SignedStep")]
struct Signed {
    version: i64,
    /// The name of who reviews, approves, withdraws or has read it
    person: String,
    /// The hash of what was looked at; when it is given, it has to be that of the version
    sha256: Option<String>,
}

async fn list(State(state): State<Shared>, at: At, Asked(paging): Asked<Paging>) -> Result<Json<List>, ApiError> {
    list::all(&state, &at, &paging.page()?).await.map(Json)
}

/// Drafts; where a workspace has one of a kind, a second draft has to be asked for in so many words.
async fn create(
    State(state): State<Shared>,
    (at, once): (At, Once),
    body: Bytes,
) -> Result<(StatusCode, Json<VersionView>), ApiError> {
    let order: Order = input::json_or_nothing(&body)?;
    let (store, workspace, again) = (&state.app.store, at.place.id(), order.again);
    let wish = Wish::of(at.family, order)?;
    let kind = (at.family, wish.kind().to_owned());
    let there = if at.family.is_single() { store.artefact_of_kind(workspace, (kind.0, &kind.1)).await? } else { None };
    let taken = |id| {
        ApiError::Conflict(format!(
            "the workspace has this already, as {id}: send `\"again\": true` for a new version of it"
        ))
    };
    if let Some(id) = there.as_ref().filter(|_| wish.reword && !again) {
        // Nothing is sent to a model for a draft that nobody can keep.
        return Err(taken(id));
    }
    let by = at.place.caller.person();
    let Drafted { title, content, wording } = drafting::drafted(&state, (workspace, by.clone()), wish).await?;
    let new = NewVersion { title, content: content.text()?, by, wording };
    let says = |made: &ArtefactVersion| once::json(201, &VersionView::from(made.clone()));
    let made = match &there {
        None => store.create_artefact(workspace, (kind.0, &kind.1), new, once.receipt(&says)).await?,
        Some(id) if again => {
            let place = ArtefactPlace { workspace, family: at.family, id };
            store.add_artefact_version(place, None, new, once.receipt(&says)).await?
        }
        Some(id) => return Err(taken(id)),
    };
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// A version with its content.
async fn read(state: &Shared, which: &Which, version: Option<i64>) -> Result<(ArtefactVersion, Content), ApiError> {
    let (found, text) = state.app.store.artefact(which.place(), version).await?;
    let content = Content::stored(found.family, text)?;
    Ok((found, content))
}

async fn show(State(state): State<Shared>, which: Which, Asked(wanted): Asked<Wanted>) -> Result<Response, ApiError> {
    let (version, content) = read(&state, &which, wanted.version).await?;
    let Some(format) = wanted.format else {
        return Ok(Json(Whole { content: content.value(), version: version.into() }).into_response());
    };
    let format: Format = format.parse().map_err(|error| ApiError::Unreadable(format!("{error}")))?;
    let profile = profile::of(&state, which.at.place.id()).await?;
    let name = format!("attachment; filename=\"{}-v{}.{}\"", version.kind, version.version, format.extension());
    let library = Arc::clone(state.app.assistant.library());
    let style = house_style::of(&state, which.at.place.id()).await?;
    let bytes = beside(move || giving::file((&version, &content), format, &library, (profile, &style))).await?;
    let fields: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, format.media_type()), (header::CONTENT_DISPOSITION, &name)];
    Ok((fields, bytes).into_response())
}

/// Writes the next version. The version before says what kind of content it is and what a table does not carry.
async fn write(
    State(state): State<Shared>,
    which: Which,
    Asked(Base { base }): Asked<Base>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<VersionView>, ApiError> {
    let (latest, before) = read(&state, &which, None).await?;
    let content = taking::taken(&state, &headers, body, &before).await?;
    let title = content.title().unwrap_or(latest.title);
    let new = NewVersion { title, content: content.text()?, by: which.at.place.caller.person(), wording: None };
    // What a table does not carry was taken from the version that was latest a moment ago.
    let base = base.or(Some(latest.version));
    Ok(Json(state.app.store.add_artefact_version(which.place(), base, new, None).await?.into()))
}

async fn versions(State(state): State<Shared>, which: Which) -> Result<Json<Versions>, ApiError> {
    let versions = state.app.store.versions_of_artefact(which.place()).await?;
    let read = state.app.store.acknowledgements(which.place()).await?;
    Ok(Json(Versions {
        versions: versions.into_iter().map(VersionView::from).collect(),
        acknowledgements: read.into_iter().map(AcknowledgementView::from).collect(),
    }))
}

async fn compare(
    State(state): State<Shared>,
    which: Which,
    Asked(pair): Asked<Pair>,
) -> Result<Json<Difference>, ApiError> {
    let (old, before) = state.app.store.artefact(which.place(), Some(pair.with)).await?;
    let (new, after) = state.app.store.artefact(which.place(), pair.version).await?;
    let found = beside(move || Ok(diff::difference((old.version, &before), (new.version, &after)))).await?;
    Ok(Json(found))
}

async fn review(s: State<Shared>, which: Which, sent: Sent<Signed>) -> Result<Json<VersionView>, ApiError> {
    step(&s, &which, ArtefactStep::Review, sent.0).await
}

async fn approve(s: State<Shared>, which: Which, sent: Sent<Signed>) -> Result<Json<VersionView>, ApiError> {
    step(&s, &which, ArtefactStep::Approve, sent.0).await
}

async fn withdraw(s: State<Shared>, which: Which, sent: Sent<Signed>) -> Result<Json<VersionView>, ApiError> {
    step(&s, &which, ArtefactStep::Withdraw, sent.0).await
}

async fn step(
    state: &Shared,
    which: &Which,
    step: ArtefactStep,
    signed: Signed,
) -> Result<Json<VersionView>, ApiError> {
    is_what_was_seen(state, which, &signed).await?;
    let who = (signed.person.as_str(), &*which.at.place.caller.person());
    Ok(Json(state.app.store.move_artefact(which.place(), signed.version, step, who).await?.into()))
}

async fn acknowledge(
    State(state): State<Shared>,
    which: Which,
    Sent(signed): Sent<Signed>,
) -> Result<(StatusCode, Json<AcknowledgementView>), ApiError> {
    is_what_was_seen(&state, &which, &signed).await?;
    let who = (signed.person.as_str(), &*which.at.place.caller.person());
    let noted = state.app.store.acknowledge_artefact(which.place(), signed.version, who).await?;
    Ok((StatusCode::CREATED, Json(noted.into())))
}

/// A version never changes, so its hash can be compared before anything is done.
async fn is_what_was_seen(state: &Shared, which: &Which, signed: &Signed) -> Result<(), ApiError> {
    let Some(seen) = &signed.sha256 else { return Ok(()) };
    let (version, _) = state.app.store.artefact(which.place(), Some(signed.version)).await?;
    if version.sha256 == *seen {
        return Ok(());
    }
    Err(ApiError::Conflict(format!("version {} is not what this hash names: read it again", signed.version)))
}

async fn found(
    State(state): State<Shared>,
    which: Which,
    Asked(Of { version }): Asked<Of>,
) -> Result<Json<Checked>, ApiError> {
    let (version, content) = read(&state, &which, version).await?;
    let profile = profile::of(&state, which.at.place.id()).await?;
    let findings = match content {
        Content::Register(register) => check_register(&register, today()),
        Content::Statement(statement) => {
            let tables: Vec<Rows> = statement.tables().into_iter().map(Rows::of).collect();
            let sheet = SoaSheet::read(&tables).unwrap_or_default();
            check_statement(&sheet, profile.as_ref())
        }
        Content::Paper(_) => return Err(ApiError::NotFound),
    };
    Ok(Json(Checked::new(version.version, findings)))
}

async fn heat_map(
    State(state): State<Shared>,
    which: Which,
    Asked(Of { version }): Asked<Of>,
) -> Result<Response, ApiError> {
    let (_, content) = read(&state, &which, version).await?;
    let Content::Register(register) = content else { return Err(ApiError::NotFound) };
    Ok(([(header::CONTENT_TYPE, Format::Svg.media_type())], draft::heat_map(&register)).into_response())
}

/// Work that would keep others waiting, on a thread of its own.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T, ApiError> + Send + 'static) -> Result<T, ApiError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| ApiError::Internal(error.to_string()))?
}
