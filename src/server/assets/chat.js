// Why: the conversation view: it opens threads, asks, and lets a running answer go on while the user looks elsewhere.

import { asProblem, at, getJson, postJson, Problem, send } from './api.js';
import { focusComposer, setQuestion, setRunning } from './composer.js';
import { announce, byId, fill, h } from './dom.js';
import { emptyThread } from './empty.js';
import { problemNotice } from './notice.js';
import { closeCitation } from './panel.js';
import { rename } from './router.js';
import { readEvents } from './sse.js';
import { emit, state } from './state.js';
import { Turn } from './turn.js';

/** How often a stream that broke off is taken up again, and how long to wait before. */
const ATTEMPTS = 3;
const PAUSE = 700;
// Threads with a running answer, by conversation, so that coming back finds them as they are.
const live = new Map();
let thread = null;

const newThread = (workspace, id) => ({ workspace, id, title: '', node: h('div', { class: 'thread' }), running: null, loading: false, queued: null });
const pathOf = (owner, ...rest) => at('workspaces', owner.workspace.id, 'conversations', owner.id, ...rest);

function mount(next) {
  if (thread !== next) closeCitation();
  thread = next;
  fill(byId('thread-place'), next.node);
  setRunning(next.running !== null);
}

function setTitle(title) {
  thread.title = title;
  emit('title', title);
}

function addTurn(owner, question) {
  owner.node.querySelector('.empty')?.remove();
  const turn = new Turn(question, { ask, edit: (one, text) => edit(owner, one, text), again: (one) => again(owner, one), left: (one) => `#/leaving/${encodeURIComponent(owner.id)}/${encodeURIComponent(one.answered)}` });
  owner.node.append(turn.node);
  return turn;
}

async function ensureConversation(owner) {
  if (owner.id) return;
  const created = await postJson(at('workspaces', owner.workspace.id, 'conversations'), {});
  owner.id = created.id;
  if (owner === thread) rename(`#/c/${encodeURIComponent(owner.id)}`);
}

/** Tells the turn what the stream says. True once the answer is there; `seen` keeps the last event's id. */
async function listen(turn, response, seen) {
  for await (const { name, id, data } of readEvents(response)) {
    seen.id = id ?? seen.id;
    if (name === 'begin') {
      seen.answer = data.answer;
      turn.known({ asked: data.question, answered: data.answer });
    } else if (name === 'evidence') {
      turn.answer.evidence(data.citations);
      // By now the server has named the conversation.
      emit('conversations');
    } else if (name === 'delta') turn.answer.append(data.blocks);
    else if (name === 'problem') throw new Problem(data);
    else if (name === 'answer') {
      turn.answer.finish(data);
      return true;
    }
  }
  return false;
}

async function stream(owner, turn, { method, path, json }, control) {
  const { signal, seen } = control;
  let broken = null;
  for (let attempt = 0; attempt <= ATTEMPTS; attempt += 1) {
    try {
      const response = attempt === 0
        ? await send(method, path, { json, accept: 'text/event-stream', signal })
        : await send('GET', `${pathOf(owner, 'messages', seen.answer, 'events')}?after=${encodeURIComponent(seen.id)}`, { accept: 'text/event-stream', signal });
      if (await listen(turn, response, seen)) return;
    } catch (error) {
      // What the server says is final; a connection that broke off is not.
      if (!(error instanceof TypeError) || signal.aborted) throw error;
      broken = error;
    }
    if (!seen.answer) break;
    await new Promise((resolve) => { setTimeout(resolve, PAUSE * (attempt + 1)); });
    if (signal.aborted) break;
  }
  throw broken ?? new Problem({ title: 'The answer was cut off', detail: 'The connection ended before the answer was complete.' });
}

/** Runs a request that answers a turn. `retry` begins it again; `keeps` says that the old answer still stands. */
async function run(owner, turn, request, { retry, keeps = false }) {
  const control = new AbortController();
  control.seen = {};
  owner.running = control;
  if (owner === thread) setRunning(true);
  turn.answer.start();
  try {
    await ensureConversation(owner);
    live.set(owner.id, owner);
    await stream(owner, turn, request(), control);
    return true;
  } catch (error) {
    const stopped = control.signal.aborted;
    if (asProblem(error).status === 401) setQuestion(turn.question);
    if (stopped) announce('Stopped.');
    const back = { label: 'Show what was there', run: () => reload(owner) };
    const other = { label: 'Edit the question', run: () => { setQuestion(turn.question); byId('composer-text').focus(); } };
    turn.answer.end(stopped ? null : error, [{ label: stopped ? 'Ask again' : 'Retry', run: () => { if (!owner.running) retry(); } }, keeps ? back : other]);
    return false;
  } finally {
    owner.running = null;
    live.delete(owner.id);
    if (owner === thread) setRunning(false);
    emit('conversations');
  }
}

function put(owner, turn) {
  const request = () => ({ method: 'POST', path: pathOf(owner, 'messages'), json: { text: turn.question } });
  return run(owner, turn, request, { retry: () => put(owner, turn) });
}

function again(owner, turn) {
  if (owner.running || !(turn.answered ?? turn.asked)) return;
  const request = () => ({ method: 'POST', path: pathOf(owner, 'messages', turn.answered ?? turn.asked, 'regenerate') });
  run(owner, turn, request, { retry: () => again(owner, turn), keeps: true });
}

/** Puts an edited question; what followed it is only hidden until the new answer is there. */
function edit(owner, turn, text) {
  if (owner.running || !turn.asked) return false;
  const later = [];
  for (let next = turn.node.nextElementSibling; next; next = next.nextElementSibling) later.push(next);
  for (const one of later) one.hidden = true;
  turn.say(text);
  const request = () => ({ method: 'PATCH', path: pathOf(owner, 'messages', turn.asked), json: { text } });
  const attempt = async () => {
    if (!(await run(owner, turn, request, { retry: attempt, keeps: true }))) return;
    for (const one of later) one.remove();
    if (owner.node.firstElementChild === turn.node) refreshTitle(owner);
  };
  attempt();
  return true;
}

/** The first question may have given the title. */
async function refreshTitle(owner) {
  try {
    const { title } = await getJson(pathOf(owner));
    retitle(owner.id, title);
  } catch { /* the old one stays until the next visit */ }
}

/** Asks in the open conversation, or begins one; false when it cannot take a question now. */
export function ask(question) {
  if (!thread || thread.running) return false;
  if (thread.loading) {
    thread.queued = question;
    return true;
  }
  const owner = thread;
  const turn = addTurn(owner, question);
  if (!owner.title) setTitle(question);
  // The question goes to the top and the answer grows below it, so the text never moves under the reader.
  owner.node.querySelector('.fresh')?.classList.remove('fresh');
  turn.node.classList.add('fresh');
  turn.node.scrollIntoView({ block: 'start' });
  put(owner, turn);
  return true;
}

/** Ends the running answer of the open conversation: the server keeps what was shown; one that is silent is left. */
export function stop() {
  const owner = thread;
  const control = owner?.running;
  if (!control) return;
  if (!control.seen.answer) {
    control.abort();
    return;
  }
  send('POST', pathOf(owner, 'messages', control.seen.answer, 'stop')).catch(() => control.abort());
}

function showMessages(owner, messages) {
  let turn = null;
  for (const message of messages) {
    if (message.role === 'user') {
      turn = addTurn(owner, String(message.text ?? ''));
      turn.known({ asked: message.id });
      continue;
    }
    turn ??= addTurn(owner, '');
    turn.known({ answered: message.id });
    if (message.answer) turn.answer.finish(message.answer, { quiet: true });
    else turn.answer.plain(message.text);
    turn = null;
  }
  // A question whose answer never came: the server stopped, or the page was closed.
  if (turn) {
    const last = turn;
    last.answer.end(null, [{ label: 'Ask again', run: () => { if (!owner.running) put(owner, last); } }], 'This question has no stored answer.');
  }
}

/** Shows a conversation, or an empty one when `id` is null. */
export async function openConversation(id) {
  const workspace = state.workspace;
  if (!workspace) return;
  if (id && thread?.id === id && thread.workspace.id === workspace.id && !thread.failed) {
    emit('title', thread.title);
    return;
  }
  const running = live.get(id);
  if (running) {
    mount(running);
    emit('title', running.title);
    return;
  }
  const owner = newThread(workspace, id);
  mount(owner);
  if (!id) {
    setTitle('');
    owner.node.append(emptyThread(workspace, ask));
    focusComposer();
    return;
  }
  await load(owner);
}

async function load(owner) {
  const { workspace, id } = owner;
  owner.loading = true;
  fill(owner.node, h('p', { class: 'loading', role: 'status' }, 'Opening the conversation…'));
  try {
    const conversation = await getJson(at('workspaces', workspace.id, 'conversations', id));
    fill(owner.node);
    owner.title = conversation.title ?? '';
    showMessages(owner, conversation.messages ?? []);
    owner.loading = false;
    if (thread !== owner) return;
    emit('title', owner.title);
    owner.node.lastElementChild?.scrollIntoView({ block: 'start' });
    focusComposer();
    if (owner.queued) ask(owner.queued);
  } catch (error) {
    owner.failed = true;
    owner.loading = false;
    if (owner.queued) setQuestion(owner.queued);
    owner.queued = null;
    fill(owner.node, problemNotice(error, [{ label: 'Retry', run: () => openConversation(id) }]));
  }
}

/** Reads a conversation again as it is stored. */
function reload(owner) {
  if (!owner.running) load(owner);
}

/** A conversation has another title. */
export function retitle(id, title) {
  if (thread?.id !== id) return;
  thread.title = title;
  emit('title', title);
}

/** Forgets the open thread, because its conversation or workspace is gone. */
export function leaveThread(id) {
  if (id && thread?.id !== id) return;
  thread?.running?.abort();
  thread = null;
}
