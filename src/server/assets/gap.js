// Why: the gap analysis: choose documents, watch it being made, read what came of it.

import { asProblem, at, getJson } from './api.js';
import { fill, h } from './dom.js';
import { showProgress } from './gap-progress.js';
import { showReport } from './gap-report.js';
import { showStart, watchDocuments } from './gap-start.js';
import { moment } from './gap-words.js';
import { problemNotice } from './notice.js';
import { currentRoute, go } from './router.js';
import { state } from './state.js';

/** The address of an analysis. */
const pathOf = (id) => at('workspaces', state.workspace.id, 'gap-analyses', id);

function ended(place, analysis) {
  const failed = analysis.state === 'failed';
  const back = () => go('#/gap');
  fill(place, h('div', { class: 'page gap', 'data-testid': 'gap-ended' },
    h('p', { class: 'page-kicker' }, `Gap analysis of ${moment(analysis.created)}`),
    h('h2', { class: 'page-title' }, failed ? 'This analysis failed' : 'This analysis was cancelled'),
    h('p', { class: 'gap-lead' }, failed ? `${asProblem(new Error(analysis.problem)).detail}` : 'Nothing of it was kept.'),
    h('p', { class: 'gap-actions' }, h('button', { type: 'button', class: 'button primary', onclick: back }, 'Start another one'))));
}

/** Fills `place` with the start of an analysis, or with the one that `id` names, opened at requirement `item`. */
export async function showGap(place, id, item) {
  if (!id) {
    await showStart(place);
    return;
  }
  fill(place, h('p', { class: 'loading', role: 'status' }, 'Opening the analysis…'));
  try {
    const analysis = await getJson(pathOf(id));
    if (currentRoute().view !== 'gap' || currentRoute().id !== id) return;
    if (analysis.state === 'done') showReport(place, analysis, item);
    else if (analysis.state === 'queued' || analysis.state === 'running') await showProgress(place, analysis, () => showGap(place, id));
    else ended(place, analysis);
  } catch (error) {
    fill(place, problemNotice(error, [
      { label: 'Retry', run: () => showGap(place, id, item) },
      { label: 'All analyses', run: () => go('#/gap') },
    ]));
  }
}

export const startGap = watchDocuments;
