//! The tools: what each takes, and the work behind it.

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use rmcp::model::{CallToolResult, ContentBlock, JsonObject, Tool, ToolAnnotations};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Mcp, gap};
use crate::{
    chat::{Answer, Persona},
    draft::{self, Advice},
    iso::{Catalogue, Profile, RequirementId},
    knowledge::{Library, Paper, PaperKind},
    retrieve::Search,
    server::{ask::Turn, input, problem::ApiError, profile},
    store::WorkspaceId,
    verify,
    view::{SearchView, answer_markdown, control_markdown, notice, safe_markdown},
};

/// Hits that a search gives at most.
const MAX_HITS: usize = 50;
/// Characters of a text to check.
const MAX_VERIFIED: usize = 400_000;

/// What a tool gives: text to read, and the same as data where a program wants it.
pub(super) struct Told {
    pub(super) text: String,
    pub(super) data: Option<Value>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SearchKnowledge {
    /// What to look for, in words or as an id such as A.5.23
    query: String,
    /// How many passages
    #[serde(default = "ten")]
    #[schemars(range(min = 1, max = 50))]
    limit: usize,
    /// A workspace, by name or id, whose documents are searched as well
    workspace: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetControl {
    /// A control or clause, such as A.5.23 or 9.2.1
    id: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ask {
    /// The question, in one or a few sentences
    question: String,
    /// A workspace, by name or id, whose documents are asked as well
    workspace: Option<String>,
    /// Whom the answer is for
    #[serde(default)]
    persona: Persona,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct VerifyText {
    /// A text about ISO/IEC 27001, as Markdown or plain
    text: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DraftPolicy {
    /// Which policy, such as access-control or backup
    kind: String,
    /// The organisation: at least name, sector and people; left out, the profile of the workspace counts
    profile: Option<JsonObject>,
    /// The workspace, by name or id, whose profile counts
    workspace: Option<String>,
}

fn ten() -> usize {
    10
}

/// Every tool, with a strict schema of what it takes. None of them changes anything.
pub(super) fn all() -> Vec<Tool> {
    vec![
        tool::<SearchKnowledge>(
            "search_knowledge",
            "Search the knowledge base",
            "Passages of the ISO/IEC 27001:2022 knowledge base, and of a workspace's documents, that fit a query",
        ),
        tool::<GetControl>(
            "get_control",
            "Read a control or clause",
            "The whole page of a control or clause: purpose, how to implement it, evidence, audit questions, checks",
        ),
        tool::<Ask>(
            "ask",
            "Ask a question",
            "An answer about ISO/IEC 27001:2022 whose every sentence shows its source, or an open refusal",
        ),
        tool::<gap::AnalyseGap>(
            "analyse_gap",
            "Analyse policies for gaps",
            "What given texts leave open of every clause and control: the summary, what matters most, and what is not \
             met, with verbatim quotes. It takes seconds to minutes",
        ),
        tool::<VerifyText>(
            "verify_text",
            "Check a text about ISO 27001",
            "What a text gets wrong about ISO/IEC 27001: ids, titles, old editions, themes, what the standard does not ask \
             for; each finding with its line and what to write instead",
        ),
        tool::<DraftPolicy>(
            "draft_policy",
            "Draft a policy",
            "A policy for one organisation out of the document library, with every open decision marked",
        ),
    ]
}

fn tool<T: JsonSchema>(name: &'static str, title: &str, description: &'static str) -> Tool {
    let generator =
        SchemaGenerator::new(SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true));
    let schema = match generator.into_root_schema_for::<T>().to_value() {
        Value::Object(mut fields) => {
            fields.remove("title");
            fields
        }
        _ => JsonObject::new(),
    };
    let nature = ToolAnnotations::new().read_only(true).destructive(false).idempotent(true).open_world(false);
    Tool::new(name, description, Arc::new(schema)).with_title(title).with_annotations(nature)
}

/// The work of the tool of this name. None when there is no such tool.
pub(super) fn call<'a>(
    mcp: &'a Mcp,
    name: &str,
    arguments: JsonObject,
) -> Option<BoxFuture<'a, Result<Told, ApiError>>> {
    Some(match name {
        "search_knowledge" => async move { search(mcp, read(arguments)?).await }.boxed(),
        "get_control" => async move { control(mcp, &read(arguments)?) }.boxed(),
        "ask" => async move { ask(mcp, read(arguments)?).await }.boxed(),
        "analyse_gap" => async move { gap::analyse(mcp, read(arguments)?).await }.boxed(),
        "verify_text" => async move { verified(&read(arguments)?) }.boxed(),
        "draft_policy" => async move { policy(mcp, read(arguments)?).await }.boxed(),
        _ => return None,
    })
}

/// What a client gets; an error is told in words that say what to do.
pub(super) fn result(done: Result<Told, ApiError>) -> CallToolResult {
    match done {
        Ok(Told { text, data }) => {
            let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
            result.structured_content = data;
            result
        }
        Err(error) => CallToolResult::error(vec![ContentBlock::text(error.problem().line())]),
    }
}

fn read<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, ApiError> {
    let read = serde_json::from_value(Value::Object(arguments));
    read.map_err(|error| ApiError::Unreadable(format!("the arguments cannot be used: {error}")))
}

async fn search(mcp: &Mcp, wanted: SearchKnowledge) -> Result<Told, ApiError> {
    if !(1..=MAX_HITS).contains(&wanted.limit) {
        return Err(ApiError::Unreadable(format!("limit is a number from 1 to {MAX_HITS}")));
    }
    let query = input::question(wanted.query)?;
    let mut places = vec![WorkspaceId::knowledge()];
    places.extend(mcp.person.choose(&mcp.state, wanted.workspace.as_deref()).await?);
    let search = Search::new(&query, places, wanted.limit);
    let hits = SearchView::from(mcp.state.app.assistant.retriever().search(&search).await?);
    let mut text = String::new();
    for hit in &hits.hits {
        let heading = hit.heading.join(" > ");
        text.push_str(&format!("## {}. {heading} ({})\n\n{}\n\n", hit.rank, hit.source, hit.text));
    }
    if text.is_empty() {
        "Nothing was found: try other words.".clone_into(&mut text);
    }
    Ok(Told { text: safe_markdown(text.trim_end()), data: Some(json!(hits)) })
}

fn control(mcp: &Mcp, wanted: &GetControl) -> Result<Told, ApiError> {
    let library = mcp.state.app.assistant.library();
    let text = page(library, &wanted.id)?;
    Ok(Told { text, data: None })
}

/// The page of a requirement, as the catalogue writes its id or in any usual spelling.
pub(super) fn page(library: &Library, id: &str) -> Result<String, ApiError> {
    let id = match Catalogue::get().canonical(id.trim()) {
        Some(id) => id,
        None => id.trim().parse::<RequirementId>()?,
    };
    control_markdown(library, id)
        .ok_or_else(|| ApiError::NoRequirement(format!("{id} does not exist in ISO/IEC 27001:2022")))
}

fn verified(wanted: &VerifyText) -> Result<Told, ApiError> {
    let characters = wanted.text.chars().count();
    if characters > MAX_VERIFIED {
        return Err(ApiError::Unfit(format!("the text has {characters} characters; {MAX_VERIFIED} are allowed")));
    }
    let linted = verify::lint(&wanted.text);
    let line = |one: &verify::Finding| format!("- line {}: {} {}", one.line, one.message, one.fix);
    let text = match linted.findings.as_slice() {
        [] => "Nothing is wrong as far as the rules can tell.".to_owned(),
        findings => findings.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    Ok(Told { text: safe_markdown(&text), data: Some(json!(linted)) })
}

async fn ask(mcp: &Mcp, wanted: Ask) -> Result<Told, ApiError> {
    let question = input::question(wanted.question)?;
    let workspace = mcp.person.choose(&mcp.state, wanted.workspace.as_deref()).await?;
    let turn = Turn::begin(&mcp.state, question, workspace, (None, wanted.persona)).await?.of(mcp.person.caller());
    let answer = turn.answer(&mut |_| ()).await?;
    let text = answer_markdown(&answer);
    let notice = notice(&answer);
    let Answer { verdict, mode, citations, refs, warnings, actions, .. } = answer;
    let mut data = json!({
        "verdict": verdict, "mode": mode, "citations": citations, "refs": refs, "warnings": warnings, "notice": notice,
    });
    if let (Some(fields), false) = (data.as_object_mut(), actions.is_empty()) {
        fields.insert("actions".to_owned(), json!(actions));
    }
    Ok(Told { text, data: Some(data) })
}

async fn policy(mcp: &Mcp, wanted: DraftPolicy) -> Result<Told, ApiError> {
    let library = mcp.state.app.assistant.library();
    let paper = paper(library, &wanted.kind)?;
    let profile = match wanted.profile {
        // JSON is YAML.
        Some(profile) => Profile::from_yaml(&Value::Object(profile).to_string())
            .map_err(|error| ApiError::Unfit(format!("the profile cannot be used: {error}")))?,
        None => stored_profile(mcp, wanted.workspace.as_deref()).await?,
    };
    if let Some(problem) = profile.problems().into_iter().find(|problem| problem.blocking) {
        return Err(ApiError::Unfit(format!("the profile cannot be used: {} {}", problem.field, problem.message)));
    }
    let mut notes = draft::decisions(&profile, library.shelf()).map_err(ApiError::Unfit)?;
    if draft::advice(paper, &profile) == Advice::NotNeeded {
        notes.push(format!("by its profile, {} needs no {} of its own", profile.name, paper.front.title));
    }
    let draft = draft::policy(paper, library, &profile);
    let data = json!({
        "title": draft.title, "checks": draft.checks, "decisions": draft.decisions, "words": draft.words, "notes": notes,
    });
    Ok(Told { text: draft.markdown, data: Some(data) })
}

async fn stored_profile(mcp: &Mcp, workspace: Option<&str>) -> Result<Profile, ApiError> {
    let stored = match mcp.person.choose(&mcp.state, workspace).await? {
        Some(workspace) => profile::of(&mcp.state, &workspace).await?,
        None => None,
    };
    stored.ok_or_else(|| {
        let what = "give `profile`, for example {\"name\": \"Nordlicht GmbH\", \"sector\": \"software\", \"people\": 30}, \
                    or a `workspace` that has one";
        ApiError::Unfit(format!("a policy is drafted for an organisation: {what}"))
    })
}

fn paper<'a>(library: &'a Library, kind: &str) -> Result<&'a Paper, ApiError> {
    let kind = kind.trim().to_lowercase();
    library.shelf().paper(PaperKind::Policy, &kind).ok_or_else(|| {
        let known: Vec<&str> =
            library.shelf().of_kind(PaperKind::Policy).map(|paper| paper.front.id.as_str()).collect();
        ApiError::Unfit(format!("there is no policy `{kind}`; there are {}", known.join(", ")))
    })
}
