// Why: reviews, approvals and acknowledgements carry a person's name, so the page asks for it and says what it will stand for.

import { h } from './dom.js';
import { memory } from './state.js';

/** The name of who does a step, or '' when they think better of it. */
export function askPerson(title, text, action) {
  const field = h('input', { id: 'sign-name', class: 'field', type: 'text', required: true, maxlength: '120', autocomplete: 'name', autofocus: true, 'data-testid': 'sign-name' });
  field.value = memory.get('person') ?? '';
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'sign-title', 'aria-describedby': 'sign-text' },
    h('form', { method: 'dialog' },
      h('h2', { id: 'sign-title' }, title),
      h('p', { id: 'sign-text' }, text),
      h('label', { for: 'sign-name' }, 'Name of the person who does this'),
      field,
      h('div', { class: 'dialog-actions' },
        h('button', { class: 'button', type: 'button', onclick: () => dialog.close('') }, 'Cancel'),
        h('button', { class: 'button primary', value: 'yes', 'data-testid': 'sign-done' }, action))));
  document.body.append(dialog);
  field.select();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      const name = dialog.returnValue === 'yes' ? field.value.trim() : '';
      dialog.remove();
      if (name) memory.set('person', name);
      resolve(name);
    });
    dialog.showModal();
  });
}
