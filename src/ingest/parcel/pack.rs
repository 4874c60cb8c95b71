//! A workspace into a file.

use std::{
    fs::File,
    io::{BufWriter, Seek, SeekFrom, Write},
};

use serde::Serialize;
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::{
    ANALYSES, ARTEFACTS, CONVERSATIONS, DOCUMENTS, Entry, FORMAT, KIND, LEFT_OUT, MANIFEST, MAX_DATA, MAX_TOTAL,
    Manifest, ParcelError, WORKSPACE, content_name, original_name, report_name, text_name,
};
use crate::store::{Carried, Store, StoreError, WorkspaceId};

/// A file that is being written.
struct Packer {
    zip: ZipWriter<BufWriter<File>>,
    entries: Vec<Entry>,
    total: u64,
}

/// Writes a workspace into an empty file, and gives the file at its beginning.
pub async fn pack(store: &Store, workspace: &WorkspaceId, file: File) -> Result<File, ParcelError> {
    let carried = store.carry_out(workspace).await?;
    let originals: Vec<(String, String, String)> = carried
        .documents
        .iter()
        .enumerate()
        .map(|(at, document)| (original_name(at, document), document.sha256.clone(), document.name.clone()))
        .collect();
    let mut packer = beside(move || Packer::new(file).with_data(&carried)).await?;
    for (entry, sha256, document) in originals {
        let bytes = match store.blob(&sha256).await {
            Err(StoreError::NotFound | StoreError::Corrupt) => return Err(ParcelError::Lost(document)),
            read => read?,
        };
        packer = beside(move || packer.with(&entry, &bytes)).await?;
    }
    beside(move || packer.finish()).await
}

async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ParcelError> + Send + 'static,
) -> Result<T, ParcelError> {
    tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)?
}

impl Packer {
    fn new(file: File) -> Self {
        Self { zip: ZipWriter::new(BufWriter::new(file)), entries: Vec::new(), total: 0 }
    }

    /// Everything but the original files.
    fn with_data(self, carried: &Carried) -> Result<Self, ParcelError> {
        let mut to = self.with_json(WORKSPACE, carried)?.with_json(DOCUMENTS, &carried.documents)?;
        for (at, document) in carried.documents.iter().enumerate() {
            to = to.with(&text_name(at), document.text.as_bytes())?;
        }
        to = to.with_json(CONVERSATIONS, &carried.conversations)?.with_json(ARTEFACTS, &carried.artefacts)?;
        for (at, artefact) in carried.artefacts.iter().enumerate() {
            for version in &artefact.versions {
                to = to.with(&content_name(at, artefact, version), version.content.as_bytes())?;
            }
        }
        to = to.with_json(ANALYSES, &carried.analyses)?;
        for (at, analysis) in carried.analyses.iter().enumerate() {
            if let Some(report) = &analysis.report {
                to = to.with(&report_name(at), report.as_bytes())?;
            }
        }
        if to.total > MAX_DATA {
            return Err(ParcelError::TooLarge("the workspace has more text than one file carries".to_owned()));
        }
        Ok(to)
    }

    fn with_json(self, name: &str, value: &impl Serialize) -> Result<Self, ParcelError> {
        self.with(name, &json(value)?)
    }

    fn with(mut self, name: &str, bytes: &[u8]) -> Result<Self, ParcelError> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.total = self.total.saturating_add(size);
        if self.total > MAX_TOTAL {
            return Err(ParcelError::TooLarge("the workspace has more files than one file carries".to_owned()));
        }
        self.write(name, bytes)?;
        self.entries.push(Entry { name: name.to_owned(), size, sha256: format!("{:x}", Sha256::digest(bytes)) });
        Ok(self)
    }

    /// Uncompressed, since compressors differ; at the first moment that ZIP files know.
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), ParcelError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.zip.start_file(name, options)?;
        Ok(self.zip.write_all(bytes)?)
    }

    /// The manifest comes last: without it the file is none.
    fn finish(mut self) -> Result<File, ParcelError> {
        let manifest = Manifest {
            kind: KIND.to_owned(),
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            left_out: LEFT_OUT.map(str::to_owned).to_vec(),
            entries: std::mem::take(&mut self.entries),
        };
        self.write(MANIFEST, &json(&manifest)?)?;
        let written = self.zip.finish()?;
        let mut file = written.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, ParcelError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(std::io::Error::other)?;
    text.push(b'\n');
    Ok(text)
}
