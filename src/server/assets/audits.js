// Why: the internal audit, the management review and what follows from them, drafted from what the workspace has.

import { analysesOf, draft, listOf } from './artefact.js';
import { announce, fill, h } from './dom.js';
import { fields } from './form.js';
import { icon } from './icon.js';
import { moment, named, stateMark } from './isms-words.js';
import { problemNotice } from './notice.js';
import { showPaper } from './paper.js';
import { hold, opening } from './place.js';
import { go } from './router.js';

const KINDS = [
  { kind: 'plan', title: 'Audit programme', why: 'Which clauses and controls are audited when, by whom, over three years (clause 9.2).' },
  { kind: 'checklist', title: 'Audit checklist', why: 'What to ask, what to look at, for each clause and control that applies.', fields: [{ name: 'only', label: 'Only these', kind: 'list', hint: 'Clauses or controls, such as 9.2, A.5.18. Empty: all that apply.' }] },
  { kind: 'review', title: 'Management review', why: 'The agenda with the inputs that clause 9.3 names, filled with what is known.' },
  { kind: 'corrective-action', title: 'Corrective action', why: 'What was found, its cause, what is done and whether it worked (clause 10.2).', fields: [
    { name: 'finding', label: 'What was found', kind: 'area', keepEmpty: true }, { name: 'requirement', label: 'Clause or control', placeholder: '9.2.1' }] },
];

function card({ kind, title, why, fields: own = [] }, analyses) {
  const order = {};
  const takes = kind !== 'corrective-action' && analyses.length > 0;
  const specs = takes ? [...own, { name: 'gap', label: 'Take in a gap analysis', kind: 'select', options: [['', 'None'], ...analyses] }] : own;
  const trouble = h('div', {});
  const button = h('button', { type: 'submit', class: 'button', 'data-testid': `draft-${kind}` }, 'Draft');
  return h('form', {
    class: 'audit-card', 'aria-labelledby': `audit-${kind}`,
    onsubmit: async (event) => {
      event.preventDefault();
      button.disabled = true;
      fill(trouble);
      announce('Drafting…');
      try {
        const made = await draft('audits', { kind, ...order });
        go(`#/audits/${encodeURIComponent(made.id)}`);
      } catch (error) {
        button.disabled = false;
        fill(trouble, problemNotice(error, /profile/i.test(error.detail ?? '') ? [{ label: 'Fill in the profile', run: () => go('#/profile') }] : []));
      }
    },
  }, h('h4', { id: `audit-${kind}` }, title), h('p', { class: 'isms-soft' }, why),
  specs.length ? h('div', { class: 'entries one' }, fields(specs, order, () => {})) : null, button, trouble);
}

function paper(line) {
  const [latest] = line.versions;
  return h('li', { class: 'gap-line' }, h('a', { href: `#/audits/${encodeURIComponent(line.id)}`, 'data-testid': 'audit-line' },
    h('span', { class: 'gap-line-head' }, h('strong', { dir: 'auto' }, line.title), stateMark(latest.state)),
    h('span', { class: 'gap-line-names' }, `${named(line.kind)}, version ${latest.version}, ${moment(latest.changed)}`)));
}

/** Fills `place` with the audit material, or with the paper that `id` names. */
export async function showAudits(place, id, part) {
  if (id) { await showPaper(place, 'audits', id, part); return; }
  const is = hold();
  const back = opening(place, 'audits-view', 'Opening the audit…');
  try {
    const [lines, analyses] = await Promise.all([listOf('audits'), analysesOf()]);
    if (!is()) return;
    const latest = [...lines].sort((a, b) => b.versions[0].changed.localeCompare(a.versions[0].changed));
    fill(place, h('div', { class: 'page isms', 'data-testid': 'audits-view' },
      h('p', { class: 'page-kicker' }, 'Clauses 9.2, 9.3 and 10.2'), h('h2', { class: 'page-title' }, 'Audit'),
      h('p', { class: 'gap-lead' }, 'Look at yourself before the auditor does: audit, review, mend, and keep the papers that show it.'),
      h('section', { class: 'gap-section', 'aria-labelledby': 'audit-papers' }, h('h3', { id: 'audit-papers' }, 'Papers', h('span', { class: 'count' }, String(lines.length))),
        lines.length ? h('ul', { class: 'gap-lines' }, latest.map(paper)) : h('p', { class: 'nothing' }, 'None yet. Begin with the audit programme: it says what is looked at when.')),
      h('section', { class: 'gap-section', 'aria-labelledby': 'audit-new' }, h('h3', { id: 'audit-new' }, 'Draft a paper'),
        h('div', { class: 'audit-cards' }, KINDS.map((one) => card(one, analyses)))),
      h('section', { class: 'gap-section', 'aria-labelledby': 'audit-check' }, h('h3', { id: 'audit-check' }, 'Does it all fit together?'),
        h('p', { class: 'isms-soft' }, 'Profile, risks, statement, policies, audit papers and documents are held against each other; both sides of each contradiction are quoted.'),
        h('p', { class: 'gap-actions' }, h('a', { class: 'button', href: '#/check', 'data-testid': 'to-check' }, 'Check the whole ISMS', icon('arrow'))))));
    back();
  } catch (error) {
    if (is()) fill(place, problemNotice(error, [{ label: 'Retry', run: () => showAudits(place) }]));
  }
}
