// Why: the user should know how far semantic search is, and why it is off, without asking.

import { getJson } from './api.js';
import { byId } from './dom.js';
import { state } from './state.js';

const SOON = 2500;
const LATER = 30_000;

function words({ state: now, done, total, why } = {}) {
  if (now === 'ready') return 'Semantic search: ready';
  if (now === 'computing') return `Semantic search: computing ${Number(done) || 0} of ${Number(total) || 0}`;
  return `Semantic search: off${why ? ` (${why})` : ''}`;
}

function draw() {
  const line = byId('status');
  const { semantic, version, mode } = state.session;
  const text = words(semantic);
  if (line.textContent !== text) line.textContent = text;
  line.dataset.state = semantic?.state ?? 'off';
  byId('version').textContent = `Annexa ${version}`;
  byId('mode').textContent = mode === 'generated' ? 'Answers: written by a model, checked' : 'Answers: composed from sources';
}

/** Reads the session once. */
export async function loadSession() {
  state.session = await getJson('/session');
  draw();
}

/** Keeps the status line fresh: often while vectors are being computed, seldom otherwise. */
export function followSession() {
  const wait = state.session?.semantic?.state === 'computing' ? SOON : LATER;
  setTimeout(async () => {
    if (!document.hidden) {
      try {
        await loadSession();
      } catch {
        byId('status').textContent = 'The server does not answer';
        byId('status').dataset.state = 'off';
      }
    }
    followSession();
  }, wait);
}
