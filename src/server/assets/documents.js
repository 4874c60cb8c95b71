// Why: the workspace's own documents: what is there, what is being read, and removing one.

import { at, getJson, remove } from './api.js';
import { confirmDelete } from './dialog.js';
import { byId, fill, h } from './dom.js';
import { icon } from './icon.js';
import { problemNotice } from './notice.js';
import { currentRoute, go } from './router.js';
import { on, state } from './state.js';

const number = new Intl.NumberFormat('en');
const list = () => byId('document-list');
let timer = 0;

async function deleteDocument(workspace, { id, name }) {
  if (!(await confirmDelete('Delete this document?', `“${name}” will be removed from this workspace and no longer searched. Gap analyses keep the passages that they quote until they are deleted.`))) return;
  try {
    await remove(at('workspaces', workspace.id, 'documents', id));
    const route = currentRoute();
    if (route.view === 'document' && route.id === id) go('#/');
    await loadDocuments();
  } catch (error) {
    list().before(problemNotice(error));
  }
}

function row(workspace, item) {
  const note = item.state === 'indexing' ? 'reading…' : `${number.format(Number(item.words) || 0)} words`;
  return h('li', { class: 'row', 'data-testid': 'document' },
    h('a', { class: 'row-link', href: `#/document/${encodeURIComponent(item.id)}` },
      h('span', { class: 'row-name', dir: 'auto', title: item.name }, item.name),
      h('span', { class: 'row-note' }, note)),
    h('button', {
      type: 'button', class: 'icon-button row-action', 'aria-label': `Delete document: ${item.name}`,
      onclick: () => deleteDocument(workspace, item),
    }, icon('trash')));
}

/** The name of a document, as far as the list knows it. */
export async function documentName(workspace, id) {
  const { documents } = await getJson(at('workspaces', workspace.id, 'documents'));
  return documents.find((item) => item.id === id)?.name ?? 'Document';
}

/** Reads the list again, and keeps reading while a document is being indexed. */
export async function loadDocuments() {
  clearTimeout(timer);
  const workspace = state.workspace;
  try {
    const { documents } = await getJson(at('workspaces', workspace.id, 'documents'));
    if (workspace !== state.workspace) return;
    workspace.documents = documents.length;
    list().parentElement.querySelectorAll(':scope > .problem').forEach((notice) => notice.remove());
    fill(list(), documents.length
      ? documents.map((item) => row(workspace, item))
      : h('li', { class: 'row-empty' }, 'None yet. Add or drop your policies.'));
    if (documents.some((item) => item.state === 'indexing')) timer = setTimeout(loadDocuments, 2000);
  } catch (error) {
    fill(list(), h('li', {}, problemNotice(error, [{ label: 'Retry', run: loadDocuments }])));
  }
}

export function startDocuments() {
  on('workspace', loadDocuments);
  on('documents', loadDocuments);
}
