// Why: the question box: keys, length, sending, stopping, and a draft that survives signing in again.

import { byId } from './dom.js';

const MOST = 4000;
const WARN_FROM = 3600;
const DRAFT = 'annexa.draft';
const number = new Intl.NumberFormat('en');

// The server counts characters, not UTF-16 units.
const lengthOf = (text) => [...text].length;

let sendQuestion = () => {};
let running = false;

const box = () => byId('composer-text');

function keepDraft(text) {
  try {
    if (text) sessionStorage.setItem(DRAFT, text);
    else sessionStorage.removeItem(DRAFT);
  } catch { /* the draft is not kept */ }
}

function fit() {
  const field = box();
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}

function refresh() {
  const text = box().value;
  const length = lengthOf(text.trim());
  const tooLong = length > MOST;
  const count = byId('composer-count');
  count.hidden = length < WARN_FROM;
  count.classList.toggle('over', tooLong);
  count.textContent = tooLong
    ? `${number.format(length)} of ${number.format(MOST)} characters: shorten it by ${number.format(length - MOST)}, or add the text as a document.`
    : `${number.format(length)} of ${number.format(MOST)} characters`;
  box().setAttribute('aria-invalid', String(tooLong));
  byId('composer-hint').hidden = !count.hidden;
  byId('send').disabled = running || tooLong || length === 0;
  byId('send').hidden = running;
  byId('stop').hidden = !running;
}

function submit() {
  const text = box().value.trim();
  if (running || text === '' || lengthOf(text) > MOST) return;
  if (sendQuestion(text) && box().value.trim() === text) setQuestion('');
}

/** Puts a text into the box, as a draft. */
export function setQuestion(text) {
  box().value = text;
  keepDraft(text);
  fit();
  refresh();
}

/** While an answer streams, Stop takes the place of Send. */
export function setRunning(value) {
  const hadFocus = document.activeElement === byId('stop');
  running = value;
  refresh();
  if (hadFocus && !value) box().focus();
}

export function focusComposer() {
  // A touch keyboard that opens by itself hides half of the page.
  if (matchMedia('(hover: hover)').matches) box().focus({ preventScroll: true });
}

/** Connects the box; `ask(text)` sends and `stop()` ends the running answer. */
export function startComposer({ ask, stop }) {
  sendQuestion = ask;
  box().addEventListener('input', () => {
    keepDraft(box().value);
    fit();
    refresh();
  });
  box().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  byId('stop').addEventListener('click', stop);
  try { box().value = sessionStorage.getItem(DRAFT) ?? ''; } catch { /* no draft */ }
  fit();
  refresh();
}
