// Why: a check is where an argument with an auditor is won: verdict, reason, the words that show it, what to do.

import { copyText } from './copy.js';
import { announce, h } from './dom.js';
import { chip, NATURES, OBLIGATIONS, placeOf, sentence } from './gap-words.js';
import { icon } from './icon.js';
import { openPassage } from './passage.js';

const list = (value) => (Array.isArray(value) ? value : []);

/** A passage as a button that opens it in its document. */
export function quote(report, evidence) {
  const document = report.documents.find((one) => one.name === evidence.document);
  const button = h('button', {
    type: 'button', class: 'gap-quote', 'data-testid': 'gap-quote', title: 'Show it in the document',
    onclick: () => openPassage(document?.id ?? '', evidence, button),
  },
  h('span', { class: 'gap-quote-text', dir: 'auto' }, evidence.quote),
  h('span', { class: 'gap-quote-place', dir: 'auto' }, placeOf(evidence), icon('right')));
  return button;
}

/** The few marks that a clause carries: bold words, and what is still to decide. */
function marked(text) {
  return String(text).split('**').map((piece, place) => {
    if (place % 2 === 0) return piece;
    return h(piece.startsWith('[decide') ? 'mark' : 'strong', {}, piece);
  });
}

function clause({ title, text, policy }) {
  const copy = h('button', {
    type: 'button', class: 'button small', 'data-testid': 'gap-copy',
    onclick: async () => {
      const copied = await copyText(text);
      announce(copied ? 'The clause was copied.' : 'The browser did not allow copying.');
      copy.lastChild.textContent = copied ? 'Copied' : 'Not copied';
      setTimeout(() => { copy.lastChild.textContent = 'Copy'; }, 2000);
    },
  }, icon('copy'), h('span', {}, 'Copy'));
  return h('figure', { class: 'gap-clause' },
    h('figcaption', {}, h('span', {}, h('strong', {}, title), ` · a clause for your ${String(policy).replaceAll('-', ' ')} policy`), copy),
    h('p', { class: 'gap-clause-text', dir: 'auto' }, marked(text)));
}

/** A check with all that was found of it. */
export function checkRow(report, check) {
  const evidence = list(check.evidence);
  return h('li', { class: 'gap-check', 'data-check': check.id, tabindex: '-1' },
    h('p', { class: 'gap-check-head' }, chip(check.verdict), h('span', { class: 'check-id' }, check.id)),
    h('p', { class: 'gap-check-text' }, check.text),
    h('p', { class: 'tags' },
      h('span', { class: 'tag' }, OBLIGATIONS[check.obligation] ?? check.obligation),
      h('span', { class: 'tag' }, NATURES[check.nature] ?? check.nature)),
    h('p', { class: 'gap-soft' }, sentence(check.reason)),
    evidence.length ? h('div', { class: 'gap-quotes' }, evidence.map((one) => quote(report, one))) : null,
    check.gap ? h('p', {}, h('span', { class: 'lead' }, 'Gap: '), sentence(check.gap)) : null,
    check.recommendation ? h('p', {}, h('span', { class: 'lead' }, 'What to do: '), sentence(check.recommendation)) : null,
    check.clause ? clause(check.clause) : null);
}
