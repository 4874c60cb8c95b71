// Why: one bar a theme shows at a glance where the gaps are; patterns and numbers say it without colour.

import { h, svg } from './dom.js';
import { countsOf, themeName, VERDICTS } from './gap-words.js';

const GAP = 0.25;

function patterns() {
  const tile = (name, ...shapes) => svg('pattern', { id: `gap-${name}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
    svg('rect', { width: 8, height: 8, class: `tint ${name}` }), shapes);
  return svg('svg', { class: 'gap-patterns', 'aria-hidden': 'true', width: 0, height: 0 }, svg('defs', {},
    tile('partial', svg('path', { d: 'M-2 2l4-4M0 8l8-8M6 10l4-4', class: 'ink partial' })),
    tile('missing', svg('circle', { cx: 2, cy: 2, r: 1.2, class: 'dot missing' }), svg('circle', { cx: 6, cy: 6, r: 1.2, class: 'dot missing' })),
    tile('conflicting', svg('path', { d: 'M0 0l8 8M8 0l-8 8', class: 'ink conflicting' }))));
}

/** Parts of a bar as rectangles; lengths are percentages, so that the bar is as wide as its place. */
function segments(summary, longest) {
  let before = 0;
  return VERDICTS.filter(({ name }) => summary[name] > 0).map(({ name }) => {
    const many = summary[name];
    const [x, width] = [(before / longest) * 100, (many / longest) * 100 - GAP];
    before += many;
    const patterned = ['partial', 'missing', 'conflicting'].includes(name);
    return svg('rect', { x: `${x}%`, y: 1, width: `${Math.max(width, 0.4)}%`, height: 18, rx: 2, class: `part ${name}`, fill: patterned ? `url(#gap-${name})` : null });
  });
}

function key({ name, word }) {
  const patterned = ['partial', 'missing', 'conflicting'].includes(name);
  return h('li', {}, svg('svg', { width: 18, height: 12, 'aria-hidden': 'true' },
    svg('rect', { x: 1, y: 1, width: 16, height: 10, rx: 2, class: `part ${name}`, fill: patterned ? `url(#gap-${name})` : null })), word);
}

/** The chart of a report. */
export function chart(themes) {
  const total = ({ summary }) => VERDICTS.reduce((sum, { name }) => sum + (summary[name] ?? 0), 0);
  const longest = Math.max(1, ...themes.map(total));
  const bars = themes.map((theme) => h('li', {},
    h('p', { class: 'gap-bar-label' }, h('strong', {}, themeName(theme.theme)), h('span', {}, countsOf(theme.summary))),
    svg('svg', { class: 'gap-bar', width: '100%', height: 20, 'aria-hidden': 'true' }, segments(theme.summary, longest))));
  const used = VERDICTS.filter(({ name }) => themes.some(({ summary }) => summary[name] > 0));
  return h('figure', { class: 'gap-chart' }, patterns(), h('ul', {}, bars), h('ul', { class: 'gap-legend', 'aria-hidden': 'true' }, used.map(key)));
}
