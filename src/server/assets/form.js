// Why: rows of the statement, risks, treatments and the profile are edited by the same few kinds of fields, each with a label.

import { fill, h } from './dom.js';
import { icon } from './icon.js';

/** More boxes than this stand in a fold, where the field says so. */
const MANY = 8;
let made = 0;
const words = (value) => (value === null || value === undefined ? '' : String(value));

/** Sets a field; what is empty is left out where nothing is the same as unknown. */
function put(object, { name, keepEmpty }, value) {
  if (value === '' && !keepEmpty) delete object[name];
  else object[name] = value;
}

function input(spec, object, changed) {
  const field = h('input', { class: 'field', id: spec.id, type: spec.kind === 'text' ? 'text' : spec.kind, autocomplete: 'off', maxlength: spec.most ?? '2000', list: spec.list, min: spec.min, max: spec.max, 'data-field': spec.name, dir: spec.kind === 'text' ? 'auto' : null, placeholder: spec.placeholder });
  field.value = words(object[spec.name]);
  field.addEventListener('input', () => {
    const value = field.value;
    if (spec.kind === 'number') put(object, { ...spec, keepEmpty: false }, value === '' ? '' : Math.max(0, Math.trunc(Number(value)) || 0));
    else put(object, { ...spec, keepEmpty: spec.keepEmpty ?? spec.kind === 'text' }, value);
    changed(spec.name);
  });
  return field;
}

function area(spec, object, changed) {
  const field = h('textarea', { class: 'field', id: spec.id, rows: String(spec.rows ?? 3), dir: 'auto', 'data-field': spec.name, placeholder: spec.placeholder });
  field.value = words(object[spec.name]);
  field.addEventListener('input', () => {
    // Texts of registers are one line each: they stand in cells.
    put(object, { ...spec, keepEmpty: spec.keepEmpty ?? true }, field.value.replaceAll(/\s*\n\s*/g, ' '));
    changed(spec.name);
  });
  return field;
}

function list(spec, object, changed) {
  const parts = (text) => text.split(spec.lines ? /\n/ : /[,;]/).map((one) => one.trim()).filter(Boolean);
  const field = h(spec.lines ? 'textarea' : 'input', { class: 'field', id: spec.id, rows: spec.lines ? String(spec.rows ?? 2) : null, autocomplete: 'off', dir: 'auto', 'data-field': spec.name, placeholder: spec.placeholder });
  field.value = (object[spec.name] ?? []).join(spec.lines ? '\n' : ', ');
  field.addEventListener('input', () => {
    object[spec.name] = parts(field.value);
    changed(spec.name);
  });
  return field;
}

function choose(spec, object, changed) {
  const now = words(object[spec.name]);
  const field = h('select', { class: 'field', id: spec.id, 'data-field': spec.name },
    spec.options.map(([value, word]) => h('option', { value: words(value), selected: words(value) === now }, word)));
  field.addEventListener('change', () => {
    const [value] = spec.options.find(([one]) => words(one) === field.value) ?? [''];
    put(object, { ...spec, keepEmpty: spec.keepEmpty }, value);
    changed(spec.name);
  });
  return h('div', { class: 'select' }, field);
}

function check(spec, object, changed) {
  const box = h('input', { type: 'checkbox', id: spec.id, checked: object[spec.name] === true, 'data-field': spec.name });
  box.addEventListener('change', () => {
    object[spec.name] = box.checked;
    changed(spec.name);
  });
  return box;
}

function checks(spec, object, changed) {
  const chosenNow = h('span', { class: 'row-note' });
  const say = () => { chosenNow.textContent = (object[spec.name] ?? []).join(', ') || 'none'; };
  const boxes = h('div', { class: 'form-checks', 'data-field': spec.name }, spec.options.map(([value, word]) => {
    const box = h('input', { type: 'checkbox', checked: (object[spec.name] ?? []).includes(value), value });
    box.addEventListener('change', () => {
      const chosen = new Set(object[spec.name] ?? []);
      if (box.checked) chosen.add(value);
      else chosen.delete(value);
      object[spec.name] = spec.options.map(([one]) => one).filter((one) => chosen.has(one));
      say();
      changed(spec.name);
    });
    return h('label', { class: 'form-check' }, box, h('span', {}, word));
  }));
  if (!spec.fold || spec.options.length <= MANY) return boxes;
  say();
  return h('details', { class: 'form-fold' }, h('summary', {}, icon('right'), h('span', {}, 'Chosen: '), chosenNow), boxes);
}

function radios(spec, object, changed) {
  return h('div', { class: 'segments', 'data-field': spec.name }, spec.options.map(([value, word]) => h('label', { class: 'segment' },
    h('input', {
      type: 'radio', name: spec.id, value: words(value), checked: words(object[spec.name]) === words(value),
      onchange: () => {
        put(object, { ...spec, keepEmpty: true }, value);
        changed(spec.name);
      },
    }), h('span', {}, word))));
}

const GROUPS = ['checks', 'radios'];
const KINDS = { radios, text: input, date: input, number: input, area, list, select: choose, check, checks };

function labelled(spec, object, changed) {
  const hint = spec.hint ? h('p', { class: 'hint', id: `${spec.id}-hint` }, spec.hint) : null;
  const node = KINDS[spec.kind](spec, object, changed);
  const target = node.matches('.select') ? node.firstChild : node;
  if (hint && !GROUPS.includes(spec.kind)) target.setAttribute('aria-describedby', hint.id);
  const wide = spec.wide || ['area', ...GROUPS].includes(spec.kind) ? ' wide' : '';
  if (spec.kind === 'check') return h('div', { class: `entry${wide}` }, h('label', { class: 'form-check' }, node, h('span', {}, spec.label)), hint);
  if (GROUPS.includes(spec.kind)) {
    return h('fieldset', { class: `entry${wide}`, 'aria-describedby': hint?.id }, h('legend', {}, spec.label), hint, node);
  }
  return h('div', { class: `entry${wide}` }, h('label', { for: spec.id }, spec.label), node, hint);
}

/**
 * Fields that write into `object` as somebody types. A field is `{name, label, kind}`, with `hint`, `options` and more by kind, or a
 * node that stands as it is; `changed(name)` hears of each change.
 */
export function fields(specs, object, changed) {
  return specs.filter(Boolean).map((spec) => {
    if (spec instanceof Node) return spec;
    return labelled({ kind: 'text', id: `f${made += 1}-${spec.name}`, ...spec }, object, changed);
  });
}

/** Rows of fields that can be added and taken away; `fresh()` makes a new one, `specs(row)` its fields. */
export function rowsOf({ title, hint, add, rows, fresh, specs, changed, name }) {
  const place = h('div', { class: 'entry-rows' });
  const button = h('button', { type: 'button', class: 'button small', 'data-add': name }, icon('plus'), add);
  const draw = () => fill(place, rows.map((row, at) => h('div', { class: 'entry-row', role: 'group', 'aria-label': `${title} ${at + 1}` },
    fields(specs(row), row, changed),
    h('button', {
      type: 'button', class: 'icon-button', 'aria-label': `Take away ${title.toLowerCase()} ${at + 1}`,
      onclick: () => {
        rows.splice(at, 1);
        draw();
        changed(name);
        button.focus();
      },
    }, icon('trash')))));
  button.addEventListener('click', () => {
    rows.push(fresh());
    draw();
    changed(name);
    place.lastElementChild.querySelector('input, select, textarea')?.focus();
  });
  draw();
  return h('fieldset', { class: 'entry wide', 'data-field': name }, h('legend', {}, `${title}s`), hint ? h('p', { class: 'hint' }, hint) : null, place, button);
}
