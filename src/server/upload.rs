//! Taking files in: each is read up to its limit, stored for good, and only then acknowledged. A ZIP archive is as many files
//! as it holds documents.

mod archive;

use axum::{
    Json,
    extract::{
        FromRequest, Multipart, Request, State,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
};
use serde::Serialize;
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
};

use super::{
    guard::InWorkspace,
    openapi::Operation,
    problem::ApiError,
    route::{Access, Pace, Routes},
    state::Shared,
};
use crate::{
    document::TextError,
    ingest::{IngestError, add_document},
    store::{DocumentId, JobId, PutOutcome, StoreError},
};

/// Files of one upload.
pub(super) const MAX_FILES: usize = 500;
/// The largest file, in bytes.
pub(super) const MAX_FILE: usize = crate::document::MAX_FILE_BYTES;
/// Bytes of a file that wait in memory; what is larger waits on the disk until it is there whole.
const IN_MEMORY: usize = 256 * 1024;
/// The longest file name, in characters.
const MAX_NAME: usize = 255;

pub(super) fn routes(routes: Routes) -> Routes {
    let operation = Operation::new("Upload documents")
        .details("Fields `file`: documents, or ZIP files of them. The job tells when they can be found")
        .takes_kind("multipart/form-data", "file=@policy.docx")
        .gives::<Report>(202)
        .fails(&[422]);
    routes.pace(Pace::Upload).post("/api/v1/workspaces/{w}/documents", Access::Member, upload).once().says(operation)
}

/// What became of the files.
#[derive(Debug, Default, Serialize, schemars::JsonSchema)]
#[schemars(rename = "UploadReport")]
struct Report {
    job: Option<JobId>,
    documents: Vec<Taken>,
    failed: Vec<Failed>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "TakenFile")]
struct Taken {
    id: DocumentId,
    name: String,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "FailedFile")]
struct Failed {
    name: String,
    detail: String,
}

/// How one file ended.
enum End {
    Taken(PutOutcome),
    Failed(ApiError, String),
}

async fn upload(
    State(state): State<Shared>,
    place: InWorkspace,
    request: Request,
) -> Result<(StatusCode, Json<Report>), ApiError> {
    let _permit = state.upload_permit().await?;
    let form = Multipart::from_request(request, &state).await;
    let mut form = form.map_err(|_| ApiError::MediaType("send files as multipart/form-data in the field `file`"))?;
    let mut report = Report::default();
    let (mut seq, mut worst) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let room = MAX_FILES.saturating_sub(report.documents.len() + report.failed.len());
        let ends = if room == 0 { vec![too_many(name)] } else { take(&state, &place, &name, (field, room)).await? };
        for end in ends {
            match end {
                End::Taken(outcome) => {
                    seq = seq.max(outcome.seq);
                    report.documents.push(Taken { id: outcome.document.id, name: outcome.document.name });
                }
                End::Failed(error, failed) => {
                    report.failed.push(Failed { name: failed, detail: error.problem_detail() });
                    worst = Some(error);
                }
            }
        }
        state.changed.notify_one();
    }
    finish(&state, &place, seq, report, worst).await
}

async fn finish(
    state: &Shared,
    place: &InWorkspace,
    seq: Option<i64>,
    mut report: Report,
    worst: Option<ApiError>,
) -> Result<(StatusCode, Json<Report>), ApiError> {
    if report.documents.is_empty() {
        return Err(match (worst, report.failed.as_slice()) {
            (None, _) => ApiError::Unreadable("there is no file in the field `file`".to_owned()),
            (Some(ApiError::TooLarge(_)), [one]) => ApiError::TooLarge(one.line()),
            (Some(_), failed) => ApiError::Unfit(failed.iter().map(Failed::line).collect::<Vec<_>>().join("; ")),
        });
    }
    let store = &state.app.store;
    let seq = match seq {
        Some(seq) => seq,
        None => store.last_seq().await?,
    };
    let total = i64::try_from(report.documents.len()).unwrap_or(i64::MAX);
    report.job = Some(store.create_job(place.id(), seq, total).await?.id);
    state.changed.notify_one();
    Ok((StatusCode::ACCEPTED, Json(report)))
}

/// Stores one file, or the files in it, as many as there is room for. A file that cannot be used is its own failure; a store
/// that fails is the request's.
async fn take(
    state: &Shared,
    place: &InWorkspace,
    name: &str,
    (field, room): (Field<'_>, usize),
) -> Result<Vec<End>, ApiError> {
    let shown = shown(name);
    let name = match file_name(name) {
        Ok(name) => name,
        Err(error) => return Ok(vec![End::Failed(error, shown)]),
    };
    let Some(bytes) = read(state, field).await? else {
        let error = ApiError::TooLarge(format!("the file has more than {MAX_FILE} bytes: split it"));
        return Ok(vec![End::Failed(error, shown)]);
    };
    if archive::is_archive(&name) {
        return archive::unpack(state, place, &name, bytes, room).await;
    }
    Ok(vec![keep(state, place, &name, bytes).await?])
}

/// Stores one file.
async fn keep(state: &Shared, place: &InWorkspace, name: &str, bytes: Vec<u8>) -> Result<End, ApiError> {
    let _coming = state.files.read().await;
    match add_document(&state.app.store, &state.app.reader, place.id(), name, bytes).await {
        Ok(outcome) => Ok(End::Taken(outcome)),
        Err(IngestError::Text { error, .. }) => Ok(End::Failed(TextError::into(error), shown(name))),
        Err(error) => Err(error.into()),
    }
}

/// A file's bytes; none when it is too large, and then nothing of it is kept.
///
/// A client may take minutes to send a file, so that it waits in a nameless file on the disk and not in memory.
async fn read(state: &Shared, mut field: Field<'_>) -> Result<Option<Vec<u8>>, ApiError> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    let mut spool: Option<File> = None;
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        length += chunk.len();
        if length > MAX_FILE {
            (bytes, spool) = (Vec::new(), None);
            continue;
        }
        bytes.extend_from_slice(&chunk);
        if bytes.len() > IN_MEMORY {
            let file = match &mut spool {
                Some(file) => file,
                None => {
                    spool.insert(File::from_std(tempfile::tempfile_in(&state.app.data_dir).map_err(StoreError::from)?))
                }
            };
            file.write_all(&bytes).await.map_err(StoreError::from)?;
            bytes.clear();
        }
    }
    if length > MAX_FILE {
        return Ok(None);
    }
    let Some(mut file) = spool else { return Ok(Some(bytes)) };
    let mut whole = Vec::with_capacity(length);
    file.rewind().await.map_err(StoreError::from)?;
    file.read_to_end(&mut whole).await.map_err(StoreError::from)?;
    whole.append(&mut bytes);
    Ok(Some(whole))
}

fn too_many(name: String) -> End {
    End::Failed(
        ApiError::TooLarge(format!("{MAX_FILES} files are taken at once: send the rest in another request")),
        name,
    )
}

/// The last part of a path, if that is a name a file can have.
fn file_name(name: &str) -> Result<String, ApiError> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let length = last.chars().count();
    if length == 0 || length > MAX_NAME || last.chars().any(char::is_control) || matches!(last, "." | "..") {
        let rule = format!("a file needs a name of 1 to {MAX_NAME} characters on one line");
        return Err(ApiError::Unfit(rule));
    }
    Ok(last.to_owned())
}

/// A refused name as it may be shown.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect()
}

fn broken(error: &MultipartError) -> ApiError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large(),
        _ => ApiError::Unreadable("the multipart body is broken or did not arrive whole".to_owned()),
    }
}

impl Failed {
    fn line(&self) -> String {
        format!("{}: {}", self.name, self.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_part_of_a_path_names_a_file() {
        for (given, kept) in [
            ("Access policy.md", "Access policy.md"),
            ("../../etc/passwd", "passwd"),
            ("C:\\policies\\a.md", "a.md"),
            ("a/b/ c.txt ", "c.txt"),
            ("Richtlinie für Zugänge.md", "Richtlinie für Zugänge.md"),
        ] {
            assert_eq!(file_name(given).unwrap(), kept);
        }
        for refused in ["", "/", "..", "a/..", "a\nb.md", "a\0.md", "\u{7f}", &"x".repeat(256)] {
            assert!(file_name(refused).is_err(), "{refused:?}");
        }
    }
}
