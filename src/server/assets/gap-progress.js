// Why: an analysis of many documents takes minutes; one who waits wants to see it move and be able to stop it.

import { at, postJson, send } from './api.js';
import { announce, fill, h } from './dom.js';
import { count } from './gap-words.js';
import { problemNotice } from './notice.js';
import { currentRoute } from './router.js';
import { readEvents } from './sse.js';
import { state } from './state.js';

const AGAIN = 1500;
const number = new Intl.NumberFormat('en');
const ENDED = ['done', 'failed', 'cancelled'];

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** What a job does, in a sentence. */
export function words({ state: now, done, total, detail }) {
  if (now === 'queued') return 'Waiting for another analysis to end…';
  const [at, all] = [number.format(done), number.format(total)];
  if (detail === 'reading checks') return `Preparing the checks, once on this machine: ${at} of ${all}`;
  if (detail === 'reading requirements') return `The language model reads the passages: ${at} of ${all} requirements`;
  if (total > 0 && done >= total) return `${all} statements read; now each is held against the checks…`;
  if (total > 0) return `Reading the documents: ${at} of ${all} statements`;
  return 'Reading the documents…';
}

/** Tells `tell` of each change until the job has ended; false when the user has left before. */
export async function follow(job, isHere, tell) {
  const stop = new AbortController();
  const leave = () => { if (!isHere()) stop.abort(); };
  addEventListener('hashchange', leave);
  try {
    while (isHere()) {
      const response = await send('GET', at('jobs', job), { accept: 'text/event-stream', signal: stop.signal });
      for await (const { data } of readEvents(response)) {
        if (!isHere()) return false;
        tell(data);
        if (ENDED.includes(data.state)) return true;
      }
      // A stream that ends early, as when the server is started again, is asked for once more.
      await pause(AGAIN);
    }
    return false;
  } finally {
    removeEventListener('hashchange', leave);
    stop.abort();
  }
}

/** Fills `place` with an analysis that is being made; `then` is called when it has ended. */
export async function showProgress(place, analysis, then) {
  const path = at('workspaces', state.workspace.id, 'gap-analyses', analysis.id);
  const bar = h('progress', { class: 'gap-progress', 'aria-label': 'Progress of the analysis' });
  const note = h('p', { class: 'gap-progress-note' }, 'Starting…');
  const trouble = h('div', {});
  const stop = h('button', {
    type: 'button', class: 'button', 'data-testid': 'gap-cancel',
    onclick: async () => {
      stop.disabled = true;
      try {
        await postJson(`${path}/cancel`, {});
        announce('The analysis was cancelled.');
        then();
      } catch (error) {
        stop.disabled = false;
        fill(trouble, problemNotice(error));
      }
    },
  }, 'Cancel');
  const page = h('div', { class: 'page gap', 'data-testid': 'gap-progress' },
    h('p', { class: 'page-kicker' }, 'Gap analysis'),
    h('h2', { class: 'page-title' }, `Analysing ${count(analysis.documents.length, 'document')}`),
    bar, note,
    h('p', { class: 'gap-actions' }, stop), trouble,
    h('p', { class: 'gap-lead' }, 'You can leave this page. The analysis goes on, and its report will be listed here.'),
    h('ul', { class: 'gap-files plain' }, analysis.documents.map((document) => h('li', { dir: 'auto' }, document.name))));
  fill(place, page);
  // A hidden view keeps its nodes, so the address decides whether anybody is looking.
  const isHere = () => page.isConnected && currentRoute().view === 'gap' && currentRoute().id === analysis.id;
  try {
    const ended = await follow(analysis.job, isHere, (job) => {
      note.textContent = words(job);
      if (job.state === 'running' && job.total > 0 && job.done < job.total) {
        bar.max = job.total;
        bar.value = job.done;
      } else {
        bar.removeAttribute('value');
      }
    });
    if (ended && isHere()) {
      announce('The analysis has ended.');
      then();
    }
  } catch (error) {
    if (isHere()) fill(trouble, problemNotice(error, [{ label: 'Look again', run: then }]));
  }
}
