// Why: two people may write in the same file of facts; what only one of them changed is taken, and what both changed is shown with both.

import { same } from './working.js';

const KEY = /^(?:([\w-]+)|"([^"]+)"|'([^']+)')\s*:(?:\s|$)/;
const isGap = (line) => /^\s*(?:#|$)/.test(line);
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** What turns one value into the other, as a merge patch: what is gone is null. */
export function patchOf(before, after) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => !same(before[name], after[name]));
  return Object.fromEntries(changed.map((name) => [name, isObject(before[name]) && isObject(after[name]) ? patchOf(before[name], after[name]) : after[name] ?? null]));
}

/** The fields of a file as pieces of its text; comments right above a field go with it. Null when it is not written field by field. */
function piecesOf(text) {
  const pieces = new Map([['', '']]);
  let [key, held] = ['', ''];
  const keep = (more) => pieces.set(key, pieces.get(key) + more);
  for (const line of text.split(/(?<=\n)/)) {
    const found = KEY.exec(line);
    if (found) {
      key = found[1] ?? found[2] ?? found[3];
      if (pieces.has(key)) return null;
      pieces.set(key, held + line);
      held = '';
    } else if (isGap(line) && !/^\s+#/.test(line)) held += line;
    else if (/^[\s-]/.test(line)) {
      keep(held + line);
      held = '';
    } else return null;
  }
  pieces.set('\n', held);
  return pieces;
}

const ended = (piece) => (piece === '' || piece.endsWith('\n') ? piece : `${piece}\n`);
const alike = (one, other) => (one ?? '').trimEnd() === (other ?? '').trimEnd();

/** `mine` on top of `theirs`, both made from `base`: the text, and of each field that both changed `{key, mine, theirs}`; mine stays there. */
export function mergeTexts(base, mine, theirs) {
  const [before, own, other] = [base, mine, theirs].map(piecesOf);
  if (!before || !own || !other) return alike(base, theirs) ? { text: mine, clashes: [] } : alike(base, mine) ? { text: theirs, clashes: [] } : { text: mine, clashes: [{ key: '', mine, theirs }] };
  const clashes = [];
  const chosen = (key) => {
    const [old, ours, new_] = [before.get(key), own.get(key), other.get(key)];
    if (alike(ours, old) || alike(ours, new_)) return new_ ?? '';
    if (alike(new_, old)) return ours ?? '';
    clashes.push({ key, mine: ours ?? '', theirs: new_ ?? '' });
    // What one took away and the other changed is not lost.
    return ours ?? new_;
  };
  const keys = [...other.keys(), ...[...own.keys()].filter((key) => !other.has(key))].filter((key) => key !== '\n');
  const text = [...keys, '\n'].map((key) => ended(chosen(key))).join('');
  return { text, clashes };
}

/** The text with their piece of a field in the place of what stands there. */
export function withTheirs(text, { key, theirs }) {
  const pieces = key === '' ? null : piecesOf(text);
  if (!pieces) return theirs;
  const tail = pieces.get('\n');
  pieces.delete('\n');
  pieces.set(key, theirs);
  return [...pieces.values(), tail].map(ended).join('');
}
