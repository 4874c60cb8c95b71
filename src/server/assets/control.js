// Why: one control or clause as a whole: what it asks, how it is checked, what it maps to, and where that comes from.

import { at, getJson } from './api.js';
import { renderBlocks } from './blocks.js';
import { facts } from './facts.js';
import { entry, partsOf } from './controls.js';
import { fill, h } from './dom.js';
import { icon } from './icon.js';
import { problemNotice } from './notice.js';
import { go } from './router.js';
import { emit } from './state.js';

const OBLIGATIONS = {
  clause: 'Required by a clause', 'if-applicable': 'Required once applicable', 'own-rule': 'Your own rule',
  'law-or-contract': 'Law or contract', scheme: 'Certification scheme', expected: 'Expected by auditors', 'good-practice': 'Good practice',
};
const NATURES = { rule: 'A document says it', record: 'A record shows it', practice: 'Ask or observe' };
const OPEN_AT_FIRST = 2;

const list = (value) => (Array.isArray(value) ? value : []);

/** A section that opens and closes. */
export function fold(title, open, content, extra = {}) {
  return h('details', { class: 'fold', open, ...extra }, h('summary', {}, icon('right'), h('h3', {}, title)), content);
}

function checkItem(check) {
  const more = [
    check.ask ? h('p', {}, h('span', { class: 'lead' }, 'Ask: '), check.ask) : null,
    check.observe ? h('p', {}, h('span', { class: 'lead' }, 'Observe: '), check.observe) : null,
    list(check.phrases).length ? h('p', { class: 'lead' }, 'How evidence may say it') : null,
    list(check.phrases).length ? h('ul', {}, list(check.phrases).map((phrase) => h('li', {}, phrase))) : null,
  ];
  return h('li', { class: 'check' },
    h('span', { class: 'check-id' }, check.id),
    h('div', {},
      h('p', { class: 'check-text' }, check.text),
      h('p', { class: 'tags' },
        h('span', { class: 'tag strong' }, OBLIGATIONS[check.obligation] ?? check.obligation),
        h('span', { class: 'tag' }, NATURES[check.nature] ?? check.nature)),
      more.some(Boolean) ? h('details', { class: 'more' }, h('summary', {}, 'What would show it'), more) : null));
}

function checksFold(checks) {
  if (checks.length === 0) return null;
  return fold(`What is checked (${checks.length})`, false, h('ol', { class: 'checks' }, checks.map(checkItem)), { 'data-section': 'checks' });
}

function sectionFolds(control, wanted) {
  return list(control.sections).map((section, place) => fold(
    section.heading,
    section.heading === wanted || (!wanted && place < OPEN_AT_FIRST),
    h('div', { class: 'prose' }, renderBlocks(section.blocks)),
    { 'data-section': section.heading },
  ));
}

function notes(control) {
  const kind = control.kind === 'clause' ? 'Clause' : `${control.theme ?? 'Annex A'} control`;
  return h('p', { class: 'page-kicker' }, h('a', { href: '#/controls' }, 'Controls'), h('span', { 'aria-hidden': 'true' }, '›'), kind,
    control.new_in_2022 ? h('span', { class: 'tag strong' }, 'New in 2022') : null,
    control.amended_2024 ? h('span', { class: 'tag strong' }, 'Changed by Amendment 1:2024') : null);
}

function questions(control, ask) {
  const name = control.kind === 'clause' ? `clause ${control.id}` : control.id;
  const texts = [`What evidence do I need for ${name}?`, `What will the auditor ask about ${name}?`, `How do I implement ${name}?`];
  return h('ul', { class: 'chips' }, texts.map((text) => h('li', {},
    h('button', { type: 'button', class: 'chip', onclick: () => ask(text) }, icon('arrow'), text))));
}

function openAllButton(place) {
  const button = h('button', { type: 'button', class: 'button quiet' }, 'Open all');
  button.addEventListener('click', () => {
    const folds = [...place.querySelectorAll('.fold')];
    const open = folds.some((one) => !one.open);
    for (const one of folds) one.open = open;
    button.textContent = open ? 'Close all' : 'Open all';
  });
  return button;
}

async function bareNote(control) {
  const parts = control.kind === 'clause' ? await partsOf(control.id) : [];
  if (parts.length === 0) return h('p', { class: 'nothing' }, 'There is no page for this requirement yet.');
  return h('section', { class: 'control-group parts' }, h('h3', {}, 'This clause is explained in its parts'), h('ul', {}, parts.map(entry)));
}

async function draw(place, control, wanted, ask) {
  const checks = checksFold(list(control.checks));
  const sections = sectionFolds(control, wanted);
  const bare = sections.length === 0 ? await bareNote(control) : null;
  fill(place, h('article', { class: 'page control', 'data-testid': 'control-view' },
    notes(control),
    h('h2', { class: 'page-title' }, h('span', { class: 'page-id' }, control.id), control.title),
    questions(control, ask),
    h('div', { class: 'page-columns' },
      h('div', { class: 'page-main' },
        bare ?? h('div', { class: 'page-tools' }, openAllButton(place)),
        sections.slice(0, OPEN_AT_FIRST), checks, sections.slice(OPEN_AT_FIRST)),
      facts(control))));
  emit('title', `${control.id} ${control.title}`);
  if (!wanted) return;
  const target = [...place.querySelectorAll('.fold')].find((one) => one.dataset.section === wanted);
  target?.scrollIntoView({ block: 'start' });
  target?.querySelector('summary').focus({ preventScroll: true });
}

/** Fills `place` with a requirement's page, opened at section `wanted` when given. */
export async function showControl(place, id, wanted, ask) {
  fill(place, h('p', { class: 'loading', role: 'status' }, `Opening ${id}…`));
  try {
    await draw(place, await getJson(at('controls', id)), wanted, ask);
  } catch (error) {
    fill(place, problemNotice(error, [
      { label: 'Retry', run: () => showControl(place, id, wanted, ask) },
      { label: 'See all controls', run: () => go('#/controls') },
    ]));
  }
}

