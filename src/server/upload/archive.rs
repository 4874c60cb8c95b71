//! ZIP archives in an upload: the documents in one are taken like files of their own, by the code that the command line uses.
//!
//! The archive waits in a nameless place of the data folder; nothing of it is unpacked to the disk. Its list is checked for
//! number, size, ratio and paths before anything is expanded, and each document is parsed in the jail as any other.

use std::{io::Write, path::Path};

use super::{End, MAX_FILE, Shared, keep, shown, too_many};
use crate::{
    ingest::{Gathered, Source, gather_archive},
    server::{guard::InWorkspace, problem::ApiError},
    store::StoreError,
};

/// Whether a file's name is one of an archive.
pub(super) fn is_archive(name: &str) -> bool {
    name.to_lowercase().ends_with(".zip")
}

/// Takes the documents of an archive, `room` of them at most.
pub(super) async fn unpack(
    state: &Shared,
    place: &InWorkspace,
    name: &str,
    bytes: Vec<u8>,
    room: usize,
) -> Result<Vec<End>, ApiError> {
    let (folder, own) = (state.app.data_dir.clone(), name.to_owned());
    let (found, spool) = blocking(move || listed(&folder, &own, &bytes)).await??;
    let Gathered { files, refused } = match found {
        Ok(found) => found,
        Err(reason) => return Ok(vec![End::Failed(ApiError::Unfit(reason), name.to_owned())]),
    };
    let mut ends = Vec::new();
    for (at, source) in files.into_iter().enumerate() {
        let end = if at >= room { too_many(source.name) } else { entry(state, place, source).await? };
        ends.push(end);
        state.changed.notify_one();
    }
    ends.extend(refused.into_iter().map(|(name, reason)| End::Failed(ApiError::Unfit(reason), shown(&name))));
    // The archive goes when its last document has been read.
    drop(spool);
    if ends.is_empty() {
        let reason = "the archive holds no document: put PDF, Word, Excel, Markdown or text files into it".to_owned();
        ends.push(End::Failed(ApiError::Unfit(reason), name.to_owned()));
    }
    Ok(ends)
}

type Listed = (Result<Gathered, String>, tempfile::NamedTempFile);

/// What an archive holds, and the file that it waits in.
fn listed(folder: &Path, name: &str, bytes: &[u8]) -> Result<Listed, ApiError> {
    let mut spool = tempfile::NamedTempFile::new_in(folder).map_err(StoreError::from)?;
    spool.write_all(bytes).map_err(StoreError::from)?;
    let found = gather_archive(name, spool.path()).map_err(|error| error.to_string());
    Ok((found, spool))
}

/// One document of an archive.
async fn entry(state: &Shared, place: &InWorkspace, source: Source) -> Result<End, ApiError> {
    let name = source.name.clone();
    match blocking(move || source.read()).await? {
        Ok(content) if content.bytes.len() <= MAX_FILE => keep(state, place, &name, content.bytes).await,
        Ok(_) => Ok(End::Failed(ApiError::too_large(), name)),
        Err(error) => Ok(End::Failed(ApiError::Unfit(error.to_string()), name)),
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ApiError::Internal(error.to_string()))
}
