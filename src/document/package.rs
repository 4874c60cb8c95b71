//! The ZIP packages that office suites write: parts by name, each bounded, and their XML as small trees.
//!
//! A reached limit is an error, never a cut; a document type declaration, which no office suite writes, is refused,
//! so that no entity can expand and no file or address can be named.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Kind, TextError, xml::Parts};

/// The largest part after expansion, in bytes.
const MAX_PART: u64 = 96 * 1024 * 1024;
/// The most entries of a package.
const MAX_ENTRIES: usize = 10_000;
/// How many times larger than its file a part may be, once it is beyond `FREE`.
const MAX_RATIO: u64 = 200;
/// A part up to this size in bytes may be as compressed as it likes.
const FREE: u64 = 8 * 1024 * 1024;

/// An opened package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    size: u64,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, TextError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        if archive.len() > MAX_ENTRIES {
            return Err(TextError::Limit(format!("{} parts in the package", archive.len())));
        }
        Ok(Self { archive, size: u64::try_from(bytes.len()).unwrap_or(u64::MAX) })
    }

    /// The kind of document that a package holds; none when it holds something else.
    pub(super) fn kind_of(bytes: &'a [u8]) -> Result<Option<Kind>, TextError> {
        let mut package = Self::open(bytes)?;
        let names: Vec<String> = package.names().collect();
        let has = |start: &str| names.iter().any(|name| name.starts_with(start));
        if has("xl/workbook.bin") {
            return Err(TextError::OtherOffice { ending: ".xlsb".to_owned(), save_as: ".xlsx".to_owned() });
        }
        if has("ppt/") {
            return Err(TextError::OtherOffice { ending: ".pptx".to_owned(), save_as: ".pdf".to_owned() });
        }
        if has("EncryptedPackage") {
            return Err(TextError::Encrypted);
        }
        if has("word/") {
            return Ok(Some(Kind::Word));
        }
        if has("xl/") {
            return Ok(Some(Kind::Excel));
        }
        if has("content.xml") {
            let mimetype = package.text("mimetype")?.unwrap_or_default();
            let text = mimetype.is_empty() || mimetype.contains("opendocument.text");
            let other =
                || TextError::OtherOffice { ending: ".ods or .odp".to_owned(), save_as: ".xlsx or .pdf".to_owned() };
            return if text { Ok(Some(Kind::OpenDocument)) } else { Err(other()) };
        }
        // A main part may bear any name; the relations tell.
        match package.main_part()?.as_deref() {
            Some(part) if part.contains("document") => Ok(Some(Kind::Word)),
            Some(part) if part.contains("workbook") => Ok(Some(Kind::Excel)),
            _ => Ok(None),
        }
    }

    fn names(&self) -> impl Iterator<Item = String> {
        self.archive.file_names().filter_map(|name| name.ok().map(|name| name.trim_start_matches('/').to_owned()))
    }

    /// The part that the package's relations name as the document itself.
    pub(super) fn main_part(&mut self) -> Result<Option<String>, TextError> {
        let relations = self.relations("")?;
        let main = relations.into_iter().find(|relation| relation.kind.ends_with("/officeDocument"));
        Ok(main.map(|relation| relation.target))
    }

    /// The relations of a part, with targets as names of parts.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, TextError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let path = format!("{folder}{}_rels/{file}.rels", if folder.is_empty() { "" } else { "/" });
        let Some(text) = self.text(&path)? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        let mut parts = Parts::of(&text);
        while let Some(element) = parts.next("Relationship")? {
            let field = |name: &str| element.attribute(name).unwrap_or_default().to_owned();
            if element.attribute("TargetMode") != Some("External") {
                found.push(Relation {
                    id: field("Id"),
                    kind: field("Type"),
                    target: resolved(folder, &field("Target")),
                });
            }
        }
        Ok(found)
    }

    /// A part's text; none when there is no such part.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, TextError> {
        let Some(index) = self.index_of(name) else { return Ok(None) };
        let entry = self.archive.by_index(index).map_err(|error| damaged(&error))?;
        let allowed = FREE.max(self.size.saturating_mul(MAX_RATIO)).min(MAX_PART);
        let mut bytes = Vec::new();
        // One byte more than allowed, for a reached cap would otherwise look like the end of the part.
        let mut reader = entry.take(allowed + 1);
        reader.read_to_end(&mut bytes).map_err(|error| TextError::Damaged(error.to_string()))?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > allowed {
            return Err(TextError::Limit(format!("{name} expands to more than {} MB", allowed / 1024 / 1024)));
        }
        decoded(bytes).map(Some)
    }

    /// Some writers are careless about letters and the leading slash.
    fn index_of(&self, name: &str) -> Option<usize> {
        self.archive.index_for_name(name).or_else(|| {
            let same = |entry: &str| entry.trim_start_matches('/').replace('\\', "/").eq_ignore_ascii_case(name);
            self.archive.file_names().position(|entry| entry.is_ok_and(|entry| same(&entry)))
        })
    }
}

/// How one part of a package refers to another.
pub(super) struct Relation {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) target: String,
}

fn resolved(folder: &str, target: &str) -> String {
    let path = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn decoded(bytes: Vec<u8>) -> Result<String, TextError> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(&bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return Ok(text.into_owned());
    }
    String::from_utf8(bytes).map_err(|error| TextError::Damaged(error.to_string()))
}

fn damaged(error: &zip::result::ZipError) -> TextError {
    match error {
        zip::result::ZipError::UnsupportedArchive(reason) if reason.contains("assword") => TextError::Encrypted,
        other => TextError::Damaged(other.to_string()),
    }
}
