// Why: the page's start: it connects the parts, and shows the place that the address names.

import { showAudits } from './audits.js';
import { ask, openConversation, stop } from './chat.js';
import { focusComposer, setQuestion, startComposer } from './composer.js';
import { showFeedback } from './feedback.js';
import { showCheck } from './consistency.js';
import { showWidgetKeys } from './widget-keys.js';
import { showControl } from './control.js';
import { showControls } from './controls.js';
import { showGap, startGap } from './gap.js';
import { showGuide } from './guide.js';
import { markCurrent, startConversations } from './conversations.js';
import { showDocument } from './document.js';
import { startDocuments } from './documents.js';
import { byId, fill } from './dom.js';
import { showLeaving } from './leaving.js';
import { problemNotice } from './notice.js';
import { showOverview } from './overview.js';
import { closeCitation, startPanel } from './panel.js';
import { showPolicies } from './policies.js';
import { showProfile } from './profile.js';
import { showRisks } from './risks.js';
import { currentRoute, go, startRouter } from './router.js';
import { closeDrawer, startSheets } from './sheet.js';
import { showSoa } from './soa.js';
import { on, state } from './state.js';
import { followSession, loadSession } from './status.js';
import { startUpload } from './upload.js';
import { loadWorkspaces, startWorkspaces } from './workspaces.js';

const TITLES = { controls: 'Controls and clauses', control: 'Controls and clauses', document: 'Document', guide: 'Guide', gap: 'Gap analysis', feedback: 'Feedback', widget: 'Chat widget', chat: 'New conversation',
  isms: 'ISMS at a glance', profile: 'Profile', risks: 'Risk register', soa: 'Statement of Applicability', policies: 'Policies', audits: 'Audit', check: 'Consistency check', leaving: 'What leaves this machine' };

/** The pages of the workbench, by the first part of their address. */
const PAGES = { isms: showOverview, profile: showProfile, risks: showRisks, soa: showSoa, policies: showPolicies, audits: showAudits, check: showCheck, leaving: showLeaving };

function setTitle(text) {
  const title = text || TITLES[currentRoute().view];
  byId('title').textContent = title;
  document.title = `${title} · Annexa`;
}

// A question from another view, or one sent while the page still starts, waits until a conversation is there.
let waitingQuestion = null;
let started = false;

function askHere(question) {
  if (started) return ask(question);
  waitingQuestion = question;
  return true;
}

function askInNew(question) {
  waitingQuestion = question;
  go('#/');
}

// A hidden view forgets how far it was scrolled, and the reader of a source wants to come back to the same line.
let chatScroll = 0;
const showsChat = () => !byId('chat').hidden;

function markPlace(id, here) {
  if (here) byId(id)?.setAttribute('aria-current', 'page');
  else byId(id)?.removeAttribute('aria-current');
}

async function show(route) {
  const chat = route.view === 'chat';
  if (showsChat()) chatScroll = byId('thread-place').scrollTop;
  const returning = chat && !showsChat();
  byId('chat').hidden = !chat;
  byId('page').hidden = chat;
  closeDrawer();
  closeCitation();
  setTitle('');
  markCurrent();
  markPlace('nav-controls', route.view === 'controls' || route.view === 'control');
  markPlace('nav-gap', route.view === 'gap');
  markPlace('nav-feedback', route.view === 'feedback');
  markPlace('nav-widget', route.view === 'widget');
  for (const view of Object.keys(PAGES)) markPlace(`nav-${view}`, route.view === view || (view === 'audits' && route.view === 'check'));
  const place = byId('page');
  place.scrollTop = 0;
  if (!chat) place.focus({ preventScroll: true });
  if (returning) byId('thread-place').scrollTop = chatScroll;
  if (chat) {
    await openConversation(route.id);
    const question = waitingQuestion;
    waitingQuestion = null;
    if (question) ask(question);
  } else if (PAGES[route.view]) await PAGES[route.view](place, route.id, route.extra);
  else if (route.view === 'controls') await showControls(place);
  else if (route.view === 'gap') await showGap(place, route.id, route.extra);
  else if (route.view === 'feedback') await showFeedback(place);
  else if (route.view === 'widget') await showWidgetKeys(place);
  else if (route.view === 'guide') await showGuide(place, route.id, route.extra);
  else if (route.view === 'control') await showControl(place, route.id, route.extra, askInNew);
  else await showDocument(place, route.id, route.extra);
}

function startPrinting() {
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const one of opened) one.open = true;
  });
  addEventListener('afterprint', () => {
    for (const one of opened) one.open = false;
  });
}

async function boot() {
  try {
    await loadSession();
    await loadWorkspaces();
  } catch (error) {
    if (waitingQuestion) setQuestion(waitingQuestion);
    waitingQuestion = null;
    fill(byId('thread-place'), problemNotice(error, [{ label: 'Retry', run: boot }]));
    return;
  }
  started = true;
  byId('nav-widget').hidden = state.session.scope !== 'admin';
  startRouter(show);
  followSession();
}

byId('skip').addEventListener('click', (event) => {
  event.preventDefault();
  if (showsChat()) byId('composer-text').focus();
  else byId('page').focus();
});
byId('new').addEventListener('click', () => focusComposer());
on('title', setTitle);
on('workspace', () => {
  const { view } = currentRoute();
  if (started && (view === 'feedback' || view === 'widget')) show(currentRoute());
});
startSheets();
startPanel();
startComposer({ ask: askHere, stop });
startWorkspaces();
startConversations();
startDocuments();
startUpload();
startGap();
startPrinting();
boot();
