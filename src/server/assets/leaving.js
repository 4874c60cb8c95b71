// Why: whoever puts a company's gaps into a program asks where they go; this page answers from what was noted before the first byte went.

import { here } from './artefact.js';
import { confirmAction } from './dialog.js';
import { announce, fill, h } from './dom.js';
import { icon } from './icon.js';
import { count, moment, whom } from './isms-words.js';
import { problemNotice } from './notice.js';
import { hold, opening } from './place.js';
import { state } from './state.js';
import { call } from './wire.js';

const number = new Intl.NumberFormat('en');
const PAGE = 30;
const OUTCOMES = {
  used: 'The answer was used.', refused: 'The model found no answer; the composed one was given.', doubtful: 'What it wrote could not be verified; the composed answer was given.',
  failed: 'It failed; the composed answer was given.', unfinished: 'It did not come to an end: whoever asked went away, or the server stopped.',
};
const PURPOSES = { answer: 'An answer', gap: 'A gap analysis', policy: 'The wording of a policy' };
const WORDED = { used: 'Some of its words were used.', doubtful: 'None of its words passed the checks; the library’s stand.', failed: 'It failed; the library’s words stand.' };
const GONE = {
  answer: 'With the question and fixed instructions, these passages went:', gap: 'Passages of these documents went:',
  policy: 'With fixed instructions and how the house writes, these clauses went, with marks in place of names and numbers:',
};
const TOTALS = { answer: 'answers', gap: 'gap analyses', policy: 'policies' };

const size = (bytes) => (bytes >= 10_000 ? `${number.format(Math.round(bytes / 1000))} kB` : `${number.format(bytes)} bytes`);
const time = (milliseconds) => moment(new Date(milliseconds).toISOString());

function passageRow(one) {
  const control = /^knowledge\/(?:controls|clauses)\/([A-Za-z0-9.]+)\.md$/.exec(one.source)?.[1];
  const where = one.document ? `#/document/${encodeURIComponent(one.document)}/${Number(one.start)}-${Number(one.end)}` : control ? `#/control/${encodeURIComponent(control)}` : null;
  return h('li', {}, h('span', { class: 'source-number' }, String(one.n)),
    h('span', { class: 'sent-source', dir: 'auto' }, where ? h('a', { href: where }, one.source) : one.source),
    h('span', { class: 'row-note' }, `characters ${number.format(one.start)} to ${number.format(one.end)}`), h('span', { class: 'check-id', title: `SHA-256 ${one.sha256}` }, one.sha256.slice(0, 12)));
}

function note(sent, open = false) {
  const own = sent.passages.filter((one) => one.document).length;
  const facts = [count(sent.passages.length, 'passage'), own ? `${own} of your documents` : null, size(sent.bytes), sent.requests !== 1 ? count(sent.requests, 'request') : null,
    sent.prompt_tokens !== null ? `${number.format(sent.prompt_tokens)} tokens sent, ${number.format(sent.completion_tokens ?? 0)} received` : null].filter(Boolean);
  return h('li', { class: 'sent', 'data-testid': 'sent' }, h('details', { open },
    h('summary', {}, icon('right'), h('span', { class: 'sent-words' }, h('strong', {}, `${PURPOSES[sent.purpose] ?? sent.purpose}, ${time(sent.began_at)}`),
      h('span', { class: 'isms-soft' }, `${facts.join(', ')} to ${sent.origin}`))),
    h('div', { class: 'sent-body' },
      h('p', {}, `Model: ${sent.model}. ${(sent.purpose === 'policy' ? WORDED[sent.outcome] : null) ?? OUTCOMES[sent.outcome] ?? sent.outcome}`, sent.problem ? ` (${sent.problem})` : ''),
      h('p', { class: 'isms-soft' }, GONE[sent.purpose] ?? 'These passages went:'),
      sent.passages.length ? h('ol', { class: 'sent-passages' }, sent.passages.map(passageRow)) : h('p', { class: 'isms-soft' }, 'No passage.'),
      sent.conversation ? h('p', {}, h('a', { href: `#/c/${encodeURIComponent(sent.conversation)}` }, 'Open the conversation')) : null)));
}

function consentBox(consent, reload) {
  const trouble = h('div', {});
  const put = (body, said) => async () => {
    try {
      await call('PUT', here('model-consent'), { body });
      await reload();
      announce(said);
    } catch (error) {
      fill(trouble, problemNotice(error, [{ label: 'Read it again', run: reload }]));
    }
  };
  const agree = async () => {
    const text = `With each question, the passages that the search finds in the documents of ${state.workspace.name} go to ${consent.endpoint}. What goes is noted here before it goes. You can take this back at any time.`;
    if (await confirmAction('Let texts of this workspace go there?', text, 'Agree')) await put({ agreed: true, origin: consent.endpoint }, 'Agreed.')();
  };
  const withdraw = async () => {
    if (await confirmAction('Take the agreement back?', 'From now on nothing of this workspace is sent. Answers are composed from sources on this machine.', 'Take it back')) await put({ agreed: false }, 'Taken back.')();
  };
  const name = state.workspace.name;
  const [ready, title, text, button] = consent.no_egress ? [true, 'Nothing leaves this machine', 'The server was started without egress: whatever is configured or agreed, no connection is opened.', null]
    : !consent.endpoint ? [true, 'Nothing leaves this machine', 'No language model is configured. Answers are composed from sources here.', null]
      : consent.agreed ? [false, `Texts of ${name} go to ${consent.endpoint}`, `Agreed ${consent.given ? `by ${whom(consent.given.by)} on ${moment(consent.given.at)}` : ''}. The model there is ${consent.model}.`, h('button', { type: 'button', class: 'button danger', 'data-testid': 'consent-withdraw', onclick: withdraw }, 'Take the agreement back')]
        : [true, `Nothing of ${name} leaves this machine`, `A language model is configured at ${consent.endpoint} (${consent.model}). It gets nothing of this workspace before somebody who may decide that agrees.${consent.given ? ` The agreement of ${moment(consent.given.at)} was for ${consent.given.origin} and does not hold for this one.` : ''}`, h('button', { type: 'button', class: 'button', 'data-testid': 'consent-agree', onclick: agree }, 'Agree to this endpoint')];
  return h('section', { class: `gap-box ${ready ? 'ready' : 'leaves'}`, 'data-testid': 'consent', 'aria-labelledby': 'consent-title' },
    h('h3', { id: 'consent-title' }, icon(ready ? 'check' : 'arrow'), title), h('p', {}, text), button ? h('p', { class: 'gap-actions' }, button) : null, trouble);
}

async function list() {
  const place = h('ul', { class: 'sents' });
  const more = h('div', { class: 'more-place' });
  const readMore = async (cursor) => {
    const { data } = await call('GET', `${here('egress')}?limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    place.append(...data.sent.map((one) => note(one)));
    fill(more, data.next ? h('button', { type: 'button', class: 'button', onclick: () => readMore(data.next).catch((error) => fill(more, problemNotice(error))) }, 'Show more') : null);
    return data.sent.length;
  };
  const many = await readMore();
  return many ? [place, more] : h('p', { class: 'nothing', 'data-testid': 'sent-nothing' }, 'Nothing of this workspace has been sent anywhere.');
}

async function ofAnswer(conversation, message) {
  const { data } = await call('GET', here('conversations', conversation, 'messages', message, 'egress'));
  return h('section', { class: 'gap-section', 'aria-labelledby': 'answer-title', 'data-testid': 'sent-for-answer' },
    h('h3', { id: 'answer-title' }, 'For this answer'),
    data.sent.length ? h('ul', { class: 'sents' }, data.sent.map((one) => note(one, true))) : h('p', { class: 'nothing' }, 'Nothing left this machine for this answer: it was composed here.'),
    h('p', {}, h('a', { href: `#/c/${encodeURIComponent(conversation)}` }, 'Back to the conversation')));
}

async function destinations() {
  if (state.session.scope !== 'admin') return null;
  const { data } = await call('GET', '/egress');
  const row = (one) => h('li', { class: 'destination' },
    h('p', { class: 'gap-line-head' }, h('strong', {}, one.origin), h('span', { class: one.open ? 'tag warn' : 'tag' }, one.open ? 'Can happen' : 'Closed')),
    h('dl', { class: 'change-fields' }, h('dt', {}, 'For'), h('dd', {}, one.purpose), h('dt', {}, 'When'), h('dd', {}, one.when), h('dt', {}, 'What'), h('dd', {}, one.what)));
  return h('section', { class: 'gap-section', 'aria-labelledby': 'destinations-title' },
    h('h3', { id: 'destinations-title' }, 'Every place that this server can send to'),
    data.destinations.length ? h('ul', { class: 'sents' }, data.destinations.map(row)) : h('p', { class: 'nothing' }, 'None.'),
    data.sent.length ? h('p', { class: 'isms-soft' }, `In all workspaces together: ${data.sent.map((one) => `${number.format(one.rows)} for ${TOTALS[one.purpose] ?? one.purpose} to ${one.origin}, ${size(one.bytes)}`).join('; ')}.`) : null,
    data.destinations.length ? h('p', { class: 'isms-soft' }, `${data.workspaces_agreed} of ${count(data.workspaces, 'workspace')} agreed to the endpoint in use.`) : null);
}

/** Fills `place` with what may leave and what left; with a message, first what was sent for that answer. */
export async function showLeaving(place, conversation, message) {
  const is = hold();
  const back = opening(place, 'leaving-view', 'Reading what left…');
  const reload = () => showLeaving(place, conversation, message);
  try {
    const [{ data: consent }, sent, answer, all] = await Promise.all([
      call('GET', here('model-consent')), list(), conversation && message ? ofAnswer(conversation, message) : null, destinations(),
    ]);
    if (!is()) return;
    fill(place, h('div', { class: 'page isms narrow-page', 'data-testid': 'leaving-view' },
      h('p', { class: 'page-kicker' }, 'Model and data'), h('h2', { class: 'page-title' }, 'What leaves this machine'),
      h('p', { class: 'gap-lead' }, 'Your documents and gaps stay here unless you agree otherwise. Whatever goes is noted first, passage by passage.'),
      answer, consentBox(consent, reload),
      h('section', { class: 'gap-section', 'aria-labelledby': 'sent-title' }, h('h3', { id: 'sent-title' }, `What was sent for ${state.workspace.name}`), sent,
        h('p', { class: 'isms-soft' }, 'A conversation that is deleted takes its notes along.')),
      all));
    back();
  } catch (error) {
    if (is()) fill(place, problemNotice(error, [{ label: 'Retry', run: reload }]));
  }
}
