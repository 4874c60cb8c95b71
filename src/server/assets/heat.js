// Why: where the risks stand, before and after treatment, at one glance; a field of the map shows its risks.

import { fill, h } from './dom.js';

/** The level of a rating; null when the scale has no such step. */
export const levelOf = ({ levels }, likelihood, impact) => levels?.[likelihood - 1]?.[impact - 1] ?? null;

/** The levels from the lowest to the highest, as the matrix climbs. */
export function levelsInOrder({ levels = [] }) {
  const least = new Map();
  levels.forEach((row, at) => row.forEach((level, column) => least.set(level, Math.min(least.get(level) ?? Infinity, at + column))));
  return [...least.entries()].sort((a, b) => a[1] - b[1]).map(([level]) => level);
}

/** The colour of a level: from 0, the lowest, to 4, the highest. */
export function heatOf(criteria, level) {
  const order = levelsInOrder(criteria);
  const at = order.indexOf(level);
  if (at < 0) return 'none';
  return String(order.length < 2 ? 0 : Math.round((at / (order.length - 1)) * 4));
}

/** A level as a chip. */
export const levelMark = (criteria, level) => (level ? h('span', { class: `level heat-${heatOf(criteria, level)}` }, level) : h('span', { class: 'isms-soft' }, 'not rated'));

/** A step of a scale without the words that explain it. */
export const stepName = (step) => String(step).split(/[:,(–]/)[0].trim();

/** The map: `choose({likelihood, impact})` hears which field is pressed. */
export function heatMap(choose) {
  const place = h('div', { class: 'heat-frame' });
  const choice = { after: false };
  let last = null;
  const rated = (risk) => (choice.after ? [risk.residual_likelihood, risk.residual_impact] : [risk.likelihood, risk.impact]);

  function cell(content, likelihood, impact, chosen) {
    const here = content.risks.filter((risk) => rated(risk)[0] === likelihood && rated(risk)[1] === impact);
    const level = levelOf(content.criteria, likelihood, impact);
    const is = chosen && !choice.after && chosen.likelihood === likelihood && chosen.impact === impact;
    const said = `${level}: likelihood ${likelihood}, impact ${impact}, ${here.length} ${here.length === 1 ? 'risk' : 'risks'}`;
    const body = here.length === 0 ? h('span', { class: 'visually-hidden' }, said)
      : choice.after ? [h('span', { 'aria-hidden': 'true' }, String(here.length)), h('span', { class: 'visually-hidden' }, said)]
        : h('button', { type: 'button', class: 'heat-button', 'aria-label': said, 'aria-pressed': String(Boolean(is)), title: here.map((risk) => risk.id).join(', '), onclick: () => choose(is ? null : { likelihood, impact }) }, String(here.length));
    return h('td', { class: `heat heat-${heatOf(content.criteria, level)}${is ? ' is-chosen' : ''}` }, body);
  }

  function draw(content, chosen) {
    last = [content, chosen];
    const { likelihood = [], impact = [] } = content.criteria;
    const rows = likelihood.map((step, at) => [step, at + 1]).reverse();
    const radio = (value, word) => h('label', { class: 'segment' },
      h('input', { type: 'radio', name: 'heat-when', checked: choice.after === value, onchange: () => { choice.after = value; draw(...last); place.querySelector('input:checked').focus(); } }), h('span', {}, word));
    fill(place,
      h('fieldset', { class: 'segments' }, h('legend', { class: 'visually-hidden' }, 'Which rating'), radio(false, 'Today'), radio(true, 'After treatment')),
      h('table', { class: 'heat-map', 'data-testid': 'heat-map' },
        h('caption', { class: 'visually-hidden' }, `How many risks have which rating ${choice.after ? 'after treatment' : 'today'}`),
        h('tbody', {}, rows.map(([step, number]) => h('tr', {}, h('th', { scope: 'row', title: step }, h('span', {}, stepName(step))), impact.map((_, at) => cell(content, number, at + 1, chosen))))),
        h('tfoot', {}, h('tr', {}, h('td', { class: 'heat-axis' }, 'Impact →'), impact.map((step) => h('th', { scope: 'col', title: step }, h('span', {}, stepName(step))))))));
  }

  return { node: place, draw };
}
