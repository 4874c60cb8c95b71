// Why: every page of the workbench says states, dates, people and counts in the same words.

import { h } from './dom.js';
import { icon } from './icon.js';

export { count, moment, sentence } from './gap-words.js';

const STATES = {
  draft: ['Draft', 'partial', 'pencil'],
  'in-review': ['In review', 'conflicting', 'search'],
  approved: ['Approved', 'met', 'check'],
  superseded: ['Superseded', 'not_applicable', 'dash'],
  withdrawn: ['Withdrawn', 'not_applicable', 'none'],
};

export const THEMES = { 'A.5': 'Organizational', 'A.6': 'People', 'A.7': 'Physical', 'A.8': 'Technological' };

/** The theme of a control; controls from elsewhere have none. */
export const themeOf = (id) => THEMES[String(id).slice(0, 3)] ?? 'Other controls';

/** A chip with a colour, a sign and a word. */
export function mark(kind, sign, word) {
  return h('span', { class: `verdict ${kind}` }, icon(sign), word);
}

/** The state of a version as a chip. */
export function stateMark(state) {
  const [word, kind, sign] = STATES[state] ?? [String(state), 'not_assessed', 'dash'];
  return mark(kind, sign, word);
}

export const stateWord = (state) => (STATES[state] ?? [String(state)])[0];

/** A day as people write it. */
export function day(text) {
  const date = new Date(String(text).length === 10 ? `${text}T00:00:00` : text);
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' });
}

/** Who did it: a name; of a key only that it was one. */
export const whom = (person) => (String(person).startsWith('key_') ? 'a key of the API' : String(person));

/** What the check says, as a chip that counts. */
export function findingMark(findings) {
  if (findings.length === 0) return null;
  const errors = findings.filter((one) => one.severity === 'error').length;
  const word = String(findings.length);
  const said = `${word} ${findings.length === 1 ? 'finding' : 'findings'}`;
  return h('span', { class: `verdict ${errors ? 'missing' : 'partial'}`, title: said }, icon('alert'), word, h('span', { class: 'visually-hidden' }, said.slice(word.length)));
}

/** The findings of a row in full, worst first. */
export function findingList(findings) {
  if (findings.length === 0) return null;
  const sorted = [...findings].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  return h('ul', { class: 'isms-findings', 'aria-label': 'What the check says' }, sorted.map((one) => h('li', { class: one.severity },
    icon('alert'), h('div', {}, h('p', {}, one.severity === 'error' ? h('strong', {}, 'To mend: ') : null, capital(one.message)), one.fix ? h('p', { class: 'isms-soft' }, one.fix) : null))));
}

export const capital = (text) => {
  const words = String(text ?? '');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A name as a heading says it: `access-control` is `Access control`. */
export const named = (kind) => capital(String(kind).replaceAll(/[-_]/g, ' '));
