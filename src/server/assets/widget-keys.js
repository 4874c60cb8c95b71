// Why: the chat for the intranet is set up here: a key with the pages that may show it, the line to paste, and its end.

import { at, getJson, postJson, remove } from './api.js';
import { copyText } from './copy.js';
import { confirmAction } from './dialog.js';
import { announce, fill, h } from './dom.js';
import { icon } from './icon.js';
import { problemNotice } from './notice.js';
import { state } from './state.js';

const number = new Intl.NumberFormat('en');
const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const keysOf = (workspace, ...rest) => at('workspaces', workspace.id, 'widget-keys', ...rest);

function snippetBox({ snippet, label }) {
  const copied = h('span', {}, 'Copy');
  return h('section', { class: 'snippet', 'aria-labelledby': 'snippet-title', 'data-testid': 'snippet-box' },
    h('h3', { id: 'snippet-title', tabindex: '-1' }, `Paste this line into the pages that show “${label}”`),
    h('pre', { class: 'code', tabindex: '0', 'aria-label': 'The line to paste' }, h('code', { 'data-testid': 'widget-snippet' }, snippet)),
    h('p', {}, 'It holds the key and is shown only now. Whoever can open those pages can ask about every document of this workspace.'),
    h('button', { type: 'button', class: 'button', onclick: async () => {
      copied.textContent = (await copyText(snippet)) ? 'Copied' : 'The browser refused to copy';
      announce(copied.textContent);
    } }, icon('copy'), copied));
}

function form(workspace, made) {
  const notice = h('div');
  const text = (name, label, hint, attributes) => {
    const field = h(attributes.rows ? 'textarea' : 'input', { id: `widget-${name}`, class: 'field', autocomplete: 'off', 'data-testid': `widget-${name}`, 'aria-describedby': `widget-${name}-hint`, ...attributes });
    return [field, h('div', { class: 'form-field' }, h('label', { for: field.id }, label), field, h('p', { id: `widget-${name}-hint`, class: 'hint' }, hint))];
  };
  const [label, labelField] = text('label', 'Name', 'For yourself, for example “Intranet”.', { type: 'text', maxlength: '100', required: true });
  const [origins, originsField] = text('origins', 'Pages that may show it', 'One address a line, without a path: https://intranet.example', { rows: '2', required: true, spellcheck: 'false' });
  const [quota, quotaField] = text('quota', 'Questions a day', 'It opens again at midnight UTC.', { type: 'number', min: '1', max: '1000000', value: '200', required: true });
  const button = h('button', { type: 'submit', class: 'button primary', 'data-testid': 'widget-create' }, 'Make the key');
  return h('form', { class: 'form', onsubmit: async (event) => {
    event.preventDefault();
    button.disabled = true;
    fill(notice);
    try {
      const key = await postJson(keysOf(workspace), { label: label.value, origins: origins.value.split(/\s+/).filter(Boolean), quota: Number(quota.value) });
      event.target.reset();
      made(key);
    } catch (error) {
      fill(notice, problemNotice(error));
    } finally {
      button.disabled = false;
    }
  } }, labelField, originsField, quotaField, notice, button);
}

function row(workspace, key, changed) {
  const revoked = key.revoked_at !== null;
  const facts = [
    `made ${day.format(new Date(key.created_at))}`,
    key.last_used_at ? `last used ${day.format(new Date(key.last_used_at))}` : 'never used',
    revoked ? `revoked ${day.format(new Date(key.revoked_at))}` : null,
  ];
  const end = async () => {
    if (!(await confirmAction('Revoke this key?', `The pages that show “${key.label}” lose the chat at once. This cannot be undone.`, 'Revoke'))) return;
    try {
      await remove(keysOf(workspace, key.id));
      announce('Revoked.');
    } catch (error) {
      node.append(problemNotice(error));
      return;
    }
    changed();
  };
  const node = h('li', { class: revoked ? 'key is-revoked' : 'key', 'data-testid': 'widget-key', 'data-id': key.id },
    h('div', { class: 'key-words' },
      h('h3', { dir: 'auto' }, key.label, revoked ? h('span', { class: 'tag' }, 'Revoked') : null),
      h('p', { class: 'key-origins' }, key.origins.length ? key.origins.join(', ') : 'No page may show it.'),
      h('p', { class: 'key-facts' }, facts.filter(Boolean).join(' · '))),
    h('p', { class: 'key-quota' }, h('strong', {}, `${number.format(key.asked_today)} of ${number.format(key.quota)}`), ' questions today'),
    revoked ? null : h('button', { type: 'button', class: 'button small danger', 'aria-label': `Revoke ${key.label}`, 'data-testid': 'widget-revoke', onclick: end }, 'Revoke'));
  return node;
}

/** Shows the keys of the chosen workspace's widgets. */
export async function showWidgetKeys(place) {
  const workspace = state.workspace;
  const list = h('ul', { class: 'keys' });
  const shown = h('div');
  const load = async () => {
    const keys = [];
    let cursor = '';
    do {
      const page = await getJson(`${keysOf(workspace)}?limit=200${cursor}`);
      keys.push(...page.widget_keys);
      cursor = page.next ? `&cursor=${encodeURIComponent(page.next)}` : '';
    } while (cursor);
    keys.sort((a, b) => Number(a.revoked_at !== null) - Number(b.revoked_at !== null));
    fill(list, keys.length ? keys.map((key) => row(workspace, key, load)) : h('li', { class: 'nothing' }, 'No keys yet.'));
  };
  const made = async (key) => {
    fill(shown, snippetBox(key));
    shown.querySelector('h3').focus();
    await load();
  };
  fill(place, h('p', { class: 'loading', role: 'status' }, 'Reading the keys…'));
  try {
    await load();
    if (workspace !== state.workspace) return;
    fill(place, h('div', { class: 'page manage', 'data-testid': 'widget-view' },
      h('h2', { class: 'page-title' }, 'Chat widget'),
      h('p', { class: 'page-lead' }, `One line in a page of your intranet opens a chat over ${workspace.name}. Its key can only ask, from the pages that you name, within its quota.`),
      h('section', { class: 'card', 'aria-labelledby': 'widget-new' }, h('h3', { id: 'widget-new' }, 'New key'), form(workspace, made), shown),
      h('section', { 'aria-labelledby': 'widget-list' }, h('h3', { id: 'widget-list', class: 'section-title' }, 'Keys'), list)));
  } catch (error) {
    fill(place, problemNotice(error, [{ label: 'Retry', run: () => showWidgetKeys(place) }]));
  }
}
