// Why: what an answer offers to make is made only when the user presses the button here, and the page says how far it is.

import { postJson, send } from './api.js';
import { renderBlocks } from './blocks.js';
import { announce, fill, h } from './dom.js';
import { follow, words } from './gap-progress.js';
import { icon } from './icon.js';
import { problemNotice } from './notice.js';

const BASE = '/api/v1';
const NAMES = { docx: 'Word', pdf: 'PDF', xlsx: 'Excel', csv: 'CSV', html: 'HTML', md: 'Markdown', json: 'JSON' };
const ENDS = { failed: 'The analysis failed.', cancelled: 'The analysis was cancelled.' };
const list = (value) => (Array.isArray(value) ? value : []);
const inApi = (path) => String(path).slice(BASE.length);
/** A request that a click repeats is served once. */
const freshKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
let cards = 0;

const shownValue = (value) => {
  if (Array.isArray(value)) return value.join(', ');
  if (value && typeof value === 'object') return Object.entries(value).map(([name, part]) => `${name.replaceAll('_', ' ')}: ${shownValue(part)}`).join('; ');
  return String(value);
};

/** One field to answer: its likely replies, or free text. */
function entry(missing, id) {
  const choices = list(missing.choices);
  const field = choices.length
    ? h('select', { class: 'field', id }, h('option', { value: '' }, 'Not said'), choices.map((one) => h('option', { value: one.question }, one.label)))
    : h('input', { class: 'field', id, type: 'text', maxlength: '200', autocomplete: 'off', required: missing.required });
  const said = () => {
    const value = field.value.trim();
    if (!value) return null;
    return choices.length ? value : `${missing.field}: ${value.replaceAll(';', ',')}`;
  };
  return { said, node: h('div', { class: 'card-entry' }, h('label', { for: id }, missing.question, missing.required ? h('span', { class: 'card-needed' }, ' Needed') : null), field) };
}

/** The card of one action; `ask(question)` says something in the conversation. */
export class Card {
  #action;
  #ask;
  #key = freshKey();
  #kept = false;
  #made = false;
  #id = `card-${cards += 1}`;
  #status = h('p', { class: 'card-status', role: 'status', 'data-testid': 'card-status' });
  #trouble = h('div', {});
  #result = h('div', { class: 'card-result' });
  #button;

  constructor(action, ask) {
    this.#action = action;
    this.#ask = ask;
    const isAnalysis = action.kind === 'gap-analysis';
    this.#button = h('button', {
      type: 'button', class: 'button primary', 'data-testid': 'card-make', 'aria-describedby': `${this.#id}-why`, onclick: () => this.#make(),
    }, icon('check'), isAnalysis ? 'Analyse' : 'Draft it');
    this.node = h('section', { class: 'card', 'aria-labelledby': `${this.#id}-title`, 'data-testid': 'card', 'data-kind': action.kind },
      h('h3', { id: `${this.#id}-title` }, action.title),
      h('p', { class: 'card-why', id: `${this.#id}-why` }, `${action.why}. Nothing is made before you press the button.`),
      this.#questions(), this.#profile(), this.#preview(),
      h('div', { class: 'card-actions' }, this.#button), this.#status, this.#result, this.#trouble);
    this.#draw();
  }

  #draw() {
    const open = list(this.#action.missing).some((one) => one.required) || (this.#action.profile?.needed && !this.#kept);
    this.#button.disabled = this.#made || Boolean(open);
  }

  #say(text) {
    this.#status.textContent = text;
  }

  #questions() {
    const missing = list(this.#action.missing);
    if (missing.length === 0) return null;
    const documents = missing.find((one) => one.field === 'documents');
    if (documents) {
      const choices = list(documents.choices);
      return choices.length === 0 ? null : h('div', { class: 'card-questions', role: 'group', 'aria-label': documents.question },
        h('p', {}, documents.question),
        h('ul', { class: 'chips' }, choices.map((one) => h('li', {}, h('button', {
          type: 'button', class: 'chip', 'data-testid': 'card-choice', onclick: () => this.#ask(one.question),
        }, one.label)))));
    }
    const entries = missing.map((one, place) => entry(one, `${this.#id}-${place}`));
    return h('form', {
      class: 'card-questions', 'data-testid': 'card-questions',
      onsubmit: (event) => {
        event.preventDefault();
        const said = entries.map((one) => one.said()).filter(Boolean);
        if (said.length > 0) this.#ask(said.join('; '));
      },
    }, h('p', {}, missing.some((one) => one.required) ? 'Before it can be made:' : 'Stays open unless you say it:'),
    entries.map((one) => one.node), h('button', { type: 'submit', class: 'button small', 'data-testid': 'card-say' }, 'Say it in the conversation'));
  }

  #profile() {
    const change = this.#action.profile;
    if (!change) return null;
    const keep = h('button', {
      type: 'button', class: 'button', 'data-testid': 'card-keep',
      onclick: async () => {
        keep.disabled = true;
        fill(this.#trouble);
        try {
          const reply = await send(change.request.method === 'PATCH' ? 'PATCH' : 'PUT', inApi(change.request.path), { json: change.request.body });
          const kept = await reply.json();
          this.#kept = true;
          keep.textContent = 'Saved';
          this.#say(kept.lost_comments ? 'The profile was saved. Its file had to be written anew, so its comments are gone.' : 'The profile was saved.');
          this.#draw();
        } catch (error) {
          keep.disabled = false;
          fill(this.#trouble, problemNotice(error));
        }
      },
    }, 'Save to the profile');
    if (!change.request.body) return null;
    return h('div', { class: 'card-profile', 'data-testid': 'card-profile' },
      h('p', {}, 'What you said of the company. The profile changes only if you save it:'),
      h('dl', {}, list(change.changes).map((one) => [h('dt', {}, one.field.replaceAll(/[._]/g, ' ')), h('dd', { dir: 'auto' }, shownValue(one.value))])), keep);
  }

  #preview() {
    const blocks = list(this.#action.preview_blocks);
    if (blocks.length === 0) return null;
    return h('details', { class: 'card-preview', 'data-testid': 'card-preview' },
      h('summary', {}, icon('right'), 'How it would begin'), h('div', { class: 'prose' }, renderBlocks(blocks, { cite: (n) => `[${n}]` })));
  }

  async #make() {
    this.#made = true;
    this.#draw();
    fill(this.#trouble);
    const { kind, request } = this.#action;
    this.#say(kind === 'gap-analysis' ? 'The analysis is being asked for…' : 'The document is being drafted…');
    try {
      const made = await postJson(inApi(request.path), request.body, this.#key);
      if (kind === 'gap-analysis') await this.#analysed(made);
      else this.#drafted(made);
    } catch (error) {
      this.#made = false;
      this.#say('');
      this.#draw();
      fill(this.#trouble, problemNotice(error, [{ label: 'Try again', run: () => this.#make() }]));
    }
  }

  /** Follows an analysis to its end; its page can be opened from the beginning. */
  async #analysed({ id, job }) {
    const bar = h('progress', { class: 'gap-progress', 'aria-label': 'Progress of the analysis' });
    const link = h('a', { class: 'button', href: `#/gap/${encodeURIComponent(id)}`, 'data-testid': 'card-link' }, 'Open the analysis');
    fill(this.#result, bar, link);
    let end = 'done';
    let said = '';
    const ended = await follow(job, () => this.node.isConnected, (now) => {
      end = now.state;
      // Counts would be read out without end, so only the kind of work is said.
      const text = words(now).replace(/:.*$/s, '…');
      if (text !== said) this.#say(text);
      said = text;
      if (now.state === 'running' && now.total > 0) {
        bar.max = now.total;
        bar.value = now.done;
      }
    });
    if (!ended) return;
    bar.remove();
    this.#say(ENDS[end] ?? 'The analysis is done.');
    if (end === 'done') link.replaceChildren('Open the report');
  }

  #drafted({ id }) {
    const path = `${this.#action.request.path}/${encodeURIComponent(String(id))}`;
    this.#say(`${this.#action.title}: drafted.`);
    announce('The document was drafted.');
    const family = path.split('/').at(-2);
    const place = family === 'soa' || family === 'risks' ? `#/${family}` : `#/${family}/${encodeURIComponent(String(id))}`;
    fill(this.#result, h('p', {}, h('a', { class: 'button primary', href: place, 'data-testid': 'card-link' }, 'Open it', icon('arrow'))), h('div', { class: 'gap-downloads', role: 'group', 'aria-label': 'Take the document home' },
      list(this.#action.formats).map((format) => h('a', { class: 'button small', href: `${path}?format=${format}`, download: true, 'data-testid': `card-${format}` }, icon('down'), NAMES[format] ?? format))));
  }
}
