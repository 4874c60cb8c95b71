// Why: a newcomer needs a first question more than an empty box.

import { h } from './dom.js';

const STARTERS = [
  ['Where do I start with ISO 27001?', 'First certification'],
  ['What evidence do I need for control A.5.23?', 'Evidence'],
  ['What will the auditor ask about access control?', 'Audit preparation'],
  ['How is ISO 27001 different from SOC 2?', 'Choosing a standard'],
];

function scopeLine(workspace) {
  const count = Number(workspace.documents) || 0;
  const own = count === 0
    ? 'Add your policies under Documents to ask about them too.'
    : `It also reads the ${count === 1 ? 'document' : `${count} documents`} of ${workspace.name}.`;
  return `Annexa answers from its ISO/IEC 27001:2022 pages. ${own} Every answer shows its sources; without a source it says so.`;
}

/** What an empty conversation shows; `ask(question)` is what a starter does. */
export function emptyThread(workspace, ask) {
  const rows = STARTERS.map(([question, topic]) => h('li', {},
    h('button', { type: 'button', class: 'starter', 'data-testid': 'starter', onclick: () => ask(question) },
      h('span', { class: 'starter-topic' }, topic),
      h('span', { class: 'starter-question' }, question))));
  return h('section', { class: 'empty', 'aria-labelledby': 'empty-title' },
    h('h2', { id: 'empty-title' }, 'What do you want to know?'),
    h('p', { class: 'empty-scope' }, scopeLine(workspace)),
    h('ul', { class: 'starters', 'aria-label': 'Questions to start with' }, rows));
}
