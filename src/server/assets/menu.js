// Why: a few actions on one thing stand behind one button, as a menu that keys and screen readers know.

import { h } from './dom.js';
import { icon } from './icon.js';

let open = null;

function place(menu, button) {
  const box = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = box.bottom + 4 + height <= innerHeight;
  menu.style.top = `${Math.max(4, below ? box.bottom + 4 : box.top - 4 - height)}px`;
  menu.style.left = `${Math.max(4, Math.min(box.right - width, innerWidth - width - 4))}px`;
}

function close(back) {
  if (!open) return;
  const { menu, button } = open;
  open = null;
  menu.remove();
  button.setAttribute('aria-expanded', 'false');
  if (back) button.focus();
}

function onKey(event, items) {
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.stopPropagation();
    if (event.key === 'Escape') event.preventDefault();
    close(true);
  } else if (step !== undefined) {
    event.preventDefault();
    items[step % items.length].focus();
  }
}

/** Opens a menu at a button; an action is `{label, sign, run}` or `{label, sign, href}`, a file to save. */
export function openMenu(button, label, actions) {
  const again = open?.button === button;
  close(false);
  if (again) return;
  const items = actions.map(({ label: name, sign, run, href, danger }) => {
    const look = { class: danger ? 'menu-item danger' : 'menu-item', role: 'menuitem', tabindex: '-1', 'data-action': name };
    return href
      ? h('a', { ...look, href, download: true, onclick: () => close(true) }, icon(sign), name)
      : h('button', { ...look, type: 'button', onclick: () => { close(true); run(); } }, icon(sign), name);
  });
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label, 'data-testid': 'menu', onkeydown: (event) => onKey(event, items) }, items);
  document.body.append(menu);
  open = { menu, button };
  button.setAttribute('aria-expanded', 'true');
  place(menu, button);
  items[0].focus();
}

document.addEventListener('pointerdown', ({ target }) => {
  if (open && !open.menu.contains(target) && !open.button.contains(target)) close(false);
});
addEventListener('resize', () => close(false));
addEventListener('hashchange', () => close(false));
