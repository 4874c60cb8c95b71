// Why: the risk register: what can happen, how bad it is and what is done about it, with the map and the plan beside it.

import { draft, findingsOf, here, listOf, read } from './artefact.js';
import { headOf, startOf } from './artefact-head.js';
import { confirmDelete } from './dialog.js';
import { announce, byId, fill, h } from './dom.js';
import { fields } from './form.js';
import { grid, hasWords, picker, searchField } from './grid.js';
import { heatMap, heatOf, levelMark, levelOf, levelsInOrder } from './heat.js';
import { icon } from './icon.js';
import { capital, count, day, findingList, findingMark, mark } from './isms-words.js';
import { problemNotice } from './notice.js';
import { closeCitation } from './panel.js';
import { hold, opening } from './place.js';
import { ASSET_FIELDS, optionWord, OPTIONS, riskForm, treatmentFields } from './risk-row.js';
import { go, rename } from './router.js';
import { openRow } from './row-panel.js';
import { onTop, tableBar } from './table-bar.js';
import { showVersions } from './versions.js';
import { workOn } from './working.js';

const TITLE = 'Risk register';
const wanted = { text: '', level: '', option: '', only: '', field: null };
const reset = (choice) => Object.assign(wanted, { text: '', level: '', option: '', only: '', field: null }, choice);
const TREATED = { open: ['partial', 'half', 'Open'], done: ['met', 'check', 'Done'], dropped: ['not_applicable', 'none', 'Dropped'] };
const KINDS = { risks: 'risk', treatments: 'treatment', assets: 'asset' };

class Page {
  #place;
  #artefact;
  #line;
  #work;
  #findings;
  #grids = {};
  #bar;
  #heat;
  #totals = h('div', {});
  #tools = h('div', {});
  #said = h('p', { class: 'isms-soft', role: 'status' });
  #none = h('div', {});
  #empty = {};
  #open = null;

  constructor(place, artefact, line, checked) {
    this.#place = place;
    this.#artefact = artefact;
    this.#line = line;
    this.#work = workOn(artefact);
    this.#findings = checked.findings;
    const numbers = (name, head, value) => ({ name, head, cell: value, sort: value });
    const opens = (name) => (row) => this.openRow(name, row.id);
    const first = (head, word) => ({ name: 'control', head, sort: (row) => row.id, cell: (row) => [h('span', { class: 'control-id' }, row.id), h('span', { class: 'grid-title', dir: 'auto' }, row[word] || 'Without words yet')] });
    this.#grids.risks = grid({
      label: TITLE, key: (row) => row.id, open: opens('risks'), sorted: { by: 'level', down: true },
      columns: [
        first('Risk', 'title'),
        { name: 'level', head: 'Level', down: true, sort: (risk) => this.#rank(risk.likelihood, risk.impact), cell: (risk) => [levelMark(this.#criteria, this.#level(risk)), risk.confirmed || !this.#level(risk) ? null : h('span', { class: 'grid-note' }, 'proposed')] },
        { ...numbers('owner', 'Owner', (risk) => risk.owner || ''), cell: (risk) => risk.owner || '–' },
        { name: 'option', head: 'Treatment', sort: (risk) => risk.option ?? '', cell: (risk) => [risk.option ? optionWord(risk.option) : '–', risk.controls?.length ? h('span', { class: 'grid-note' }, risk.controls.join(', ')) : null] },
        { name: 'rest', head: 'Remains', down: true, sort: (risk) => this.#rank(risk.residual_likelihood, risk.residual_impact), cell: (risk) => [levelMark(this.#criteria, this.#after(risk)), risk.accepted_by ? h('span', { class: 'grid-note' }, 'accepted') : null] },
        { name: 'due', head: 'Due', sort: (risk) => risk.due ?? '', cell: (risk) => (risk.due ? day(risk.due) : '–') },
        { name: 'found', head: 'Check', cell: (risk) => findingMark(this.#of(risk)) },
      ],
    });
    this.#grids.treatments = grid({
      label: 'Treatment plan', key: (row) => row.id, open: opens('treatments'),
      columns: [
        first('Action', 'action'), { ...numbers('code', 'Control', (row) => row.control) },
        { name: 'risks', head: 'Risks', cell: (row) => (row.risks ?? []).join(', ') || '–' },
        { ...numbers('owner', 'Who', (row) => row.owner || ''), cell: (row) => row.owner || '–' },
        { name: 'due', head: 'Due', sort: (row) => row.due ?? '', cell: (row) => (row.due ? day(row.due) : '–') },
        { name: 'status', head: 'Status', sort: (row) => row.status, cell: (row) => mark(...(TREATED[row.status] ?? TREATED.open)) },
      ],
    });
    this.#grids.assets = grid({
      label: 'Assets', key: (row) => row.id, open: opens('assets'),
      columns: [first('Asset', 'name'), { ...numbers('owner', 'Owner', (row) => row.owner || ''), cell: (row) => row.owner || '–' }, { name: 'why', head: 'Why it matters', cell: (row) => row.why || '–' }],
    });
    this.#heat = heatMap((field) => { reset({ field }); this.#drawTools(); this.#drawRows(); this.#heat.draw(this.#work.content, field); });
    this.#bar = tableBar({
      family: 'risks', artefact, versions: line.versions, work: this.#work, place, open: () => this.#open?.[1], show: (row) => showRisks(place, row),
      said: () => this.#waiting(), discard: () => { closeCitation(); this.#work.discard(); showRisks(place); },
    });
  }

  get #criteria() {
    return this.#work.content.criteria;
  }

  #level(risk) {
    return levelOf(this.#criteria, risk.likelihood, risk.impact);
  }

  #after(risk) {
    return levelOf(this.#criteria, risk.residual_likelihood, risk.residual_impact);
  }

  /** Higher is worse: first by level, then by how far up the matrix; null without a rating. */
  #rank(likelihood, impact) {
    const at = levelsInOrder(this.#criteria).indexOf(levelOf(this.#criteria, likelihood, impact));
    return at < 0 ? null : at * 1000 + likelihood * impact;
  }

  #of(row) {
    return this.#findings.filter((one) => one.id === row.id);
  }

  #waiting() {
    const parts = Object.entries(KINDS).map(([name, word]) => [this.#work.changed(name, 'id').length, word]).filter(([many]) => many);
    if (parts.length) return `${parts.map(([many, word]) => count(many, word)).join(', ')} changed.`;
    return this.#work.isChanged ? 'The criteria are changed.' : '';
  }

  #matches(risk) {
    const has = { findings: () => this.#of(risk).length > 0, proposed: () => !risk.confirmed, owner: () => !risk.owner, undecided: () => !risk.option, accept: () => !risk.accepted_by }[wanted.only];
    const { field } = wanted;
    return (!wanted.level || this.#level(risk) === wanted.level || (wanted.level === 'none' && !this.#level(risk)))
      && (!wanted.option || risk.option === wanted.option) && (!has || has())
      && (!field || (risk.likelihood === field.likelihood && risk.impact === field.impact))
      && hasWords(wanted.text, risk.id, risk.title, risk.description ?? '', risk.owner ?? '', risk.controls ?? [], risk.treatments ?? []);
  }

  #pick(choice) {
    reset(choice);
    this.#drawTools();
    this.#drawRows();
    this.#heat.draw(this.#work.content, null);
    this.#said.scrollIntoView({ block: 'nearest' });
  }

  #drawTotals() {
    const { risks, treatments } = this.#work.content;
    const tile = (number, word, kind, choice) => h('li', {}, h('button', { type: 'button', class: `gap-total ${kind}`, onclick: () => this.#pick(choice) }, h('strong', {}, String(number)), h('span', {}, word)));
    const unrated = risks.filter((risk) => !this.#level(risk)).length;
    fill(this.#totals, h('ul', { class: 'gap-totals', 'data-testid': 'risk-totals' },
      [...levelsInOrder(this.#criteria)].reverse().map((level) => tile(risks.filter((risk) => this.#level(risk) === level).length, capital(level), `level heat-${heatOf(this.#criteria, level)}`, { level })),
      unrated ? tile(unrated, 'Not rated', 'not_assessed', { level: 'none' }) : null,
      tile(risks.filter((risk) => !risk.confirmed).length, 'Only proposed', 'partial', { only: 'proposed' }),
      tile(risks.filter((risk) => this.#of(risk).length).length, 'With findings', 'missing', { only: 'findings' })));
    for (const [name, node] of Object.entries(this.#empty)) node.hidden = this.#work.content[name].length > 0;
    byId('plan-open')?.replaceChildren(treatments.length ? `${treatments.filter((one) => one.status === 'open').length} open of ${treatments.length}` : '');
  }

  #drawTools() {
    const set = (name) => (value) => { wanted[name] = value; this.#drawRows(); };
    fill(this.#tools, h('div', { class: 'isms-tools' },
      searchField('risk-search', 'Number, words, owner or control', wanted.text, set('text')),
      picker('risk-level', 'Level', [['', 'All levels'], ...[...levelsInOrder(this.#criteria)].reverse().map((one) => [one, capital(one)]), ['none', 'Not rated']], wanted.level, set('level')),
      picker('risk-option', 'Treatment', [['', 'Any treatment'], ...OPTIONS.slice(1).map(([one]) => [one, optionWord(one)])], wanted.option, set('option')),
      picker('risk-only', 'Show only', [['', 'All risks'], ['findings', 'With findings'], ['proposed', 'Rating only proposed'], ['owner', 'Without owner'], ['undecided', 'Treatment undecided'], ['accept', 'Not accepted by name']], wanted.only, set('only')),
      h('button', { type: 'button', class: 'button', 'data-testid': 'risk-add', onclick: () => this.#add('risks', 'R', { title: '', description: '', because: '', assets: [], harm: [], owner: '', existing: [], reason: '', confirmed: false, controls: [], treatments: [], accepted_by: '' }) }, icon('plus'), 'Add a risk')));
  }

  #drawRows() {
    const { risks } = this.#work.content;
    const shown = risks.filter((risk) => this.#matches(risk));
    this.#grids.risks.draw(shown);
    this.#grids.risks.node.hidden = shown.length === 0;
    const { field } = wanted;
    const where = field ? ` with likelihood ${field.likelihood} and impact ${field.impact}` : '';
    this.#said.textContent = shown.length === risks.length ? '' : `${shown.length} of ${count(risks.length, 'risk')}${where}`;
    fill(this.#none, shown.length ? null : h('p', { class: 'nothing' }, risks.length ? ['No risk matches. ', h('button', { type: 'button', class: 'link', onclick: () => this.#pick({}) }, 'Show all')] : 'No risks yet. Add one, or draft the register again from the profile.'));
  }

  #redraw(name, row) {
    if (row) this.#grids[name].update(row);
    this.#drawTotals();
    this.#heat.draw(this.#work.content, wanted.field);
    this.#bar.draw();
  }

  #add(name, prefix, fresh) {
    const rows = this.#work.content[name];
    const taken = [...rows, ...this.#work.base[name]].map((row) => Number(/(\d+)$/.exec(row.id)?.[1]) || 0);
    const id = `${prefix}-${String(Math.max(0, ...taken) + 1).padStart(2, '0')}`;
    rows.push({ id, ...fresh });
    if (name === 'risks') reset({});
    this.#draw();
    this.openRow(name, id);
    byId('panel').querySelector('[data-field="title"], [data-field="action"], [data-field="name"]')?.focus();
  }

  async #remove(name, row) {
    if (!(await confirmDelete(`Take ${row.id} away?`, 'It goes with the next version; the versions before keep it.'))) return;
    const { content } = this.#work;
    content[name] = content[name].filter((one) => one !== row);
    const linked = { risks: ['treatments', 'risks'], treatments: ['risks', 'treatments'], assets: ['risks', 'assets'] }[name];
    for (const other of content[linked[0]]) other[linked[1]] = (other[linked[1]] ?? []).filter((one) => one !== row.id);
    closeCitation();
    this.#draw();
    this.#place.focus({ preventScroll: true });
    announce(`${row.id} was taken away. Save to keep it so.`);
  }

  /** Opens a row of one of the tables in the panel. */
  openRow(name, id) {
    if (name === 'risks' && !this.#grids.risks.keys().includes(id)) this.#pick({});
    const row = this.#work.content[name].find((one) => one.id === id);
    if (!row) return;
    this.#open = [name, id];
    rename(`#/risks/${encodeURIComponent(id)}`);
    const changed = () => this.#redraw(name, row);
    const form = () => h('div', { class: 'entries' }, fields(name === 'treatments' ? treatmentFields(this.#work.content) : ASSET_FIELDS, row, changed));
    openRow({
      grid: this.#grids[name], id, kicker: row.id, title: row.title || row.action || row.name || `New ${KINDS[name]}`, step: (next) => this.openRow(name, next),
      confirm: name === 'risks' && !row.confirmed && row.likelihood && row.impact ? { label: 'Confirm the rating', run: () => { row.confirmed = true; changed(); } } : null,
      remove: { label: 'Take away', run: () => this.#remove(name, row) },
      parts: name === 'risks' ? riskForm(row, this.#work.content, { findings: this.#of(row), version: this.#artefact.version, isChanged: () => this.#work.isChanged, changed })
        : [findingList(this.#of(row)), form()],
    });
  }

  #draw() {
    this.#drawTotals();
    this.#drawTools();
    this.#drawRows();
    for (const name of ['treatments', 'assets']) {
      this.#grids[name].draw(this.#work.content[name]);
      this.#grids[name].node.hidden = this.#work.content[name].length === 0;
    }
    this.#heat.draw(this.#work.content, wanted.field);
    this.#bar.draw();
  }

  #criteriaBox() {
    const { content } = this.#work;
    const { criteria } = content;
    const scale = (steps) => h('ol', { class: 'scale' }, (steps ?? []).map((step) => h('li', {}, String(step).replace(/^\d+[.:]?\s*/, ''))));
    const said = criteria.approved_by && criteria.approved_on ? `Approved by ${criteria.approved_by} on ${day(criteria.approved_on)}` : 'Not approved yet';
    return h('details', { class: 'gap-fold criteria' }, h('summary', {}, icon('right'), `How risks are rated: ${said.toLowerCase()}`),
      h('div', { class: 'scales' }, h('div', {}, h('h3', {}, 'Likelihood'), scale(criteria.likelihood)), h('div', {}, h('h3', {}, 'Impact'), scale(criteria.impact))),
      h('div', { class: 'entries' }, fields([
        { name: 'accepted', label: 'Levels that stay without treatment', kind: 'checks', options: levelsInOrder(criteria).map((one) => [one, capital(one)]) },
        { name: 'approved_by', label: 'Criteria approved by', hint: 'Top management, by name.' }, { name: 'approved_on', label: 'Approved on', kind: 'date', hint: 'Before the first rating.' },
      ], criteria, () => this.#redraw('risks')), fields([{ name: 'assessed_on', label: 'Risks assessed on', kind: 'date' }], content, () => this.#redraw('risks'))));
  }

  #list(name, title, hint, prefix, fresh, word) {
    this.#empty[name] = h('p', { class: 'nothing' }, hint);
    return h('section', { class: 'gap-section', 'aria-labelledby': `${name}-title` },
      h('div', { class: 'isms-section-head' }, h('h3', { id: `${name}-title` }, title, name === 'treatments' ? h('span', { class: 'count', id: 'plan-open' }) : null),
        h('button', { type: 'button', class: 'button small', 'data-testid': `${name}-add`, onclick: () => this.#add(name, prefix, fresh) }, icon('plus'), word)),
      this.#grids[name].node, this.#empty[name]);
  }

  show(stale) {
    const { content } = this.#work;
    const known = new Set([...content.risks, ...content.treatments, ...content.assets].map((row) => row.id));
    const head = headOf({
      family: 'risks', artefact: this.#artefact, versions: this.#line.versions, words: { the: 'the register' }, place: '#/risks', order: {}, takesFiles: true,
      reload: () => showRisks(this.#place), isChanged: () => this.#work.isChanged,
      extra: [{ label: 'Heat map (SVG)', sign: 'down', href: `/api/v1${here('risks', this.#artefact.id, 'heat-map.svg')}` }],
    });
    fill(this.#place, h('div', { class: 'page isms', 'data-testid': 'risks-view' },
      h('p', { class: 'page-kicker' }, 'Clauses 6.1.2, 6.1.3 and 8.2'), h('h2', { class: 'page-title' }, TITLE),
      head.node, stale ? h('p', { class: 'notice warning', role: 'note' }, icon('alert'), h('span', {}, stale)) : null,
      h('div', { class: 'risk-top' }, h('div', {}, this.#totals, findingList(this.#findings.filter((one) => !known.has(one.id)))), this.#heat.node),
      this.#criteriaBox(), this.#tools, this.#said, this.#grids.risks.node, this.#none,
      this.#list('treatments', 'Treatment plan', 'Nothing is planned yet. A risk that is not accepted needs an action here, with somebody who does it and a day.', 'T', { control: '', action: '', risks: [], owner: '', status: 'open', evidence: '' }, 'Add an action'),
      this.#list('assets', 'Assets', 'No assets yet. Name what there is to lose: systems, information, people, places.', 'AS', { name: '', owner: '', why: '' }, 'Add an asset'),
      this.#bar.node));
    this.#draw();
  }

  /** Opens whatever bears this number. */
  openAny(id) {
    const name = Object.keys(KINDS).find((one) => this.#work.content[one].some((row) => row.id === id));
    if (name) this.openRow(name, id);
  }
}

function start(place) {
  fill(place, startOf({
    kicker: 'Clauses 6.1.2, 6.1.3 and 8.2', title: TITLE,
    lead: 'What can happen to your information, how bad it would be, and what you do about it. Annexa proposes scenarios that fit your profile; owners rate them with own facts.',
    action: 'Draft it from the profile', note: 'An own register in Excel or CSV? Draft one first, then import yours: each row that cannot be read is named.',
    run: async () => { await draft('risks'); await showRisks(place); },
  }));
}

/** Fills `place` with the register; `part` is a number to open, or `versions`. */
export async function showRisks(place, part) {
  const is = hold();
  const back = opening(place, 'risks-view', 'Opening the register…');
  try {
    const [line] = await listOf('risks');
    if (!is()) return;
    if (!line) { start(place); return; }
    if (part === 'versions') { await showVersions(place, 'risks', line.id, { href: '#/risks', label: TITLE }); return; }
    const [artefact, checked] = await Promise.all([read('risks', line.id), findingsOf('risks', line.id)]);
    if (!is()) return;
    const work = workOn(artefact);
    const stale = onTop(work, artefact);
    const page = new Page(place, artefact, line, checked);
    page.show(stale);
    back();
    if (part) page.openAny(part);
  } catch (error) {
    if (is()) fill(place, problemNotice(error, [{ label: 'Retry', run: () => showRisks(place, part) }, { label: 'Overview', run: () => go('#/isms') }]));
  }
}
