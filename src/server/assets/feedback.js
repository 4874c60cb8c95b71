// Why: what readers thought of answers is worth most where somebody reads it: the reason beside question and answer.

import { at, getJson } from './api.js';
import { fill, h } from './dom.js';
import { icon } from './icon.js';
import { problemNotice } from './notice.js';
import { plain } from './plain.js';
import { state } from './state.js';

const PAGE = 50;
const LONG = 280;
const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
let wanted = 'all';

const opening = (text) => {
  const letters = [...plain(text).trim()];
  return letters.length > LONG ? `${letters.slice(0, LONG).join('')}…` : letters.join('');
};

function card(rating) {
  const helped = rating.rating === 'up';
  return h('li', { class: 'feedback', 'data-testid': 'rating', 'data-rating': rating.rating },
    h('p', { class: 'feedback-head' },
      h('span', { class: helped ? 'badge answered thumb' : 'badge refused thumb down' }, icon('thumb'), helped ? 'Helped' : 'Did not help'),
      h('time', { datetime: rating.rated_at }, day.format(new Date(rating.rated_at)))),
    rating.reason ? h('p', { class: 'feedback-reason', dir: 'auto' }, rating.reason) : h('p', { class: 'feedback-none' }, 'No reason was given.'),
    h('h3', { dir: 'auto' }, rating.question || 'Question without text'),
    h('p', { class: 'feedback-answer', dir: 'auto' }, opening(rating.answer)),
    h('a', { href: `#/c/${encodeURIComponent(rating.conversation)}` }, 'Open the conversation'));
}

function filters(place, list) {
  const option = (value, label) => h('label', { class: 'segment' },
    h('input', { type: 'radio', name: 'feedback', value, checked: wanted === value, onchange: () => { wanted = value; filter(list); } }), h('span', {}, label));
  return h('fieldset', { class: 'segments' }, h('legend', { class: 'visually-hidden' }, 'Which ratings'),
    option('all', 'All'), option('down', 'Did not help'), option('up', 'Helped'), option('reason', 'With a reason'));
}

function filter(list) {
  for (const one of list.children) {
    const has = one.querySelector('.feedback-reason') !== null;
    one.hidden = !(wanted === 'all' || one.dataset.rating === wanted || (wanted === 'reason' && has));
  }
}

/** Shows the ratings of the chosen workspace. */
export async function showFeedback(place) {
  const workspace = state.workspace;
  const list = h('ul', { class: 'feedback-list' });
  const more = h('div', { class: 'more-place' });
  const read = async (cursor) => {
    const page = await getJson(`${at('workspaces', workspace.id, 'ratings')}?limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    list.append(...page.ratings.map(card));
    filter(list);
    fill(more, page.next ? h('button', { type: 'button', class: 'button', onclick: () => read(page.next).catch((error) => fill(more, problemNotice(error))) }, 'Show more') : null);
    return page.ratings.length;
  };
  fill(place, h('p', { class: 'loading', role: 'status' }, 'Reading the feedback…'));
  try {
    const count = await read();
    if (workspace !== state.workspace) return;
    fill(place, h('div', { class: 'page manage', 'data-testid': 'feedback-view' },
      h('h2', { class: 'page-title' }, 'Feedback'),
      h('p', { class: 'page-lead' }, `What readers thought of answers in ${workspace.name}, the newest first.`),
      count ? [filters(place, list), list, more] : h('p', { class: 'nothing' }, 'Nobody has rated an answer yet. Readers of the chat widget find two thumbs below each answer.')));
  } catch (error) {
    fill(place, problemNotice(error, [{ label: 'Retry', run: () => showFeedback(place) }]));
  }
}
