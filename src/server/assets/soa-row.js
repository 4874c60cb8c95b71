// Why: a row of the statement is a decision with its reasons, who carries it out and what shows it; a person makes it here.

import { controlAddress } from './blocks.js';
import { fill, h } from './dom.js';
import { fields, rowsOf } from './form.js';
import { icon } from './icon.js';
import { findingList, mark } from './isms-words.js';

export const DECISIONS = [['applicable', 'Applicable', 'accent', 'check'], ['not applicable', 'Not applicable', 'not_applicable', 'none'], ['undecided', 'Undecided', 'partial', 'half']];
const DELIVERY = [['undecided', 'Not said'], ['direct', 'By us'], ['shared', 'Shared'], ['inherited', 'Inherited']];
const DRIVERS = [['risk', 'Risk'], ['law', 'Law'], ['contract', 'Contract'], ['business', 'Business']];

/** The decision of a row as a chip. */
export function decisionMark(decision) {
  const [, word, kind, sign] = DECISIONS.find(([name]) => name === decision) ?? DECISIONS[2];
  return mark(kind, sign, word);
}

/** Whether a decision says why: a row that is left out by a fact, any other one by what makes it necessary. */
export const isReasoned = (row) => (row.decision === 'not applicable' ? Boolean(row.exclusion?.trim())
  : (row.drivers ?? []).some((one) => one.reference?.trim()) || Boolean(row.inclusion?.trim()));

/** Where a row stands, as one of the words that the filter offers. */
export function statusOf(row) {
  if (row.decision === 'not applicable') return 'none';
  if (row.implemented === true) return 'implemented';
  if (row.implemented === false) return row.due || row.plan ? 'planned' : 'open';
  return 'unsaid';
}

export const STATUSES = { implemented: ['Implemented', 'met', 'check'], planned: ['Planned', 'partial', 'half'], open: ['Not yet', 'missing', 'close'], unsaid: ['Not said', 'not_assessed', 'dash'] };

export function statusMark(row) {
  const status = STATUSES[statusOf(row)];
  return status ? mark(status[1], status[2], status[0]) : '–';
}

function decided(row, { changed, redraw }) {
  return fields([{
    name: 'decision', label: 'Decision', kind: 'radios', options: DECISIONS.map(([name, word]) => [name, word]),
  }], row, (name) => {
    // Who changes a proposal has decided it.
    row.confirmed = row.decision !== 'undecided';
    changed(name);
    redraw();
  });
}

function reasons(row, changed) {
  if (row.decision === 'not applicable') {
    return fields([{ name: 'exclusion', label: 'Why it is left out', kind: 'area', hint: 'A fact that an auditor can check: what would have to exist for this control does not.' }], row, changed);
  }
  return [
    rowsOf({
      title: 'Reason', hint: 'What makes it necessary: a risk of the register, a law, a contract, or a decision of the company.', add: 'Add a reason', name: 'drivers', rows: row.drivers ??= [], changed,
      fresh: () => ({ kind: 'risk', reference: '' }),
      specs: () => [
        { name: 'kind', label: 'Kind', kind: 'select', options: DRIVERS, keepEmpty: true },
        { name: 'reference', label: 'Number or name', list: 'soa-risks', keepEmpty: true },
      ],
    }),
    ...fields([{ name: 'inclusion', label: 'Justification', kind: 'area', hint: 'Why it is included, in a sentence.' }], row, changed),
  ];
}

function standing(row, changed, redraw) {
  if (row.decision === 'not applicable') return [];
  const isProvided = row.delivery === 'shared' || row.delivery === 'inherited';
  const again = (name) => {
    changed(name);
    if (name === 'implemented' || name === 'delivery') redraw(name);
  };
  return fields([
    { name: 'implemented', label: 'Status', kind: 'select', options: [['', 'Nobody has said'], [true, 'Implemented'], [false, 'Not implemented yet']] },
    row.implemented === true ? null : { name: 'due', label: 'Target date', kind: 'date' },
    row.implemented === true ? null : { name: 'plan', label: 'Number in the treatment plan', list: 'soa-treatments', placeholder: 'T-01' },
    { name: 'delivery', label: 'Who carries it out', kind: 'radios', options: DELIVERY },
    isProvided ? { name: 'provider', label: 'Provider, and what remains with us', kind: 'area', rows: 2 } : null,
    { name: 'owner', label: 'Owner', hint: 'The role that answers for it.' },
    { name: 'references', label: 'Documents', kind: 'list', hint: 'That say how it is done, with commas between them.', wide: true },
    { name: 'evidence', label: 'Evidence', kind: 'area', hint: 'What shows that it works: records, with where they are kept.' },
  ], row, again);
}

/** The fields of a row; `changed` hears of each change, `findings` are those of the saved version. */
export function rowForm(row, { findings, version, isChanged, changed }) {
  const place = h('div', { class: 'entries' });
  const redraw = (name) => {
    draw();
    if (name) place.querySelector(`[data-field="${name}"]`)?.focus?.();
    else place.querySelector('input[type="radio"]:checked')?.focus();
  };
  const draw = () => fill(place,
    decided(row, { changed, redraw: () => redraw() }),
    row.decision === 'undecided' ? null : fields([{ name: 'confirmed', label: 'A person has confirmed this decision', kind: 'check', wide: true }], row, changed),
    reasons(row, changed), standing(row, changed, redraw));
  draw();
  return [
    h('p', { class: 'row-help' }, row.source && row.source !== 'Annex A' ? `From: ${row.source}` : h('a', { href: controlAddress(row.control) }, `What ${row.control} asks for, and how it is shown`)),
    row.question ? h('div', { class: 'isms-question' }, icon('alert'), h('p', {}, h('strong', {}, 'To be answered: '), row.question)) : null,
    row.confirmed || row.decision === 'undecided' ? null : h('p', { class: 'isms-proposed' }, 'Proposed from the profile and the risks. Nobody has confirmed it yet.'),
    findingList(findings),
    findings.length && isChanged() ? h('p', { class: 'isms-soft' }, `As of version ${version}; saving checks again.`) : null,
    row.documented ? h('p', { class: 'isms-soft' }, h('strong', {}, 'Gap analysis: '), row.documented) : null,
    place];
}
