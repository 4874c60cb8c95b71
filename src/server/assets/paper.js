// Why: a policy or an audit paper is read as it will be printed, and written as Markdown beside its picture.

import { read, versionsOf, write } from './artefact.js';
import { headOf } from './artefact-head.js';
import { renderBlocks } from './blocks.js';
import { announce, fill, h } from './dom.js';
import { icon } from './icon.js';
import { count, day } from './isms-words.js';
import { problemNotice } from './notice.js';
import { hold, opening } from './place.js';
import { go } from './router.js';
import { saveBar } from './savebar.js';
import { emit } from './state.js';
import { showVersions } from './versions.js';
import { call } from './wire.js';
import { workOn } from './working.js';

const OPEN = /\[decide[^\]]*\]/gi;
const PAUSE = 350;

/** The decisions that a draft leaves to people. */
const openIn = (text) => [...String(text).matchAll(OPEN)];

const blocksOf = async (text) => (await call('POST', '/blocks', { body: text, type: 'text/plain' })).data.blocks;

/** The title block of a document is a table of two columns; a heading of its own would stand there twice. */
function shown(blocks) {
  const first = blocks[0];
  const rest = first?.type === 'heading' && first.level === 1 ? blocks.slice(1) : blocks;
  return renderBlocks(rest);
}

/** Marks what is still to be decided, so that it is found in a long text, and tells its tables apart. */
function finish(node) {
  node.querySelectorAll('.table-frame').forEach((frame, at) => frame.setAttribute('aria-label', `Table ${at + 1}`));
  for (const strong of node.querySelectorAll('strong')) {
    if (/^\[decide/i.test(strong.textContent)) strong.classList.add('to-decide');
  }
}

function readers(acknowledgements, version) {
  if (version.state !== 'approved') return null;
  const own = acknowledgements.filter((one) => one.version === version.version);
  const older = new Map(acknowledgements.filter((one) => one.version < version.version && !own.some((now) => now.person === one.person)).map((one) => [one.person, one]));
  return h('section', { class: 'gap-section', 'aria-labelledby': 'readers-title', 'data-testid': 'readers' },
    h('h3', { id: 'readers-title' }, 'Who has read it', h('span', { class: 'count' }, String(own.length))),
    own.length || older.size ? h('ul', { class: 'readers' },
      own.map((one) => h('li', {}, icon('check'), h('span', { dir: 'auto' }, one.person), h('span', { class: 'row-note' }, `this version, ${day(one.at)}`))),
      [...older.values()].map((one) => h('li', { class: 'is-old' }, icon('half'), h('span', { dir: 'auto' }, one.person), h('span', { class: 'row-note' }, `version ${one.version} only, ${day(one.at)}`))))
      : h('p', { class: 'nothing' }, 'Nobody yet. Whoever it binds presses Acknowledge and gives their name.'));
}

function showReading(place, { artefact, list, kind, head, blocks, stale, work }) {
  const open = openIn(artefact.content).length;
  const text = h('article', { class: 'prose paper', 'data-testid': 'paper-text', 'aria-label': artefact.title }, shown(blocks));
  finish(text);
  const edit = `#/${artefact.family}/${encodeURIComponent(artefact.id)}/edit`;
  fill(place, h('div', { class: 'page isms', 'data-testid': 'paper-view' },
    h('p', { class: 'page-kicker' }, h('a', { href: `#/${artefact.family}` }, kind.all)),
    h('h2', { class: 'page-title', dir: 'auto' }, artefact.title),
    head.node,
    stale ? h('p', { class: 'notice warning', role: 'note' }, icon('alert'), h('span', {}, stale)) : null,
    work.isChanged ? h('p', { class: 'notice warning', role: 'note' }, icon('alert'), h('span', {}, 'You have changes that are not saved. ', h('a', { href: edit }, 'Go on with them'))) : null,
    open ? h('p', { class: 'isms-question', role: 'note' }, icon('alert'), h('span', {}, `${count(open, 'decision')} in it ${open === 1 ? 'is' : 'are'} still yours. `, h('a', { href: edit }, 'Answer them in the text'))) : null,
    text, readers(list.acknowledgements, artefact)));
}

class Editor {
  #place;
  #artefact;
  #work;
  #field;
  #preview = h('div', { class: 'prose paper-preview', tabindex: '0', role: 'region', 'aria-label': 'Preview' });
  #left = h('span', { class: 'isms-soft', role: 'status' });
  #bar;
  #timer = 0;
  #asked = 0;

  constructor(place, artefact, work, next) {
    this.#place = place;
    this.#artefact = artefact;
    this.#work = work;
    this.#field = h('textarea', { class: 'field paper-source', id: 'paper-source', spellcheck: 'true', dir: 'auto', 'data-testid': 'paper-source' });
    this.#field.value = work.content.text;
    this.#field.addEventListener('input', () => {
      work.content.text = this.#field.value;
      this.#bar.draw();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#draw(), PAUSE);
    });
    const away = `#/${artefact.family}/${encodeURIComponent(artefact.id)}`;
    this.#bar = saveBar({
      said: () => (work.isChanged ? 'The text is changed.' : ''), word: () => `Save as version ${next}`,
      save: async () => {
        await write(artefact.family, artefact.id, work.version, work.content.text);
        work.discard();
        go(away);
      },
      discard: () => { work.discard(); go(away); },
      conflict: () => [{ label: 'Read theirs, keep mine here', run: () => showPaper(place, artefact.family, artefact.id, 'edit') }],
    });
  }

  async #draw() {
    const turn = this.#asked += 1;
    const open = openIn(this.#field.value).length;
    this.#left.textContent = open ? `${count(open, 'decision')} left` : 'No decision left';
    try {
      const blocks = await blocksOf(this.#field.value);
      if (turn !== this.#asked) return;
      const top = this.#preview.scrollTop;
      fill(this.#preview, renderBlocks(blocks));
      finish(this.#preview);
      this.#preview.scrollTop = top;
    } catch (error) {
      if (turn === this.#asked) fill(this.#preview, problemNotice(error, [{ label: 'Retry', run: () => this.#draw() }]));
    }
  }

  #toNext() {
    const found = openIn(this.#field.value);
    const next = found.find((one) => one.index > this.#field.selectionStart) ?? found[0];
    if (!next) { announce('No decision is left.'); return; }
    // The marks around it go with it when it is answered.
    const around = (at, by) => (this.#field.value.slice(at, at + 2) === '**' ? by : 0);
    const from = next.index - around(next.index - 2, 2);
    const to = next.index + next[0].length + around(next.index + next[0].length, 2);
    this.#field.focus();
    this.#field.setSelectionRange(from, from);
    this.#field.blur();
    this.#field.focus();
    this.#field.setSelectionRange(from, to);
  }

  show(kind, stale) {
    fill(this.#place, h('div', { class: 'page isms wide-page', 'data-testid': 'paper-editor' },
      h('p', { class: 'page-kicker' }, h('a', { href: `#/${this.#artefact.family}` }, kind.all), h('a', { href: `#/${this.#artefact.family}/${encodeURIComponent(this.#artefact.id)}` }, 'Back to reading')),
      h('h2', { class: 'page-title', dir: 'auto' }, `Edit: ${this.#artefact.title}`),
      stale ? h('p', { class: 'notice warning', role: 'note' }, icon('alert'), h('span', {}, stale)) : null,
      h('div', { class: 'editor' },
        h('div', { class: 'editor-side' }, h('div', { class: 'editor-head' }, h('label', { for: 'paper-source' }, 'Text in Markdown'), this.#left,
          h('button', { type: 'button', class: 'button small', 'data-testid': 'next-open', onclick: () => this.#toNext() }, 'Next decision', icon('right'))), this.#field),
        h('div', { class: 'editor-side' }, h('div', { class: 'editor-head' }, h('span', {}, 'As it will look')), this.#preview)),
      this.#bar.node));
    this.#bar.draw();
    this.#draw();
  }
}

/** Fills `place` with a policy or an audit paper; `part` is `edit` or `versions`. */
export async function showPaper(place, family, id, part) {
  const is = hold();
  const kind = { policies: { all: 'Policies', the: 'the policy' }, audits: { all: 'Audit', the: 'the paper' } }[family];
  const address = `#/${family}/${encodeURIComponent(id)}`;
  if (part === 'versions') { await showVersions(place, family, id, { href: address, label: 'Back to the text' }); return; }
  const back = opening(place, part === 'edit' ? 'paper-editor' : 'paper-view', 'Opening the document…');
  try {
    const [artefact, list] = await Promise.all([read(family, id), versionsOf(family, id)]);
    if (!is()) return;
    const work = workOn({ id: artefact.id, version: artefact.version, content: { text: artefact.content } });
    let stale = '';
    if (work.version !== artefact.version) {
      work.rebase(artefact.version, { text: artefact.content });
      stale = `Version ${artefact.version} was saved meanwhile. Your text is shown; compare the two under Versions before you save over it.`;
    }
    emit('title', artefact.title);
    if (part === 'edit') {
      new Editor(place, artefact, work, list.versions[0].version + 1).show(kind, stale);
      return;
    }
    const blocks = await blocksOf(artefact.content);
    if (!is()) return;
    const head = headOf({
      family, artefact, versions: list.versions, words: kind, place: address, order: family === 'policies' ? { kind: artefact.kind } : null,
      reload: () => showPaper(place, family, id), isChanged: () => work.isChanged,
      own: h('a', { class: 'button', href: `${address}/edit`, 'data-testid': 'edit' }, icon('pencil'), 'Edit'),
    });
    showReading(place, { artefact, list, kind, head, blocks, stale, work });
    if (artefact.wording) head.node.after(h('p', { class: 'isms-soft', role: 'note', 'data-testid': 'wording' }, artefact.wording.said));
    back();
  } catch (error) {
    if (is()) fill(place, problemNotice(error, [{ label: 'Retry', run: () => showPaper(place, family, id, part) }, { label: `All: ${kind.all.toLowerCase()}`, run: () => go(`#/${family}`) }]));
  }
}
