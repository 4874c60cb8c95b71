// Why: who wrote, reviewed and approved which version, what changed between two, and who has read it: the trail that an auditor asks for.

import { diffOf, fileAddress, FORMATS, read, versionsOf, write } from './artefact.js';
import { confirmAction } from './dialog.js';
import { announce, fill, h } from './dom.js';
import { icon } from './icon.js';
import { count, day, moment, stateMark, whom } from './isms-words.js';
import { openMenu } from './menu.js';
import { problemNotice } from './notice.js';
import { hold, opening } from './place.js';
import { same } from './working.js';

const HUNK_LINES = { same: ' ', added: '+', removed: '−' };
const LINE_NAMES = { added: 'Added: ', removed: 'Removed: ' };

function lines(diff) {
  if (diff.hunks.length === 0) return h('p', { class: 'nothing' }, 'Both versions say the same.');
  return h('div', { class: 'diff', tabindex: '0', role: 'region', 'aria-label': 'Lines that changed' }, diff.hunks.map((hunk) => h('div', { class: 'diff-hunk' },
    hunk.lines.map((line) => h('div', { class: `diff-line ${line.change}` },
      h('span', { class: 'diff-number', 'aria-hidden': 'true' }, String(line.new ?? line.old ?? '')),
      h('span', { class: 'diff-sign', 'aria-hidden': 'true' }, HUNK_LINES[line.change]),
      h('span', { class: 'diff-text', dir: 'auto' }, LINE_NAMES[line.change] ? h('span', { class: 'visually-hidden' }, LINE_NAMES[line.change]) : null, line.text))))));
}

const shown = (value) => {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return 'nothing';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' ? Object.values(one).join(' ') : String(one))).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

function fieldsThatDiffer(before, after) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.filter((name) => !same(before?.[name], after?.[name]));
}

function rowChange(name, before, after) {
  const what = !before ? 'added' : !after ? 'taken away' : null;
  const title = after?.title ?? before?.title ?? after?.name ?? before?.name ?? after?.action ?? before?.action ?? '';
  const fields = what ? [] : fieldsThatDiffer(before, after);
  return h('li', {}, h('p', { class: 'change-head' }, h('span', { class: 'control-id' }, name), h('span', { dir: 'auto' }, title), what ? h('span', { class: 'tag' }, what) : null),
    fields.length ? h('dl', { class: 'change-fields' }, fields.map((field) => [h('dt', {}, field.replaceAll('_', ' ')),
      h('dd', { dir: 'auto' }, h('del', {}, shown(before[field])), h('span', { class: 'visually-hidden' }, ' became '), icon('arrow'), h('ins', {}, shown(after[field])))])) : null);
}

/** Two contents of rows, row by row and field by field: lines of JSON say little to people. */
export function rowChanges(before, after) {
  const lists = Object.keys(after).filter((name) => Array.isArray(after[name]));
  const changes = lists.flatMap((name) => {
    const keyOf = (row) => row.control ?? row.id ?? row.name;
    const key = name === 'treatments' ? (row) => row.id : keyOf;
    const [old, now] = [before, after].map((content) => new Map((content[name] ?? []).map((row) => [key(row), row])));
    return [...new Set([...old.keys(), ...now.keys()])].filter((one) => !same(old.get(one), now.get(one))).map((one) => rowChange(one, old.get(one), now.get(one)));
  });
  const heads = fieldsThatDiffer(before, after).filter((name) => !lists.includes(name));
  const top = heads.length ? [h('li', {}, h('dl', { class: 'change-fields' }, heads.map((field) => [h('dt', {}, field.replaceAll('_', ' ')),
    h('dd', {}, h('del', {}, shown(before[field])), icon('arrow'), h('ins', {}, shown(after[field])))])))] : [];
  return [...top, ...changes];
}

async function difference({ family, id }, before, after) {
  if (family === 'policies' || family === 'audits') {
    const diff = await diffOf(family, id, before, after);
    return [h('p', { class: 'isms-soft', role: 'status' }, `${count(diff.added, 'line')} added, ${diff.removed} removed`), lines(diff)];
  }
  const [old, now] = await Promise.all([read(family, id, before), read(family, id, after)]);
  const changes = rowChanges(old.content, now.content);
  if (changes.length === 0) return [h('p', { class: 'nothing', role: 'status' }, 'Both versions say the same.')];
  return [h('p', { class: 'isms-soft', role: 'status' }, `${count(changes.length, 'row')} changed`), h('ul', { class: 'changes' }, changes)];
}

function comparer(artefact, versions) {
  const place = h('div', { class: 'compare-result', 'aria-live': 'polite' });
  const option = (chosen) => versions.map((one) => h('option', { value: String(one.version), selected: one.version === chosen }, `Version ${one.version}`));
  const [newest, second] = versions;
  const before = h('select', { class: 'field', id: 'compare-before' }, option(second.version));
  const after = h('select', { class: 'field', id: 'compare-after' }, option(newest.version));
  const run = async () => {
    try {
      fill(place, await difference(artefact, Number(before.value), Number(after.value)));
    } catch (error) {
      fill(place, problemNotice(error, [{ label: 'Retry', run }]));
    }
  };
  before.addEventListener('change', run);
  after.addEventListener('change', run);
  const node = h('section', { class: 'gap-section', 'aria-labelledby': 'compare-title' },
    h('h3', { id: 'compare-title', tabindex: '-1' }, 'What changed'),
    h('div', { class: 'compare' }, h('label', { for: 'compare-before' }, 'From'), h('div', { class: 'select' }, before), h('label', { for: 'compare-after' }, 'to'), h('div', { class: 'select' }, after)),
    place);
  return {
    node,
    run,
    show(from, to) {
      before.value = String(from);
      after.value = String(to);
      node.scrollIntoView({ block: 'start' });
      node.querySelector('h3').focus({ preventScroll: true });
      return run();
    },
  };
}

function readers(acknowledgements, version) {
  const own = acknowledgements.filter((one) => one.version === version);
  if (own.length === 0) return null;
  return h('details', { class: 'version-readers' }, h('summary', {}, icon('right'), `Read by ${count(own.length, 'person').replace('persons', 'people')}`),
    h('ul', {}, own.map((one) => h('li', {}, h('span', { dir: 'auto' }, one.person), ' ', h('span', { class: 'row-note' }, day(one.at))))));
}

function row(artefact, version, { versions, acknowledgements, compare, restore }) {
  const at = versions.indexOf(version);
  const older = versions[at + 1];
  const actions = [
    ...FORMATS[artefact.family].map(([format, name]) => ({ label: `Export as ${name}`, sign: 'down', href: fileAddress(artefact.family, artefact.id, format, version.version) })),
    at > 0 ? { label: 'Make it the newest again', sign: 'retry', run: () => restore(version) } : null,
  ].filter(Boolean);
  return h('li', { class: 'version', 'data-testid': 'version' },
    h('div', { class: 'version-words' },
      h('p', { class: 'version-head' }, h('strong', {}, `Version ${version.version}`), stateMark(version.state)),
      h('p', { class: 'isms-soft' }, `Saved ${moment(version.created)} by ${whom(version.created_by)}`,
        version.changed !== version.created ? `; ${version.state === 'in-review' ? 'sent into review' : version.state} ${day(version.changed)} by ${whom(version.changed_by)}` : ''),
      version.approval ? h('p', { class: 'version-approval' }, icon('check'), `Approved by ${version.approval.person} on ${day(version.approval.at)}`, h('span', { class: 'check-id', title: `SHA-256 ${version.approval.sha256}` }, version.approval.sha256.slice(0, 12))) : null,
      readers(acknowledgements, version.version)),
    h('div', { class: 'version-actions' },
      older ? h('button', { type: 'button', class: 'button small', 'data-testid': 'version-compare', onclick: () => compare.show(older.version, version.version) }, `Compare with ${older.version}`) : null,
      h('button', { type: 'button', class: 'icon-button', 'aria-label': `Actions: version ${version.version}`, 'aria-haspopup': 'menu', 'aria-expanded': 'false', onclick: ({ currentTarget }) => openMenu(currentTarget, `Version ${version.version}`, actions) }, icon('more'))));
}

/** Fills `place` with the versions of a document; `back` is `{href, label}`. */
export async function showVersions(place, family, id, back) {
  const is = hold();
  opening(place, 'versions-view', 'Reading the versions…');
  const reload = () => showVersions(place, family, id, back);
  try {
    const { versions, acknowledgements } = await versionsOf(family, id);
    if (!is()) return;
    const artefact = { family, id };
    const compare = versions.length > 1 ? comparer(artefact, versions) : null;
    const trouble = h('div', { class: 'isms-trouble' });
    const restore = async (version) => {
      if (!(await confirmAction('Make it the newest again?', `The content of version ${version.version} is written as a new version. Nothing is lost.`, 'Write it'))) return;
      try {
        const old = await read(family, id, version.version);
        await write(family, id, versions[0].version, old.content);
        await reload();
        announce('Written as a new version.');
      } catch (error) {
        fill(trouble, problemNotice(error));
      }
    };
    fill(place, h('div', { class: 'page isms', 'data-testid': 'versions-view' },
      h('p', { class: 'page-kicker' }, h('a', { href: back.href }, back.label)),
      h('h2', { class: 'page-title' }, 'Versions'),
      h('p', { class: 'gap-lead' }, 'A version never changes. Each approval keeps the hash of exactly what was approved.'), trouble,
      h('ul', { class: 'versions' }, versions.map((version) => row(artefact, version, { versions, acknowledgements, compare, restore }))),
      compare?.node));
    await compare?.run();
  } catch (error) {
    fill(place, problemNotice(error, [{ label: 'Retry', run: reload }]));
  }
}
