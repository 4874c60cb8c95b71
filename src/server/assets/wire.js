// Why: the workbench needs more of HTTP than a question does: entity tags, bodies of every type, and the rows of a table that failed.

import { Problem } from './api.js';

const BASE = '/api/v1';

async function problemOf(response) {
  let body = {};
  try { body = await response.json(); } catch { /* the status says enough */ }
  const problem = new Problem({ title: body.title, detail: body.detail, status: response.status });
  problem.rows = Array.isArray(body.rows) ? body.rows : [];
  return problem;
}

/** Sends `body` (a text, a file, or an object as JSON); gives `{data, tag}` or throws a Problem with its `rows`. */
export async function call(method, path, { body, type, headers = {} } = {}) {
  const isJson = body !== undefined && type === undefined;
  const all = { Accept: 'application/json', ...headers };
  if (body !== undefined) all['Content-Type'] = type ?? 'application/json';
  const response = await fetch(BASE + path, {
    method, headers: all, body: isJson ? JSON.stringify(body) : body, credentials: 'same-origin', cache: 'no-store', redirect: 'error',
  });
  if (response.status === 401) {
    location.assign(`/login${location.hash}`);
    throw new Problem({ status: 401, title: 'You are signed out', detail: 'Taking you to the sign-in page.' });
  }
  if (!response.ok) throw await problemOf(response);
  const kind = response.headers.get('content-type') ?? '';
  const data = kind.includes('json') ? await response.json() : await response.text();
  return { data, tag: response.headers.get('etag') };
}

/** All rows of a list that may come in pages. */
export async function all(path, name) {
  const rows = [];
  for (let cursor = ''; cursor !== null;) {
    const { data } = await call('GET', cursor ? `${path}?cursor=${encodeURIComponent(cursor)}` : path);
    rows.push(...data[name]);
    cursor = data.next ?? null;
  }
  return rows;
}
