//! `annexa serve`: checks what must hold before anybody can connect, greets, and runs until it is told to stop.

use std::{io::Write, net::SocketAddr, time::Duration};

use anyhow::{Context, bail, ensure};
use clap::Args;
use secrecy::ExposeSecret;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use super::{
    lock::ServerLock,
    running::Server,
    session::{Semantic, SemanticState},
};
use crate::{
    app::App,
    config::{ServerSettings, Settings},
    store::{Scope, Store},
};

/// How long the link that signs a browser in is good.
const LINK: Duration = Duration::from_mins(15);

/// Flags of `annexa serve`; they win over settings.
#[derive(Debug, Default, Args)]
pub struct ServeArguments {
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// A reverse proxy in front speaks TLS; needed for an address that is not loopback
    #[arg(long)]
    behind_tls_proxy: bool,
    /// A host name under which the server is addressed, besides loopback names; may be repeated
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
}

/// Runs the server until SIGINT or SIGTERM.
pub async fn serve(mut settings: Settings, arguments: ServeArguments) -> anyhow::Result<()> {
    arguments.apply(&mut settings.server);
    let data_dir = settings.data_dir()?;
    let mut lock = ServerLock::take(&data_dir)?;
    if !settings.server.listen.ip().is_loopback() {
        let store = Store::open(&data_dir).await?;
        let allowed = refuse_exposure(&settings.server, &store).await;
        store.close().await;
        allowed?;
    }
    let listener = listen(settings.server.listen).await?;
    let address = public_address(&settings.server, listener.local_addr()?);
    lock.note(&address)?;
    say(&format!("annexa {} is opening {}", env!("CARGO_PKG_VERSION"), data_dir.display()));
    let server = Server::on(listener, App::open(settings).await?).await?;
    greet(server.app(), &address).await?;
    server.speaking(say).run_until(told_to_stop()?).await?;
    say("stopped");
    Ok(())
}

impl ServeArguments {
    fn apply(self, settings: &mut ServerSettings) {
        settings.listen = self.listen.unwrap_or(settings.listen);
        settings.behind_tls_proxy |= self.behind_tls_proxy;
        if !self.hosts.is_empty() {
            settings.hosts = self.hosts;
        }
    }
}

/// Opens the port, or says what to do about it.
pub(super) async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let port = address.port();
            let other = SocketAddr::new(address.ip(), port.checked_add(1).unwrap_or(0));
            bail!("port {port} is in use: stop what listens there, or give --listen {other}")
        }
        Err(error) => Err(error).with_context(|| format!("{address} cannot be listened on: give another --listen")),
    }
}

/// Whoever can reach the port must need a key, and nobody on the way may read it.
async fn refuse_exposure(settings: &ServerSettings, store: &Store) -> anyhow::Result<()> {
    let address = settings.listen;
    ensure!(
        settings.behind_tls_proxy,
        "{address} can be reached from other machines: put a proxy that speaks TLS in front and give --behind-tls-proxy, \
         or listen on 127.0.0.1"
    );
    let keys = store.keys().await?;
    let admin = keys.iter().any(|key| key.scope == Scope::Admin && key.revoked_at.is_none());
    ensure!(
        admin,
        "{address} can be reached from other machines, but there is no admin key: run `annexa key create` first, or \
         listen on 127.0.0.1"
    );
    Ok(())
}

async fn greet(app: &App, address: &str) -> anyhow::Result<()> {
    say(&format!("listening on {address}"));
    if app.store.keys().await?.is_empty() {
        let (_, key) = app.store.create_key(Scope::Admin, None, "first start").await?;
        say(&format!("admin key, shown only now: {}", key.expose_secret()));
    }
    let token = app.store.create_login_token(LINK).await?;
    say(&format!("to sign in, open this link once within 15 minutes: {address}/login?token={}", token.expose_secret()));
    let semantic = Semantic::of(app, None);
    say(&match semantic.state {
        SemanticState::Ready => "semantic search: ready".to_owned(),
        SemanticState::Computing => {
            format!("semantic search: computing vectors, {} of {}", semantic.done, semantic.total)
        }
        SemanticState::Off => format!("semantic search: off, {}", semantic.why.unwrap_or_default()),
    });
    Ok(())
}

/// Where a browser finds the server.
pub(super) fn public_address(settings: &ServerSettings, bound: SocketAddr) -> String {
    match settings.hosts.first() {
        Some(host) if settings.behind_tls_proxy => format!("https://{host}"),
        _ if bound.ip().is_unspecified() => format!("http://127.0.0.1:{}", bound.port()),
        _ => format!("http://{bound}"),
    }
}

/// Resolves at SIGINT or SIGTERM.
fn told_to_stop() -> anyhow::Result<impl Future<Output = ()> + Send> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// A line for the operator; one that nobody reads any more is no reason to stop.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
