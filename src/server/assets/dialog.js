// Why: deleting asks first and naming asks once; both use the browser's own modal dialog, which traps focus.

import { h } from './dom.js';

function open(dialog) {
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    dialog.showModal();
  });
}

/** True when the user confirms. The safe answer has the focus; `keep` is its word, `kind` how the other one looks. */
export async function confirmAction(title, text, action, { keep = 'Keep', kind = 'danger' } = {}) {
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' },
    h('form', { method: 'dialog' },
      h('h2', { id: 'dialog-title' }, title),
      h('p', {}, text),
      h('div', { class: 'dialog-actions' },
        h('button', { class: 'button', value: '', autofocus: true }, keep),
        h('button', { class: `button ${kind}`, value: 'yes', 'data-testid': 'confirm-delete' }, action))));
  return (await open(dialog)) === 'yes';
}

/** The same for deleting. */
export const confirmDelete = (title, text) => confirmAction(title, text, 'Delete');

/** The trimmed text that the user gave, or '' when cancelled; `value` is what stands there at first. */
export async function askName(title, label, { value = '', action = 'Create', most = 120 } = {}) {
  const field = h('input', { id: 'dialog-field', class: 'field', type: 'text', required: true, maxlength: String(most), autocomplete: 'off', autofocus: true, value, 'data-testid': 'name' });
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' },
    h('form', { method: 'dialog' },
      h('h2', { id: 'dialog-title' }, title),
      h('label', { for: 'dialog-field' }, label),
      field,
      h('div', { class: 'dialog-actions' },
        h('button', { class: 'button', type: 'button', onclick: () => dialog.close('') }, 'Cancel'),
        h('button', { class: 'button primary', value: 'yes', 'data-testid': 'name-done' }, action))));
  field.select();
  return (await open(dialog)) === 'yes' ? field.value.trim() : '';
}
