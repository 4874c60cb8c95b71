// Why: a quote is only proof in its place; this view shows the whole document with the cited passage marked.

import { at, send } from './api.js';
import { fill, h } from './dom.js';
import { documentName } from './documents.js';
import { icon } from './icon.js';
import { problemNotice } from './notice.js';
import { lastCitation } from './panel.js';
import { go } from './router.js';
import { emit, state } from './state.js';

/** The UTF-16 position of the `count`-th Unicode scalar value after position `from`. */
export function advance(text, from, count) {
  let position = from;
  for (let left = count; left > 0 && position < text.length; left -= 1) {
    position += text.codePointAt(position) > 0xffff ? 2 : 1;
  }
  return position;
}

function range(extra) {
  const found = /^(\d+)-(\d+)$/.exec(extra ?? '');
  if (!found) return null;
  const [start, end] = [Number(found[1]), Number(found[2])];
  return end > start ? { start, end } : null;
}

/** A document's text as it is stored. */
export async function readText(workspace, id) {
  const response = await send('GET', at('workspaces', workspace.id, 'documents', id, 'text'), { accept: 'text/plain' });
  // Offsets count every character of the stored text, so a leading byte order mark must stay.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
}

function checkLine(id, passage) {
  if (lastCitation?.document !== id) return null;
  const same = passage.trim() === String(lastCitation.quote ?? '').trim();
  return h('p', { class: same ? 'match' : 'match differs', role: 'status' }, icon(same ? 'check' : 'alert'),
    same ? 'The marked passage is the quote, word for word.' : 'The text at this place differs from the quote in the answer.');
}

function backButton() {
  const back = () => (history.length > 1 ? history.back() : go('#/'));
  return h('button', { type: 'button', class: 'link', onclick: back }, 'Back');
}

function draw(place, { id, name, text, marked }) {
  const body = h('div', { class: 'document-text', dir: 'auto', tabindex: '0', role: 'region', 'aria-label': `Text of ${name}` });
  let mark = null;
  let check = null;
  if (marked) {
    const start = advance(text, 0, marked.start);
    const end = advance(text, start, marked.end - marked.start);
    mark = h('mark', { tabindex: '-1', 'data-testid': 'marked' }, text.slice(start, end));
    body.append(text.slice(0, start), mark, text.slice(end));
    check = checkLine(id, text.slice(start, end));
  } else {
    body.append(text);
  }
  fill(place, h('article', { class: 'page document', 'data-testid': 'document-view' },
    h('p', { class: 'page-kicker' }, `Document of ${state.workspace.name}`),
    h('h2', { class: 'page-title', dir: 'auto' }, name),
    marked ? h('div', { class: 'document-bar' }, backButton(), check) : null,
    body));
  emit('title', name);
  mark?.scrollIntoView({ block: 'center' });
  mark?.focus({ preventScroll: true });
}

/** Fills `place` with a document; `extra` is the passage to mark, such as `120-340`. */
export async function showDocument(place, id, extra) {
  const workspace = state.workspace;
  fill(place, h('p', { class: 'loading', role: 'status' }, 'Opening the document…'));
  try {
    const [text, name] = await Promise.all([readText(workspace, id), documentName(workspace, id)]);
    draw(place, { id, name, text, marked: range(extra) });
  } catch (error) {
    fill(place, problemNotice(error, [{ label: 'Retry', run: () => showDocument(place, id, extra) }]));
  }
}
