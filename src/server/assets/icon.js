// Why: the line icons of the pages, apart from `dom.js`, which the small widget loads as well.

import { svg } from './dom.js';

const PATHS = {
  plus: ['M8 3v10M3 8h10'],
  close: ['M4 4l8 8M12 4l-8 8'],
  menu: ['M2.5 4.5h11M2.5 8h11M2.5 11.5h11'],
  trash: ['M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5M7 7v3.5M9 7v3.5'],
  page: ['M4 2h5.5L12 4.5V14H4zM9.5 2v2.5H12M6 7.5h4M6 10h4'],
  copy: ['M5.5 5.5V2.5h8v8h-3M2.5 5.5h8v8h-8z'],
  check: ['M3 8.5l3.2 3.2L13 4.8'],
  half: ['M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM8 2.5v11'],
  none: ['M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM4.2 4.2l7.6 7.6'],
  alert: ['M8 2.2L14.2 13H1.8zM8 6.5v3M8 11.2v.3'],
  left: ['M10 3.5L5.5 8l4.5 4.5'],
  right: ['M6 3.5L10.5 8 6 12.5'],
  arrow: ['M3 8h10M9 4l4 4-4 4'],
  dash: ['M4 8h8'],
  bolt: ['M9 2L4 9h4l-1 5 5-7H8z'],
  down: ['M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10'],
  more: ['M3.5 8h.01M8 8h.01M12.5 8h.01'],
  pencil: ['M3 13l.7-2.9L10.8 3l2.2 2.2-7.1 7.1zM9.3 4.5l2.2 2.2'],
  shield: ['M8 2l5 1.8v4c0 3-2.2 5.2-5 6.2-2.8-1-5-3.2-5-6.2v-4zM6 8l1.5 1.5L10.2 6.6'],
  search: ['M7 2.8a4.2 4.2 0 100 8.4 4.2 4.2 0 000-8.4zM10.2 10.2l3.3 3.3'],
  thumb: ['M5.2 7.2L7.6 2.3c1 0 1.7.8 1.5 1.8l-.5 2.4h3.5c.9 0 1.5.8 1.3 1.6l-1 4c-.2.6-.7 1-1.3 1H5.2zM5.2 7.2H2.7v5.9h2.5'],
  retry: ['M13 8a5 5 0 11-1.6-3.7M13 2.5v3h-3'],
};

/** A 16-pixel line icon; it is decoration, so it is hidden from assistive technology. */
export function icon(name) {
  const shapes = (PATHS[name] ?? []).map((shape) => svg('path', { d: shape }));
  return svg('svg', { viewBox: '0 0 16 16', class: 'icon', 'aria-hidden': 'true' }, shapes);
}
