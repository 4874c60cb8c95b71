//! Full text on tantivy: written in batches with a watermark, read by anyone.

use std::{
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term,
    collector::TopDocs,
    columnar::StrColumn,
    directory::error::{LockError, OpenDirectoryError},
    query::{BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query, TermQuery, TermSetQuery},
    schema::{FAST, Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions},
};

use super::{IndexError, Scored, tokenizer};
use crate::store::{ChunkId, DocumentId, WorkspaceId};

/// Names the folder; a change of fields or tokenizer gets a new one and is built beside the old.
pub(super) const LAYOUT: &str = "text-2";
/// The field of a chunk's id, read column-wise: a row of the document store would be unpacked for each hit.
const CHUNK: &str = "chunk";
/// Memory of the writer, bytes: small, since documents come one at a time.
const WRITER_MEMORY: usize = 20_000_000;
/// How much a word in a heading counts on top of its place in the text.
const HEADING_BOOST: f32 = 0.4;
/// How much a passage gains that is about a requirement which the query names: more than any words can.
const NAMED_BOOST: f32 = 20.0;

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
    /// The canonical id that it is about.
    pub about: Option<String>,
    /// Canonical ids that its text names.
    pub ids: Vec<String>,
}

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct TextQuery {
    /// The words.
    pub words: String,
    /// Further words that say the same, and how much they count.
    pub gloss: (String, f32),
    /// Canonical ids of requirements that the query names.
    pub ids: Vec<String>,
    /// Canonical ids of requirements that it seems to be about, and how much that counts.
    pub hints: (Vec<String>, f32),
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
    about: Field,
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
        let columns: Vec<Option<StrColumn>> = searcher
            .segment_readers()
            .iter()
            .map(|segment| segment.fast_fields().str(CHUNK))
            .collect::<Result<_, _>>()
            .map_err(from_tantivy)?;
        let mut scored = Vec::with_capacity(found.len());
        let mut id = String::new();
        for (score, address) in found {
            let column = usize::try_from(address.segment_ord).ok().and_then(|at| columns.get(at)?.as_ref());
            let Some(column) = column else { continue };
            let Some(place) = column.term_ords(address.doc_id).next() else { continue };
            id.clear();
            column.ord_to_str(place, &mut id).map_err(|error| IndexError::Io(error.to_string()))?;
            if let Ok(chunk) = ChunkId::parse(&id) {
                scored.push((chunk, score));
            }
        }
        Ok(scored)
    }

    /// How rare a text's words are: each word's stem with its inverse document frequency, 0 to about 12.
    pub fn rarity(&self, text: &str) -> Vec<(String, f32)> {
        distinct(text).into_iter().map(|word| (word.clone(), self.rarity_of(&word))).collect()
    }

    /// The same for one stem.
    pub fn rarity_of(&self, stem: &str) -> f32 {
        let searcher = self.reader.searcher();
        let total = searcher.num_docs().max(1);
        let with = searcher.doc_freq(&Term::from_field_text(self.fields.body, stem)).unwrap_or(0).min(total);
        #[expect(clippy::cast_precision_loss, reason = "counts of chunks are far below 2^24")]
        let rarity = (1.0 + (total - with) as f32 / (with as f32 + 0.5)).ln();
        rarity
    }

    /// The stems of a text's words.
    pub fn stems(text: &str) -> Vec<String> {
        tokenizer::terms(text)
    }

    fn query(&self, query: &TextQuery) -> Box<dyn Query> {
        let mut any: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut should = |field: Field, text: &str, boost: f32| {
            let term = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
            any.push((Occur::Should, Box::new(BoostQuery::new(Box::new(term), boost))));
        };
        let words = distinct(&query.words);
        let (gloss, weight) = &query.gloss;
        let gloss = distinct(gloss).into_iter().filter(|word| !words.contains(word)).map(|word| (word, *weight));
        for (word, weight) in words.iter().map(|word| (word.clone(), 1.0)).chain(gloss) {
            should(self.fields.body, &word, weight);
            should(self.fields.heading, &word, weight * HEADING_BOOST);
        }
        for id in &query.ids {
            should(self.fields.about, id, NAMED_BOOST);
            should(self.fields.ids, id, 1.0);
        }
        for id in &query.hints.0 {
            should(self.fields.about, id, query.hints.1);
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
            if let Some(id) = &entry.about {
                row.add_text(fields.about, id);
            }
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

/// A text's terms, each once.
fn distinct(text: &str) -> Vec<String> {
    let mut words = tokenizer::terms(text);
    words.sort();
    words.dedup();
    words
}

fn schema() -> (Schema, Fields) {
    let words = || {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(tokenizer::WORDS).set_index_option(IndexRecordOption::WithFreqs);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut schema = Schema::builder();
    let fields = Fields {
        chunk: schema.add_text_field(CHUNK, STRING | FAST),
        document: schema.add_text_field("document", STRING),
        workspace: schema.add_text_field("workspace", STRING),
        heading: schema.add_text_field("heading", words()),
        body: schema.add_text_field("body", words()),
        about: schema.add_text_field("about", STRING),
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
