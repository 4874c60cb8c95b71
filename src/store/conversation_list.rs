//! The list of conversations: the latest first, page by page, and those alone that say something.

use super::{
    Conversation, ConversationId, Cursor, Page, Paged, Store, StoreError, WorkspaceId,
    search_text::{Needle, Snippet},
    text,
};

/// A conversation of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationHit {
    /// The conversation.
    pub conversation: Conversation,
    /// Where a message says what was searched for; none when only the title does, or nothing was searched for.
    pub snippet: Option<Snippet>,
}

impl Store {
    /// This workspace's live conversations, the one that was last active first, without those of widgets: they are
    /// many, and other people's.
    pub async fn conversations(&self, workspace: &WorkspaceId) -> Result<Vec<Conversation>, StoreError> {
        let paged = self.find_conversations(workspace, "", &Page::all()).await?;
        Ok(paged.items.into_iter().map(|hit| hit.conversation).collect())
    }

    /// A page of them; with words, of those whose title or messages hold the words, in any case.
    pub async fn find_conversations(
        &self,
        workspace: &WorkspaceId,
        words: &str,
        page: &Page,
    ) -> Result<Paged<ConversationHit>, StoreError> {
        text::storable(words)?;
        let needle = Needle::new(words);
        let (mut found, mut before) = (Vec::new(), page.before_time()?);
        loop {
            let candidates = self.candidates(workspace, needle.as_ref(), (before, page.rows())).await?;
            let is_last = i64::try_from(candidates.len()).unwrap_or(i64::MAX) < page.rows();
            let last = candidates.last().map(|last| (last.updated_at, last.id.to_string()));
            for conversation in candidates {
                found.extend(self.hit(conversation, needle.as_ref()).await?);
            }
            // What SQL lets through may still not match, so a page may need a second look.
            let enough = i64::try_from(found.len()).unwrap_or(i64::MAX) >= page.rows();
            match last.filter(|_| !is_last && !enough) {
                Some(last) => before = last,
                None => break,
            }
        }
        Ok(page.cut(found, |hit| Cursor::new(&hit.conversation.updated_at, &hit.conversation.id)))
    }

    async fn candidates(
        &self,
        workspace: &WorkspaceId,
        needle: Option<&Needle>,
        ((time, id), rows): ((i64, String), i64),
    ) -> Result<Vec<Conversation>, StoreError> {
        let pattern = needle.map_or_else(|| "%".to_owned(), Needle::pattern);
        let sql = r"SELECT c.id, c.workspace_id, c.title, c.created_at, c.updated_at FROM conversation c
            WHERE c.workspace_id = $1 AND c.widget_key IS NULL AND c.deleted_at IS NULL
            AND (c.updated_at < $2 OR (c.updated_at = $2 AND c.id < $3))
            AND ($4 = '%' OR c.title LIKE $4 ESCAPE '\' OR EXISTS (
                SELECT 1 FROM message m WHERE m.conversation_id = c.id AND m.text LIKE $4 ESCAPE '\'))
            ORDER BY c.updated_at DESC, c.id DESC LIMIT $5";
        let query = sqlx::query_as(sql).bind(workspace).bind(time).bind(id).bind(pattern).bind(rows);
        Ok(query.fetch_all(&self.readers).await?)
    }

    /// The conversation as it is listed, if it really matches.
    async fn hit(
        &self,
        conversation: Conversation,
        needle: Option<&Needle>,
    ) -> Result<Option<ConversationHit>, StoreError> {
        let Some(needle) = needle else { return Ok(Some(ConversationHit { conversation, snippet: None })) };
        let snippet = self.said(&conversation.id, needle).await?;
        let matches = snippet.is_some() || needle.snippet(&conversation.title).is_some();
        Ok(matches.then_some(ConversationHit { conversation, snippet }))
    }

    /// The first place where a message says it.
    async fn said(&self, conversation: &ConversationId, needle: &Needle) -> Result<Option<Snippet>, StoreError> {
        let sql = r"SELECT text FROM message WHERE conversation_id = $1 AND text LIKE $2 ESCAPE '\' ORDER BY ordinal";
        let query = sqlx::query_scalar(sql).bind(conversation).bind(needle.pattern());
        let texts: Vec<String> = query.fetch_all(&self.readers).await?;
        Ok(texts.iter().find_map(|text| needle.snippet(text)))
    }
}
