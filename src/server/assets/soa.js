// Why: the Statement of Applicability: ninety-three decisions, to be found, made, checked and approved in one place.

import { analysesOf, draft, findingsOf, listOf, read } from './artefact.js';
import { headOf, startOf } from './artefact-head.js';
import { confirmAction } from './dialog.js';
import { announce, fill, h, svg } from './dom.js';
import { fields } from './form.js';
import { grid, hasWords, picker, searchField } from './grid.js';
import { icon } from './icon.js';
import { count, findingList, findingMark, themeOf, THEMES } from './isms-words.js';
import { problemNotice } from './notice.js';
import { closeCitation } from './panel.js';
import { hold, opening } from './place.js';
import { go, rename } from './router.js';
import { openRow } from './row-panel.js';
import { decisionMark, DECISIONS, isReasoned, rowForm, statusMark, statusOf, STATUSES } from './soa-row.js';
import { onTop, tableBar } from './table-bar.js';
import { showVersions } from './versions.js';
import { workOn } from './working.js';

const TITLE = 'Statement of Applicability';
const wanted = { text: '', theme: '', decision: '', status: '', only: '' };

const reset = (choice) => Object.assign(wanted, { text: '', theme: '', decision: '', status: '', only: '' }, choice);

/** What the register has, for the reasons of a row; nothing when there is none. */
async function registerOf() {
  const [line] = await listOf('risks');
  return line ? (await read('risks', line.id)).content : { risks: [], treatments: [] };
}

class Page {
  #place;
  #artefact;
  #line;
  #work;
  #findings = [];
  #grid;
  #bar;
  #totals = h('div', {});
  #tools = h('div', {});
  #said = h('p', { class: 'isms-soft', role: 'status' });
  #none = h('div', {});
  #sweep = h('div', { class: 'sweep' });
  #justConfirmed = [];
  #open = null;

  constructor(place, artefact, line, checked) {
    this.#place = place;
    this.#artefact = artefact;
    this.#line = line;
    this.#work = workOn(artefact);
    this.#findings = checked.findings;
    this.#grid = grid({
      label: TITLE, key: (row) => row.control, group: (row) => themeOf(row.control), open: (row) => this.openRow(row.control),
      columns: [
        { name: 'control', head: 'Control', cell: (row) => [h('span', { class: 'control-id' }, row.control), h('span', { class: 'grid-title' }, row.title)] },
        { name: 'decision', head: 'Decision', cell: (row) => [decisionMark(row.decision), row.confirmed || row.decision === 'undecided' ? null : h('span', { class: 'grid-note' }, 'proposed')] },
        { name: 'why', head: 'Why', cell: (row) => this.#why(row) },
        { name: 'status', head: 'Status', cell: (row) => statusMark(row) },
        { name: 'owner', head: 'Owner', cell: (row) => row.owner || '–' },
        { name: 'found', head: 'Check', cell: (row) => [findingMark(this.#of(row)), row.question ? h('span', { class: 'grid-ask', title: row.question }, '?', h('span', { class: 'visually-hidden' }, ' open question')) : null] },
      ],
    });
    this.#bar = tableBar({
      family: 'soa', artefact, versions: line.versions, work: this.#work, place, open: () => this.#open, show: (row) => showSoa(place, row),
      said: () => this.#waiting(), discard: () => { this.#work.discard(); this.#justConfirmed = []; closeCitation(); this.#draw(); },
    });
  }

  #of(row) {
    return this.#findings.filter((one) => one.id === row.control);
  }

  #why(row) {
    if (row.decision === 'not applicable') return row.exclusion || '–';
    const drivers = (row.drivers ?? []).map((one) => one.reference).filter(Boolean);
    if (row.decision === 'undecided') return row.question || drivers.join(', ') || '–';
    return drivers.length ? drivers.join(', ') : row.inclusion || '–';
  }

  #waiting() {
    const rows = this.#work.changed('rows', 'control');
    return rows.length ? `${count(rows.length, 'row')} changed: ${rows.slice(0, 4).join(', ')}${rows.length > 4 ? ' …' : '.'}` : '';
  }

  #matches(row) {
    const has = { question: () => Boolean(row.question), findings: () => this.#of(row).length > 0, proposed: () => !row.confirmed && row.decision !== 'undecided' }[wanted.only];
    return (!wanted.theme || themeOf(row.control) === wanted.theme) && (!wanted.decision || row.decision === wanted.decision)
      && (!wanted.status || statusOf(row) === wanted.status) && (!has || has())
      && hasWords(wanted.text, row.control, row.title, row.owner ?? '', row.inclusion ?? '', row.exclusion ?? '', row.question ?? '', row.provider ?? '', (row.drivers ?? []).map((one) => one.reference));
  }

  #shown() {
    return this.#work.content.rows.filter((row) => this.#matches(row));
  }

  /** Proposals that are shown can be confirmed at once; what has no reason yet stays for somebody to look at. */
  #drawSweep() {
    const proposed = this.#shown().filter((row) => !row.confirmed && row.decision !== 'undecided');
    const ready = proposed.filter(isReasoned);
    const bare = proposed.length - ready.length;
    const done = this.#justConfirmed.length;
    fill(this.#sweep,
      ready.length ? h('button', { type: 'button', class: 'button small', 'data-testid': 'confirm-shown', onclick: () => this.#confirmShown(ready, bare) }, icon('check'), ready.length === 1 ? 'Confirm the proposal shown' : `Confirm the ${ready.length} proposals shown`) : null,
      bare ? h('span', { class: 'isms-soft' }, `${count(bare, 'proposal')} shown ${bare === 1 ? 'has' : 'have'} no reason yet.`) : null,
      done ? h('span', { class: 'isms-soft', 'data-testid': 'confirmed-shown' }, `${count(done, 'row')} confirmed, not saved yet.`) : null,
      done ? h('button', { type: 'button', class: 'button small quiet', 'data-testid': 'undo-confirm', onclick: () => this.#undoConfirm() }, 'Undo') : null);
  }

  async #confirmShown(rows, bare) {
    const said = `Each of the ${rows.length} shown becomes your decision, with the reason that stands beside it. ${bare ? `${bare} without a reason stay as they are. ` : ''}Nothing is saved before you save, and until then it can be undone.`;
    if (!(await confirmAction(rows.length === 1 ? `Confirm ${rows[0].control}?` : `Confirm ${rows.length} decisions?`, said, 'Confirm', { keep: 'Not yet', kind: 'primary' }))) return;
    for (const row of rows) row.confirmed = true;
    this.#justConfirmed = rows;
    this.#draw();
    this.#sweep.querySelector('[data-testid="undo-confirm"]')?.focus();
    announce(`${count(rows.length, 'row')} confirmed. Save to keep it so.`);
  }

  #undoConfirm() {
    const many = this.#justConfirmed.length;
    for (const row of this.#justConfirmed) row.confirmed = false;
    this.#justConfirmed = [];
    this.#draw();
    (this.#sweep.querySelector('button') ?? this.#place).focus();
    announce(`${count(many, 'row')} only proposed again.`);
  }

  #drawTotals() {
    const { rows } = this.#work.content;
    const many = (test) => rows.filter(test).length;
    const of = (decision) => many((row) => row.decision === decision);
    const tiles = [
      ...DECISIONS.map(([name, word, kind, sign]) => [of(name), word, kind, sign, { decision: name }]),
      [many((row) => statusOf(row) === 'implemented'), 'Implemented', 'met', 'check', { status: 'implemented' }],
      [many((row) => row.question), 'Open questions', 'conflicting', 'alert', { only: 'question' }],
      [many((row) => this.#of(row).length > 0), 'With findings', 'missing', 'alert', { only: 'findings' }],
    ];
    let left = 0;
    const parts = DECISIONS.map(([name, , kind]) => {
      const width = rows.length ? (of(name) / rows.length) * 100 : 0;
      left += width;
      return svg('rect', { class: `stack-part ${kind}`, x: String(left - width), y: '0', width: String(width), height: '4' });
    });
    fill(this.#totals,
      h('ul', { class: 'gap-totals', 'data-testid': 'soa-totals' }, tiles.map(([number, word, kind, sign, choice]) => h('li', {},
        h('button', { type: 'button', class: `gap-total ${kind}`, onclick: () => { reset(choice); this.#drawTools(); this.#drawRows(); this.#said.scrollIntoView({ block: 'nearest' }); } },
          h('strong', {}, String(number)), h('span', {}, icon(sign), word))))),
      svg('svg', { class: 'stack', viewBox: '0 0 100 4', preserveAspectRatio: 'none', role: 'img', 'aria-label': DECISIONS.map(([name, word]) => `${of(name)} ${word.toLowerCase()}`).join(', ') }, parts));
  }

  #drawTools() {
    const set = (name) => (value) => { wanted[name] = value; this.#drawRows(); };
    fill(this.#tools, h('div', { class: 'isms-tools' },
      searchField('soa-search', 'Number, title, owner or words', wanted.text, set('text')),
      picker('soa-theme', 'Theme', [['', 'All themes'], ...Object.values(THEMES).map((name) => [name, name]), ['Other controls', 'Other controls']], wanted.theme, set('theme')),
      picker('soa-decision', 'Decision', [['', 'Any decision'], ...DECISIONS.map(([name, word]) => [name, word])], wanted.decision, set('decision')),
      picker('soa-status', 'Status', [['', 'Any status'], ...Object.entries(STATUSES).map(([name, [word]]) => [name, word])], wanted.status, set('status')),
      picker('soa-only', 'Show only', [['', 'All rows'], ['question', 'With an open question'], ['findings', 'With findings'], ['proposed', 'Not confirmed yet']], wanted.only, set('only'))));
  }

  #drawRows() {
    const { rows } = this.#work.content;
    const shown = this.#shown();
    this.#grid.draw(shown);
    this.#drawSweep();
    this.#said.textContent = shown.length === rows.length ? '' : `${shown.length} of ${rows.length} controls`;
    this.#grid.node.hidden = shown.length === 0;
    fill(this.#none, shown.length ? null : h('p', { class: 'nothing' }, 'No control matches. ',
      h('button', { type: 'button', class: 'link', onclick: () => { reset({}); this.#drawTools(); this.#drawRows(); } }, 'Show all')));
    if (this.#open) this.#grid.mark(this.#open);
  }

  #draw() {
    this.#drawTotals();
    this.#drawTools();
    this.#drawRows();
    this.#bar.draw();
  }

  /** Opens a row in the panel. */
  openRow(id) {
    if (!this.#grid.keys().includes(id)) {
      reset({});
      this.#drawTools();
      this.#drawRows();
    }
    const row = this.#work.content.rows.find((one) => one.control === id);
    if (!row) return;
    this.#open = id;
    rename(`#/soa/${encodeURIComponent(id)}`);
    const changed = () => {
      this.#justConfirmed = this.#justConfirmed.filter((one) => one !== row);
      this.#grid.update(row);
      this.#drawTotals();
      this.#drawSweep();
      this.#bar.draw();
    };
    openRow({
      confirm: row.confirmed || row.decision === 'undecided' ? null : { label: 'Confirm', run: () => { row.confirmed = row.decision !== 'undecided'; changed(); } },
      grid: this.#grid, id, kicker: row.control, title: row.title, step: (next) => this.openRow(next),
      parts: rowForm(row, {
        findings: this.#of(row), version: this.#artefact.version, isChanged: () => this.#work.isChanged,
        changed,
      }),
    });
  }

  show(register, stale, analyses) {
    const whole = this.#findings.filter((one) => !this.#work.content.rows.some((row) => row.control === one.id));
    const head = headOf({
      family: 'soa', artefact: this.#artefact, versions: this.#line.versions, words: { the: 'the statement' }, place: '#/soa', order: analyses.length ? { gap: analyses[0][0] } : {}, takesFiles: true,
      reload: () => showSoa(this.#place), isChanged: () => this.#work.isChanged,
    });
    const option = (one) => h('option', { value: one.id }, one.title ?? one.action);
    fill(this.#place, h('div', { class: 'page isms', 'data-testid': 'soa-view' },
      h('p', { class: 'page-kicker' }, 'Clause 6.1.3'), h('h2', { class: 'page-title' }, TITLE),
      head.node, stale ? h('p', { class: 'notice warning', role: 'note' }, icon('alert'), h('span', {}, stale)) : null,
      this.#totals, findingList(whole), this.#tools, this.#said, this.#sweep, this.#grid.node, this.#none,
      h('datalist', { id: 'soa-risks' }, register.risks.map(option)), h('datalist', { id: 'soa-treatments' }, register.treatments.map(option)),
      this.#bar.node));
    this.#draw();
  }
}

function start(place, analyses) {
  const order = {};
  fill(place, startOf({
    kicker: 'Clause 6.1.3', title: TITLE,
    lead: 'Which of the 93 controls of Annex A apply to you, why, and whether they work. Annexa proposes from your profile and your risks; what no fact decides stays undecided and says what to answer.',
    choice: analyses.length ? fields([{ name: 'gap', label: 'Take in what a gap analysis found', kind: 'select', options: [['', 'None'], ...analyses] }], order, () => {}) : null,
    action: 'Draft it from the profile', note: 'An own statement in Excel or CSV? Draft one first, then import yours: each row that cannot be read is named.',
    run: async () => { await draft('soa', order); await showSoa(place); },
  }));
}

/** Fills `place` with the statement; `part` is a control to open, or `versions`. */
export async function showSoa(place, part) {
  const is = hold();
  const back = opening(place, 'soa-view', 'Opening the statement…');
  try {
    const [line] = await listOf('soa');
    if (!is()) return;
    if (!line) {
      const analyses = await analysesOf();
      if (is()) start(place, analyses);
      return;
    }
    if (part === 'versions') { await showVersions(place, 'soa', line.id, { href: '#/soa', label: TITLE }); return; }
    const [artefact, checked, register, analyses] = await Promise.all([read('soa', line.id), findingsOf('soa', line.id), registerOf(), analysesOf()]);
    if (!is()) return;
    const work = workOn(artefact);
    const stale = onTop(work, artefact);
    const page = new Page(place, artefact, line, checked);
    page.show(register, stale, analyses);
    back();
    if (part) page.openRow(part);
  } catch (error) {
    if (is()) fill(place, problemNotice(error, [{ label: 'Retry', run: () => showSoa(place, part) }, { label: 'Overview', run: () => go('#/isms') }]));
  }
}
