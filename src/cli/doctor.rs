//! `annexa doctor`: each part of the installation on one line: ok, or the problem and what to do.

use serde::Serialize;

use super::{Outcome, input, session};
use crate::{app::App, config::Settings, knowledge, llm::Check, store::StoreError};

#[derive(Debug, Serialize)]
struct Line {
    part: &'static str,
    status: Status,
    detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Off,
    Problem,
}

pub(super) async fn run(settings: Settings, json: bool) -> anyhow::Result<Outcome> {
    let app = session::beside_server(settings).await?;
    let mut lines = vec![
        store(&app).await,
        knowledge_base(&app),
        text_index(&app).await,
        models(&app).await,
        vectors(&app),
        jail(&app),
        egress(&app).await,
    ];
    lines.extend(endpoint(&app).await);
    if json {
        input::print_json(&lines)?;
        return Ok(Outcome::Done);
    }
    for line in &lines {
        let status = match line.status {
            Status::Ok => "ok",
            Status::Off => "off",
            Status::Problem => "PROBLEM",
        };
        input::line(&format!("{:<10} {status:<8} {}", line.part, line.detail))?;
    }
    Ok(Outcome::Done)
}

async fn store(app: &App) -> Line {
    let (status, detail) = match app.store.check().await {
        Ok(problems) if problems.is_empty() => (Status::Ok, format!("{}", app.data_dir.display())),
        Ok(problems) => (Status::Problem, format!("{}: restore the last backup", problems.join("; "))),
        Err(error) => (Status::Problem, error.to_string()),
    };
    Line { part: "store", status, detail }
}

fn knowledge_base(app: &App) -> Line {
    let (problems, coverage) = knowledge::check(app.assistant.library());
    let detail = format!(
        "{} of 93 controls, {} of {} clauses, {} guides",
        coverage.controls, coverage.clauses, coverage.clauses_total, coverage.guides
    );
    match problems.len() {
        0 => Line { part: "knowledge", status: Status::Ok, detail },
        count => Line {
            part: "knowledge",
            status: Status::Problem,
            detail: format!("{detail}; {count} broken rules: run `annexa knowledge check`"),
        },
    }
}

async fn text_index(app: &App) -> Line {
    if app.indexer.text().is_sound() {
        let detail = format!("full text up to change {}", app.indexer.text().watermark());
        return Line { part: "index", status: Status::Ok, detail };
    }
    match app.indexer.rebuild_text().await {
        Ok(()) => Line { part: "index", status: Status::Ok, detail: "was damaged and has been built again".to_owned() },
        Err(error) => Line { part: "index", status: Status::Problem, detail: error.to_string() },
    }
}

async fn models(app: &App) -> Line {
    let Some((_, embedder)) = app.indexer.vectors() else {
        let reason = app.semantic_off.clone().unwrap_or_default();
        let status = if app.settings.embed.model.eq_ignore_ascii_case("off") { Status::Off } else { Status::Problem };
        return Line { part: "models", status, detail: format!("semantic search is off: {reason}") };
    };
    match embedder.warm().await {
        Ok(()) => Line {
            part: "models",
            status: Status::Ok,
            detail: format!("{} ({} dimensions)", app.settings.embed.model, embedder.dimensions()),
        },
        Err(error) => Line { part: "models", status: Status::Problem, detail: error.to_string() },
    }
}

fn vectors(app: &App) -> Line {
    let progress = app.indexer.progress();
    let detail = format!("{} of {} passages have a vector", progress.done, progress.total);
    let status = match (app.indexer.vectors(), progress.done < progress.total) {
        (None, _) => Status::Off,
        (Some(_), true) => Status::Problem,
        (Some(_), false) => Status::Ok,
    };
    let rest = if status == Status::Problem { "; any command that searches computes the rest" } else { "" };
    Line { part: "vectors", status, detail: format!("{detail}{rest}") }
}

/// Locks a worker in and lets it try to break out.
fn jail(app: &App) -> Line {
    let held = "files are parsed in processes that can open no file, connect to nothing and start nothing";
    let (status, detail) = match app.reader.self_test() {
        Ok(()) => (Status::Ok, held.to_owned()),
        Err(error) if app.settings.parse_unjailed => (Status::Problem, format!("overridden by the settings: {error}")),
        Err(error) => (Status::Problem, error.to_string()),
    };
    Line { part: "jail", status, detail }
}

/// Whether anything can leave this machine, and who agreed to it.
async fn egress(app: &App) -> Line {
    let (part, settings) = ("egress", &app.settings);
    if settings.no_egress {
        let detail = "no_egress is set: nothing leaves this machine, every answer is composed".to_owned();
        return Line { part, status: Status::Off, detail };
    }
    let Some(llm) = app.assistant.llm() else {
        let detail = "no language model is configured, so no text leaves this machine".to_owned();
        return Line { part, status: Status::Off, detail };
    };
    match agreed(app, &llm.origin()).await {
        Ok((agreed, all)) => {
            let detail = format!(
                "questions and passages go to {}; owners of {agreed} of {all} workspaces agreed that theirs do (`annexa \
                 consent W`), and what has no workspace goes because the endpoint is configured",
                llm.origin()
            );
            Line { part, status: Status::Ok, detail }
        }
        Err(error) => Line { part, status: Status::Problem, detail: error.to_string() },
    }
}

async fn agreed(app: &App, origin: &str) -> Result<(usize, usize), StoreError> {
    let workspaces = app.store.workspaces().await?;
    let mut agreed = 0;
    for workspace in &workspaces {
        agreed += usize::from(app.store.has_agreed(&workspace.id, origin).await?);
    }
    Ok((agreed, workspaces.len()))
}

/// The endpoint, tried for real.
async fn endpoint(app: &App) -> Vec<Line> {
    let Some(llm) = app.assistant.llm() else {
        let why = if app.settings.no_egress { "no_egress forbids one" } else { "no language model is configured" };
        let detail = format!("{why}; answers are composed from the sources");
        return vec![Line { part: "endpoint", status: Status::Off, detail }];
    };
    let line = |check: Check| Line {
        part: if check.what == "models" { "endpoint" } else { check.what },
        status: if check.good { Status::Ok } else { Status::Problem },
        detail: check.detail,
    };
    llm.trial().await.into_iter().map(line).collect()
}
