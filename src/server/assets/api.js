// Why: every failure reaches the page as a Problem in plain words.

const BASE = '/api/v1';

const PLAIN = {
  403: ['This is not allowed', 'Your key does not have the right to do this.'],
  404: ['Not found', 'It may have been deleted, or it belongs to another workspace.'],
  413: ['Too large', 'The file or question is larger than this server accepts.'],
  429: ['Too many requests', 'Try again in a few seconds.'],
  503: ['Busy', 'The server is at its limit. Try again in a few seconds.'],
  507: ['No space left', 'The server’s disk is full. Nothing was saved.'],
};

const sentence = (text) => {
  const trimmed = typeof text === 'string' ? text.trim() : '';
  return trimmed ? trimmed[0].toUpperCase() + trimmed.slice(1) : '';
};

const ended = (text) => (/^$|[.!?…]$/.test(text) ? text : `${text}.`);

/** A failure as the user should read it. */
export class Problem extends Error {
  constructor({ title, status, detail } = {}) {
    const [plainTitle, plainDetail] = PLAIN[status] ?? ['Something went wrong', 'The server could not finish this.'];
    super(sentence(title) || plainTitle);
    this.name = 'Problem';
    this.title = this.message;
    this.status = Number(status) || 0;
    this.detail = ended(sentence(detail)) || (title ? '' : plainDetail);
  }
}

/** An error as a Problem. */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) {
    return new Problem({
      title: 'Annexa cannot be reached',
      detail: 'Check the server and your connection, then try again.',
    });
  }
  return new Problem({ title: 'The page could not do this', detail: error?.message });
}

async function problemOf(response) {
  try {
    const body = await response.json();
    return new Problem({ title: body.title, detail: body.detail, status: response.status });
  } catch {
    return new Problem({ status: response.status });
  }
}

let key = null;

/** Speaks with a key from now on, not the browser's session. */
export function speakWith(value) {
  key = value;
}

/** The response, or throws a Problem. `json` or `form` is the body; the same `once` is served once. */
export async function send(method, path, { json, form, signal, once, accept = 'application/json' } = {}) {
  const headers = { Accept: accept };
  if (key !== null) headers.Authorization = `Bearer ${key}`;
  if (once !== undefined) headers['Idempotency-Key'] = once;
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  const body = json === undefined ? form : JSON.stringify(json);
  const response = await fetch(BASE + path, { method, headers, body, signal, credentials: key === null ? 'same-origin' : 'omit', cache: 'no-store', redirect: 'error' });
  if (response.status === 401) {
    if (key !== null) throw new Problem({ status: 401, title: 'This chat is switched off', detail: 'Please tell whoever looks after this page.' });
    // The fragment survives the redirect after sign-in, so the user comes back to the same place.
    location.assign(`/login${location.hash}`);
    throw new Problem({ status: 401, title: 'You are signed out', detail: 'Taking you to the sign-in page.' });
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export const getJson = async (path, signal) => (await send('GET', path, { signal })).json();
export const postJson = async (path, json, once) => (await send('POST', path, { json, once })).json();
export const remove = (path) => send('DELETE', path);

/** A path of encoded segments: `at('workspaces', w, 'documents')`. */
export const at = (...parts) => `/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
