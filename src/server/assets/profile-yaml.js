// Why: the profile is a file that people keep, so what the form writes is a file that people can read, with "unknown" where it is.

import { fill, h } from './dom.js';
import { icon } from './icon.js';
import { withTheirs } from './profile-merge.js';

const quoted = (value) => (typeof value === 'string' ? JSON.stringify(value) : String(value));

/** What was left open is said to be unknown; a text that must be there is written even when it is empty. */
function scalar(value) {
  return value === null || value === undefined ? 'unknown' : quoted(value);
}

function flow(values) {
  return `[${values.map(quoted).join(', ')}]`;
}

function item(row, names) {
  return names.map((name, at) => {
    const value = row[name];
    return `${at === 0 ? '  - ' : '    '}${name}: ${Array.isArray(value) ? (value.length ? flow(value) : '[]') : scalar(value)}`;
  }).join('\n');
}

function field({ name, kind, names }, profile) {
  const value = profile[name];
  if (kind === 'rows') return value?.length ? `${name}:\n${value.map((row) => item(row, names)).join('\n')}` : `${name}: []`;
  if (kind === 'parts') {
    const known = names.some((part) => value?.[part]);
    return known ? `${name}:\n${names.map((part) => `  ${part}: ${scalar(value[part] || null)}`).join('\n')}` : `${name}: unknown`;
  }
  if (kind === 'values') {
    const entries = Object.entries(value ?? {});
    return entries.length ? `${name}:\n${entries.map(([key, one]) => `  ${JSON.stringify(key)}: ${quoted(one)}`).join('\n')}` : `${name}: {}`;
  }
  if (kind === 'list') return value?.length ? `${name}: ${flow(value)}` : `${name}: unknown`;
  if (kind === 'confirmed') return `${name}: ${flow(value ?? [])}`;
  if (kind === 'object') return value ? `${name}:\n${names.map((part) => `  ${part}: ${Array.isArray(value[part]) ? flow(value[part]) : scalar(value[part])}`).join('\n')}` : `${name}: unknown`;
  const isOpen = value === 0 || (value === '' && kind !== 'always');
  return `${name}: ${isOpen ? 'unknown' : scalar(value)}`;
}

/** A profile as YAML; `shape` says for each field in which form it is written. */
export const profileYaml = (profile, shape) => `${shape.map((one) => field(one, profile)).join('\n')}\n`;

/** What both changed, each with both values, until somebody chooses. */
function clashList(file, changed) {
  const node = h('div', { class: 'clashes' });
  const one = (clash) => h('li', { class: 'clash', 'data-clash': clash.key },
    h('p', {}, icon('alert'), h('strong', {}, clash.key || 'The whole file'), ' was changed by both; yours stands in the file.'),
    h('div', { class: 'clash-sides' },
      [['Yours', clash.mine], ['Theirs', clash.theirs]].map(([word, text]) => h('div', {}, h('p', { class: 'isms-soft' }, word), h('pre', { tabindex: '0' }, text.trim() || 'taken away')))),
    h('div', { class: 'notice-actions' },
      h('button', { type: 'button', class: 'button small', 'data-testid': 'keep-mine', onclick: () => settle(clash, false) }, 'Keep yours'),
      h('button', { type: 'button', class: 'button small', 'data-testid': 'take-theirs', onclick: () => settle(clash, true) }, 'Take theirs')));
  const draw = () => fill(node, file.clashes.length ? h('ul', { 'aria-label': 'What both changed', 'data-testid': 'clashes' }, file.clashes.map(one)) : null);
  function settle(clash, isTheirs) {
    file.clashes = file.clashes.filter((other) => other !== clash);
    if (isTheirs) file.text = withTheirs(file.text, clash);
    draw();
    changed();
    (node.querySelector('button') ?? document.getElementById('profile-yaml')).focus();
  }
  draw();
  return node;
}

/** The file to write in; `changed()` hears of each change, `refuse({line, asked, message})` shows what cannot be read at its line. */
export function yamlView(file, changed) {
  const field = h('textarea', { class: 'field paper-source', id: 'profile-yaml', spellcheck: 'false', wrap: 'off', 'data-testid': 'profile-yaml' });
  const said = h('div', { id: 'profile-yaml-refused', role: 'alert' });
  const mark = h('div', { class: 'yaml-mark', hidden: true, 'aria-hidden': 'true' });
  field.value = file.text;
  let at = 0;
  const place = () => {
    const style = getComputedStyle(field);
    const high = parseFloat(style.lineHeight);
    const top = parseFloat(style.paddingTop) + (at - 1) * high - field.scrollTop;
    mark.hidden = at === 0 || top < 0 || top + high > field.clientHeight;
    mark.style.top = `${top}px`;
    mark.style.height = `${high}px`;
  };
  const clear = () => {
    at = 0;
    fill(said);
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-describedby');
    place();
  };
  const take = () => { file.text = field.value; clear(); changed(); };
  field.addEventListener('input', take);
  field.addEventListener('scroll', place, { passive: true });
  const toLine = () => {
    const lines = field.value.split('\n');
    const start = lines.slice(0, at - 1).reduce((sum, line) => sum + line.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + (lines[at - 1] ?? '').length);
    field.scrollTop = Math.max(0, (at - 4) * parseFloat(getComputedStyle(field).lineHeight));
    place();
  };
  const node = h('div', { class: 'yaml-view' },
    clashList(file, () => { field.value = file.text; take(); }), said,
    h('label', { class: 'visually-hidden', for: 'profile-yaml' }, 'Profile as YAML'),
    h('div', { class: 'yaml-field' }, field, mark));
  return {
    node,
    refuse({ line, asked, message }) {
      at = line;
      const text = (field.value.split('\n')[line - 1] ?? '').trim();
      fill(said, h('p', { class: 'yaml-refused', 'data-testid': 'yaml-refused' }, icon('alert'), h('span', {}, h('strong', {}, `Line ${line}`), asked ? `, “${asked}” in the interview` : '', ': ', h('code', {}, text), ` – ${message}`)));
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', 'profile-yaml-refused');
      toLine();
    },
  };
}
