//! From bytes to the rows that the store keeps.

use std::{path::Path, sync::Arc};

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{
    document::{
        BlockKind, CHUNKER, Chunk, Extracted, Format, Offsets, Reader, TextError, blocks, chunks, front_matter,
        plain_text,
    },
    knowledge::{FrontPassage, Library, Page, Paper},
    store::{CarriedDocument, NewChunk, NewDocument, PutOutcome, Reading, Store, StoreError, WorkspaceId},
};

/// What the chunks of pages have beside those of other documents: the passages of the front matter.
const FRONT: &str = "+front-3";
/// Characters of a title; what is longer is cut.
const MAX_TITLE: usize = 200;

/// Why a document was not taken in.
#[derive(Debug, Error)]
pub enum IngestError {
    /// The file gives no text.
    #[error("{name}: {error}")]
    Text {
        /// The file's name.
        name: String,
        /// What is wrong with it.
        error: TextError,
    },
    /// The store refused it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index could not follow.
    #[error(transparent)]
    Index(#[from] crate::index::IndexError),
    /// The embedding model failed.
    #[error(transparent)]
    Embed(#[from] crate::embed::EmbedError),
}

/// Takes a file into a workspace: the original as a blob, then text and chunks in one transaction.
///
/// A document of the same name takes the place of the earlier one; the same name with the same bytes changes nothing.
pub async fn add_document(
    store: &Store,
    reader: &Reader,
    workspace: &WorkspaceId,
    name: &str,
    bytes: Vec<u8>,
) -> Result<PutOutcome, IngestError> {
    let bytes = Arc::new(bytes);
    let read = reader.read(name, Arc::clone(&bytes)).await;
    let extracted = read.map_err(|error| IngestError::Text { name: shown(name), error })?;
    let sha256 = store.put_blob(Arc::unwrap_or_clone(bytes)).await?;
    let document = new_document(workspace, name, sha256, extracted);
    Ok(store.put_document(document).await?)
}

/// Brings the knowledge workspace level with the pages: new and changed ones are put, vanished ones deleted.
pub async fn sync_knowledge(store: &Store, library: &Library) -> Result<usize, IngestError> {
    let workspace = WorkspaceId::knowledge();
    let known = store.documents(&workspace).await?;
    let mut changed = 0;
    let papers = library.shelf().papers().iter().map(paper_document);
    for new in library.pages().iter().map(knowledge_document).chain(papers) {
        let same =
            known.iter().any(|old| old.name == new.name && old.sha256 == new.sha256 && old.chunker == new.chunker);
        if !same {
            store.put_document(new).await?;
            changed += 1;
        }
    }
    for old in known.iter().filter(|old| !library.holds(&old.name)) {
        match store.delete_document(&workspace, &old.id).await {
            // Another process that starts at the same time was faster.
            Ok(_) | Err(StoreError::NotFound) => changed += 1,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(changed)
}

/// A page of the knowledge base as a document of its reserved workspace.
pub fn knowledge_document(page: &Page) -> NewDocument {
    let label = page.label();
    let requirement = page.requirement.map(|id| id.to_string());
    let mut pieces = chunks(&page.text, Format::Markdown);
    let mut offsets = Offsets::new(&page.text);
    pieces.extend(page.front_passages().into_iter().map(|FrontPassage { heading, range }| {
        let chars = offsets.chars_before(range.start)..offsets.chars_before(range.end);
        Chunk { bytes: range, chars, heading }
    }));
    NewDocument {
        workspace: WorkspaceId::knowledge(),
        name: page.source.clone(),
        format: Format::Markdown.name().to_owned(),
        sha256: hash(page.text.as_bytes()),
        title: label.clone(),
        words: words(&page.text),
        chunker: format!("{CHUNKER}{FRONT}"),
        chunks: pieces.into_iter().map(|piece| new_chunk(&page.text, &label, piece, requirement.clone())).collect(),
        text: page.text.clone(),
        reading: Reading::default(),
    }
}

/// A paper of the library: what it is for and how people ask for it, so that a search finds it; its text is drafted, not cited.
fn paper_document(paper: &Paper) -> NewDocument {
    let mut offsets = Offsets::new(&paper.text);
    let pieces = paper.passages().into_iter().map(|(heading, range)| {
        let chars = offsets.chars_before(range.start)..offsets.chars_before(range.end);
        Chunk { bytes: range, chars, heading }
    });
    let pieces: Vec<Chunk> = pieces.collect();
    let title = &paper.front.title;
    NewDocument {
        workspace: WorkspaceId::knowledge(),
        name: paper.source.clone(),
        format: Format::Markdown.name().to_owned(),
        sha256: hash(paper.text.as_bytes()),
        title: title.clone(),
        words: words(&paper.text),
        chunker: format!("{CHUNKER}{FRONT}"),
        chunks: pieces.into_iter().map(|piece| new_chunk(&paper.text, title, piece, None)).collect(),
        text: paper.text.clone(),
        reading: Reading::default(),
    }
}

/// A plain text with a title of its own, such as a document of a test set; a text without words is its title.
pub fn titled_document(workspace: &WorkspaceId, name: &str, title: &str, text: &str) -> NewDocument {
    let text = if text.trim().is_empty() { title } else { text };
    let pieces = chunks(text, Format::Plain);
    NewDocument {
        workspace: workspace.clone(),
        name: name.to_owned(),
        format: Format::Plain.name().to_owned(),
        sha256: hash(format!("{title}\n{text}").as_bytes()),
        title: title.to_owned(),
        words: words(text),
        chunker: CHUNKER.to_owned(),
        chunks: pieces.into_iter().map(|piece| new_chunk(text, title, piece, None)).collect(),
        text: text.to_owned(),
        reading: Reading::default(),
    }
}

/// A document that was carried here with its text; none when its format has an unknown name.
pub(super) fn carried_document(workspace: &WorkspaceId, carried: &CarriedDocument) -> Option<NewDocument> {
    let format = Format::named(&carried.format)?;
    let read = (format, carried.text.clone(), carried.reading.clone());
    Some(document(workspace, &carried.name, carried.sha256.clone(), read))
}

fn new_document(workspace: &WorkspaceId, name: &str, sha256: String, extracted: Extracted) -> NewDocument {
    let Extracted { format, text, pages, warnings, .. } = extracted;
    document(workspace, name, sha256, (format, text, Reading { pages, warnings }))
}

fn document(
    workspace: &WorkspaceId,
    name: &str,
    sha256: String,
    (format, text, reading): (Format, String, Reading),
) -> NewDocument {
    let title = title(name, &text, format);
    let pieces = chunks(&text, format);
    NewDocument {
        workspace: workspace.clone(),
        name: name.to_owned(),
        format: format.name().to_owned(),
        sha256,
        words: words(&text),
        chunker: CHUNKER.to_owned(),
        chunks: pieces.into_iter().map(|piece| new_chunk(&text, &title, piece, None)).collect(),
        title,
        text,
        reading,
    }
}

/// A chunk's row: its heading path starts with the document's title, said once.
fn new_chunk(text: &str, title: &str, piece: Chunk, requirement: Option<String>) -> NewChunk {
    let mut heading = piece.heading;
    if heading.first().map(String::as_str) != Some(title) {
        heading.insert(0, title.to_owned());
    }
    let body = text.get(piece.bytes).unwrap_or("");
    NewChunk {
        start: piece.chars.start,
        end: piece.chars.end,
        content_hash: hash(embedded_text(&heading, body).as_bytes()),
        section: heading.get(1).cloned().unwrap_or_default(),
        heading,
        requirement,
    }
}

/// What is embedded for a chunk: its heading path, then its text.
pub fn embedded_text(heading: &[String], body: &str) -> String {
    format!("{}\n{}", heading.join(" > "), body.trim())
}

/// The title in the front matter, else the first heading of level 1, else the file's name without its ending.
fn title(name: &str, text: &str, format: Format) -> String {
    let stem =
        || Path::new(name).file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    if format != Format::Markdown {
        return stem();
    }
    let front = front_matter(text).and_then(|(yaml, _)| {
        let line = yaml.lines().find_map(|line| line.strip_prefix("title:"))?;
        Some(line.trim().trim_matches(['"', '\'']).to_owned())
    });
    let heading = || {
        let first = blocks(text, format).into_iter().find(|block| block.kind == BlockKind::Heading(1))?;
        first.heading.last().cloned()
    };
    let said = front.filter(|title| !title.is_empty()).or_else(heading).filter(|title| !title.is_empty());
    said.map_or_else(stem, |title| title.chars().take(MAX_TITLE).collect())
}

fn words(text: &str) -> i64 {
    i64::try_from(plain_text(text).split_whitespace().count()).unwrap_or(i64::MAX)
}

fn hash(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(120).collect()
}
