//! A workspace out of a file. Everything is checked before anything is stored: the list of entries against the manifest,
//! each size and hash, and the data against what a store could hold.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
};

use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipArchive};

use super::{
    ANALYSES, ARTEFACTS, CONVERSATIONS, DOCUMENTS, Entry, FORMAT, KIND, MANIFEST, MAX_DATA, MAX_ENTRIES, MAX_MANIFEST,
    MAX_ORIGINAL, MAX_TOTAL, Manifest, ParcelError, WORKSPACE, content_name, original_name, report_name, text_name,
};
use crate::{
    export::HouseStyle,
    ingest::{gather::promised, prepare::carried_document},
    iso::{GapReport, Profile, RiskRegister, Statement},
    store::{Carried, Family, NewDocument, Store, Workspace},
};

/// A file that was checked from its first byte to its last.
pub struct Parcel {
    archive: ZipArchive<BufReader<File>>,
    carried: Carried,
    read: Vec<NewDocument>,
}

/// The entries of a file, each read once.
struct Entries {
    archive: ZipArchive<BufReader<File>>,
    told: BTreeMap<String, Entry>,
    data: u64,
}

impl Parcel {
    /// Reads and checks a file; it blocks.
    pub fn open(file: File) -> Result<Self, ParcelError> {
        let mut entries = Entries::of(file)?;
        let mut carried: Carried = entries.json(WORKSPACE)?;
        carried.documents = entries.json(DOCUMENTS)?;
        carried.conversations = entries.json(CONVERSATIONS)?;
        carried.artefacts = entries.json(ARTEFACTS)?;
        carried.analyses = entries.json(ANALYSES)?;
        for (at, document) in carried.documents.iter_mut().enumerate() {
            document.text = entries.text(&text_name(at))?;
            entries.original(&original_name(at, document), &document.sha256)?;
        }
        for (at, artefact) in carried.artefacts.iter_mut().enumerate() {
            let names: Vec<String> =
                artefact.versions.iter().map(|version| content_name(at, artefact, version)).collect();
            for (version, name) in artefact.versions.iter_mut().zip(names) {
                version.content = entries.text(&name)?;
            }
        }
        for (at, analysis) in carried.analyses.iter_mut().enumerate() {
            if analysis.has_report {
                analysis.report = Some(entries.text(&report_name(at))?);
            }
        }
        if let Some((name, _)) = entries.told.first_key_value() {
            return Err(ParcelError::Damaged(format!("nothing in it speaks of the entry {}", shown(name))));
        }
        usable(&carried)?;
        let read = carried.documents.iter().map(|document| carried_document(&carried.id, document));
        let read = read.collect::<Option<Vec<_>>>();
        let read = read.ok_or_else(|| ParcelError::Contradiction("a document has an unknown format".to_owned()))?;
        Ok(Self { archive: entries.archive, carried, read })
    }

    /// The name that the workspace has in the file.
    pub fn name(&self) -> &str {
        &self.carried.name
    }

    /// Makes the workspace, under another name if one is given: first its files, then everything else at once. When that
    /// fails, the files go again that nothing else needs.
    pub async fn store(mut self, store: &Store, name: Option<&str>) -> Result<Workspace, ParcelError> {
        let name = name.map(Workspace::named).transpose().map_err(ParcelError::Store)?;
        let mut kept = Vec::new();
        let made = match self.store_files(store, &mut kept).await {
            Ok(()) => store.carry_in(self.carried, self.read, name.as_deref()).await.map_err(ParcelError::from),
            Err(error) => Err(error),
        };
        if made.is_err() {
            for sha256 in kept {
                if !store.is_file_in_use(&sha256).await? {
                    store.remove_blob(&sha256).await?;
                }
            }
        }
        made
    }

    async fn store_files(&mut self, store: &Store, kept: &mut Vec<String>) -> Result<(), ParcelError> {
        for (at, document) in self.carried.documents.iter().enumerate() {
            let mut bytes = Vec::new();
            self.archive.by_name(&original_name(at, document))?.take(MAX_ORIGINAL).read_to_end(&mut bytes)?;
            let sha256 = store.put_blob(bytes).await?;
            let is_same = sha256 == document.sha256;
            kept.push(sha256);
            if !is_same {
                return Err(ParcelError::Damaged("the file has changed while it was read".to_owned()));
            }
        }
        Ok(())
    }
}

impl Entries {
    /// Opens a file whose list of entries is the manifest's, entry for entry.
    fn of(mut file: File) -> Result<Self, ParcelError> {
        let length = file.seek(SeekFrom::End(0))?;
        let promised = promised(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        let mut archive = ZipArchive::new(BufReader::new(file))
            .map_err(|error| ParcelError::NoParcel(format!("{error}; perhaps it did not arrive whole")))?;
        if archive.len() > MAX_ENTRIES || length > MAX_TOTAL + u64::from(u32::MAX) / 8 {
            return Err(ParcelError::TooLarge("the file is larger than is read".to_owned()));
        }
        // The reader keeps the last of several entries with one name.
        if promised.is_some_and(|promised| promised != archive.len()) {
            return Err(ParcelError::Damaged("two of its entries have one name".to_owned()));
        }
        if archive.has_overlapping_entries()? {
            return Err(ParcelError::Damaged("its entries lie over each other".to_owned()));
        }
        let manifest = manifest(&mut archive)?;
        let names = archive.file_names().map(|name| name.map(Cow::into_owned));
        let names = names.collect::<Result<HashSet<String>, _>>()?;
        let mut told = BTreeMap::new();
        let mut total: u64 = 0;
        for entry in manifest.entries {
            total = total.saturating_add(entry.size);
            if !names.contains(&entry.name) {
                return Err(ParcelError::Damaged(format!("the entry {} is missing", shown(&entry.name))));
            }
            if let Some(twice) = told.insert(entry.name.clone(), entry) {
                return Err(ParcelError::Damaged(format!("its manifest names {} twice", shown(&twice.name))));
            }
        }
        if let Some(name) = names.iter().filter(|name| *name != MANIFEST && !told.contains_key(*name)).min() {
            return Err(ParcelError::Damaged(format!("its manifest does not name the entry {}", shown(name))));
        }
        if total > MAX_TOTAL {
            return Err(ParcelError::TooLarge("the file holds more than is read".to_owned()));
        }
        Ok(Self { archive, told, data: 0 })
    }

    fn json<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, ParcelError> {
        let bytes = self.bytes(name)?;
        serde_json::from_slice(&bytes).map_err(|error| ParcelError::Contradiction(format!("{name}: {error}")))
    }

    fn text(&mut self, name: &str) -> Result<String, ParcelError> {
        let bytes = self.bytes(name)?;
        String::from_utf8(bytes).map_err(|_| ParcelError::Contradiction(format!("{name} is not UTF-8 text")))
    }

    fn bytes(&mut self, name: &str) -> Result<Vec<u8>, ParcelError> {
        let entry = self.take(name)?;
        self.data = self.data.saturating_add(entry.size);
        if self.data > MAX_DATA {
            return Err(ParcelError::TooLarge("the file holds more text than is read".to_owned()));
        }
        let mut bytes = Vec::new();
        self.archive.by_name(name)?.take(entry.size + 1).read_to_end(&mut bytes).map_err(|_| unlike(name))?;
        let is_same = u64::try_from(bytes.len()) == Ok(entry.size) && hash(&bytes) == entry.sha256;
        if is_same { Ok(bytes) } else { Err(unlike(name)) }
    }

    /// Checks an original without holding it.
    fn original(&mut self, name: &str, sha256: &str) -> Result<(), ParcelError> {
        let entry = self.take(name)?;
        if entry.size > MAX_ORIGINAL {
            return Err(ParcelError::TooLarge(format!("{name} is larger than a document may be")));
        }
        if entry.sha256 != sha256 {
            return Err(ParcelError::Contradiction(format!("{name} is not the file that its document names")));
        }
        let mut digest = Sha256::new();
        let mut limited = self.archive.by_name(name)?.take(entry.size + 1);
        let read = std::io::copy(&mut limited, &mut digest).map_err(|_| unlike(name))?;
        let is_same = read == entry.size && format!("{:x}", digest.finalize()) == entry.sha256;
        if is_same { Ok(()) } else { Err(unlike(name)) }
    }

    /// What the manifest says of an entry; each can be had once.
    fn take(&mut self, name: &str) -> Result<Entry, ParcelError> {
        let gone = || ParcelError::Damaged(format!("the entry {} is missing", shown(name)));
        let entry = self.told.remove(name).ok_or_else(gone)?;
        let found = self.archive.by_name(name)?;
        let is_plain = matches!(found.compression(), CompressionMethod::Stored | CompressionMethod::Deflated);
        if !is_plain || found.encrypted() || found.size() != entry.size {
            return Err(unlike(name));
        }
        Ok(entry)
    }
}

/// The manifest, if this program knows its format.
fn manifest(archive: &mut ZipArchive<BufReader<File>>) -> Result<Manifest, ParcelError> {
    #[derive(Deserialize)]
    struct Head {
        kind: String,
        format: u32,
    }
    let none = |why: &str| ParcelError::NoParcel(why.to_owned());
    let mut text = Vec::new();
    let entry = archive.by_name(MANIFEST).map_err(|_| none("it has no manifest.json"))?;
    entry.take(MAX_MANIFEST).read_to_end(&mut text).map_err(|_| none("its manifest.json cannot be read"))?;
    let head: Head = serde_json::from_slice(&text).map_err(|_| none("its manifest.json is of another kind"))?;
    if head.kind != KIND {
        return Err(none("its manifest.json is of another kind"));
    }
    if head.format > FORMAT {
        return Err(ParcelError::Newer(head.format));
    }
    serde_json::from_slice(&text).map_err(|error| ParcelError::Damaged(format!("manifest.json: {error}")))
}

/// Refuses data that this program could store but not read again.
fn usable(carried: &Carried) -> Result<(), ParcelError> {
    let refuse = |what: &str, why: String| Err(ParcelError::Contradiction(format!("{what} cannot be read: {why}")));
    if let Some(Err(error)) = carried.profile.as_deref().map(Profile::from_yaml) {
        return refuse("the profile", error.to_string());
    }
    let no_file = |name: &str| Err(format!("{name} is no picture"));
    if let Some(Err(error)) = carried.house_style.as_deref().map(|text| HouseStyle::read(text, no_file)) {
        return refuse("the house style", error.to_string());
    }
    for artefact in &carried.artefacts {
        for version in &artefact.versions {
            let read = match artefact.family {
                Family::Policies | Family::Audits => Ok(()),
                Family::Soa => serde_json::from_str::<Statement>(&version.content).map(drop),
                Family::Risks => serde_json::from_str::<RiskRegister>(&version.content).map(drop),
            };
            if let Err(error) = read {
                return refuse(&format!("version {} of {}", version.version, artefact.kind), error.to_string());
            }
        }
    }
    for report in carried.analyses.iter().filter_map(|analysis| analysis.report.as_ref()) {
        if let Err(error) = serde_json::from_str::<GapReport>(report) {
            return refuse("the report of a gap analysis", error.to_string());
        }
    }
    Ok(())
}

fn unlike(name: &str) -> ParcelError {
    ParcelError::Damaged(format!("the entry {} is not what the manifest says", shown(name)))
}

/// A name as it may be shown.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(80).collect()
}

fn hash(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}
