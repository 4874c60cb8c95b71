// Why: adding documents by button or by dropping them, and following each until it can be asked about.

import { asProblem, at, getJson, Problem, send } from './api.js';
import { announce, byId, h } from './dom.js';
import { icon } from './icon.js';
import { emit, on, state } from './state.js';

const TYPES = /\.(md|markdown|txt|text|pdf|docx|docm|dotx|xlsx|xlsm|xltx|odt|csv|tsv|html?|json)$/i;
const JOB_PAUSE = 700;

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

function progressRow(name) {
  const bar = h('progress', { 'aria-label': `Progress of ${name}` });
  const note = h('span', { class: 'upload-note' }, 'Uploading…');
  const close = h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Dismiss', hidden: true }, icon('close'));
  const node = h('li', { class: 'upload', 'data-testid': 'upload' },
    h('span', { class: 'upload-name', dir: 'auto' }, name), close, bar, note);
  close.addEventListener('click', () => node.remove());
  (byId('gap-uploads') ?? byId('upload-list')).append(node);
  return {
    progress({ done, total }) {
      bar.max = Math.max(1, Number(total) || 1);
      bar.value = Number(done) || 0;
      note.textContent = total > 1 ? `Reading ${done} of ${total}` : 'Reading…';
    },
    fail(error) {
      const problem = asProblem(error);
      node.classList.add('failed');
      node.setAttribute('role', 'alert');
      bar.remove();
      note.textContent = [problem.title, problem.detail].filter(Boolean).join('. ');
      close.hidden = false;
    },
    done() {
      announce(`${name} was added.`);
      node.remove();
    },
  };
}

async function follow(job, row) {
  for (;;) {
    const status = await getJson(at('jobs', job));
    row.progress(status);
    if (status.state === 'done') return;
    if (status.state === 'failed') throw new Problem({ title: 'The file could not be read', detail: status.detail });
    await pause(JOB_PAUSE);
  }
}

async function upload(workspace, file) {
  const row = progressRow(file.name);
  try {
    if (!TYPES.test(file.name)) {
      throw new Problem({ title: 'This kind of file cannot be read yet', detail: 'Annexa reads PDF, Word, Excel, OpenDocument, HTML, CSV, JSON, Markdown and plain text.' });
    }
    const form = new FormData();
    form.append('file', file, file.name);
    const { job } = await (await send('POST', at('workspaces', workspace.id, 'documents'), { form })).json();
    // A gap analysis reads the text, which is there already; only questions need the index.
    if (!byId('gap-uploads')) await follow(job, row);
    row.done();
  } catch (error) {
    row.fail(error);
  }
  emit('documents');
}

async function uploadAll(files) {
  const workspace = state.workspace;
  // One after the other: the order stays the user's, and a bad file names itself.
  for (const file of files) await upload(workspace, file);
}

function startDropping() {
  let depth = 0;
  const curtain = byId('drop');
  const carriesFiles = (event) => event.dataTransfer?.types?.includes('Files');
  const set = (value) => {
    depth = Math.max(0, value);
    curtain.hidden = depth === 0;
    if (depth > 0) byId('drop-target').textContent = state.workspace?.name ?? '';
  };
  addEventListener('dragenter', (event) => { if (carriesFiles(event)) { event.preventDefault(); set(depth + 1); } });
  addEventListener('dragleave', (event) => { if (carriesFiles(event)) set(depth - 1); });
  addEventListener('dragover', (event) => { if (carriesFiles(event)) event.preventDefault(); });
  addEventListener('drop', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    set(0);
    uploadAll([...event.dataTransfer.files]);
  });
}

/** Connects the button, the file picker and the page as a place to drop files. */
export function startUpload() {
  const picker = byId('file');
  byId('document-add').addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    uploadAll([...picker.files]);
    picker.value = '';
  });
  on('workspace', () => byId('upload-list').replaceChildren());
  startDropping();
}
