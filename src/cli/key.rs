//! `annexa key`: API keys, shown once and stored as hashes.

use clap::{Args, Subcommand, ValueEnum};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::{Outcome, input};
use crate::{
    config::Settings,
    store::{KeyId, Scope, Store},
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
}

pub(super) async fn run(settings: Settings, command: KeyCommand, json: bool) -> anyhow::Result<Outcome> {
    let store = Store::open(&settings.data_dir()?).await?;
    match command {
        KeyCommand::Create(arguments) => create(&store, arguments, json).await?,
        KeyCommand::List => list(&store, json).await?,
        KeyCommand::Revoke { id } => {
            store.revoke_key(&KeyId::parse(&id)?).await?;
            input::line(&format!("revoked {id}"))?;
        }
    }
    Ok(Outcome::Done)
}

async fn create(store: &Store, arguments: CreateArguments, json: bool) -> anyhow::Result<()> {
    let scope = match arguments.scope {
        ScopeArgument::Admin => Scope::Admin,
        ScopeArgument::Workspace => Scope::Workspace,
        ScopeArgument::Widget => Scope::Widget,
    };
    let workspace = match (&arguments.workspace, scope) {
        (None, Scope::Admin) => None,
        (Some(_), Scope::Admin) => anyhow::bail!("an admin key is not bound to a workspace: leave --workspace out"),
        (None, _) => anyhow::bail!("a {scope} key is bound to a workspace: give --workspace"),
        (Some(name), _) => Some(
            store
                .workspace_named(name)
                .await
                .map_err(|error| match error {
                    crate::store::StoreError::NotFound => anyhow::anyhow!("there is no workspace `{name}`"),
                    other => other.into(),
                })?
                .id,
        ),
    };
    let (key, secret) = store.create_key(scope, workspace.clone(), &arguments.label).await?;
    let secret = secret.expose_secret().to_owned();
    if json {
        let workspace = workspace.map(|id| id.to_string());
        return input::print_json(&Created { id: key.id.to_string(), scope, workspace, key: secret });
    }
    input::line(&format!("{scope} key {}; it is shown only now:", key.id))?;
    input::line(&secret)?;
    Ok(())
}

async fn list(store: &Store, json: bool) -> anyhow::Result<()> {
    let keys = store.keys().await?;
    if json {
        return input::print_json(&keys);
    }
    for key in keys {
        let state = if key.revoked_at.is_some() { "revoked" } else { "active" };
        let workspace = key.workspace_id.map_or_else(String::new, |id| format!(" {id}"));
        input::line(&format!("{} {}{workspace} {state} {}", key.id, key.scope, key.label))?;
    }
    Ok(())
}
