// Why: trust comes from checking; this panel shows the passage that a citation stands on, word for word.

import { controlAddress, renderBlocks } from './blocks.js';
import { placeOf, sectionOf } from './citation.js';
import { byId, fill, h } from './dom.js';
import { icon } from './icon.js';
import { releaseSheet, holdSheet } from './sheet.js';

let opener = null;
/** The citation last opened, so that the document view can check the passage against its quote. */
export let lastCitation = null;

const panel = () => byId('panel');

function onwardButton(citation) {
  if (citation.document) {
    const address = `#/document/${encodeURIComponent(citation.document)}/${Number(citation.start)}-${Number(citation.end)}`;
    return h('a', { class: 'button primary', href: address, 'data-testid': 'open-document' }, 'Open in document', icon('arrow'));
  }
  if (citation.ref) {
    return h('a', { class: 'button primary', href: controlAddress(citation.ref, sectionOf(citation)), 'data-testid': 'open-page' }, 'Open the whole page', icon('arrow'));
  }
  const guide = /^knowledge\/(?:guides|questions)\/([a-z0-9-]+)\.md$/.exec(citation.source ?? '');
  if (guide) {
    const section = sectionOf(citation);
    const address = `#/guide/${guide[1]}${section ? `/${encodeURIComponent(section)}` : ''}`;
    return h('a', { class: 'button primary', href: address, 'data-testid': 'open-page' }, 'Open the whole guide', icon('arrow'));
  }
  return null;
}

function pager(citations, place) {
  const step = (by, name, sign) => h('button', {
    type: 'button', class: 'icon-button', 'aria-label': name, disabled: !citations[place + by],
    onclick: () => show(citations, place + by),
  }, icon(sign));
  return h('div', { class: 'pager' },
    step(-1, 'Previous source', 'left'),
    h('span', { class: 'pager-place' }, `Source ${place + 1} of ${citations.length}`),
    step(1, 'Next source', 'right'));
}

function unmark() {
  opener?.classList.remove('is-open');
}

function show(citations, place) {
  unmark();
  const citation = citations[place];
  lastCitation = citation;
  const heading = h('h2', { id: 'panel-title', tabindex: '-1' },
    citation.ref ? h('span', { class: 'panel-ref' }, citation.ref) : null,
    citation.title || citation.source);
  const where = placeOf(citation);
  const quote = Array.isArray(citation.quote_blocks) && citation.quote_blocks.length
    ? renderBlocks(citation.quote_blocks)
    : h('p', {}, String(citation.quote ?? ''));
  fill(panel(),
    h('header', { class: 'panel-head' },
      pager(citations, place),
      h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close source', onclick: closeCitation }, icon('close'))),
    h('div', { class: 'panel-body' },
      heading,
      where ? h('p', { class: 'panel-place' }, where) : null,
      h('figure', {},
        h('blockquote', { class: 'prose verbatim', 'data-testid': 'citation-quote', tabindex: '0', 'aria-label': 'Quoted passage' }, quote),
        h('figcaption', {}, 'Word for word from ', h('span', { class: 'path' }, citation.source)))),
    h('footer', { class: 'panel-foot' }, onwardButton(citation)));
  heading.focus({ preventScroll: true });
}

/** Opens the panel on something else: `parts` are its nodes, the one with the id `panel-title` names it. */
export function openPanel(parts, from) {
  unmark();
  opener = from;
  panel().hidden = false;
  document.body.classList.add('with-panel', 'with-passage');
  fill(panel(), parts);
  from.classList.add('is-open');
  holdSheet(panel(), closeCitation);
  byId('panel-title').focus({ preventScroll: true });
}

/** Opens the panel on one of an answer's citations; focus comes back to `from` on closing. */
export function openCitation(citations, place, from) {
  unmark();
  opener = from;
  panel().hidden = false;
  document.body.classList.remove('with-passage');
  document.body.classList.add('with-panel');
  show(citations, place);
  from.classList.add('is-open');
  holdSheet(panel(), closeCitation);
}

/** Closes the panel, if it is open. */
export function closeCitation() {
  if (panel().hidden) return;
  panel().hidden = true;
  document.body.classList.remove('with-panel', 'with-passage');
  releaseSheet(panel());
  unmark();
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

/** Escape closes the panel wherever the focus is, unless a dialog has it. */
export function startPanel() {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !document.querySelector('dialog[open]')) closeCitation();
  });
}
