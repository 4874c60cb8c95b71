//! Loads ONNX Runtime, once for the process, from exactly the library that it is told.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use ort::environment::Environment;

use super::EmbedError;

/// ONNX Runtime allows one environment for a process, and it must outlive every session; hence the one static here.
static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

/// The process's ONNX Runtime; loaded from `library` at the first call that succeeds.
pub(super) fn environment(library: &Path) -> Result<Environment, EmbedError> {
    let mut slot = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = slot.as_ref() {
        return Ok(environment.clone());
    }
    let failed = |reason: String| EmbedError::Runtime { path: library.to_owned(), reason };
    let builder = ort::init_from(library).map_err(|error| failed(error.to_string()))?;
    let environment =
        builder.with_name("annexa").with_telemetry(false).build().map_err(|error| failed(error.to_string()))?;
    Ok(slot.insert(environment).clone())
}
