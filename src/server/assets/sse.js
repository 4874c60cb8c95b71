// Why: EventSource cannot POST, so the event stream is read and taken apart here.

import { Problem } from './api.js';

const LONGEST_EVENT = 8 * 1024 * 1024;

function parseEvent(lines) {
  const event = { name: 'message', data: [] };
  for (const line of lines) {
    const [, field, value] = /^([^:]*):? ?([^]*)$/.exec(line);
    if (field === 'event') event.name = value;
    if (field === 'id') event.id = value;
    if (field === 'data') event.data.push(value);
  }
  if (event.data.length === 0) return null;
  try {
    return { ...event, data: JSON.parse(event.data.join('\n')) };
  } catch {
    throw new Problem({ title: 'The answer could not be read', detail: 'Part of it arrived damaged. Try again.' });
  }
}

/** Yields `{name, id, data}` for each event of a `text/event-stream` response. */
export async function* readEvents(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let lines = [];
  let size = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      // A trailing CR may be half of a CRLF; it waits for the next piece.
      const pieces = rest.split(/\r\n|\n|\r(?!$)/);
      rest = pieces.pop();
      if (size + rest.length > LONGEST_EVENT) throw new Problem({ title: 'The answer is too long to show' });
      for (const line of pieces) {
        if (line !== '') {
          lines.push(line);
          size += line.length;
          continue;
        }
        const event = parseEvent(lines);
        lines = [];
        size = 0;
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
