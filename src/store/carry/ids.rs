//! The ids of what is carried: numbers in the file, new ids in a store.

use std::collections::HashMap;

use super::{Carried, Json};
use crate::store::{ArtefactId, ConversationId, DocumentId, GapAnalysisId, MessageId, WorkspaceId};

/// How ids are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// From 1 on, in order.
    Numbered,
    /// As for something new; later ones sort after earlier ones.
    Fresh,
}

/// Old ids and what stands in their place.
#[derive(Default)]
struct Renamed(HashMap<String, String>);

macro_rules! rename {
    ($renamed:expr, $how:expr, $name:ident, $ids:expr) => {
        for (at, id) in $ids.enumerate() {
            let new = match $how {
                How::Numbered => $name::numbered(at + 1),
                How::Fresh => $name::fresh(),
            };
            $renamed.0.insert(id.to_string(), new.to_string());
            *id = new;
        }
    };
}

/// Gives every id another one, also in the texts that programs wrote. What people wrote stays as it is, and so does an id
/// of something that is not carried.
pub(super) fn rename(carried: &mut Carried, how: How) {
    let mut renamed = Renamed::default();
    rename!(renamed, how, WorkspaceId, std::iter::once(&mut carried.id));
    rename!(renamed, how, DocumentId, carried.documents.iter_mut().map(|one| &mut one.id));
    rename!(renamed, how, ConversationId, carried.conversations.iter_mut().map(|one| &mut one.id));
    let messages = carried.conversations.iter_mut().flat_map(|one| &mut one.messages);
    rename!(renamed, how, MessageId, messages.map(|one| &mut one.id));
    rename!(renamed, how, ArtefactId, carried.artefacts.iter_mut().map(|one| &mut one.id));
    rename!(renamed, how, GapAnalysisId, carried.analyses.iter_mut().map(|one| &mut one.id));
    for message in carried.conversations.iter_mut().flat_map(|one| &mut one.messages) {
        message.answer = message.answer.take().map(|Json(text)| Json(renamed.text(&text)));
    }
    for analysis in &mut carried.analyses {
        for file in &mut analysis.documents {
            let new = renamed.0.get(file.id.as_str()).and_then(|id| DocumentId::parse(id).ok());
            file.id = new.unwrap_or_else(|| file.id.clone());
        }
        let earlier = analysis.earlier.take().and_then(|id| renamed.0.get(id.as_str()).cloned());
        analysis.earlier = earlier.and_then(|id| GapAnalysisId::parse(&id).ok());
        analysis.report = analysis.report.take().map(|text| renamed.text(&text));
    }
}

impl Renamed {
    /// A text with the ids in it renamed.
    fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('_') {
            let (before, after) = rest.split_at(at + 1);
            let from = before.trim_end_matches('_').rfind(|c: char| !c.is_ascii_lowercase());
            let from = from.map_or(0, |place| before.ceil_char_boundary(place + 1));
            let new = after.get(..32).and_then(|body| {
                let goes_on = after.get(32..)?.starts_with(|c: char| c.is_ascii_alphanumeric());
                self.0.get(&format!("{}{body}", before.get(from..)?)).filter(|_| !goes_on)
            });
            if let Some(new) = new {
                out.push_str(before.get(..from).unwrap_or_default());
                out.push_str(new);
                rest = after.get(32..).unwrap_or_default();
            } else {
                out.push_str(before);
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_renamed_where_they_stand_whole() {
        let (old, new) = (DocumentId::numbered(7), DocumentId::numbered(9));
        let renamed = Renamed([(old.to_string(), new.to_string())].into());
        for (given, wanted) in [
            (format!("{old}"), format!("{new}")),
            (format!("\"/documents/{old}/text\", ü{old}"), format!("\"/documents/{new}/text\", ü{new}")),
            (format!("a_b__{old}_{old}"), format!("a_b__{new}_{new}")),
            (format!("my{old} {old}0 _ doc_7 doc_"), format!("my{old} {old}0 _ doc_7 doc_")),
            (String::new(), String::new()),
        ] {
            assert_eq!(renamed.text(&given), wanted);
        }
    }
}
