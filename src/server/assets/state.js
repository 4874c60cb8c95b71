// Why: the few facts that several parts of the page share, and the signals by which they hear of changes.

const bus = new EventTarget();

/** `session` and `workspaces` as the API gave them; `workspace` is the chosen one. */
export const state = { session: null, workspaces: [], workspace: null };

export function emit(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}

export function on(name, listener) {
  bus.addEventListener(name, (event) => listener(event.detail));
}

/** Remembered choices; a browser that refuses storage just forgets them. */
export const memory = {
  get(key) {
    try { return localStorage.getItem(`annexa.${key}`); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(`annexa.${key}`, value); } catch { /* forgotten */ }
  },
};
