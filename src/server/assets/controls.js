// Why: all controls and clauses in one place, to find one by number, by words or by theme.

import { getJson } from './api.js';
import { controlAddress } from './blocks.js';
import { fill, h } from './dom.js';
import { problemNotice } from './notice.js';

const GROUPS = ['Clauses', 'Organizational', 'People', 'Physical', 'Technological'];
const choice = { text: '', group: 'All' };
let known = null;

async function load() {
  known ??= (await getJson('/controls')).controls;
  return known;
}

/** The requirements directly below a clause, such as 9.2.1 and 9.2.2 below 9.2. */
export async function partsOf(id) {
  const depth = id.split('.').length + 1;
  return (await load()).filter((other) => other.kind === 'clause' && other.id.startsWith(`${id}.`) && other.id.split('.').length === depth);
}

const groupOf = (control) => (control.kind === 'clause' ? 'Clauses' : control.theme ?? 'Other');

function matches(control, text) {
  const needle = text.toLowerCase().replace(/^(annex|clause)\s+/, '').trim();
  if (needle === '') return true;
  const id = control.id.toLowerCase();
  if (/^a?\.?\d/.test(needle)) return id.replace(/^a\./, '').startsWith(needle.replace(/^a\.?/, ''));
  return needle.split(/\s+/).every((word) => control.title.toLowerCase().includes(word) || id.includes(word));
}

/** A row that leads to a requirement. */
export function entry(control) {
  return h('li', {}, h('a', { class: control.page ? 'control-row' : 'control-row bare', href: controlAddress(control.id) },
    h('span', { class: 'control-id' }, control.id),
    h('span', { class: 'control-title' }, control.title)));
}

function groupSection(name, controls) {
  if (controls.length === 0) return null;
  return h('section', { class: 'control-group' },
    h('h2', {}, name, h('span', { class: 'count' }, String(controls.length))),
    h('ul', {}, controls.map(entry)));
}

function results() {
  const found = known.filter((control) => (choice.group === 'All' || groupOf(control) === choice.group) && matches(control, choice.text));
  if (found.length === 0) return [h('p', { class: 'nothing' }, 'No control or clause matches. Try fewer words or a number such as 5.23.')];
  return GROUPS.map((name) => groupSection(name, found.filter((control) => groupOf(control) === name)));
}

function filters(redraw) {
  const radio = (name) => h('label', { class: 'segment' },
    h('input', {
      type: 'radio', name: 'group', value: name, checked: choice.group === name,
      onchange: () => { choice.group = name; redraw(); },
    }), h('span', {}, name));
  return h('fieldset', { class: 'segments' }, h('legend', { class: 'visually-hidden' }, 'Theme'), ['All', ...GROUPS].map(radio));
}

/** Fills `place` with the browser. */
export async function showControls(place) {
  if (!known) {
    fill(place, h('p', { class: 'loading', role: 'status' }, 'Opening the controls…'));
    try {
      await load();
    } catch (error) {
      fill(place, problemNotice(error, [{ label: 'Retry', run: () => showControls(place) }]));
      return;
    }
  }
  const found = h('div', { class: 'control-groups', 'aria-live': 'off' });
  const redraw = () => fill(found, results());
  const search = h('input', {
    type: 'search', class: 'field', id: 'control-search', placeholder: 'Number or words, such as 5.23 or supplier', autocomplete: 'off',
    value: choice.text, 'data-testid': 'control-search',
    oninput: (event) => { choice.text = event.target.value; redraw(); },
  });
  fill(place, h('div', { class: 'page controls', 'data-testid': 'controls-view' },
    h('p', { class: 'page-kicker' }, 'ISO/IEC 27001:2022'),
    h('h2', { class: 'page-title' }, 'Controls and clauses'),
    h('div', { class: 'control-tools' },
      h('label', { class: 'visually-hidden', for: 'control-search' }, 'Search controls and clauses'), search, filters(redraw)),
    found));
  redraw();
}
