// Why: failures are shown where they happen, in plain words, with a way on.

import { asProblem } from './api.js';
import { h } from './dom.js';
import { icon } from './icon.js';

/** An alert for a failure; `actions` are `{label, run}` and the first one is the main one. */
export function problemNotice(error, actions = []) {
  const problem = asProblem(error);
  const buttons = actions.map(({ label, run }, place) => h('button', { type: 'button', class: place === 0 ? 'button' : 'button quiet', onclick: run }, place === 0 ? icon('retry') : null, label));
  return h('div', { class: 'notice problem', role: 'alert', 'data-testid': 'problem' },
    icon('alert'),
    h('div', { class: 'notice-text' },
      h('p', { class: 'notice-title' }, problem.title),
      problem.detail ? h('p', {}, problem.detail) : null,
      buttons.length ? h('div', { class: 'notice-actions' }, buttons) : null));
}

/** Warnings that came with an answer; they are part of it, so they are not alerts. */
export function warningNotice(warnings) {
  if (!Array.isArray(warnings) || warnings.length === 0) return null;
  return h('div', { class: 'notice warning', role: 'note', 'data-testid': 'warnings' },
    icon('alert'),
    h('div', { class: 'notice-text' }, warnings.map((warning) => h('p', {}, String(warning)))));
}
