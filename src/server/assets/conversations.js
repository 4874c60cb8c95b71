// Why: the list of a workspace's conversations: open one, delete one.

import { at, getJson, remove } from './api.js';
import { leaveThread } from './chat.js';
import { confirmDelete } from './dialog.js';
import { byId, fill, h } from './dom.js';
import { icon } from './icon.js';
import { problemNotice } from './notice.js';
import { currentRoute, go } from './router.js';
import { on, state } from './state.js';

const DAY = 24 * 60 * 60 * 1000;
const list = () => byId('conversation-list');

function when(text) {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return '';
  const age = Date.now() - date.getTime();
  if (age < DAY && date.getDate() === new Date().getDate()) return date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (age < 6 * DAY) return date.toLocaleDateString([], { weekday: 'short' });
  return date.toLocaleDateString([], { day: 'numeric', month: 'short' });
}

async function deleteConversation(workspace, { id, title }) {
  if (!(await confirmDelete('Delete this conversation?', `“${title}” and its answers will be deleted for good.`))) return;
  try {
    await remove(at('workspaces', workspace.id, 'conversations', id));
    leaveThread(id);
    if (currentRoute().id === id) go('#/');
    await loadConversations();
  } catch (error) {
    list().before(problemNotice(error));
  }
}

function row(workspace, conversation) {
  const title = conversation.title || 'New conversation';
  return h('li', { class: 'row' },
    h('a', { class: 'row-link', href: `#/c/${encodeURIComponent(conversation.id)}`, 'data-id': conversation.id },
      h('span', { class: 'row-name', dir: 'auto' }, title),
      h('span', { class: 'row-note' }, when(conversation.updated_at))),
    h('button', {
      type: 'button', class: 'icon-button row-action', 'aria-label': `Delete conversation: ${title}`,
      onclick: () => deleteConversation(workspace, { id: conversation.id, title }),
    }, icon('trash')));
}

/** Marks the row of the open conversation. */
export function markCurrent() {
  const route = currentRoute();
  for (const link of document.querySelectorAll('.row-link[data-id]')) {
    const current = route.view === 'chat' && link.dataset.id === route.id;
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** Reads the list again. */
export async function loadConversations() {
  const workspace = state.workspace;
  try {
    const { conversations } = await getJson(at('workspaces', workspace.id, 'conversations'));
    if (workspace !== state.workspace) return;
    list().parentElement.querySelectorAll('.problem').forEach((notice) => notice.remove());
    fill(list(), conversations.length
      ? conversations.map((conversation) => row(workspace, conversation))
      : h('li', { class: 'row-empty' }, 'None yet. Ask your first question.'));
    markCurrent();
  } catch (error) {
    fill(list(), h('li', {}, problemNotice(error, [{ label: 'Retry', run: loadConversations }])));
  }
}

export function startConversations() {
  on('workspace', loadConversations);
  on('conversations', loadConversations);
}
