// Why: answers, quotes and pages arrive as typed JSON; this whitelist is the only road from that JSON to the page.

import { h } from './dom.js';

const DEEPEST = 24;
const list = (value) => (Array.isArray(value) ? value : []);
const words = (value) => (typeof value === 'string' ? value : '');

/** The hash address of a requirement's page, optionally at one of its sections. */
export function controlAddress(id, section) {
  const base = `#/control/${encodeURIComponent(id)}`;
  return section ? `${base}/${encodeURIComponent(section)}` : base;
}

/** Whatever text a value of an unknown type carries. */
function bareText(value, depth = 0) {
  if (typeof value === 'string') return value;
  if (depth > DEEPEST || value === null || typeof value !== 'object') return '';
  const parts = Array.isArray(value) ? value : [value.text, value.inlines, value.blocks, value.items];
  return parts.map((part) => bareText(part, depth + 1)).filter(Boolean).join(' ');
}

function renderInline(inline, context, depth) {
  if (depth > DEEPEST) return bareText(inline);
  switch (inline?.type) {
    case 'text': return words(inline.text);
    case 'strong': return h('strong', {}, renderInlines(inline.inlines, context, depth + 1));
    case 'emphasis': return h('em', {}, renderInlines(inline.inlines, context, depth + 1));
    case 'code': return h('code', {}, words(inline.text));
    case 'break': return h('br');
    case 'cite': return context.cite ? context.cite(Number(inline.n)) : `[${Number(inline.n)}]`;
    case 'ref': return context.plain ? h('span', { class: 'ref' }, words(inline.text ?? inline.id)) : h('a', { class: 'ref', href: controlAddress(words(inline.id)) }, words(inline.text ?? inline.id));
    default: return bareText(inline);
  }
}

/** Nodes and strings for a run of inlines. */
export function renderInlines(inlines, context = {}, depth = 0) {
  return list(inlines).map((inline, place, all) => {
    const node = renderInline(inline, context, depth);
    // A citation mark never starts a line alone.
    const beforeCite = typeof node === 'string' && all[place + 1]?.type === 'cite';
    return beforeCite ? node.replace(/\s+$/, '\u00a0') : node;
  });
}

function renderHeading(block, context, depth) {
  const level = Math.min(6, Math.max(3, Number(block.level) || 3));
  return h(`h${level}`, {}, renderInlines(block.inlines, context, depth));
}

function renderList(block, context, depth) {
  const items = list(block.items).map((item) => h('li', {}, renderBlocks(item, context, depth + 1)));
  if (!block.ordered) return h('ul', {}, items);
  const start = Number(block.start);
  return h('ol', { start: Number.isInteger(start) && start !== 1 ? start : null }, items);
}

function renderTable(block, context, depth) {
  const header = list(block.header);
  const names = header.map((inlines) => bareText(inlines));
  const cells = (inlines) => renderInlines(inlines, context, depth);
  const head = h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
    header.map((inlines) => h('th', { scope: 'col', role: 'columnheader' }, cells(inlines)))));
  const rows = list(block.rows).map((row) => h('tr', { role: 'row' },
    list(row).map((inlines, column) => h('td', { role: 'cell', 'data-name': names[column] }, h('div', {}, cells(inlines))))));
  // The frame scrolls when the table is wider than the column, so it must be reachable by keyboard. In a narrow place a
  // wide table is laid out as one card a row, which would cost it its table semantics without the roles.
  return h('div', { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': 'Table' },
    h('table', { role: 'table', class: header.length > 3 ? 'wide' : null }, head, h('tbody', { role: 'rowgroup' }, rows)));
}

function renderBlock(block, context, depth) {
  if (depth > DEEPEST) return h('p', {}, bareText(block));
  switch (block?.type) {
    case 'paragraph': return h('p', {}, renderInlines(block.inlines, context, depth));
    case 'heading': return renderHeading(block, context, depth);
    case 'list': return renderList(block, context, depth);
    case 'table': return renderTable(block, context, depth);
    case 'code': return h('pre', { tabindex: '0' }, h('code', {}, words(block.text)));
    case 'quote': return h('blockquote', {}, renderBlocks(block.blocks, context, depth + 1));
    case 'rule': return h('hr');
    default: return h('p', {}, bareText(block));
  }
}

/** Nodes for a run of blocks. `context.cite(n)` makes the node of a citation mark; `context.plain` makes no links. */
export function renderBlocks(blocks, context = {}, depth = 0) {
  return list(blocks).map((block) => renderBlock(block, context, depth));
}
