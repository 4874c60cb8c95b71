// Why: many answers stand on a guide; a reader who doubts one can read the whole of it.

import { at, getJson } from './api.js';
import { renderBlocks } from './blocks.js';
import { fold } from './control.js';
import { entry } from './controls.js';
import { fill, h } from './dom.js';
import { problemNotice } from './notice.js';
import { go } from './router.js';
import { emit } from './state.js';

const list = (value) => (Array.isArray(value) ? value : []);

function draw(place, guide, wanted) {
  const sections = list(guide.sections).map((section, n) => fold(
    section.heading,
    section.heading === wanted || (!wanted && n === 0),
    h('div', { class: 'prose' }, renderBlocks(section.blocks)),
    { 'data-section': section.heading },
  ));
  const about = list(guide.about);
  fill(place, h('article', { class: 'page control', 'data-testid': 'guide-view' },
    h('p', { class: 'page-kicker' }, 'Guide', h('span', { class: 'tag' }, `Reviewed ${guide.reviewed}`)),
    h('h2', { class: 'page-title' }, guide.title),
    sections,
    about.length ? h('section', { class: 'control-group parts' }, h('h3', {}, 'Requirements it speaks about'), h('ul', {}, about.map(entry))) : null,
    list(guide.sources).length
      ? h('section', {}, h('h3', {}, 'Sources'), h('ul', {}, list(guide.sources).map((source) => h('li', {}, source.use ? `${source.name}: ${source.use}` : source.name))))
      : null));
  emit('title', guide.title);
  const target = [...place.querySelectorAll('.fold')].find((one) => one.dataset.section === wanted);
  target?.scrollIntoView({ block: 'start' });
  target?.querySelector('summary').focus({ preventScroll: true });
}

/** Fills `place` with a guide, opened at section `wanted` when given. */
export async function showGuide(place, name, wanted) {
  fill(place, h('p', { class: 'loading', role: 'status' }, 'Opening the guide…'));
  try {
    draw(place, await getJson(at('guides', name)), wanted);
  } catch (error) {
    fill(place, problemNotice(error, [
      { label: 'Retry', run: () => showGuide(place, name, wanted) },
      { label: 'New question', run: () => go('#/') },
    ]));
  }
}
