// Why: what an auditor would hold against each other is held against each other here first, with both sides in their own words.

import { here, listOf } from './artefact.js';
import { fill, h } from './dom.js';
import { hasWords, picker, searchField } from './grid.js';
import { icon } from './icon.js';
import { capital, count, mark, named } from './isms-words.js';
import { problemNotice } from './notice.js';
import { hold, opening } from './place.js';
import { all, call } from './wire.js';

const wanted = { text: '', severity: '', rule: '' };

/** Where the documents are that findings name. */
async function addresses() {
  const [documents, policies, papers] = await Promise.all([all(here('documents'), 'documents'), listOf('policies'), listOf('audits')]);
  const lines = (family, found) => found.filter((line) => line.id).map((line) => [line.title, `#/${family}/${encodeURIComponent(line.id)}`]);
  return new Map([...documents.map((one) => [one.name, `#/document/${encodeURIComponent(one.id)}`]), ...lines('policies', policies), ...lines('audits', papers)]);
}

/** Where a side can be looked at and mended. */
function addressOf({ place, quote }, known) {
  if (known.has(place)) return known.get(place);
  const where = place.toLowerCase();
  const id = /\b(?:[A-Z]{1,2}-\d+|A\.\d\.\d+)\b/.exec(`${place} ${quote}`)?.[0];
  if (where.startsWith('risk register') || where.startsWith('treatment')) return id ? `#/risks/${encodeURIComponent(id)}` : '#/risks';
  if (where.startsWith('statement')) return id ? `#/soa/${encodeURIComponent(id)}` : '#/soa';
  if (where.startsWith('profile')) return '#/profile';
  return null;
}

function side(one, known) {
  const address = addressOf(one, known);
  return h('figure', { class: 'side' },
    one.quote ? h('blockquote', { dir: 'auto' }, one.quote) : null,
    h('figcaption', {}, address ? h('a', { href: address }, capital(one.place)) : capital(one.place)));
}

function finding(one, known) {
  return h('li', { class: `inconsistency ${one.severity}`, 'data-testid': 'inconsistency' },
    h('h4', {}, capital(one.message)),
    h('div', { class: 'sides' }, one.sides.map((part) => side(part, known))),
    one.fix ? h('p', { class: 'inconsistency-fix' }, icon('arrow'), one.fix) : null);
}

/** Findings of one rule stand together: a hundred of a kind are one thing to know. */
function group(rule, found, known) {
  const isError = found.some((one) => one.severity === 'error');
  return h('details', { class: 'rule', open: isError || found.length <= 4, 'data-testid': 'rule' },
    h('summary', {}, icon('right'), mark(isError ? 'missing' : 'partial', 'alert', isError ? 'Broken' : 'Look at it'), h('span', { class: 'rule-name' }, named(rule)), h('span', { class: 'count' }, String(found.length))),
    h('ul', { class: 'inconsistencies' }, found.map((one) => finding(one, known))));
}

/** Fills `place` with everything that does not fit. */
export async function showCheck(place) {
  const is = hold();
  const back = opening(place, 'check-view', 'Holding everything against each other…');
  try {
    const [{ data: report }, known] = await Promise.all([call('GET', here('check')), addresses()]);
    if (!is()) return;
    const found = h('div', { class: 'rules' });
    const said = h('p', { class: 'isms-soft', role: 'status' });
    const rules = [...new Set(report.findings.map((one) => one.rule))].sort();
    if (!rules.includes(wanted.rule)) wanted.rule = '';
    const draw = () => {
      const shown = report.findings.filter((one) => (!wanted.severity || one.severity === wanted.severity) && (!wanted.rule || one.rule === wanted.rule)
        && hasWords(wanted.text, one.message, one.fix, one.rule, one.sides.flatMap((part) => [part.place, part.quote])));
      const names = [...new Set(shown.map((one) => one.rule))];
      fill(found, names.map((rule) => group(rule, shown.filter((one) => one.rule === rule), known)));
      found.hidden = shown.length === 0;
      said.textContent = shown.length === report.findings.length ? '' : `${shown.length} of ${count(report.findings.length, 'finding')}`;
    };
    const set = (name) => (value) => { wanted[name] = value; draw(); };
    const verdict = report.errors ? `${count(report.errors, 'thing')} ${report.errors === 1 ? 'is' : 'are'} broken` : report.warnings ? 'Nothing is broken' : 'Everything fits together';
    fill(place, h('div', { class: 'page isms', 'data-testid': 'check-view' },
      h('p', { class: 'page-kicker' }, h('a', { href: '#/audits' }, 'Audit')), h('h2', { class: 'page-title' }, 'Does it all fit together?'),
      h('div', { class: `gap-box ${report.errors ? 'unready' : 'ready'}`, role: 'status' }, h('h3', {}, icon(report.errors ? 'alert' : 'check'), verdict),
        h('p', {}, `${report.warnings ? `${count(report.warnings, 'point')} to look at. ` : ''}Profile, register, statement and ${count(report.documents, 'document')} were read.`)),
      report.findings.length > 3 ? h('div', { class: 'isms-tools' },
        searchField('check-search', 'Words', wanted.text, set('text')),
        picker('check-severity', 'Severity', [['', 'Broken or to look at'], ['error', 'Broken'], ['warning', 'To look at']], wanted.severity, set('severity')),
        picker('check-rule', 'Rule', [['', 'All rules'], ...rules.map((rule) => [rule, named(rule)])], wanted.rule, set('rule'))) : null,
      said, found,
      report.findings.length ? null : h('p', { class: 'nothing' }, report.documents ? 'No contradiction was found.' : 'There is little to hold against each other yet. ', report.documents ? null : h('a', { href: '#/isms' }, 'See what is missing')),
      h('p', { class: 'gap-actions' }, h('button', { type: 'button', class: 'button', 'data-testid': 'check-again', onclick: () => showCheck(place) }, icon('retry'), 'Check again'))));
    draw();
    back();
  } catch (error) {
    if (is()) fill(place, problemNotice(error, [{ label: 'Retry', run: () => showCheck(place) }]));
  }
}
