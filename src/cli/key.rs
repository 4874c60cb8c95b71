//! `annexa key`: API keys, shown once and stored as hashes; for a widget, the line to put into a page.

use std::io::{self, Write};

use clap::{Args, Subcommand, ValueEnum};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::{Outcome, input};
use crate::{
    config::{ServerSettings, Settings},
    store::{Key, KeyId, Origin, Origins, Scope, Store, WIDGET_QUOTA, WidgetRules, WorkspaceId},
    view::widget_snippet,
};

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Make a key; it is printed once, alone on the last line
    Create(CreateArguments),
    /// List keys (never their secrets)
    List,
    /// Revoke a key
    Revoke {
        /// The id that `key list` shows
        id: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct CreateArguments {
    /// What the key may do
    #[arg(long, value_enum, default_value_t = ScopeArgument::Admin)]
    scope: ScopeArgument,
    /// The workspace it is bound to; needed for the scopes workspace and widget
    #[arg(long, value_name = "W")]
    workspace: Option<String>,
    /// A note on what it is for
    #[arg(long, default_value = "made on the command line")]
    label: String,
    /// A page's origin that may show the widget, for example `https://intranet.example`; may be repeated
    #[arg(long, value_name = "ORIGIN")]
    origin: Vec<Origin>,
    /// How many questions the widget answers in a day (UTC), for example 200/day
    #[arg(long, value_name = "N/day", value_parser = quota)]
    quota: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScopeArgument {
    Admin,
    Workspace,
    Widget,
}

#[derive(Debug, Serialize)]
struct Created {
    id: String,
    scope: Scope,
    workspace: Option<String>,
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    widget: Option<WidgetView>,
}

#[derive(Debug, Serialize)]
struct WidgetView {
    origins: Origins,
    quota: Option<i64>,
    snippet: String,
}

pub(super) async fn run(settings: Settings, command: KeyCommand, json: bool) -> anyhow::Result<Outcome> {
    let store = Store::open(&settings.data_dir()?).await?;
    match command {
        KeyCommand::Create(arguments) => create(&store, &settings.server, arguments, json).await?,
        KeyCommand::List => list(&store, json).await?,
        KeyCommand::Revoke { id } => {
            store.revoke_key(&KeyId::parse(&id)?).await?;
            input::line(&format!("revoked {id}"))?;
        }
    }
    Ok(Outcome::Done)
}

async fn create(store: &Store, server: &ServerSettings, arguments: CreateArguments, json: bool) -> anyhow::Result<()> {
    let scope = match arguments.scope {
        ScopeArgument::Admin => Scope::Admin,
        ScopeArgument::Workspace => Scope::Workspace,
        ScopeArgument::Widget => Scope::Widget,
    };
    let name = arguments.workspace.as_deref();
    let workspace = match (name, scope) {
        (None, Scope::Admin) => None,
        (Some(_), Scope::Admin) => anyhow::bail!("an admin key is not bound to a workspace: leave --workspace out"),
        (None, _) => anyhow::bail!("a {scope} key is bound to a workspace: give --workspace"),
        (Some(name), _) => Some(workspace_named(store, name).await?),
    };
    let (key, secret) = match (scope, workspace.clone()) {
        (Scope::Widget, Some(workspace)) => {
            let origins = Origins::new(arguments.origin)?;
            let rules = WidgetRules { origins, quota: arguments.quota.unwrap_or(WIDGET_QUOTA) };
            store.create_widget_key(workspace, &arguments.label, rules).await?
        }
        _ if !arguments.origin.is_empty() || arguments.quota.is_some() => {
            anyhow::bail!("--origin and --quota are for --scope widget: leave them out")
        }
        (scope, workspace) => store.create_key(scope, workspace, &arguments.label).await?,
    };
    let secret = secret.expose_secret().to_owned();
    let snippet = (scope == Scope::Widget).then(|| snippet(server, name.unwrap_or_default(), &secret));
    if json {
        let workspace = workspace.map(|id| id.to_string());
        let widget = snippet.map(|snippet| WidgetView { origins: key.origins, quota: key.quota, snippet });
        return input::print_json(&Created { id: key.id.to_string(), scope, workspace, key: secret, widget });
    }
    if let Some(snippet) = snippet {
        explain(&key, &snippet)?;
    }
    input::line(&format!("{scope} key {}; it is shown only now:", key.id))?;
    input::line(&secret)?;
    Ok(())
}

async fn workspace_named(store: &Store, name: &str) -> anyhow::Result<WorkspaceId> {
    match store.workspace_named(name).await {
        Ok(workspace) => Ok(workspace.id),
        Err(crate::store::StoreError::NotFound) => Err(anyhow::anyhow!("there is no workspace `{name}`")),
        Err(other) => Err(other.into()),
    }
}

/// A number of questions, with or without `/day`.
fn quota(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix("/day").unwrap_or(text).trim().parse::<u32>().ok();
    number
        .filter(|number| (1..=1_000_000).contains(number))
        .ok_or_else(|| "a quota is a number of questions from 1 to 1000000 a day, for example 200/day".to_owned())
}

/// What a page holds to show the widget.
fn snippet(server: &ServerSettings, workspace: &str, key: &str) -> String {
    let scheme = if server.behind_tls_proxy { "https" } else { "http" };
    let host = server.hosts.first().cloned().unwrap_or_else(|| server.listen.to_string());
    widget_snippet(&format!("{scheme}://{host}"), workspace, key)
}

/// How to use a widget's key, beside the output, whose last line is the key alone.
fn explain(key: &Key, snippet: &str) -> anyhow::Result<()> {
    let mut out = io::stderr();
    writeln!(out, "put this line into the pages that show the chat:\n\n{snippet}\n")?;
    writeln!(out, "whoever can open them can ask about every document of the workspace")?;
    if key.origins.is_empty() {
        writeln!(out, "no page can show it yet: make the key with --origin https://your-intranet.example")?;
    } else {
        let quota = key.quota.unwrap_or_default();
        writeln!(out, "pages of {} may show it; it answers {quota} questions a day", key.origins)?;
    }
    Ok(())
}

async fn list(store: &Store, json: bool) -> anyhow::Result<()> {
    let keys = store.keys().await?;
    if json {
        return input::print_json(&keys);
    }
    for key in keys {
        let state = if key.revoked_at.is_some() { "revoked" } else { "active" };
        let workspace = key.workspace_id.as_ref().map_or_else(String::new, |id| format!(" {id}"));
        input::line(&format!("{} {}{workspace} {state} {}{}", key.id, key.scope, key.label, rules(&key)))?;
    }
    Ok(())
}

/// What holds for a widget's key: behind the label, so that the columns before it stay where they are.
fn rules(key: &Key) -> String {
    if key.scope != Scope::Widget {
        return String::new();
    }
    let origins = if key.origins.is_empty() { "no page".to_owned() } else { key.origins.to_string() };
    format!(" ({origins}; {} questions a day)", key.quota.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_a_number_of_questions_a_day() {
        assert_eq!((quota("500/day"), quota("7"), quota("1000000 /day")), (Ok(500), Ok(7), Ok(1_000_000)));
        for wrong in ["", "0", "-1", "1000001", "5/hour", "many", "/day"] {
            assert!(quota(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_line_for_the_page_names_the_server_and_escapes_the_workspace() {
        let mut server = ServerSettings::default();
        let local = snippet(&server, "A", "anw_1");
        assert!(local.contains(r#"src="http://127.0.0.1:8080/widget.js""#), "{local}");
        server.behind_tls_proxy = true;
        server.hosts = vec!["isms.example".to_owned()];
        let hosted = snippet(&server, "R&D \"<x>\"", "anw_1");
        assert!(hosted.contains(r#"src="https://isms.example/widget.js""#), "{hosted}");
        assert!(hosted.contains(r#"data-workspace="R&amp;D &quot;&lt;x>&quot;" data-token="anw_1""#), "{hosted}");
    }
}
