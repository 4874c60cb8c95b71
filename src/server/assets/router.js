// Why: each place of the page has an address after the '#', so links, reload and Back all work.

/** Places that show something of the chosen workspace, and stay when another one is chosen. */
export const WORKBENCH = ['isms', 'profile', 'risks', 'soa', 'policies', 'audits', 'check', 'leaving'];

function parse(hash) {
  const parts = hash.replace(/^#\/?/, '').split('/').filter(Boolean).map((part) => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
  const [view, id, extra] = parts;
  if (view === 'c' && id) return { view: 'chat', id };
  if (view === 'control' && id) return { view: 'control', id, extra };
  if (view === 'guide' && id) return { view: 'guide', id, extra };
  if (view === 'document' && id) return { view: 'document', id, extra };
  if (view === 'gap') return { view: 'gap', id: id ?? null, extra };
  if (view === 'feedback' || view === 'widget') return { view };
  if (WORKBENCH.includes(view)) return { view, id: id ?? null, extra };
  if (view === 'controls') return { view: 'controls' };
  return { view: 'chat', id: null };
}

export const currentRoute = () => parse(location.hash);

/** Goes to an address such as `#/c/12`. */
export function go(hash) {
  if (location.hash === hash) window.dispatchEvent(new HashChangeEvent('hashchange'));
  else location.hash = hash;
}

/** Changes the address without leaving the place, for a conversation that has just got its id. */
export function rename(hash) {
  history.replaceState(null, '', hash);
}

/** Calls `show(route)` now and at every change of address. */
export function startRouter(show) {
  window.addEventListener('hashchange', () => {
    if (location.hash === '' || location.hash.startsWith('#/')) show(currentRoute());
  });
  show(currentRoute());
}
