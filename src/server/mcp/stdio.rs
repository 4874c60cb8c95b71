//! `annexa mcp`: the same server for the program that started this one. Standard output carries the protocol alone.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context;
use rmcp::ServiceExt;

use super::{Mcp, person::Person};
use crate::{
    app::App,
    server::{background, state::ServerState},
    store::WorkspaceId,
};

/// Serves until standard input ends. Without a workspace, tools that are told none search the knowledge base alone.
pub async fn serve_stdio(app: App, workspace: Option<WorkspaceId>) -> anyhow::Result<()> {
    let state = ServerState::new(app, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    // Documents that others bring in meanwhile are found as well.
    let following = background::start_following(&state);
    let mcp = Mcp { state: state.clone(), person: Person::Local(workspace) };
    let ended = async {
        let service = mcp.serve(rmcp::transport::stdio()).await;
        let service = service.context("the client ended, or spoke no MCP: start `annexa mcp` from an MCP client")?;
        service.waiting().await.context("the conversation broke off")
    };
    let ended = ended.await;
    state.stop.cancel();
    let _ = following.await;
    state.app.store.close().await;
    ended.map(|_| ())
}
