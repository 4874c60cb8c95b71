// Why: the answer, its copy and the panel name a source's place in the same words.

// A page's own first heading repeats its title, so it says nothing about the place.
function headingsBelowTitle(citation) {
  const headings = Array.isArray(citation.heading) ? citation.heading.map(String) : [];
  return headings.filter((heading, level) => level > 0 || !heading.includes(citation.title));
}

/** Where a citation is from: its headings, and its page when it has one. */
export function placeOf(citation) {
  const page = citation.page ? [`page ${citation.page}`] : [];
  return [...headingsBelowTitle(citation), ...page].join(' › ');
}

/** The section of a requirement's page that a citation is from, if any. */
export const sectionOf = (citation) => headingsBelowTitle(citation)[0];
