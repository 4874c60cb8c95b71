// Why: choosing the workspace: everything below it in the sidebar, and every question, belongs to it.

import { getJson, postJson } from './api.js';
import { leaveThread } from './chat.js';
import { askName } from './dialog.js';
import { byId, fill, h } from './dom.js';
import { problemNotice } from './notice.js';
import { currentRoute, go, WORKBENCH } from './router.js';
import { emit, memory, state } from './state.js';

const picker = () => byId('workspace');

function draw() {
  fill(picker(), state.workspaces.map((workspace) => h('option', { value: workspace.id }, workspace.name)));
  picker().value = state.workspace?.id ?? '';
  byId('workspace-new').hidden = state.session?.scope !== 'admin';
}

function choose(workspace) {
  state.workspace = workspace;
  memory.set('workspace', workspace.id);
  draw();
  emit('workspace', workspace);
}

function change(workspace) {
  leaveThread();
  choose(workspace);
  const { view } = currentRoute();
  go(WORKBENCH.includes(view) ? `#/${view}` : '#/');
}

async function create() {
  const name = await askName('New workspace', 'Name, for example a company or client');
  if (!name) return;
  try {
    const workspace = await postJson('/workspaces', { name });
    state.workspaces.push(workspace);
    change(workspace);
  } catch (error) {
    const notice = problemNotice(error);
    picker().closest('.workspace').append(notice);
    setTimeout(() => notice.remove(), 12_000);
  }
}

/** Reads the workspaces and takes up the one used last. */
export async function loadWorkspaces() {
  const { workspaces } = await getJson('/workspaces');
  state.workspaces = workspaces;
  const wanted = state.session.workspace ?? memory.get('workspace');
  choose(workspaces.find((workspace) => workspace.id === wanted) ?? workspaces[0]);
}

export function startWorkspaces() {
  picker().addEventListener('change', () => change(state.workspaces.find((workspace) => workspace.id === picker().value)));
  byId('workspace-new').addEventListener('click', create);
}
