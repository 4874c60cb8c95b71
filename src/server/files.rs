//! Original files whose last document is gone are removed from the disk.

use super::{problem::ApiError, state::Shared};

/// Removes those of these files that no live document was read from.
pub(super) async fn sweep(state: &Shared, files: impl IntoIterator<Item = String> + Send) -> Result<(), ApiError> {
    let files: Vec<String> = files.into_iter().collect();
    let _alone = state.files.write().await;
    for sha256 in files {
        if !state.app.store.is_file_in_use(&sha256).await? {
            state.app.store.remove_blob(&sha256).await?;
        }
    }
    Ok(())
}
