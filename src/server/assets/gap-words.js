// Why: the page and the exported report say verdicts, obligations and places in the same words.

import { h } from './dom.js';
import { icon } from './icon.js';

/** Each verdict: its name in the data, its word, its sign; in the order of the bars. */
export const VERDICTS = [
  { name: 'met', word: 'Met', sign: 'check' },
  { name: 'partial', word: 'In part', sign: 'half' },
  { name: 'missing', word: 'Missing', sign: 'close' },
  { name: 'conflicting', word: 'Conflicting', sign: 'alert' },
  { name: 'not_assessed', word: 'Not assessed', sign: 'dash' },
  { name: 'not_applicable', word: 'Not applicable', sign: 'none' },
];

export const OBLIGATIONS = {
  clause: 'Required by the clause',
  'if-applicable': 'Required if the control is applicable',
  'law-or-contract': 'Required by law or contract',
  'own-rule': 'Required by your own rule',
  scheme: 'A rule for the certification body',
  expected: 'Auditors expect it',
  'good-practice': 'Good practice',
};

export const NATURES = {
  rule: 'A document must say it',
  record: 'A dated record must show it',
  practice: 'Seen in practice',
};

export const STANDINGS = { in_force: 'In force', draft: 'Draft', superseded: 'Superseded', unreadable: 'No text', duplicate: 'Same as another' };

const THEMES = { 'A.5': 'A.5 Organizational', 'A.6': 'A.6 People', 'A.7': 'A.7 Physical', 'A.8': 'A.8 Technological' };

/** The themes in order. */
export const THEME_NAMES = ['Clauses 4 to 10', ...Object.values(THEMES)];

/** The theme of a requirement. */
export const themeOf = (id) => THEMES[String(id).slice(0, 3)] ?? THEME_NAMES[0];

/** A theme of the summary, with its number. */
export const themeName = (theme) => Object.values(THEMES).find((name) => name.endsWith(` ${theme}`)) ?? theme;

const number = new Intl.NumberFormat('en');

/** `1 document`, `1,204 documents`. */
export const count = (many, one) => `${number.format(many)} ${one}${many === 1 ? '' : 's'}`;

/** A text with a full stop. */
export function sentence(text) {
  const trimmed = String(text ?? '').trim();
  return trimmed === '' || /[.!?:…”"]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** A time as people write it. */
export function moment(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleString([], { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
}

/** A verdict as a chip: colour, frame, sign and word. */
export function chip(verdict) {
  const known = VERDICTS.find(({ name }) => name === verdict) ?? VERDICTS[4];
  return h('span', { class: `verdict ${known.name}` }, icon(known.sign), known.word);
}

/** What a summary counts, as words; verdicts that nothing bears are left out. */
export function countsOf(summary) {
  return VERDICTS.filter(({ name }) => summary?.[name] > 0).map(({ name, word }) => `${summary[name]} ${word.toLowerCase()}`).join(', ');
}

/** Where a passage stands. */
export function placeOf({ document, heading, page }) {
  const headings = Array.isArray(heading) ? heading.filter((one) => String(one).trim() !== '') : [];
  return [document, ...headings].join(' › ') + (page ? `, page ${page}` : '');
}
