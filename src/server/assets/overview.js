// Why: a management system is built in an order; this page says what is there, what is missing and what to do next, from facts alone.

import { here, inForce, listOf, policiesOf, read } from './artefact.js';
import { fill, h } from './dom.js';
import { countsOf } from './gap-words.js';
import { levelOf } from './heat.js';
import { icon } from './icon.js';
import { count, day, mark, stateWord } from './isms-words.js';
import { problemNotice } from './notice.js';
import { hold, opening } from './place.js';
import { state } from './state.js';
import { all, call } from './wire.js';

const STANDINGS = { done: ['met', 'check', 'Done'], going: ['partial', 'half', 'Under way'], none: ['not_assessed', 'dash', 'Not begun'] };

const orNothing = async (promise) => {
  try {
    return await promise;
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
};

async function contentOf(family) {
  const [line] = await listOf(family);
  return line ? { line, content: (await read(family, line.id)).content } : null;
}

function version(line) {
  const [latest] = line.versions;
  const force = inForce(line.versions);
  const said = force === latest ? 'in force' : stateWord(latest.state).toLowerCase();
  return `Version ${latest.version}, ${said}${force && force !== latest ? `; version ${force.version} is in force` : ''}`;
}
const standingOf = (line, isWhole) => (inForce(line.versions) && isWhole ? 'done' : 'going');

function profileStep(view) {
  const base = { id: 'profile', title: 'Profile', href: '#/profile', why: 'The facts about the company, from which everything else is made.' };
  if (!view) return { ...base, standing: 'none', facts: ['Nothing is known yet.'], next: 'Say who you are: name, business and people are enough to begin' };
  const open = view.problems.length;
  if (!view.usable) return { ...base, standing: 'going', facts: [view.problems.filter((one) => one.blocking).map((one) => `${one.field} ${one.message}`).join('; ')], next: 'Answer what is needed' };
  const facts = [`${view.profile.name}, ${count(view.profile.people, 'person').replace('persons', 'people')}`, open ? `${count(open, 'point')} would make drafts better` : 'Everything is answered'];
  return { ...base, standing: open ? 'going' : 'done', facts, next: open ? 'Answer what is open' : null, isEnough: true };
}

function risksStep(held) {
  const base = { id: 'risks', title: 'Risks', href: '#/risks', why: 'What can happen, how bad it is and what is done about it.' };
  if (!held) return { ...base, standing: 'none', facts: ['No register yet.'], next: 'Draft the risk register' };
  const { risks, criteria, treatments } = held.content;
  const proposed = risks.filter((risk) => !risk.confirmed).length;
  const unowned = risks.filter((risk) => !risk.owner).length;
  const high = risks.filter((risk) => { const level = levelOf(criteria, risk.likelihood, risk.impact); return level && !criteria.accepted.includes(level); }).length;
  const facts = [`${count(risks.length, 'risk')}, ${high} above what you accept`, proposed ? `${proposed} only proposed` : 'all rated by people', unowned ? `${unowned} without owner` : null,
    `${treatments.filter((one) => one.status === 'open').length} of ${treatments.length} treatments open`, version(held.line)];
  const next = proposed ? 'Let owners rate the proposed risks' : unowned ? 'Name an owner for each risk' : inForce(held.line.versions) ? null : 'Approve the register';
  return { ...base, standing: standingOf(held.line, !proposed && !unowned), facts, next, isEnough: true };
}

function soaStep(held) {
  const base = { id: 'soa', title: 'Statement of Applicability', href: '#/soa', why: 'Which controls apply, why, and whether they work.' };
  if (!held) return { ...base, standing: 'none', facts: ['No statement yet.'], next: 'Draft the Statement of Applicability' };
  const { rows } = held.content;
  const of = (decision) => rows.filter((row) => row.decision === decision).length;
  const applicable = rows.filter((row) => row.decision === 'applicable');
  const proposed = rows.filter((row) => !row.confirmed && row.decision !== 'undecided').length;
  const facts = [`${of('applicable')} applicable, ${of('not applicable')} not, ${of('undecided')} undecided`, `${applicable.filter((row) => row.implemented === true).length} of ${applicable.length} implemented`, proposed ? `${proposed} only proposed` : null, version(held.line)];
  const open = of('undecided');
  return { ...base, standing: standingOf(held.line, !open && !proposed), facts, next: open ? `Decide the ${open === 1 ? 'open control' : `${open} open controls`}` : proposed ? 'Confirm what is only proposed' : inForce(held.line.versions) ? null : 'Approve the statement', isEnough: true };
}

function policiesStep({ lines, counts }) {
  const base = { id: 'policies', title: 'Policies', href: '#/policies', why: 'The rules, approved by name and acknowledged by those whom they bind.' };
  const there = lines.filter((line) => line.id);
  const chapters = counts ? counts.chapters.kinds - counts.chapters.written : 0;
  const others = [chapters ? `${chapters} may be chapters of others` : null, counts?.not_needed.kinds ? `${counts.not_needed.kinds} advised against` : null, counts?.unknown.kinds ? `of ${counts.unknown.kinds} the profile does not say` : null];
  if (there.length === 0) return { ...base, standing: 'none', facts: [counts ? `${counts.own.kinds} need a text of their own, none is written` : 'None is written.', ...others], next: 'Draft the first policy' };
  const missing = counts ? counts.own.kinds - counts.own.written : 0;
  const facts = [counts ? `${counts.own.written} of the ${counts.own.kinds} that need a text of their own are written` : `${count(there.length, 'policy').replace('policys', 'policies')} written`, ...others, `${there.filter((line) => inForce(line.versions)).length} in force`, `${there.filter((line) => line.versions[0].state === 'in-review').length} in review`];
  const next = missing ? `Write the ${missing} that ${missing === 1 ? 'needs' : 'need'} a text of ${missing === 1 ? 'its' : 'their'} own` : there.some((line) => line.needed !== 'not-needed' && line.versions[0].state !== 'withdrawn' && !inForce(line.versions)) ? 'Approve what is written' : null;
  return { ...base, standing: next ? 'going' : 'done', facts, next };
}

function evidenceStep(documents, analyses) {
  const base = { id: 'evidence', title: 'Evidence', href: '#/gap', why: 'Your documents, held against every clause and control.' };
  const done = analyses.find((one) => one.state === 'done');
  if (documents.length === 0) return { ...base, standing: 'none', facts: ['No documents yet.'], next: 'Add your policies, registers and records' };
  const facts = [count(documents.length, 'document'), done ? `Gap analysis of ${day(done.created)}: ${countsOf(done.summary)}` : 'No gap analysis yet'];
  const open = (done?.summary?.missing ?? 0) + (done?.summary?.partial ?? 0);
  return { ...base, standing: done && open === 0 ? 'done' : 'going', facts, next: done ? (open ? 'Close what the analysis found' : null) : 'Run a gap analysis', href: done ? `#/gap/${encodeURIComponent(done.id)}` : '#/gap' };
}

function auditStep(lines) {
  const base = { id: 'audit', title: 'Audit', href: '#/audits', why: 'Audit and review yourself before the auditor does.' };
  const has = (kind) => lines.some((line) => line.kind === kind);
  if (lines.length === 0) return { ...base, standing: 'none', facts: ['No audit paper yet.'], next: 'Draft the audit programme' };
  const wanted = [['plan', 'the audit programme'], ['checklist', 'a checklist'], ['review', 'the management review']];
  const missing = wanted.filter(([kind]) => !has(kind)).map(([, word]) => word);
  const facts = [count(lines.length, 'paper'), missing.length ? `missing: ${missing.join(', ')}` : 'programme, checklist and review are there'];
  const isWhole = missing.length === 0 && lines.every((line) => inForce(line.versions));
  return { ...base, standing: isWhole ? 'done' : 'going', facts, next: missing.length ? `Draft ${missing[0]}` : isWhole ? null : 'Approve the papers' };
}

function card(step, at) {
  return h('li', { class: `step ${step.standing}`, 'data-testid': `step-${step.id}`, 'data-standing': step.standing },
    h('span', { class: 'step-number', 'aria-hidden': 'true' }, step.standing === 'done' ? icon('check') : String(at + 1)),
    h('div', { class: 'step-words' },
      h('h3', {}, h('a', { href: step.href }, step.title), mark(...STANDINGS[step.standing])),
      h('p', { class: 'isms-soft' }, step.why),
      h('ul', { class: 'step-facts' }, step.facts.filter(Boolean).map((fact) => h('li', {}, fact))),
      step.next ? h('p', { class: 'step-next' }, h('a', { href: step.href }, step.next, icon('arrow'))) : null));
}

/** The first thing before which nothing else can be done; then the first that is not finished, a usable profile last. */
const nextOf = (steps) => steps.slice(0, 3).find((step) => !step.isEnough) ?? steps.slice(1).find((step) => step.next) ?? steps.find((step) => step.next) ?? null;

async function drawCheck(place, is) {
  try {
    const { data } = await call('GET', here('check'));
    if (!is()) return;
    fill(place, h('a', { class: `check-line ${data.errors ? 'is-broken' : ''}`, href: '#/check', 'data-testid': 'check-line' }, icon(data.errors ? 'alert' : 'check'),
      h('span', {}, h('strong', {}, data.errors ? `${count(data.errors, 'contradiction')} to mend` : 'No contradiction'), data.warnings ? `, ${count(data.warnings, 'point')} to look at` : '', ' between profile, risks, statement, policies and documents'), icon('arrow')));
  } catch (error) {
    if (is()) fill(place, problemNotice(error, [{ label: 'Retry', run: () => drawCheck(place, is) }]));
  }
}

/** Fills `place` with the management system at a glance. */
export async function showOverview(place) {
  const is = hold();
  const back = opening(place, 'overview', 'Looking at what is there…');
  try {
    const [profile, risks, soa, policies, documents, analyses, audits] = await Promise.all([
      orNothing(call('GET', here('profile'))), contentOf('risks'), contentOf('soa'), policiesOf(), all(here('documents'), 'documents'), all(here('gap-analyses'), 'gap_analyses'), listOf('audits'),
    ]);
    if (!is()) return;
    const steps = [profileStep(profile?.data), risksStep(risks), soaStep(soa), policiesStep(policies), evidenceStep(documents, analyses), auditStep(audits)];
    const next = nextOf(steps);
    const done = steps.filter((step) => step.standing === 'done').length;
    const target = profile?.data.profile.target_date;
    const left = target ? Math.ceil((new Date(`${target}T00:00:00`) - Date.now()) / 86_400_000) : null;
    const check = h('div', { class: 'check-place' });
    fill(place, h('div', { class: 'page isms', 'data-testid': 'overview' },
      h('p', { class: 'page-kicker' }, 'ISO/IEC 27001:2022'), h('h2', { class: 'page-title', dir: 'auto' }, `${state.workspace.name}: your ISMS at a glance`),
      h('p', { class: 'gap-lead' }, `${done} of ${steps.length} parts are done.`, left === null ? '' : left >= 0 ? ` ${count(left, 'day')} until the certification audit on ${day(target)}.` : ` The certification audit was to begin on ${day(target)}.`),
      next ? h('section', { class: 'next-step', 'aria-labelledby': 'next-title', 'data-testid': 'next-step' },
        h('div', {}, h('h3', { id: 'next-title' }, 'What to do next'), h('p', {}, `${next.title}: ${next.next ?? 'look at it'}.`)), h('a', { class: 'button primary', href: next.href }, `Go to ${next.title}`, icon('arrow')))
        : h('section', { class: 'next-step' }, h('div', {}, h('h3', {}, 'Everything is in force'), h('p', {}, 'Keep it true: check it, review it, and audit it by the programme.')), h('a', { class: 'button', href: '#/check' }, 'Check it', icon('arrow'))),
      check,
      h('ol', { class: 'steps' }, steps.map(card))));
    back();
    await drawCheck(check, is);
  } catch (error) {
    if (is()) fill(place, problemNotice(error, [{ label: 'Retry', run: () => showOverview(place) }]));
  }
}
