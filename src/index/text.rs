//! Full text on tantivy: written in batches with a watermark, read by anyone.

use std::{
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term,
    collector::TopDocs,
    directory::error::{LockError, OpenDirectoryError},
    query::{BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query, TermQuery, TermSetQuery},
    schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value},
};

use super::{IndexError, Scored, tokenizer};
use crate::store::{ChunkId, DocumentId, WorkspaceId};

/// Names the folder; a change of fields or tokenizer gets a new one and is built beside the old.
const LAYOUT: &str = "text-1";
/// Memory of the writer, bytes: small, since documents come one at a time.
const WRITER_MEMORY: usize = 20_000_000;
/// How much a word in a heading counts on top of its place in the text.
const HEADING_BOOST: f32 = 0.4;

/// One chunk to index.
#[derive(Debug, Clone)]
pub struct TextEntry {
    /// Its id.
    pub chunk: ChunkId,
    /// The workspace that may see it.
    pub workspace: WorkspaceId,
    /// Title and heading path.
    pub heading: String,
    /// Its text.
    pub body: String,
    /// Canonical ids that it is about or names.
    pub ids: Vec<String>,
}

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct TextQuery {
    /// The words.
    pub words: String,
    /// Canonical requirement ids.
    pub ids: Vec<String>,
    /// Where to look.
    pub workspaces: Vec<WorkspaceId>,
}

/// The full-text index of one data folder.
pub struct TextIndex {
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    chunk: Field,
    document: Field,
    workspace: Field,
    heading: Field,
    body: Field,
    ids: Field,
}

impl TextIndex {
    /// Opens the index below `folder`, or starts an empty one. Damaged files are put aside under another name.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let folder = folder.join(LAYOUT);
        let opened = Self::open_at(&folder).and_then(|index| {
            if index.is_sound() { Ok(index) } else { Err(IndexError::Damaged("a checksum is wrong".to_owned())) }
        });
        match opened {
            Err(IndexError::Damaged(_)) => {
                put_aside(&folder)?;
                Self::open_at(&folder)
            }
            other => other,
        }
    }

    fn open_at(folder: &Path) -> Result<Self, IndexError> {
        fs::create_dir_all(folder).map_err(|error| IndexError::Io(error.to_string()))?;
        let (schema, fields) = schema();
        let directory = tantivy::directory::MmapDirectory::open(folder).map_err(from_open)?;
        let index = Index::open_or_create(directory, schema).map_err(from_tantivy)?;
        tokenizer::register(&index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(from_tantivy)?;
        Ok(Self { index, reader, fields })
    }

    /// The outbox sequence up to which the index is complete.
    pub fn watermark(&self) -> i64 {
        self.index.load_metas().ok().and_then(|metas| metas.payload?.parse().ok()).unwrap_or(0)
    }

    /// Whether every file still has the checksum that it was written with.
    pub fn is_sound(&self) -> bool {
        self.index.validate_checksum().is_ok_and(|damaged| damaged.is_empty())
    }

    /// Makes what other processes committed visible here.
    pub fn refresh(&self) -> Result<(), IndexError> {
        self.reader.reload().map_err(from_tantivy)
    }

    /// Takes the writer. Only one process at a time has it; another gets [`IndexError::Busy`].
    pub fn writer(&self) -> Result<TextWriter<'_>, IndexError> {
        let writer = self.index.writer_with_num_threads(1, WRITER_MEMORY).map_err(from_tantivy)?;
        Ok(TextWriter { index: self, writer })
    }

    /// The best `limit` chunks for the words, with requirement ids weighing as much as rare words.
    pub fn search(&self, query: &TextQuery, limit: usize) -> Result<Vec<Scored>, IndexError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let searcher = self.reader.searcher();
        let found =
            searcher.search(&self.query(query), &TopDocs::with_limit(limit).order_by_score()).map_err(from_tantivy)?;
        let mut scored = Vec::with_capacity(found.len());
        for (score, address) in found {
            let document: TantivyDocument = searcher.doc(address).map_err(from_tantivy)?;
            let id = document.get_first(self.fields.chunk).and_then(|value| value.as_str().map(ToOwned::to_owned));
            if let Some(chunk) = id.and_then(|id| ChunkId::parse(&id).ok()) {
                scored.push((chunk, score));
            }
        }
        Ok(scored)
    }

    /// How rare a text's words are: each word's stem with its inverse document frequency, 0 to about 12.
    pub fn rarity(&self, text: &str) -> Vec<(String, f32)> {
        let searcher = self.reader.searcher();
        let total = searcher.num_docs().max(1);
        let mut terms = tokenizer::terms(text);
        terms.sort();
        terms.dedup();
        terms
            .into_iter()
            .map(|word| {
                let term = Term::from_field_text(self.fields.body, &word);
                let with = searcher.doc_freq(&term).unwrap_or(0).min(total);
                #[expect(clippy::cast_precision_loss, reason = "counts of chunks are far below 2^24")]
                let rarity = (1.0 + (total - with) as f32 / (with as f32 + 0.5)).ln();
                (word, rarity)
            })
            .collect()
    }

    /// The stems of a text's words.
    pub fn stems(text: &str) -> Vec<String> {
        tokenizer::terms(text)
    }

    fn query(&self, query: &TextQuery) -> Box<dyn Query> {
        let mut any: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut words = tokenizer::terms(&query.words);
        words.sort();
        words.dedup();
        for word in &words {
            for (field, boost) in [(self.fields.body, 1.0), (self.fields.heading, HEADING_BOOST)] {
                let term = TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs);
                any.push((Occur::Should, Box::new(BoostQuery::new(Box::new(term), boost))));
            }
        }
        for id in &query.ids {
            let term = TermQuery::new(Term::from_field_text(self.fields.ids, id), IndexRecordOption::Basic);
            any.push((Occur::Should, Box::new(term)));
        }
        if any.is_empty() || query.workspaces.is_empty() {
            return Box::new(EmptyQuery);
        }
        let workspaces = query.workspaces.iter().map(|id| Term::from_field_text(self.fields.workspace, id.as_str()));
        let allowed = ConstScoreQuery::new(Box::new(TermSetQuery::new(workspaces)), 0.0);
        Box::new(BooleanQuery::new(vec![
            (Occur::Must, Box::new(allowed)),
            (Occur::Must, Box::new(BooleanQuery::new(any))),
        ]))
    }
}

/// The one writer of an index; what it wrote appears at [`TextWriter::commit`].
pub struct TextWriter<'a> {
    index: &'a TextIndex,
    writer: IndexWriter,
}

impl TextWriter<'_> {
    /// Removes everything, for a rebuild.
    pub fn clear(&mut self) -> Result<(), IndexError> {
        self.writer.delete_all_documents().map(|_| ()).map_err(from_tantivy)
    }

    /// Removes a document's chunks and adds these instead.
    pub fn replace(&mut self, document: &DocumentId, entries: &[TextEntry]) -> Result<(), IndexError> {
        let fields = self.index.fields;
        self.writer.delete_term(Term::from_field_text(fields.document, document.as_str()));
        for entry in entries {
            let mut row = TantivyDocument::default();
            row.add_text(fields.chunk, entry.chunk.as_str());
            row.add_text(fields.document, document.as_str());
            row.add_text(fields.workspace, entry.workspace.as_str());
            row.add_text(fields.heading, &entry.heading);
            row.add_text(fields.body, format!("{}\n{}", entry.heading, entry.body));
            for id in &entry.ids {
                row.add_text(fields.ids, id);
            }
            self.writer.add_document(row).map_err(from_tantivy)?;
        }
        Ok(())
    }

    /// Makes all of it durable and visible, together with the outbox sequence that it includes.
    pub fn commit(mut self, watermark: i64) -> Result<(), IndexError> {
        let mut prepared = self.writer.prepare_commit().map_err(from_tantivy)?;
        prepared.set_payload(&watermark.to_string());
        prepared.commit().map_err(from_tantivy)?;
        // A merge that this commit started would otherwise die with the writer, and segments would pile up.
        self.writer.wait_merging_threads().map_err(from_tantivy)?;
        self.index.refresh()
    }
}

fn schema() -> (Schema, Fields) {
    let words = || {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(tokenizer::WORDS).set_index_option(IndexRecordOption::WithFreqs);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut schema = Schema::builder();
    let fields = Fields {
        chunk: schema.add_text_field("chunk", STRING | STORED),
        document: schema.add_text_field("document", STRING),
        workspace: schema.add_text_field("workspace", STRING),
        heading: schema.add_text_field("heading", words()),
        body: schema.add_text_field("body", words()),
        ids: schema.add_text_field("ids", STRING),
    };
    (schema.build(), fields)
}

/// Renames, never deletes: whoever wants to know what happened still can.
fn put_aside(folder: &Path) -> Result<(), IndexError> {
    let stamp = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let mut name = folder.as_os_str().to_owned();
    name.push(format!(".damaged-{stamp}"));
    tracing::warn!("the full-text index is damaged; it was put aside and is built again");
    fs::rename(folder, name).map_err(|error| IndexError::Io(error.to_string()))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn from_open(error: OpenDirectoryError) -> IndexError {
    IndexError::Io(error.to_string())
}

fn from_tantivy(error: TantivyError) -> IndexError {
    match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => IndexError::Busy,
        TantivyError::LockFailure(..) | TantivyError::IoError(_) | TantivyError::OpenDirectoryError(_) => {
            IndexError::Io(error.to_string())
        }
        other => IndexError::Damaged(other.to_string()),
    }
}
