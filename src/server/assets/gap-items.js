// Why: more than a hundred requirements are read by asking for some: by verdict, theme, who asks for it, or words.

import { controlAddress } from './blocks.js';
import { fill, h } from './dom.js';
import { checkRow } from './gap-check.js';
import { chip, count, OBLIGATIONS, THEME_NAMES, themeOf, VERDICTS } from './gap-words.js';
import { icon } from './icon.js';
import { rename } from './router.js';

const list = (value) => (Array.isArray(value) ? value : []);

/** All words of a requirement, for the text filter. */
function wordsOf(item) {
  const of = (check) => [check.id, check.text, check.gap, check.recommendation, ...list(check.evidence).map((one) => one.quote)];
  return [item.id, item.title, ...list(item.checks).flatMap(of)].join('\n').toLowerCase();
}

function met(item) {
  const rules = list(item.checks).filter((check) => check.verdict !== 'not_assessed');
  if (rules.length === 0) return '';
  return `${rules.filter((check) => check.verdict === 'met').length} of ${count(rules.length, 'check')} met`;
}

function body(report, item, obligation) {
  const checks = list(item.checks);
  const shown = obligation ? checks.filter((check) => check.obligation === obligation) : checks;
  const hidden = checks.length - shown.length;
  return [
    h('ul', { class: 'gap-checks' }, shown.map((check) => checkRow(report, check))),
    hidden ? h('p', { class: 'gap-soft' }, `${count(hidden, 'check')} that others ask for ${hidden === 1 ? 'is' : 'are'} filtered out.`) : null,
    h('p', {}, h('a', { href: controlAddress(item.id) }, `What ${item.id} asks for, and how it is shown`)),
  ];
}

function row(report, item, choice) {
  const place = h('div', { class: 'gap-item-body' });
  const node = h('details', { class: 'gap-item', 'data-id': item.id, 'data-testid': 'gap-item' },
    h('summary', {}, icon('right'),
      h('span', { class: 'control-id' }, item.id),
      h('span', { class: 'gap-item-title' }, item.title),
      h('span', { class: 'gap-item-state' }, h('span', { class: 'gap-item-note' }, met(item)), chip(item.verdict))),
    place);
  // Hundreds of checks are drawn only for those who look.
  const draw = () => { if (!place.hasChildNodes()) fill(place, body(report, item, choice.obligation)); };
  node.addEventListener('toggle', () => { if (node.open) draw(); });
  return { node, draw };
}

function radios(report, choice, redraw) {
  const many = (name) => report.items.filter((item) => !name || item.verdict === name).length;
  const radio = (name, word) => h('label', { class: 'segment' },
    h('input', { type: 'radio', name: 'gap-verdict', value: name, checked: choice.verdict === name, onchange: () => { choice.verdict = name; redraw(); } }),
    h('span', {}, word, h('span', { class: 'count' }, String(many(name)))));
  return h('fieldset', { class: 'segments' }, h('legend', { class: 'visually-hidden' }, 'Verdict'),
    radio('', 'All'), VERDICTS.filter(({ name }) => many(name) > 0).map(({ name, word }) => radio(name, word)));
}

function select(id, label, options, changed) {
  return h('div', { class: 'gap-pick' }, h('label', { class: 'visually-hidden', for: id }, label),
    h('div', { class: 'select' }, h('select', { class: 'field', id, onchange: (event) => changed(event.target.value) },
      options.map(([value, word]) => h('option', { value }, word)))));
}

function tools(report, choice, redraw) {
  const asked = new Set(report.items.flatMap((item) => list(item.checks).map((check) => check.obligation)));
  const obligations = Object.entries(OBLIGATIONS).filter(([name]) => asked.has(name));
  return h('div', { class: 'gap-tools' },
    h('label', { class: 'visually-hidden', for: 'gap-search' }, 'Search the requirements'),
    h('input', { type: 'search', class: 'field', id: 'gap-search', 'data-testid': 'gap-search', placeholder: 'Number or words', autocomplete: 'off', oninput: (event) => { choice.text = event.target.value; redraw(); } }),
    select('gap-theme', 'Theme', [['', 'All themes'], ...THEME_NAMES.map((name) => [name, name])], (value) => { choice.theme = value; redraw(); }),
    select('gap-obligation', 'Who asks for it', [['', 'Whoever asks for it'], ...obligations], (value) => { choice.obligation = value; redraw(); }),
    radios(report, choice, redraw));
}

const wants = (choice, item) => (!choice.verdict || item.verdict === choice.verdict)
  && (!choice.theme || themeOf(item.id) === choice.theme)
  && (!choice.obligation || list(item.checks).some((check) => check.obligation === choice.obligation))
  && choice.text.toLowerCase().trim().split(/\s+/).every((word) => item.words.includes(word));

/** The requirements of a report: `node` to show, `filter(verdict)` and `open(id, check)` to steer from outside. */
export function items(report) {
  const all = report.items.map((item) => ({ ...item, words: wordsOf(item) }));
  const choice = { text: '', verdict: '', theme: '', obligation: '' };
  const rows = new Map();
  const found = h('div', {});
  const said = h('p', { class: 'gap-soft', role: 'status' });
  const redraw = () => {
    rows.clear();
    const shown = all.filter((item) => wants(choice, item));
    said.textContent = shown.length === all.length ? '' : `${shown.length} of ${count(all.length, 'requirement')}`;
    const groups = THEME_NAMES.map((name) => [name, shown.filter((item) => themeOf(item.id) === name)]).filter(([, group]) => group.length);
    fill(found, groups.map(([name, group]) => h('section', { class: 'gap-group' },
      h('h4', {}, name, h('span', { class: 'count' }, String(group.length))),
      group.map((item) => {
        const one = row(report, item, choice);
        rows.set(item.id, one);
        return one.node;
      }))), shown.length ? null : h('p', { class: 'nothing' }, 'Nothing matches. Take a filter away or use fewer words.'));
  };
  const bar = h('div', {});
  const redrawTools = () => fill(bar, tools(report, choice, redraw));
  const section = h('section', { class: 'gap-section', 'aria-labelledby': 'gap-all-title' },
    h('h3', { id: 'gap-all-title', tabindex: '-1' }, 'All requirements'), bar, said, found);
  const set = (verdict) => {
    Object.assign(choice, { text: '', verdict, theme: '', obligation: '' });
    redrawTools();
    redraw();
  };
  set('');
  return {
    node: section,
    filter(verdict) {
      set(verdict);
      section.scrollIntoView({ block: 'start' });
      section.querySelector('h3').focus({ preventScroll: true });
    },
    open(id, check) {
      if (!rows.has(id)) set('');
      const one = rows.get(id);
      if (!one) return;
      one.node.open = true;
      one.draw();
      rename(`#/gap/${encodeURIComponent(report.id)}/${encodeURIComponent(id)}`);
      const target = check ? one.node.querySelector(`[data-check="${CSS.escape(check)}"]`) : null;
      (target ?? one.node).scrollIntoView({ block: target ? 'center' : 'start' });
      (target ?? one.node.querySelector('summary')).focus({ preventScroll: true });
    },
  };
}
