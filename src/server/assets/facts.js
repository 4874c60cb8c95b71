// Why: the catalogue's facts about a requirement stand beside its text, because they are facts and not advice.

import { controlAddress } from './blocks.js';
import { h } from './dom.js';
import { icon } from './icon.js';

const ATTRIBUTES = [
  ['control_type', 'Type'], ['information_security_properties', 'Protects'], ['cybersecurity_concepts', 'Concept'],
  ['operational_capabilities', 'Capability'], ['security_domains', 'Domain'],
];

const list = (value) => (Array.isArray(value) ? value : []);
const spaced = (text) => String(text).replaceAll('_', ' ');

function attributes(control) {
  const rows = ATTRIBUTES.map(([key, name]) => [name, list(control.attributes?.[key]).map(spaced).join(', ')]);
  rows.push(['2013 origin', list(control.origin_2013).join(', ') || (control.new_in_2022 ? 'None, new in 2022' : '')]);
  const filled = rows.filter(([, text]) => text);
  return filled.length ? h('dl', {}, filled.map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text)))) : null;
}

function related(control) {
  if (list(control.related).length === 0) return null;
  return h('section', {}, h('h3', {}, 'Related'),
    h('ul', { class: 'related' }, control.related.map((other) => h('li', {},
      h('a', { class: 'ref', href: controlAddress(other.id) }, other.id), ' ', h('span', {}, other.title),
      other.why ? h('p', {}, other.why) : null))));
}

function crosswalk({ framework, entries }) {
  return h('details', { class: 'crosswalk' },
    h('summary', {}, icon('right'), framework, h('span', { class: 'count' }, String(list(entries).length))),
    h('ul', {}, list(entries).map((entry) => h('li', {}, h('span', {}, entry.id), entry.relationship ? h('span', { class: 'relationship' }, spaced(entry.relationship)) : null))));
}

function crosswalks(control) {
  const filled = list(control.crosswalks).filter((one) => list(one.entries).length > 0);
  return filled.length ? h('section', {}, h('h3', {}, 'Maps to'), filled.map(crosswalk)) : null;
}

function sources(control) {
  if (list(control.sources).length === 0 && !control.reviewed) return null;
  return h('section', {}, h('h3', {}, 'Sources of this page'),
    h('ul', { class: 'page-sources' }, list(control.sources).map((source) => h('li', {}, source.name, source.use ? h('span', {}, ` (${source.use})`) : null))),
    control.reviewed ? h('p', { class: 'reviewed' }, `Reviewed ${control.reviewed}`) : null);
}

/** The column of facts beside a requirement's text. */
export function facts(control) {
  return h('aside', { class: 'page-facts', 'aria-label': 'Facts' }, attributes(control), related(control), crosswalks(control), sources(control));
}
