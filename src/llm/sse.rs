//! Server-sent events out of bytes, with bounds: a line and a whole answer may only be so long.

use super::LlmError;

/// Bytes that one line may have.
const MAX_LINE: usize = 256 * 1024;
/// Bytes that a whole answer may have.
const MAX_TOTAL: usize = 8 * 1024 * 1024;

/// Cuts a stream of bytes into the data of its events.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// Bytes after the last newline.
    rest: Vec<u8>,
    /// Data lines of the event that is not yet closed.
    data: Option<String>,
    total: usize,
}

impl Events {
    /// Takes in the next bytes and returns the data of each event that they close.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<String>, LlmError> {
        self.total = self.total.saturating_add(bytes.len());
        if self.total > MAX_TOTAL {
            return Err(LlmError::Garbled("more than 8 MiB in one answer"));
        }
        let mut found = Vec::new();
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            if self.rest.len() + piece.len() > MAX_LINE {
                return Err(LlmError::Garbled("a line of more than 256 KiB"));
            }
            self.rest.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                found.extend(self.close_line()?);
            }
        }
        Ok(found)
    }

    /// The event that the end of the bytes closes; strict readers drop it, but servers forget the last blank line.
    pub(super) fn finish(&mut self) -> Result<Option<String>, LlmError> {
        self.close_line()?;
        Ok(self.data.take())
    }

    fn close_line(&mut self) -> Result<Option<String>, LlmError> {
        let bytes = std::mem::take(&mut self.rest);
        let line = std::str::from_utf8(&bytes).map_err(|_| LlmError::Garbled("not UTF-8"))?;
        let line = line.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
        if line.is_empty() {
            return Ok(self.data.take());
        }
        if let Some(data) = line.strip_prefix("data:") {
            let data = data.strip_prefix(' ').unwrap_or(data);
            match &mut self.data {
                Some(known) => {
                    known.push('\n');
                    known.push_str(data);
                }
                None => self.data = Some(data.to_owned()),
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_survive_any_cut() {
        let text = "\u{feff}: ping\r\ndata: {\"a\":\r\ndata: \"ä\"}\r\n\r\nevent: x\ndata:b\n\ndata: last".as_bytes();
        for size in 1..text.len() {
            let mut events = Events::default();
            let mut found: Vec<String> = text.chunks(size).flat_map(|bytes| events.push(bytes).unwrap()).collect();
            found.extend(events.finish().unwrap());
            assert_eq!(found, ["{\"a\":\n\"ä\"}", "b", "last"], "chunks of {size}");
        }
    }

    #[test]
    fn endless_lines_and_endless_answers_end() {
        let mut events = Events::default();
        let endless = (0..100).find_map(|_| events.push(&[b'x'; 4096]).err());
        assert_eq!(endless, Some(LlmError::Garbled("a line of more than 256 KiB")));
        let mut events = Events::default();
        let lines = ":\n".repeat(2048);
        let rounds = (0..4000).take_while(|_| events.push(lines.as_bytes()).is_ok()).count();
        assert_eq!(rounds, MAX_TOTAL / lines.len());
        assert_eq!(Events::default().push(b"data: \xff\n"), Err(LlmError::Garbled("not UTF-8")));
    }
}
