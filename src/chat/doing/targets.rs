//! Which of a workspace's documents a gap analysis is wanted of: the one that the words name, all, or one of several.

use std::sync::LazyLock;

use regex::Regex;

use crate::{chat::question::topic_words, index::TextIndex, retrieve::Gloss, store::Document};

/// "my access control policy": whose, which, and what kind of document.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?ix)\b(?:my|our|the|this|meine\w*|unsere\w*|diese\w*|die|der|das|mi|mis|nuestr[ao]s?|la|las|el|los)\ (?P<which>[^.,;?!"]*?)\b(?P<kind>polic(?:y|ies)|procedures?|documents?|documentation|handbook|manual|concept|\w*(?:richtlinie|leitlinie|konzept|handbuch|dokument)\w*|pol[ií]ticas?|procedimientos?|documentos?)\b(?:\ (?:de|del|on|for|of|about|über|für|zu|zur)\ (?P<of>(?:\w+\ ?){1,4}))?"#,
    )
    .ok()
});
/// A name in quotation marks, or a file's.
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"["“«„]([^"”»“]{2,120})["”»“]|\b([\w .-]*\w\.(?:docx|pdf|md|txt|html?|odt|xlsx))\b"#).ok()
});
/// Words of many documents' names, which tell none apart.
const PLAIN: &str = "policy policies procedure document documents documentation iso iec 27001 information security isms richtlinie \
    richtlinien leitlinie política políticas politica procedimiento documento documentos uploaded new latest current whole all final draft \
    alle todas todos";
/// Choices that are offered.
const SHOWN: usize = 6;

/// What the words name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Targets<'a> {
    /// Every document.
    All,
    /// This one.
    One(&'a Document),
    /// One of these, and a person has to say which.
    Several(Vec<&'a Document>),
    /// Words that no document's name has.
    None(String),
}

/// The documents that a text means.
pub(super) fn targets<'a>(text: &str, documents: &'a [Document]) -> Targets<'a> {
    if let Some(name) = quoted(text) {
        // Words before a file's name may have been taken for a part of it.
        let said = name.to_lowercase();
        let is_it = |document: &&Document| {
            document.title.eq_ignore_ascii_case(&name) || said.ends_with(&document.name.to_lowercase())
        };
        if let Some(found) = documents.iter().find(is_it) {
            return Targets::One(found);
        }
        return among(&name, (&words(&name), ""), documents);
    }
    let Some(found) = NAMED.as_ref().and_then(|named| named.captures(text)) else { return Targets::All };
    let part = |name: &str| found.name(name).map_or("", |part| part.as_str());
    let kind = part("kind").to_lowercase();
    // "Zugangsrichtlinie" names its subject in one word.
    let which =
        format!("{} {} {}", part("which"), part("of"), kind.replace("richtlinie", " ").replace("leitlinie", " "));
    let is_one = kind.ends_with("policy")
        || kind.ends_with("procedure")
        || ["política", "politica", "richtlinie"].contains(&kind.as_str());
    match words(&which) {
        wanted if !wanted.is_empty() => among(which.trim(), (&wanted, &kind), documents),
        // "My policy", where there are several.
        _ if is_one && documents.len() > 1 => Targets::Several(documents.iter().take(SHOWN).collect()),
        _ => Targets::All,
    }
}

fn quoted(text: &str) -> Option<String> {
    let found = QUOTED.as_ref()?.captures(text)?;
    Some(found.iter().skip(1).flatten().next()?.as_str().trim().to_owned())
}

/// The stems that tell documents apart, also those of the English words behind foreign ones.
fn words(text: &str) -> Vec<Vec<String>> {
    let own = |text: &str| {
        let all = topic_words(&text.replace(['-', '_', '.'], " "));
        let telling: Vec<String> =
            all.into_iter().filter(|word| !PLAIN.split_whitespace().any(|plain| plain == word)).collect();
        TextIndex::stems(&telling.join(" "))
    };
    let gloss = Gloss::of(text);
    let mut found = vec![own(text)];
    if gloss.is_foreign {
        found.push(own(&gloss.english));
    }
    found.retain(|words| !words.is_empty());
    found
}

/// Every document whose name or title has the words; of those the one that is of the kind that was said.
fn among<'a>(said: &str, (wanted, kind): (&[Vec<String>], &str), documents: &'a [Document]) -> Targets<'a> {
    let known = |document: &Document| {
        let name = document.name.rsplit_once('.').map_or(document.name.as_str(), |(name, _)| name);
        TextIndex::stems(&format!("{name} {}", document.title).replace(['-', '_', '.'], " "))
    };
    let fits = |document: &&Document| {
        let known = known(document);
        wanted.iter().any(|words| words.iter().all(|word| known.contains(word)))
    };
    let mut found: Vec<&Document> = documents.iter().filter(fits).collect();
    let kind = TextIndex::stems(kind);
    let of_kind = |document: &&&Document| kind.iter().any(|stem| known(document).contains(stem));
    if let (Some(one), 1) = (found.iter().find(of_kind).copied(), found.iter().filter(of_kind).count()) {
        found = vec![one];
    }
    match found.as_slice() {
        [] => Targets::None(said.split_whitespace().collect::<Vec<_>>().join(" ")),
        [one] => Targets::One(one),
        several => Targets::Several(several.iter().copied().take(SHOWN).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{DocumentId, WorkspaceId};

    fn documents() -> Vec<Document> {
        let document = |name: &str, title: &str| Document {
            id: DocumentId::parse(&format!("doc_{:032x}", name.len())).unwrap(),
            workspace_id: WorkspaceId::knowledge(),
            name: name.to_owned(),
            format: "markdown".to_owned(),
            sha256: String::new(),
            title: title.to_owned(),
            words: 1,
            chunker: String::new(),
            created_at: 0,
        };
        vec![
            document("POL-03_Access_Control_v2.docx", "Access Control Policy"),
            document("backup-policy.md", "Backup Policy"),
            document("backup-restore-procedure.md", "Backup and restore"),
        ]
    }

    #[test]
    fn a_document_is_known_by_its_name_or_title() {
        let all = documents();
        let one = |text: &str| match targets(text, &all) {
            Targets::One(document) => document.name.clone(),
            other => format!("{other:?}"),
        };
        for text in [
            "run a gap analysis on my access control policy",
            "Check our \"Access Control Policy\"",
            "gap analysis of POL-03_Access_Control_v2.docx",
        ] {
            assert_eq!(one(text), "POL-03_Access_Control_v2.docx", "{text}");
        }
        assert_eq!(one("Check my backup restore procedure"), "backup-restore-procedure.md");
        assert_eq!(one("Analyse our backup policy"), "backup-policy.md");
        assert!(matches!(targets("Analyse our backup documents", &all), Targets::Several(found) if found.len() == 2));
        assert!(matches!(targets("check my policy", &all), Targets::Several(found) if found.len() == 3));
        assert_eq!(
            targets("Run a gap analysis on my cryptography policy", &all),
            Targets::None("cryptography policy".to_owned())
        );
        for text in
            ["Start a gap analysis", "Do a gap analysis of all our documents", "Assess our policies against Annex A"]
        {
            assert_eq!(targets(text, &all), Targets::All, "{text}");
        }
    }
}
