// Why: a page that is being read may be left before its answer comes, and one that is shown anew must not jump.

import { fill, h } from './dom.js';
import { state } from './state.js';

const address = () => location.hash.split('/').slice(0, 3).join('/');

/** Whether the reader is still at the place, and in the workspace, where this was called. */
export function hold() {
  const { workspace } = state;
  const place = address();
  return () => workspace === state.workspace && address() === place;
}

/** Says that something is being read, unless the same view stands there already; gives what puts the page back where it was. */
export function opening(place, view, text) {
  const stands = place.querySelector(`[data-testid="${view}"]`) !== null;
  const top = stands ? place.scrollTop : 0;
  if (!stands) fill(place, h('p', { class: 'loading', role: 'status' }, text));
  return () => { if (stands) place.scrollTop = top; };
}
