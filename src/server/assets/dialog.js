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

/** True when the user confirms. The safe answer has the focus. */
export async function confirmDelete(title, text) {
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' },
    h('form', { method: 'dialog' },
      h('h2', { id: 'dialog-title' }, title),
      h('p', {}, text),
      h('div', { class: 'dialog-actions' },
        h('button', { class: 'button', value: '', autofocus: true }, 'Keep'),
        h('button', { class: 'button danger', value: 'yes', 'data-testid': 'confirm-delete' }, 'Delete'))));
  return (await open(dialog)) === 'yes';
}

/** The trimmed text that the user gave, or '' when cancelled. */
export async function askName(title, label) {
  const field = h('input', { id: 'dialog-field', class: 'field', type: 'text', required: true, maxlength: '120', autocomplete: 'off', autofocus: true });
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' },
    h('form', { method: 'dialog' },
      h('h2', { id: 'dialog-title' }, title),
      h('label', { for: 'dialog-field' }, label),
      field,
      h('div', { class: 'dialog-actions' },
        h('button', { class: 'button', type: 'button', onclick: () => dialog.close('') }, 'Cancel'),
        h('button', { class: 'button primary', value: 'yes' }, 'Create'))));
  return (await open(dialog)) === 'yes' ? field.value.trim() : '';
}
