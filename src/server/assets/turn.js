// Why: a question and its answer stand together: the question can be edited in its place, the answer made anew in its own.

import { Answer } from './answer.js';
import { fill, h } from './dom.js';
import { icon } from './icon.js';

const MOST = 4000;
const lengthOf = (text) => [...text].length;

/** One question with its answer; `does` has `ask(question)`, `edit(turn, text)` and `again(turn)`. */
export class Turn {
  #head = h('div', { class: 'turn-head' });
  #does;

  constructor(question, does) {
    this.question = question;
    /** The ids of the messages, once the server has said them. */
    this.asked = null;
    this.answered = null;
    this.#does = does;
    this.answer = new Answer({ ask: does.ask, again: () => does.again(this), left: () => (this.answered ? does.left(this) : '#/leaving') });
    this.node = h('article', { class: 'turn' }, this.#head, this.answer.node);
    this.#show();
  }

  /** Puts another text there. */
  say(question) {
    this.question = question;
    this.#show();
  }

  /** The messages' ids; only what the server knows can be edited or made anew. */
  known({ asked, answered }) {
    this.asked = asked ?? this.asked;
    this.answered = answered ?? this.answered;
    this.#head.querySelector('.turn-edit')?.removeAttribute('hidden');
  }

  #show() {
    fill(this.#head,
      h('h2', { class: lengthOf(this.question) > 160 ? 'question long' : 'question', dir: 'auto', tabindex: '-1' }, this.question),
      this.question === '' ? null : h('button', {
        type: 'button', class: 'icon-button turn-edit', 'aria-label': 'Edit this question', title: 'Edit this question', hidden: this.asked === null,
        'data-testid': 'edit', onclick: () => this.#write(),
      }, icon('pencil')));
  }

  #write() {
    const field = h('textarea', { class: 'field', rows: '2', dir: 'auto', 'aria-label': 'Your question', 'data-testid': 'edit-text' });
    field.value = this.question;
    const note = h('p', { class: 'turn-note', role: 'status' });
    const send = h('button', { type: 'submit', class: 'button primary small', 'data-testid': 'edit-send' }, 'Ask again');
    const fit = () => {
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight + 2}px`;
      const length = lengthOf(field.value.trim());
      send.disabled = length === 0 || length > MOST;
      note.textContent = length > MOST ? `Shorten it by ${length - MOST} characters.` : this.#warning();
    };
    const back = () => {
      this.#show();
      this.#head.querySelector('.turn-edit')?.focus();
    };
    const form = h('form', {
      class: 'turn-form',
      onsubmit: (event) => {
        event.preventDefault();
        const text = field.value.trim();
        if (text === '' || lengthOf(text) > MOST) return;
        if (text === this.question) back();
        else if (this.#does.edit(this, text)) this.#head.querySelector('.question')?.focus({ preventScroll: true });
        else note.textContent = 'Wait until the running answer has ended, or stop it.';
      },
    }, field, note, h('div', { class: 'turn-actions' }, send, h('button', { type: 'button', class: 'button quiet small', onclick: back }, 'Cancel')));
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        back();
      } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.target === field) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    field.addEventListener('input', fit);
    fill(this.#head, form);
    fit();
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  #warning() {
    let later = 0;
    for (let next = this.node.nextElementSibling; next; next = next.nextElementSibling) later += 1;
    if (later === 0) return 'The answer will be replaced.';
    return `The answer and the ${later === 1 ? 'question' : `${later} questions`} below will be replaced.`;
  }
}
