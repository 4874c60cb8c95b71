// Why: each document of the ISMS has a state, a next step, versions and formats; they stand in the same place on every page.

import { asProblem } from './api.js';
import { draft, fileAddress, FORMATS, inForce, step, writeFile } from './artefact.js';
import { confirmAction } from './dialog.js';
import { announce, fill, h } from './dom.js';
import { icon } from './icon.js';
import { day, moment, stateMark, whom } from './isms-words.js';
import { openMenu } from './menu.js';
import { problemNotice } from './notice.js';
import { askPerson } from './sign.js';

const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const TYPES = { csv: 'text/csv', xlsx: EXCEL, xlsm: EXCEL, json: 'application/json' };

/** What cannot be taken of a table, row by row. */
export function rowsNotice(error, name) {
  const rows = error.rows ?? [];
  if (rows.length === 0) return problemNotice(error);
  return h('div', { class: 'notice problem', role: 'alert', 'data-testid': 'row-problems' }, icon('alert'),
    h('div', { class: 'notice-text' },
      h('p', { class: 'notice-title' }, `Nothing of ${name} was taken`),
      h('p', {}, rows.length === 1 ? 'One row cannot be read. Mend it in the file and import it again.' : `${rows.length} rows cannot be read. Mend them in the file and import it again.`),
      h('ul', { class: 'isms-rows' }, rows.map(({ row, message }) => h('li', {}, h('strong', {}, `Row ${row}`), ' ', message)))));
}

/** What can be done with a version in its state: `[step, word, title, text]`. */
function stepsOf(version, versions, words) {
  const number = `version ${version.version}`;
  const before = inForce(versions);
  const gone = before && before.version !== version.version ? ` Version ${before.version} is superseded.` : '';
  const approve = ['approval', 'Approve', `Approve ${number}?`, `It comes into force. Your name and the day are kept with the hash of exactly this text.${gone}`];
  const review = ['review', 'Send into review', `Send ${number} into review?`, `Those who look at ${words.the} see that it waits for them. It can still be changed: that makes another version.`];
  const withdraw = ['withdrawal', 'Withdraw', `Withdraw ${number}?`, 'It is kept, and it is not in force any more.'];
  const read = ['acknowledgements', 'Acknowledge', `Acknowledge ${number}`, 'Your name is noted as somebody who has read this version.'];
  if (version.state === 'draft') return [review, approve, withdraw];
  if (version.state === 'in-review') return [approve, withdraw];
  if (version.state === 'approved') return [read, withdraw];
  return [];
}

function line(version, versions) {
  const force = inForce(versions);
  const approval = version.approval;
  return h('p', { class: 'isms-state', 'data-testid': 'artefact-state' }, stateMark(version.state),
    h('span', {}, h('strong', {}, `Version ${version.version}`), `, saved ${moment(version.created)}`),
    approval ? h('span', {}, `approved by ${approval.person} on ${day(approval.at)}`) : null,
    version.state === 'withdrawn' ? h('span', {}, `withdrawn by ${whom(version.changed_by)}`) : null,
    force && force.version !== version.version ? h('span', {}, `version ${force.version} is in force, approved by ${force.approval?.person ?? ''}`) : null,
    version.acknowledgements ? h('span', {}, `read by ${version.acknowledgements}`) : null);
}

/**
 * State, next step, versions and formats of a document. `words` are `{the}`, `place` its address, `reload()` shows it anew,
 * `isChanged()` says whether something waits to be saved, `order` drafts it again, `takesFiles` when tables can be imported;
 * `extra` stands in the menu, `own` is a button of the page.
 */
export function headOf({ family, artefact, versions, words, place, reload, isChanged = () => false, order, takesFiles = false, extra = [], own = null }) {
  const trouble = h('div', { class: 'isms-trouble' });
  const fail = (error) => fill(trouble, problemNotice(error, error.status === 409 ? [{ label: 'Read it again', run: reload }] : []));
  const blocked = () => {
    if (!isChanged()) return false;
    fill(trouble, problemNotice(asProblem(new Error('there are changes that are not saved: save or discard them first'))));
    return true;
  };
  const take = async ([name, word, title, text]) => {
    if (blocked()) return;
    const person = await askPerson(title, text, word);
    if (!person) return;
    try {
      await step(family, artefact.id, name, { version: artefact.version, person, sha256: artefact.sha256 });
      announce(`${word}: done.`);
      await reload();
    } catch (error) {
      fail(error);
    }
  };
  const again = async () => {
    if (blocked()) return;
    if (!(await confirmAction('Draft it again from the profile?', `A new version of ${words.the} is made. What a person confirmed in a statement stays; the version before is kept.`, 'Draft again'))) return;
    try {
      await draft(family, { ...order, again: true });
      await reload();
      announce('Drafted again.');
    } catch (error) {
      fail(error);
    }
  };
  const file = h('input', { type: 'file', accept: '.csv,.xlsx,.xlsm,.json', hidden: true, 'aria-label': 'Table to import', 'data-testid': 'import-file' });
  file.addEventListener('change', async () => {
    const [chosen] = file.files;
    file.value = '';
    if (!chosen) return;
    const type = TYPES[chosen.name.split('.').pop().toLowerCase()];
    if (!type) {
      fill(trouble, problemNotice(asProblem(new Error(`${chosen.name} is no CSV, Excel or JSON file: export one here to see the columns`))));
      return;
    }
    try {
      const made = await writeFile(family, artefact.id, artefact.version, chosen, type);
      await reload();
      announce(made.version === artefact.version ? 'The file says the same as this version.' : `Imported as version ${made.version}.`);
    } catch (error) {
      fill(trouble, rowsNotice(error, chosen.name));
      trouble.scrollIntoView({ block: 'nearest' });
    }
  });
  const steps = stepsOf(artefact, versions, words);
  const main = steps[0];
  const menu = [
    ...steps.slice(1).filter(([name]) => name !== 'withdrawal').map((one) => ({ label: one[1], sign: 'check', run: () => take(one) })),
    takesFiles ? { label: 'Import CSV or Excel', sign: 'page', run: () => { if (!blocked()) file.click(); } } : null,
    order ? { label: 'Draft again', sign: 'retry', run: again } : null,
    ...extra,
    ...steps.filter(([name]) => name === 'withdrawal').map((one) => ({ label: one[1], sign: 'none', danger: true, run: () => take(one) })),
  ].filter(Boolean);
  const exports = [...FORMATS[family].map(([format, name]) => ({ label: name, sign: 'down', href: fileAddress(family, artefact.id, format, artefact.version) }))];
  const menuButton = (label, name, actions, content) => h('button', {
    type: 'button', class: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'data-testid': name,
    onclick: ({ currentTarget }) => openMenu(currentTarget, label, actions),
  }, content);
  const node = h('div', { class: 'isms-head' },
    line(artefact, versions),
    h('div', { class: 'isms-actions' },
      main ? h('button', { type: 'button', class: 'button primary', 'data-testid': `step-${main[0]}`, onclick: () => take(main) }, main[1]) : null,
      own, menuButton('Take it home', 'export', exports, [icon('down'), 'Export']),
      h('a', { class: 'button', href: `${place}/versions`, 'data-testid': 'versions' }, 'Versions', h('span', { class: 'count' }, String(versions.length))),
      menu.length ? menuButton('More', 'more', menu, [icon('more'), 'More']) : null,
      file),
    trouble);
  return { node, trouble };
}

/** The place of a document that is not there yet. */
export function startOf({ kicker, title, lead, choice, action, note, run }) {
  const trouble = h('div', { class: 'isms-trouble' });
  const button = h('button', {
    type: 'button', class: 'button primary', 'data-testid': 'draft',
    onclick: async () => {
      button.disabled = true;
      fill(trouble);
      announce('Drafting…');
      try {
        await run();
      } catch (error) {
        button.disabled = false;
        const needsProfile = /profile/i.test(error.detail ?? '');
        fill(trouble, problemNotice(error), needsProfile ? h('p', { class: 'isms-actions' }, h('a', { class: 'button primary', href: '#/profile' }, 'Fill in the profile', icon('arrow'))) : null);
      }
    },
  }, action);
  return h('div', { class: 'page isms', 'data-testid': 'isms-start' },
    h('p', { class: 'page-kicker' }, kicker),
    h('h2', { class: 'page-title' }, title),
    h('p', { class: 'gap-lead' }, lead),
    choice ? h('div', { class: 'start-choice' }, choice) : null,
    h('p', { class: 'gap-actions' }, button),
    note ? h('p', { class: 'isms-soft' }, note) : null, trouble);
}
