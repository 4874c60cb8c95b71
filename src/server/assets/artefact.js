// Why: policies, the statement, the register and audit papers have the same addresses, so every page asks for them here.

import { at } from './api.js';
import { count, moment } from './gap-words.js';
import { state } from './state.js';
import { all, call } from './wire.js';

/** What each family can be taken home as. */
export const FORMATS = {
  policies: [['docx', 'Word'], ['pdf', 'PDF'], ['html', 'HTML'], ['md', 'Markdown'], ['json', 'JSON']],
  audits: [['docx', 'Word'], ['pdf', 'PDF'], ['html', 'HTML'], ['md', 'Markdown'], ['json', 'JSON']],
  soa: [['xlsx', 'Excel'], ['docx', 'Word'], ['pdf', 'PDF'], ['csv', 'CSV'], ['html', 'HTML'], ['md', 'Markdown'], ['json', 'JSON']],
  risks: [['xlsx', 'Excel'], ['docx', 'Word'], ['pdf', 'PDF'], ['csv', 'CSV'], ['html', 'HTML'], ['md', 'Markdown'], ['json', 'JSON']],
};

/** A path in the chosen workspace. */
export const here = (...parts) => at('workspaces', state.workspace.id, ...parts);

/** The lines of a family, each with its versions, the latest first. */
export const listOf = (family) => all(here(family), 'artefacts');

/** The kinds of policy, each with its versions, and how many of them the company needs in which way. */
export async function policiesOf() {
  const path = here('policies');
  const lines = await all(path, 'artefacts');
  const { data } = await call('GET', `${path}?limit=1`);
  return { lines, counts: data.counts };
}

const withVersion = (path, version) => (version ? `${path}?version=${Number(version)}` : path);

/** A version with its content; the latest when none is named. */
export const read = async (family, id, version) => (await call('GET', withVersion(here(family, id), version))).data;

/** Drafts from the profile. */
export const draft = async (family, order = {}) => (await call('POST', here(family), { body: order })).data;

/** Writes the next version of `base`: a text as Markdown, anything else as JSON. */
export async function write(family, id, base, content) {
  const isText = typeof content === 'string';
  const body = isText ? content : JSON.stringify(content);
  return (await call('PUT', `${here(family, id)}?base=${Number(base)}`, { body, type: isText ? 'text/markdown' : 'application/json' })).data;
}

/** Sends a table that somebody chose as a file. */
export async function writeFile(family, id, base, file, type) {
  return (await call('PUT', `${here(family, id)}?base=${Number(base)}`, { body: file, type })).data;
}

/** A step with a version: `review`, `approval`, `withdrawal` or `acknowledgements`. */
export const step = async (family, id, what, signed) => (await call('POST', here(family, id, what), { body: signed })).data;

export const versionsOf = async (family, id) => (await call('GET', here(family, id, 'versions'))).data;

/** The lines that differ between two versions. */
export const diffOf = async (family, id, before, after) => (await call('GET', `${here(family, id, 'diff')}?with=${Number(before)}&version=${Number(after)}`)).data;

/** What the check says of each row of a version. */
export const findingsOf = async (family, id, version) => (await call('GET', withVersion(here(family, id, 'findings'), version))).data;

/** The address of a file to save. */
export function fileAddress(family, id, format, version) {
  const base = `/api/v1${here(family, id)}?format=${encodeURIComponent(format)}`;
  return version ? `${base}&version=${Number(version)}` : base;
}

/** The finished gap analyses as choices, the latest first; drafts of the statement and of audit papers can take one in. */
export async function analysesOf() {
  const found = await all(here('gap-analyses'), 'gap_analyses');
  return found.filter((one) => one.state === 'done').map((one) => [one.id, `Of ${moment(one.created)}, ${count(one.documents.length, 'document')}`]);
}

/** The version in force, if there is one. */
export const inForce = (versions) => versions.find((one) => one.state === 'approved') ?? null;
