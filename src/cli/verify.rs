//! `annexa verify`: what documents get wrong about ISO/IEC 27001, line by line.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Outcome, documents, input};
use crate::{
    app,
    config::Settings,
    document::Reader,
    verify::{Finding, Linted, Severity, lint, weigh},
};

#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// Files, folders or ZIP files; `-` reads standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    findings: Vec<Shown<'a>>,
    /// Documents that were read.
    documents: usize,
    /// Findings that the documents silence.
    silenced: usize,
    /// What could not be read.
    unreadable: &'a [Unreadable],
}

#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    #[serde(flatten)]
    finding: &'a Finding,
    explanation: &'static str,
    source: &'static str,
}

#[derive(Debug, Serialize)]
struct Unreadable {
    document: String,
    reason: String,
    /// Nothing of what was named could be read: a picture among a folder's policies is no failure.
    #[serde(skip)]
    whole: bool,
}

/// What was read and what not.
#[derive(Debug, Default)]
struct Read {
    documents: Vec<(String, Linted)>,
    unreadable: Vec<Unreadable>,
}

pub(super) async fn run(settings: Settings, arguments: VerifyArguments, json: bool) -> anyhow::Result<Outcome> {
    let reader = app::reader(&settings)?;
    let mut read = Read::default();
    for path in &arguments.paths {
        read.take(path, &reader);
    }
    compare_meaning(&settings, &mut read.documents).await;
    if read.documents.is_empty() {
        // There is nothing to report on: the error says it all.
    } else if json {
        read.print_json()?;
    } else {
        read.print()?;
    }
    let unread = |whole: bool| {
        let own = read.unreadable.iter().filter(move |unread| unread.whole == whole);
        own.map(|unread| format!("{}: {}", unread.document, unread.reason)).collect::<Vec<_>>()
    };
    for note in unread(false) {
        eprintln!("annexa: {note}");
    }
    anyhow::ensure!(unread(true).is_empty(), "{}", unread(true).join("; "));
    let wrong = read.documents.iter().any(|(_, linted)| linted.has_errors());
    Ok(if wrong { Outcome::Failed } else { Outcome::Done })
}

/// Asks a model of meaning about citations whose words alone do not hold, if there is one.
async fn compare_meaning(settings: &Settings, documents: &mut [(String, Linted)]) {
    if !documents.iter().any(|(_, linted)| linted.is_in_doubt()) {
        return;
    }
    // Without a model words have to do: such findings are warnings anyway.
    let Ok(Some(embedder)) = app::embedder(settings) else { return };
    for (_, linted) in documents {
        if let Err(error) = weigh(linted, &embedder).await {
            tracing::warn!("citations were compared by words only: {error}");
            return;
        }
    }
}

impl Read {
    fn take(&mut self, path: &Path, reader: &Reader) {
        let shown = path.display().to_string();
        let given = match documents::given(&[path.to_owned()], reader) {
            Ok(given) => given,
            Err(error) => {
                let reason = error.to_string();
                let named = path.file_name().map(|name| format!("{}: ", name.to_string_lossy())).unwrap_or_default();
                let reason = reason.strip_prefix(&named).unwrap_or(&reason).to_owned();
                self.unreadable.push(Unreadable { document: shown, reason, whole: true });
                return;
            }
        };
        let whole = given.iter().all(|document| document.text.is_err());
        let alone = path.file_name().map(|name| name.to_string_lossy().into_owned());
        for document in given {
            let label = match document.name.as_str() {
                name if Some(name) == alone.as_deref() => shown.clone(),
                name if shown == "-" || shown == "/dev/stdin" => name.to_owned(),
                name => format!("{}/{name}", shown.trim_end_matches('/')),
            };
            match document.text {
                Ok(text) => self.documents.push((label, lint(&text.text))),
                Err(reason) => self.unreadable.push(Unreadable { document: label, reason, whole }),
            }
        }
    }

    fn silenced(&self) -> usize {
        self.documents.iter().map(|(_, linted)| linted.silenced).sum()
    }

    fn print_json(&self) -> anyhow::Result<()> {
        let several = self.documents.len() + self.unreadable.len() > 1;
        let findings = self.documents.iter().flat_map(|(name, linted)| {
            linted.findings.iter().map(move |finding| Shown {
                document: several.then_some(name.as_str()),
                finding,
                explanation: finding.rule.explanation(),
                source: finding.rule.source(),
            })
        });
        input::print_json(&Report {
            findings: findings.collect(),
            documents: self.documents.len(),
            silenced: self.silenced(),
            unreadable: &self.unreadable,
        })
    }

    fn print(&self) -> anyhow::Result<()> {
        let (mut errors, mut warnings) = (0, 0);
        for (name, linted) in &self.documents {
            for finding in &linted.findings {
                let severity = match finding.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                };
                *(if finding.severity == Severity::Error { &mut errors } else { &mut warnings }) += 1;
                let rule = finding.rule.id();
                input::line(&format!("{name}:{}: {severity}[{rule}] {}", finding.line, finding.message))?;
                input::line(&format!("    {}", finding.text))?;
                input::line(&format!("    {}", finding.fix))?;
            }
        }
        let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        input::line(&format!(
            "{} read: {}, {}, {} silenced",
            counted(self.documents.len(), "document"),
            counted(errors, "error"),
            counted(warnings, "warning"),
            self.silenced()
        ))
    }
}
