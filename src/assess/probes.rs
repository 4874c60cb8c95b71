//! Probes: what a check is looked for with, as vectors: its own text, the phrases of its evidence, and how companies of many
//! kinds say all of it.
//!
//! There are some thousand short texts, the same for every company, so their vectors are computed once on a machine and
//! kept beside the model, in a file whose name says which model and which texts it belongs to.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use nalgebra::DMatrix;
use sha2::{Digest, Sha256};

use super::AssessError;
use crate::{
    embed::Embedder,
    iso::{Check, RequirementId},
    knowledge::{Example, Library, Says},
};

/// Texts that are embedded at once, so that progress can be told.
const BATCH: usize = 256;

/// A check with the requirement that it is of.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The requirement.
    pub(super) requirement: RequirementId,
    /// The check.
    pub(super) check: Check,
}

/// Every check and the vectors of its texts.
pub(super) struct Probes {
    /// The checks, in the order of the pages.
    pub(super) checks: Vec<Asked>,
    /// For each text the place of its check; a requirement's title has none.
    pub(super) owners: Vec<Option<usize>>,
    /// For each text its requirement.
    pub(super) requirements: Vec<RequirementId>,
    /// One unit column for each text; of no length without a model.
    pub(super) vectors: DMatrix<f32>,
    /// Which model made the vectors; empty without one.
    pub(super) fingerprint: String,
}

impl Probes {
    /// Reads the vectors of a library's checks from `folder`, or computes them and keeps them there.
    pub(super) async fn load(
        library: &Library,
        embedder: &Embedder,
        folder: Option<&Path>,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Self, AssessError> {
        let (mut found, texts) = Self::collected(library);
        let file = folder.map(|folder| place(folder, embedder, &texts));
        let wanted = texts.len() * embedder.dimensions();
        let kept = file.as_deref().and_then(|file| read(file, wanted));
        let numbers = if let Some(numbers) = kept {
            numbers
        } else {
            let numbers = compute(embedder, &texts, progress).await?;
            if let Some(file) = &file
                && let Err(error) = write(file, &numbers)
            {
                tracing::debug!(%error, "vectors of the checks are not kept");
            }
            numbers
        };
        found.vectors = DMatrix::from_vec(embedder.dimensions(), texts.len(), numbers);
        embedder.fingerprint().clone_into(&mut found.fingerprint);
        Ok(found)
    }

    /// The checks of a library without vectors.
    pub(super) fn without_vectors(library: &Library) -> Self {
        Self::collected(library).0
    }

    /// The checks, and the texts whose vectors are still to come.
    fn collected(library: &Library) -> (Self, Vec<String>) {
        let (mut checks, mut owners, mut requirements, mut texts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut put = |owner: Option<usize>, requirement: RequirementId, text: &str| {
            owners.push(owner);
            requirements.push(requirement);
            texts.push(text.to_owned());
        };
        let mut examples: HashMap<&str, Vec<&Example>> = HashMap::new();
        for one in library.examples().iter().filter(|one| one.says == Says::All) {
            examples.entry(&one.check).or_default().push(one);
        }
        for page in library.pages() {
            let Some(requirement) = page.requirement else { continue };
            put(None, requirement, &page.front.title);
            for check in &page.front.checks {
                let owner = Some(checks.len());
                put(owner, requirement, &check.text);
                check.phrases.iter().for_each(|phrase| put(owner, requirement, phrase));
                for one in examples.get(check.id.as_str()).into_iter().flatten() {
                    put(owner, requirement, &one.in_context());
                }
                checks.push(Asked { requirement, check: check.clone() });
            }
        }
        let vectors = DMatrix::zeros(0, texts.len());
        (Self { checks, owners, requirements, vectors, fingerprint: String::new() }, texts)
    }
}

async fn compute(
    embedder: &Embedder,
    texts: &[String],
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<f32>, AssessError> {
    let mut numbers = Vec::with_capacity(texts.len() * embedder.dimensions());
    for batch in texts.chunks(BATCH) {
        for embedded in embedder.passages(batch.to_vec()).await? {
            numbers.extend(embedded.vector);
        }
        progress(numbers.len() / embedder.dimensions().max(1), texts.len());
    }
    Ok(numbers)
}

fn place(folder: &Path, embedder: &Embedder, texts: &[String]) -> PathBuf {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text);
        hash.update([0]);
    }
    let texts: String = format!("{:x}", hash.finalize()).chars().take(16).collect();
    folder.join(format!("checks-{}-{texts}.f32", embedder.fingerprint()))
}

/// The numbers of a file that is whole: its last 32 bytes are the hash of the others.
fn read(file: &Path, wanted: usize) -> Option<Vec<f32>> {
    let bytes = fs::read(file).ok()?;
    let (numbers, sum) = bytes.split_last_chunk::<32>()?;
    let is_whole = numbers.len() == wanted * size_of::<f32>() && Sha256::digest(numbers)[..] == sum[..];
    let number = |four: &[u8]| four.try_into().map_or(0.0, f32::from_le_bytes);
    is_whole.then(|| numbers.chunks_exact(size_of::<f32>()).map(number).collect())
}

/// Writes beside the place and renames, so that nobody ever reads half a file.
fn write(file: &Path, numbers: &[f32]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    let new = tempfile::NamedTempFile::new_in(folder)?;
    fs::write(new.path(), [&bytes[..], &Sha256::digest(&bytes)[..]].concat())?;
    new.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("checks.f32");
        write(&file, &[0.5, -1.0]).unwrap();
        assert_eq!(read(&file, 2), Some(vec![0.5, -1.0]));
        assert_eq!(read(&file, 3), None);
        let mut bytes = fs::read(&file).unwrap();
        bytes[1] ^= 1;
        fs::write(&file, bytes).unwrap();
        assert_eq!(read(&file, 2), None);
    }
}
