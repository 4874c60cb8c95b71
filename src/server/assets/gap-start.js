// Why: an analysis begins with the right documents, so they are gathered and chosen in one place.

import { at, getJson, postJson, remove } from './api.js';
import { confirmDelete } from './dialog.js';
import { byId, fill, h } from './dom.js';
import { count, countsOf, moment } from './gap-words.js';
import { icon } from './icon.js';
import { problemNotice } from './notice.js';
import { currentRoute, go } from './router.js';
import { on, state } from './state.js';

const STATES = { queued: 'Waiting', running: 'At work', failed: 'Failed', cancelled: 'Cancelled' };
const number = new Intl.NumberFormat('en');
/** Documents that the user left out, by id. */
const left = new Set();
let earlier = '';
const parts = { documents: null, analyses: null };

const path = (...rest) => at('workspaces', state.workspace.id, ...rest);
const isHere = () => currentRoute().view === 'gap' && !currentRoute().id;

function picker() {
  return h('button', { type: 'button', class: 'gap-drop', 'data-testid': 'gap-add', onclick: () => byId('file').click() },
    icon('plus'), h('span', {}, h('strong', {}, 'Add files'), ' or drop them anywhere on this page'));
}

function choice(document, changed) {
  const box = h('input', {
    type: 'checkbox', checked: !left.has(document.id),
    onchange: () => {
      if (box.checked) left.delete(document.id);
      else left.add(document.id);
      changed();
    },
  });
  return h('li', {}, h('label', {}, box,
    h('span', { class: 'gap-file-name', dir: 'auto' }, document.name),
    h('span', { class: 'row-note' }, `${number.format(Number(document.words) || 0)} words`)));
}

function earlierChoice(analyses) {
  const done = analyses.filter((one) => one.state === 'done');
  if (done.length === 0) return [null, null];
  const field = h('select', { class: 'field', id: 'gap-earlier', onchange: (event) => { earlier = event.target.value; } },
    h('option', { value: '' }, 'Nothing'),
    done.map((one) => h('option', { value: one.id, selected: one.id === earlier }, `${moment(one.created)}, ${count(one.documents.length, 'document')}`)));
  return [field, h('div', { class: 'gap-compare' }, h('label', { for: 'gap-earlier' }, 'Compare with'), h('div', { class: 'select' }, field))];
}

async function start(documents, before, place) {
  const body = { documents: documents.map((document) => document.id) };
  if (before) body.earlier = before;
  try {
    const { id } = await postJson(path('gap-analyses'), body);
    go(`#/gap/${encodeURIComponent(id)}`);
  } catch (error) {
    fill(place, problemNotice(error));
  }
}

function drawDocuments(documents, analyses) {
  const trouble = h('div', { class: 'gap-trouble' });
  const [field, compare] = earlierChoice(analyses);
  const chosen = () => documents.filter((document) => !left.has(document.id));
  const button = h('button', {
    type: 'button', class: 'button primary', 'data-testid': 'gap-start',
    onclick: async () => {
      button.disabled = true;
      await start(chosen(), field?.value, trouble);
      button.disabled = chosen().length === 0;
    },
  });
  const label = () => {
    const many = chosen().length;
    button.disabled = many === 0;
    button.textContent = many === 0 ? 'Choose a document' : `Analyse ${count(many, 'document')}`;
  };
  const list = h('ul', { class: 'gap-files', 'aria-label': 'Documents to analyse' });
  const draw = () => {
    fill(list, documents.map((document) => choice(document, label)));
    label();
  };
  const all = (on) => () => {
    for (const document of documents) {
      if (on) left.delete(document.id);
      else left.add(document.id);
    }
    draw();
  };
  draw();
  if (documents.length === 0) {
    fill(parts.documents, h('p', { class: 'nothing' }, 'No documents yet. Add your policies, procedures, registers and records; a set of them gives a better picture than one alone.'));
    return;
  }
  fill(parts.documents,
    documents.length > 1 ? h('p', { class: 'gap-all' },
      h('button', { type: 'button', class: 'link', onclick: all(true) }, 'All'), ' · ',
      h('button', { type: 'button', class: 'link', onclick: all(false) }, 'None')) : null,
    list, h('div', { class: 'gap-actions' }, button, compare), trouble);
}

async function drop(analysis) {
  if (!(await confirmDelete('Delete this analysis?', `The report of ${moment(analysis.created)} will be deleted for good.`))) return;
  try {
    await remove(path('gap-analyses', analysis.id));
    await load();
  } catch (error) {
    parts.analyses.prepend(problemNotice(error));
  }
}

function line(analysis) {
  const open = STATES[analysis.state];
  const names = analysis.documents.map((document) => document.name).join(', ');
  return h('li', { class: 'gap-line' },
    h('a', { href: `#/gap/${encodeURIComponent(analysis.id)}`, 'data-testid': 'gap-line' },
      h('span', { class: 'gap-line-head' }, h('strong', {}, moment(analysis.created)), open ? h('span', { class: 'tag' }, open) : null),
      analysis.summary ? h('span', { class: 'gap-line-counts' }, countsOf(analysis.summary)) : null,
      h('span', { class: 'gap-line-names', dir: 'auto', title: names }, `${count(analysis.documents.length, 'document')}: ${names}`)),
    h('button', { type: 'button', class: 'icon-button', 'aria-label': `Delete the analysis of ${moment(analysis.created)}`, onclick: () => drop(analysis) }, icon('trash')));
}

async function load() {
  const workspace = state.workspace;
  try {
    const [{ documents }, { gap_analyses: analyses }] = await Promise.all([getJson(path('documents')), getJson(path('gap-analyses'))]);
    if (workspace !== state.workspace || !isHere()) return;
    drawDocuments(documents, analyses);
    parts.analyses.parentElement.hidden = analyses.length === 0;
    fill(parts.analyses, h('ul', { class: 'gap-lines', 'data-testid': 'gap-lines' }, analyses.map(line)));
  } catch (error) {
    fill(parts.documents, problemNotice(error, [{ label: 'Retry', run: load }]));
  }
}

/** Fills `place` with the choice of documents and the earlier analyses. */
export async function showStart(place) {
  parts.documents = h('div', { class: 'gap-choice', 'data-testid': 'gap-documents' }, h('p', { class: 'loading', role: 'status' }, 'Opening the documents…'));
  parts.analyses = h('div', {});
  fill(place, h('div', { class: 'page gap', 'data-testid': 'gap-view' },
    h('p', { class: 'page-kicker' }, 'ISO/IEC 27001:2022'),
    h('h2', { class: 'page-title' }, 'Gap analysis'),
    h('p', { class: 'gap-lead' }, 'Your documents are held against every clause 4 to 10 and every control of Annex A. Each verdict shows the passage that it stands on; what no document can show is left to people.'),
    h('section', { class: 'gap-section', 'aria-labelledby': 'gap-documents-title' },
      h('h3', { id: 'gap-documents-title' }, 'Documents'),
      picker(), h('ul', { class: 'rows gap-uploads', id: 'gap-uploads' }), parts.documents),
    h('section', { class: 'gap-section', 'aria-labelledby': 'gap-analyses-title', hidden: true },
      h('h3', { id: 'gap-analyses-title' }, 'Analyses'), parts.analyses)));
  await load();
}

/** Keeps the choice fresh while documents come and go. */
export function watchDocuments() {
  on('documents', () => { if (isHere()) load(); });
}

