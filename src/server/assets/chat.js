// Why: the conversation view: it opens threads, asks, and lets a running answer go on while the user looks elsewhere.

import { Answer } from './answer.js';
import { asProblem, at, getJson, postJson, Problem, send } from './api.js';
import { focusComposer, setQuestion, setRunning } from './composer.js';
import { announce, byId, fill, h } from './dom.js';
import { emptyThread } from './empty.js';
import { problemNotice } from './notice.js';
import { closeCitation } from './panel.js';
import { rename } from './router.js';
import { readEvents } from './sse.js';
import { emit, state } from './state.js';

// Threads with a running answer, by conversation, so that coming back finds them as they are.
const live = new Map();
let thread = null;

const newThread = (workspace, id) => ({ workspace, id, title: '', node: h('div', { class: 'thread' }), running: null, loading: false, queued: null });

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
  const answer = new Answer(ask);
  const turn = h('article', { class: 'turn' },
    h('h2', { class: [...question].length > 160 ? 'question long' : 'question', dir: 'auto' }, question),
    answer.node);
  owner.node.append(turn);
  return { turn, answer, question };
}

async function ensureConversation(owner) {
  if (owner.id) return;
  const created = await postJson(at('workspaces', owner.workspace.id, 'conversations'), {});
  owner.id = created.id;
  if (owner === thread) rename(`#/c/${encodeURIComponent(owner.id)}`);
}

async function stream(owner, { answer, question }, signal) {
  const path = at('workspaces', owner.workspace.id, 'conversations', owner.id, 'messages');
  const response = await send('POST', path, { json: { text: question }, accept: 'text/event-stream', signal });
  for await (const { name, data } of readEvents(response)) {
    if (name === 'evidence') {
      answer.evidence(data.citations);
      // By now the server has named the conversation.
      emit('conversations');
    } else if (name === 'delta') answer.append(data.blocks);
    else if (name === 'problem') throw new Problem(data);
    else if (name === 'answer') return answer.finish(data);
  }
  throw new Problem({ title: 'The answer was cut off', detail: 'The connection ended before the answer was complete.' });
}

async function run(owner, turn) {
  const controller = new AbortController();
  owner.running = controller;
  if (owner === thread) setRunning(true);
  turn.answer.start();
  try {
    await ensureConversation(owner);
    live.set(owner.id, owner);
    await stream(owner, turn, controller.signal);
  } catch (error) {
    const stopped = controller.signal.aborted;
    if (asProblem(error).status === 401) setQuestion(turn.question);
    if (stopped) announce('Stopped.');
    turn.answer.end(stopped ? null : error, [
      { label: stopped ? 'Ask again' : 'Retry', run: () => { if (!owner.running) run(owner, turn); } },
      { label: 'Edit the question', run: () => { setQuestion(turn.question); byId('composer-text').focus(); } },
    ]);
  } finally {
    owner.running = null;
    live.delete(owner.id);
    if (owner === thread) setRunning(false);
    emit('conversations');
  }
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
  turn.turn.classList.add('fresh');
  turn.turn.scrollIntoView({ block: 'start' });
  run(owner, turn);
  return true;
}

/** Ends the running answer of the open conversation. */
export function stop() {
  thread?.running?.abort();
}

function showMessages(owner, messages) {
  let turn = null;
  for (const message of messages) {
    if (message.role === 'user') {
      turn = addTurn(owner, String(message.text ?? ''));
      continue;
    }
    turn ??= addTurn(owner, '');
    if (message.answer) turn.answer.finish(message.answer, { quiet: true });
    else turn.answer.plain(message.text);
    turn = null;
  }
  // A question whose answer never came: the server stopped, or the page was closed.
  if (turn) {
    const last = turn;
    last.answer.end(null, [{ label: 'Ask again', run: () => { if (!owner.running) run(owner, last); } }], 'This question has no stored answer.');
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

/** Forgets the open thread, because its conversation or workspace is gone. */
export function leaveThread(id) {
  if (id && thread?.id !== id) return;
  thread?.running?.abort();
  thread = null;
}
