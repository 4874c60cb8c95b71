//! `annexa mcp` as a client starts it: a child that speaks JSON-RPC, a line a message, and nothing else on its output.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

use serde_json::{Value, json};

use super::Desk;

/// A running child and the way to talk to it.
struct Client {
    child: Child,
    into: Option<ChildStdin>,
    out: BufReader<ChildStdout>,
    next: u64,
}

impl Client {
    fn start(desk: &Desk) -> Self {
        let mut command = desk.command();
        command
            .arg("mcp")
            .env("ANNEXA_LOG", "info")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (into, out) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut client = Self { child, into, out, next: 0 };
        let hello = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } });
        let hello = client.call("initialize", &hello);
        assert_eq!(hello["result"]["serverInfo"]["name"], "annexa", "{hello}");
        client.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string());
        client
    }

    fn send(&mut self, line: &str) {
        writeln!(self.into.as_mut().unwrap(), "{line}").unwrap();
    }

    /// The next line, which must be a message of the protocol.
    fn read(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        assert_eq!(message["jsonrpc"], "2.0");
        message
    }

    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params }).to_string());
        let message = self.read();
        assert_eq!(message["id"], self.next, "{message}");
        message
    }

    fn tool(&mut self, name: &str, arguments: &Value) -> Value {
        self.call("tools/call", &json!({ "name": name, "arguments": arguments }))["result"].clone()
    }

    /// Hangs up, and gives what was said on standard error.
    fn end(mut self) -> String {
        drop(self.into.take());
        let mut rest = String::new();
        self.out.read_line(&mut rest).unwrap();
        assert_eq!(rest, "", "nothing but answers stands on standard output");
        let output = self.child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stderr).unwrap()
    }
}

#[test]
fn a_client_finds_tools_calls_them_and_reads_pages() {
    let desk = Desk::new();
    let mut client = Client::start(&desk);
    let tools = client.call("tools/list", &json!({}))["result"]["tools"].clone();
    let names: Vec<&str> = tools.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["search_knowledge", "get_control", "ask", "analyse_gap", "verify_text", "draft_policy"]);

    let answer = client.tool("ask", &json!({ "question": "What evidence do I need for A.5.23?" }));
    let said = answer["content"][0]["text"].as_str().unwrap();
    assert!(said.contains("[1]") && said.contains("knowledge/controls/A.5.23.md"), "{said}");
    let page = client.call("resources/read", &json!({ "uri": "annexa://control/A.5.23" }));
    assert!(page["result"]["contents"][0]["text"].as_str().unwrap().starts_with("# A.5.23 "), "{page}");

    let unknown = client.call("tools/call", &json!({ "name": "nothing", "arguments": {} }));
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
    let bad = client.tool("ask", &json!({ "qestion": "What?" }));
    assert_eq!(bad["isError"], true);
    assert!(bad["content"][0]["text"].as_str().unwrap().contains("unknown field `qestion`"), "{bad}");
    let method = client.call("nothing/here", &json!({}));
    assert_eq!(method["error"]["code"], -32601, "{method}");
    let said = client.end();
    assert!(!said.contains("panicked") && !said.contains("evidence do I need"), "{said}");
}

#[test]
fn documents_that_come_in_meanwhile_are_found() {
    let desk = Desk::new();
    let mut client = Client::start(&desk);
    let rules = desk.write("rules.md", b"# Rules\n\nThe zebra crossing is owned by Ada.\n");
    assert_eq!(desk.run(&["ingest", &rules, "--workspace", "ours"]).status, 0);
    let question = json!({ "question": "Who owns the zebra crossing?", "workspace": "ours" });
    let answer = client.tool("ask", &question);
    assert!(answer["content"][0]["text"].as_str().unwrap().contains("Ada"), "{answer}");
    client.end();
}

#[test]
fn lines_that_are_no_messages_do_not_stop_it() {
    let desk = Desk::new();
    let mut client = Client::start(&desk);
    for line in ["", "{", "hello", "[1, 2]"] {
        client.send(line);
    }
    client.next += 1;
    let id = client.next;
    client.send(&json!({ "jsonrpc": "2.0", "id": id, "method": "ping" }).to_string());
    let answered = (0..8).map(|_| client.read()).find(|message| message["id"] == id);
    assert!(answered.is_some_and(|pong| pong["result"].is_object()));
    client.end();
}

#[test]
fn a_client_that_says_nothing_gets_one_plain_line() {
    let desk = Desk::new();
    desk.run(&["mcp"]).refused(&["MCP client"]);
    desk.run(&["mcp", "--workspace", "nobody"]).refused(&["no workspace `nobody`"]);
}
