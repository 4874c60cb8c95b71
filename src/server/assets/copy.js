// Why: an answer is often pasted into a ticket or a policy, so its sources must travel with it.

import { placeOf } from './citation.js';

function sourceLine(citation) {
  const place = placeOf(citation);
  const title = [citation.ref, citation.title].filter(Boolean).join(' ');
  return `[${citation.n}] ${title}${place ? `, ${place}` : ''} (${citation.source})`;
}

/** The answer as Markdown with its numbered sources. */
export function answerMarkdown(answer) {
  const citations = Array.isArray(answer.citations) ? answer.citations : [];
  const text = String(answer.answer ?? '').trimEnd();
  return citations.length ? `${text}\n\nSources:\n\n${citations.map(sourceLine).join('  \n')}\n` : `${text}\n`;
}

// The clipboard API exists only on secure origins; an intranet address over plain HTTP needs the old way.
function copyBySelection(text) {
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.value = text;
  document.body.append(field);
  const focused = document.activeElement;
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  focused?.focus?.();
  return copied;
}

/** Puts a text on the clipboard; false when the browser refuses. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Puts the answer on the clipboard; false when the browser refuses. */
export const copyAnswer = (answer) => copyText(answerMarkdown(answer));
