// Why: what was changed and not saved is always in sight, with how much it is and what saving will make of it.

import { confirmAction } from './dialog.js';
import { announce, fill, h } from './dom.js';
import { icon } from './icon.js';
import { problemNotice } from './notice.js';

/**
 * The bar below a page that is edited: `said()` tells in words what waits, or '' for nothing; `save()` saves; `discard()` throws the
 * changes away; `conflict(error)` gives the way on when somebody else saved meanwhile.
 */
export function saveBar({ said, word, save, discard, conflict }) {
  const text = h('p', { class: 'save-text', role: 'status' });
  const trouble = h('div', {});
  const saving = h('button', { type: 'button', class: 'button primary', 'data-testid': 'save' });
  const dropping = h('button', { type: 'button', class: 'button quiet', 'data-testid': 'discard' }, 'Discard');
  const node = h('div', { class: 'save-bar', hidden: true, 'data-testid': 'save-bar' }, trouble, h('div', { class: 'save-row' }, text, dropping, saving));
  const draw = () => {
    const words = said();
    node.hidden = words === '';
    if (text.textContent !== words) text.textContent = words;
    fill(saving, icon('check'), word());
    if (words === '') fill(trouble);
  };
  const run = async () => {
    if (saving.disabled || said() === '') return;
    saving.disabled = true;
    fill(trouble);
    try {
      await save();
      announce('Saved.');
    } catch (error) {
      const actions = [409, 412].includes(error.status) && conflict ? conflict(error) : [];
      fill(trouble, problemNotice(error, actions));
    } finally {
      saving.disabled = false;
      draw();
    }
  };
  saving.addEventListener('click', run);
  dropping.addEventListener('click', async () => {
    if (await confirmAction('Discard the changes?', `${said()} It cannot be brought back.`, 'Discard')) {
      discard();
      announce('Discarded.');
    }
  });
  node.addEventListener('annexa-save', run);
  return { node, draw, run };
}

// Whoever edits expects Ctrl S to save.
document.addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
  const bar = document.querySelector('.save-bar:not([hidden])');
  if (!bar) return;
  event.preventDefault();
  bar.dispatchEvent(new CustomEvent('annexa-save'));
});
