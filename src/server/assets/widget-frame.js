// Why: the chat inside the widget's frame. It listens only to the page around it, and only if that page's origin may show
// it; it keeps the conversation for this tab alone.

import { Answer } from './widget-answer.js';
import { asProblem, at, postJson, Problem, send, speakWith } from './api.js';
import { announce, byId, fill, h } from './dom.js';
import { readEvents } from './sse.js';

const { workspace, origins } = document.documentElement.dataset;
const allowed = origins.split(' ').filter(Boolean);
const STARTERS = ['Am I allowed to work from home?', 'Who needs awareness training?', 'What evidence do I need for A.5.23?'];
const KEPT = 20;
const box = byId('text');
// Never with the cookie of somebody who is signed in here.
speakWith('');
let host = null;
let store = '';
let greeting = '';
let running = null;
let thread = { id: null, turns: [] };

const words = (value, most) => (typeof value === 'string' ? value.slice(0, most) : '');
const path = (...rest) => at('workspaces', workspace, 'conversations', ...rest);
const tell = (type) => parent.postMessage({ annexa: 1, type }, host);

function keep() {
  try { sessionStorage.setItem(store, JSON.stringify({ id: thread.id, turns: thread.turns.filter((turn) => turn.answer).slice(-KEPT) })); } catch { /* it is not kept */ }
}

function restore() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(store));
    if (typeof kept?.id === 'string' && Array.isArray(kept.turns)) thread = kept;
  } catch { /* nothing was kept */ }
}

function refresh() {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
  byId('send').disabled = box.value.trim() === '';
  const had = document.activeElement;
  byId('send').hidden = running !== null;
  byId('stop').hidden = running === null;
  if (had?.hidden) box.focus();
}

const still = (value) => {
  byId('thread').inert = value;
  byId('foot').inert = value;
};

function closeSource() {
  const { opener } = byId('source');
  byId('source').hidden = true;
  still(false);
  opener?.focus();
}

function openSource(nodes, opener) {
  const source = fill(byId('source'), h('button', { class: 'small', onclick: closeSource }, '‹ Back to the answer'), nodes);
  source.opener = opener;
  source.hidden = false;
  source.scrollTop = 0;
  still(true);
  byId('source-title').focus();
}

function addTurn(turn) {
  byId('thread').querySelector('.hello')?.remove();
  const answer = new Answer({ ask, openSource, rate: (message, rating) => send('POST', path(thread.id, 'messages', message, 'rating'), { json: rating }) });
  const node = h('article', { class: 'turn' }, h('h2', { dir: 'auto' }, turn.question), answer.node);
  byId('thread').append(node);
  return { node, answer };
}

async function stream(turn, answer, signal) {
  thread.id ??= (await postJson(path(), {})).id;
  const response = await send('POST', path(thread.id, 'messages'), { json: { text: turn.question }, accept: 'text/event-stream', signal });
  for await (const { name, data } of readEvents(response)) {
    if (name === 'begin') running.answer = data.answer;
    else if (name === 'evidence') answer.evidence(data.citations);
    else if (name === 'delta') answer.append(data.blocks);
    else if (name === 'problem') throw new Problem(data);
    else if (name === 'answer') {
      turn.answer = data;
      answer.finish(data, data.stopped);
      return data.stopped && answer.end(null, () => run(turn, answer));
    }
  }
  throw new Problem({ title: 'The answer was cut off', detail: 'The connection ended before it was complete.' });
}

async function run(turn, answer) {
  if (running) return;
  const owner = thread;
  const control = new AbortController();
  running = control;
  refresh();
  answer.start();
  try {
    await stream(turn, answer, control.signal);
  } catch (error) {
    const stopped = control.signal.aborted;
    // The conversation was deleted since: the next attempt begins another.
    if (error.status === 404) thread.id = null;
    if (stopped) announce('Stopped.');
    answer.end(stopped ? null : asProblem(error), () => run(turn, answer));
  } finally {
    if (running === control) running = null;
    if (owner === thread) keep();
    refresh();
  }
}

function ask(question) {
  const text = String(question).trim();
  if (running || text === '') return;
  const turn = { question: text };
  thread.turns.push(turn);
  const { node, answer } = addTurn(turn);
  // The answer grows below the question, so the text never moves under the reader.
  byId('thread').querySelector('.fresh')?.classList.remove('fresh');
  node.classList.add('fresh');
  node.scrollIntoView({ block: 'start' });
  run(turn, answer);
}

function begin() {
  running?.abort();
  running = null;
  thread = { id: null, turns: [] };
  const chips = STARTERS.map((question) => h('li', {}, h('button', { class: 'chip', onclick: () => ask(question) }, question)));
  fill(byId('thread'), h('div', { class: 'hello' }, h('p', {}, greeting), h('ul', { class: 'chips', 'aria-label': 'Questions to begin with' }, chips)));
  refresh();
}

function submit() {
  if (running) return;
  const text = box.value;
  box.value = '';
  ask(text);
  refresh();
}

function dress({ theme, brand, ink, title, workspace: named }) {
  const root = document.documentElement;
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  root.style.setProperty('--brand', words(brand, 7));
  root.style.setProperty('--ink', words(ink, 7));
  byId('title').textContent = words(title, 80);
  byId('place').textContent = words(named, 80);
}

function start(data) {
  dress(data);
  speakWith(words(data.token, 200));
  store = `annexa.${words(data.token, 36)}`;
  greeting = words(data.greeting, 400) || 'Ask about information security. Each answer shows its sources.';
  begin();
  restore();
  for (const turn of thread.turns) addTurn(turn).answer.finish(turn.answer, true);
  byId('thread').lastElementChild?.scrollIntoView({ block: 'start' });
}

addEventListener('message', ({ source, origin, data }) => {
  if (source !== parent || parent === window || !allowed.includes(origin) || data?.annexa !== 1 || data.type !== 'open') return;
  if (host === null) {
    host = origin;
    start(data);
    tell('ready');
  }
  if (byId('source').hidden) box.focus({ preventScroll: true });
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.isComposing || !host) return;
  if (byId('source').hidden) tell('close');
  else closeSource();
});

box.addEventListener('input', refresh);
box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
byId('send').addEventListener('click', submit);
byId('stop').addEventListener('click', () => {
  const control = running;
  if (control?.answer) send('POST', path(thread.id, 'messages', control.answer, 'stop')).catch(() => control.abort());
  else control?.abort();
});
byId('close').addEventListener('click', () => host && tell('close'));
byId('new').addEventListener('click', () => {
  if (!byId('source').hidden) closeSource();
  begin();
  keep();
  announce('A new conversation.');
  box.focus();
});
if (parent === window) {
  byId('foot').hidden = true;
  byId('thread').textContent = 'This chat opens inside a page of your company.';
}
