// Why: the report on the page: the result first, then what to do first, then every requirement.

import { at } from './api.js';
import { announce, fill, h } from './dom.js';
import { chart } from './gap-chart.js';
import { quote } from './gap-check.js';
import { items } from './gap-items.js';
import { chip, count, moment, sentence, STANDINGS, VERDICTS } from './gap-words.js';
import { icon } from './icon.js';
import { emit, state } from './state.js';

const FORMATS = [['pdf', 'PDF'], ['docx', 'Word'], ['xlsx', 'Excel'], ['html', 'HTML'], ['md', 'Markdown'], ['json', 'JSON']];
const capital = (text) => String(text).charAt(0).toUpperCase() + String(text).slice(1);
const list = (value) => (Array.isArray(value) ? value : []);

function downloads(report) {
  const base = `/api/v1${at('workspaces', state.workspace.id, 'gap-analyses', report.id)}`;
  return h('div', { class: 'gap-downloads', role: 'group', 'aria-label': 'Download the report' },
    FORMATS.map(([format, name]) => h('a', { class: 'button small', href: `${base}?format=${format}`, download: true, 'data-testid': `gap-${format}` }, icon('down'), name)));
}

function totals(report, choose) {
  const shown = VERDICTS.filter(({ name }) => report.summary[name] > 0 || ['met', 'partial', 'missing'].includes(name));
  return h('ul', { class: 'gap-totals' }, shown.map(({ name, word, sign }) => h('li', {},
    h('button', { type: 'button', class: `gap-total ${name}`, onclick: () => choose(name) },
      h('strong', {}, String(report.summary[name] ?? 0)), h('span', {}, icon(sign), word)))));
}

function stageOne({ stage_1: stage }, jump) {
  const missing = list(stage.missing);
  const absent = missing.filter((one) => one.verdict === 'missing').length;
  const part = missing.length - absent;
  const said = stage.ready
    ? (part === 0 ? 'All documented information that the clauses ask for was found.' : `None of the documented information that the clauses ask for is missing; ${part} of it is there only in part.`)
    : `Of the documented information that the clauses ask for, ${absent} ${absent === 1 ? 'was' : 'were'} not found${part ? ` and ${part} ${part === 1 ? 'is' : 'are'} there only in part` : ''}.`;
  return h('section', { class: `gap-box ${stage.ready ? 'ready' : 'unready'}`, 'aria-labelledby': 'gap-stage-title' },
    h('h3', { id: 'gap-stage-title' }, icon(stage.ready ? 'check' : 'alert'), stage.ready ? 'Stage 1 could begin' : 'Stage 1 could not begin yet'),
    h('p', {}, said),
    missing.length ? h('details', { open: missing.length <= 6 },
      h('summary', {}, icon('right'), `What is not there (${missing.length})`),
      h('ul', { class: 'gap-missing' }, missing.map((one) => h('li', {}, jump(one.id, one.id), h('span', {}, one.name), chip(one.verdict))))) : null);
}

function priorities(report, jump) {
  const all = list(report.priorities);
  if (all.length === 0) return null;
  const quick = all.filter((one) => one.quick_win).length;
  return h('section', { class: 'gap-section', 'aria-labelledby': 'gap-first-title' },
    h('h3', { id: 'gap-first-title' }, 'What to do first'),
    quick ? h('p', { class: 'gap-soft' }, `A quick win is closed by taking over one clause: ${quick} of these ${quick === 1 ? 'is one' : 'are'}.`) : null,
    h('ol', { class: 'gap-first', 'data-testid': 'gap-priorities' }, all.map((one) => h('li', {},
      h('p', { class: 'gap-first-head' }, jump(one.id, `${one.id} ${one.title}`, one.check),
        one.quick_win ? h('span', { class: 'tag strong' }, icon('bolt'), 'Quick win') : null),
      h('p', {}, sentence(one.gap)),
      h('p', { class: 'gap-soft' }, sentence(one.why))))));
}

function contradictions(report) {
  const all = list(report.contradictions);
  if (all.length === 0) return null;
  return h('section', { class: 'gap-section', 'aria-labelledby': 'gap-clash-title' },
    h('h3', { id: 'gap-clash-title' }, 'Contradictions', h('span', { class: 'count' }, String(all.length))),
    h('ul', { class: 'gap-clashes' }, all.map((one) => h('li', {},
      h('h4', {}, capital(one.topic)),
      h('p', {}, sentence(one.message)),
      list(one.statements).map((statement) => quote(report, statement))))));
}

/** What the two analyses were made from; reports of older versions do not say. */
function sources(changes) {
  if (!Array.isArray(changes)) return null;
  if (changes.length === 0) return h('p', { class: 'gap-soft', 'data-testid': 'gap-sources' }, 'Both were made from the same documents.');
  const hash = (value) => (value ? h('span', { class: 'check-id', title: `SHA-256 ${value}` }, String(value).slice(0, 12)) : h('span', { class: 'gap-soft' }, 'not there'));
  const what = (one) => (one.before ? (one.now ? 'changed' : 'not given any more') : 'added');
  return h('div', { 'data-testid': 'gap-sources' },
    h('p', {}, 'The two were not made from the same documents; a point may have changed for that reason alone:'),
    h('ul', { class: 'gap-files plain' }, changes.map((one) => h('li', {},
      h('span', { class: 'gap-file-name', dir: 'auto' }, one.name), h('span', { class: 'tag' }, what(one)),
      h('span', { class: 'row-note' }, hash(one.before), ' → ', hash(one.now))))));
}

function comparison(report) {
  const compared = report.comparison;
  if (!compared) return null;
  const group = (name, changes) => h('details', {},
    h('summary', {}, icon('right'), `${name} (${changes.length})`),
    changes.length ? h('ul', { class: 'gap-changes' }, changes.map((one) => h('li', {}, h('span', { class: 'check-id' }, one.check), h('span', {}, one.text), h('span', { class: 'gap-change' }, chip(one.before), icon('arrow'), chip(one.now))))) : h('p', { class: 'gap-soft' }, 'None.'));
  return h('section', { class: 'gap-section', 'aria-labelledby': 'gap-since-title' },
    h('h3', { id: 'gap-since-title' }, `Since ${moment(compared.earlier)}`),
    sources(compared.documents),
    group('Better now', list(compared.closed)), group('Worse now', list(compared.opened)));
}

function documents(report) {
  const row = (one) => h('li', {},
    h('a', { class: 'gap-file-name', dir: 'auto', href: `#/document/${encodeURIComponent(one.id)}` }, one.name),
    h('span', { class: one.standing === 'in_force' ? 'tag' : 'tag warn' }, STANDINGS[one.standing] ?? one.standing),
    h('span', { class: 'row-note' }, one.problem ? sentence(one.problem) : `evidence for ${count(Number(one.supports) || 0, 'check')}`));
  return h('details', { class: 'gap-fold' },
    h('summary', {}, icon('right'), `Documents (${report.documents.length})`),
    h('ul', { class: 'gap-files plain' }, report.documents.map(row)));
}

function warnings(report) {
  if (list(report.warnings).length === 0) return null;
  return h('details', { class: 'gap-fold' },
    h('summary', {}, icon('right'), `Before you rely on it (${report.warnings.length})`),
    h('ul', { class: 'gap-warnings' }, report.warnings.map((warning) => h('li', {}, sentence(warning)))));
}

/** Fills `place` with a report, opened at requirement `wanted` when one is named. */
export function showReport(place, report, wanted) {
  const whole = items(report);
  const jump = (id, text, check) => h('button', { type: 'button', class: 'link gap-jump', onclick: () => whole.open(id, check) }, text);
  const choose = (verdict) => {
    whole.filter(verdict);
    announce('The requirements are filtered.');
  };
  fill(place, h('article', { class: 'page gap', 'data-testid': 'gap-report' },
    h('p', { class: 'page-kicker' }, h('a', { href: '#/gap' }, 'Gap analysis'), h('span', {}, moment(report.created)), h('span', { class: 'tag' }, count(report.documents.length, 'document'))),
    h('h2', { class: 'page-title', dir: 'auto' }, report.company || state.workspace.name),
    downloads(report),
    totals(report, choose),
    warnings(report), documents(report),
    h('div', { class: 'gap-columns' },
      h('section', { class: 'gap-section', 'aria-labelledby': 'gap-themes-title' }, h('h3', { id: 'gap-themes-title' }, 'Coverage by theme'), chart(list(report.themes))),
      stageOne(report, jump)),
    comparison(report), priorities(report, jump), contradictions(report),
    whole.node));
  emit('title', `Gap analysis of ${moment(report.created)}`);
  if (wanted) whole.open(wanted);
}
