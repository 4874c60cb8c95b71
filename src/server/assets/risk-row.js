// Why: a risk is what can happen, how bad it is, what is done about it and who accepts the rest; each part is asked for by name.

import { fill, h } from './dom.js';
import { fields } from './form.js';
import { levelMark, levelOf } from './heat.js';
import { findingList } from './isms-words.js';

export const OPTIONS = [['', 'Undecided'], ['modify', 'Modify: controls lower it'], ['retain', 'Retain: it stays, by decision'], ['avoid', 'Avoid: the activity stops'], ['share', 'Share: insurance or contract']];
export const TREATMENT_STATES = [['open', 'Open'], ['done', 'Done'], ['dropped', 'Dropped']];
const HARM = [['C', 'Confidentiality'], ['I', 'Integrity'], ['A', 'Availability']];

export const optionWord = (option) => (OPTIONS.find(([name]) => name === option)?.[1] ?? '–').split(':')[0];

const scale = (steps) => [['', 'Not rated'], ...(steps ?? []).map((step, at) => [at + 1, /^\d/.test(step) ? step : `${at + 1} ${step}`])];
const part = (title) => h('h3', { class: 'entry-part wide' }, title);
const named = (rows, word) => rows.map((row) => [row.id, `${row.id} ${row[word]}`]);

/** The fields of a risk. `content` is the register, `changed(name)` hears of each change. */
export function riskForm(risk, content, { findings, version, isChanged, changed }) {
  const { criteria, assets = [], treatments = [] } = content;
  const place = h('div', { class: 'entries' });
  const again = (name) => {
    // Who changes a proposed rating has rated it.
    if (name === 'likelihood' || name === 'impact') risk.confirmed = Boolean(risk.likelihood && risk.impact);
    changed(name);
    if (['likelihood', 'impact', 'residual_likelihood', 'residual_impact'].includes(name)) {
      draw();
      place.querySelector(`[data-field="${name}"]`)?.focus();
    }
  };
  const level = (word, likelihood, impact) => h('p', { class: 'entry wide level-now', role: 'status' }, word, ' ', levelMark(criteria, levelOf(criteria, likelihood, impact)));
  const draw = () => fill(place, fields([
    part('What can happen'),
    { name: 'title', label: 'Risk', wide: true }, { name: 'description', label: 'What happens, how, and whom it harms', kind: 'area' },
    { name: 'because', label: 'Why it is in your register', kind: 'area', rows: 2 },
    { name: 'harm', label: 'What suffers', kind: 'checks', options: HARM },
    assets.length ? { name: 'assets', label: 'Assets concerned', kind: 'checks', fold: true, options: named(assets, 'name') } : null,
    { name: 'owner', label: 'Owner', hint: 'The role that can decide about it.' }, { name: 'existing', label: 'Controls that work today', kind: 'list', hint: 'A.8.7, A.5.17' },
    part('How bad it is'),
    { name: 'likelihood', label: 'Likelihood', kind: 'select', options: scale(criteria.likelihood) }, { name: 'impact', label: 'Impact', kind: 'select', options: scale(criteria.impact) },
    level('Level today:', risk.likelihood, risk.impact),
    { name: 'reason', label: 'The facts behind the rating', kind: 'area' }, { name: 'confirmed', label: 'A person has rated it', kind: 'check', wide: true },
    part('What is done'),
    { name: 'option', label: 'Treatment', kind: 'select', options: OPTIONS }, { name: 'due', label: 'Due', kind: 'date' },
    { name: 'controls', label: 'Controls that it needs', kind: 'list', hint: 'A.8.1, C-01', wide: true },
    treatments.length ? { name: 'treatments', label: 'In the treatment plan', kind: 'checks', fold: true, options: named(treatments, 'action') } : null,
    part('What remains'),
    { name: 'residual_likelihood', label: 'Likelihood after treatment', kind: 'select', options: scale(criteria.likelihood) }, { name: 'residual_impact', label: 'Impact after treatment', kind: 'select', options: scale(criteria.impact) },
    level('Level after treatment:', risk.residual_likelihood, risk.residual_impact),
    { name: 'accepted_by', label: 'Accepted by', hint: 'The owner, by name.' }, { name: 'accepted_on', label: 'Accepted on', kind: 'date' },
  ], risk, again));
  draw();
  return [
    risk.confirmed || !risk.likelihood ? null : h('p', { class: 'isms-proposed' }, 'The rating is proposed. Let its owner rate it with own facts.'),
    findingList(findings), findings.length && isChanged() ? h('p', { class: 'isms-soft' }, `As of version ${version}; saving checks again.`) : null,
    place];
}

/** The fields of a line of the treatment plan. */
export const treatmentFields = (content) => [
  { name: 'action', label: 'What is done', kind: 'area' }, { name: 'control', label: 'Control', placeholder: 'A.8.1' },
  { name: 'status', label: 'Status', kind: 'select', options: TREATMENT_STATES, keepEmpty: true },
  { name: 'owner', label: 'Who does it' }, { name: 'due', label: 'Due', kind: 'date' },
  { name: 'risks', label: 'Risks that it treats', kind: 'checks', fold: true, options: named(content.risks, 'title') },
  { name: 'evidence', label: 'What shows that it is done', kind: 'area' },
];

export const ASSET_FIELDS = [
  { name: 'name', label: 'Asset', wide: true }, { name: 'owner', label: 'Owner' }, { name: 'why', label: 'Why it matters', kind: 'area' },
];
