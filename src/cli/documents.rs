//! The documents of one analysis: read one by one in the jail, each with its text or with why it has none.

use std::path::{Path, PathBuf};

use crate::{
    assess::{Given, Text},
    document::Reader,
    ingest::{Source, gather},
};

/// Reads all files below these paths. One that gives no text stays in the list with its reason.
pub(super) fn given(paths: &[PathBuf], reader: &Reader) -> anyhow::Result<Vec<Given>> {
    let found = gather(paths)?;
    if let ([], [(name, reason)]) = (found.files.as_slice(), found.refused.as_slice()) {
        anyhow::bail!("{name}: {reason}");
    }
    anyhow::ensure!(!found.files.is_empty(), "there is no document in what was named");
    let refused =
        found.refused.into_iter().map(|(name, reason)| Given { name, sha256: String::new(), text: Err(reason) });
    let read = found.files.iter().map(|file| one(file, reader));
    Ok(read.chain(refused).collect())
}

/// Reads one file that has to give text.
pub(super) fn only(path: &Path, reader: &Reader) -> anyhow::Result<Given> {
    let mut found = given(&[path.to_owned()], reader)?;
    anyhow::ensure!(found.len() == 1, "{} holds {} files: name one", path.display(), found.len());
    let file = found.swap_remove(0);
    if let Err(reason) = &file.text {
        anyhow::bail!("{}: {reason}", file.name);
    }
    Ok(file)
}

fn one(file: &Source, reader: &Reader) -> Given {
    let name = file.name.clone();
    let content = match file.read() {
        Ok(content) => content,
        Err(error) => return Given { name, sha256: String::new(), text: Err(error.to_string()) },
    };
    let text = reader.read_now(&name, &content.bytes).map_err(|error| error.to_string());
    let text = text.map(|extracted| Text {
        text: extracted.text,
        format: extracted.format,
        pages: extracted.pages,
        warnings: extracted.warnings,
    });
    Given { name, sha256: content.sha256, text }
}
