//! The ways in which an endpoint can fail, by name; some only look like failing, and there the model's answer must stand.

use std::time::Duration;

use crate::upstream::Reply;

/// A whole answer that the sources hold.
pub(crate) const GOOD: &str = "Keep a cloud service register with an owner for each service [1]. Keep the approval record of the last service [1].";
const HALF: &str = "Keep a cloud service register with an owner for each service [1]. Keep the appro";
const EVENTS: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";

/// A way to fail.
#[derive(Debug, Clone)]
pub(crate) struct Mode {
    pub(crate) name: &'static str,
    pub(crate) script: Vec<Reply>,
    /// The answer is whole all the same.
    pub(crate) is_harmless: bool,
    /// Runs that may be made beside each other.
    pub(crate) together: usize,
}

fn bad(name: &'static str, reply: Reply) -> Mode {
    Mode { name, script: vec![reply], is_harmless: false, together: 20 }
}

fn fine(name: &'static str, reply: Reply) -> Mode {
    Mode { is_harmless: true, ..bad(name, reply) }
}

/// First this, then what is right, and so on for every run.
fn then_fine(name: &'static str, first: &Reply) -> Mode {
    let script = (0..64).flat_map(|_| [first.clone(), good()]).collect();
    Mode { name, script, is_harmless: true, together: 1 }
}

fn good() -> Reply {
    Reply::Says(GOOD.to_owned())
}

fn half() -> String {
    HALF.to_owned()
}

fn content(text: &str) -> String {
    format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{}}}}}]}}", serde_json::json!(text))
}

const STOP: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
const DONE: &str = "data: [DONE]";

/// Events with this between their lines and twice that between them.
fn raw(events: &[&str], line: &str) -> Reply {
    let pieces: Vec<String> = events.iter().map(|event| [event, line, line].concat()).collect();
    Reply::Raw(format!("{EVENTS}{}", pieces.concat()))
}

fn status(status: u16, head: &str, body: &str) -> Reply {
    Reply::Status(status, head.to_owned(), body.to_owned())
}

fn bytes(body: &[u8]) -> Reply {
    Reply::Bytes([EVENTS.as_bytes(), body].concat())
}

/// All ways.
pub(crate) fn all() -> Vec<Mode> {
    [time(), connection(), framing(), statuses(), protocol(), words()].concat()
}

fn time() -> Vec<Mode> {
    let long = GOOD.repeat(40);
    vec![
        bad("no bytes at all", Reply::Silent),
        bad("headers too late", Reply::After(Duration::from_millis(1_500), Box::new(good()))),
        fine("headers late but in time", Reply::After(Duration::from_millis(300), Box::new(good()))),
        bad("silence after half", Reply::Hangs(half())),
        bad("a pause too long between words", Reply::Dribbles(GOOD.to_owned(), Duration::from_millis(1_300))),
        bad("words that never end in time", Reply::Dribbles(long, Duration::from_millis(150))),
    ]
}

fn connection() -> Vec<Mode> {
    vec![
        bad("reset in the middle of a word", Reply::Resets(format!("{}\n\ndata: {{\"ch", content(HALF)))),
        bad("closed in the middle of an event", Reply::BreaksOff(half())),
        bad("closed behind the headers", Reply::Raw(EVENTS.to_owned())),
        bad("closed without a byte", Reply::Raw(String::new())),
        bad("not HTTP", Reply::Raw("SSH-2.0-OpenSSH_9.9\r\n".to_owned())),
        bad("endless header", Reply::Raw(format!("HTTP/1.1 200 OK\r\nx: {}", "a".repeat(1_000_000)))),
        bad(
            "shorter than its length says",
            Reply::Raw(format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 9999\r\n\r\n{}\n\n",
                content(HALF)
            )),
        ),
        bad(
            "broken chunk size",
            Reply::Raw(format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}",
                content(HALF)
            )),
        ),
    ]
}

fn framing() -> Vec<Mode> {
    let cut = [content("Keep a cloud service register \u{e4}").as_bytes(), b"\n\n"].concat();
    let at = cut.iter().position(|&byte| byte == 0xc3).unwrap_or_default();
    let half_letter = [cut.get(..=at).unwrap_or_default(), b"\n\n"].concat();
    vec![
        fine("CR and LF", raw(&[&content(GOOD), STOP, DONE], "\r\n")),
        fine(
            "no space, names and comments",
            raw(
                &[": hello", "event: x\nid: 1\nretry: 5", &content(GOOD).replacen("data: ", "data:", 1), STOP, DONE],
                "\n",
            ),
        ),
        fine(
            "an event over two lines",
            raw(
                &[
                    &content(GOOD).replacen("\"delta\"", "\n data: \"delta\"", 1).replace("\n data", "\ndata"),
                    STOP,
                    DONE,
                ],
                "\n",
            ),
        ),
        bad("CR alone", raw(&[&content(GOOD), STOP, DONE], "\r")),
        bad("half a letter", bytes(&half_letter)),
        bad("not UTF-8", bytes(b"data: \xff\xfe\n\n")),
        bad("a line without end", Reply::EndlessLine),
        bad("one event of 300 KiB", raw(&[&content(&"x".repeat(300 * 1024)), STOP, DONE], "\n")),
        bad("events without end", Reply::EndlessEvents),
        bad(
            "gzip garbage",
            Reply::Bytes(
                [
                    EVENTS.replace("connection", "content-encoding: gzip\r\nconnection").as_bytes(),
                    &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xde, 0xad, 0xbe, 0xef],
                ]
                .concat(),
            ),
        ),
        bad("only comments", raw(&[": ping", ": ping", ": ping"], "\n")),
    ]
}

fn statuses() -> Vec<Mode> {
    let overflow = r#"{"error":{"code":400,"message":"too many tokens","type":"exceed_context_size_error"}}"#;
    let stream_options = r#"{"error":{"message":"unknown field stream_options"}}"#;
    vec![
        then_fine("429 with a pause, then fine", &status(429, "retry-after: 0\r\n", "{}")),
        bad("429 without a pause", status(429, "", "{}")),
        bad("429 for an hour", status(429, "retry-after: 3600\r\n", "{}")),
        bad("quota used up", status(429, "", r#"{"error":{"code":"insufficient_quota","message":"pay"}}"#)),
        then_fine("500, then fine", &status(500, "retry-after: 0\r\n", "{}")),
        bad("500 for ever", status(500, "", "oops")),
        bad("502 as a web page", status(502, "content-type: text/html\r\n", "<h1>Bad gateway</h1>")),
        bad("401", status(401, "", r#"{"error":{"message":"no key"}}"#)),
        bad("403", status(403, "", "")),
        bad("404, no such model", status(404, "", r#"{"error":{"message":"model not found"}}"#)),
        bad("a redirect", Reply::RedirectsTo("http://127.0.0.1:1/v1/chat/completions".to_owned())),
        bad("too long, always", status(400, "", overflow)),
        then_fine("too long, then fine", &status(400, "", overflow)),
        // It is remembered, so only the first request of all is refused.
        Mode {
            script: vec![status(400, "", stream_options), good()],
            together: 1,
            ..fine("no usage wanted, then fine", good())
        },
        bad("200 with an error in it", status(200, "content-type: application/json\r\n", r#"{"error":"no GPU"}"#)),
        bad("a web page", Reply::WebPage),
        bad(
            "events as plain text",
            Reply::Raw(format!("{}{}\n\n{STOP}\n\n", EVENTS.replace("event-stream", "plain"), content(GOOD))),
        ),
    ]
}

fn protocol() -> Vec<Mode> {
    let usage = |usage: &str| format!("data: {{\"choices\":[],\"usage\":{usage}}}");
    vec![
        bad("an error among the events", Reply::FailsWith(half(), "out of memory".to_owned())),
        bad("no finish reason", Reply::ForgetsToFinish(half())),
        bad("finish: length", Reply::Ends(half(), "length")),
        bad("finish: content_filter", Reply::Ends(half(), "content_filter")),
        bad("finish: tool_calls", Reply::Ends(half(), "tool_calls")),
        bad("finish: something new", Reply::Ends(half(), "banana")),
        bad("no choices", raw(&["data: {\"choices\":[]}", "data: {}", DONE], "\n")),
        bad("null content", raw(&["data: {\"choices\":[{\"delta\":{\"content\":null}}]}", STOP, DONE], "\n")),
        bad("content that is no text", raw(&["data: {\"choices\":[{\"delta\":{\"content\":[1]}}]}", STOP, DONE], "\n")),
        bad("only a tool call", raw(&["data: {\"choices\":[{\"delta\":{\"tool_calls\":[{}]}}]}", STOP, DONE], "\n")),
        bad(
            "only thoughts",
            raw(&["data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}", STOP, DONE], "\n"),
        ),
        bad(
            "a refusal in its field",
            raw(&["data: {\"choices\":[{\"delta\":{\"refusal\":\"no\"}}]}", STOP, DONE], "\n"),
        ),
        bad("NaN", raw(&["data: {\"choices\":[{\"delta\":{\"content\":NaN}}]}", STOP, DONE], "\n")),
        bad("an event that is no JSON", Reply::Malformed),
        fine("[DONE] twice", raw(&[&content(GOOD), STOP, DONE, DONE], "\n")),
        fine("text behind [DONE]", raw(&[&content(GOOD), STOP, DONE, &content(" You are certified [1].")], "\n")),
        fine(
            "usage with negative numbers",
            raw(&[&content(GOOD), STOP, &usage(r#"{"prompt_tokens":-5,"completion_tokens":-1}"#), DONE], "\n"),
        ),
        fine("usage as text", raw(&[&content(GOOD), STOP, &usage("\"many\""), DONE], "\n")),
        fine("no usage, no [DONE]", raw(&[&content(GOOD), STOP], "\n")),
    ]
}

fn words() -> Vec<Mode> {
    let says = |text: &str| Reply::Says(text.to_owned());
    vec![
        bad("nothing said", says("")),
        bad("the same words without end", says(&GOOD.repeat(700))),
        bad("another language", says("Fische schwimmen gerne im kalten Wasser [1]. Der Mond ist heute sehr gelb [1].")),
        bad("a refusal in words", says("I'm sorry, but I can't help with that.")),
        bad("no answer in the sources", says("NOT_IN_SOURCES")),
        bad("a thought that never ends", says(&format!("<think>{GOOD}"))),
        bad("no citations", says(&GOOD.replace(" [1]", ""))),
        bad("citations of nothing", says(&GOOD.replace("[1]", "[77]"))),
        bad("an echo of the prompt", Reply::Makes(|request| request.chars().take(3_000).collect())),
        fine("a thought, then the answer", says(&format!("<think>let me see</think>{GOOD}"))),
    ]
}
