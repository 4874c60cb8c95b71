// Why: ninety rows are decided in one sitting and saved as one version, so changes wait here until somebody saves them.

const copies = new Map();
const clone = (value) => structuredClone(value);
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** A value as one text, whatever the order of its fields; what is absent and what is null are the same. */
function canon(value) {
  if (Array.isArray(value)) return `[${value.map(canon).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const fields = Object.keys(value).filter((name) => value[name] !== null && value[name] !== undefined).sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${canon(value[name])}`).join(',')}}`;
}

/** Whether two values say the same. */
export const same = (one, other) => canon(one) === canon(other);

const keyOf = (row) => (isObject(row) ? row.control ?? row.id ?? row.name : undefined);
const isKeyed = (value) => Array.isArray(value) && value.length > 0 && value.every((row) => keyOf(row) !== undefined)
  && new Set(value.map(keyOf)).size === value.length;

function mergeRows(base, mine, theirs, clash, path) {
  const find = (rows, key) => rows.find((row) => keyOf(row) === key);
  const keys = [...theirs, ...mine.filter((row) => !find(theirs, keyOf(row)))].map(keyOf);
  return keys.map((key) => merge(find(base, key), find(mine, key), find(theirs, key), clash, [...path, key])).filter((row) => row !== undefined);
}

/** `mine` on top of `theirs`, both made from `base`; `clash(path)` hears what both changed, and there mine stays. */
export function merge(base, mine, theirs, clash, path = []) {
  if (same(mine, base)) return theirs;
  if (same(theirs, base) || same(mine, theirs)) return mine;
  const rows = [base ?? [], mine, theirs];
  if (rows.every(Array.isArray) && rows.every((list) => list.length === 0 || isKeyed(list))) return mergeRows(...rows, clash, path);
  if (isObject(mine) && isObject(theirs)) {
    const names = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
    const fields = [...names].map((name) => [name, merge(base?.[name], mine[name], theirs[name], clash, [...path, name])]);
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }
  clash(path);
  return mine;
}

/** A content on which somebody works: `content` is theirs to change, `base` what it was made from. */
export class Working {
  constructor(version, content) {
    this.take(version, content);
  }

  /** What is stored now is this. */
  take(version, content) {
    this.version = version;
    this.base = content;
    this.content = clone(content);
  }

  get isChanged() {
    return !same(this.base, this.content);
  }

  /** The rows of a list that are new, other or gone. */
  changed(name, key) {
    const before = new Map(this.base[name].map((row) => [row[key], row]));
    const after = new Map(this.content[name].map((row) => [row[key], row]));
    return [...new Set([...before.keys(), ...after.keys()])].filter((one) => !same(before.get(one), after.get(one)));
  }

  discard() {
    this.content = clone(this.base);
  }

  /** Puts what was changed on top of a later version; gives what both changed. */
  rebase(version, theirs) {
    const clashes = [];
    const mine = merge(this.base, this.content, theirs, (path) => clashes.push(path.join(' ')));
    this.version = version;
    this.base = theirs;
    this.content = clone(mine);
    return clashes;
  }
}

/** The working copy of an artefact: the one that was left with changes, else a new one of what was read. */
export function workOn(artefact) {
  const held = copies.get(artefact.id);
  if (held?.isChanged) return held;
  const fresh = new Working(artefact.version, artefact.content);
  copies.set(artefact.id, fresh);
  return fresh;
}

addEventListener('beforeunload', (event) => {
  if ([...copies.values()].some((copy) => copy.isChanged)) event.preventDefault();
});
