// Why: which policies this company needs and why, how far each one is, and the way to the next one.

import { draft, here, inForce, policiesOf } from './artefact.js';
import { announce, fill, h } from './dom.js';
import { grid, hasWords, picker, searchField } from './grid.js';
import { icon } from './icon.js';
import { count, day, mark, stateMark } from './isms-words.js';
import { problemNotice } from './notice.js';
import { showPaper } from './paper.js';
import { hold, opening } from './place.js';
import { go } from './router.js';
import { state } from './state.js';
import { call } from './wire.js';

const NEEDS = { own: ['accent', 'check', 'Needed'], chapter: ['not_assessed', 'page', 'May be a chapter'], 'not-needed': ['not_applicable', 'none', 'Advised against'], unknown: ['partial', 'half', 'Not known'] };
const wanted = { text: '', need: '', state: '' };
let reword = false;

/** A text of its own, a chapter of another one, not needed, or not known; nothing without a profile. */
const needOf = (line) => (line.needed === 'needed' ? (line.chapter_of ? 'chapter' : 'own') : line.needed);

const addressOf = (line) => `#/policies/${encodeURIComponent(line.id)}`;
const stateOf = (line) => (line.versions.length === 0 ? 'none' : line.versions[0].state);

function action(line, run) {
  if (line.id) return h('a', { class: 'button small', href: addressOf(line), 'aria-label': `Open: ${line.title}` }, 'Open');
  return h('button', { type: 'button', class: needOf(line) === 'own' ? 'button small primary' : 'button small', 'aria-label': `Draft: ${line.title}`, 'data-testid': `draft-${line.kind}`, onclick: ({ currentTarget }) => run(line, currentTarget) }, 'Draft');
}

function stateCell(line) {
  const [latest] = line.versions;
  if (!latest) return h('span', { class: 'isms-soft' }, 'Not written');
  const force = inForce(line.versions);
  return [stateMark(latest.state), h('span', { class: 'grid-note' }, `version ${latest.version}${force && force !== latest ? `, ${force.version} in force` : ''}`)];
}

function needCell(line) {
  const need = needOf(line);
  return need ? mark(...NEEDS[need]) : h('span', { class: 'isms-soft' }, 'No profile');
}

/** Why it is needed, or in which policy it may stand. */
function whyOf(line, lines) {
  if (!line.chapter_of) return line.why ? h('span', { class: 'grid-note' }, line.why) : null;
  const { kind, title } = line.chapter_of;
  const home = lines.find((one) => one.kind === kind);
  return h('span', { class: 'grid-note', 'data-testid': 'chapter-of' }, 'As a chapter of the ', home?.id ? h('a', { href: addressOf(home) }, title) : title, `. ${line.why ?? ''}`);
}

function readCell(line) {
  const force = inForce(line.versions);
  return force ? `${count(force.acknowledgements, 'person').replace('persons', 'people')}` : '–';
}

function tiles(lines, counts, pick) {
  const many = (test) => lines.filter(test).length;
  const tile = (number, word, kind, choice) => h('li', {}, h('button', { type: 'button', class: `gap-total ${kind}`, onclick: () => pick(choice) }, h('strong', {}, String(number)), h('span', {}, word)));
  return h('ul', { class: 'gap-totals', 'data-testid': 'policy-totals' },
    counts ? [
      tile(counts.own.kinds - counts.own.written, `To write of ${counts.own.kinds} needed`, 'missing', { need: 'own', state: 'none' }),
      tile(counts.chapters.kinds - counts.chapters.written, 'May be chapters', 'not_assessed', { need: 'chapter', state: 'none' }),
      counts.not_needed.kinds ? tile(counts.not_needed.kinds, 'Advised against', 'not_applicable', { need: 'not-needed' }) : null,
      counts.unknown.kinds ? tile(counts.unknown.kinds, 'Not known', 'accent', { need: 'unknown' }) : null,
    ] : null,
    tile(many((line) => stateOf(line) === 'draft'), 'Drafts', 'partial', { state: 'draft' }),
    tile(many((line) => stateOf(line) === 'in-review'), 'In review', 'conflicting', { state: 'in-review' }),
    tile(many((line) => inForce(line.versions)), 'In force', 'met', { state: 'force' }));
}

/** Whether a model says the clauses of new drafts in the voice of the house; nothing where none may be asked. */
function voiceChoice(consent) {
  if (!consent) return null;
  if (!consent.agreed) return h('p', { class: 'isms-soft', 'data-testid': 'reword-not' }, 'The language model may word drafts in the voice of your house once somebody ', h('a', { href: '#/leaving' }, 'agrees that texts of this workspace go there'), '.');
  const box = h('input', { type: 'checkbox', id: 'reword', checked: reword, 'data-testid': 'reword', onchange: () => { reword = box.checked; } });
  return h('p', { class: 'isms-soft' }, h('label', { for: 'reword' }, box, ` Let ${consent.model} say new drafts in the voice of our house`),
    `. Clauses go to ${consent.endpoint} without names and numbers; each is checked, and keeps the library’s words when it fails. It takes some minutes.`);
}

/** What the company needs, in a sentence. */
function adviceOf({ own, chapters, not_needed: against }) {
  const parts = [`${own.kinds} need a text of their own; ${own.written} of them ${own.written === 1 ? 'is' : 'are'} written.`];
  if (chapters.kinds) parts.push(`${chapters.kinds} may be chapters of another one: fewer documents are read more often, and their rules stay the same. Each may also stand alone.`);
  if (against.kinds) parts.push(`${against.kinds} ${against.kinds === 1 ? 'is' : 'are'} advised against; the reason stands beside.`);
  return parts.join(' ');
}

function showList(place, { lines, counts }, consent) {
  const trouble = h('div', { class: 'isms-trouble' });
  const said = h('p', { class: 'isms-soft', role: 'status' });
  const bar = h('div', {});
  const none = h('p', { class: 'nothing', hidden: true }, 'No policy matches. Take a filter away.');
  const run = async (line, button) => {
    button.disabled = true;
    fill(trouble);
    announce(reword ? `Drafting ${line.title} and asking the model, clause by clause…` : `Drafting ${line.title}…`);
    try {
      const made = await draft('policies', reword && consent?.agreed ? { kind: line.kind, reword } : { kind: line.kind });
      go(`#/policies/${encodeURIComponent(made.id)}`);
    } catch (error) {
      button.disabled = false;
      fill(trouble, problemNotice(error, /profile/i.test(error.detail ?? '') ? [{ label: 'Fill in the profile', run: () => go('#/profile') }] : []));
      trouble.scrollIntoView({ block: 'nearest' });
    }
  };
  const table = grid({
    label: 'Policies', key: (line) => line.kind,
    columns: [
      { name: 'control', head: 'Policy', sort: (line) => line.title, cell: (line) => [line.id ? h('a', { class: 'grid-title', href: addressOf(line), dir: 'auto' }, line.title) : h('span', { class: 'grid-title' }, line.title), whyOf(line, lines)] },
      { name: 'need', head: 'For you', sort: (line) => Object.keys(NEEDS).indexOf(needOf(line)), cell: needCell },
      { name: 'state', head: 'State', sort: (line) => stateOf(line), cell: stateCell },
      { name: 'read', head: 'Read by', cell: readCell },
      { name: 'changed', head: 'Changed', sort: (line) => line.versions[0]?.changed ?? '', cell: (line) => (line.versions[0] ? day(line.versions[0].changed) : '–') },
      { name: 'act', head: 'Next', cell: (line) => action(line, run) },
    ],
  });
  const matches = (line) => (!wanted.need || needOf(line) === wanted.need)
    && (!wanted.state || (wanted.state === 'force' ? inForce(line.versions) !== null : stateOf(line) === wanted.state))
    && hasWords(wanted.text, line.title, line.kind, line.why ?? '', line.chapter_of?.title ?? '');
  const draw = () => {
    const shown = lines.filter(matches);
    table.draw(shown);
    table.node.hidden = shown.length === 0;
    none.hidden = shown.length > 0;
    said.textContent = shown.length === lines.length ? '' : `${shown.length} of ${lines.length} policies`;
  };
  const set = (name) => (value) => { wanted[name] = value; draw(); };
  const drawBar = () => fill(bar, h('div', { class: 'isms-tools' },
    searchField('policy-search', 'Title or words', wanted.text, set('text')),
    picker('policy-need', 'For you', [['', 'Needed or not'], ['own', 'Needed'], ['chapter', 'May be a chapter'], ['unknown', 'Not known'], ['not-needed', 'Advised against']], wanted.need, set('need')),
    picker('policy-state', 'State', [['', 'Any state'], ['none', 'Not written'], ['draft', 'Draft'], ['in-review', 'In review'], ['force', 'In force'], ['withdrawn', 'Withdrawn']], wanted.state, set('state'))));
  const pick = (choice) => { Object.assign(wanted, { text: '', need: '', state: '' }, choice); drawBar(); draw(); };
  const noProfile = lines.every((line) => !line.needed);
  fill(place, h('div', { class: 'page isms', 'data-testid': 'policies-view' },
    h('p', { class: 'page-kicker' }, 'Clauses 5.2 and 7.5, control A.5.1'), h('h2', { class: 'page-title' }, 'Policies'),
    h('p', { class: 'gap-lead' }, 'Each one is drafted from your profile, read, edited, approved by name and acknowledged by those whom it binds.'),
    noProfile ? h('div', { class: 'notice warning', role: 'note' }, icon('alert'), h('div', { class: 'notice-text' }, h('p', {}, 'Without a profile nobody can say which of them you need. ', h('a', { href: '#/profile' }, 'Fill in the profile')))) : null,
    tiles(lines, counts, pick), counts ? h('p', { class: 'isms-soft', 'data-testid': 'policy-advice' }, adviceOf(counts)) : null, voiceChoice(consent), bar, trouble, said, table.node, none));
  drawBar();
  draw();
}

/** Fills `place` with all policies, or with the one that `id` names. */
export async function showPolicies(place, id, part) {
  if (id) { await showPaper(place, 'policies', id, part); return; }
  const is = hold();
  const back = opening(place, 'policies-view', 'Opening the policies…');
  try {
    const isModel = state.session?.mode === 'generated';
    const [found, consent] = await Promise.all([policiesOf(), isModel ? call('GET', here('model-consent')).then(({ data }) => data) : null]);
    if (!is()) return;
    showList(place, found, consent);
    back();
  } catch (error) {
    if (is()) fill(place, problemNotice(error, [{ label: 'Retry', run: () => showPolicies(place) }]));
  }
}
