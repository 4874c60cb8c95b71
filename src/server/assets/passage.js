// Why: a quote convinces in its place; beside the report, the document's text opens with the quote marked.

import { asProblem } from './api.js';
import { advance, readText } from './document.js';
import { byId, fill, h } from './dom.js';
import { icon } from './icon.js';
import { problemNotice } from './notice.js';
import { closeCitation, openPanel } from './panel.js';
import { state } from './state.js';

const KEPT = 6;
const texts = new Map();
let wanted = 0;

/** A document's text, kept for the next passage of it; a new version has a new id, so what is kept stays true. */
async function textOf(id) {
  if (!texts.has(id)) {
    const text = await readText(state.workspace, id);
    if (texts.size >= KEPT) texts.delete(texts.keys().next().value);
    texts.set(id, text);
  }
  return texts.get(id);
}

function draw(body, said, text, { document, quote, start, end }) {
  const from = advance(text, 0, start);
  const to = advance(text, from, end - start);
  const mark = h('mark', { tabindex: '-1', 'data-testid': 'marked' }, text.slice(from, to));
  const same = text.slice(from, to) === quote;
  said.className = same ? 'match' : 'match differs';
  fill(said, icon(same ? 'check' : 'alert'), same ? 'The marked passage is the quote, word for word.' : 'The text at this place differs from the quote.');
  fill(body, h('div', { class: 'passage-text', dir: 'auto', tabindex: '0', role: 'region', 'aria-label': `Text of ${document}` },
    text.slice(0, from), mark, text.slice(to)));
  mark.scrollIntoView({ block: 'center' });
}

function gone(error) {
  const problem = asProblem(error);
  if (problem.status !== 404) return problemNotice(error);
  return h('p', { class: 'nothing' }, 'This version of the document is not in the workspace any more, so its text cannot be shown. The quote is what it said when it was analysed.');
}

/** Opens the text of document `id` with a passage of it marked; focus comes back to `from` on closing. */
export async function openPassage(id, evidence, from) {
  wanted += 1;
  const turn = wanted;
  const headings = Array.isArray(evidence.heading) ? evidence.heading : [];
  const where = [...headings, ...(evidence.page ? [`page ${evidence.page}`] : [])].join(' › ');
  const said = h('p', { class: 'match', role: 'status' });
  const body = h('div', { class: 'panel-body passage' }, h('p', { class: 'loading', role: 'status' }, 'Opening the document…'));
  openPanel([
    h('header', { class: 'panel-head' },
      h('p', { class: 'passage-kicker' }, 'In the document'),
      h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close document', onclick: closeCitation }, icon('close'))),
    h('div', { class: 'passage-title' },
      h('h2', { id: 'panel-title', tabindex: '-1', dir: 'auto' }, evidence.document),
      where ? h('p', { class: 'panel-place', dir: 'auto' }, where) : null,
      said),
    body,
  ], from);
  // The report has just become narrower; what was read must not be lost.
  from.scrollIntoView({ block: 'nearest' });
  try {
    const text = await textOf(id);
    if (turn === wanted && byId('panel').contains(body)) draw(body, said, text, evidence);
  } catch (error) {
    if (turn === wanted) fill(body, gone(error));
  }
}
