// Why: one answer, from its first streamed block to its sources: what it says, how it was made, and where each part is from.

import { renderBlocks } from './blocks.js';
import { Card } from './card.js';
import { placeOf } from './citation.js';
import { copyAnswer } from './copy.js';
import { announce, fill, h } from './dom.js';
import { icon } from './icon.js';
import { problemNotice, warningNotice } from './notice.js';
import { openCitation } from './panel.js';
import { state } from './state.js';

const MODES = {
  composed: ['Composed from sources', 'check', 'Each sentence was taken from a source by code; no model wrote it.'],
  generated: ['Written by a model, checked', 'check', 'A language model wrote this from the sources, and code checked it against them.'],
};
const PARTIAL = ['Partly answered', 'half', 'The sources cover only part of the question.'];
const STOPPED = ['Stopped', 'half', 'The answer was stopped before it was whole.'];
const REFUSED = ['Not answered: no source', 'none', 'No source supports an answer, so none was given.'];

function badge([label, sign, why], kind) {
  return h('span', { class: `badge ${kind}`, title: why, 'data-testid': 'badge' }, icon(sign), label);
}

function badges(answer) {
  if (answer.stopped) return [badge(STOPPED, 'partial')];
  if (answer.verdict === 'refused') return [badge(REFUSED, 'refused')];
  const made = MODES[answer.mode] ? badge(MODES[answer.mode], 'answered') : null;
  return answer.verdict === 'partial' ? [badge(PARTIAL, 'partial'), made] : [made];
}

function sourceRow(citation, open) {
  const place = placeOf(citation);
  return h('li', {},
    h('button', { type: 'button', class: 'source', 'data-testid': 'source', onclick: open },
      h('span', { class: 'source-number' }, String(citation.n)),
      h('span', { class: 'source-text' },
        citation.ref ? h('span', { class: 'source-ref' }, citation.ref) : null,
        h('span', { class: 'source-title' }, citation.title || citation.source),
        place ? h('span', { class: 'source-place' }, place) : null)));
}

/** An answer's element and the moves that a stream or a stored message makes on it. */
export class Answer {
  #citations = [];
  #streamed = [];
  #meta = h('div', { class: 'answer-meta' });
  #body = h('div', { class: 'prose answer-body', 'aria-live': 'polite', 'aria-busy': 'true' });
  #foot = h('div', { class: 'answer-foot' });
  #does;

  /** `does` has `ask(question)`, which a follow-up chip does, and `again()`, which makes the answer anew, and `left()`, where what was sent is told. */
  constructor(does) {
    this.#does = does;
    this.node = h('div', { class: 'answer', 'data-testid': 'answer', 'data-state': 'waiting' }, this.#meta, this.#body, this.#foot);
  }

  #say(text) {
    fill(this.#meta, h('span', { class: 'working' }, h('span', { class: 'pulse', 'aria-hidden': 'true' }), text));
  }

  #cite(n) {
    const citation = this.#citations.find((candidate) => candidate.n === n);
    // A mark without a source must not look like proof.
    if (!citation) return `[${n}]`;
    const name = [citation.ref, citation.title].filter(Boolean).join(' ');
    const bracket = (mark) => h('span', { class: 'bracket', 'aria-hidden': 'true' }, mark);
    return h('button', {
      type: 'button', class: 'cite', 'data-testid': 'cite', 'aria-label': `Source ${n}: ${name}`,
      onclick: (event) => this.#open(n, event.currentTarget),
    }, bracket('['), String(n), bracket(']'));
  }

  #open(n, opener) {
    const place = this.#citations.findIndex((citation) => citation.n === n);
    if (place >= 0) openCitation(this.#citations, place, opener);
  }

  #render(blocks) {
    return renderBlocks(blocks, { cite: (n) => this.#cite(n) });
  }

  /** The question is on its way; clears what an earlier attempt left. */
  start() {
    this.#citations = [];
    this.#streamed = [];
    fill(this.#body);
    fill(this.#foot);
    this.#body.setAttribute('aria-busy', 'true');
    this.node.dataset.state = 'waiting';
    this.#say('Looking through the sources…');
  }

  evidence(citations) {
    this.#citations = Array.isArray(citations) ? citations : [];
    const count = this.#citations.length;
    if (count > 0) this.#say(`${count} ${count === 1 ? 'passage' : 'passages'} found, writing the answer…`);
  }

  append(blocks) {
    this.node.dataset.state = 'streaming';
    this.#streamed.push(...(Array.isArray(blocks) ? blocks : []));
    this.#body.append(...this.#render(blocks));
  }

  /** Shows the final answer; what was streamed stays untouched when it is the same. */
  finish(answer, { quiet = false } = {}) {
    this.#citations = Array.isArray(answer.citations) ? answer.citations : [];
    this.#body.setAttribute('aria-busy', 'false');
    if (quiet || JSON.stringify(answer.blocks) !== JSON.stringify(this.#streamed)) fill(this.#body, this.#render(answer.blocks));
    this.node.dataset.state = 'done';
    this.node.dataset.verdict = String(answer.verdict);
    fill(this.#meta, badges(answer));
    fill(this.#foot, warningNotice(answer.warnings), this.#cards(answer), this.#sources(), this.#actions(answer), this.#suggestions(answer));
    if (!quiet && answer.stopped) announce('Stopped.');
    else if (!quiet) announce(answer.verdict === 'refused' ? 'Not answered: no source supports an answer.' : `Answer ready with ${this.#citations.length} sources.`);
  }

  /** A stored message without structure. */
  plain(text) {
    this.#body.setAttribute('aria-busy', 'false');
    this.node.dataset.state = 'done';
    fill(this.#body, String(text ?? '').split(/\n{2,}/).map((part) => h('p', {}, part)));
  }

  /** The attempt ended without an answer: `error` is null when nothing failed, and then `word` says why. */
  end(error, actions, word = 'Stopped.') {
    this.#body.setAttribute('aria-busy', 'false');
    this.node.dataset.state = error ? 'failed' : 'stopped';
    const partial = this.#streamed.length > 0;
    fill(this.#meta, partial ? h('span', { class: 'badge partial' }, icon('half'), 'Incomplete') : null);
    if (error) {
      fill(this.#foot, problemNotice(error, actions));
      return;
    }
    const buttons = actions.map(({ label, run }, place) => h('button', { type: 'button', class: place === 0 ? 'button small' : 'button small quiet', onclick: run }, label));
    fill(this.#foot, h('div', { class: 'stopped' }, h('span', {}, word), buttons));
  }

  #cards(answer) {
    const actions = Array.isArray(answer.actions) ? answer.actions : [];
    // A card of a conversation in no workspace cannot be sent.
    return actions.filter((action) => !String(action.request?.path).includes('{')).map((action) => new Card(action, (text) => this.#does.ask(text)).node);
  }

  #sources() {
    if (this.#citations.length === 0) return null;
    const rows = this.#citations.map((citation) => sourceRow(citation, (event) => this.#open(citation.n, event.currentTarget)));
    return h('section', { class: 'sources', 'aria-label': 'Sources of this answer' }, h('h3', {}, 'Sources'), h('ol', {}, rows));
  }

  #actions(answer) {
    const label = h('span', {}, 'Copy as Markdown');
    const anew = h('button', { type: 'button', class: 'button quiet', 'data-testid': 'regenerate', onclick: () => this.#does.again() }, icon('retry'), 'Answer anew');
    // The message has its id only when it is stored, so the address is found when it is wanted.
    const left = h('a', { class: 'button quiet', href: '#/leaving', 'data-testid': 'left', onclick: () => left.setAttribute('href', this.#does.left()) }, icon('shield'), 'What left this machine');
    return h('div', { class: 'answer-actions' }, anew, state.session?.mode === 'generated' ? left : null, h('button', {
      type: 'button', class: 'button quiet', 'data-testid': 'copy',
      onclick: async () => {
        const copied = await copyAnswer(answer);
        label.textContent = copied ? 'Copied' : 'The browser refused to copy';
        announce(label.textContent);
        setTimeout(() => { label.textContent = 'Copy as Markdown'; }, 2500);
      },
    }, icon('copy'), label));
  }

  #suggestions(answer) {
    const questions = Array.isArray(answer.suggestions) ? answer.suggestions : [];
    if (questions.length === 0) return null;
    const chips = questions.map((question) => h('li', {}, h('button', {
      type: 'button', class: 'chip', 'data-testid': 'suggestion', onclick: () => this.#does.ask(String(question)),
    }, icon('arrow'), String(question))));
    return h('section', { class: 'suggestions', 'aria-label': 'Follow-up questions' }, h('ul', {}, chips));
  }
}
