// Why: the profile is a file that people keep, so what the form writes is a file that people can read, with "unknown" where it is.

const quoted = (value) => (typeof value === 'string' ? JSON.stringify(value) : String(value));

/** What was left open is said to be unknown; a text that must be there is written even when it is empty. */
function scalar(value) {
  return value === null || value === undefined ? 'unknown' : quoted(value);
}

function flow(values) {
  return `[${values.map(quoted).join(', ')}]`;
}

function item(row, names) {
  return names.map((name, at) => {
    const value = row[name];
    return `${at === 0 ? '  - ' : '    '}${name}: ${Array.isArray(value) ? (value.length ? flow(value) : '[]') : scalar(value)}`;
  }).join('\n');
}

function field({ name, kind, names }, profile) {
  const value = profile[name];
  if (kind === 'rows') return value?.length ? `${name}:\n${value.map((row) => item(row, names)).join('\n')}` : `${name}: []`;
  if (kind === 'parts') {
    const known = names.some((part) => value?.[part]);
    return known ? `${name}:\n${names.map((part) => `  ${part}: ${scalar(value[part] || null)}`).join('\n')}` : `${name}: unknown`;
  }
  if (kind === 'values') {
    const entries = Object.entries(value ?? {});
    return entries.length ? `${name}:\n${entries.map(([key, one]) => `  ${JSON.stringify(key)}: ${quoted(one)}`).join('\n')}` : `${name}: {}`;
  }
  if (kind === 'list') return value?.length ? `${name}: ${flow(value)}` : `${name}: unknown`;
  if (kind === 'confirmed') return `${name}: ${flow(value ?? [])}`;
  if (kind === 'object') return value ? `${name}:\n${names.map((part) => `  ${part}: ${Array.isArray(value[part]) ? flow(value[part]) : scalar(value[part])}`).join('\n')}` : `${name}: unknown`;
  const isOpen = value === 0 || (value === '' && kind !== 'always');
  return `${name}: ${isOpen ? 'unknown' : scalar(value)}`;
}

/** A profile as YAML; `shape` says for each field in which form it is written. */
export const profileYaml = (profile, shape) => `${shape.map((one) => field(one, profile)).join('\n')}\n`;
