// Why: in a line of a list the marks of Markdown only stand in the way of its words.

/** A text without the marks of tables, headings, lists and emphasis, on one line. */
export const plain = (text) => String(text ?? '')
  .replace(/\|?(\s*:?-{3,}:?\s*\|)+/g, ' ')
  .replace(/(^|\s)(#{1,6}|[-*>+])(?=\s)/g, '$1')
  .replace(/[*|`]+/g, ' ')
  .replace(/\s+/g, ' ');
