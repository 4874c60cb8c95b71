// Why: on a narrow screen the sidebar is a drawer and the source a bottom sheet; both cover the page, so the rest must rest.

import { byId } from './dom.js';

const narrow = matchMedia('(max-width: 60rem)');
const PARTS = ['sidebar', 'main', 'panel'];
let held = null;
let close = null;

function apply() {
  const covering = held !== null && (narrow.matches);
  for (const id of PARTS) byId(id).inert = covering && byId(id) !== held;
  byId('backdrop').hidden = !covering;
  // A closed drawer is off the screen, so it must be out of the tab order too.
  if (narrow.matches && held !== byId('sidebar')) byId('sidebar').inert = true;
}

/** `part` covers the page on a narrow screen; `onClose` is what the backdrop does. */
export function holdSheet(part, onClose) {
  held = part;
  close = onClose;
  apply();
}

/** The page is free again. */
export function releaseSheet(part) {
  if (held !== part) return;
  held = null;
  close = null;
  apply();
}

function setDrawer(open) {
  const sidebar = byId('sidebar');
  document.body.classList.toggle('with-drawer', open);
  byId('menu').setAttribute('aria-expanded', String(open));
  if (open) {
    holdSheet(sidebar, closeDrawer);
    byId('drawer-close').focus();
  } else {
    const focusInside = sidebar.contains(document.activeElement);
    releaseSheet(sidebar);
    if (focusInside && narrow.matches) byId('menu').focus();
  }
}

/** Closes the drawer, if it is open. */
export function closeDrawer() {
  if (document.body.classList.contains('with-drawer')) setDrawer(false);
}

/** Connects the menu button, the backdrop and the width of the window. */
export function startSheets() {
  byId('menu').addEventListener('click', () => setDrawer(true));
  byId('drawer-close').addEventListener('click', closeDrawer);
  byId('backdrop').addEventListener('click', () => close?.());
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeDrawer();
  });
  narrow.addEventListener('change', () => {
    if (!narrow.matches) closeDrawer();
    apply();
  });
  apply();
}
