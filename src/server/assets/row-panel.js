// Why: one row of a long table is read and edited beside it, and the next one is a key away.

import { byId, h } from './dom.js';
import { icon } from './icon.js';
import { closeCitation, openPanel } from './panel.js';

/**
 * Opens a row beside its table: `kicker`, `title`, `parts`, the rows before and behind it as `step(key)`; `confirm` and
 * `remove` are what a button below does: `{label, run}`.
 */
export function openRow({ grid, id, kicker, title, note, parts, step, confirm, remove }) {
  const keys = grid.keys();
  const at = keys.indexOf(id);
  const move = (by, name, sign) => h('button', {
    type: 'button', class: 'icon-button', 'aria-label': name, title: name, disabled: keys[at + by] === undefined, onclick: () => step(keys[at + by]),
  }, icon(sign));
  grid.mark(id);
  openPanel([
    h('header', { class: 'panel-head' },
      h('div', { class: 'pager' }, move(-1, 'Row before', 'left'), h('span', { class: 'pager-place' }, `${at + 1} of ${keys.length}`), move(1, 'Next row', 'right')),
      h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', 'data-testid': 'panel-close', onclick: closeCitation }, icon('close'))),
    h('div', { class: 'panel-body row-panel', 'data-testid': 'row-panel' },
      h('h2', { id: 'panel-title', tabindex: '-1' }, h('span', { class: 'panel-ref' }, kicker), title),
      note ? h('p', { class: 'panel-place' }, note) : null,
      parts),
    confirm || remove ? h('footer', { class: 'panel-foot row-foot' },
      confirm ? h('button', { type: 'button', class: 'button primary', 'data-testid': 'row-confirm', onclick: () => { confirm.run(); step(keys[at + 1] ?? id); } }, icon('check'), keys[at + 1] ? `${confirm.label}, next row` : confirm.label) : null,
      remove ? h('button', { type: 'button', class: 'button danger', 'data-testid': 'row-remove', onclick: remove.run }, icon('trash'), remove.label) : null) : null,
  ].filter(Boolean), grid.button(id) ?? byId('page'));
  grid.button(id)?.closest('tr').scrollIntoView({ block: 'nearest' });
}
