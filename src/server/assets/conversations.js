// Why: the list of a workspace's conversations: find one, open it, name it, take it home, delete it.

import { at, getJson, remove, send } from './api.js';
import { leaveThread, retitle } from './chat.js';
import { askName, confirmDelete } from './dialog.js';
import { announce, byId, fill, h } from './dom.js';
import { icon } from './icon.js';
import { openMenu } from './menu.js';
import { problemNotice } from './notice.js';
import { plain } from './plain.js';
import { currentRoute, go } from './router.js';
import { on, state } from './state.js';

const DAY = 24 * 60 * 60 * 1000;
const PAGE = 50;
const FORMATS = [['docx', 'Word'], ['pdf', 'PDF'], ['md', 'Markdown'], ['json', 'JSON']];
const list = () => byId('conversation-list');
const words = () => byId('conversation-search').value.trim();
/** What is listed, by id. */
let listed = new Map();
let asked = 0;
let timer = 0;

function when(text) {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return '';
  const age = Date.now() - date.getTime();
  if (age < DAY && date.getDate() === new Date().getDate()) return date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (age < 6 * DAY) return date.toLocaleDateString([], { weekday: 'short' });
  return date.toLocaleDateString([], { day: 'numeric', month: 'short' });
}

const nameOf = (conversation) => conversation.title || 'New conversation';
const pathOf = (workspace, { id }) => at('workspaces', workspace.id, 'conversations', id);

async function renameConversation(workspace, conversation) {
  const title = await askName('Rename this conversation', 'Title', { value: conversation.title ?? '', action: 'Rename', most: 200 });
  if (!title || title === conversation.title) return;
  try {
    const renamed = await (await send('PATCH', pathOf(workspace, conversation), { json: { title } })).json();
    retitle(conversation.id, renamed.title);
    await loadConversations();
    announce('Renamed.');
  } catch (error) {
    list().before(problemNotice(error));
  }
}

async function deleteConversation(workspace, conversation) {
  if (!(await confirmDelete('Delete this conversation?', `“${nameOf(conversation)}” and its answers will be deleted for good.`))) return;
  try {
    await remove(pathOf(workspace, conversation));
    leaveThread(conversation.id);
    if (currentRoute().id === conversation.id) go('#/');
    await loadConversations();
    announce('Deleted.');
  } catch (error) {
    list().before(problemNotice(error));
  }
}

function openActions(button, workspace, conversation) {
  openMenu(button, nameOf(conversation), [
    { label: 'Rename', sign: 'pencil', run: () => renameConversation(workspace, conversation) },
    ...FORMATS.map(([format, name]) => ({ label: `Export as ${name}`, sign: 'down', href: `/api/v1${pathOf(workspace, conversation)}?format=${format}` })),
    { label: 'Delete', sign: 'trash', danger: true, run: () => deleteConversation(workspace, conversation) },
  ]);
}

function row(workspace, conversation) {
  const { snippet } = conversation;
  const name = nameOf(conversation);
  return h('li', { class: 'row', 'data-testid': 'conversation' },
    h('a', { class: 'row-link', href: `#/c/${encodeURIComponent(conversation.id)}`, 'data-id': conversation.id },
      h('span', { class: 'row-name', dir: 'auto', title: name }, name),
      h('span', { class: 'row-note' }, when(conversation.updated_at)),
      snippet ? h('span', { class: 'row-snippet', dir: 'auto', 'data-testid': 'snippet' }, plain(snippet.before).slice(-24), h('mark', {}, snippet.found), plain(snippet.after)) : null),
    h('button', {
      type: 'button', class: 'icon-button row-action', 'aria-label': `Actions: ${name}`, 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'data-testid': 'conversation-actions',
      onclick: ({ currentTarget }) => openActions(currentTarget, workspace, conversation),
    }, icon('more')));
}

/** Marks the row of the open conversation. */
export function markCurrent() {
  const route = currentRoute();
  for (const link of document.querySelectorAll('.row-link[data-id]')) {
    const current = route.view === 'chat' && link.dataset.id === route.id;
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  byId('conversation-menu').hidden = route.view !== 'chat' || !route.id;
}

function moreButton(workspace, next) {
  const button = h('button', { type: 'button', class: 'button quiet small', onclick: async () => {
    button.disabled = true;
    try {
      const page = await read(workspace, next);
      if (workspace !== state.workspace) return;
      button.parentElement.replaceWith(...rows(workspace, page));
      markCurrent();
    } catch (error) {
      button.replaceWith(problemNotice(error, [{ label: 'Retry', run: loadConversations }]));
    }
  } }, 'Show more');
  return h('li', { class: 'row-more' }, button);
}

function rows(workspace, { conversations, next }) {
  for (const one of conversations) listed.set(one.id, one);
  return [...conversations.map((conversation) => row(workspace, conversation)), ...(next ? [moreButton(workspace, next)] : [])];
}

function read(workspace, cursor) {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (words()) query.set('q', words());
  if (cursor) query.set('cursor', cursor);
  return getJson(`${at('workspaces', workspace.id, 'conversations')}?${query}`);
}

/** Reads the list again. */
export async function loadConversations() {
  const workspace = state.workspace;
  asked += 1;
  const turn = asked;
  try {
    const page = await read(workspace);
    if (workspace !== state.workspace || turn !== asked) return;
    list().parentElement.querySelectorAll('.problem').forEach((notice) => notice.remove());
    listed = new Map();
    const nothing = words() ? 'Nothing found. Try fewer words.' : 'None yet. Ask your first question.';
    fill(list(), page.conversations.length ? rows(workspace, page) : h('li', { class: 'row-empty' }, nothing));
    if (words()) announce(page.conversations.length ? `${page.conversations.length}${page.next ? ' or more' : ''} found.` : nothing);
    markCurrent();
  } catch (error) {
    if (turn === asked) fill(list(), h('li', {}, problemNotice(error, [{ label: 'Retry', run: loadConversations }])));
  }
}

export function startConversations() {
  on('workspace', () => {
    byId('conversation-search').value = '';
    loadConversations();
  });
  on('conversations', loadConversations);
  byId('conversation-search').addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(loadConversations, 200);
  });
  byId('conversation-menu').addEventListener('click', ({ currentTarget }) => {
    const { id } = currentRoute();
    openActions(currentTarget, state.workspace, listed.get(id) ?? { id, title: byId('title').textContent });
  });
  byId('conversation-menu').setAttribute('aria-haspopup', 'menu');
  byId('conversation-menu').setAttribute('aria-expanded', 'false');
}
