// Why: the facts about the company, from which everything else is drafted; "not known" is an answer, and nothing is guessed from it.

import { asProblem } from './api.js';
import { here } from './artefact.js';
import { announce, fill, h } from './dom.js';
import { fields, rowsOf } from './form.js';
import { icon } from './icon.js';
import { count } from './isms-words.js';
import { problemNotice } from './notice.js';
import { hold, opening } from './place.js';
import { fromForm, INTERVIEW, SHAPE, SHOWN_AT, toForm } from './profile-fields.js';
import { mergeTexts, patchOf } from './profile-merge.js';
import { profileYaml, yamlView } from './profile-yaml.js';
import { saveBar } from './savebar.js';
import { state } from './state.js';
import { call } from './wire.js';
import { same, workOn } from './working.js';

let view = 'form';

/** The files that somebody wrote in and did not save: `{text, base, tag, clashes}` by workspace. */
const files = new Map();

/** The profile with its tag; none is there when it was never put. */
async function readProfile() {
  try {
    const { data, tag } = await call('GET', here('profile'));
    return { ...data, tag };
  } catch (error) {
    if (error.status === 404) return { profile: null, problems: [], text: '', tag: null, usable: false };
    throw error;
  }
}

async function putProfile(text, tag) {
  const headers = tag ? { 'If-Match': tag } : { 'If-None-Match': '*' };
  return (await call('PUT', here('profile'), { body: text, type: 'text/plain; charset=utf-8', headers })).data;
}

/** Changes only what is other, so that comments and everything else stay as they are in the file. */
const patchProfile = async (patch, tag) => (await call('PATCH', here('profile'), { body: patch, headers: { 'If-Match': tag } })).data;

/** What is wrong with a line, without its place, which is shown. */
function plainly(detail) {
  const said = detail.replace(/^.*?line \d+ \(`.*?`\):\s*/, '').replace(/;[^;]*$/, '').replace(/ at line \d+, column \d+$/, '');
  return /^unknown field/.test(said) ? 'the profile has no such field' : said;
}

/** The question of the interview that asks for a field, if one does. */
const askedAs = (name) => {
  const spec = INTERVIEW.flatMap(([, , , specs]) => specs).find((one) => [one.name, one.many, one.parts].includes(SHOWN_AT[name] ?? name));
  return spec ? spec.label ?? spec.title : null;
};

class Page {
  #place;
  #read;
  #work;
  #bar;
  #file;
  #yaml = null;
  #refused = null;
  #body = h('div', {});
  #trouble = h('div', { class: 'isms-trouble' });

  constructor(place, read, work) {
    this.#place = place;
    this.#read = read;
    this.#work = work;
    this.#file = files.get(state.workspace.id) ?? null;
    this.#bar = saveBar({
      said: () => this.#waiting(), word: () => 'Save the profile', save: () => this.#save(),
      discard: () => { work.discard(); files.delete(state.workspace.id); showProfile(place); },
      conflict: () => [
        { label: view === 'form' ? 'Put mine on top of theirs' : 'Merge with theirs', run: () => showProfile(place) },
      ],
    });
  }

  #waiting() {
    if (view === 'yaml') return this.#file !== null && this.#file.text !== this.#read.text ? 'The YAML is changed.' : '';
    if (!this.#work.isChanged) return '';
    const names = Object.keys(this.#work.content).filter((name) => !same(this.#work.base[name], this.#work.content[name]));
    return `${count(names.length, 'answer')} changed.`;
  }

  async #save() {
    let kept;
    try {
      kept = view === 'yaml' ? await putProfile(this.#file.text, this.#file.tag) : await this.#put();
    } catch (error) {
      this.#refuse(error);
      throw error;
    }
    this.#work.discard();
    files.delete(state.workspace.id);
    await showProfile(this.#place, kept.lost_comments ? 'The profile was saved. Its file had to be written anew, so its comments are gone.' : '');
    this.#place.focus({ preventScroll: true });
  }

  #put() {
    const [before, after] = [this.#work.base, this.#work.content].map(fromForm);
    if (!this.#read.text) return putProfile(profileYaml(after, SHAPE), this.#work.version);
    return patchProfile(patchOf(before, after), this.#work.version);
  }

  /** Shows what was refused where it stands: at the line of the file, or at the field of the form. */
  #refuse(error) {
    const detail = error.detail ?? '';
    if (view === 'yaml') {
      const line = Number(/line (\d+)/.exec(detail)?.[1]);
      const name = /^\s*"?([\w-]+)"?\s*:/.exec(this.#file.text.split('\n')[line - 1] ?? '')?.[1];
      if (line) this.#yaml?.refuse({ line, asked: askedAs(name), message: plainly(detail) });
      return;
    }
    const name = /`([a-z_]+)`:/.exec(detail)?.[1];
    this.#refused = name ? { field: name, message: detail.replace(/^.*?`[a-z_]+`:\s*/, ''), blocking: true } : null;
    if (!name) return;
    this.#draw();
    this.#place.querySelector(`[data-problems="${SHOWN_AT[name] ?? name}"]`)?.scrollIntoView({ block: 'center' });
  }

  #problemsOf(name) {
    return [...this.#read.problems, this.#refused].filter(Boolean).filter((one) => (SHOWN_AT[one.field] ?? one.field) === name);
  }

  #said(name) {
    const found = this.#problemsOf(name);
    if (found.length === 0) return null;
    return h('ul', { class: 'isms-findings wide', 'data-problems': name }, found.map((one) => h('li', { class: one.blocking ? 'error' : 'warning' }, icon('alert'),
      h('p', {}, one === this.#refused ? h('strong', {}, 'Not taken: ') : one.blocking ? h('strong', {}, 'Needed: ') : null, `${one.field} ${one.message}`))));
  }

  #field(spec) {
    const form = this.#work.content;
    const changed = () => this.#bar.draw();
    if (spec.many) {
      return [rowsOf({ title: spec.title, hint: spec.hint, add: spec.add, name: spec.many, rows: form[spec.many], fresh: () => structuredClone(spec.fresh), specs: () => spec.fields, changed }), this.#said(spec.many)];
    }
    if (spec.parts) {
      return [h('fieldset', { class: 'entry wide', 'data-field': spec.parts }, h('legend', {}, spec.title), spec.hint ? h('p', { class: 'hint' }, spec.hint) : null,
        h('div', { class: 'entries' }, fields(spec.fields, form[spec.parts], changed))), this.#said(spec.parts)];
    }
    return [...fields([spec], form, changed), this.#said(spec.name)];
  }

  #form() {
    return [
      h('nav', { class: 'interview-nav', 'aria-label': 'Parts of the profile' }, INTERVIEW.map(([id, title, , specs]) => {
        const open = specs.flatMap((spec) => this.#problemsOf(spec.name ?? spec.many ?? spec.parts)).length;
        return h('button', { type: 'button', class: 'chip', onclick: () => { const part = document.getElementById(`profile-${id}`); part.scrollIntoView({ block: 'start' }); part.focus({ preventScroll: true }); } }, title, open ? h('span', { class: 'count' }, String(open), h('span', { class: 'visually-hidden' }, ' open')) : null);
      })),
      ...INTERVIEW.map(([id, title, why, specs]) => h('section', { class: 'interview-part', 'aria-labelledby': `profile-${id}` },
        h('h3', { id: `profile-${id}`, tabindex: '-1' }, title), h('p', { class: 'isms-soft' }, why),
        h('div', { class: 'entries' }, specs.flatMap((spec) => this.#field(spec))))),
    ];
  }

  async #yamlPart() {
    if (this.#file === null) {
      const text = this.#work.isChanged ? profileYaml(fromForm(this.#work.content), SHAPE) : this.#read.text || (await call('GET', '/profile-template')).data;
      this.#file = { text, base: this.#read.text, tag: this.#read.tag, clashes: [] };
    }
    this.#yaml = yamlView(this.#file, () => { files.set(state.workspace.id, this.#file); this.#bar.draw(); });
    return [h('p', { class: 'isms-soft' }, 'The file as it is kept, with its comments. Whatever you do not know, leave out or write unknown. An unknown key is refused with its line.'),
      this.#read.text ? null : h('p', { class: 'isms-question', role: 'note' }, icon('alert'), h('span', {}, 'This is an example. Replace what it says by your own facts.')), this.#yaml.node];
  }

  async #draw() {
    try {
      fill(this.#body, view === 'form' ? this.#form() : await this.#yamlPart());
    } catch (error) {
      fill(this.#trouble, problemNotice(error));
    }
    this.#bar.draw();
  }

  #switch() {
    const radio = (name, word) => h('label', { class: 'segment' }, h('input', {
      type: 'radio', name: 'profile-view', value: name, checked: view === name, 'data-testid': `profile-${name}-view`,
      onchange: (event) => {
        if (view === 'yaml' && this.#waiting()) {
          event.target.checked = false;
          this.#place.querySelector('[data-testid="profile-yaml-view"]').checked = true;
          fill(this.#trouble, problemNotice(asProblem(new Error('the YAML has changes that are not saved: save or discard them first'))));
          return;
        }
        fill(this.#trouble);
        view = name;
        if (name === 'form') this.#file = null;
        this.#refused = null;
        this.#draw();
      },
    }), h('span', {}, word));
    return h('fieldset', { class: 'segments themes' }, h('legend', { class: 'visually-hidden' }, 'How to see it'), radio('form', 'Interview'), radio('yaml', 'YAML'));
  }

  async show(stale) {
    const { problems, usable, profile } = this.#read;
    const blocking = problems.filter((one) => one.blocking).length;
    const verdict = !profile ? 'Nothing is known yet' : !usable ? `${count(blocking, 'answer')} ${blocking === 1 ? 'is' : 'are'} needed before anything can be drafted` : problems.length ? 'Ready to draft from' : 'Complete';
    fill(this.#place, h('div', { class: 'page isms', 'data-testid': 'profile-view' },
      h('p', { class: 'page-kicker' }, 'Clauses 4.1 to 4.3'), h('h2', { class: 'page-title' }, 'Profile'),
      h('p', { class: 'gap-lead' }, `The facts about ${state.workspace.name}. Risks, statement and policies are made from them. What you do not know, leave open: nothing is guessed.`),
      h('div', { class: `gap-box ${usable ? 'ready' : 'unready'}`, role: 'status', 'data-testid': 'profile-state' }, h('h3', {}, icon(usable ? 'check' : 'alert'), verdict),
        problems.length - blocking > 0 ? h('p', {}, `${count(problems.length - blocking, 'point')} would make drafts better; each stands beside its field.`) : null,
        profile ? null : h('p', {}, 'Name, business and the number of people are enough to begin.')),
      stale ? h('p', { class: 'notice warning', role: 'note' }, icon('alert'), h('span', {}, stale)) : null,
      h('div', { class: 'isms-actions' }, this.#switch()), this.#trouble, this.#body, this.#bar.node));
    await this.#draw();
    if (stale) announce(stale);
  }
}

/** Puts what was written in the file on top of what somebody else saved; says so. */
function mergedFile(read) {
  const file = files.get(state.workspace.id);
  if (!file || file.tag === read.tag) return '';
  const { text, clashes } = mergeTexts(file.base, file.text, read.text);
  files.set(state.workspace.id, { text, base: read.text, tag: read.tag, clashes });
  return `Somebody changed the profile meanwhile. What you wrote and did not save stands on top of theirs${clashes.length ? '; what both changed is shown below with both' : ''}.`;
}

/** Fills `place` with the profile of the chosen workspace; `said` is what its reader has to know first. */
export async function showProfile(place, said = '') {
  const is = hold();
  const back = opening(place, 'profile-view', 'Opening the profile…');
  try {
    const read = await readProfile();
    if (!is()) return;
    const form = toForm(read.profile);
    const work = workOn({ id: `profile:${state.workspace.id}`, version: read.tag, content: form });
    let stale = [said, mergedFile(read)].filter(Boolean).join(' ');
    if (files.has(state.workspace.id)) view = 'yaml';
    if (work.version !== read.tag) {
      const clashes = work.rebase(read.tag, form);
      stale = `Somebody changed the profile meanwhile. Your answers that are not saved stand on top of theirs${clashes.length ? `; both changed ${clashes.join(', ')}, and yours is shown` : ''}.`;
    }
    await new Page(place, read, work).show(stale);
    back();
  } catch (error) {
    if (is()) fill(place, problemNotice(error, [{ label: 'Retry', run: () => showProfile(place) }]));
  }
}

addEventListener('beforeunload', (event) => {
  if (files.size) event.preventDefault();
});
