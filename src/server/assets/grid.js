// Why: a long table is sorted by its heads, opened row by row, and on a phone each row is a card with the same words.

import { fill, h } from './dom.js';

const compare = (a, b) => {
  if (a === b) return 0;
  if (a === null || a === undefined || a === '') return 1;
  if (b === null || b === undefined || b === '') return -1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
};

/**
 * A table. A column is `{name, head, cell(row)}`, with `sort(row)` where it sorts; the first one opens the row. `key(row)` names a row,
 * `open(row, button)` opens it, `group(row)` gives its heading, if rows stand in groups.
 */
export function grid({ label, columns, key, open, group, sorted = null }) {
  const order = { by: sorted?.by ?? null, down: sorted?.down ?? false };
  const lines = new Map();
  let rows = [];
  const body = h('div', { class: 'grid-frame' });

  const cells = (row) => columns.map(({ name, head, cell }, at) => {
    const content = cell(row);
    if (at > 0) return h('td', { role: 'cell', class: content === '–' ? `grid-${name} is-empty` : `grid-${name}`, 'data-name': head }, h('div', {}, content));
    return h('th', { role: 'rowheader', scope: 'row', class: `grid-${name}` },
      open ? h('button', { type: 'button', class: 'grid-open', onclick: ({ currentTarget }) => open(row, currentTarget) }, content) : content);
  });

  function line(row) {
    const node = h('tr', { role: 'row', 'data-row': key(row), 'data-testid': 'grid-row' }, cells(row));
    // The whole line can be pressed; the button in it is for keys and screen readers.
    node.addEventListener('click', ({ target }) => {
      if (open && !target.closest('button, a, input, select, label')) node.querySelector('.grid-open').click();
    });
    lines.set(key(row), node);
    return node;
  }

  function head({ name, head: word, sort }) {
    if (!sort) return h('th', { role: 'columnheader', scope: 'col', class: `grid-${name}` }, word);
    const is = order.by === name;
    return h('th', { role: 'columnheader', scope: 'col', class: `grid-${name}`, 'aria-sort': is ? (order.down ? 'descending' : 'ascending') : 'none' },
      h('button', {
        type: 'button', class: 'grid-sort', 'data-sort': name,
        onclick: () => {
          order.down = is ? !order.down : Boolean(columns.find((one) => one.name === name).down);
          order.by = name;
          draw(rows);
          body.querySelector(`[data-sort="${name}"]`).focus();
        },
      }, word, is ? h('span', { class: order.down ? 'grid-arrow down' : 'grid-arrow', 'aria-hidden': 'true' }) : null));
  }

  function inOrder() {
    const column = columns.find(({ name }) => name === order.by);
    if (!column) return rows;
    const turned = order.down ? -1 : 1;
    return [...rows].sort((a, b) => {
      const [one, other] = [column.sort(a), column.sort(b)];
      const empty = [one, other].some((value) => value === null || value === undefined || value === '');
      return (empty ? 1 : turned) * compare(one, other);
    });
  }

  function bodies() {
    const shown = inOrder();
    if (!group || order.by) return [h('tbody', { role: 'rowgroup' }, shown.map(line))];
    const names = [...new Set(shown.map(group))];
    return names.map((name) => {
      const own = shown.filter((row) => group(row) === name);
      return h('tbody', { role: 'rowgroup' },
        h('tr', { role: 'row', class: 'grid-group' }, h('th', { role: 'rowheader', scope: 'rowgroup', colspan: String(columns.length) }, name, h('span', { class: 'count' }, String(own.length)))),
        own.map(line));
    });
  }

  /** Shows these rows. */
  function draw(next) {
    rows = next;
    lines.clear();
    fill(body, h('table', { class: 'grid', role: 'table', 'aria-label': label },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map(head))), bodies()));
  }

  return {
    node: body,
    draw,
    /** Draws one row anew, its button stays the one that has the focus. */
    update(row) {
      const node = lines.get(key(row));
      if (!node) return;
      const fresh = cells(row);
      const button = node.querySelector('.grid-open');
      if (button) {
        button.replaceChildren(...fresh[0].querySelector('.grid-open').childNodes);
        fresh[0].replaceChildren(button);
      }
      const hadFocus = document.activeElement === button;
      fill(node, fresh);
      if (hadFocus) button.focus({ preventScroll: true });
    },
    button: (name) => lines.get(name)?.querySelector('.grid-open') ?? null,
    /** The keys of the rows as they stand. */
    keys: () => [...lines.keys()],
    mark(name) {
      for (const [one, node] of lines) node.classList.toggle('is-open', one === name);
    },
  };
}

/** A picker of one word, as a label and a select. */
export function picker(id, label, options, value, changed) {
  const field = h('select', { class: 'field', id, onchange: () => changed(field.value) },
    options.map(([one, word]) => h('option', { value: one, selected: one === value }, word)));
  return h('div', { class: 'gap-pick' }, h('label', { class: 'visually-hidden', for: id }, label), h('div', { class: 'select' }, field));
}

/** A field to search in. */
export function searchField(id, label, value, changed) {
  return [h('label', { class: 'visually-hidden', for: id }, label),
    h('input', { type: 'search', class: 'field', id, 'data-testid': id, placeholder: label, autocomplete: 'off', value, oninput: ({ target }) => changed(target.value) })];
}

/** Whether every word of a search stands in these texts. */
export const hasWords = (search, ...texts) => {
  const text = texts.flat().join('\n').toLowerCase();
  return search.toLowerCase().trim().split(/\s+/).every((word) => text.includes(word));
};

