// Why: one answer in the widget: what it says, the passages that it stands on, and what the reader thought of it.

import { renderBlocks } from './blocks.js';
import { announce, fill, h, svg } from './dom.js';

const MADE = { composed: 'Composed from sources', generated: 'Written by a model, checked' };
const list = (value) => (Array.isArray(value) ? value : []);
const icon = (kind, d) => svg('svg', { viewBox: '0 0 16 16', class: kind, 'aria-hidden': 'true' }, svg('path', { d }));
const CHECK = 'M3 8.5l3.2 3.2L13 4.8';
const THUMB = 'M5.2 7.2L7.6 2.3c1 0 1.7.8 1.5 1.8l-.5 2.4h3.5c.9 0 1.5.8 1.3 1.6l-1 4c-.2.6-.7 1-1.3 1H5.2zM5.2 7.2H2.7v5.9h2.5';
const button = (label, onclick, kind = 'small') => h('button', { class: kind, onclick }, label);

// A requirement's page has its id in its title already.
function nameOf({ ref, title, source }) {
  const name = title || source;
  return !ref || name.startsWith(ref) ? name : `${ref} ${name}`;
}

// A page's own first heading repeats its title.
const placeOf = ({ heading, page }) => [...list(heading).slice(1), ...(page ? [`page ${page}`] : [])].join(' › ');

function passage(citation) {
  const place = placeOf(citation);
  return [
    h('h2', { id: 'source-title', tabindex: '-1' }, nameOf(citation)),
    place ? h('p', { class: 'soft' }, place) : null,
    h('blockquote', { class: 'prose' }, renderBlocks(citation.quote_blocks, { plain: true })),
    h('p', { class: 'soft' }, `Word for word from ${citation.source}`),
  ];
}

/** An answer's element and the moves that a stream or a kept answer makes on it. */
export class Answer {
  #citations = [];
  #streamed = [];
  #meta = h('p', { class: 'meta' });
  #body = h('div', { class: 'prose', 'aria-live': 'polite' });
  #foot = h('div', { class: 'after' });
  #does;

  /** `does` has `ask(question)`, `openSource(nodes, opener)` and `rate(message, rating)`. */
  constructor(does) {
    this.#does = does;
    this.node = h('div', {}, this.#meta, this.#body, this.#foot);
  }

  #is(state, said) {
    this.node.dataset.state = state;
    this.#body.setAttribute('aria-busy', String(state === 'waiting' || state === 'streaming'));
    fill(this.#meta, said);
  }

  #open(n, event) {
    const citation = this.#citations.find((one) => one.n === n);
    if (citation) this.#does.openSource(passage(citation), event.currentTarget);
  }

  #render(blocks) {
    const cite = (n) => {
      const citation = this.#citations.find((one) => one.n === n);
      // A mark without a source must not look like proof.
      if (!citation) return `[${n}]`;
      return h('button', { class: 'cite', 'aria-label': `Source ${n}: ${nameOf(citation)}`, onclick: (event) => this.#open(n, event) }, String(n));
    };
    return renderBlocks(blocks, { cite, plain: true });
  }

  start() {
    this.#citations = [];
    this.#streamed = [];
    fill(this.#body);
    fill(this.#foot);
    this.#is('waiting', 'Looking through the sources…');
  }

  evidence(citations) {
    this.#citations = list(citations);
  }

  append(blocks) {
    this.#is('streaming', 'Writing the answer…');
    this.#streamed.push(...list(blocks));
    this.#body.append(...this.#render(blocks));
  }

  /** Shows the whole answer; what was streamed stays untouched when it is the same. */
  finish(answer, quiet = false) {
    this.#citations = list(answer.citations);
    if (JSON.stringify(answer.blocks) !== JSON.stringify(this.#streamed)) fill(this.#body, this.#render(answer.blocks));
    const refused = answer.verdict === 'refused';
    const made = answer.verdict === 'partial' ? 'Partly answered' : MADE[answer.mode];
    this.#is('done', refused ? 'Not answered: no source' : [icon('', CHECK), made]);
    this.node.dataset.verdict = String(answer.verdict);
    const sources = this.#citations.map((citation) => h('li', {}, button([h('b', {}, String(citation.n)), [nameOf(citation), placeOf(citation)].filter(Boolean).join(' · ')], (event) => this.#open(citation.n, event), 'source')));
    const chips = list(answer.suggestions).map((question) => h('li', {}, button(String(question), () => this.#does.ask(question), 'chip')));
    fill(this.#foot,
      list(answer.warnings).map((warning) => h('p', { class: 'warning' }, String(warning))),
      sources.length ? h('ol', { 'aria-label': 'Sources' }, sources) : null,
      answer.id ? this.#thumbs(answer.id) : null,
      chips.length ? h('ul', { class: 'chips', 'aria-label': 'Follow-up questions' }, chips) : null);
    if (!quiet) announce(refused ? 'Not answered: no source supports an answer.' : `Answer ready with ${sources.length} sources.`);
  }

  /** The attempt ended without an answer; `problem` is null when it was stopped. */
  end(problem, again) {
    this.#is(problem ? 'failed' : 'stopped', this.#streamed.length ? 'Incomplete' : null);
    fill(this.#foot, problem
      ? h('div', { class: 'warning', role: 'alert' }, h('b', {}, problem.title), ' ', problem.detail)
      : h('p', { class: 'soft' }, 'Stopped.'),
    h('p', {}, button(problem ? 'Try again' : 'Ask again', again)));
  }

  #thumbs(message) {
    const said = h('span', { class: 'soft' }, 'Did this help?');
    const row = h('div', { class: 'thumbs', role: 'group', 'aria-label': 'Rate this answer' }, said);
    const give = async (rating, reason = '') => {
      try {
        await this.#does.rate(message, { rating, reason });
        said.textContent = 'Thank you.';
      } catch {
        said.textContent = 'That could not be saved.';
      }
      announce(said.textContent);
    };
    const thumb = (rating, name) => h('button', { class: 'bare', 'aria-label': name, 'aria-pressed': 'false', onclick: ({ currentTarget }) => {
      for (const one of row.querySelectorAll('.bare')) one.setAttribute('aria-pressed', String(one === currentTarget));
      row.querySelector('.why')?.remove();
      if (rating === 'down') row.append(this.#why(give));
      give(rating);
    } }, icon(rating, THUMB));
    row.append(thumb('up', 'Helpful'), thumb('down', 'Not helpful'));
    return row;
  }

  #why(give) {
    const field = h('input', { type: 'text', maxlength: '1000', placeholder: 'What was missing? (optional)', 'aria-label': 'What was missing? (optional)' });
    const sent = () => {
      if (field.value.trim()) give('down', field.value);
      why.remove();
    };
    field.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.isComposing) sent(); });
    const why = h('span', { class: 'why' }, field, button('Send', sent));
    return why;
  }
}
